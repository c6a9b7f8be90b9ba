"""How OpenAPI and JSON Schema are read and written."""

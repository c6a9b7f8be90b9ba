"""How GraphQL is read and written."""

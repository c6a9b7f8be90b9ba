"""How Python is read and written."""

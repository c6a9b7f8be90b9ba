"""How SQL is read and written."""

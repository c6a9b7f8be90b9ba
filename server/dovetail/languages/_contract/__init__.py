"""How contracts are read and written."""

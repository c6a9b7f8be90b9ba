"""What chains of names in Python lead to, across files."""

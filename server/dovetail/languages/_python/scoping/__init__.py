"""What names stand for in a function or a module."""

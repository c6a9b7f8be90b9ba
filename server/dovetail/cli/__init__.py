"""The `dovetail` command: one module a command, in the order of the table in `main.py`."""

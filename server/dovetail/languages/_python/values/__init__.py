"""Values of a known class, and what queries, rows and dictionaries hold."""

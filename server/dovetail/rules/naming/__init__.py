"""The names that conventions speak of, and what they ask of them."""

"""What names stand for: values of a known type, and where they come from."""

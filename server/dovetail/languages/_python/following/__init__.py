"""The way of values through functions: what is read from them, and written to them."""

"""Tables and rows, as statements of SQL in strings know them."""

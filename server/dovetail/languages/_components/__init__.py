"""What the reader of components is made of."""

"""What an application keeps: stores, slices, atoms and refs."""

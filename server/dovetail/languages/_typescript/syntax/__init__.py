"""What a file of TypeScript says by itself: its nodes, types, declarations and comments."""

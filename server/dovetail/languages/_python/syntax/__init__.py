"""What a file of Python says by itself: literals, annotations, comments and imports."""

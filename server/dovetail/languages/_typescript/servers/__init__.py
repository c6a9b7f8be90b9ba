"""Routes as a server answers them: what they take from a request, and what they give."""

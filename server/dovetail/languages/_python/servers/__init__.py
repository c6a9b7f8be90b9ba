"""Routes as a server answers them: what their handlers take from a request, and what they give."""

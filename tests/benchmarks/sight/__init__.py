"""Whole projects with drifts that a person wrote into them, one at a time: what is told of each, and where."""

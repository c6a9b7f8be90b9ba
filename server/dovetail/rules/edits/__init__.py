"""Edits that fixes make, written as the file around them is."""

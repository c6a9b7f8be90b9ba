"""Schemas that check what a program is given, by the library that makes them."""

"""Classes that hold data, by the library that makes them: their fields and their names."""

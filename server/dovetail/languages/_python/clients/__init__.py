"""Requests as clients and tests send them, and which routes a file has."""

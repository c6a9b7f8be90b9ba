"""Requests as a client sends them, what it takes from the answers, and which routes a file has."""

"""Dovetail: contracts, conventions and a sprint for coding agents that run side by side."""

__version__ = "0.1.0"

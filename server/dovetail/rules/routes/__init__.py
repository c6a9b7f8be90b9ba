"""Endpoints, the routes that serve and call them, and what these carry."""

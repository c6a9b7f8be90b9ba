"""Branches into one product: forecast, merge train, gate, report. A conflict is data."""

"""Everybody whom no real person plays: visitors, colleagues and section heads, each at their moment."""

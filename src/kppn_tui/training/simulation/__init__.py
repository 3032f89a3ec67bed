"""Simulation of the visitors, colleagues and section heads whom no real person plays, each at their moment."""

"""A keyboard-driven desk for the consultation service of a KPPN."""

__version__ = "0.1.0"

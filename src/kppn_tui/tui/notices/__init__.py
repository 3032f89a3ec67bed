"""Notices on the screen: the page of today, and the way from a notice to its case."""

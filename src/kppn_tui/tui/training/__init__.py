"""Trainers' mode on the screen: what a room adds to the desk."""

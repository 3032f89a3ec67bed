"""Screens before the desk: sign-in and first set-up."""

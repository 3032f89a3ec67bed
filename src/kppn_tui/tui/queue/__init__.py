"""The live queue: its screen, calling and registering."""

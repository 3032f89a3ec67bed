"""Live queue: its screen, calling and registering."""

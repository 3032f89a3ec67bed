"""Help, and the published service standard."""

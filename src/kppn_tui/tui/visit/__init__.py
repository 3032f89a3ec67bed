"""Visit at the counter: its screen, fields and forms."""

"""What lies over a screen: forms and questions."""

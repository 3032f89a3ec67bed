"""A desk session without a screen."""

"""Numbered migrations, each frozen as it was released."""

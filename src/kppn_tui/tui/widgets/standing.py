"""Test of whether a widget still stands, for what is called after a while."""

from textual.widget import Widget


def stands(widget: Widget) -> bool:
    """Return whether `widget` is in the program and not being taken down with all that it is made of."""
    return widget.is_attached and widget.display

"""The badge on the screens that have no header: nobody takes a room for the office."""

from typing import Any

from textual.screen import Screen


def badged(screen: Screen[Any], title: str) -> str:
    """`title` after the badge of the room."""
    badge = getattr(screen.app, "badge", "")
    return f"{badge} · {title}" if badge else title

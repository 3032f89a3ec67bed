"""The table of keys as lists: by place, as Textual binds them, nearest first, an action once."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from kppn_tui.tui.action_row import ActionRow, Place
from kppn_tui.tui.actions import ROWS

if TYPE_CHECKING:
    from textual.binding import BindingType


@cache
def rows_of(*places: Place) -> tuple[ActionRow, ...]:
    """Return the rows of `places` in order; a later row takes the place of an earlier one with the same keys."""
    found: dict[str, ActionRow] = {}
    for place in places:
        found |= {row.keys: row for row in ROWS if row.place is place}
    return tuple(found.values())


def nearest_first(places: Sequence[Place]) -> list[ActionRow]:
    """Return the rows of `places`, those of the last place first: a list begins with what is of the screen alone."""
    return sorted(rows_of(*places), key=lambda row: -places.index(row.place))


def bindings(*places: Place) -> "list[BindingType]":
    """Return the rows of `places` as Textual binds them."""
    from textual.binding import Binding

    return [
        Binding(row.keys, row.action, row.label, show=row.shown, priority=row.priority, tooltip=row.tooltip, id=row.id)
        for row in rows_of(*places)
    ]


def rows_by_action(rows: Iterable[ActionRow]) -> dict[str, list[ActionRow]]:
    """Return `rows` that have a label by what they do: one line of a list may have several keys."""
    found: dict[str, list[ActionRow]] = {}
    for row in rows:
        if row.label:
            found.setdefault(row.action, []).append(row)
    return found

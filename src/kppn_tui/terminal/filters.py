"""Filters of what is painted: no character that a terminal would obey, and no colour where none is wanted."""

from functools import lru_cache

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from kppn_tui.domain.text import without_controls

#: From this saturation on a ground is a mark (the cursor, a chip), not furniture; 0 to 1.
_MARKED = 0.4


class HarmlessFilter(LineFilter):
    """Filter that takes out control characters: text may have come into the database past the door."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return `segments` without them; they have no width, so nothing moves."""
        if all(text.isprintable() for text, _style, _control in segments):
            return segments
        return [Segment(without_controls(text), style, control) for text, style, control in segments]


class ColourlessFilter(LineFilter):
    """Filter for NO_COLOR: no colour is sent at all, and a ground that marks something is reversed instead."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return `segments` without colours."""
        return [
            Segment(text, None if style is None else _colourless(style), control) for text, style, control in segments
        ]


@lru_cache(1024)
def _colourless(style: Style) -> Style:
    marked = style.bgcolor is not None and _is_mark(style.bgcolor)
    return Style(
        bold=style.bold,
        dim=style.dim,
        italic=style.italic,
        underline=style.underline,
        strike=style.strike,
        reverse=bool(style.reverse) != marked,
        meta=style.meta,
        link=style.link,
    )


def _is_mark(ground: RichColor) -> bool:
    if ground.is_default:
        return False
    return Color.from_rich_color(ground).hsl.s >= _MARKED

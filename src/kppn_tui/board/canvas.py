"""A grid of cells to draw on: text, and letters whose pixels are coloured cells."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from rich.cells import cell_len, set_cell_size

from kppn_tui.board import digits

#: Width and height of a pixel, in cells.
Pixel = tuple[int, int]


class Ink(StrEnum):
    """The ways a cell is painted; the style sheet gives each its colours."""

    TEXT = "text"
    STRONG = "strong"
    MUTED = "muted"
    NUMBER = "number"
    EARLIER = "earlier"
    COUNTER = "counter"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Run:
    """Cells of one line that look alike; `filled` ones are blocks of the ink's colour."""

    text: str
    ink: Ink
    filled: bool


class Canvas:
    """A grid of `width`×`height` cells; what lies outside is not drawn."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._cells = [[(" ", Ink.TEXT, False)] * width for _ in range(height)]

    def write(self, x: int, y: int, text: str, ink: Ink, most: int | None = None) -> None:
        """Write `text` from cell `x` of line `y` on, cut with "…" after `most` cells or at the edge."""
        room = min(self.width - x, most if most is not None else self.width)
        if not 0 <= y < self.height or x < 0 or room <= 0:
            return
        if cell_len(text) > room:
            text = f"{set_cell_size(text, room - 1)}…"
        for char in text:
            width = cell_len(char)
            if not width and x:
                before, *how = self._cells[y][x - 1]
                self._cells[y][x - 1] = (before + char, *how)  # type: ignore[assignment]
                continue
            self._cells[y][x : x + width] = [(char, ink, False), ("", ink, False)][:width]
            x += width

    def draw(self, x: int, y: int, text: str, pixel: Pixel, ink: Ink, *, reverse: bool = False) -> None:
        """Draw `text` as blocks, its upper left corner at the cell (x, y); with `reverse` what is around them."""
        wide, high = pixel
        for row, bits in enumerate(digits.pixels(text)):
            for column, bit in enumerate(bits):
                if bit is not reverse:
                    self._fill(x + column * wide, y + row * high, wide, high, ink)

    def lines(self) -> list[tuple[Run, ...]]:
        """Return the lines, each as runs."""
        return [tuple(_runs(line)) for line in self._cells]

    def _fill(self, x: int, y: int, wide: int, high: int, ink: Ink) -> None:
        for line in self._cells[max(y, 0) : y + high]:
            for at in range(max(x, 0), min(x + wide, self.width)):
                line[at] = (" ", ink, True)


def _runs(line: list[tuple[str, Ink, bool]]) -> Iterator[Run]:
    for (ink, filled), cells in groupby(line, key=lambda cell: (cell[1], cell[2])):
        yield Run("".join(char for char, *_ in cells), ink, filled)

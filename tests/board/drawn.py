"""What stands on the display: text, and letters that are drawn with blocks."""

from collections.abc import Sequence

from kppn_tui.board.canvas import Canvas, Pixel
from kppn_tui.board.digits import pixels

BLOCK = "█"


def lines_of(canvas: Canvas) -> list[str]:
    """Return the lines of `canvas`, filled cells as blocks."""
    return ["".join(BLOCK * len(run.text) if run.filled else run.text for run in line) for line in canvas.lines()]


def shows(lines: Sequence[str], text: str, pixel: Pixel) -> bool:
    """Return whether `text` is drawn somewhere in `lines` with that `pixel`, and nothing else beside it."""
    wide, high = pixel
    rows = [f" {''.join((BLOCK if bit else ' ') * wide for bit in row)} " for row in pixels(text) for _ in range(high)]
    around = [f" {line} " for line in lines]
    return any(
        all(around[y + at][x : x + len(row)].ljust(len(row)) == row for at, row in enumerate(rows))
        for y in range(len(lines) - len(rows) + 1)
        for x in range(max(len(around[y]) - len(rows[0]) + 1, 1))
    )

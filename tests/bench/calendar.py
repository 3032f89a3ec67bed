"""Reading the shipped calendar, which every command that names a due date does first."""

from pathlib import Path

from kppn_tui.office.calendar import load_calendar
from tests.bench.table import Row, timed

TURNS = 200


def rows(folder: Path, turns: int = TURNS) -> list[Row]:
    """The whole file, checked and joined; `folder` is not needed."""
    load_calendar()
    return [Row("loading the calendar", [timed(load_calendar) for _ in range(turns)], seconds=0.002)]

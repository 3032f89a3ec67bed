"""From the command to the painted sign-in, a million consultations in the database, against a blank Textual app."""

import compileall
import sys
from pathlib import Path

import kppn_tui
from tests.bench.durable import server
from tests.bench.loader import Office, load_past
from tests.bench.seats import BLANK
from tests.bench.table import Row
from tests.terminal import Terminal, here

PAST, TURNS = 1_000_000, 25
SIZE = (120, 36)


def rows(folder: Path, past: int = PAST, turns: int = TURNS) -> list[Row]:
    """Both apps in turn, in the same kind of terminal, so that a busy machine slows both; each database."""
    # As Textual is, and as an installed program is: a changed source is else compiled in each turn where
    # PYTHONDONTWRITEBYTECODE is set.
    compileall.compile_dir(Path(kppn_tui.__file__).parent, quiet=1)
    found = [_row(Office(folder / "file"), "SQLite", past, turns)]
    with server() as durable, durable.database() as url:
        found.append(_row(Office(folder / "server", url), "PostgreSQL", past, turns))
    return found


def _row(office: Office, which: str, past: int, turns: int) -> Row:
    load_past(office.url, past)
    office.officer()
    office.close()
    place = ("--db", office.url, "--office", str(office.settings.places.office_path))
    ours, blank = [], []
    for _ in range(turns):
        blank.append(_painted([sys.executable, "-c", BLANK], "painted"))
        ours.append(_painted([sys.executable, "-m", "kppn_tui", *place], "kppn-tui 0."))
    return Row(f"first paint, {past:,} past consultations, {which}", ours, blank, ratio=1.3)


def _painted(command: list[str], text: str) -> float:
    with Terminal(command, here(KPPN_TUI_LANG="id"), SIZE) as terminal:
        return terminal.until(text) - terminal.started

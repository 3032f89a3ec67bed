"""From the command to the painted sign-in, a million consultations in the file, against a blank Textual app."""

import sys
from pathlib import Path

from tests.bench.loader import Office, load_past
from tests.bench.table import Row
from tests.terminal import Terminal, here

PAST, TURNS = 1_000_000, 15
SIZE = (120, 36)
BLANK = """
from textual.app import App
from textual.widgets import Static
class Blank(App):
    def compose(self):
        yield Static("painted")
Blank().run()
"""


def rows(folder: Path, past: int = PAST, turns: int = TURNS) -> list[Row]:
    """Both apps in turn, in the same kind of terminal, so that a busy machine slows both."""
    office = Office(folder)
    load_past(office.path, past)
    office.officer()
    office.close()
    command = [sys.executable, "-m", "kppn_tui", "--db", str(office.path)]
    ours, blank = [], []
    for _ in range(turns):
        blank.append(_painted([sys.executable, "-c", BLANK], "painted"))
        ours.append(_painted(command, "kppn-tui 0."))
    return [Row(f"first paint, {past:,} past consultations", ours, blank, ratio=1.3)]


def _painted(command: list[str], text: str) -> float:
    with Terminal(command, here(KPPN_TUI_LANG="id"), SIZE) as terminal:
        return terminal.until(text) - terminal.started

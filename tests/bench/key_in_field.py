"""A key in a text field of the service screen, three consultations, against the same key in a bare TextArea."""

import sys
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

from tests.bench.durable import server
from tests.bench.loader import Office
from tests.bench.seats import SIZE, at_desk
from tests.bench.table import Row
from tests.terminal import Terminal, here

TURNS = 80
AREA = """
from textual.app import App
from textual.widgets import TextArea
class Area(App):
    def compose(self):
        yield TextArea("ready", soft_wrap=True)
    def on_mount(self):
        self.query_one(TextArea).focus()
Area().run()
"""
#: Letters that are found nowhere else in what is painted for the key.
LETTERS = "QXZJ"


def rows(folder: Path, turns: int = TURNS) -> list[Row]:
    """Each database: a letter in the question, timed from the key to the letter on the screen."""
    found = [_row(Office(folder / "file"), "SQLite", turns)]
    with server() as durable, durable.database() as url:
        found.append(_row(Office(folder / "server", url), "PostgreSQL", turns))
    return found


def _row(office: Office, which: str, turns: int) -> Row:
    office.at = datetime.now(UTC)
    officer = office.officer()
    topics = ["RETUR", "SPM", "UP"]
    ticket = office.desk.take_ticket(officer, satker_code="980101", satker_name="SATKER 1", topics=topics)
    office.desk.call(officer, ticket)
    office.desk.start(officer, ticket)
    office.close()
    ours, floor = [], []
    with Terminal([sys.executable, "-c", AREA], here(), SIZE) as area, at_desk(office, ticket.label) as desk:
        area.until("ready")
        for key in (b"2", b"\x1bOR"):  # the service, then F3: into the question
            desk.type(key)
            desk.settle()
        # In turn, so that a busy machine slows both.
        for _turn, letter in zip(range(turns), cycle(LETTERS), strict=False):
            floor.append(_press(area, letter))
            ours.append(_press(desk, letter))
    return Row(f"a key in the question, three consultations at 160×45, {which}", ours, floor, ratio=1.5)


def _press(terminal: Terminal, letter: str) -> float:
    terminal.settle(0.1)
    return terminal.press(letter.encode(), letter)

"""From a key to the changed cell: the live queue with 200 waiting against a DataTable of 50 rows in an empty app."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.durable import server
from tests.bench.loader import Office
from tests.bench.seats import SIZE, at_desk
from tests.bench.table import Row
from tests.terminal import Terminal, here

WAITING, TURNS = 200, 80
DOWN, UP = b"\x1b[B", b"\x1b[A"
TABLE = """
from textual.app import App
from textual.widgets import DataTable
class Table(App):
    def compose(self):
        yield DataTable(cursor_type="row")
    def on_mount(self):
        table = self.query_one(DataTable)
        table.add_columns("No.", "Wait", "Clock", "Stakeholder", "Topic", "Channel")
        for n in range(1, 51):
            table.add_row(f"T-{n:03d}", "12 min", "", f"980101 SATKER {n}", "RETUR, SUPPLIER", "face to face")
        table.focus()
Table().run()
"""


def rows(folder: Path, waiting: int = WAITING, turns: int = TURNS) -> list[Row]:
    """Each database: the cursor one row down, then one up again, timed from the key to the text of its row."""
    found = [_row(Office(folder / "file"), "SQLite", waiting, turns)]
    with server() as durable, durable.database() as url:
        found.append(_row(Office(folder / "server", url), "PostgreSQL", waiting, turns))
    return found


def _row(office: Office, which: str, waiting: int, turns: int) -> Row:
    office.at = datetime.now(UTC)
    officer = office.officer()
    for n in range(waiting):
        office.desk.take_ticket(officer, satker_code=f"{980101 + n % 30}", satker_name=f"SATKER {n}", topics=["RETUR"])
    office.close()
    ours, floor = [], []
    with Terminal([sys.executable, "-c", TABLE], here(), SIZE) as table, at_desk(office, "A-030") as desk:
        table.until("T-040")
        # In turn, so that a busy machine slows both.
        for turn in range(turns):
            key, number = (DOWN, 2) if turn % 2 == 0 else (UP, 1)
            floor.append(_press(table, key, f"T-{number:03d}"))
            ours.append(_press(desk, key, f"A-{number:03d}"))
    return Row(f"key to changed cell, queue of {waiting} at 160×45, {which}", ours, floor, ratio=1)


def _press(terminal: Terminal, key: bytes, text: str) -> float:
    terminal.settle(0.1)
    return terminal.press(key, text)

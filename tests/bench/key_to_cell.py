"""From a key to the changed cell: the live queue with 200 waiting against a DataTable of 50 rows in an empty app."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.loader import Office
from tests.bench.table import Row
from tests.conftest import PASSWORD
from tests.terminal import Terminal, here

WAITING, TURNS = 200, 40
SIZE = (160, 45)
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
    """The cursor one row down, and one up again, timed from the key to the text of the row it came to."""
    office = Office(folder)
    office.at = datetime.now(UTC)
    officer = office.officer()
    for n in range(waiting):
        office.desk.take_ticket(officer, satker_code=f"{980101 + n % 30}", satker_name=f"SATKER {n}", topics=["RETUR"])
    office.close()
    with Terminal([sys.executable, "-c", TABLE], here(), SIZE) as table:
        table.until("T-040")
        floor = _walk(table, "T", turns)
    with Terminal([sys.executable, "-m", "kppn_tui", "--db", str(office.path)], here(), SIZE) as desk:
        desk.until("kppn-tui 0.")
        desk.settle()
        for keys in (b"ana", b"\r", PASSWORD.encode(), b"\r", b"\r"):
            desk.press(keys, "")
        desk.until("A-030")
        ours = _walk(desk, "A", turns)
    return [Row(f"key to changed cell, queue of {waiting} at 160×45", ours, floor, ratio=1)]


def _walk(terminal: Terminal, series: str, turns: int) -> list[float]:
    taken = []
    for turn in range(turns):
        terminal.settle(0.1)
        key, number = (DOWN, 2) if turn % 2 == 0 else (UP, 1)
        taken.append(terminal.press(key, f"{series}-{number:03d}"))
    return taken

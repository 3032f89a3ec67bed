"""A change on one desk until it is to be seen on another: the real desk in a terminal, the verb in this process."""

from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import perf_counter

from tests.bench.durable import server
from tests.bench.loader import Office
from tests.bench.seats import at_desk
from tests.bench.table import Row

TURNS = 60
#: A change may come at any moment between two looks of the other desk, in seconds.
PULSE = 0.2


def rows(folder: Path, turns: int = TURNS) -> list[Row]:
    """Both databases; from before the verb begins until the terminal has the new row."""
    found = [_row(Office(folder / "file"), "SQLite", turns, 0.3)]
    with server() as durable, durable.database() as url:
        found.append(_row(Office(folder / "server", url), "PostgreSQL", turns, 0.1))
    return found


def _row(office: Office, which: str, turns: int, limit: float) -> Row:
    # The real desk has the machine's clock, and ends at once what is left of another day.
    office.at = datetime.now(UTC)
    officer, moment, taken = office.officer(), Random(1), []
    office.desk.take_ticket(officer, topics=["RETUR"])
    with at_desk(office, "A-001") as screen:
        for turn in range(turns):
            screen.settle(0.1 + moment.random() * PULSE)
            number = turn + 2
            # perf_counter is the same for all processes of a Linux machine, and the terminal's reader is this one.
            start = perf_counter()
            ticket = office.desk.take_ticket(officer, topics=["RETUR"])
            taken.append(screen.until(f"A-{number:03d}") - start)
            office.desk.cancel_ticket(officer, ticket, "uji")
    office.close()
    return Row(f"change on one desk → seen on another, {which}", taken, p95=limit)

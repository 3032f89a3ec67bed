"""Calling the next visitor at the database: the verb against its own statements through the bare driver."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from kppn_tui.domain.people import Officer
from kppn_tui.store.backends.sqlite import PRAGMAS
from tests.bench.crowd import measure
from tests.bench.durable import server
from tests.bench.loader import Office
from tests.bench.script import Script, Statements
from tests.bench.table import Row

CALLS, WAITING = 300, 200
PROCESSES, ROUNDS, EACH = 8, 8, 25


def rows(
    folder: Path,
    calls: int = CALLS,
    waiting: int = WAITING,
    processes: int = PROCESSES,
    rounds: int = ROUNDS,
    each: int = EACH,
) -> list[Row]:
    """SQLite, where one desk writes at a time; PostgreSQL with one process, and with many at once."""
    found = [_file(folder, calls, waiting)]
    with server() as durable:
        for number, turns in ((1, calls // rounds), (processes, each)):
            with durable.database() as url:
                office = Office(folder / str(number), url)
                found.append(measure(office, number, rounds, turns, waiting))
                office.close()
    return found


def _file(folder: Path, calls: int, waiting: int) -> Row:
    """The verb and its floor, call by call in turn on two files alike."""
    turns = written_down(folder / "script", calls, calls + waiting)
    office, officer = filled(folder / "verb", calls + waiting)
    twin, _ = filled(folder / "bare", calls + waiting)
    twin.close()
    verb, floor = [], []
    with closing(sqlite3.connect(twin.path, isolation_level=None)) as bare:
        for name, value in PRAGMAS.items():
            bare.execute(f"PRAGMA {name} = {value}")
        for call, clearing in turns:
            office.at += timedelta(seconds=1)
            start = perf_counter()
            ticket = office.desk.call_next(officer)
            called = perf_counter()
            run(bare, call)
            floor.append(perf_counter() - called)
            verb.append(called - start)
            office.desk.absent(officer, ticket)
            run(bare, clearing)
        same = "SELECT id, state, calls FROM ticket ORDER BY id"
        with closing(sqlite3.connect(office.path)) as check:
            assert check.execute(same).fetchall() == bare.execute(same).fetchall(), "both did the same"
    office.close()
    return Row(f"call_next, SQLite, durable, {waiting} waiting", verb, floor, ratio=4)


def filled(folder: Path, tickets: int) -> tuple[Office, Officer]:
    """An office where many wait; the same one each time."""
    office = Office(folder)
    officer = office.officer()
    for _ in range(tickets):
        office.desk.take_ticket(officer, topics=["RETUR"], satker_code="980101", satker_name="PN SEROJABARU")
    return office, officer


def written_down(folder: Path, calls: int, tickets: int) -> list[tuple[Statements, Statements]]:
    """What each call, and the clearing of the counter after it, says to the database."""
    office, officer = filled(folder, tickets)
    turns = []
    with Script.listening() as script:
        for _ in range(calls):
            office.at += timedelta(seconds=1)
            ticket = office.desk.call_next(officer)
            call = script.taken()
            office.desk.absent(officer, ticket)
            turns.append((call, script.taken()))
    office.close()
    return turns


def run(connection: sqlite3.Connection, statements: Statements) -> None:
    for statement, parameters in statements:
        connection.execute(statement, parameters).fetchall()

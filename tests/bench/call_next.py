"""Calling the next visitor at the database: the verb against its own statements through bare `sqlite3`."""

import logging
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from kppn_tui.domain.people import Officer
from kppn_tui.store.database import PRAGMAS
from tests.bench.loader import Office
from tests.bench.table import Row

CALLS, WAITING = 300, 200
Statements = list[tuple[str, Sequence[Any]]]


class Script(logging.Handler):
    """Every statement that Peewee runs, as it runs."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: Statements = []

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.msg, tuple):
            statement, parameters = record.msg
            self.lines.append((statement, tuple(parameters or ())))

    def taken(self) -> Statements:
        """The lines so far, once; a transaction around them if Peewee did not log it."""
        lines, self.lines = self.lines, []
        bare = [line for line in lines if line[0].split()[0].upper() not in ("BEGIN", "COMMIT")]
        return [("BEGIN IMMEDIATE", ()), *bare, ("COMMIT", ())]


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
    script, logger = Script(), logging.getLogger("peewee")
    logger.addHandler(script)
    logger.setLevel(logging.DEBUG)
    turns = []
    for _ in range(calls):
        office.at += timedelta(seconds=1)
        ticket = office.desk.call_next(officer)
        call = script.taken()
        office.desk.absent(officer, ticket)
        turns.append((call, script.taken()))
    logger.removeHandler(script)
    logger.setLevel(logging.NOTSET)
    office.close()
    return turns


def run(connection: sqlite3.Connection, statements: Statements) -> None:
    for statement, parameters in statements:
        connection.execute(statement, parameters).fetchall()


def rows(folder: Path, calls: int = CALLS, waiting: int = WAITING) -> list[Row]:
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
    return [Row(f"call_next, SQLite, durable, {waiting} waiting", verb, floor, ratio=4)]

"""Databases with a long past, made by plain SQL: a million rows in seconds instead of a million verbs in an hour."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kppn_tui.desk import Desk, connect
from kppn_tui.domain.people import Officer
from kppn_tui.domain.states import Role
from kppn_tui.office.places import database_file
from kppn_tui.office.settings import Settings, load_settings, locate, write_office
from tests.conftest import PASSWORD

#: A Tuesday morning in the office's zone.
NOW = datetime(2026, 11, 24, 1, 10, tzinfo=UTC)

_NUMBERS = (
    "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count) "
    "SELECT i, :now - 86400 * (1 + (:count - i) / 60) + i % 60 * 300 AS at FROM n) AS n"
)
_PAST = (
    f"""
INSERT INTO ticket SELECT i, 'kppn', DAY_OF(at - i % 60 * 300), 'A', i, 'A-' || i, 'tatap_muka', at, at,
 1000 * CAST(at AS bigint), 'closed', '', '', 'satker', 980101 + i % 30, 'SATKER ' || (i % 30), 'Bendahara',
 'bendahara', at, 1, 1 = 0, 'konsultasi', 0, '', 1, at, '1', 1, at, at + 900, '' FROM {_NUMBERS}""",
    """
INSERT INTO consultation SELECT id, 'kppn', id, 1, arrived_at, 'RETUR', 'BANK', satker_code, satker_name, 'Resolved',
 '', '', NULL, 'Mengapa honor diretur (' || id || ')?', 'Kirim ralat rekening ' || id, 'PER-9/PB/2018', 1 = 0,
 'tatap_muka', 1, arrived_at, arrived_at + 600 + id % 900, 600 + id % 900, 600 + id % 900, NULL, '', '', '', 1 = 0,
 '', NULL, '', '', arrived_at + 600 + id % 900, '' FROM ticket WHERE state = 'closed'""",
    """
INSERT INTO deadline SELECT id, 'kppn', 'service', id, NULL, NULL, started_at, started_at + 900, started_at + 1200,
 NULL, NULL, 0, ended_at, net_seconds <= 1200, '', NULL FROM consultation WHERE state = 'Resolved'""",
    """
INSERT INTO event (office, at, action, officer_id, ticket_id, consultation_id, data)
SELECT 'kppn', ended_at, 'resolve', 1, id, id, '{}' FROM consultation WHERE state = 'Resolved'""",
)
_OPEN = f"""
INSERT INTO deadline (office, kind, consultation_id, started_at, warn_at, due_at, next_at, paused_seconds,
 calendar_version) SELECT 'kppn', 'service', :item, at, at + 900, at + 1200, at + 900, 0, ''
FROM (SELECT :start + i * :every AS at FROM {_NUMBERS}) AS clocks"""
_WAITING = (
    f"""
INSERT INTO ticket (office, day, series, number, label, channel, arrived_at, entered_at, queue_key, state,
 channel_detail, reference_number, stakeholder_kind, satker_code, satker_name, visitor_name, visitor_role,
 identity_declined, purpose, priority, priority_reason, calls, counter, close_reason)
SELECT 'kppn', DAY_OF(:now), 'A', i, 'A-' || i, 'tatap_muka', :now, :now, 1000 * CAST(:now AS bigint) + i, 'waiting',
 '', '', 'satker', 980101 + i % 30, 'SATKER ' || (i % 30), '', '', 1 = 0, '', 0, '', 0, '', '' FROM {_NUMBERS}""",
    """
INSERT INTO interval (office, ticket_id, state, reason, started_at)
SELECT office, id, state, '', arrived_at FROM ticket WHERE state = 'waiting'""",
)
#: The date of an instant, as each database tells it.
_DAY = {False: r"date(\1, 'unixepoch')", True: r"to_char(to_timestamp(\1) AT TIME ZONE 'UTC', 'YYYY-MM-DD')"}
_NEXT = "SELECT setval(pg_get_serial_sequence('{0}', 'id'), (SELECT max(id) FROM {0}))"


class Office:
    """A desk on a file of its own, or on the server's database at `url`, at a time that stands until it is moved."""

    def __init__(self, folder: Path, url: str = "") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.at = NOW
        places = locate(db=url or str(folder / "kppn.db"), office=str(folder / "kantor.toml"))
        write_office(places.office_path, "A2", name="KPPN Serojabaru")
        text = places.office_path.read_text().replace("panggilan_maks = 3", "panggilan_maks = 1")
        places.office_path.write_text(text)
        self.settings: Settings = load_settings(places)
        self.url = self.settings.url
        self.desk: Desk = self.another()

    @property
    def path(self) -> Path:
        """The SQLite file."""
        path = database_file(self.url)
        assert path is not None
        return path

    def another(self) -> Desk:
        """One more desk of the office, at the same time."""
        return connect(self.url, self.settings, lambda: self.at)

    def officer(self, login: str = "ana", counter: str = "1") -> Officer:
        """A CSO at `counter`."""
        self.desk.add_officer(None, login, f"{login.title()} Seroja", [Role.CSO], PASSWORD)
        return self.desk.sign_in(login, PASSWORD, counter)

    def close(self) -> None:
        self.desk.close()


class Bare:
    """A connection without our own code; each statement is a transaction unless it says BEGIN."""

    def __init__(self, connection: Any, server: bool) -> None:
        self.cursor = connection.cursor()
        self.server = server

    def run(self, statement: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of `statement`, spelt as its own driver wants it."""
        self.cursor.execute(statement, values)
        return self.cursor.fetchall() if self.cursor.description else []

    def named(self, statement: str, **values: Any) -> None:
        """Run a statement whose values have names (:item), on either database."""
        statement = re.sub(r"DAY_OF\((.*?)\)", _DAY[self.server], statement)
        if self.server:
            statement = re.sub(r":(\w+)", r"%(\1)s", statement.replace("%", "%%"))
        self.cursor.execute(statement, values)


@contextmanager
def bare(where: Path | str) -> Iterator[Bare]:
    """A bare connection to the SQLite file or to the server's database at `where`."""
    if isinstance(where, str) and database_file(where) is None:
        import psycopg2

        with closing(psycopg2.connect(where)) as server:
            server.autocommit = True
            yield Bare(server, True)
        return
    path = database_file(str(where))
    assert path is not None
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        yield Bare(file, False)


def load_past(where: Path | str, count: int) -> None:
    """`count` visits of the past, one resolved consultation each, with clock and event; about 60 a day until `NOW`."""
    with _loading(where) as connection:
        for statement in _PAST:
            connection.named(statement, count=count, now=int(NOW.timestamp()))


def load_waiting(where: Path | str, count: int) -> None:
    """`count` visitors who wait since `NOW`, in an office where nobody waited."""
    with _loading(where) as connection:
        for statement in _WAITING:
            connection.named(statement, count=count, now=int(NOW.timestamp()))


def load_open_clocks(where: Path | str, item: int, count: int, start: datetime = NOW, every: int = 1) -> None:
    """`count` running clocks of 20 minutes on consultation `item`, begun `every` so many seconds after `start`."""
    begin = int(start.timestamp())
    with _loading(where) as connection:
        connection.named(_OPEN, count=count, now=begin, start=begin, every=every, item=item)


@contextmanager
def _loading(where: Path | str) -> Iterator[Bare]:
    """One transaction that checks no references; a server then counts its rows, as it would do by itself later."""
    with bare(where) as connection:
        connection.run("BEGIN")
        if connection.server:
            connection.run("SET LOCAL session_replication_role = replica")
        yield connection
        if connection.server:
            for table in ("ticket", "consultation", "deadline", "event"):
                connection.run(_NEXT.format(table))
        connection.run("COMMIT")
        if connection.server:
            connection.run("VACUUM ANALYZE")

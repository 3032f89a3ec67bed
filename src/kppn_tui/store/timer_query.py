"""Ask whether a deadline is due, through the bare driver alone, so that a timer may ask every minute."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kppn_tui.domain.errors import StoreUnavailable
from kppn_tui.office.places import database_file
from kppn_tui.store.sql_constants import (
    APPLICATION_ID,
    LEFT_OVER_SQL,
    NEXT_DUE_SQL,
    RECORD_SWEEP_SQL,
    SCHEMA,
    SWEEP_SIGN_SECONDS,
)
from kppn_tui.store.sqlite_connection import BUSY_SECONDS, open_existing
from kppn_tui.store.writer_queue import WriterQueue

Run = Callable[[str, Sequence[object]], list[tuple[Any, ...]]]

#: The office's zone is not known here: what may be of an earlier day anywhere is left to a sweep, which knows it.
_AHEAD = timedelta(hours=14)

#: Nothing where a clock is in doubt: a sweep says why.
_LAST_SWEEP_SQL = "SELECT CASE WHEN trusted_at IS NULL THEN last_at END FROM sweep WHERE office = ?"
LEFT_OVER_QUERY = f"SELECT 1 FROM ticket WHERE {LEFT_OVER_SQL} LIMIT 1"
_DROP_UNDO_SQL = "DELETE FROM undo WHERE expires_at < ?"


class _Unusual(Exception):
    """The database can't be asked, or is not what this program expects."""


@dataclass(frozen=True, slots=True)
class Idle:
    """No deadline is due; `next_at` is when the next one will be (UTC), None when none runs."""

    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Connection:
    run: Run
    #: Writers of a file write in it, in the order in which they came.
    turn: Callable[[], AbstractContextManager[None]] = nullcontext


def find_idle(url: str, office: str, who: str, now: datetime) -> Idle | None:
    """Return Idle when no deadline is due at `now`, and record that `who` has looked.

    None asks for a real sweep: a deadline is due, walk-ins of an earlier day are left over, a clock is in doubt, or the
    database is not as expected, and the sweep says what is wrong.
    """
    path = database_file(url)
    try:
        with _open_file(path) if path is not None else _open_server(url) as connection:
            return _find_idle(connection, office, who, now)
    except (_Unusual, sqlite3.Error, ValueError):
        return None


@contextmanager
def _open_file(path: Path) -> Iterator[_Connection]:
    with closing(open_existing(path, BUSY_SECONDS)) as connection:

        def run(statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
            return connection.execute(statement, values).fetchall()

        if run("PRAGMA application_id") != [(APPLICATION_ID,)] or run("PRAGMA user_version") != [(SCHEMA,)]:
            raise _Unusual
        with closing(WriterQueue(path)) as queue:
            yield _Connection(run, queue.turn)


@contextmanager
def _open_server(url: str) -> Iterator[_Connection]:
    try:
        import psycopg2

        from kppn_tui.store.server_url import connect
    except ModuleNotFoundError as error:
        raise _Unusual from error
    try:
        with closing(connect(url)) as connection, connection.cursor() as cursor:

            def run(statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
                cursor.execute(statement.replace("?", "%s"), values)
                return cursor.fetchall() if cursor.description else []

            newest = run("SELECT max(name) FROM schema_migration")[0][0] or ""
            if newest.partition("_")[0] != f"{SCHEMA:04d}":
                raise _Unusual
            yield _Connection(run)
    except (psycopg2.Error, StoreUnavailable) as error:
        raise _Unusual from error


def _find_idle(connection: _Connection, office: str, who: str, now: datetime) -> Idle | None:
    moment = int(now.timestamp())

    def first(statement: str, *values: object) -> Any:
        rows = connection.run(statement, values)
        return rows[0][0] if rows else None

    next_at = first(NEXT_DUE_SQL, office)
    if next_at is not None and next_at <= moment:
        return None
    rows = connection.run(_LAST_SWEEP_SQL, (office,))
    last = rows[0][0] if rows else None
    if (rows and last is None) or (last is not None and last > moment):
        return None
    if last is None or moment - last >= SWEEP_SIGN_SECONDS:
        if first(LEFT_OVER_QUERY, office, (now.astimezone(UTC) + _AHEAD).date().isoformat()):
            return None
        # Two transactions: each is right without the other.
        with connection.turn():
            connection.run(RECORD_SWEEP_SQL, (office, moment, who))
            connection.run(_DROP_UNDO_SQL, (moment,))
    return Idle(None if next_at is None else datetime.fromtimestamp(next_at, UTC))

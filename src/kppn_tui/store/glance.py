"""Is any clock due? Asked through the bare driver alone, so that a timer may ask every minute."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kppn_tui.office.places import database_file
from kppn_tui.store.bare import (
    APPLICATION_ID,
    BEAT,
    BEAT_SECONDS,
    CONNECTING,
    LEFT_OVER_SQL,
    NEXT,
    SCHEMA,
    open_existing,
)
from kppn_tui.store.writer_queue import WriterQueue

Ask = Callable[[str, Sequence[object]], list[tuple[Any, ...]]]

_WAIT_SECONDS = 5
#: A glance does not know the office's zone: what may be of an earlier day anywhere is left to a sweep, which does.
_AHEAD = timedelta(hours=14)

_LAST = "SELECT last_at FROM sweep WHERE office = ?"
LEFT_OVER = f"SELECT 1 FROM ticket WHERE {LEFT_OVER_SQL} LIMIT 1"
_PAST_UNDO = "DELETE FROM undo WHERE expires_at < ?"


class _Unusual(Exception):
    """The database can't be asked, or is not what this program expects."""


@dataclass(frozen=True, slots=True)
class Idle:
    """No clock is due; `next_at` is when the next one will be (UTC), None when none runs."""

    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Database:
    ask: Ask
    #: In it, one writes when those who came earlier have written.
    turn: Callable[[], AbstractContextManager[None]] = nullcontext


def glance(url: str, office: str, who: str, now: datetime) -> Idle | None:
    """Idle, with the sign of life of `who` left behind; None when a clock is due at `now` or the database is unusual.

    None asks for a real sweep, which says what is wrong with it, and ends the day for walk-ins left over.
    """
    path = database_file(url)
    try:
        with _file(path) if path is not None else _server(url) as database:
            return _look(database, office, who, now)
    except (_Unusual, sqlite3.Error, ValueError):
        return None


@contextmanager
def _file(path: Path) -> Iterator[_Database]:
    with closing(open_existing(path, _WAIT_SECONDS)) as connection:

        def ask(statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
            return connection.execute(statement, values).fetchall()

        if ask("PRAGMA application_id") != [(APPLICATION_ID,)] or ask("PRAGMA user_version") != [(SCHEMA,)]:
            raise _Unusual
        with closing(WriterQueue(path)) as queue:
            yield _Database(ask, queue.turn)


@contextmanager
def _server(url: str) -> Iterator[_Database]:
    try:
        import psycopg2
    except ModuleNotFoundError as error:
        raise _Unusual from error
    try:
        with closing(psycopg2.connect(url, **CONNECTING)) as connection, connection.cursor() as cursor:
            connection.autocommit = True

            def ask(statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
                cursor.execute(statement.replace("?", "%s"), values)
                return cursor.fetchall() if cursor.description else []

            newest = ask("SELECT max(name) FROM schema_migration")[0][0] or ""
            if newest.partition("_")[0] != f"{SCHEMA:04d}":
                raise _Unusual
            yield _Database(ask)
    except psycopg2.Error as error:
        raise _Unusual from error


def _look(database: _Database, office: str, who: str, now: datetime) -> Idle | None:
    ask, moment = database.ask, int(now.timestamp())

    def one(statement: str, *values: object) -> Any:
        rows = ask(statement, values)
        return rows[0][0] if rows else None

    next_at = one(NEXT, office)
    if next_at is not None and next_at <= moment:
        return None
    last = one(_LAST, office)
    if last is None or moment - last >= BEAT_SECONDS:
        if one(LEFT_OVER, office, (now.astimezone(UTC) + _AHEAD).date().isoformat()):
            return None
        # Each by itself: a sign of life needs no undo forgotten, nor the other way round.
        with database.turn():
            ask(BEAT, (office, moment, who))
            ask(_PAST_UNDO, (moment,))
    return Idle(None if next_at is None else datetime.fromtimestamp(next_at, UTC))

"""Open and migrate an SQLite file, keep its writers in order, and read it without changing it."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from shutil import disk_usage
from threading import Lock
from typing import Any

from peewee import DatabaseError, OperationalError
from playhouse.pool import PooledSqliteDatabase

from kppn_tui.domain.errors import N_, SchemaTooNew, StoreUnavailable
from kppn_tui.store.backend import CommitUnknown, Failure, FileCondition, Inspection, WriteMode
from kppn_tui.store.backends.sqlite_feed import SqliteFeed
from kppn_tui.store.peewee_private import driver_error
from kppn_tui.store.sql_constants import APPLICATION_ID, SCHEMA
from kppn_tui.store.sqlite_connection import (
    BUSY_SECONDS,
    FILE_ERRORS,
    LenientConnection,
    check_ours,
    open_existing,
    reading,
    retry_while_locked,
)
from kppn_tui.store.writer_queue import WriterQueue

#: How long what waits for nobody waits all the same: longer than any transaction takes.
QUIET_MS = 100

PRAGMAS = {
    "busy_timeout": BUSY_SECONDS * 1000,
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "temp_store": "memory",
}


#: Errors of SQLite of which the officer has to know more.
_FAILURES = {"SQLITE_BUSY": Failure.BUSY, "SQLITE_LOCKED": Failure.BUSY, "SQLITE_FULL": Failure.FULL}
#: Errors with which a commit stands in the write-ahead log, though nobody knows whether on the disk.
_UNCONFIRMED = ("SQLITE_IOERR_FSYNC", "SQLITE_IOERR_DIR_FSYNC")


class SqliteBackend(PooledSqliteDatabase):  # type: ignore[misc]
    """A pooled SQLite file; one writer at a time, so that a claim needs no more than any write."""

    #: What a select adds to hold its rows, and to pass over those that are held: here a claim holds the whole file.
    ROW_LOCK = SKIP_LOCKED = ""

    def __init__(self, path: Path) -> None:
        super().__init__(
            str(path),
            max_connections=32,
            timeout=BUSY_SECONDS,
            autoconnect=False,
            pragmas=PRAGMAS,
            check_same_thread=False,
            factory=LenientConnection,
        )
        self.path = path
        #: How it is named to an officer.
        self.place = str(path)
        self._queue = WriterQueue(path)
        self._quick_lock = Lock()
        self._quick_connection: sqlite3.Connection | None = None

    @contextmanager
    def writing(self, mode: WriteMode) -> Iterator[None]:
        """Write in one transaction, when everybody on this machine who came earlier has written."""
        with self._queue.turn(QUIET_MS / 1000 if mode is WriteMode.QUIET else None), self.atomic(mode):
            yield

    def begin(self, mode: WriteMode | None = None) -> None:
        """Begin a snapshot, or with a `mode` a transaction that writes."""
        if mode is not WriteMode.QUIET:
            super().begin("IMMEDIATE" if mode else None)
            return
        self.execute_sql(f"PRAGMA busy_timeout = {QUIET_MS}")
        try:
            super().begin("IMMEDIATE")
        finally:
            self.execute_sql(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")

    def commit(self) -> None:
        """Commit.

        Raises:
            CommitUnknown: it is written, but the disk did not confirm it; a later start may find it.
        """
        try:
            super().commit()
        except OperationalError as error:
            if _name(error).startswith(_UNCONFIRMED):
                raise CommitUnknown from error
            raise

    def rollback(self) -> None:
        """Roll back, unless SQLite has done so with the error that led here: that error is the one to tell."""
        if self.connection().in_transaction:
            super().rollback()

    #: One process of one machine commits: what it is told is so, but for what `commit` says.
    mark = None

    def marked(self, event_id: int) -> None:
        """Do nothing: no event is marked."""

    def failure(self, error: Exception) -> Failure:
        """Return what `error` means to whoever waited."""
        if isinstance(error, CommitUnknown):
            return Failure.UNKNOWN
        return next((kind for name, kind in _FAILURES.items() if _name(error).startswith(name)), Failure.NOT_SAVED)

    def spell(self, statement: str) -> str:
        """Return `statement`: this driver wants question marks."""
        return statement

    def select_once(self, statement: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of one constant select outside a transaction (about 5 µs).

        A connection is kept for it, which holds no lock in between.
        """
        with self._quick_lock:
            if self._quick_connection is None:
                self._quick_connection = open_existing(self.path, timeout=5)
            return self._quick_connection.execute(statement, parameters).fetchall()

    def change_feed(self) -> SqliteFeed:
        """Return a new feed of what other connections commit."""
        return SqliteFeed(self.path)

    def shut_down(self) -> None:
        """Close every connection."""
        self.close_all()
        self._queue.close()
        with self._quick_lock:
            if self._quick_connection is not None:
                self._quick_connection.close()
                self._quick_connection = None


def open_sqlite(path: Path) -> SqliteBackend:
    """Open the file at `path`, migrated to the schema of this program; a new file gets mode 0600.

    Raises:
        StoreUnavailable: no permission, not a database, or not one of ours.
        SchemaTooNew: a newer program wrote it.
    """
    try:
        _create(path)
        version = _inspect(path)
    except (OSError, *FILE_ERRORS) as error:
        raise StoreUnavailable(url=str(path), reason=_reason(path, error)) from error
    database = SqliteBackend(path)
    if version < SCHEMA:
        try:
            from kppn_tui.store.schema import migrate

            retry_while_locked(partial(migrate, database), BUSY_SECONDS)
        except (OperationalError, DatabaseError, UnicodeDecodeError) as error:
            raise StoreUnavailable(url=str(path), reason=str(error)) from error
    return database


@contextmanager
def inspecting_sqlite(path: Path) -> Iterator[Inspection]:
    """Read the file at `path` without changing it.

    Raises:
        StoreUnavailable: it can't be read or is not one of ours.
        SchemaTooNew: a newer program wrote it.
    """
    with reading(path) as connection:
        schema = check_ours(connection, path)

        def select(statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
            return connection.execute(statement, values).fetchall()

        condition = FileCondition(
            integrity=str(select("PRAGMA integrity_check(1)")[0][0]),
            journal=str(select("PRAGMA journal_mode")[0][0]),
            mode=path.stat().st_mode & 0o777,
            free=disk_usage(path.parent).free,
        )
        yield Inspection(schema, select, file=condition)


def _name(error: Exception) -> str:
    """Return the name that SQLite gives its error, "" where it is not SQLite that speaks."""
    driver = driver_error(error)
    return driver.sqlite_errorname if isinstance(driver, sqlite3.OperationalError) else ""


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        raise PermissionError


def _inspect(path: Path) -> int:
    """Return the schema version of the file, 0 when it is empty."""
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS)
    try:
        # The tables first: another program may be making them now, which marks the file in the same commit.
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    finally:
        connection.close()
    if application == APPLICATION_ID:
        if version > SCHEMA:
            raise SchemaTooNew(url=str(path))
        return int(version)
    if tables:
        raise StoreUnavailable(url=str(path), reason=N_("it belongs to another program"))
    return 0


def _reason(path: Path, error: Exception) -> str:
    if isinstance(error, PermissionError):
        return N_("no permission to write there; choose another place with --db")
    if isinstance(error, FileExistsError | NotADirectoryError | FileNotFoundError):
        return N_("its folder can't be made; choose another place with --db")
    if path.is_dir():
        return N_("it is a folder; name a file in it")
    if isinstance(error, sqlite3.DatabaseError) and "not a database" in str(error):
        return N_("it is not a kppn-tui database; choose another file with --db")
    return str(error.strerror if isinstance(error, OSError) and error.strerror else error)

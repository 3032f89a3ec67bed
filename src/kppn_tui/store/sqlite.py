"""A database in a file of SQLite: where it is, whether it is ours, which schema it has, and how it is asked."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

from peewee import DatabaseError, OperationalError
from playhouse.pool import PooledSqliteDatabase

from kppn_tui.domain.errors import N_, SchemaTooNew, StoreUnavailable
from kppn_tui.office.places import database_file, shown
from kppn_tui.store.bare import APPLICATION_ID as APPLICATION_ID
from kppn_tui.store.bare import QUIET, in_line, open_existing
from kppn_tui.store.bare import SCHEMA as SCHEMA
from kppn_tui.store.feed import Feed
from kppn_tui.store.writer_queue import WriterQueue

BUSY_SECONDS = 5
#: How long what waits for nobody waits all the same: longer than any transaction takes.
QUIET_MS = 100

PRAGMAS = {
    "busy_timeout": BUSY_SECONDS * 1000,
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "temp_store": "memory",
}


def sqlite_path(url: str) -> Path:
    """The file that `url` names, as `places.database_file` reads it.

    Raises:
        StoreUnavailable: the URL names another kind of database.
    """
    path = database_file(url)
    if path is None:
        raise StoreUnavailable(url=shown(url), reason=N_("name an SQLite file, or postgresql://user@server/name"))
    return path


class SqliteFile(PooledSqliteDatabase):  # type: ignore[misc]
    """Pooled and thread-safe; one writer at a time, so that a claim needs no more than any write."""

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
        )
        self.path = path
        #: How it is named to an officer.
        self.place = str(path)
        self._queue = WriterQueue(path)
        self._looking = Lock()
        self._eye: sqlite3.Connection | None = None

    @contextmanager
    def writing(self, mode: str) -> Iterator[None]:
        """One transaction in `mode` of `store.bare`, when everybody on this machine who came earlier has written."""
        with self._queue.turn(QUIET_MS / 1000 if mode == QUIET else None), self.atomic(mode):
            yield

    def begin(self, mode: str | None = None) -> None:
        """Begin a snapshot, or with a `mode` of `store.bare` a transaction that writes."""
        if mode != QUIET:
            super().begin("IMMEDIATE" if mode else None)
            return
        self.execute_sql(f"PRAGMA busy_timeout = {QUIET_MS}")
        try:
            super().begin("IMMEDIATE")
        finally:
            self.execute_sql(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")

    def spell(self, statement: str) -> str:
        """`statement`, whose values are question marks, as the driver wants it."""
        return statement

    def look(self, statement: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of one constant select that is asked over and over, outside a transaction (about 5 µs).

        It keeps a connection of its own, which holds no lock in between.
        """
        with self._looking:
            if self._eye is None:
                self._eye = open_existing(self.path, timeout=5)
            return self._eye.execute(statement, parameters).fetchall()

    def feed(self) -> Feed:
        """What tells that another program has committed."""
        return Feed(self.path)

    def shut(self) -> None:
        """Close every connection."""
        self.close_all()
        self._queue.close()
        with self._looking:
            if self._eye is not None:
                self._eye.close()
                self._eye = None


def open_sqlite(path: Path) -> SqliteFile:
    """A pooled, thread-safe database on `path`, migrated to the schema of this program; a new file gets mode 0600.

    Raises:
        StoreUnavailable: no permission, not a database, or not one of ours.
        SchemaTooNew: a newer program wrote it.
    """
    try:
        _create(path)
        version = _inspect(path)
    except (OSError, sqlite3.Error) as error:
        raise StoreUnavailable(url=str(path), reason=_reason(path, error)) from error
    database = SqliteFile(path)
    if version < SCHEMA:
        try:
            from kppn_tui.store.schema import migrate

            in_line(partial(migrate, database), BUSY_SECONDS)
        except (OperationalError, DatabaseError) as error:
            raise StoreUnavailable(url=str(path), reason=str(error)) from error
    return database


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        raise PermissionError


def _inspect(path: Path) -> int:
    """The schema version of the file, 0 when it is empty."""
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS)
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
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

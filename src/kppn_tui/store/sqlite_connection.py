"""Connect to an SQLite file without Peewee: for copies, the timer's query, half-typed text and checks."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from kppn_tui.domain.errors import N_, SchemaTooNew, StoreUnavailable
from kppn_tui.office.places import database_file, shown
from kppn_tui.store.sql_constants import APPLICATION_ID, SCHEMA

#: How long a writer waits for another program, in seconds.
BUSY_SECONDS = 5
#: Between two attempts, in seconds.
_PAUSE = 0.02
#: How SQLite says that it can't write what it needs for reading: a read-only or a full file system.
_NO_ROOM = ("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_FULL")


def sqlite_path(url: str) -> Path:
    """Return the file that `url` names, as `places.database_file` reads it.

    Raises:
        StoreUnavailable: the URL names another kind of database.
    """
    path = database_file(url)
    if path is None:
        raise StoreUnavailable(url=shown(url), reason=N_("name an SQLite file, or postgresql://user@server/name"))
    return path


#: How an SQLite file fails; where the names in it are damaged, the driver can't even decode its own error.
FILE_ERRORS = (sqlite3.Error, UnicodeDecodeError)


class LenientConnection(sqlite3.Connection):
    """Connection on which a damaged byte of a text reads as "�": one bad row stops neither a screen nor a sweep."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.text_factory = _decoded


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "replace")


def retry_while_locked(call: Callable[[], None], seconds: float) -> None:
    """Run `call` again while another program has the file locked: turning to WAL does not wait, whatever the timeout.

    Raises what `call` raises, after `seconds` also that the file is locked.
    """
    end = monotonic() + seconds
    while True:
        try:
            return call()
        except Exception as error:
            if "locked" not in str(error) or monotonic() > end:
                raise
            sleep(_PAUSE)


def open_existing(path: Path, timeout: float) -> sqlite3.Connection:
    """Return a connection to the file at `path` in autocommit, for any thread.

    Raises:
        sqlite3.OperationalError: there is no such file.
    """
    uri = f"{path.as_uri()}?mode=rw"
    return sqlite3.connect(
        uri, timeout=timeout, isolation_level=None, check_same_thread=False, uri=True, factory=LenientConnection
    )


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Connect to the file at `path` as it is, also where nothing can be written. Raises StoreUnavailable."""
    if reason := _unreadable(path):
        raise StoreUnavailable(url=str(path), reason=reason)
    try:
        connected = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, factory=LenientConnection)
        with closing(connected) as connection:
            if not _needs_room(connection):
                yield connection
                return
        with _reading_frozen(path) as connection:
            yield connection
    except FILE_ERRORS as error:
        ours = "not a database" not in str(error)
        raise StoreUnavailable(url=str(path), reason=str(error) if ours else N_("it is not a database")) from error


def _needs_room(connection: sqlite3.Connection) -> bool:
    """Return whether SQLite can't read because it can't write: it shares the index of its journal by a file."""
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        return error.sqlite_errorname.startswith(_NO_ROOM)
    return False


@contextmanager
def _reading_frozen(path: Path) -> Iterator[sqlite3.Connection]:
    """Read a file that nobody writes, because nobody can: without locks, the index of the journal in memory.

    Raises:
        sqlite3.OperationalError: it can't be read either, or somebody has written meanwhile.
    """
    before = _stamps(path)
    uri = f"{path.absolute().as_uri()}?mode=ro&vfs=unix-none"
    with closing(sqlite3.connect(uri, isolation_level=None, uri=True, factory=LenientConnection)) as connection:
        connection.execute("PRAGMA locking_mode = exclusive")
        connection.execute("PRAGMA temp_store = memory")
        yield connection
    if _stamps(path) != before:
        raise sqlite3.OperationalError("it was written meanwhile; try again")


def _stamps(path: Path) -> list[tuple[int, int]]:
    """Return size and time of the file and its journal."""
    files = [one for one in (path, path.with_name(f"{path.name}-wal")) if one.exists()]
    return [(one.stat().st_size, one.stat().st_mtime_ns) for one in files]


def _unreadable(path: Path) -> str:
    if not os.path.lexists(path):
        return N_("there is no such file")
    if path.is_dir():
        return N_("it is a folder; name a file in it")
    return "" if os.access(path, os.R_OK) else N_("no permission to read it")


def check_ours(connection: sqlite3.Connection, path: Path) -> int:
    """Return the schema version.

    Raises:
        StoreUnavailable: it belongs to another program.
        SchemaTooNew: a newer version of this one wrote it.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise StoreUnavailable(url=str(path), reason=N_("it belongs to another program"))
    if version > SCHEMA:
        raise SchemaTooNew(url=str(path))
    return int(version)

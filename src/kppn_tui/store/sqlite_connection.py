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
    """Connect to the file at `path` as it is. Raises StoreUnavailable: it can't be read."""
    if reason := _unreadable(path):
        raise StoreUnavailable(url=str(path), reason=reason)
    try:
        connected = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, factory=LenientConnection)
        with closing(connected) as connection:
            yield connection
    except FILE_ERRORS as error:
        ours = "not a database" not in str(error)
        raise StoreUnavailable(url=str(path), reason=str(error) if ours else N_("it is not a database")) from error


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

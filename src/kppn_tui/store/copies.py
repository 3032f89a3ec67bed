"""Whole database files: copied while desks work, looked into without changing them, and held alone for a restore."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kppn_tui.domain.errors import N_, BadInput, RuleRefused, SchemaTooNew, StoreUnavailable
from kppn_tui.newfile import NOT_WRITTEN, cannot_write, new_file
from kppn_tui.store.database import APPLICATION_ID, BUSY_SECONDS, SCHEMA

_COUNTED = ("ticket", "consultation", "officer")
_DAMAGED = N_("{file} is damaged: {reason}")
_IN_USE = N_("The database {file} is in use: close every desk and worker first.")
_BESIDE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Health:
    """What a database file says of itself; `next_at` is the earliest clock that has still to be told of (UTC)."""

    schema: int
    integrity: str
    journal: str
    mode: int
    counts: dict[str, int]
    swept_at: datetime | None
    swept_by: str
    next_at: datetime | None


def examine(path: Path, office: str) -> Health:
    """Look into the database at `path` without changing it.

    Raises:
        StoreUnavailable: it can't be read or is not one of ours; SchemaTooNew where a newer program wrote it.
    """
    with _reading(path) as connection:
        schema = _check_ours(connection, path)
        one = connection.execute
        beat = one("SELECT last_at, who FROM sweep WHERE office = ?", (office,)).fetchone() if schema > 1 else None
        (next_at,) = one("SELECT min(next_at) FROM deadline WHERE office = ?", (office,)).fetchone()
        return Health(
            schema=schema,
            integrity=str(one("PRAGMA integrity_check(1)").fetchone()[0]),
            journal=str(one("PRAGMA journal_mode").fetchone()[0]),
            mode=path.stat().st_mode & 0o777,
            counts={table: one(f"SELECT count(*) FROM {table}").fetchone()[0] for table in _COUNTED},
            swept_at=_instant(beat[0]) if beat else None,
            swept_by=beat[1] if beat else "",
            next_at=_instant(next_at),
        )


def copy_database(source: Path, target: Path, journal: str = "delete") -> int:
    """A consistent copy of `source` in the new file `target` (mode 0600); the number of its tickets.

    It appears under its name only when it is whole, checked and on the disk; others may write meanwhile.

    Raises:
        StoreUnavailable: `source` can't be read or is not one of ours.
        BadInput: `target` exists, can't be written, or the copy would be damaged.
    """
    try:
        with new_file(target) as draft:
            try:
                tickets = _fill(source, draft, journal)
            finally:
                for leftover in beside(draft):
                    leftover.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(target, error) from error
    return tickets


def _fill(source: Path, draft: Path, journal: str) -> int:
    with _reading(source) as here:
        _check_ours(here, source)
        try:
            with closing(sqlite3.connect(draft)) as there:
                here.backup(there)
                if (found := there.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
                    raise BadInput(_DAMAGED, file=source, reason=found)
                there.execute(f"PRAGMA journal_mode = {journal}")
                return int(there.execute("SELECT count(*) FROM ticket").fetchone()[0])
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorname.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
                raise BadInput(_DAMAGED, file=source, reason=str(error)) from error
            raise BadInput(NOT_WRITTEN, file=draft.parent, reason=str(error)) from error


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the database at `path` while nobody else has it open, its journal written back into the file.

    A damaged file is held by nobody.

    Raises:
        RuleRefused: a desk or a worker has it open.
    """
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        try:
            # Leaving the write-ahead log needs every other connection closed, idle ones too.
            connection.execute("PRAGMA journal_mode = delete")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise RuleRefused(_IN_USE, file=path) from error
            if isinstance(error, sqlite3.OperationalError):
                raise StoreUnavailable(url=str(path), reason=str(error)) from error
        yield


def is_foreign(path: Path) -> bool:
    """Whether the file at `path` is a sound database of another program."""
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:
        return False
    return bool(tables) and application != APPLICATION_ID


def beside(path: Path) -> list[Path]:
    """The files that SQLite keeps beside `path`."""
    return [path.with_name(path.name + suffix) for suffix in _BESIDE]


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    if reason := _unreadable(path):
        raise StoreUnavailable(url=str(path), reason=reason)
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            yield connection
    except sqlite3.Error as error:
        ours = "not a database" not in str(error)
        raise StoreUnavailable(url=str(path), reason=str(error) if ours else N_("it is not a database")) from error


def _unreadable(path: Path) -> str:
    if not os.path.lexists(path):
        return N_("there is no such file")
    if path.is_dir():
        return N_("it is a folder; name a file in it")
    return "" if os.access(path, os.R_OK) else N_("no permission to read it")


def _check_ours(connection: sqlite3.Connection, path: Path) -> int:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise StoreUnavailable(url=str(path), reason=N_("it belongs to another program"))
    if version > SCHEMA:
        raise SchemaTooNew(url=str(path))
    return int(version)


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)

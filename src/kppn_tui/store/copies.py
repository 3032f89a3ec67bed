"""Copy whole database files while desks work, and hold one alone for a restore."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kppn_tui.domain.errors import N_, BadInput, RuleRefused, StoreUnavailable
from kppn_tui.domain.office import HeldOffice
from kppn_tui.newfile import NOT_WRITTEN, cannot_write, new_file
from kppn_tui.store.offices import read_offices
from kppn_tui.store.schema_check import Difference, find_difference
from kppn_tui.store.sql_constants import APPLICATION_ID
from kppn_tui.store.sqlite_connection import BUSY_SECONDS, FILE_ERRORS, check_ours, reading

#: Hears the difference of a file's schema from that of its version, or else the offices that it holds.
Judge = Callable[[Difference | None, tuple[HeldOffice, ...]], None]
_DAMAGED = N_("{file} is damaged: {reason}")
_IN_USE = N_("The database {file} is in use: close every desk and worker first.")
_BESIDE = ("-wal", "-shm", "-journal")


def copy_database(source: Path, target: Path, journal: str = "delete", judge: Judge | None = None) -> int:
    """Copy `source` to the new file `target` (mode 0600), and return the number of its tickets.

    It appears under its name only when it is whole, checked and on the disk; others may write meanwhile. `judge`
    hears how its schema differs from that of its version, or else which offices it holds, and raises what forbids it.

    Raises:
        StoreUnavailable: `source` can't be read or is not one of ours.
        BadInput: `target` exists, can't be written, or the copy would be damaged.
    """
    try:
        with new_file(target) as draft:
            try:
                tickets = _fill(source, draft, journal, judge)
            finally:
                for leftover in journal_files(draft):
                    leftover.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(target, error) from error
    return tickets


def _fill(source: Path, draft: Path, journal: str, judge: Judge | None) -> int:
    with reading(source) as original:
        check_ours(original, source)
        try:
            with closing(sqlite3.connect(draft)) as copy:
                original.backup(copy)
                if (found := copy.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
                    raise BadInput(_DAMAGED, file=source, reason=found)
                if judge is not None:
                    _examine(copy, judge)
                copy.execute(f"PRAGMA journal_mode = {journal}")
                return int(copy.execute("SELECT count(*) FROM ticket").fetchone()[0])
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorname.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
                raise BadInput(_DAMAGED, file=source, reason=str(error)) from error
            raise BadInput(NOT_WRITTEN, file=draft.parent, reason=str(error)) from error
        except UnicodeDecodeError as error:
            raise BadInput(_DAMAGED, file=source, reason=str(error.reason)) from error


def _examine(copy: sqlite3.Connection, judge: Judge) -> None:
    """Let `judge` hear about `copy`; nothing is asked of its tables before they are known to be ours."""
    (version,) = copy.execute("PRAGMA user_version").fetchone()
    if difference := find_difference(copy, version):
        judge(difference, ())
    judge(None, read_offices(lambda statement, values: copy.execute(statement, values).fetchall(), version))


@contextmanager
def hold_exclusively(path: Path) -> Iterator[None]:
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
    """Return whether the file at `path` is a sound database of another program."""
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            (application,) = connection.execute("PRAGMA application_id").fetchone()
    except FILE_ERRORS:
        return False
    return bool(tables) and application != APPLICATION_ID


def journal_files(path: Path) -> list[Path]:
    """Return the files that SQLite keeps beside `path`."""
    return [path.with_name(path.name + suffix) for suffix in _BESIDE]

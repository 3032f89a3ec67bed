"""Compare the schema of a file with that of its version, as the migrations make it on an empty file."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kppn_tui.domain.errors import N_

NO_VERSION = N_("{file} can't be restored: no version of kppn-tui wrote it.")
FOREIGN = N_("{file} can't be restored: “{name}” in it is none of kppn-tui's.")
MISSING = N_("{file} can't be restored: “{name}” is missing in it.")
OTHERWISE = N_("{file} can't be restored: “{name}” in it is not as version {version} of the database has it.")

#: Statistics and counters that SQLite keeps by itself; nobody else can take such a name.
_OWN_TO_SQLITE = "sqlite_"


@dataclass(frozen=True, slots=True)
class Difference:
    """The first thing in which a schema is not that of its version; `msgid` is the sentence about a `file`."""

    msgid: str
    name: str = ""
    version: int = 0


def find_difference(connection: sqlite3.Connection, version: int) -> Difference | None:
    """Return the first difference of the file of `connection` from schema `version`; None: it is that schema.

    Tables with columns, keys and foreign keys; indexes with columns and clauses; the scripts that made them; nothing
    besides, above all no trigger and no view.
    """
    expected = _expected(version)
    if expected is None:
        return Difference(NO_VERSION)
    found = describe(connection)
    for name in sorted(found.keys() - expected.keys()):
        return Difference(FOREIGN, name, version)
    for name in sorted(expected.keys() - found.keys()):
        return Difference(MISSING, name, version)
    for name, described in sorted(expected.items()):
        if found[name] != described:
            return Difference(OTHERWISE, name, version)
    return None


def _expected(version: int) -> dict[str, object] | None:
    """Return the description of schema `version`; None: there is no such version."""
    from peewee import SqliteDatabase
    from playhouse.migrations import Runner

    from kppn_tui.store.schema import DIRECTORY

    scripts = {int(path.name[:4]): path.stem for path in DIRECTORY.glob("[0-9]*.py")}
    if version not in scripts:
        return None
    database: Any = SqliteDatabase(":memory:")
    with database.connection_context():
        runner: Any = Runner(database, directory=str(DIRECTORY))
        runner.up(scripts[version])
        return describe(database.connection())


def describe(connection: sqlite3.Connection) -> dict[str, object]:
    """Return everything that the schema of `connection` names, each with what counts of it."""
    described: dict[str, object] = {}
    kinds = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    for kind, name, table, text in kinds:
        if str(name).startswith(_OWN_TO_SQLITE):
            continue
        if kind == "table":
            described[name] = kind, _is_plain(text), _table(connection, name)
        elif kind == "index":
            described[name] = kind, table, _clause(text), _pragma(connection, "index_xinfo", name, range(6))
        else:
            described[name] = kind
    if "schema_migration" in described:
        ran = connection.execute("SELECT name FROM schema_migration ORDER BY name").fetchall()
        described["schema_migration"] = described["schema_migration"], ran
    return described


def _table(connection: sqlite3.Connection, name: str) -> object:
    """Return columns with type, null, default, key and what hides them; foreign keys; indexes, unique or not."""
    indexes = _pragma(connection, "index_list", name, (1, 2, 3, 4))
    unique = [
        (index[1:], _pragma(connection, "index_xinfo", str(index[0]), range(6)))
        for index in indexes
        if str(index[0]).startswith(_OWN_TO_SQLITE)
    ]
    named = sorted(index for index in indexes if not str(index[0]).startswith(_OWN_TO_SQLITE))
    return (
        _pragma(connection, "table_xinfo", name, range(7)),
        sorted(_pragma(connection, "foreign_key_list", name, (2, 3, 4, 5, 6))),
        sorted(unique, key=repr),
        named,
    )


def _pragma(connection: sqlite3.Connection, pragma: str, name: str, columns: Iterable[int]) -> list[tuple[object, ...]]:
    wanted = tuple(columns)
    rows = connection.execute(f"SELECT * FROM pragma_{pragma}(?)", (name,)).fetchall()
    return [tuple(row[at] for at in wanted) for row in rows]


def _is_plain(text: str) -> tuple[bool, bool]:
    """Return whether a table is virtual, and whether it checks its values: ours never do either."""
    words = text.casefold()
    return "create virtual" in words, "check" in words.replace("(", " ").split()


def _clause(text: str) -> str:
    """Return the clause of a partial index; "" for one of all rows."""
    return " ".join(text.partition(" WHERE ")[2].split())

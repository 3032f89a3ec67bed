"""What a database says, read and written without our own code, whichever kind it is."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2.extras import RealDictCursor

from kppn_tui.office.places import database_file, is_server

Row = dict[str, Any]
_lines: dict[str, Any] = {}

#: A trigger that refuses every event, and what takes it away.
BREAK = {
    False: ["CREATE TRIGGER broken BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'full'); END"],
    True: [
        "CREATE FUNCTION broken() RETURNS trigger AS 'BEGIN RAISE ''full''; END' LANGUAGE plpgsql",
        "CREATE TRIGGER broken BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION broken()",
    ],
}
MEND = {False: ["DROP TRIGGER broken"], True: ["DROP TRIGGER broken ON event", "DROP FUNCTION broken"]}


def file_of(url: str) -> Path:
    """The SQLite file at `url`."""
    path = database_file(url)
    assert path is not None
    return path


@contextmanager
def connected(url: str) -> Iterator[Any]:
    """A cursor on the database at `url` (or SQLite path) whose rows have names; each statement is a transaction."""
    if is_server(url):
        with _line(url).cursor() as cursor:
            yield cursor
        return
    with closing(sqlite3.connect(file_of(url), isolation_level=None)) as file:
        file.row_factory = sqlite3.Row
        yield file.cursor()


def _line(url: str) -> Any:
    """The connection to a server, which is kept until another database is asked: it knows the tables by then."""
    if (line := _lines.get(url)) is not None:
        try:
            line.cursor().execute("SELECT 1")
            return line
        except psycopg2.Error:
            pass
    for old in _lines.values():
        old.close()
    _lines.clear()
    _lines[url] = psycopg2.connect(url, cursor_factory=RealDictCursor)
    _lines[url].autocommit = True
    return _lines[url]


def rows_of(url: str, statement: str, *parameters: object) -> list[Row]:
    """The rows of one statement; its values are question marks."""
    with connected(url) as cursor:
        return _rows(cursor, url, statement, parameters)


def dump_of(url: str) -> dict[str, list[Row]]:
    """Every row of every table, by the first columns."""
    tables = (
        "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()"
        if is_server(url)
        else "SELECT name FROM sqlite_master WHERE type = 'table'"
    )
    with connected(url) as cursor:
        names = [row["name"] for row in _rows(cursor, url, tables)]
        return {name: _rows(cursor, url, f'SELECT * FROM "{name}" ORDER BY 1, 2') for name in sorted(names)}


def wait_for_the_killed(url: str) -> None:
    """Until the server has noticed that every desk is gone: what they had sent may still be carried out."""
    left = """SELECT pid, pg_sleep(0.01) FROM pg_stat_activity
              WHERE datname = current_database() AND pid <> pg_backend_pid()"""
    while is_server(url) and rows_of(url, left):
        pass


def run(url: str, *statements: str) -> None:
    """Run statements, each a transaction."""
    with connected(url) as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def broken_trail(url: str) -> Iterator[None]:
    """Whoever writes an event meanwhile is refused with "full"."""
    run(url, *BREAK[is_server(url)])
    yield
    run(url, *MEND[is_server(url)])


class Watcher:
    """Sees whether somebody has committed a change since; close it."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._door = connected(url)
        self._cursor = self._door.__enter__()
        self._tables = [] if not is_server(url) else sorted(dump_of(url))

    def version(self) -> object:
        """Another value after every commit that changed a row."""
        if not is_server(self._url):
            return self._cursor.execute("PRAGMA data_version").fetchone()[0]
        each = (f'SELECT count(*) AS n, max(xmin::text::bigint) AS newest FROM "{name}"' for name in self._tables)
        return _rows(self._cursor, self._url, " UNION ALL ".join(each))

    def close(self) -> None:
        """Let go of the database."""
        self._door.__exit__(None, None, None)


def _rows(cursor: Any, url: str, statement: str, parameters: tuple[object, ...] = ()) -> list[Row]:
    if is_server(url):
        cursor.execute(statement.replace("?", "%s") if parameters else statement, parameters or None)
    else:
        cursor.execute(statement, parameters)
    return [dict(row) for row in cursor.fetchall()]

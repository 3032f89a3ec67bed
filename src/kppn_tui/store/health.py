"""What a database says of itself, looked into without changing it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kppn_tui.domain.errors import N_, StoreUnavailable
from kppn_tui.office.places import is_server, shown
from kppn_tui.store.copies import check_ours, reading
from kppn_tui.store.database import require_driver
from kppn_tui.store.sqlite import sqlite_path

_COUNTED = ("ticket", "consultation", "officer")
_SWEPT = "SELECT last_at, who FROM sweep WHERE office = ?"
_NEXT = "SELECT min(next_at) FROM deadline WHERE office = ?"
_EMPTY = N_("it is empty; start the desk to set it up")
Ask = Callable[[str, Sequence[object]], Sequence[Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class FileHealth:
    """What only a file has."""

    integrity: str
    journal: str
    mode: int


@dataclass(frozen=True, slots=True)
class Health:
    """How much is in a database; `next_at` is the earliest clock that has still to be told of (UTC)."""

    schema: int
    counts: dict[str, int]
    swept_at: datetime | None
    swept_by: str
    next_at: datetime | None
    #: The version of a server, or "".
    server: str = ""
    file: FileHealth | None = None


def examine(url: str, office: str) -> Health:
    """Look into the database at `url` without changing it.

    Raises:
        StoreUnavailable: it can't be read or is not one of ours; SchemaTooNew where a newer program wrote it.
    """
    return _examine_server(url, office) if is_server(url) else _examine_file(sqlite_path(url), office)


def reach(url: str) -> None:
    """Raises as `examine`; an empty database on a server will do."""
    if is_server(url):
        require_driver(url)
        from kppn_tui.store.postgres import looking_into

        with looking_into(url, ""):
            return
    sqlite_path(url)


def require_set_up(url: str) -> None:
    """Raises StoreUnavailable: there is no such file, or the database on a server is empty; nothing is changed."""
    if is_server(url):
        require_driver(url)
        from kppn_tui.store.postgres import looking_into

        with looking_into(url, "") as (_, schema):
            if not schema:
                raise StoreUnavailable(url=shown(url), reason=_EMPTY)
    elif not sqlite_path(url).exists():
        raise StoreUnavailable(url=str(sqlite_path(url)), reason=N_("there is no such file"))


def _examine_file(path: Path, office: str) -> Health:
    with reading(path) as connection:
        schema = check_ours(connection, path)

        def ask(statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
            return connection.execute(statement, values).fetchall()

        kept = FileHealth(
            integrity=str(ask("PRAGMA integrity_check(1)")[0][0]),
            journal=str(ask("PRAGMA journal_mode")[0][0]),
            mode=path.stat().st_mode & 0o777,
        )
        return _health(ask, schema, office, file=kept)


def _examine_server(url: str, office: str) -> Health:
    require_driver(url)
    from kppn_tui.store.postgres import looking_into

    with looking_into(url, office) as (database, schema):
        if not schema:
            raise StoreUnavailable(url=shown(url), reason=_EMPTY)
        (version,) = database.look("SHOW server_version")[0]
        return _health(database.look, schema, office, server=str(version))


def _health(ask: Ask, schema: int, office: str, server: str = "", file: FileHealth | None = None) -> Health:
    beat = ask(_SWEPT, (office,)) if schema > 1 else ()
    return Health(
        schema=schema,
        counts={table: int(ask(f"SELECT count(*) FROM {table}", ())[0][0]) for table in _COUNTED},
        swept_at=_instant(beat[0][0]) if beat else None,
        swept_by=str(beat[0][1]) if beat else "",
        next_at=_instant(ask(_NEXT, (office,))[0][0]),
        server=server,
        file=file,
    )


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)

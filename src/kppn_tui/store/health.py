"""Report how a database is: its schema, how much is in it, when it was last swept; nothing is changed."""

from dataclasses import dataclass
from datetime import UTC, datetime

from kppn_tui.domain.errors import N_, StoreUnavailable
from kppn_tui.domain.office import HeldOffice
from kppn_tui.office.places import is_server, shown
from kppn_tui.store.backend import FileCondition
from kppn_tui.store.backends import inspecting
from kppn_tui.store.offices import read_offices
from kppn_tui.store.sqlite_connection import sqlite_path

_COUNTED = ("ticket", "consultation", "officer")
_LAST_SWEEP = "SELECT last_at, who FROM sweep WHERE office = ?"
_NEXT_DUE = "SELECT min(next_at) FROM deadline WHERE office = ?"
_EMPTY = N_("it is empty; start the desk to set it up")


@dataclass(frozen=True, slots=True)
class Health:
    """The condition of a database; `next_at` is when the next deadline warns or breaches (UTC)."""

    schema: int
    counts: dict[str, int]
    swept_at: datetime | None
    swept_by: str
    next_at: datetime | None
    #: The offices that have officers in it.
    offices: tuple[HeldOffice, ...] = ()
    #: The version of a server, or "".
    server: str = ""
    file: FileCondition | None = None


def examine(url: str, office: str) -> Health:
    """Read how the database at `url` is, without changing it.

    Raises:
        StoreUnavailable: it can't be read, is empty or is not one of ours.
        SchemaTooNew: a newer program wrote it.
    """
    with inspecting(url, office) as found:
        if not found.schema:
            raise StoreUnavailable(url=shown(url), reason=_EMPTY)
        swept = found.select(_LAST_SWEEP, (office,)) if found.schema > 1 else ()
        return Health(
            schema=found.schema,
            counts={table: int(found.select(f"SELECT count(*) FROM {table}", ())[0][0]) for table in _COUNTED},
            swept_at=_instant(swept[0][0]) if swept else None,
            swept_by=str(swept[0][1]) if swept else "",
            next_at=_instant(found.select(_NEXT_DUE, (office,))[0][0]),
            offices=read_offices(found.select, found.schema),
            server=found.server,
            file=found.file,
        )


def held_offices(url: str) -> tuple[HeldOffice, ...]:
    """Return the offices that have officers in the database at `url`; none where there is no database yet.

    Raises:
        StoreUnavailable: it can't be read or is not one of ours.
        SchemaTooNew: a newer program wrote it.
    """
    if not is_server(url) and not (path := sqlite_path(url)).exists() | path.is_dir():
        return ()
    with inspecting(url, "") as found:
        return read_offices(found.select, found.schema) if found.schema else ()


def require_reachable(url: str) -> None:
    """Raise StoreUnavailable where a server does not answer; an empty database on it, or a file to be made, will do."""
    if not is_server(url):
        sqlite_path(url)
        return
    with inspecting(url, ""):
        pass


def require_set_up(url: str) -> None:
    """Raise StoreUnavailable: there is no such file, or the database on a server is empty; nothing is changed."""
    if not is_server(url):
        if not sqlite_path(url).exists():
            raise StoreUnavailable(url=str(sqlite_path(url)), reason=N_("there is no such file"))
        return
    with inspecting(url, "") as found:
        if not found.schema:
            raise StoreUnavailable(url=shown(url), reason=_EMPTY)


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)

"""Report how a database is: its schema, how much is in it, when it was last swept; nothing is changed."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from kppn_tui.domain.errors import N_, StoreUnavailable
from kppn_tui.domain.machine_clock import TOLERANCE
from kppn_tui.domain.office import HeldOffice
from kppn_tui.domain.people import Officer, Substitute
from kppn_tui.domain.states import EscalationState
from kppn_tui.office.places import is_server, shown
from kppn_tui.store.backend import FileCondition, Select
from kppn_tui.store.backends import inspecting
from kppn_tui.store.clock_doubts import NEWEST, NEWEST_EVENT_SQL, ClockRecord, clock_record
from kppn_tui.store.offices import read_offices
from kppn_tui.store.sql_constants import literal
from kppn_tui.store.sqlite_connection import sqlite_path

_COUNTED = ("ticket", "consultation", "officer")
_LAST_SWEEP = "SELECT last_at, who FROM sweep WHERE office = ?"
#: The schema from which on a database knows of clocks in doubt.
_KNOWS_CLOCKS = 6
_CLOCKS = "SELECT last_at, trusted_at, machine_at, confirmed_at, confirmed_event FROM sweep WHERE office = ?"
_CLOSED_LATER = "SELECT label FROM ticket WHERE office = ? AND closed_at > ? ORDER BY id LIMIT 20"
_ALERTS_LATER = "SELECT count(*) FROM alert WHERE office = ? AND at > ?"
_UNRELIABLE = "SELECT count(*) FROM {} WHERE office = ? AND unreliable"
_NEXT_DUE = "SELECT min(next_at) FROM deadline WHERE office = ?"
_OFFICERS = "SELECT id, login, name, roles, sections, active FROM officer WHERE office = ?"
_SUBSTITUTES = "SELECT section, officer_id, first, last FROM substitute WHERE office = ?"
_ASKED = (
    "SELECT DISTINCT section FROM escalation WHERE office = ? "
    f"AND state IN ({literal(EscalationState.SENT, EscalationState.ACCEPTED)})"
)
_EMPTY = N_("it is empty; start the desk to set it up")


@dataclass(frozen=True, slots=True)
class ClockTraces:
    """Traces of the machines' clocks: what is known of them, and what one that was ahead has written."""

    known: ClockRecord = field(default_factory=ClockRecord)
    newest_event: datetime | None = None
    #: The numbers of the tickets that were closed in the future, and how many alerts were raised there.
    closed: tuple[str, ...] = ()
    alerts: int = 0
    #: How many deadlines and services are marked as unreliable.
    unreliable: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Health:
    """The condition of a database; `next_at` is when the next deadline warns or breaches (UTC)."""

    schema: int
    counts: dict[str, int]
    swept_at: datetime | None
    swept_by: str
    next_at: datetime | None
    clocks: ClockTraces
    #: The offices that have officers in it.
    offices: tuple[HeldOffice, ...] = ()
    #: The version of a server, or "".
    server: str = ""
    file: FileCondition | None = None
    #: The officers and their substitutions, to see who answers for a section.
    officers: tuple[Officer, ...] = ()
    substitutes: tuple[Substitute, ...] = ()
    #: The sections that open questions wait for.
    asked: frozenset[str] = frozenset()


def examine(url: str, office: str, now: datetime) -> Health:
    """Read how the database at `url` is at `now`, without changing it.

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
            clocks=_read_clocks(found.select, office, now) if found.schema >= _KNOWS_CLOCKS else ClockTraces(),
            offices=read_offices(found.select, found.schema),
            server=found.server,
            file=found.file,
            officers=tuple(
                Officer(one, office, login, name, roles, sections, active=bool(active))
                for one, login, name, roles, sections, active in found.select(_OFFICERS, (office,))
            ),
            substitutes=tuple(
                Substitute(0, office, section, officer, first, last)
                for section, officer, first, last in (found.select(_SUBSTITUTES, (office,)) if found.schema > 1 else ())
            ),
            asked=frozenset(str(section) for (section,) in found.select(_ASKED, (office,))),
        )


def _read_clocks(select: Select, office: str, now: datetime) -> ClockTraces:
    later = int((now + TOLERANCE).timestamp())
    swept = select(_CLOCKS, (office,))
    known = clock_record(*swept[0]) if swept else ClockRecord()
    return ClockTraces(
        known=known,
        newest_event=_instant(select(NEWEST_EVENT_SQL, (office, known.confirmed_event, NEWEST))[0][0]),
        closed=tuple(str(label) for (label,) in select(_CLOSED_LATER, (office, later))),
        alerts=int(select(_ALERTS_LATER, (office, later))[0][0]),
        unreliable=(int(select(_UNRELIABLE.format("deadline"), (office,))[0][0]),
                    int(select(_UNRELIABLE.format("consultation"), (office,))[0][0])),
    )  # fmt: skip


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

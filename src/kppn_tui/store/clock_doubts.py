"""Statements about a machine's clock in doubt: what is known of it, and what such a clock has written."""

from dataclasses import dataclass
from datetime import UTC, datetime

from kppn_tui.domain.deadline_kinds import DeadlineKind
from kppn_tui.domain.machine_clock import TOLERANCE, ClockDoubt
from kppn_tui.store.sql_constants import literal
from kppn_tui.store.store import Store

#: So many events, the newest, are asked whether one lies in the future.
NEWEST = 100
_KNOWN = "SELECT last_at, trusted_at, machine_at, confirmed_at, confirmed_event FROM sweep WHERE office = ?"
NEWEST_EVENT_SQL = (
    "SELECT max(at) FROM (SELECT at FROM event WHERE office = ? AND id > ? ORDER BY id DESC LIMIT ?) AS newest"
)
_RECORD = (
    "INSERT INTO sweep (office, last_at, who, trusted_at, machine_at) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (office) DO UPDATE SET trusted_at = excluded.trusted_at, machine_at = excluded.machine_at"
)
_FORGET = "UPDATE sweep SET trusted_at = NULL, machine_at = NULL WHERE office = ?"
#: A sign of life in the future would keep every later one from being written.
_CONFIRM = (
    "INSERT INTO sweep (office, last_at, who, confirmed_at, confirmed_event) "
    "VALUES (?, ?, ?, ?, (SELECT coalesce(max(id), 0) FROM event)) "
    "ON CONFLICT (office) DO UPDATE SET last_at = excluded.last_at, who = excluded.who, trusted_at = NULL, "
    "machine_at = NULL, confirmed_at = excluded.confirmed_at, confirmed_event = excluded.confirmed_event"
)
_SERVICE = literal(DeadlineKind.SERVICE)
_MARK_DEADLINES = (
    "UPDATE deadline SET unreliable = true WHERE office = ? AND NOT unreliable AND (stopped_at > ? "
    "OR id IN (SELECT deadline_id FROM alert WHERE office = ? AND at > ?) "
    f"OR (kind = {_SERVICE} AND stopped_at IS NULL)) RETURNING id"
)
_MARK_SERVICES = (
    "UPDATE consultation SET unreliable = true WHERE office = ? AND NOT unreliable AND session_ended_at > ? "
    "RETURNING id"
)
_CLOSED_LATER = "SELECT label FROM ticket WHERE office = ? AND closed_at > ? AND close_reason = ? ORDER BY id LIMIT ?"


@dataclass(frozen=True, slots=True)
class ClockRecord:
    """Record of the clocks of an office: the last sign of life, a doubt, the last confirmation."""

    swept_at: datetime | None = None
    doubt: ClockDoubt | None = None
    confirmed_at: datetime | None = None
    #: The newest event before the last confirmation.
    confirmed_event: int = 0


def read_known(store: Store, office: str) -> ClockRecord:
    """Return what is known of the clocks of `office`, within a transaction."""
    rows = store.query(_KNOWN, (office,))
    return clock_record(*rows[0]) if rows else ClockRecord()


def clock_record(
    swept_at: int | None, trusted_at: int | None, machine_at: int | None, confirmed_at: int | None,
    confirmed_event: int | None,
) -> ClockRecord:  # fmt: skip
    """Return what a row of the last sweep says of the clocks."""
    doubt = None if trusted_at is None or machine_at is None else ClockDoubt(_utc(trusted_at), _utc(machine_at))
    return ClockRecord(_moment(swept_at), doubt, _moment(confirmed_at), confirmed_event or 0)


def read_newest_event(store: Store, office: str, after: int) -> datetime | None:
    """Return the latest moment of the newest events of `office` that came after event number `after`, UTC."""
    return _moment(store.query(NEWEST_EVENT_SQL, (office, after, NEWEST))[0][0])


def record_doubt(store: Store, office: str, doubt: ClockDoubt, who: str) -> None:
    """Record `doubt`, for everybody who sweeps or asks how the office is."""
    trusted, machine = int(doubt.trusted.timestamp()), int(doubt.machine.timestamp())
    store.execute(_RECORD, (office, min(trusted, machine), who, trusted, machine))


def forget_doubt(store: Store, office: str) -> None:
    """Forget the doubt: the clock is right again."""
    store.execute(_FORGET, (office,))


def confirm(store: Store, office: str, now: datetime, who: str) -> None:
    """Record that the clock which says `now` is right; events until here are asked about no more."""
    moment = int(now.timestamp())
    store.execute(_CONFIRM, (office, moment, who, moment))


def mark_unreliable(store: Store, office: str, now: datetime) -> tuple[int, int]:
    """Mark what a clock in doubt has measured: how many deadlines and how many services it were.

    That is what ended or was told later than `now`, and every service that runs.
    """
    later = int((now + TOLERANCE).timestamp())
    deadlines = store.query(_MARK_DEADLINES, (office, later, office, later))
    return len(deadlines), len(store.query(_MARK_SERVICES, (office, later)))


def read_closed_later(store: Store, office: str, now: datetime, reason: str, limit: int = 50) -> list[str]:
    """Return the numbers of the tickets that were closed for `reason` at a moment after `now`."""
    later = int((now + TOLERANCE).timestamp())
    return [str(label) for (label,) in store.query(_CLOSED_LATER, (office, later, reason, limit))]


def _moment(stored: int | None) -> datetime | None:
    return None if stored is None else _utc(stored)


def _utc(stored: int) -> datetime:
    return datetime.fromtimestamp(stored, UTC)

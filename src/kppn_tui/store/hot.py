"""The few statements that a desk waits for, as constant strings: compiling a query costs more than running it."""

from datetime import UTC, datetime
from typing import Any

from kppn_tui.domain.errors import N_, LostRace
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Ticket
from kppn_tui.store import models
from kppn_tui.store.fields import InstantField
from kppn_tui.store.store import Store

_COLUMNS = ", ".join(f'"{field.column_name}"' for field in models.Ticket._meta.sorted_fields)
_INSTANTS = tuple(field.name for field in models.Ticket._meta.sorted_fields if isinstance(field, InstantField))
_FLAGS = ("identity_declined",)
_NAMES = tuple(field.name for field in models.Ticket._meta.sorted_fields)

_NEXT = (
    f"SELECT {_COLUMNS} FROM ticket WHERE office = ? AND state = 'waiting' AND channel = 'tatap_muka' "
    "AND state IN ('waiting', 'called', 'serving', 'absent') ORDER BY priority DESC, queue_key, id LIMIT 1"
)
_CLAIM = (
    "UPDATE ticket SET state = 'called', calls = calls + 1, last_call_at = ?, officer_id = ?, counter = ? "
    f"WHERE id = ? AND state = 'waiting' RETURNING {_COLUMNS}"
)
_AT_COUNTER = (
    f"SELECT {_COLUMNS} FROM ticket WHERE office = ? AND officer_id = ? AND state IN ('called', 'serving') "
    "AND state IN ('waiting', 'called', 'serving', 'absent')"
)
_AFTER = (
    "SELECT priority, queue_key FROM ticket WHERE office = ? AND state = 'waiting' AND channel = 'tatap_muka' "
    "AND state IN ('waiting', 'called', 'serving', 'absent') ORDER BY priority DESC, queue_key, id LIMIT ?"
)
_END = (
    "UPDATE interval SET ended_at = ? WHERE ticket_id = ? AND consultation_id IS NULL AND ended_at IS NULL RETURNING id"
)
_BEGIN = (
    "INSERT INTO interval (office, ticket_id, state, reason, officer_id, started_at) "
    "VALUES (?, ?, ?, '', ?, ?) RETURNING id"
)


def _ticket(row: tuple[Any, ...]) -> Ticket:
    values = dict(zip(_NAMES, row, strict=True))
    for name in _INSTANTS:
        if values[name] is not None:
            values[name] = datetime.fromtimestamp(values[name], UTC)
    for name in _FLAGS:
        values[name] = bool(values[name])
    return Ticket(**values)


def claim_next(store: Store, office: str, officer: Officer, now: datetime) -> tuple[Ticket, Ticket] | None:
    """The next visitor before and after being called by `officer`; None when nobody waits. Nobody is called twice."""
    rows = store.sql(_NEXT, (office,))
    if not rows:
        return None
    before = _ticket(rows[0])
    return before, claim(store, before, officer, now)


def claim(store: Store, ticket: Ticket, officer: Officer, now: datetime) -> Ticket:
    """`ticket` called by `officer`. Raises LostRace when it no longer waits."""
    rows = store.sql(_CLAIM, (int(now.timestamp()), officer.id, officer.counter, ticket.id))
    if len(rows) != 1:
        raise LostRace(who=N_("A colleague"))
    return _ticket(rows[0])


def at_counter(store: Store, office: str, officer_id: int) -> list[Ticket]:
    """The tickets that the officer has called or serves."""
    return [_ticket(row) for row in store.sql(_AT_COUNTER, (office, officer_id))]


def queue_key_after(store: Store, office: str, places: int, priority: int) -> int | None:
    """The queue key of the last one with `priority` among the next `places` visitors; None when there is none."""
    keys = [int(key) for level, key in store.sql(_AFTER, (office, places)) if level == priority]
    return keys[-1] if keys else None


def swap_interval(store: Store, ticket: Ticket, officer: Officer, now: datetime) -> tuple[list[int], int]:
    """End the running interval of `ticket` and begin that of its state; the ids of both."""
    moment = int(now.timestamp())
    ended = [int(row[0]) for row in store.sql(_END, (moment, ticket.id))]
    begun = store.sql(_BEGIN, (ticket.office, ticket.id, ticket.state, officer.id, moment))
    return ended, int(begun[0][0])

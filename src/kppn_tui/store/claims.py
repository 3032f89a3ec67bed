"""The few statements that a desk waits for, as constant strings: compiling a query costs more than running it."""

from dataclasses import fields
from datetime import datetime

from kppn_tui.domain.errors import N_, LostRace
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Channel, Ticket
from kppn_tui.domain.states import TicketState
from kppn_tui.store.sql_constants import LEFT_OVER_SQL, OPEN_TICKET_SQL, literal
from kppn_tui.store.statements import records
from kppn_tui.store.store import Store

_COLUMNS = ", ".join(f'"{field.name}"' for field in fields(Ticket))
#: Who waits at the counters that day, in the order of service.
_WAITING = (
    f"FROM ticket WHERE office = ? AND day = ? AND state = {literal(TicketState.WAITING)} "
    f"AND channel = {literal(Channel.FACE_TO_FACE)} "
    f"AND {OPEN_TICKET_SQL} ORDER BY priority DESC, queue_key, id"
)

_NEXT = f"SELECT {_COLUMNS} {_WAITING} LIMIT 1"
_CLAIM = (
    f"UPDATE ticket SET state = {literal(TicketState.CALLED)}, calls = calls + 1, last_call_at = ?, officer_id = ?, "
    f"counter = ? WHERE id = ? AND state = {literal(TicketState.WAITING)} RETURNING {_COLUMNS}"
)
_AT_COUNTER = (
    f"SELECT {_COLUMNS} FROM ticket WHERE office = ? AND officer_id = ? "
    f"AND state IN ({literal(TicketState.CALLED, TicketState.SERVING)}) AND {OPEN_TICKET_SQL}"
)
_LOCK_OFFICER = "SELECT id FROM officer WHERE id = ?"
_KEYS_AFTER = f"SELECT priority, queue_key {_WAITING} LIMIT ?"
_LATEST_ARRIVAL = (
    f"SELECT coalesce(max(arrived_at), 0) FROM ticket WHERE office = ? AND day = ? "
    f"AND channel = {literal(Channel.FACE_TO_FACE)}"
)
_LEFT_OVER = f"SELECT {_COLUMNS} FROM ticket WHERE {LEFT_OVER_SQL} ORDER BY id"
# A machine's clock may have been set back meanwhile, or be behind that of another.
_END_INTERVAL = (
    "UPDATE interval SET ended_at = CASE WHEN started_at > ? THEN started_at ELSE ? END "
    "WHERE ticket_id = ? AND consultation_id IS NULL AND ended_at IS NULL RETURNING id, ended_at"
)
_BEGIN_INTERVAL = (
    "INSERT INTO interval (office, ticket_id, state, reason, officer_id, started_at) "
    "VALUES (?, ?, ?, '', ?, ?) RETURNING id"
)


def claim_next(store: Store, office: str, day: str, officer: Officer, now: datetime) -> tuple[Ticket, Ticket] | None:
    """Call the next visitor of the local `day` (ISO) for `officer`: the ticket before and after; None: nobody waits.

    Nobody is called twice.
    """
    for before in records(Ticket, store.query(_NEXT + store.database.SKIP_LOCKED, (office, day))):
        return before, claim(store, before, officer, now)
    return None


def claim(store: Store, ticket: Ticket, officer: Officer, now: datetime) -> Ticket:
    """Call `ticket` for `officer`. Raises LostRace when it no longer waits."""
    rows = store.query(_CLAIM, (int(now.timestamp()), officer.id, officer.counter, ticket.id))
    if len(rows) != 1:
        raise LostRace(who=N_("A colleague"))
    return records(Ticket, rows)[0]


def lock_officer(store: Store, officer_id: int) -> None:
    """Keep every other claim of the same officer, at another terminal, waiting meanwhile."""
    if store.database.ROW_LOCK:
        store.query(_LOCK_OFFICER + store.database.ROW_LOCK, (officer_id,))


def read_counter(store: Store, office: str, officer_id: int) -> list[Ticket]:
    """Return the tickets that the officer has called or serves."""
    return records(Ticket, store.query(_AT_COUNTER, (office, officer_id)))


def read_left_over(store: Store, office: str, day: str) -> list[Ticket]:
    """Return the walk-ins of days before the local `day` (ISO) who wait, are called or absent."""
    return records(Ticket, store.query(_LEFT_OVER, (office, day)))


def read_queue_key_after(store: Store, office: str, day: str, places: int, priority: int) -> int | None:
    """Return the queue key of the last one with `priority` among the next `places` visitors of `day`, if any."""
    keys = [int(key) for level, key in store.query(_KEYS_AFTER, (office, day, places)) if level == priority]
    return keys[-1] if keys else None


def read_latest_arrival(store: Store, office: str, day: str) -> int:
    """Return when the latest visitor of the local `day` (ISO) arrived, in seconds; 0 before the first."""
    return int(store.query(_LATEST_ARRIVAL, (office, day))[0][0])


def swap_interval(store: Store, ticket: Ticket, officer: Officer, now: datetime) -> tuple[list[int], int]:
    """End the running interval of `ticket` and begin that of its state; return the ids of both."""
    moment = int(now.timestamp())
    ended = store.query(_END_INTERVAL, (moment, moment, ticket.id))
    begin = max([moment, *(int(at) for _, at in ended)])
    begun = store.query(_BEGIN_INTERVAL, (ticket.office, ticket.id, str(ticket.state), officer.id, begin))
    return [int(old) for old, _ in ended], int(begun[0][0])

"""Record who has a ticket open: a row for each desk and ticket, which counts while its sign of life is fresh."""

from datetime import datetime

from kppn_tui.store.sql_constants import OPEN_CONSULTATION_SQL, OPEN_TICKET_SQL
from kppn_tui.store.store import Store

_RECORD = (
    "INSERT INTO presence (office, desk, ticket_id, officer_id, seen_at) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (office, desk, ticket_id) DO UPDATE SET officer_id = excluded.officer_id, seen_at = excluded.seen_at"
)
_COLLEAGUES = (
    "SELECT p.ticket_id, o.name FROM presence p JOIN officer o ON o.id = p.officer_id "
    "WHERE p.office = ? AND p.desk <> ? AND p.officer_id <> ? AND p.seen_at >= ? ORDER BY p.seen_at, o.id"
)


def record(store: Store, office: str, desk: str, ticket_id: int, officer_id: int, now: datetime) -> None:
    """Record that `officer_id` has the ticket open at `desk` now."""
    store.execute(_RECORD, (office, desk, ticket_id, officer_id, int(now.timestamp())))


def clear(store: Store, office: str, desk: str, before: datetime) -> None:
    """Record that nothing is open at `desk`; forget signs of life from before `before`."""
    moment = int(before.timestamp())
    store.execute("DELETE FROM presence WHERE office = ? AND (desk = ? OR seen_at < ?)", (office, desk, moment))


def read_colleagues(
    store: Store, office: str, desk: str, officer_id: int, since: datetime
) -> dict[int, tuple[str, ...]]:
    """Return the colleagues who have a ticket open elsewhere, by ticket, each once; seen at `since` or later."""
    found: dict[int, list[str]] = {}
    for ticket_id, name in store.query(_COLLEAGUES, (office, desk, officer_id, int(since.timestamp()))):
        found.setdefault(int(ticket_id), []).append(str(name))
    return {ticket_id: tuple(dict.fromkeys(names)) for ticket_id, names in found.items()}


def read_held(store: Store, office: str, officer_id: int) -> tuple[list[str], int]:
    """Return the numbers of the visits at the counter of `officer_id`, and how many open follow-ups are theirs."""
    tickets = f"SELECT label FROM ticket WHERE office = ? AND {OPEN_TICKET_SQL} AND officer_id = ? ORDER BY id"
    cases = (
        f"SELECT count(*) FROM consultation WHERE office = ? AND {OPEN_CONSULTATION_SQL} AND officer_id = ? "
        "AND follow_up_at IS NOT NULL"
    )
    labels = [str(label) for (label,) in store.query(tickets, (office, officer_id))]
    return labels, int(store.query(cases, (office, officer_id))[0][0])

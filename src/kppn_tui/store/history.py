"""Reads of the event log."""

import json
from collections.abc import Sequence

from kppn_tui.domain.records import Event
from kppn_tui.store import models
from kppn_tui.store.bare import OPEN_CONSULTATION_SQL
from kppn_tui.store.store import Store

#: What changes nothing of the service.
_LOOKS = ("sign_in", "sign_out", "reveal_contact")
_TWO = (
    "SELECT officer_id FROM consultation WHERE office = ? AND state = 'serving' "
    f"AND {OPEN_CONSULTATION_SQL} GROUP BY officer_id HAVING count(*) > 1"
)


def last_action(store: Store, office: str, officer_id: int) -> Event | None:
    """The officer's newest event that is not a sign-in or a look at a contact; None when it is an undo."""
    event = models.Event
    query = (
        event.select()
        .where(
            event.office == office,
            event.officer_id == officer_id,
            event.action.not_in(_LOOKS),
        )
        .order_by(event.id.desc())
        .limit(1)
    )
    found = store.select(Event, query)
    return found[0] if found and found[0].action != "undo" else None


def last_of(store: Store, ticket_id: int) -> Event | None:
    """The newest event of a ticket that changed anything of it."""
    event = models.Event
    query = (
        event.select()
        .where(event.ticket_id == ticket_id, event.action.not_in(_LOOKS))
        .order_by(event.id.desc())
        .limit(1)
    )
    return next(iter(store.select(Event, query)), None)


def followed(store: Store, event_id: int, tickets: Sequence[int]) -> bool:
    """Whether anything happened to one of `tickets` after event `event_id`."""
    marks = ", ".join("?" * len(tickets))
    later = f"SELECT 1 FROM event WHERE ticket_id IN ({marks}) AND id > ? AND action <> 'reveal_contact' LIMIT 1"
    if tickets and store.sql(later, (*tickets, event_id)):
        return True
    # An event names one ticket; what it did to another one, such as the visitor who was left, stands in its undo.
    also = store.sql("SELECT tickets FROM undo WHERE event_id > ?", (event_id,))
    return any(not set(tickets).isdisjoint(json.loads(touched)) for (touched,) in also)


def two_at_once(store: Store, office: str) -> bool:
    """Whether an officer serves two consultations, which no verb allows (A7)."""
    return bool(store.sql(_TWO, (office,)))


def of_ticket(store: Store, ticket_id: int) -> list[Event]:
    """The trail of a ticket, oldest first."""
    return store.find(Event, ticket_id=ticket_id)

"""Reads of the event log."""

from collections.abc import Sequence

from kppn_tui.domain.records import Event
from kppn_tui.store import models
from kppn_tui.store.store import Store


def last_action(store: Store, office: str, officer_id: int) -> Event | None:
    """The officer's newest event that is not a sign-in, an undo, or already undone."""
    event = models.Event
    query = (
        event.select()
        .where(
            event.office == office,
            event.officer_id == officer_id,
            event.action.not_in(["sign_in", "sign_out"]),
        )
        .order_by(event.id.desc())
        .limit(1)
    )
    found = store.select(Event, query)
    return found[0] if found and found[0].action != "undo" else None


def followed(store: Store, event_id: int, tickets: Sequence[int]) -> bool:
    """Whether anything happened to one of `tickets` after event `event_id`."""
    marks = ", ".join("?" * len(tickets))
    return bool(
        tickets
        and store.sql(f"SELECT 1 FROM event WHERE ticket_id IN ({marks}) AND id > ? LIMIT 1", (*tickets, event_id))
    )


def of_ticket(store: Store, ticket_id: int) -> list[Event]:
    """The trail of a ticket, oldest first."""
    return store.find(Event, ticket_id=ticket_id)

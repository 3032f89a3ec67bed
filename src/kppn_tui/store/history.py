"""Read the event log."""

import json
from collections.abc import Sequence
from datetime import datetime

from kppn_tui.domain.lifecycle import RULE, Action, Subject
from kppn_tui.domain.records import Consultation, Escalation, Event, Ticket
from kppn_tui.domain.states import OUTCOME, ConsultationState, TicketState
from kppn_tui.store import models
from kppn_tui.store.sql_constants import OPEN_CONSULTATION_SQL, OPEN_TICKET_SQL, literal
from kppn_tui.store.store import Store

#: What changes nothing of the service.
_NO_ACTION = (
    Action.SIGN_IN, Action.SIGN_IN_FAILED, Action.SIGN_OUT, Action.REVEAL_CONTACT, Action.DIRECTORY, Action.CLOCK,
)  # fmt: skip
#: So far back is looked for what led to a state.
_NEWEST = 100
_TWO = (
    f"SELECT officer_id FROM consultation WHERE office = ? AND state = {literal(ConsultationState.SERVING)} "
    f"AND {OPEN_CONSULTATION_SQL} GROUP BY officer_id HAVING count(*) > 1 UNION ALL "
    f"SELECT officer_id FROM ticket WHERE office = ? AND state = {literal(TicketState.CALLED)} "
    f"AND {OPEN_TICKET_SQL} GROUP BY officer_id HAVING count(*) > 1"
)


def read_last_action(store: Store, office: str, officer_id: int) -> Event | None:
    """Return the officer's newest event that is not a sign-in or a look at a contact."""
    event = models.Event
    query = (
        event.select()
        .where(
            event.office == office,
            event.officer_id == officer_id,
            event.action.not_in(_NO_ACTION),
        )
        .order_by(event.id.desc())
        .limit(1)
    )
    found = store.select(Event, query)
    return found[0] if found else None


def read_actions_since(store: Store, office: str, officer_id: int, since: datetime) -> tuple[list[Event], Event | None]:
    """Return what the officer did since a moment and what holds, the newest first, and the action before that.

    An undo is none of them, nor is what was undone.
    """
    event = models.Event
    own = event.select().where(event.officer_id == officer_id, event.office == office, event.action.not_in(_NO_ACTION))
    newest = own.order_by(event.id.desc())
    before = store.select(Event, newest.where(event.at < since).limit(1))
    found = store.select(Event, newest.where(event.id > (before[0].id if before else 0)))
    undone = {undone_by(one) for one in found if one.action is Action.UNDO}
    held = [one for one in found if one.action is not Action.UNDO and one.id not in undone]
    return held, before[0] if before and before[0].id not in undone else None


def read_failed_sign_ins(store: Store, officer_id: int) -> list[Event]:
    """Return the failed tries to sign in as the officer between the last two sign-ins, oldest first."""
    event = models.Event
    kinds = (Action.SIGN_IN, Action.SIGN_IN_FAILED)
    newest = (
        event.select()
        .where(event.officer_id == officer_id, event.action.in_(kinds))
        .order_by(event.id.desc())
        .limit(_NEWEST)
    )
    failed: list[Event] = []
    signed_in = 0
    for one in store.select(Event, newest):
        signed_in += one.action == Action.SIGN_IN
        if signed_in == 2:
            break
        if signed_in == 1 and one.action == Action.SIGN_IN_FAILED:
            failed.append(one)
    return failed[::-1]


def read_cause(store: Store, subject: Ticket | Consultation | Escalation) -> Event | None:
    """Return the event that brought `subject` into its state; None when no action of somebody aimed at that."""
    kind, ticket, consultation, escalation = _named_by(subject)
    event = models.Event
    newest = event.select().where(event.ticket_id == ticket).order_by(event.id.desc()).limit(_NEWEST)
    for found in store.select(Event, newest):
        if found.consultation_id != consultation or (escalation and found.escalation_id not in (None, escalation)):
            continue
        rule = RULE.get(found.action)
        if found.action == Action.UNDO or (rule and escalation and rule.target in OUTCOME):
            return found
        if rule and rule.subject == kind and rule.target is not None:
            return found if rule.target == subject.state else None
    return None


def _named_by(subject: Ticket | Consultation | Escalation) -> tuple[Subject, int, int | None, int | None]:
    """Return what an event about `subject` names: a ticket, within it a consultation, of that an escalation."""
    if isinstance(subject, Ticket):
        return Subject.TICKET, subject.id, None, None
    if isinstance(subject, Consultation):
        return Subject.CONSULTATION, subject.ticket_id, subject.id, None
    return Subject.ESCALATION, subject.ticket_id, subject.consultation_id, subject.id


def read_follower(store: Store, office: str, event_id: int, tickets: Sequence[int]) -> Event | None:
    """Return the first event after `event_id` that did something to one of `tickets` and holds; None without one.

    What was undone does not hold, and an undo puts back what it found.
    """
    event = models.Event
    later = event.select().where(event.office == office, event.id > event_id).order_by(event.id)
    undone = set(map(undone_by, store.select(Event, later.where(event.action == Action.UNDO))))
    also = store.query("SELECT event_id, tickets FROM undo WHERE event_id > ?", (event_id,))
    # An event names one ticket; what it did to another one, such as the visitor who was left, stands in its undo.
    touching = [touched_by for touched_by, touched in also if not set(tickets).isdisjoint(json.loads(touched))]
    on_it = event.ticket_id.in_(list(tickets)) | event.id.in_(touching)
    followers = store.select(Event, later.where(on_it, event.action.not_in((Action.UNDO, Action.REVEAL_CONTACT))))
    return next((one for one in followers if one.id not in undone), None)


def undone_by(event: Event) -> int:
    """Return the number of the event that `event`, an undo, took back."""
    return int(json.loads(event.data).get("undone", 0))


def read_serving_two(store: Store, office: str) -> int | None:
    """Return an officer who serves two consultations or has called two visitors, which no verb allows (A7)."""
    found = store.query(_TWO, (office, office))
    return int(found[0][0]) if found else None


def read_trail(store: Store, ticket_id: int) -> list[Event]:
    """Return the events of a ticket, oldest first. Raises NotFound."""
    return store.find(Event, ticket_id=store.get(Ticket, ticket_id).id)


def read_after(store: Store, office: str, event_id: int) -> list[Event]:
    """Return every event that was written after `event_id`, in the order of writing."""
    event = models.Event
    return store.select(Event, event.select().where(event.office == office, event.id > event_id).order_by(event.id))


def has_other_offices(store: Store, office: str) -> bool:
    """Return whether an office of another code has rows here."""
    tables = ("officer", "ticket", "event")
    asked = " UNION ALL ".join(f"SELECT 1 FROM {table} WHERE office <> ?" for table in tables)
    return bool(store.query(f"SELECT 1 FROM ({asked}) AS others LIMIT 1", (office,) * len(tables)))

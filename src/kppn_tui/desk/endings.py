"""Find out whether what a form is about has ended, by whom and why, within a reading of the store."""

from collections.abc import Callable, Collection, Mapping

from kppn_tui.domain.draft_forms import DraftOwner
from kppn_tui.domain.ending import Ending, has_ended, was_undone
from kppn_tui.domain.lifecycle import RULE, Action, Subject
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Consultation, Escalation, EscalationNote, Event, NoteKind, Ticket
from kppn_tui.domain.text import short_line
from kppn_tui.domain.workdays import WorkCalendar
from kppn_tui.store import history
from kppn_tui.store.store import Store

Record = Ticket | Consultation | Escalation


def read_ending(store: Store, calendar: WorkCalendar, record: Record | None) -> Ending:
    """Return how `record` ended, its moment in the office's zone; empty for one that is not there."""
    if record is None:
        return Ending()
    ticket = record if isinstance(record, Ticket) else store.get(Ticket, record.ticket_id)
    case = store.get(Consultation, record.consultation_id) if isinstance(record, Escalation) else record
    topic = case.topic if isinstance(case, Consultation) else ""
    event = history.read_cause(store, record)
    undone = was_undone(record)
    if event is None:
        return Ending(ticket.label, topic, undone=undone)
    rule = RULE.get(event.action)
    return Ending(
        ticket.label,
        topic,
        store.get(Officer, event.officer_id).name if event.officer_id else "",
        rule.label if rule else "",
        calendar.local(event.at),
        read_reason(store, event),
        event.officer_id,
        undone,
    )


def ended_owners(store: Store, owners: Collection[DraftOwner]) -> dict[DraftOwner, Record | None]:
    """Return those of `owners` whose record has ended, with the record; None for one that is not there."""
    ids: dict[Subject | None, list[int]] = {subject: [] for subject in Subject}
    for owner in owners:
        ids.setdefault(owner.subject, []).append(owner.record_id)
    tickets = {one.id: one for one in store.find(Ticket, id=sorted(set(ids[Subject.TICKET])))}
    open_cases = {one.ticket_id for one in store.find(Consultation, ticket_id=sorted(tickets), ended_at=None)}
    consultations = {one.id: one for one in store.find(Consultation, id=sorted(set(ids[Subject.CONSULTATION])))}
    escalations = {one.id: one for one in store.find(Escalation, id=sorted(set(ids[Subject.ESCALATION])))}
    found: Mapping[Subject, Mapping[int, Record]] = {
        Subject.TICKET: tickets, Subject.CONSULTATION: consultations, Subject.ESCALATION: escalations
    }  # fmt: skip
    ended: dict[DraftOwner, Record | None] = {}
    for owner in owners:
        if owner.subject is not None:
            record = found[owner.subject].get(owner.record_id)
            if has_ended(owner.form, record, open_cases=owner.record_id in open_cases):
                ended[owner] = record
    return ended


def read_reason(store: Store, event: Event) -> str:
    """Return the reason that somebody gave for `event`, short enough for a sentence; "" where none is asked for."""
    reader = _REASON.get(event.action)
    return short_line(reader(store, event)) if reader else ""


def _note(kind: NoteKind) -> Callable[[Store, Event], str]:
    def read(store: Store, event: Event) -> str:
        notes = store.find(EscalationNote, escalation_id=event.escalation_id, kind=kind)
        return notes[-1].text if notes else ""

    return read


def _end_reason(store: Store, event: Event) -> str:
    return store.get(Consultation, event.consultation_id or 0).end_reason


def _close_reason(store: Store, event: Event) -> str:
    return store.get(Ticket, event.ticket_id or 0).close_reason


_REASON: Mapping[Action, Callable[[Store, Event], str]] = {
    Action.WITHDRAW: _note(NoteKind.WITHDRAWAL),
    Action.PASS_ON: _note(NoteKind.PASS_ON),
    Action.REFER: _end_reason,
    Action.CANCEL: _end_reason,
    Action.CANCEL_TICKET: _close_reason,
}

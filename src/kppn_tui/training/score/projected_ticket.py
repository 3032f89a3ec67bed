"""Projected ticket: how a ticket stood at a moment of a run, and what each event changes in it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.records import Channel, Event
from kppn_tui.domain.states import OPEN_CONSULTATION, OPEN_TICKET, ConsultationState, TicketState
from kppn_tui.training.score.event_data import EventData


@dataclass(frozen=True, slots=True)
class ProjectedConsultation:
    """A consultation at that moment; `id` is 0 until an event names it."""

    id: int
    topic: str
    state: str = ConsultationState.OPEN
    followed_up: bool = False


@dataclass(frozen=True, slots=True)
class ProjectedTicket:
    """A ticket at that moment; `day` is its local date, `key` its place among those of its priority.

    `arrived` is in UTC, for an online case when it was received.
    """

    id: int
    label: str
    channel: str
    day: date
    arrived: datetime
    key: int
    priority: bool = False
    state: str = TicketState.WAITING
    officer_id: int | None = None
    calls: int = 0
    consultations: tuple[ProjectedConsultation, ...] = ()

    @property
    def online(self) -> bool:
        """Return whether it is a message, for which nobody is called."""
        return self.channel != Channel.FACE_TO_FACE

    @property
    def is_open(self) -> bool:
        """Return whether it is still in the queue, or one of its consultations is a follow-up."""
        return self.state in OPEN_TICKET or any(
            one.followed_up and one.state in OPEN_CONSULTATION for one in self.consultations
        )

    @property
    def place(self) -> tuple[bool, int, int]:
        """Return its place in the order of service: priority first, then by arrival (A24b)."""
        return not self.priority, self.key, self.id

    def consultation(self, consultation_id: int | None) -> ProjectedConsultation | None:
        """Return the consultation of that id, if an event has named it."""
        return next((one for one in self.consultations if consultation_id and one.id == consultation_id), None)


def move_consultations(ticket: ProjectedTicket, state: ConsultationState, to: ConsultationState) -> ProjectedTicket:
    """Return `ticket` with its consultations that are in `state` moved `to` another."""
    moved = (replace(one, state=to) if one.state == state else one for one in ticket.consultations)
    return replace(ticket, consultations=tuple(moved))


def end_unserved(ticket: ProjectedTicket, state: TicketState) -> ProjectedTicket:
    """Return `ticket` in its final `state` without a service."""
    return move_consultations(replace(ticket, state=state), ConsultationState.OPEN, ConsultationState.CANCELLED)


def _position(ticket: ProjectedTicket, consultation_id: int, topic: str | None) -> int | None:
    """Return the position of a consultation: by its id, else among those that no event has named yet.

    The consultations of a registration got their ids one after another, in the order of its topics.
    """
    ids = [one.id for one in ticket.consultations]
    if consultation_id in ids:
        return ids.index(consultation_id)
    unnamed = [at for at, known in enumerate(ids) if not known]
    for at, known in enumerate(ids):
        if known and at + consultation_id - known in unnamed:
            return at + consultation_id - known
    same_topic = [at for at in unnamed if topic is not None and ticket.consultations[at].topic == topic]
    return next(iter(same_topic or unnamed), None)


def _change_consultation(ticket: ProjectedTicket, event: Event, data: EventData, **values: Any) -> ProjectedTicket:
    """Return `ticket` with `values` in the consultation that `event` is about, which is added when it is new."""
    consultation_id = data.get("item") or event.consultation_id or 0
    topic = data.get("topic")
    at = None if event.action == Action.ADD_CONSULTATION else _position(ticket, consultation_id, topic)
    consultations = list(ticket.consultations)
    if at is None:
        consultations.append(ProjectedConsultation(consultation_id, topic or ""))
        at = len(consultations) - 1
    known = consultations[at]
    consultations[at] = replace(known, id=consultation_id, topic=known.topic if topic is None else topic, **values)
    return replace(ticket, consultations=tuple(consultations))


# One function for each action: the ticket after the event.


def _call(ticket: ProjectedTicket, event: Event, data: EventData) -> ProjectedTicket:
    return replace(ticket, state=TicketState.CALLED, officer_id=event.officer_id, calls=ticket.calls + 1)


def _recall(ticket: ProjectedTicket, event: Event, data: EventData) -> ProjectedTicket:
    return replace(ticket, calls=data.get("calls", ticket.calls + 1))


def _absent(ticket: ProjectedTicket, event: Event, data: EventData) -> ProjectedTicket:
    return replace(ticket, state=TicketState.ABSENT, officer_id=None)


def _requeue(ticket: ProjectedTicket, event: Event, data: EventData) -> ProjectedTicket:
    return replace(ticket, state=TicketState.WAITING, officer_id=None, calls=0)


def _rejoin(ticket: ProjectedTicket, event: Event, data: EventData) -> ProjectedTicket:
    return replace(ticket, state=TicketState.WAITING, key=data.get("key", ticket.key), calls=0)


def _start(ticket: ProjectedTicket, event: Event, data: EventData) -> ProjectedTicket:
    served = _change_consultation(ticket, event, data, state=ConsultationState.SERVING)
    return replace(served, state=TicketState.SERVING, officer_id=event.officer_id)


def _prioritise(ticket: ProjectedTicket, event: Event, data: EventData) -> ProjectedTicket:
    return replace(ticket, priority=bool(data.get("priority")))


def _finish(ticket: ProjectedTicket, event: Event, data: EventData) -> ProjectedTicket:
    return replace(ticket, state=TicketState.CLOSED)


def _dismiss(ticket: ProjectedTicket, event: Event, data: EventData) -> ProjectedTicket:
    return end_unserved(ticket, TicketState.CLOSED)


def _cancel_ticket(ticket: ProjectedTicket, event: Event, data: EventData) -> ProjectedTicket:
    return end_unserved(ticket, TicketState.CANCELLED)


def _name(ticket: ProjectedTicket, event: Event, data: EventData) -> ProjectedTicket:
    return _change_consultation(ticket, event, data)


def _switch(ticket: ProjectedTicket, event: Event, data: EventData) -> ProjectedTicket:
    served = _change_consultation(ticket, event, data, state=ConsultationState.SERVING)
    return replace(served, officer_id=event.officer_id)


def _documents_received(ticket: ProjectedTicket, event: Event, data: EventData) -> ProjectedTicket:
    return _change_consultation(ticket, event, data, **({"state": data["to"]} if data.get("to") else {}))


def _follow_up(ticket: ProjectedTicket, event: Event, data: EventData) -> ProjectedTicket:
    known = ticket.consultation(event.consultation_id)
    if known is not None and known.followed_up:
        return _change_consultation(ticket, event, data)
    return _change_consultation(ticket, event, data, state=ConsultationState.FOLLOW_UP, followed_up=True)


Change = Callable[[ProjectedTicket, Event, EventData], ProjectedTicket]


def _to(state: ConsultationState) -> Change:
    """Return the change that moves the event's consultation to `state`."""
    return lambda ticket, event, data: _change_consultation(ticket, event, data, state=state)


#: What each action changes in its ticket; those that are missing change none, or many.
CHANGES: dict[Action, Change] = {
    Action.CALL: _call,
    Action.RECALL: _recall,
    Action.ABSENT: _absent,
    Action.REQUEUE: _requeue,
    Action.REJOIN: _rejoin,
    Action.START: _start,
    Action.PRIORITISE: _prioritise,
    Action.FINISH: _finish,
    Action.DISMISS: _dismiss,
    Action.CANCEL_TICKET: _cancel_ticket,
    Action.ADD_CONSULTATION: _name,
    Action.RECORD: _name,
    Action.SWITCH: _switch,
    Action.HOLD_FOR_OUTAGE: _to(ConsultationState.ON_HOLD),
    Action.REQUEST_DOCUMENTS: _to(ConsultationState.ON_HOLD),
    Action.DOCUMENTS_RECEIVED: _documents_received,
    Action.RESOLVE: _to(ConsultationState.RESOLVED),
    Action.FOLLOW_UP: _follow_up,
    Action.ESCALATE: _follow_up,
    Action.REFER: _to(ConsultationState.REFERRED),
    Action.CANCEL: _to(ConsultationState.CANCELLED),
}

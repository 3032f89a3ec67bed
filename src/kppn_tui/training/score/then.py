"""A ticket as it stood at some moment of a run, and what each event makes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.records import Channel, Event
from kppn_tui.domain.states import OPEN_CONSULTATION, OPEN_TICKET, ConsultationState, TicketState

_C, _T = ConsultationState, TicketState
Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ConsultationThen:
    """A consultation as it then stood; `id` is 0 until an event names it."""

    id: int
    topic: str
    state: str = _C.OPEN
    followed: bool = False


@dataclass(frozen=True, slots=True)
class TicketThen:
    """A ticket as it then stood; `day` is its local date, `key` its place among those of its priority.

    `arrived` is in UTC; an online case has been received then.
    """

    id: int
    label: str
    channel: str
    day: date
    arrived: datetime
    key: int
    priority: bool = False
    state: str = _T.WAITING
    officer_id: int | None = None
    calls: int = 0
    consultations: tuple[ConsultationThen, ...] = ()

    @property
    def online(self) -> bool:
        """Whether it is a message, which nobody calls."""
        return self.channel != Channel.FACE_TO_FACE

    @property
    def living(self) -> bool:
        """Whether it is still in the queue, or one of its consultations is a follow-up."""
        return self.state in OPEN_TICKET or any(
            one.followed and one.state in OPEN_CONSULTATION for one in self.consultations
        )

    @property
    def place(self) -> tuple[bool, int, int]:
        """Its place in the order of service: priority first, then by arrival (A24b)."""
        return not self.priority, self.key, self.id

    def consultation(self, consultation_id: int | None) -> ConsultationThen | None:
        """The consultation of that id, if an event has named it."""
        return next((one for one in self.consultations if consultation_id and one.id == consultation_id), None)


def each_in(ticket: TicketThen, state: ConsultationState, to: ConsultationState) -> TicketThen:
    """`ticket` with its consultations that are in `state` moved `to` another."""
    return replace(
        ticket,
        consultations=tuple(replace(one, state=to) if one.state == state else one for one in ticket.consultations),
    )


def end_unserved(ticket: TicketThen, state: TicketState) -> TicketThen:
    """`ticket` ended without a service."""
    return each_in(replace(ticket, state=state), _C.OPEN, _C.CANCELLED)


def _found(ticket: TicketThen, consultation_id: int, topic: str | None) -> int | None:
    """Which of the ticket's consultations `item_id` is: by its id, else among those that no event has named yet.

    The consultations of a registration got their ids one after another, in the order of its topics.
    """
    ids = [one.id for one in ticket.consultations]
    if consultation_id in ids:
        return ids.index(consultation_id)
    unnamed = [at for at, known in enumerate(ids) if not known]
    for at, known in enumerate(ids):
        if known and at + consultation_id - known in unnamed:
            return at + consultation_id - known
    alike = [at for at in unnamed if topic is not None and ticket.consultations[at].topic == topic]
    return next(iter(alike or unnamed), None)


def _with_consultation(ticket: TicketThen, event: Event, data: Data, **values: Any) -> TicketThen:
    """`ticket` with `values` in the consultation that `event` is about, which is added when it is new."""
    consultation_id = data.get("item") or event.consultation_id or 0
    topic = data.get("topic")
    at = None if event.action == Action.ADD_CONSULTATION else _found(ticket, consultation_id, topic)
    consultations = list(ticket.consultations)
    if at is None:
        consultations.append(ConsultationThen(consultation_id, topic or ""))
        at = len(consultations) - 1
    known = consultations[at]
    consultations[at] = replace(known, id=consultation_id, topic=known.topic if topic is None else topic, **values)
    return replace(ticket, consultations=tuple(consultations))


# What each kind of event makes of its ticket.


def _call(ticket: TicketThen, event: Event, data: Data) -> TicketThen:
    return replace(ticket, state=_T.CALLED, officer_id=event.officer_id, calls=ticket.calls + 1)


def _recall(ticket: TicketThen, event: Event, data: Data) -> TicketThen:
    return replace(ticket, calls=data.get("calls", ticket.calls + 1))


def _absent(ticket: TicketThen, event: Event, data: Data) -> TicketThen:
    return replace(ticket, state=_T.ABSENT, officer_id=None)


def _requeue(ticket: TicketThen, event: Event, data: Data) -> TicketThen:
    return replace(ticket, state=_T.WAITING, officer_id=None, calls=0)


def _rejoin(ticket: TicketThen, event: Event, data: Data) -> TicketThen:
    return replace(ticket, state=_T.WAITING, key=data.get("key", ticket.key), calls=0)


def _start(ticket: TicketThen, event: Event, data: Data) -> TicketThen:
    served = _with_consultation(ticket, event, data, state=_C.SERVING)
    return replace(served, state=_T.SERVING, officer_id=event.officer_id)


def _prioritise(ticket: TicketThen, event: Event, data: Data) -> TicketThen:
    return replace(ticket, priority=bool(data.get("priority")))


def _finish(ticket: TicketThen, event: Event, data: Data) -> TicketThen:
    return replace(ticket, state=_T.CLOSED)


def _dismiss(ticket: TicketThen, event: Event, data: Data) -> TicketThen:
    return end_unserved(ticket, _T.CLOSED)


def _cancel_ticket(ticket: TicketThen, event: Event, data: Data) -> TicketThen:
    return end_unserved(ticket, _T.CANCELLED)


def _name(ticket: TicketThen, event: Event, data: Data) -> TicketThen:
    return _with_consultation(ticket, event, data)


def _switch(ticket: TicketThen, event: Event, data: Data) -> TicketThen:
    return replace(_with_consultation(ticket, event, data, state=_C.SERVING), officer_id=event.officer_id)


def _to(state: ConsultationState) -> Callable[[TicketThen, Event, Data], TicketThen]:
    return lambda ticket, event, data: _with_consultation(ticket, event, data, state=state)


def _documents_received(ticket: TicketThen, event: Event, data: Data) -> TicketThen:
    return _with_consultation(ticket, event, data, **({"state": data["to"]} if data.get("to") else {}))


def _follow_up(ticket: TicketThen, event: Event, data: Data) -> TicketThen:
    known = ticket.consultation(event.consultation_id)
    if known is not None and known.followed:
        return _with_consultation(ticket, event, data)
    return _with_consultation(ticket, event, data, state=_C.FOLLOW_UP, followed=True)


CHANGES: dict[Action, Callable[[TicketThen, Event, Data], TicketThen]] = {
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
    Action.REQUEST_DOCUMENTS: _to(_C.ON_HOLD),
    Action.DOCUMENTS_RECEIVED: _documents_received,
    Action.RESOLVE: _to(_C.RESOLVED),
    Action.FOLLOW_UP: _follow_up,
    Action.ESCALATE: _follow_up,
    Action.REFER: _to(_C.REFERRED),
    Action.CANCEL: _to(_C.CANCELLED),
}

"""Begin, serve and hold a consultation, within the unit of work of a verb."""

from collections.abc import Iterable
from typing import Any

from kppn_tui.desk import deadlines
from kppn_tui.desk.moves import begin_interval, move_consultation, move_ticket
from kppn_tui.desk.unit_of_work import UnitOfWork
from kppn_tui.domain.errors import N_, BadInput
from kppn_tui.domain.records import Consultation, DeadlineKind, Ticket
from kppn_tui.domain.states import ConsultationState, HoldReason, TicketState

#: Kept as the reason of a ticket whose visitor did not come back.
NO_SHOW = "absent"


def put_on_hold(work: UnitOfWork, running: Iterable[Consultation]) -> None:
    """Pause what runs because the officer turns to another (A7)."""
    for consultation in running:
        deadlines.pause(work, deadlines.newest_deadline(work, consultation, DeadlineKind.SERVICE))
        move_consultation(work, consultation, ConsultationState.ON_HOLD, HoldReason.SWITCHED)
    for key in ("from", "to"):
        work.data.pop(key, None)


def new_consultation(
    work: UnitOfWork, ticket: Ticket, seq: int, topic: str, *, split_reason: str = "", previous_id: int | None = None
) -> Consultation:
    """Add a jenis layanan to `ticket`; its section follows from the topic (R05). Raises BadInput: unknown topic."""
    consultation = work.insert(
        Consultation(
            id=0,
            office=work.office,
            ticket_id=ticket.id,
            seq=seq,
            created_at=work.now,
            topic=topic,
            section=section_of(work, topic),
            satker_code=ticket.satker_code,
            satker_name=ticket.satker_name,
            split_reason=split_reason,
            previous_id=previous_id,
        )
    )
    begin_interval(work, consultation)
    return consultation


def section_of(work: UnitOfWork, topic: str) -> str:
    """Return the section that answers `topic`, "" for no topic yet. Raises BadInput: not in the office file."""
    if not topic:
        return ""
    for known in work.settings.topics:
        if known.code == topic:
            return known.section
    raise BadInput(N_("There is no topic “{topic}”."), topic=topic)


def begin_service(work: UnitOfWork, consultation: Consultation) -> Consultation:
    """Put `consultation` in service by the acting officer, its deadline started or resumed."""
    deadline = deadlines.newest_deadline(work, consultation, DeadlineKind.SERVICE)
    values: dict[str, Any] = {"officer_id": work.who.id}
    if consultation.started_at is None:
        values["started_at"] = work.now
    served = move_consultation(work, consultation, ConsultationState.SERVING, **values)
    if deadline is None:
        deadlines.start_service(work, served)
    else:
        deadlines.resume(work, deadline)
    return served


def end_unserved(work: UnitOfWork, ticket: Ticket, state: TicketState, reason: str) -> Ticket:
    """End `ticket` in `state` for `reason` without a service, and cancel its consultations."""
    for consultation in work.store.find(Consultation, ticket_id=ticket.id, state=ConsultationState.OPEN):
        move_consultation(work, consultation, ConsultationState.CANCELLED, ended_at=work.now, end_reason=reason)
    work.data.update({"from": ticket.state, "to": state})
    return move_ticket(work, ticket, state, closed_at=work.now, close_reason=reason)


def serves(consultation: Consultation) -> bool:
    """Return whether `consultation` is in service at a counter now."""
    return consultation.state == ConsultationState.SERVING

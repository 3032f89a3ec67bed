"""Moves of tickets and consultations from state to state, each with its interval: no gap, no overlap."""

from datetime import datetime

from kppn_tui.desk.unit_of_work import UnitOfWork
from kppn_tui.domain.records import Consultation, Interval, Ticket
from kppn_tui.domain.states import OPEN_CONSULTATION, OPEN_TICKET, ConsultationState, HoldReason, TicketState


def move_ticket(work: UnitOfWork, ticket: Ticket, state: TicketState, **values: object) -> Ticket:
    """Move `ticket` to `state`: end the interval of the old state and, while it is open, begin a new one."""
    moved = work.change(ticket, state=state, **values)
    ended = _end_interval(work, ticket_id=ticket.id, consultation_id=None)
    if state in OPEN_TICKET:
        begin_interval(work, moved, at=ended)
    work.data.setdefault("from", ticket.state)
    work.data.setdefault("to", state)
    return moved


def move_consultation(
    work: UnitOfWork,
    consultation: Consultation,
    state: ConsultationState,
    reason: HoldReason = HoldReason.NONE,
    **values: object,
) -> Consultation:
    """Move `consultation` to `state`, with its intervals; `reason` is kept on the new one."""
    moved = work.change(consultation, state=state, hold_reason=reason, **values)
    ended = _end_interval(work, ticket_id=consultation.ticket_id, consultation_id=consultation.id)
    if state in OPEN_CONSULTATION:
        begin_interval(work, moved, reason, ended)
    work.data.setdefault("from", consultation.state)
    work.data.setdefault("to", state)
    return moved


def begin_interval(
    work: UnitOfWork, record: Ticket | Consultation, reason: HoldReason = HoldReason.NONE, at: datetime | None = None
) -> None:
    """Begin an interval of `record` in its state, now or `at` the end of the one before (UTC)."""
    ticket_id, consultation_id = (record.id, None) if isinstance(record, Ticket) else (record.ticket_id, record.id)
    work.insert(
        Interval(
            id=0,
            office=work.office,
            ticket_id=ticket_id,
            consultation_id=consultation_id,
            state=record.state,
            reason=reason,
            officer_id=work.officer.id if work.officer else None,
            started_at=at or work.now,
        )
    )


def _end_interval(work: UnitOfWork, ticket_id: int, consultation_id: int | None) -> datetime:
    """End the running interval and return when that was: the clock of another machine may be ahead."""
    end = work.now
    for interval in work.store.find(Interval, ticket_id=ticket_id, ended_at=None):
        if interval.consultation_id == consultation_id:
            end = max(work.now, interval.started_at)
            work.change(interval, ended_at=end)
    return end

"""Rows of a list as scripts read them: plain values, instants ISO 8601 with the office's offset, contacts masked."""

from datetime import datetime

from kppn_tui.domain.conditions import is_overdue
from kppn_tui.domain.contact import masked
from kppn_tui.domain.deadlines import level_at
from kppn_tui.domain.records import Deadline, Ticket
from kppn_tui.domain.sweep import Raised
from kppn_tui.domain.text import harmless
from kppn_tui.domain.views import ConsultationView, EscalationView, QueueRow
from kppn_tui.presentation.case_row import Case, Lens, lacks_progress_today, missed_days, progress_deadline

Fields = dict[str, object]


def queue_fields(row: QueueRow, lens: Lens) -> Fields:
    """Return a ticket of the queue."""
    ticket = row.ticket
    return {
        **_ticket_fields(ticket, lens),
        "state": ticket.state,
        "satker_code": ticket.satker_code,
        "satker_name": ticket.satker_name,
        "topics": [one.topic for one in row.consultations if one.topic],
        "purpose": ticket.purpose,
        "priority": bool(ticket.priority),
        "priority_reason": ticket.priority_reason,
        "counter": ticket.counter,
        "officer": row.officer_name,
        "calls": ticket.calls,
        "called_at": instant(ticket.last_call_at, lens),
        "started_at": instant(ticket.started_at, lens),
        "service": _service_fields(row, lens),
    }


def follow_up_fields(case: Case, lens: Lens) -> Fields:
    """Return a follow-up."""
    view, consultation = case.view, case.view.consultation
    progress = progress_deadline(view)
    return {
        **_case_fields(view, lens),
        "state": consultation.state,
        "officer": view.officer_name,
        "reason": consultation.follow_up_reason,
        "overdue_reason": consultation.overdue_reason,
        "progress_due_at": instant(progress.due_at if progress else None, lens),
        "progress_owed_today": lacks_progress_today(view, lens),
        "progress_missed": [day.isoformat() for day in missed_days(view, lens)],
        "contact_channel": consultation.contact_channel,
        "contact": masked(consultation.contact_value) if consultation.contact_value else "",
        "contact_refused": consultation.contact_refused,
        "head_answer": view.head_answer,
        "documents_awaited": [one.name for one in view.awaited],
        "escalations": [_escalation_fields(one, lens) for one in view.escalations],
    }


def question_fields(case: Case, lens: Lens) -> Fields:
    """Return an escalation of the inbox, with the case it is about."""
    one = case.escalation
    if one is None:
        return follow_up_fields(case, lens)
    notes = [{"kind": note.note.kind, "at": instant(note.note.at, lens), "officer": note.officer_name,
              "text": note.note.text} for note in reversed(one.notes)]  # fmt: skip
    return {
        **_case_fields(case.view, lens),
        **_escalation_fields(one, lens),
        "consultation": case.view.consultation.id,
        "sent_by": one.sent_by_name,
        "notes": notes,
    }


def alert_fields(raised: Raised, lens: Lens) -> Fields:
    """Return a deadline that passed a level."""
    deadline = raised.deadline
    return {
        "kind": deadline.kind,
        "level": str(raised.level),
        "due": instant(deadline.due_at, lens),
        "deadline": deadline.id,
        "consultation": deadline.consultation_id,
        "escalation": deadline.escalation_id,
    }


def instant(at: datetime | None, lens: Lens) -> str | None:
    """Return `at` with the offset of the office; None for none."""
    return lens.local(at).isoformat() if at is not None else None


def cleaned(value: object) -> object:
    """Return `value` with every text in it made harmless: JSON itself lets C1 and direction characters pass."""
    if isinstance(value, str):
        return "\n".join(map(harmless, value.splitlines()))
    if isinstance(value, dict):
        return {key: cleaned(one) for key, one in value.items()}
    return [cleaned(one) for one in value] if isinstance(value, list) else value


def _ticket_fields(ticket: Ticket, lens: Lens) -> Fields:
    return {
        "id": ticket.id,
        "number": ticket.label,
        "day": ticket.day,
        "channel": ticket.channel,
        "reference": ticket.reference_number,
        "visitor": ticket.visitor_name,
        "arrived_at": instant(ticket.arrived_at, lens),
    }


def _case_fields(view: ConsultationView, lens: Lens) -> Fields:
    consultation = view.consultation
    return {
        **_ticket_fields(view.ticket, lens),
        "id": consultation.id,
        "ticket": view.ticket.id,
        "topic": consultation.topic,
        "satker_code": consultation.satker_code,
        "satker_name": consultation.satker_name,
        "question": consultation.question,
        "solution_due_at": instant(consultation.solution_due_at, lens),
        "overdue": is_overdue(view.consultation, lens.now),
    }


def _escalation_fields(one: EscalationView, lens: Lens) -> Fields:
    escalation, deadline = one.escalation, one.deadline
    return {
        "id": escalation.id,
        "section": escalation.section,
        "state": escalation.state,
        "sent_at": instant(escalation.sent_at, lens),
        "answer_due_at": instant(deadline.due_at if deadline and deadline.stopped_at is None else None, lens),
    }


def _service_fields(row: QueueRow, lens: Lens) -> Fields | None:
    current, deadline = row.current, row.deadline
    if current is None or deadline is None:
        return None
    return {
        "consultation": current.id,
        "topic": current.topic,
        "state": current.state,
        "paused": not deadline.running,
        "net_seconds": int(deadline.net(lens.now).total_seconds()),
        "due_at": instant(deadline.due_at if deadline.running else None, lens),
        "level": _level(deadline, lens),
    }


def _level(deadline: Deadline, lens: Lens) -> str | None:
    if not deadline.running:
        return None
    level = level_at(lens.now, deadline.warn_at, deadline.due_at)
    return str(level) if level else None

"""The end of a record, as everybody is told who still types for it."""

from dataclasses import dataclass
from datetime import datetime

from kppn_tui.domain.draft_forms import KEPT, KEPT_FIELDS, DraftForm
from kppn_tui.domain.records import Consultation, Escalation, Ticket
from kppn_tui.domain.states import ConsultationState, EscalationState, TicketState


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of what a form is about: which case it was, and who ended it when, by what and why, where known."""

    label: str = ""
    topic: str = ""
    who: str = ""
    what: str = ""
    at: datetime | None = None
    reason: str = ""
    #: The officer who ended it; None where nobody did, or it is not known.
    officer_id: int | None = None
    #: Whether an undo took it back, so that it was never meant to be.
    undone: bool = False


def was_undone(record: Ticket | Consultation | Escalation) -> bool:
    """Return whether an undo has taken `record` back: it ended without the reason or the officer that an end has."""
    match record:
        case Ticket():
            return record.state is TicketState.CANCELLED and not record.close_reason
        case Consultation():
            return record.state is ConsultationState.CANCELLED and not record.end_reason
        case Escalation():
            return record.state is EscalationState.WITHDRAWN and record.ended_by is None


def kept_name(field: str, officer_id: int, ending: Ending) -> str | None:
    """Return the name under which what an officer half typed in `field` is kept after `ending`; None: it is forgotten.

    Who ended the case did without it. Of what a colleague ended the sentences can be read until the day ends; of what
    an undo took back, all.
    """
    if ending.undone:
        return KEPT + field
    if ending.officer_id == officer_id or field.rpartition(":")[2] not in KEPT_FIELDS:
        return None
    return KEPT + field


def has_ended(form: DraftForm, record: Ticket | Consultation | Escalation | None, *, open_cases: bool = False) -> bool:
    """Return whether nothing can be saved with `form` about `record` any more; None: it is not there.

    `open_cases` says whether the visit of a ticket has consultations that go on: its identity may still be recorded.
    """
    match record:
        case Ticket():
            return record.closed_at is not None and not (form is DraftForm.IDENTITY and open_cases)
        case Consultation():
            return record.ended_at is not None or (form is DraftForm.FOLLOW_UP and record.followed_up)
        case Escalation():
            return record.ended_at is not None
        case None:
            return True

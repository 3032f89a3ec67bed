"""How a record ended, as whoever still types for it is told."""

from dataclasses import dataclass
from datetime import datetime

from kppn_tui.domain.draft_forms import DraftForm
from kppn_tui.domain.records import Consultation, Escalation, Ticket


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of what a form is about: which case it was, and who ended it when, by what and why, where known."""

    label: str = ""
    topic: str = ""
    who: str = ""
    what: str = ""
    at: datetime | None = None
    reason: str = ""


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

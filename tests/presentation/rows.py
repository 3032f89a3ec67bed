"""Rows as the store would give them, made by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from kppn_tui.domain.records import (
    Channel,
    Consultation,
    Deadline,
    DeadlineKind,
    Escalation,
    EscalationNote,
    NoteKind,
    Progress,
    ProgressKind,
    Ticket,
)
from kppn_tui.domain.states import ConsultationState, EscalationState, TicketState
from kppn_tui.domain.views import ConsultationView, EscalationView, Note, QueueRow
from kppn_tui.office.settings import Settings
from kppn_tui.presentation.case_row import Case, Lens
from tests.conftest import TUESDAY

NOW = TUESDAY.astimezone(UTC)
FRIDAY = datetime(2026, 11, 27, 8, 30, tzinfo=UTC)


def lens(settings: Settings, at: datetime = NOW) -> Lens:
    """What is known at `at`."""
    return Lens(at, settings.calendar(), settings)


def ticket(**more: Any) -> Ticket:
    """A visitor of a satker, who came five minutes ago."""
    came = NOW - timedelta(minutes=5)
    plain = Ticket(id=17, office="kppn", day="2026-11-24", series="A", number=17, label="A-017",
                   channel=Channel.FACE_TO_FACE, arrived_at=came, entered_at=came, queue_key=1)  # fmt: skip
    return replace(plain, **({"satker_code": "980101", "satker_name": "PN Serojabaru"} | more))


def consultation(**more: Any) -> Consultation:
    """A question about RETUR that nobody has begun with."""
    plain = Consultation(id=31, office="kppn", ticket_id=17, seq=1, created_at=NOW, topic="RETUR", section="BANK")
    return replace(plain, **more)


def deadline(kind: DeadlineKind, due: datetime, warn: datetime | None = None, **more: Any) -> Deadline:
    """A running deadline, begun now."""
    plain = Deadline(id=5, office="kppn", kind=kind, consultation_id=31, started_at=NOW, warn_at=warn or due,
                     due_at=due)  # fmt: skip
    return replace(plain, **more)


def waiting(**more: Any) -> QueueRow:
    """A row of somebody who waits."""
    return QueueRow(ticket(**more), (consultation(),))


def called(calls: int = 1, **more: Any) -> QueueRow:
    """A row of somebody who was called to counter 2."""
    given = {"state": TicketState.CALLED, "calls": calls, "last_call_at": NOW, "counter": "2", "officer_id": 2} | more
    return QueueRow(ticket(**given), (consultation(),), "Budi Seroja")


def served(minutes: float = 2, **more: Any) -> QueueRow:
    """A row of somebody who has been served for so many minutes at counter 2."""
    begun = NOW - timedelta(minutes=minutes)
    clock = deadline(DeadlineKind.SERVICE, begun + timedelta(minutes=20), begun + timedelta(minutes=15),
                     started_at=begun)  # fmt: skip
    running = consultation(**({"state": ConsultationState.SERVING, "started_at": begun} | more))
    row = called(state=TicketState.SERVING, started_at=begun)
    return QueueRow(row.ticket, (running, consultation(id=32, topic="SPM")), row.officer_name, clock)


def follow_up(*escalations: EscalationView, **more: Any) -> Case:
    """A follow-up that is due on Friday at closing."""
    given = {"state": ConsultationState.FOLLOW_UP, "follow_up_at": NOW, "solution_due_at": FRIDAY,
             "contact_channel": "whatsapp", "contact_value": "+6281234567890", "satker_code": "980101",
             "satker_name": "PN Serojabaru"} | more  # fmt: skip
    clock = deadline(DeadlineKind.SOLUTION, FRIDAY)
    view = ConsultationView(consultation(**given), ticket(state=TicketState.CLOSED), (clock,),
                            escalations=escalations, officer_name="Ana Seroja")  # fmt: skip
    return Case(view)


def escalation(state: EscalationState = EscalationState.SENT, *notes: tuple[str, str], key: int = 7) -> EscalationView:
    """An escalation to PDMS, answer due tomorrow at closing, with its `notes` (kind, text), the oldest first."""
    record = Escalation(id=key, office="kppn", consultation_id=31, ticket_id=17, section="PDMS", sent_at=NOW,
                        sent_by=1, state=state)  # fmt: skip
    said = [
        Note(EscalationNote(n, key, NOW, 1, NoteKind(kind), text), "Ana Seroja") for n, (kind, text) in enumerate(notes)
    ]
    clock = deadline(DeadlineKind.REPLY, datetime(2026, 11, 25, 8, 0, tzinfo=UTC), escalation_id=key)
    return EscalationView(record, clock, tuple(reversed(said)), "Ana Seroja")


def progress(key: int, kind: str, text: str) -> Progress:
    """A note on the way to the solution."""
    return Progress(key, "kppn", 31, NOW, 1, ProgressKind(kind), text)

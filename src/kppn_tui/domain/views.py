"""Records put together for the screens, frozen, as one consistent snapshot."""

from dataclasses import dataclass, field
from datetime import datetime

from kppn_tui.domain.errors import BadOfficeFile
from kppn_tui.domain.people import Alias, DirectoryEntry, Stakeholder
from kppn_tui.domain.records import (
    Consultation,
    Deadline,
    DeadlineKind,
    Document,
    Escalation,
    EscalationNote,
    NoteKind,
    Progress,
    Ticket,
)
from kppn_tui.domain.states import (
    OPEN_ESCALATION,
    OPEN_TICKET,
    QUEUE_GROUPS,
    UNKNOWN_GROUP,
    ConsultationState,
    TicketState,
)


@dataclass(frozen=True, slots=True)
class Directory:
    """The stakeholders that an office knows: its own list, entries beside it, and shorthands of satker.

    `skipped` says of each line of the list that was left out what is wrong with it.
    """

    listed: tuple[Stakeholder, ...] = ()
    entries: tuple[DirectoryEntry, ...] = ()
    aliases: tuple[Alias, ...] = ()
    skipped: tuple[BadOfficeFile, ...] = ()

    def stakeholders(self) -> list[Stakeholder]:
        """Return everybody, the office's own list first."""
        return [*self.listed, *(entry.stakeholder for entry in self.entries)]

    def aliases_of(self, code: str) -> tuple[Alias, ...]:
        """Return the shorthands of the satker with `code`."""
        return tuple(one for one in self.aliases if one.code == code) if code else ()


@dataclass(frozen=True, slots=True)
class QueueRow:
    """An open ticket with its consultations and, while one is in service or on hold, that one's deadline."""

    ticket: Ticket
    consultations: tuple[Consultation, ...] = ()
    officer_name: str = ""
    deadline: Deadline | None = None

    @property
    def current(self) -> Consultation | None:
        """Return the consultation in service, else one on hold, else None."""
        for state in (ConsultationState.SERVING, ConsultationState.ON_HOLD):
            for consultation in self.consultations:
                if consultation.state == state and not consultation.followed_up:
                    return consultation
        return None


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of the header; the on-time rate is of services ended today (R21)."""

    ended_today: int = 0
    on_time_today: int = 0
    follow_ups: int = 0
    overdue: int = 0
    answered: int = 0
    asked_back: int = 0
    inbox: int = 0
    #: Follow-ups of the officer that progress is owed for today (R20).
    progress_owed: int = 0


@dataclass(frozen=True, slots=True)
class Board:
    """The live queue: who waits, is called, served or absent, in the order of service."""

    rows: tuple[QueueRow, ...] = ()
    counts: Counts = field(default_factory=Counts)
    swept_at: datetime | None = None

    def in_state(self, *states: TicketState) -> tuple[QueueRow, ...]:
        """Return the rows whose ticket is in one of `states`, in order."""
        return tuple(row for row in self.rows if row.ticket.state in states)

    def groups(self) -> list[tuple[str, tuple[QueueRow, ...]]]:
        """Return every row below the heading (a msgid) of its group, empty groups left out.

        A ticket in a state that only a newer version knows has a group of its own, so that nobody is invisible.
        """
        groups = [(title, self.in_state(*states)) for title, states in QUEUE_GROUPS]
        groups.append((UNKNOWN_GROUP, tuple(row for row in self.rows if row.ticket.state not in OPEN_TICKET)))
        return [(title, rows) for title, rows in groups if rows]


@dataclass(frozen=True, slots=True)
class HallCall:
    """A number that was called to a counter: never who it is, for whom they come or what they ask."""

    label: str
    counter: str
    called_at: datetime
    state: TicketState


@dataclass(frozen=True, slots=True)
class HallView:
    """All that the hall may see: today's calls, the newest first, and how many wait in the hall."""

    calls: tuple[HallCall, ...] = ()
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """A line of the hand-over protocol with the name of who wrote it."""

    note: EscalationNote
    officer_name: str


@dataclass(frozen=True, slots=True)
class EscalationView:
    """An escalation with its reply deadline and its protocol, newest note first.

    `ask_back` is the newest deadline of the CSO for what was asked back.
    """

    escalation: Escalation
    deadline: Deadline | None = None
    notes: tuple[Note, ...] = ()
    sent_by_name: str = ""
    ask_back: Deadline | None = None


@dataclass(frozen=True, slots=True)
class ConsultationView:
    """A consultation with everything that hangs on it."""

    consultation: Consultation
    ticket: Ticket
    deadlines: tuple[Deadline, ...] = ()
    documents: tuple[Document, ...] = ()
    escalations: tuple[EscalationView, ...] = ()
    progress: tuple[Progress, ...] = ()
    officer_name: str = ""

    @property
    def item(self) -> Consultation:
        """Return the consultation, by the name that scripts outside the project use."""
        return self.consultation

    def deadline(self, kind: DeadlineKind) -> Deadline | None:
        """Return the newest deadline of `kind`, or None."""
        found = [deadline for deadline in self.deadlines if deadline.kind == kind]
        return found[-1] if found else None

    @property
    def missed_progress(self) -> tuple[Deadline, ...]:
        """Return the progress notes that were owed and not given, oldest first, also once the case has ended (R20)."""
        return tuple(
            one for one in self.deadlines
            if one.kind is DeadlineKind.PROGRESS and one.met is False and not one.unreliable
        )  # fmt: skip

    @property
    def open_escalation(self) -> EscalationView | None:
        """Return the newest escalation that waits for somebody, or None."""
        found = [view for view in self.escalations if view.escalation.state in OPEN_ESCALATION]
        return found[-1] if found else None

    @property
    def head_answer(self) -> str:
        """Return the newest answer of a head, "" while there is none."""
        answers = [note.note for view in self.escalations for note in view.notes if note.note.kind == NoteKind.ANSWER]
        return max(answers, key=lambda note: note.id).text if answers else ""

    @property
    def awaited(self) -> tuple[Document, ...]:
        """Return the documents that have not come yet."""
        return tuple(document for document in self.documents if document.received_at is None)


@dataclass(frozen=True, slots=True)
class SessionView:
    """A ticket at the counter with all its consultations."""

    ticket: Ticket
    consultations: tuple[ConsultationView, ...]
    officer_name: str = ""

    @property
    def items(self) -> tuple[ConsultationView, ...]:
        """Return the consultations, by the name that scripts outside the project use."""
        return self.consultations

    @property
    def next_to_begin(self) -> ConsultationView | None:
        """Return the first consultation that nobody has begun, while nothing of the visit is in service; else None."""
        states = [one.consultation.state for one in self.consultations]
        if self.ticket.state != TicketState.SERVING or ConsultationState.SERVING in states:
            return None
        begun = zip(states, self.consultations, strict=True)
        return next((one for state, one in begun if state == ConsultationState.OPEN), None)

"""The records of the desk, frozen.

Instants are aware UTC datetimes with whole seconds, days are ISO dates in the office's zone.

A record's fields are exactly the columns of its table; its defaults are the only place that knows them.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from kppn_tui.domain.contact import ContactChannel
from kppn_tui.domain.deadline_kinds import DeadlineKind as DeadlineKind
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.people import StakeholderKind
from kppn_tui.domain.states import Channel as Channel
from kppn_tui.domain.states import ConsultationState, EscalationState, HoldReason, Level, TicketState


class ProgressKind(StrEnum):
    """The kinds of progress notes; only a delivered one satisfies the duty (A14)."""

    DELIVERED = "delivered"
    ATTEMPTED = "attempted"
    INTERNAL = "internal"


class NoteKind(StrEnum):
    """The kinds of lines of the hand-over protocol: from the CSO, from the head, or from whoever passes it on."""

    QUESTION = "question"
    TRIED = "tried"
    ANSWER = "answer"
    ASK_BACK = "ask_back"
    CLARIFICATION = "clarification"
    PASS_ON = "pass_on"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class Ticket:
    """One stakeholder's visit or online message; for an online one `arrived_at` is when it was received (R02)."""

    id: int
    office: str
    day: str
    series: str
    number: int
    label: str
    channel: Channel
    arrived_at: datetime
    entered_at: datetime
    queue_key: int
    state: TicketState = TicketState.WAITING
    channel_detail: str = ""
    reference_number: str = ""
    stakeholder_kind: StakeholderKind = StakeholderKind.SATKER
    satker_code: str = ""
    satker_name: str = ""
    visitor_name: str = ""
    visitor_role: str = ""
    identity_at: datetime | None = None
    identity_by: int | None = None
    identity_declined: bool = False
    purpose: str = ""
    priority: int = 0
    priority_reason: str = ""
    calls: int = 0
    last_call_at: datetime | None = None
    counter: str = ""
    officer_id: int | None = None
    started_at: datetime | None = None
    closed_at: datetime | None = None
    close_reason: str = ""

    @property
    def identified(self) -> bool:
        """Return whether it is known who asks (R03); a message brings its sender, so steps b.1–b.6 ask nothing."""
        known = self.satker_code or self.satker_name or self.visitor_name
        return self.identity_at is not None or (self.online and bool(known))

    @property
    def lacks_code(self) -> bool:
        """Return whether it is for a satker whose name was only typed: its code is not known."""
        return bool(self.satker_name) and not self.satker_code and self.stakeholder_kind == StakeholderKind.SATKER

    @property
    def online(self) -> bool:
        """Return whether nobody stands in the waiting room for it."""
        return self.channel != Channel.FACE_TO_FACE


@dataclass(frozen=True, slots=True)
class Consultation:
    """One jenis layanan inside a ticket, with its own 20 minutes (R21, A3)."""

    id: int
    office: str
    ticket_id: int
    seq: int
    created_at: datetime
    topic: str = ""
    section: str = ""
    satker_code: str = ""
    satker_name: str = ""
    state: ConsultationState = ConsultationState.OPEN
    hold_reason: HoldReason = HoldReason.NONE
    split_reason: str = ""
    previous_id: int | None = None
    question: str = ""
    answer: str = ""
    cited: str = ""
    no_reference: bool = False
    delivery: str = ""
    officer_id: int | None = None
    started_at: datetime | None = None
    session_ended_at: datetime | None = None
    net_seconds: int | None = None
    gross_seconds: int | None = None
    follow_up_at: datetime | None = None
    follow_up_reason: str = ""
    contact_channel: ContactChannel = ContactChannel.NONE
    contact_value: str = field(default="", repr=False)
    contact_refused: bool = False
    agreed_way: str = ""
    solution_due_at: datetime | None = None
    calendar_version: str = ""
    overdue_reason: str = ""
    ended_at: datetime | None = None
    end_reason: str = ""
    #: Its service time was not measured, or by a clock in doubt: rates leave it out.
    unreliable: bool = False

    @property
    def followed_up(self) -> bool:
        """Return whether it has left the session for the three working days (R11, R12)."""
        return self.follow_up_at is not None

    @property
    def holds(self) -> bool:
        """Return whether it is paused: for documents, for another consultation, or by an outage."""
        return self.state == ConsultationState.ON_HOLD

    @property
    def holds_for_documents(self) -> bool:
        """Return whether it waits for a named document (R07)."""
        return self.holds and self.hold_reason == HoldReason.DOCUMENTS

    @property
    def references(self) -> tuple[str, ...]:
        """Return the regulations or juknis cited, one a line (R06)."""
        return tuple(line for line in self.cited.split("\n") if line)


@dataclass(frozen=True, slots=True)
class Document:
    """A supporting document that was asked for by name (R07, R16)."""

    id: int
    consultation_id: int
    name: str
    requested_at: datetime
    requested_by: int
    received_at: datetime | None = None
    received_by: int | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """One stretch in a state, of a ticket (`consultation_id` empty) or of a consultation."""

    id: int
    office: str
    ticket_id: int
    state: TicketState | ConsultationState
    started_at: datetime
    consultation_id: int | None = None
    reason: HoldReason = HoldReason.NONE
    officer_id: int | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """One promise: a stored `due_at`; nothing counts ticks. `next_at` is when the next alert falls due, or None."""

    id: int
    office: str
    kind: DeadlineKind
    consultation_id: int
    started_at: datetime
    warn_at: datetime
    due_at: datetime
    escalation_id: int | None = None
    opens_at: datetime | None = None
    next_at: datetime | None = None
    paused_at: datetime | None = None
    paused_seconds: int = 0
    stopped_at: datetime | None = None
    met: bool | None = None
    calendar_version: str = ""
    #: The deadline that this one follows on: the checkpoint before it, or the solution that is late.
    previous_id: int | None = None
    #: Its time was not measured, or by a clock in doubt: reports leave it out.
    unreliable: bool = False

    @property
    def running(self) -> bool:
        """Return whether time passes."""
        return self.stopped_at is None and self.paused_at is None

    def net(self, now: datetime) -> timedelta:
        """Return the time that has run at `now`, pauses left out (A6)."""
        passed = self.gross(now) - timedelta(seconds=self.paused_seconds) - self._pause_so_far(now)
        return max(passed, timedelta(0))

    def gross(self, now: datetime) -> timedelta:
        """Return the time since it started, pauses included (A6, A7)."""
        return max((self.stopped_at or now) - self.started_at, timedelta(0))

    def remaining(self, now: datetime) -> timedelta:
        """Return the time left until `due_at`, negative when it has passed."""
        return self.due_at + self._pause_so_far(now) - (self.stopped_at or now)

    def _pause_so_far(self, now: datetime) -> timedelta:
        if self.paused_at is None:
            return timedelta(0)
        return max((self.stopped_at or now) - self.paused_at, timedelta(0))


@dataclass(frozen=True, slots=True)
class Alert:
    """A deadline that passed `warn` or `breach`; at most one per deadline and level."""

    id: int
    office: str
    deadline_id: int
    level: Level
    at: datetime


@dataclass(frozen=True, slots=True)
class Escalation:
    """A question handed to the responsible official of `section` (R10, R18)."""

    id: int
    office: str
    consultation_id: int
    ticket_id: int
    section: str
    sent_at: datetime
    sent_by: int
    state: EscalationState = EscalationState.SENT
    section_reason: str = ""
    accepted_at: datetime | None = None
    accepted_by: int | None = None
    ended_at: datetime | None = None
    ended_by: int | None = None
    previous_id: int | None = None


@dataclass(frozen=True, slots=True)
class EscalationNote:
    """One line of the hand-over protocol."""

    id: int
    escalation_id: int
    at: datetime
    officer_id: int
    kind: NoteKind
    text: str
    substitute: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """A note on the way to the solution; `kind` tells whether it reached the stakeholder (R20, A14)."""

    id: int
    office: str
    consultation_id: int
    at: datetime
    officer_id: int
    kind: ProgressKind
    text: str
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One append-only audit line; `data` is JSON without personal data."""

    id: int
    office: str
    at: datetime
    action: Action
    officer_id: int | None = None
    ticket_id: int | None = None
    consultation_id: int | None = None
    escalation_id: int | None = None
    data: str = "{}"

"""Words for each kind of change, by the state that is reached."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kppn_tui.domain.records import NoteKind, ProgressKind
from kppn_tui.domain.states import ConsultationState, EscalationState, TicketState
from kppn_tui.i18n import N_


class ChangeKind(StrEnum):
    """Kind of a change; scripts read the value."""

    CAME = "came"
    CALLED = "called"
    CALLED_AGAIN = "called_again"
    STARTED = "started"
    ABSENT = "absent"
    BACK_IN_QUEUE = "back_in_queue"
    PRIORITY = "priority"
    TOPIC_ADDED = "topic_added"
    ON_HOLD = "on_hold"
    RESUMED = "resumed"
    RESOLVED = "resolved"
    FOLLOW_UP = "follow_up"
    REFERRED = "referred"
    CANCELLED = "cancelled"
    FINISHED = "finished"
    NO_SHOW = "no_show"
    ESCALATED = "escalated"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    ASKED_BACK = "asked_back"
    REPLIED = "replied"
    PASSED_ON = "passed_on"
    WITHDRAWN = "withdrawn"
    PROGRESS = "progress"
    DOCUMENTS_ASKED = "documents_asked"
    DOCUMENTS_IN = "documents_in"
    DUE_MOVED = "due_moved"
    DELAY_EXPLAINED = "delay_explained"
    CORRECTED = "corrected"
    #: Into a state for which there is no word of its own.
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Told:
    """Words for a state that is reached."""

    kind: ChangeKind
    text: str


TICKET_TOLD: Mapping[TicketState, Told] = {
    TicketState.WAITING: Told(ChangeKind.BACK_IN_QUEUE, N_("back in the queue")),
    TicketState.CALLED: Told(ChangeKind.CALLED, N_("called to {counter}")),
    TicketState.SERVING: Told(ChangeKind.STARTED, N_("service begins at {counter}")),
    TicketState.ABSENT: Told(ChangeKind.ABSENT, N_("did not come")),
    TicketState.CLOSED: Told(ChangeKind.FINISHED, N_("visit finished")),
    TicketState.CANCELLED: Told(ChangeKind.CANCELLED, N_("ticket cancelled")),
}
CONSULTATION_TOLD: Mapping[ConsultationState, Told] = {
    ConsultationState.OPEN: Told(ChangeKind.CORRECTED, N_("not started any more")),
    ConsultationState.SERVING: Told(ChangeKind.RESUMED, N_("in service now")),
    ConsultationState.ON_HOLD: Told(ChangeKind.ON_HOLD, N_("on hold")),
    ConsultationState.FOLLOW_UP: Told(ChangeKind.FOLLOW_UP, N_("becomes a follow-up")),
    ConsultationState.RESOLVED: Told(ChangeKind.RESOLVED, "Resolved"),
    ConsultationState.REFERRED: Told(ChangeKind.REFERRED, N_("referred elsewhere")),
    ConsultationState.CANCELLED: Told(ChangeKind.CANCELLED, N_("consultation cancelled")),
}
ESCALATION_TOLD: Mapping[EscalationState, Told] = {
    EscalationState.SENT: Told(ChangeKind.REPLIED, N_("replied to {section}")),
    EscalationState.ACCEPTED: Told(ChangeKind.ACCEPTED, N_("accepted by {section}")),
    EscalationState.ANSWERED: Told(ChangeKind.ANSWERED, N_("answered by {section}")),
    EscalationState.RETURNED: Told(ChangeKind.ASKED_BACK, N_("{section} asks back")),
    EscalationState.PASSED_ON: Told(ChangeKind.PASSED_ON, N_("passed on by {section}")),
    EscalationState.WITHDRAWN: Told(ChangeKind.WITHDRAWN, N_("escalation to {section} withdrawn")),
}
PROGRESS_TOLD: Mapping[ProgressKind, str] = {
    ProgressKind.DELIVERED: N_("progress delivered"),
    ProgressKind.ATTEMPTED: N_("progress attempted"),
    ProgressKind.INTERNAL: N_("internal note"),
}
#: The note that an escalation brings with its state.
NOTE_OF_STATE: Mapping[EscalationState, NoteKind] = {
    EscalationState.SENT: NoteKind.CLARIFICATION,
    EscalationState.ANSWERED: NoteKind.ANSWER,
    EscalationState.RETURNED: NoteKind.ASK_BACK,
}
#: How far a state lies from the first one: an undo leads back.
_ORDER: Mapping[ConsultationState | EscalationState, int] = {
    ConsultationState.OPEN: 0,
    ConsultationState.SERVING: 1,
    ConsultationState.ON_HOLD: 1,
    ConsultationState.FOLLOW_UP: 2,
    ConsultationState.RESOLVED: 3,
    ConsultationState.REFERRED: 3,
    ConsultationState.CANCELLED: 3,
    EscalationState.SENT: 0,
    EscalationState.ACCEPTED: 1,
    EscalationState.RETURNED: 2,
    EscalationState.ANSWERED: 3,
    EscalationState.PASSED_ON: 3,
    EscalationState.WITHDRAWN: 3,
}


def leads_back(before: ConsultationState | EscalationState, now: ConsultationState | EscalationState) -> bool:
    """Return whether `now` lies before `before`; false where this version does not know one of them."""
    return before in _ORDER and now in _ORDER and _ORDER[now] < _ORDER[before]

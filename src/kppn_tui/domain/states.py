"""States of tickets, consultations and escalations, roles of officers, and their names on the screen."""

from enum import StrEnum

from kppn_tui.domain.errors import N_


class Role(StrEnum):
    """The roles of an officer (domain.md 2.2)."""

    RECEPTION = "resepsionis"
    CSO = "cso"
    HEAD = "kepala_seksi"
    OFFICE_HEAD = "kepala_kantor"
    ADMIN = "admin"
    TRAINER = "pelatih"


class Channel(StrEnum):
    """The ways in which a question reaches the office (R01, R02)."""

    FACE_TO_FACE = "tatap_muka"
    HAI_CSO = "hai_cso"
    OFFICIAL_CONTACT = "kontak_resmi"


class TicketState(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    ABSENT = "absent"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class ConsultationState(StrEnum):
    """The states of a consultation; `Resolved` is the literal of the standard and never translated (R23)."""

    OPEN = "open"
    SERVING = "serving"
    ON_HOLD = "on_hold"
    FOLLOW_UP = "follow_up"
    RESOLVED = "Resolved"
    REFERRED = "referred"
    CANCELLED = "cancelled"


class EscalationState(StrEnum):
    SENT = "sent"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    RETURNED = "returned"
    PASSED_ON = "passed_on"
    WITHDRAWN = "withdrawn"


class HoldReason(StrEnum):
    """The reasons that pause a service (A6, A7, R21); NONE stands with what is not on hold."""

    NONE = ""
    DOCUMENTS = "documents"
    SWITCHED = "switched"
    #: The power or an application is down: gross time, not net.
    OUTAGE = "outage"


class Level(StrEnum):
    """The levels that a deadline passes."""

    WARN = "warn"
    BREACH = "breach"


State = TicketState | ConsultationState | EscalationState

#: How the open tickets stand in the queue: the heading of each group, and its states in their order.
QUEUE_GROUPS: tuple[tuple[str, tuple[TicketState, ...]], ...] = (
    (N_("At the counters"), (TicketState.SERVING, TicketState.CALLED)),
    (N_("Waiting"), (TicketState.WAITING,)),
    (N_("Absent"), (TicketState.ABSENT,)),
)
UNKNOWN_GROUP = N_("In a state of a newer version")
#: A ticket is open while it stands in the queue.
OPEN_TICKET = tuple(state for _, states in QUEUE_GROUPS for state in states)
OPEN_CONSULTATION = (
    ConsultationState.OPEN,
    ConsultationState.SERVING,
    ConsultationState.ON_HOLD,
    ConsultationState.FOLLOW_UP,
)
OPEN_ESCALATION = (EscalationState.SENT, EscalationState.ACCEPTED, EscalationState.RETURNED)
#: A visit may be finished when each of its consultations is in one of these.
OUTCOME = (
    ConsultationState.FOLLOW_UP,
    ConsultationState.RESOLVED,
    ConsultationState.REFERRED,
    ConsultationState.CANCELLED,
)

STATE_TEXT: dict[str, str] = {
    TicketState.WAITING: N_("waiting"),
    TicketState.CALLED: N_("called"),
    TicketState.SERVING: N_("in service"),
    TicketState.ABSENT: N_("absent"),
    TicketState.CLOSED: N_("finished"),
    TicketState.CANCELLED: N_("cancelled"),
    ConsultationState.OPEN: N_("not started"),
    ConsultationState.ON_HOLD: N_("on hold"),
    ConsultationState.FOLLOW_UP: N_("follow-up"),
    ConsultationState.RESOLVED: "Resolved",
    ConsultationState.REFERRED: N_("referred"),
    EscalationState.SENT: N_("sent"),
    EscalationState.ACCEPTED: N_("accepted"),
    EscalationState.ANSWERED: N_("answered"),
    EscalationState.RETURNED: N_("asked back"),
    EscalationState.PASSED_ON: N_("passed on"),
    EscalationState.WITHDRAWN: N_("withdrawn"),
}

ROLE_TEXT: dict[str, str] = {
    Role.RECEPTION: N_("reception"),
    Role.CSO: N_("CSO officer"),
    Role.HEAD: N_("section head"),
    Role.OFFICE_HEAD: N_("office head"),
    Role.ADMIN: N_("administrator"),
    Role.TRAINER: N_("trainer"),
}

"""Faults of a careless officer, each made on about half of its occasions; a good officer makes none of them."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.records import Consultation, Ticket
from kppn_tui.i18n import N_, _
from kppn_tui.training.plan import Caller, Matter, ticket_key
from kppn_tui.training.scripted_officer.officer import ScriptedOfficer
from kppn_tui.training.scripted_officer.steps import Manner

#: Thinking about an answer beyond the 20 minutes, in seconds (R21).
TOO_LONG: Final = (20 * 60 + 30, 25 * 60)
#: How long after its due date a late answer is delivered (R12).
LATE: Final = timedelta(hours=1)
_WRONG_SECTION = N_("They will know.")


class Fault(StrEnum):
    """Fault that a careless officer may make. The values are parts of random keys."""

    CALLS = "calls"
    ORDER = "order"
    IDENTITY = "identity"
    TOPIC = "topic"
    DOCUMENTS = "documents"
    TIME = "time"
    CONTACT = "contact"
    REFERENCE = "reference"
    SECTION = "section"
    CLARIFY = "clarify"
    NEVER = "never"
    LATE = "late"


def _makes(officer: ScriptedOfficer, fault: Fault, *key: object, share: float = 0.5) -> bool:
    """Return whether the officer makes `fault` here: a careless one on about `share` of the occasions."""
    if officer.manner is Manner.GOOD:
        return False
    return officer.plan.random_for("careless", fault, officer.officer.login, *key).random() < share


def puts_back_early(officer: ScriptedOfficer, ticket: Ticket) -> bool:
    """Return whether a visitor goes back to the queue without the calls that are due (A24); once for each ticket."""
    before = any(event.action == Action.REQUEUE for event in officer.own_events(ticket.id))
    return not before and _makes(officer, Fault.CALLS, ticket_key(ticket))


def calls_out_of_order(officer: ScriptedOfficer, ticket: Ticket) -> bool:
    """Return whether the ticket after `ticket`, which is the next, is called instead (A24b)."""
    return _makes(officer, Fault.ORDER, ticket_key(ticket))


def asks_no_identity(officer: ScriptedOfficer, ticket: Ticket) -> bool:
    """Return whether “declines” is recorded without asking, which is quicker (R03)."""
    return _makes(officer, Fault.IDENTITY, ticket_key(ticket))


def recorded_topic(
    officer: ScriptedOfficer, ticket: Ticket, consultation: Consultation, matter: Matter, caller: Caller
) -> str:
    """Return the topic of the matter, or a wrong one: the registered one, else the first of another section (R05)."""
    if not _makes(officer, Fault.TOPIC, ticket_key(ticket), consultation.seq):
        return matter.topic
    others = {other.topic for other in caller.matters}
    if consultation.topic and consultation.topic not in others:
        return consultation.topic
    settings = officer.desk.settings
    right_section = settings.topic(matter.topic).section
    taken = others | {view.consultation.topic for view in officer.desk.session(ticket.id).consultations}
    wrong = (topic.code for topic in settings.topics if topic.section != right_section and topic.code not in taken)
    return next(wrong, matter.topic)


def asks_no_documents(officer: ScriptedOfficer, ticket: Ticket, consultation: Consultation) -> bool:
    """Return whether documents that the caller forgot are not asked for (R07)."""
    return _makes(officer, Fault.DOCUMENTS, ticket_key(ticket), consultation.seq)


def takes_too_long(officer: ScriptedOfficer, ticket: Ticket, consultation: Consultation) -> bool:
    """Return whether the officer thinks beyond the 20 minutes (R21)."""
    return _makes(officer, Fault.TIME, ticket_key(ticket), consultation.seq)


def puts_off(officer: ScriptedOfficer, ticket: Ticket, consultation: Consultation) -> bool:
    """Return whether a matter that could be answered becomes a follow-up, with a contact without need (R08, R11)."""
    return _makes(officer, Fault.CONTACT, ticket_key(ticket), consultation.seq)


def cites_nothing(officer: ScriptedOfficer, ticket: Ticket, consultation: Consultation) -> bool:
    """Return whether an answer is given without the regulation that it rests on (R06)."""
    return _makes(officer, Fault.REFERENCE, ticket_key(ticket), consultation.seq)


def asked_section(officer: ScriptedOfficer, ticket: Ticket, consultation: Consultation) -> tuple[str, str]:
    """Return the section whose head is asked, and the reason if it is not the topic's own (R10)."""
    if not _makes(officer, Fault.SECTION, ticket_key(ticket), consultation.seq):
        return consultation.section, ""
    others = [section.code for section in officer.desk.settings.sections if section.code != consultation.section]
    return (others[0], _(_WRONG_SECTION)) if others else (consultation.section, "")


def reports_no_progress(officer: ScriptedOfficer) -> bool:
    """Return whether the officer writes no progress, ever (R20)."""
    return officer.manner is Manner.CARELESS


def leaves_unanswered(officer: ScriptedOfficer, ticket: Ticket) -> bool:
    """Return whether a head waits in vain for the reply to a question back (R10)."""
    return _makes(officer, Fault.CLARIFY, ticket_key(ticket))


def delivery_delay(officer: ScriptedOfficer, ticket: Ticket, consultation: Consultation) -> timedelta | None:
    """Return how long after its due date an answer is delivered, zero for in time; None for never (R12)."""
    if _makes(officer, Fault.NEVER, ticket_key(ticket), consultation.seq, share=0.3):
        return None
    return LATE if _makes(officer, Fault.LATE, ticket_key(ticket), consultation.seq) else timedelta(0)

"""The faults of a careless officer, each on about half of its occasions; a good officer makes none of them."""

from datetime import timedelta
from typing import Final

from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.records import Consultation, Ticket
from kppn_tui.i18n import N_, _
from kppn_tui.training.plan import Caller, Matter, ticket_key
from kppn_tui.training.trainee.seat import Manner, Seat

#: Thinking about an answer beyond the 20 minutes, in seconds (R21).
TOO_LONG: Final = (20 * 60 + 30, 25 * 60)
#: A late answer is delivered so long after its due date (R12).
LATE: Final = timedelta(hours=1)
_WRONG_SECTION = N_("They will know.")


def sends_back(seat: Seat, ticket: Ticket) -> bool:
    """Back to the queue without the calls that are due (A24); once a ticket, so that the day goes on."""
    before = any(event.action == Action.REQUEUE for event in seat.deeds(ticket.id))
    return not before and seat.errs("calls", ticket_key(ticket))


def out_of_turn(seat: Seat, ticket: Ticket) -> bool:
    """Not `ticket`, whose turn it is, but the one after it (A24b)."""
    return seat.errs("order", ticket_key(ticket))


def asks_no_identity(seat: Seat, ticket: Ticket) -> bool:
    """Declined is quicker to write down than who it is (R03)."""
    return seat.errs("identity", ticket_key(ticket))


def topic_taken(seat: Seat, ticket: Ticket, consultation: Consultation, matter: Matter, caller: Caller) -> str:
    """The topic of the matter, or a wrong one: what the door wrote, else the first of another section (R05)."""
    if not seat.errs("topic", ticket_key(ticket), consultation.seq):
        return matter.topic
    others = {other.topic for other in caller.matters}
    if consultation.topic and consultation.topic not in others:
        return consultation.topic
    home = seat.desk.settings.topic(matter.topic).section
    taken = others | {view.consultation.topic for view in seat.desk.session(ticket.id).consultations}
    wrong = (topic.code for topic in seat.desk.settings.topics if topic.section != home and topic.code not in taken)
    return next(wrong, matter.topic)


def asks_no_documents(seat: Seat, ticket: Ticket, consultation: Consultation) -> bool:
    """Does without what the caller forgot (R07)."""
    return seat.errs("documents", ticket_key(ticket), consultation.seq)


def takes_too_long(seat: Seat, ticket: Ticket, consultation: Consultation) -> bool:
    """Thinks beyond the 20 minutes (R21)."""
    return seat.errs("time", ticket_key(ticket), consultation.seq)


def puts_off(seat: Seat, ticket: Ticket, consultation: Consultation) -> bool:
    """Makes a follow-up of what could be answered, and asks for a contact without need (R08, R11)."""
    return seat.errs("contact", ticket_key(ticket), consultation.seq)


def cites_nothing(seat: Seat, ticket: Ticket, consultation: Consultation) -> bool:
    """An answer without the regulation that it rests on (R06)."""
    return seat.errs("reference", ticket_key(ticket), consultation.seq)


def section_asked(seat: Seat, ticket: Ticket, consultation: Consultation) -> tuple[str, str]:
    """The section whose head is asked, and the reason if it is not the topic's own (R10)."""
    if not seat.errs("section", ticket_key(ticket), consultation.seq):
        return consultation.section, ""
    others = [section.code for section in seat.desk.settings.sections if section.code != consultation.section]
    return (others[0], _(_WRONG_SECTION)) if others else (consultation.section, "")


def tells_nothing(seat: Seat) -> bool:
    """Writes no progress, ever (R20)."""
    return seat.manner is Manner.CARELESS


def leaves_unanswered(seat: Seat, ticket: Ticket) -> bool:
    """Lets a head wait for the reply to the question back (R10)."""
    return seat.errs("clarify", ticket_key(ticket))


def delivers(seat: Seat, ticket: Ticket, consultation: Consultation) -> timedelta | None:
    """How long after its due date an answer is delivered, zero for in time; None: never (R12)."""
    if seat.errs("never", ticket_key(ticket), consultation.seq, share=0.3):
        return None
    return LATE if seat.errs("late", ticket_key(ticket), consultation.seq) else timedelta(0)

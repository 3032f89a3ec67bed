"""The conditions of an action on one record: why an officer can't do it, or None.

`lifecycle` has the table: role, state and needs. Here it is asked with the facts of a record, and with the few
conditions that no table of states can hold. A verb asks about the rows that it has read, with what its arguments meet.
A screen asks about its views (see `availability`); whatever a form asks for counts as typed there.
What only the calendar or the trail knows is told by the verb alone: a year without data, an undo that came too late.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from kppn_tui.domain.errors import N_, AlreadyServing, BadInput, DeskError, Missing, NotAllowed
from kppn_tui.domain.lifecycle import NEED_TEXT, RULE, Action, Need, refusal
from kppn_tui.domain.office import Limits
from kppn_tui.domain.people import Officer, roles_of
from kppn_tui.domain.records import Consultation, Document, Escalation, Ticket
from kppn_tui.domain.states import OPEN_ESCALATION, OUTCOME, ConsultationState, Role, TicketState
from kppn_tui.domain.steps import met_by


class Leave(StrEnum):
    """The ways to leave a visitor who is still at the counter, so that another can be called (A7)."""

    FINISH = "finish"
    SWITCH = "switch"


#: Needs that somebody meets by typing: in the form of the action, or in another field or form before it.
TYPED = frozenset({
    Need.IDENTITY, Need.QUESTION, Need.TOPIC, Need.REFERENCE, Need.ANSWER, Need.CONTACT, Need.DOCUMENT, Need.REASON,
    Need.TEXT, Need.OTHER_SECTION,
})  # fmt: skip
REVEALS_CONTACT = frozenset({Role.CSO, Role.HEAD})
KEEPS_DIRECTORY = frozenset({Role.CSO, Role.ADMIN})

NO_DOCUMENT = N_("No document is awaited.")
NO_CONTACT = N_("No contact was given.")
NOT_OVERDUE = N_("The solution is not overdue.")
ON_HOLD = N_("This consultation is on hold: take it up again first.")
FOLLOWED_UP = N_("This consultation is a follow-up already.")
SERVED_LATER = N_("This one is a follow-up: answer it from the follow-ups.")
HAS_ENDED = N_("The end of this service is recorded already.")
NOT_STARTED = N_("Start the visit of {label} first.")
IN_ORDER_ONLY = N_("This office serves in the order of arrival only.")
HAS_IT = N_("This section has the question already.")
ALL_HAVE_IT = N_("Every section has this question already.")
OFFICIAL = N_("This satker comes from the office's own list: put it right there.")


# A ticket and the counter --------------------------------------------------------------------------------------------


def is_settled(consultation: Consultation) -> bool:
    """Return whether the visit needs nothing more for `consultation`: it has its outcome, or is a follow-up."""
    return consultation.state in OUTCOME or consultation.followed_up


def all_settled(consultations: Iterable[Consultation]) -> bool:
    """Return whether the visit of `consultations` may be finished."""
    return all(map(is_settled, consultations))


def ticket_refusal(
    action: Action, ticket: Ticket | None, officer: Officer, limits: Limits, now: datetime, *,
    consultations: Iterable[Consultation] = (), typed: Collection[Need] = TYPED,
) -> DeskError | None:  # fmt: skip
    """Return why `officer` can't do `action` on `ticket` (None: a new one) with what is `typed`; None: it is possible.

    Whether the counter is free is another question (`counter_refusal`), and whose visitor it is (`is_colleagues`).
    """
    state, roles = ticket.state if ticket else "", roles_of(officer.roles)
    if ticket is None or not RULE[action].needs:
        return refusal(action, state, roles)
    if action is Action.PRIORITISE and not (limits.priority_enabled or ticket.priority):
        return refusal(action, state, roles) or BadInput(IN_ORDER_ONLY)
    gap = _gap_left(ticket, limits, now)

    def is_met(need: Need) -> bool:
        match need:
            case Need.REASON:
                return need in typed or (action is Action.PRIORITISE and bool(ticket.priority))
            case Need.GAP:
                return gap <= 0
            case Need.CALLS:
                return ticket.calls >= limits.calls_max
            case Need.CALLED:
                return ticket.state == TicketState.CALLED or ticket.online
            case Need.OUTCOME:
                return all_settled(consultations)
            case _:
                return False

    met = set(filter(is_met, RULE[action].needs))
    return refusal(action, state, roles, met, seconds=gap, calls_max=limits.calls_max)


def _gap_left(ticket: Ticket, limits: Limits, now: datetime) -> int:
    """Return the seconds until `ticket` may be called again."""
    if ticket.last_call_at is None:
        return 0
    return int((ticket.last_call_at + timedelta(seconds=limits.recall_gap_seconds) - now).total_seconds())


def is_colleagues(ticket: Ticket, officer: Officer) -> bool:
    """Return whether somebody else has called or serves `ticket`: it is taken over only when that is meant."""
    return ticket.officer_id not in (None, officer.id)


def takes_over(
    action: Action, ticket: Ticket, visit: Collection[Consultation], officer: Officer,
    consultation: Consultation | None = None,
) -> bool:  # fmt: skip
    """Return whether `action` acts on what a colleague serves now, of whose ticket `visit` has the consultations.

    A visit that waits at no counter is free for everybody, and so is a consultation that needs nothing more of it.
    """
    if not RULE[action].takes_over or not is_colleagues(ticket, officer):
        return False
    if ticket.state != TicketState.SERVING:
        return action is Action.START and ticket.state == TicketState.CALLED
    return not is_parked(ticket, visit) and (consultation is None or not is_settled(consultation))


def is_parked(ticket: Ticket, consultations: Collection[Consultation]) -> bool:
    """Return whether a visit waits at no counter: nothing is in service, and something is on hold."""
    return (
        ticket.state == TicketState.SERVING
        and not any(one.state == ConsultationState.SERVING for one in consultations)
        and any(one.holds and not one.followed_up for one in consultations)
    )


def counter_refusal(
    ticket: Ticket, consultations: Collection[Consultation], leave: Leave | str | None
) -> DeskError | None:
    """Return why the officer whose counter `ticket` is at can't turn to another, leaving it so; None: possible."""
    if is_parked(ticket, consultations):
        return None
    busy = AlreadyServing(label=ticket.label, ticket_id=ticket.id)
    if ticket.state == TicketState.CALLED or leave is None:
        return busy
    if leave == Leave.FINISH:
        return None if all_settled(consultations) else Missing(NEED_TEXT[Need.OUTCOME], need=str(Need.OUTCOME))
    return None if any(one.state == ConsultationState.SERVING for one in consultations) else busy


# A consultation -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """The facts that the rules of a consultation ask for; a verb fills in those of its own rule."""

    consultation: Consultation
    ticket: Ticket | None = None
    awaited: Sequence[Document] = ()
    #: The sections whose head has the question.
    asked: Collection[str] = ()
    #: What is recorded meets these needs, where that is known already.
    recorded: Collection[Need] | None = None


def asked_sections(escalations: Iterable[Escalation]) -> frozenset[str]:
    """Return the sections whose head has the question now."""
    return frozenset(one.section for one in escalations if one.state in OPEN_ESCALATION)


def is_overdue(consultation: Consultation, now: datetime) -> bool:
    """Return whether the solution is late (R12)."""
    return consultation.solution_due_at is not None and now > consultation.solution_due_at


def case_refusal(
    action: Action, facts: CaseFacts, officer: Officer, now: datetime, *, sections: Collection[str] | None = None,
    typed: Collection[Need] = TYPED,
) -> DeskError | None:  # fmt: skip
    """Return why `officer` can't do `action` on a consultation with what is `typed`; None when it is possible.

    `sections` are those of the office, for an escalation; None leaves the choice of one unchecked.
    """
    consultation, roles = facts.consultation, roles_of(officer.roles)
    if not RULE[action].roles & roles:
        return NotAllowed()
    if action is Action.FOLLOW_UP and consultation.followed_up:
        return BadInput(FOLLOWED_UP)
    if error := _before_needs(action, facts):
        return refusal(action, consultation.state, roles) or error
    met = _met(facts, typed) if RULE[action].needs else None
    return refusal(action, consultation.state, roles, met) or _after_needs(action, facts, now, sections)


def _met(facts: CaseFacts, typed: Collection[Need]) -> set[Need]:
    """Return the needs that what is recorded meets, and what is typed; a reason is given for this action alone."""
    consultation, ticket = facts.consultation, facts.ticket
    typed = set(typed)
    if ticket is None or ticket.state not in RULE[Action.IDENTIFY].sources:
        typed.discard(Need.IDENTITY)
    if facts.recorded is not None:
        met = set(facts.recorded)
    else:
        met = met_by(ticket, consultation) if ticket else {Need.FOLLOWED_UP} if consultation.followed_up else set()
    met.discard(Need.REASON)
    if not facts.asked:
        met.add(Need.NO_OPEN_ESCALATION)
    return met | typed


def _before_needs(action: Action, facts: CaseFacts) -> DeskError | None:
    """Return what forbids `action` whatever is typed."""
    consultation, ticket = facts.consultation, facts.ticket
    if action is Action.RESOLVE and consultation.holds and not consultation.followed_up:
        return BadInput(ON_HOLD)
    if action in (Action.END_SERVICE, Action.HOLD_FOR_OUTAGE) and consultation.session_ended_at is not None:
        return BadInput(HAS_ENDED)
    if action is Action.DOCUMENTS_RECEIVED and not facts.awaited:
        return Missing(NO_DOCUMENT, need=str(Need.DOCUMENT))
    if action is Action.SWITCH and ticket is not None:
        if ticket.state != TicketState.SERVING:
            return BadInput(NOT_STARTED, label=ticket.label)
        if consultation.followed_up:
            return BadInput(SERVED_LATER)
    return None


def _after_needs(action: Action, facts: CaseFacts, now: datetime, sections: Collection[str] | None) -> DeskError | None:
    """Return what forbids `action` although all that it needs is there."""
    if action is Action.EXPLAIN_OVERDUE and not is_overdue(facts.consultation, now):
        return BadInput(NOT_OVERDUE)
    if action is Action.ESCALATE and sections is not None and not set(sections) - set(facts.asked):
        return BadInput(ALL_HAVE_IT)
    return None


def reveal_refusal(consultation: Consultation, officer: Officer) -> DeskError | None:
    """Return why the contact can't be shown to `officer` in clear; None when it can."""
    if not officer.role_set & REVEALS_CONTACT:
        return NotAllowed()
    return None if consultation.contact_value else Missing(NO_CONTACT, need=str(Need.CONTACT))


# The directory --------------------------------------------------------------------------------------------------------


def directory_refusal(officer: Officer) -> DeskError | None:
    """Return why `officer` may not put the directory of stakeholders right; None when it is possible."""
    return None if officer.role_set & KEEPS_DIRECTORY else NotAllowed()

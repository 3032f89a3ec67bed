"""Work out which action is possible on what is shown, and why not, for footer, help, palette, hints and line mode.

It is worked out once for each board and cursor, by the conditions that the verbs ask too (`conditions`).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kppn_tui.domain.board_rows import at_counter, opening, row_for
from kppn_tui.domain.conditions import (
    OFFICIAL,
    CaseFacts,
    Leave,
    asked_sections,
    case_refusal,
    counter_refusal,
    directory_refusal,
    is_colleagues,
    is_settled,
    reveal_refusal,
    ticket_refusal,
)
from kppn_tui.domain.errors import N_, DeskError, NobodyWaiting, NotAllowed
from kppn_tui.domain.escalation_conditions import OF_HEAD, escalation_refusal, substitute_refusal
from kppn_tui.domain.lifecycle import RULE, RULES, Action, Ask, Compound, Subject, refusal
from kppn_tui.domain.office import Limits
from kppn_tui.domain.people import DirectoryEntry, Officer, Stakeholder
from kppn_tui.domain.records import Consultation, Ticket
from kppn_tui.domain.states import EscalationState, TicketState
from kppn_tui.domain.steps import met_by
from kppn_tui.domain.views import Board, ConsultationView, EscalationView, QueueRow, SessionView

TICKET_ACTIONS, CASE_ACTIONS, ESCALATION_ACTIONS = (
    tuple(rule.action for rule in RULES if rule.subject is subject and rule.sources) for subject in Subject
)
#: What a CSO officer does with what is at a head.
CSO_ESCALATION_ACTIONS = tuple(action for action in ESCALATION_ACTIONS if action not in OF_HEAD)
#: They act on what a colleague may be serving, so that it has to be meant.
TAKES_OVER: tuple[Ask, ...] = (*(rule.action for rule in RULES if rule.takes_over), Compound.LEAVE_SCOPE)

NO_CONSULTATION = N_("No consultation is chosen.")
NO_FOLLOW_UP = N_("No follow-up is chosen.")
NO_QUESTION = N_("No question is chosen.")
NO_STAKEHOLDER = N_("No stakeholder is chosen.")
NO_CODE = N_("Only a satker with a code has shorthands; rename this entry, or remove it.")
NO_HEAD_ANSWER = N_("No section head has answered.")
NOT_AT_HEAD = N_("No section head has this question.")


def case_facts(view: ConsultationView) -> CaseFacts:
    """Return the facts of `view`."""
    return CaseFacts(
        view.consultation,
        view.ticket,
        view.awaited,
        asked_sections(one.escalation for one in view.escalations),
        frozenset(met_by(view.ticket, view.consultation)),
    )


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Officer, moment and office: the same for all that is shown at one moment.

    `now` is in UTC, `today` the office's own date (ISO); `answers` are the sections that the officer answers for today,
    True where as substitute.
    """

    officer: Officer
    now: datetime
    today: str
    limits: Limits
    sections: tuple[str, ...] = ()
    answers: Mapping[str, bool] = field(default_factory=dict)


class OnDemand(Mapping[Ask, DeskError | None]):
    """Refusals that are worked out when they are first asked for, each once."""

    def __init__(self, asks: Iterable[Ask], refusal_of: Callable[[Ask], DeskError | None]) -> None:
        self._asks = frozenset(asks)
        self._refusal_of = refusal_of
        self._found: dict[Ask, DeskError | None] = {}

    def __getitem__(self, ask: Ask) -> DeskError | None:
        if ask not in self._found:
            if ask not in self._asks:
                raise KeyError(ask)
            self._found[ask] = self._refusal_of(ask)
        return self._found[ask]

    def __iter__(self) -> Iterator[Ask]:
        return iter(self._asks)

    def __len__(self) -> int:
        return len(self._asks)


@dataclass(frozen=True, slots=True)
class Availability:
    """The actions that are possible on what is shown, worked out once for each board and cursor."""

    #: By what is asked for: the reason against it, or None.
    refusals: Mapping[Ask, DeskError | None] = field(default_factory=dict)
    #: What is possible, but takes a colleague's visitor over: a screen asks before it does it.
    needs_take_over: frozenset[Ask] = frozenset()

    def refusal(self, ask: Ask) -> DeskError | None:
        """Return why `ask` is not possible now; None when it is, or when this is not about it."""
        return self.refusals.get(ask)


def of_queue(board: Board, row: QueueRow | None, at: Circumstances) -> Availability:
    """Return what can be done on the queue with the cursor on `row`."""
    officer = at.officer
    found: dict[Ask, DeskError | None] = {
        Action.TAKE_TICKET: ticket_refusal(Action.TAKE_TICKET, None, officer, at.limits, at.now),
        Compound.CALL_NEXT: _call_next_refusal(board, at),
    }
    for action in TICKET_ACTIONS:
        subject = row_for(action, board, row, officer)
        found[action] = (
            _at_ticket(action, subject.ticket, subject.consultations, board, at) if subject else NobodyWaiting()
        )
    deed = opening(row) if row else Action.CALL
    found[Compound.OPEN] = found[deed] if deed else None
    taken: set[Ask] = set()
    if row is not None and found[Action.START] is None and is_colleagues(row.ticket, officer):
        taken = {Action.START, *([Compound.OPEN] if deed is Action.START else [])}
    return Availability(found, frozenset(taken))


def _at_ticket(
    action: Action, ticket: Ticket, consultations: Collection[Consultation], board: Board, at: Circumstances
) -> DeskError | None:
    """Return why `action` is not possible on `ticket`, with what is at the officer's counter."""
    error = ticket_refusal(action, ticket, at.officer, at.limits, at.now, consultations=consultations)
    if error is None and action in (Action.CALL, Action.START):
        return _busy_counter(board, at.officer, but=ticket)
    return error


def _busy_counter(
    board: Board, officer: Officer, *, but: Ticket, leaves: Iterable[Leave | None] = (None, *Leave)
) -> DeskError | None:
    """Return why the counter can't be made free for `but` in any of the ways of `leaves`."""
    held = [row for row in at_counter(board, officer) if row.ticket.id != but.id]
    errors: list[DeskError] = []
    for leave in leaves:
        refused = (counter_refusal(row.ticket, row.consultations, leave) for row in held)
        if (error := next((one for one in refused if one is not None), None)) is None:
            return None
        errors.append(error)
    return errors[0]


def _next_visitor(board: Board, today: str) -> QueueRow | None:
    """Return whose turn it is: nobody of an earlier day, and no message."""
    waiting = board.in_state(TicketState.WAITING)
    return next((row for row in waiting if not row.ticket.online and row.ticket.day == today), None)


def _call_next_refusal(
    board: Board, at: Circumstances, leaves: Iterable[Leave | None] = (None, *Leave), leaving: Ticket | None = None
) -> DeskError | None:
    """Return why nobody can be called next in any of the ways of `leaves`; what `leaving` needs is asked elsewhere."""
    if error := refusal(Action.CALL, TicketState.WAITING, at.officer.role_set):
        return error
    following = _next_visitor(board, at.today)
    if following is None:
        return NobodyWaiting()
    return _busy_counter(board, at.officer, but=leaving or following.ticket, leaves=leaves)


def of_visit(
    view: SessionView | None, current: ConsultationView | None, board: Board, at: Circumstances
) -> Availability:
    """Return what can be done in the visit of `view` with the cursor on `current`; `board` has who waits."""
    if view is None:
        return Availability()
    officer, consultations = at.officer, [one.consultation for one in view.consultations]
    served = view.ticket.state == TicketState.SERVING
    ticket = view.ticket
    colleagues = served and is_colleagues(ticket, officer)
    facts = case_facts(current) if current else None

    def refusal_of(ask: Ask) -> DeskError | None:
        if ask is Compound.FINISH_AND_CALL:
            if not served or colleagues:
                return _call_next_refusal(board, at, [None])
            return refusal_of(Action.FINISH) or _call_next_refusal(board, at, [Leave.FINISH], ticket)
        if not isinstance(ask, Action):  # to leave the scope: referred or cancelled, by the rule of the second
            return refusal_of(Action.CANCEL)
        if ask in TICKET_ACTIONS:
            return _at_ticket(ask, ticket, consultations, board, at)
        return case_refusal(ask, facts, officer, at.now, sections=at.sections) if facts else DeskError(NO_CONSULTATION)

    asks: tuple[Ask, ...] = (*TICKET_ACTIONS, *CASE_ACTIONS, Compound.LEAVE_SCOPE, Compound.FINISH_AND_CALL)
    found = OnDemand(asks, refusal_of)
    open_here = current is None or not is_settled(current.consultation)

    def takes_over(ask: Ask) -> bool:
        about_case = ask is Compound.LEAVE_SCOPE or (isinstance(ask, Action) and ask in CASE_ACTIONS)
        return found[ask] is None and (open_here or not about_case)

    return Availability(found, frozenset(filter(takes_over, TAKES_OVER)) if colleagues else frozenset())


def of_follow_up(view: ConsultationView | None, at: Circumstances) -> Availability:
    """Return what can be done with the follow-up under the cursor."""
    if view is None:
        extra = (Action.REVEAL_CONTACT, Compound.LEAVE_SCOPE, Compound.INSERT_ANSWER)
        asks: tuple[Ask, ...] = (*CASE_ACTIONS, *CSO_ESCALATION_ACTIONS, *extra)
        return Availability({ask: DeskError(NO_FOLLOW_UP) for ask in asks})
    facts, officer = case_facts(view), at.officer
    found: dict[Ask, DeskError | None] = {
        action: case_refusal(action, facts, officer, at.now, sections=at.sections) for action in CASE_ACTIONS
    }
    for action in CSO_ESCALATION_ACTIONS:
        found[action] = _case_escalation_refusal(action, view, officer)
    found[Action.REVEAL_CONTACT] = reveal_refusal(view.consultation, officer)
    found[Compound.LEAVE_SCOPE] = found[Action.CANCEL]
    found[Compound.INSERT_ANSWER] = insert_refusal(view)
    return Availability(found)


def insert_refusal(view: ConsultationView) -> DeskError | None:
    """Return why there is no answer of a head to insert; None when there is one."""
    return None if view.head_answer else DeskError(NO_HEAD_ANSWER)


def escalations_for(action: Action, view: ConsultationView) -> tuple[EscalationView, ...]:
    """Return the escalations of `view` that are in a state for `action`, oldest first."""
    return tuple(one for one in view.escalations if one.escalation.state in RULE[action].sources)


def _case_escalation_refusal(action: Action, view: ConsultationView, officer: Officer) -> DeskError | None:
    """Return why no escalation of `view` allows `action` of a CSO officer."""
    if not RULE[action].roles & officer.role_set:
        return NotAllowed()
    if escalations_for(action, view):
        return None
    sent = view.open_escalation
    return escalation_refusal(action, sent.escalation, officer) if sent else DeskError(NOT_AT_HEAD)


def of_escalation(view: ConsultationView | None, one: EscalationView | None, at: Circumstances) -> Availability:
    """Return what can be done with the question `one` of `view` under the cursor of a head's inbox."""
    found: dict[Ask, DeskError | None] = {Action.SUBSTITUTE: substitute_refusal(at.officer, at.sections)}
    asked = asked_sections(each.escalation for each in view.escalations) if view else frozenset()
    for action in ESCALATION_ACTIONS:
        found[action] = (
            DeskError(NO_QUESTION)
            if one is None
            else escalation_refusal(
                action,
                one.escalation,
                at.officer,
                answers=at.answers,
                asked=asked,
                sections=at.sections,
                case_officer=view.consultation.officer_id if view else None,
            )
        )
    return Availability(found)


def of_directory(one: Stakeholder | DirectoryEntry | None, at: Circumstances) -> Availability:
    """Return what can be done with the stakeholder under the cursor of the directory."""
    refused = directory_refusal(at.officer)
    nobody = DeskError(NO_STAKEHOLDER)
    no_code = None if one is not None and one.code else DeskError(NO_CODE)
    official = DeskError(OFFICIAL) if isinstance(one, Stakeholder) else None
    return Availability({
        Compound.EDIT_ENTRY: refused or (official if one else nobody),
        Compound.EDIT_ALIASES: refused or (no_code if one else nobody),
    })  # fmt: skip


def enter_in_inbox(one: EscalationView) -> Action:
    """Return what Enter does in a head's inbox: accept what is new, answer what is accepted."""
    return Action.ANSWER if one.escalation.state == EscalationState.ACCEPTED else Action.ACCEPT

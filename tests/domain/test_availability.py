"""What is possible on what is shown, and the sentence where it is not: a line a situation."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kppn_tui.domain import availability
from kppn_tui.domain.availability import (
    Availability,
    Circumstances,
    of_directory,
    of_escalation,
    of_follow_up,
    of_queue,
    of_visit,
)
from kppn_tui.domain.board_rows import called_visitor, opening, own_visit
from kppn_tui.domain.conditions import TYPED, Leave, counter_refusal, takes_over
from kppn_tui.domain.contact import ContactChannel
from kppn_tui.domain.errors import AlreadyServing, DeskError, Missing, NobodyWaiting, NotAllowed
from kppn_tui.domain.escalation_conditions import OWN_QUESTION
from kppn_tui.domain.lifecycle import RULE, Action, Ask, Compound, Need
from kppn_tui.domain.office import Limits
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Channel, Consultation, Document, Escalation, EscalationNote, NoteKind, Ticket
from kppn_tui.domain.states import ConsultationState, EscalationState, TicketState
from kppn_tui.domain.views import Board, ConsultationView, EscalationView, Note, QueueRow, SessionView

NOW = datetime(2026, 11, 24, 1, 10, tzinfo=UTC)
TODAY, YESTERDAY = "2026-11-24", "2026-11-23"
ANA = Officer(1, "kppn", "ana", "Ana", "cso")
BUDI = Officer(2, "kppn", "budi", "Budi", "cso")
SATPAM = Officer(3, "kppn", "satpam", "Fajar", "resepsionis")
KASI = Officer(4, "kppn", "kasi", "Citra", "kepala_seksi", "PDMS")
ADMIN = Officer(5, "kppn", "admin", "Gita", "admin")
ROLE = "Your role does not allow this."

TICKET = Ticket(
    id=1, office="kppn", day=TODAY, series="A", number=1, label="A-001", channel=Channel.FACE_TO_FACE,
    arrived_at=NOW, entered_at=NOW, queue_key=1,
)  # fmt: skip
CASE = Consultation(id=1, office="kppn", ticket_id=1, seq=1, created_at=NOW, topic="LPJ", question="?")
ASKED = Escalation(id=1, office="kppn", consultation_id=1, ticket_id=1, section="PDMS", sent_at=NOW, sent_by=1)


def at(officer: Officer = ANA, limits: Limits = Limits(), **more: Any) -> Circumstances:  # noqa: B008
    return Circumstances(officer, NOW, TODAY, limits, ("PDMS", "BANK"), **more)


def ticket(state: str = "waiting", **more: Any) -> Ticket:
    return replace(TICKET, state=TicketState(state), **more)


def called(**more: Any) -> Ticket:
    return ticket("called", **{"officer_id": ANA.id, "calls": 1, "last_call_at": NOW - timedelta(minutes=1)} | more)


def row(one: Ticket, *consultations: Consultation) -> QueueRow:
    return QueueRow(one, consultations or (CASE,))


def served(by: Officer = ANA, *consultations: Consultation, **more: Any) -> QueueRow:
    found = consultations or (replace(CASE, state=ConsultationState.SERVING),)
    return row(ticket("serving", officer_id=by.id, identity_at=NOW, **more), *found)


def said(available: Availability, ask: Ask) -> str:
    error = available.refusal(ask)
    return str(error) if error else ""


# The table is whole -----------------------------------------------------------------------------------------------


def test_every_need_is_typed_or_a_fact() -> None:
    facts = {Need.CALLED, Need.CALLS, Need.GAP, Need.OUTCOME, Need.NO_OPEN_ESCALATION, Need.FOLLOWED_UP}
    assert set(Need) == TYPED | facts and not TYPED & facts


def test_every_action_with_a_rule_is_answered_on_some_screen_and_every_compound() -> None:
    view = ConsultationView(CASE, TICKET)
    screens = (
        of_queue(Board(), row(TICKET), at()),
        of_visit(SessionView(TICKET, (view,)), view, Board(), at()),
        of_follow_up(view, at()),
        of_escalation(view, EscalationView(ASKED), at()),
        of_directory(None, at()),
    )
    answered: set[Ask] = set()
    for one in screens:
        answered |= one.refusals.keys()
    assert answered == {*RULE, *Compound, Action.SUBSTITUTE, Action.REVEAL_CONTACT}


def test_the_same_is_asked_whether_something_is_under_the_cursor_or_not() -> None:
    view = ConsultationView(CASE, TICKET)
    assert of_queue(Board(), None, at()).refusals.keys() == of_queue(Board(), row(TICKET), at()).refusals.keys()
    assert of_follow_up(None, at()).refusals.keys() == of_follow_up(view, at()).refusals.keys()
    assert (
        of_escalation(None, None, at()).refusals.keys()
        == of_escalation(view, EscalationView(ASKED), at()).refusals.keys()
    )
    visit = SessionView(TICKET, (view,))
    assert of_visit(visit, None, Board(), at()).refusals.keys() == of_visit(visit, view, Board(), at()).refusals.keys()
    assert of_visit(None, None, Board(), at()).refusals == {}


# The queue ----------------------------------------------------------------------------------------------------------

WAITS, OTHER = row(TICKET), row(ticket(id=2, label="A-002"))
MESSAGE = ticket(channel=str(Channel.HAI_CSO), satker_code="980101")
PARKED = replace(CASE, state=ConsultationState.ON_HOLD)
SETTLED, OPEN_CASE = replace(CASE, state=ConsultationState.RESOLVED), replace(CASE, id=2, state=ConsultationState.OPEN)
NOT_NOW = "“{}” is not possible while the state is “{}”."
RECENT = {"last_call_at": NOW - timedelta(seconds=5)}
#: Officer, the other rows, the row under the cursor, what is asked, the sentence ("" possible).
QUEUE: dict[str, tuple[Officer, tuple[QueueRow, ...], QueueRow | None, Ask, str]] = {
    "register": (SATPAM, (), None, Action.TAKE_TICKET, ""),
    "register as head": (KASI, (), None, Action.TAKE_TICKET, ROLE),
    "nobody at all": (ANA, (), None, Action.RECALL, "Nobody is waiting."),
    "nobody to open": (ANA, (), None, Compound.OPEN, "Nobody is waiting."),
    "next": (ANA, (), WAITS, Compound.CALL_NEXT, ""),
    "next as reception": (SATPAM, (), WAITS, Compound.CALL_NEXT, ROLE),
    "next, only a message": (ANA, (), row(MESSAGE), Compound.CALL_NEXT, "Nobody is waiting."),
    "next, only of yesterday": (ANA, (), row(ticket(day=YESTERDAY)), Compound.CALL_NEXT, "Nobody is waiting."),
    "chosen of yesterday": (ANA, (), row(ticket(day=YESTERDAY)), Action.CALL, ""),
    "next while one is called": (ANA, (OTHER,), row(called()), Compound.CALL_NEXT, "A-001 is still at your counter."),
    "next while a colleague called": (BUDI, (OTHER,), row(called()), Compound.CALL_NEXT, ""),
    "next while one is served": (ANA, (OTHER,), served(), Compound.CALL_NEXT, ""),
    "next while one is settled": (ANA, (OTHER,), served(ANA, SETTLED), Compound.CALL_NEXT, ""),
    "next while one is parked": (ANA, (OTHER,), served(ANA, PARKED), Compound.CALL_NEXT, ""),
    "next, neither finished nor switched": (
        ANA, (OTHER,), served(ANA, SETTLED, OPEN_CASE), Compound.CALL_NEXT, "A-001 is still at your counter.",
    ),
    "chosen while one is called": (ANA, (row(called(id=3, label="A-003")),), WAITS, Action.CALL,
                                   "A-003 is still at your counter."),
    "recall": (ANA, (), row(called()), Action.RECALL, ""),
    "recall at once": (ANA, (), row(called(**RECENT)), Action.RECALL, "Wait 15 s before calling again."),
    "recall who waits": (ANA, (), WAITS, Action.RECALL, NOT_NOW.format("Call again", "waiting")),
    "absent too early": (ANA, (), row(called()), Action.ABSENT, "Call again first: absent is possible after 3 calls."),
    "absent": (ANA, (), row(called(calls=3)), Action.ABSENT, ""),
    "back to the queue": (ANA, (), row(called()), Action.REQUEUE, ""),
    "start who is called": (ANA, (), row(called()), Action.START, ""),
    "start who waits": (ANA, (), WAITS, Action.START, "Call the visitor first."),
    "start a message": (ANA, (), row(MESSAGE), Action.START, ""),
    "start while another is called": (ANA, (row(called(id=3, label="A-003")),), row(MESSAGE), Action.START,
                                      "A-003 is still at your counter."),
    "finish": (ANA, (), served(ANA, SETTLED), Action.FINISH, ""),
    "finish, a follow-up": (ANA, (), served(ANA, replace(PARKED, follow_up_at=NOW)), Action.FINISH, ""),
    "finish too early": (ANA, (), served(), Action.FINISH,
                         "Every consultation needs an outcome first: Resolved, follow-up, referred or cancelled."),
    "finish the own from another row": (ANA, (served(ANA, SETTLED, id=9),), WAITS, Action.FINISH, ""),
    "priority": (SATPAM, (), WAITS, Action.PRIORITISE, ""),
    "cancel": (SATPAM, (), WAITS, Action.CANCEL_TICKET, ""),
    "has come back": (SATPAM, (), row(ticket("absent")), Action.REJOIN, ""),
    "close the absent one": (SATPAM, (), row(ticket("absent")), Action.DISMISS, ""),
    "open: call": (ANA, (), WAITS, Compound.OPEN, ""),
    "open: call, as reception": (SATPAM, (), WAITS, Compound.OPEN, ROLE),
    "open: the visit, whoever looks": (KASI, (), served(), Compound.OPEN, ""),
}  # fmt: skip


@pytest.mark.parametrize("name", QUEUE)
def test_the_queue(name: str) -> None:
    officer, others, under, ask, sentence = QUEUE[name]
    board = Board((*((under,) if under else ()), *others))
    assert said(of_queue(board, under, at(officer)), ask) == sentence


def test_priority_is_only_taken_back_where_the_office_serves_in_order() -> None:
    limits = Limits(priority_enabled=False)
    board = Board((WAITS,))
    assert said(of_queue(board, WAITS, at(ANA, limits)), Action.PRIORITISE) == (
        "This office serves in the order of arrival only."
    )
    first = row(ticket(priority=1, priority_reason="lansia"))
    assert of_queue(board, first, at(ANA, limits)).refusal(Action.PRIORITISE) is None


@pytest.mark.parametrize(
    ("shown", "deed"),
    [
        (WAITS, Action.CALL),
        (row(MESSAGE), Action.START),
        (row(called()), Action.START),
        (row(ticket("absent")), Action.REJOIN),
        (served(), None),
    ],
    ids=["waits", "message", "called", "absent", "served"],
)
def test_enter_does_what_fits_the_row(shown: QueueRow, deed: Action | None) -> None:
    assert opening(shown) is deed


def test_a_visitor_whom_a_colleague_called_is_taken_over_only_when_that_is_meant() -> None:
    shown = row(called())
    assert of_queue(Board((shown,)), shown, at(ANA)).needs_take_over == set()
    assert of_queue(Board((shown,)), shown, at(BUDI)).needs_take_over == {Action.START, Compound.OPEN}
    assert of_queue(Board((shown,)), shown, at(SATPAM)).needs_take_over == set(), "nothing is asked in vain"


def test_the_own_visitors() -> None:
    parked, running, mine = (
        served(ANA, PARKED, id=7),
        served(ANA, id=8),
        row(called(id=9)),
    )
    board = Board((parked, running, mine, served(BUDI, id=10)))
    assert own_visit(board, ANA) is running and called_visitor(board, ANA) is mine
    assert own_visit(Board((parked,)), ANA) is parked
    assert called_visitor(board, BUDI) is None and own_visit(Board(), ANA) is None


#: Who is at the counter, and what leaving them as finished or switched gives.
LEAVING: dict[str, tuple[QueueRow, type[DeskError] | None, type[DeskError] | None]] = {
    "called": (row(called()), AlreadyServing, AlreadyServing),
    "served": (served(), Missing, None),
    "settled": (served(ANA, SETTLED), None, AlreadyServing),
    "one settled, one not begun": (served(ANA, SETTLED, OPEN_CASE), Missing, AlreadyServing),
    "parked": (served(ANA, PARKED), None, None),
}


@pytest.mark.parametrize("name", LEAVING)
def test_how_a_counter_is_left(name: str) -> None:
    held, finished, switched = LEAVING[name]
    for leave, wanted in ((Leave.FINISH, finished), (Leave.SWITCH, switched)):
        error = counter_refusal(held.ticket, held.consultations, leave)
        assert type(error) is (wanted or type(None)), leave
    error = counter_refusal(held.ticket, held.consultations, None)
    assert (error is None) is (name == "parked")


# The visit ----------------------------------------------------------------------------------------------------------

SERVING, HELD = replace(CASE, state=ConsultationState.SERVING), replace(CASE, state=ConsultationState.ON_HOLD)
LATER = replace(CASE, state=ConsultationState.FOLLOW_UP, follow_up_at=NOW, solution_due_at=NOW + timedelta(days=3))
PAPER = Document(1, 1, "SK", NOW, 1)
#: Officer, the consultation, what more of the view, what is asked, the sentence.
VISIT: dict[str, tuple[Officer, Consultation, dict[str, Any], Ask, str]] = {
    "resolve": (ANA, SERVING, {}, Action.RESOLVE, ""),
    "resolve as reception": (SATPAM, SERVING, {}, Action.RESOLVE, ROLE),
    "resolve on hold": (ANA, HELD, {}, Action.RESOLVE, "This consultation is on hold: take it up again first."),
    "resolve on hold as reception": (SATPAM, HELD, {}, Action.RESOLVE, ROLE),
    "resolve while a head is asked": (
        ANA, LATER, {"escalations": (EscalationView(ASKED),)}, Action.RESOLVE,
        "The section head has not answered yet; withdraw the escalation or wait for the answer.",
    ),
    "resolve nothing begun": (ANA, OPEN_CASE, {}, Action.RESOLVE,
                              NOT_NOW.format("Answer and resolve", "not started")),
    "serve": (ANA, OPEN_CASE, {}, Action.SWITCH, ""),
    "serve a follow-up": (ANA, replace(LATER, state=ConsultationState.ON_HOLD), {}, Action.SWITCH,
                          "This one is a follow-up: answer it from the follow-ups."),
    "follow up": (ANA, HELD, {}, Action.FOLLOW_UP, ""),
    "follow up twice": (ANA, LATER, {}, Action.FOLLOW_UP, "This consultation is a follow-up already."),
    "received": (ANA, HELD, {"documents": (PAPER,)}, Action.DOCUMENTS_RECEIVED, ""),
    "received, none awaited": (ANA, HELD, {}, Action.DOCUMENTS_RECEIVED, "No document is awaited."),
    "received already": (ANA, SERVING, {"documents": (replace(PAPER, received_at=NOW),)}, Action.DOCUMENTS_RECEIVED,
                         "No document is awaited."),
    "ask for documents": (ANA, SERVING, {}, Action.REQUEST_DOCUMENTS, ""),
    "escalate": (ANA, SERVING, {}, Action.ESCALATE, ""),
    "escalate once more": (ANA, LATER, {"escalations": (EscalationView(ASKED),)}, Action.ESCALATE, ""),
    "escalate, all are asked": (
        ANA, LATER, {"escalations": (EscalationView(ASKED), EscalationView(replace(ASKED, section="BANK")))},
        Action.ESCALATE, "Every section has this question already.",
    ),
    "topic": (ANA, SERVING, {}, Action.RECORD, ""),
    "topic of what is over": (ANA, SETTLED, {}, Action.RECORD, NOT_NOW.format("Question and answer", "Resolved")),
    "leave": (ANA, SERVING, {}, Compound.LEAVE_SCOPE, ""),
    "leave what is over": (ANA, SETTLED, {}, Compound.LEAVE_SCOPE,
                           NOT_NOW.format("Cancel the consultation", "Resolved")),
}  # fmt: skip


@pytest.mark.parametrize("name", VISIT)
def test_the_visit(name: str) -> None:
    officer, consultation, more, ask, sentence = VISIT[name]
    one = ticket("serving", officer_id=officer.id, identity_at=NOW)
    view = ConsultationView(consultation, one, **more)
    assert said(of_visit(SessionView(one, (view,), officer.name), view, Board(), at(officer)), ask) == sentence


def visit_of(by: Officer, *consultations: Consultation, state: str = "serving") -> tuple[SessionView, ConsultationView]:
    one = ticket(state, officer_id=by.id)
    views = tuple(ConsultationView(each, one) for each in consultations)
    return SessionView(one, views, by.name), views[0]


def test_what_becomes_of_a_colleagues_visitor_is_asked_first() -> None:
    view, current = visit_of(BUDI, HELD)
    found = of_visit(view, current, Board(), at(ANA))
    assert found.needs_take_over == {
        Action.SWITCH, Action.FOLLOW_UP, Action.ESCALATE, Action.REFER, Action.CANCEL, Action.RECORD,
        Action.REQUEST_DOCUMENTS, Action.IDENTIFY, Action.ADD_CONSULTATION, Compound.LEAVE_SCOPE,
    }  # fmt: skip
    assert of_visit(view, current, Board(), at(BUDI)).needs_take_over == set()
    assert Action.FINISH in of_visit(*visit_of(BUDI, SETTLED), Board(), at(ANA)).needs_take_over
    # A visit that is over belongs to nobody.
    assert of_visit(*visit_of(BUDI, LATER, state="closed"), Board(), at(ANA)).needs_take_over == set()


def test_what_a_colleague_serves_now_is_taken_over_only_when_that_is_meant() -> None:
    view, _ = visit_of(BUDI, SERVING, OPEN_CASE)
    found = of_visit(view, view.consultations[1], Board(), at(ANA))
    assert found.refusal(Action.SWITCH) is None and Action.SWITCH in found.needs_take_over
    visit = [SERVING, OPEN_CASE]
    for consultation in visit:
        assert takes_over(Action.RECORD, view.ticket, visit, ANA, consultation)
        assert not takes_over(Action.RECORD, view.ticket, visit, BUDI, consultation), "the own service"
    assert not takes_over(Action.LOG_PROGRESS, view.ticket, visit, ANA, SERVING), "it is for follow-ups only"
    # A visit that waits at no counter is free, and so is what needs nothing more of it.
    assert not takes_over(Action.SWITCH, view.ticket, [HELD, OPEN_CASE], ANA, OPEN_CASE)
    for free in (SETTLED, LATER):
        assert not takes_over(Action.RESOLVE, view.ticket, [SERVING, free], ANA, free)


def test_a_visit_that_has_not_begun_is_started_first() -> None:
    view, current = visit_of(ANA, OPEN_CASE, state="called")
    assert said(of_visit(view, current, Board(), at(ANA)), Action.SWITCH) == "Start the visit of A-001 first."
    # Nobody can be identified yet, so nobody can be referred.
    assert said(of_visit(view, current, Board(), at(ANA)), Action.REFER).startswith("Record who the stakeholder is")


def test_finishing_and_calling_needs_an_outcome_and_somebody_who_waits() -> None:
    view, current = visit_of(ANA, SETTLED)
    here = QueueRow(view.ticket, (SETTLED,))
    ask = Compound.FINISH_AND_CALL
    assert of_visit(view, current, Board((here, OTHER)), at()).refusal(ask) is None
    assert isinstance(of_visit(view, current, Board((here,)), at()).refusal(ask), NobodyWaiting)
    busy, shown = visit_of(ANA, SERVING)
    assert isinstance(of_visit(busy, shown, Board((OTHER,)), at()).refusal(ask), Missing)
    # A colleague's visit is left as it is; the own counter has to be free.
    theirs, first = visit_of(BUDI, SERVING)
    assert of_visit(theirs, first, Board((OTHER,)), at()).refusal(ask) is None
    assert isinstance(of_visit(theirs, first, Board((OTHER, served(id=5))), at()).refusal(ask), AlreadyServing)


# Follow-ups ---------------------------------------------------------------------------------------------------------

NOTE = EscalationNote(1, 1, NOW, KASI.id, NoteKind.ANSWER, "Ya")
ANSWERED = EscalationView(replace(ASKED, state=EscalationState.ANSWERED), notes=(Note(NOTE, "Citra"),))
RETURNED, SENT = EscalationView(replace(ASKED, state=EscalationState.RETURNED)), EscalationView(ASKED)
WITH_CONTACT = replace(LATER, contact_channel=ContactChannel.WHATSAPP, contact_value="+6281377664083")
LATE = replace(LATER, solution_due_at=NOW - timedelta(hours=1))
#: Officer, the consultation, its escalations, what is asked, the sentence.
FOLLOW_UPS: dict[str, tuple[Officer, Consultation, tuple[EscalationView, ...], Ask, str]] = {
    "progress": (ANA, LATER, (), Action.LOG_PROGRESS, ""),
    "progress as head": (KASI, LATER, (), Action.LOG_PROGRESS, ROLE),
    "deliver": (ANA, LATER, (ANSWERED,), Action.RESOLVE, ""),
    "deliver on hold": (ANA, replace(LATER, state=ConsultationState.ON_HOLD), (), Action.RESOLVE, ""),
    "deliver too early": (ANA, LATER, (SENT,), Action.RESOLVE,
                          "The section head has not answered yet; withdraw the escalation or wait for the answer."),
    "overdue": (ANA, LATE, (), Action.EXPLAIN_OVERDUE, ""),
    "not overdue": (ANA, LATER, (), Action.EXPLAIN_OVERDUE, "The solution is not overdue."),
    "contact": (KASI, WITH_CONTACT, (), Action.REVEAL_CONTACT, ""),
    "contact as administrator": (ADMIN, WITH_CONTACT, (), Action.REVEAL_CONTACT, ROLE),
    "no contact": (ANA, LATER, (), Action.REVEAL_CONTACT, "No contact was given."),
    "reply": (ANA, LATER, (SENT, RETURNED), Action.CLARIFY, ""),
    "reply, nothing asked": (ANA, LATER, (SENT,), Action.CLARIFY, NOT_NOW.format("Reply to the question back", "sent")),
    "reply, nobody asked": (ANA, LATER, (ANSWERED,), Action.CLARIFY, "No section head has this question."),
    "reply as head": (KASI, LATER, (), Action.CLARIFY, ROLE),
    "withdraw": (ANA, LATER, (SENT,), Action.WITHDRAW, ""),
    "withdraw, nobody asked": (ANA, LATER, (), Action.WITHDRAW, "No section head has this question."),
    "insert": (ANA, LATER, (ANSWERED,), Compound.INSERT_ANSWER, ""),
    "nothing to insert": (ANA, LATER, (SENT,), Compound.INSERT_ANSWER, "No section head has answered."),
}  # fmt: skip


@pytest.mark.parametrize("name", FOLLOW_UPS)
def test_a_follow_up(name: str) -> None:
    officer, consultation, escalations, ask, sentence = FOLLOW_UPS[name]
    view = ConsultationView(consultation, ticket("closed", identity_at=NOW), escalations=escalations)
    assert said(of_follow_up(view, at(officer)), ask) == sentence


def test_no_follow_up_is_chosen() -> None:
    assert said(of_follow_up(None, at()), Action.LOG_PROGRESS) == "No follow-up is chosen."


# The inbox ----------------------------------------------------------------------------------------------------------

#: Officer, the sections they answer for, the escalations of the case (the first is chosen), what is asked, sentence.
INBOX: dict[str, tuple[Officer, dict[str, bool], tuple[EscalationView, ...], Ask, str]] = {
    "accept": (KASI, {"PDMS": False}, (SENT,), Action.ACCEPT, ""),
    "accept as Plh.": (BUDI, {"PDMS": True}, (SENT,), Action.ACCEPT, ""),
    "the own question as Plh.": (ANA, {"PDMS": True}, (SENT,), Action.ACCEPT, OWN_QUESTION),
    "accept as CSO": (ANA, {}, (SENT,), Action.ACCEPT, "This question is for another section."),
    "of another section": (KASI, {"BANK": False}, (SENT,), Action.ANSWER, "This question is for another section."),
    "answer what waits for CSO": (KASI, {"PDMS": False}, (RETURNED,), Action.ANSWER,
                                  NOT_NOW.format("Answer", "asked back")),
    "ask back": (KASI, {"PDMS": False}, (SENT,), Action.RETURN, ""),
    "pass on": (KASI, {"PDMS": False}, (SENT,), Action.PASS_ON, ""),
    "pass on, all are asked": (
        KASI, {"PDMS": False}, (SENT, EscalationView(replace(ASKED, id=2, section="BANK"))), Action.PASS_ON,
        "Every other section has this question already.",
    ),
    "nothing is chosen": (KASI, {"PDMS": False}, (), Action.ACCEPT, "No question is chosen."),
    "substitute": (KASI, {"PDMS": False}, (), Action.SUBSTITUTE, ""),
    "substitute by the administrator": (ADMIN, {}, (), Action.SUBSTITUTE, ""),
    "substitute by CSO": (ANA, {"PDMS": True}, (), Action.SUBSTITUTE,
                          "Only a section head or an administrator names a substitute."),
}  # fmt: skip


@pytest.mark.parametrize("name", INBOX)
def test_the_inbox(name: str) -> None:
    officer, answers, escalations, ask, sentence = INBOX[name]
    view = ConsultationView(LATER, ticket("closed"), escalations=escalations)
    one = escalations[0] if escalations else None
    assert said(of_escalation(view, one, at(officer, answers=answers)), ask) == sentence


def test_a_role_is_asked_before_everything_else() -> None:
    view, current = visit_of(ANA, HELD)
    found = of_visit(view, current, Board(), at(KASI)).refusals
    assert all(isinstance(found[action], NotAllowed) for action in availability.CASE_ACTIONS)

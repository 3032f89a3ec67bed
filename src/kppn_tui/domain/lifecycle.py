"""The life of a ticket, a consultation and an escalation: one table for the desk, the screens, the help and the tests.

To add a state: give it a value in `domain.states` and name it in the `sources` or `target` of its rules.
To add an action: add an `Action`, one `Rule`, one verb in desk/ and one row in tui/actions.py.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from kppn_tui.domain.errors import N_, Missing, NotAllowed, RuleRefused, WrongState
from kppn_tui.domain.states import STATE_TEXT, ConsultationState, EscalationState, Role, State, TicketState


class Subject(StrEnum):
    TICKET = "ticket"
    CONSULTATION = "consultation"
    ESCALATION = "escalation"


class Need(StrEnum):
    """The needs that have to be met before an action; `NEED_TEXT` says them to the officer."""

    IDENTITY = "identity"
    QUESTION = "question"
    TOPIC = "topic"
    REFERENCE = "reference"
    ANSWER = "answer"
    CONTACT = "contact"
    DOCUMENT = "document"
    REASON = "reason"
    TEXT = "text"
    CALLED = "called"
    CALLS = "calls"
    GAP = "gap"
    OUTCOME = "outcome"
    NO_OPEN_ESCALATION = "no_open_escalation"
    FOLLOWED_UP = "followed_up"
    OTHER_SECTION = "other_section"


class Action(StrEnum):
    TAKE_TICKET = "take_ticket"
    CALL = "call"
    RECALL = "recall"
    ABSENT = "absent"
    REQUEUE = "requeue"
    REJOIN = "rejoin"
    START = "start"
    IDENTIFY = "identify"
    PRIORITISE = "prioritise"
    FINISH = "finish"
    DISMISS = "dismiss"
    CANCEL_TICKET = "cancel_ticket"
    ADD_CONSULTATION = "add_consultation"
    RECORD = "record"
    SWITCH = "switch"
    END_SERVICE = "end_service"
    HOLD_FOR_OUTAGE = "hold_for_outage"
    REQUEST_DOCUMENTS = "request_documents"
    DOCUMENTS_RECEIVED = "documents_received"
    RESOLVE = "resolve"
    FOLLOW_UP = "follow_up"
    ESCALATE = "escalate"
    REFER = "refer"
    CANCEL = "cancel"
    LOG_PROGRESS = "log_progress"
    EXPLAIN_OVERDUE = "explain_overdue"
    ACCEPT = "accept"
    ANSWER = "answer"
    RETURN = "return"
    PASS_ON = "pass_on"
    CLARIFY = "clarify"
    WITHDRAW = "withdraw"
    UNDO = "undo"
    SWEEP = "sweep"
    CLOSE_DAY = "close_day"
    CLOCK = "clock"
    OFFICER = "officer"
    SUBSTITUTE = "substitute"
    DIRECTORY = "directory"
    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"
    REVEAL_CONTACT = "reveal_contact"


class Compound(StrEnum):
    """A key's request that no single action of the life cycle stands for."""

    CALL_NEXT = "call_next"
    #: Enter on the queue: the action that fits the row (see `availability.opening`).
    OPEN = "open"
    FINISH_AND_CALL = "finish_and_call"
    #: Refer or cancel, as the officer then chooses.
    LEAVE_SCOPE = "leave_scope"
    INSERT_ANSWER = "insert_answer"
    #: Rename or remove an entry of the directory that is not in the office's own list.
    EDIT_ENTRY = "edit_entry"
    #: Add or remove the shorthands of a satker.
    EDIT_ALIASES = "edit_aliases"


Ask = Action | Compound


NEED_TEXT: dict[Need, str] = {
    Need.IDENTITY: N_("Record who the stakeholder is first, or that they decline."),
    Need.QUESTION: N_("Write down the question first."),
    Need.TOPIC: N_("Choose the topic first."),
    Need.REFERENCE: N_("Cite a regulation or choose “without reference”."),
    Need.ANSWER: N_("Write the answer first."),
    Need.CONTACT: N_("Contact is required for follow-up, or the refusal with another agreed way."),
    Need.DOCUMENT: N_("Name the document that is awaited."),
    Need.REASON: N_("Give the reason."),
    Need.TEXT: N_("Write the text first."),
    Need.CALLED: N_("Call the visitor first."),
    Need.CALLS: N_("Call again first: absent is possible after {calls_max} calls."),
    Need.GAP: N_("Wait {seconds} s before calling again."),
    Need.OUTCOME: N_("Every consultation needs an outcome first: Resolved, follow-up, referred or cancelled."),
    Need.NO_OPEN_ESCALATION: N_(
        "The section head has not answered yet; withdraw the escalation or wait for the answer."
    ),
    Need.FOLLOWED_UP: N_("This is for follow-ups only."),
    Need.OTHER_SECTION: N_("Choose another section."),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: in which states who may do `action`, what it needs and where it leads."""

    action: Action
    subject: Subject
    label: str
    sources: frozenset[State]
    target: State | None
    roles: frozenset[Role]
    needs: tuple[Need, ...] = ()
    #: Whether it takes over what a colleague serves now, so that it is refused there unless that is meant.
    takes_over: bool = False


_T, _C, _E = TicketState, ConsultationState, EscalationState
_DESK = frozenset({Role.CSO})
_DOOR = frozenset({Role.CSO, Role.RECEPTION})
_HEAD = frozenset({Role.HEAD})
_IN_SESSION = frozenset({_C.SERVING, _C.ON_HOLD})
_LIVING = frozenset({_C.OPEN, _C.SERVING, _C.ON_HOLD, _C.FOLLOW_UP})
_KNOWN = (Need.IDENTITY, Need.QUESTION, Need.TOPIC)
_TAKES_OVER = True

# One line of the table per action: what, on what, its name; from which states to which; who; what it needs.
# fmt: off
RULES: tuple[Rule, ...] = (
    Rule(Action.TAKE_TICKET, Subject.TICKET, N_("Register"), frozenset(), _T.WAITING, _DOOR),
    Rule(Action.CALL, Subject.TICKET, N_("Call"), frozenset({_T.WAITING}), _T.CALLED, _DESK),
    Rule(Action.RECALL, Subject.TICKET, N_("Call again"), frozenset({_T.CALLED}), _T.CALLED, _DESK, (Need.GAP,)),
    Rule(Action.ABSENT, Subject.TICKET, N_("Absent"), frozenset({_T.CALLED}), _T.ABSENT, _DESK, (Need.CALLS,)),
    Rule(Action.REQUEUE, Subject.TICKET, N_("Back to the queue"), frozenset({_T.CALLED}), _T.WAITING, _DESK),
    Rule(Action.REJOIN, Subject.TICKET, N_("Has come back"), frozenset({_T.ABSENT}), _T.WAITING, _DOOR),
    Rule(Action.START, Subject.TICKET, N_("Start service"), frozenset({_T.CALLED, _T.WAITING}),
         _T.SERVING, _DESK, (Need.CALLED,), _TAKES_OVER),
    Rule(Action.IDENTIFY, Subject.TICKET, N_("Identity"), frozenset({_T.SERVING, _T.CLOSED}), None, _DESK,
         (), _TAKES_OVER),
    Rule(Action.PRIORITISE, Subject.TICKET, N_("Priority"), frozenset({_T.WAITING}), None, _DOOR, (Need.REASON,)),
    Rule(Action.FINISH, Subject.TICKET, N_("Finish the visit"), frozenset({_T.SERVING}),
         _T.CLOSED, _DESK, (Need.OUTCOME,), _TAKES_OVER),
    Rule(Action.DISMISS, Subject.TICKET, N_("Close the absent one"), frozenset({_T.ABSENT}), _T.CLOSED, _DOOR),
    Rule(Action.CANCEL_TICKET, Subject.TICKET, N_("Cancel the ticket"), frozenset({_T.WAITING, _T.ABSENT}),
         _T.CANCELLED, _DOOR, (Need.REASON,)),
    Rule(Action.ADD_CONSULTATION, Subject.TICKET, N_("Add a consultation"),
         frozenset({_T.WAITING, _T.CALLED, _T.SERVING}), None, _DOOR, (), _TAKES_OVER),
    Rule(Action.RECORD, Subject.CONSULTATION, N_("Question and answer"), _LIVING, None, _DESK, (), _TAKES_OVER),
    Rule(Action.SWITCH, Subject.CONSULTATION, N_("Serve this one"), frozenset({_C.OPEN, _C.ON_HOLD}),
         _C.SERVING, _DESK, (), _TAKES_OVER),
    Rule(Action.END_SERVICE, Subject.CONSULTATION, N_("End of the service"), frozenset({_C.SERVING}), None, _DESK,
         (Need.REASON,), _TAKES_OVER),
    Rule(Action.HOLD_FOR_OUTAGE, Subject.CONSULTATION, N_("Hold for an outage"), frozenset({_C.SERVING}),
         _C.ON_HOLD, _DESK, (Need.REASON,), _TAKES_OVER),
    Rule(Action.REQUEST_DOCUMENTS, Subject.CONSULTATION, N_("Ask for documents"),
         frozenset({_C.SERVING, _C.ON_HOLD, _C.FOLLOW_UP}), _C.ON_HOLD, _DESK, (Need.DOCUMENT,),
         _TAKES_OVER),
    Rule(Action.DOCUMENTS_RECEIVED, Subject.CONSULTATION, N_("Documents received"),
         frozenset({_C.SERVING, _C.ON_HOLD, _C.FOLLOW_UP}), None, _DESK, (Need.DOCUMENT,), _TAKES_OVER),
    Rule(Action.RESOLVE, Subject.CONSULTATION, N_("Answer and resolve"),
         frozenset({_C.SERVING, _C.FOLLOW_UP, _C.ON_HOLD}), _C.RESOLVED, _DESK,
         (*_KNOWN, Need.ANSWER, Need.REFERENCE, Need.NO_OPEN_ESCALATION), _TAKES_OVER),
    Rule(Action.FOLLOW_UP, Subject.CONSULTATION, N_("Move to follow-up"), _IN_SESSION,
         _C.FOLLOW_UP, _DESK, (*_KNOWN, Need.REASON, Need.CONTACT), _TAKES_OVER),
    Rule(Action.ESCALATE, Subject.CONSULTATION, N_("Escalate"), frozenset({_C.SERVING, _C.ON_HOLD, _C.FOLLOW_UP}),
         _C.FOLLOW_UP, _DESK, (*_KNOWN, Need.TEXT, Need.CONTACT), _TAKES_OVER),
    Rule(Action.REFER, Subject.CONSULTATION, N_("Refer elsewhere"), _LIVING,
         _C.REFERRED, _DESK, (Need.IDENTITY, Need.REASON), _TAKES_OVER),
    Rule(Action.CANCEL, Subject.CONSULTATION, N_("Cancel the consultation"), _LIVING,
         _C.CANCELLED, _DESK, (Need.REASON,), _TAKES_OVER),
    Rule(Action.LOG_PROGRESS, Subject.CONSULTATION, N_("Log progress"), frozenset({_C.FOLLOW_UP, _C.ON_HOLD}),
         None, _DESK, (Need.FOLLOWED_UP, Need.TEXT)),
    Rule(Action.EXPLAIN_OVERDUE, Subject.CONSULTATION, N_("Reason for being overdue"),
         frozenset({_C.FOLLOW_UP, _C.ON_HOLD}), None, _DESK, (Need.FOLLOWED_UP, Need.REASON)),
    Rule(Action.ACCEPT, Subject.ESCALATION, N_("Accept"), frozenset({_E.SENT}), _E.ACCEPTED, _HEAD),
    Rule(Action.ANSWER, Subject.ESCALATION, N_("Answer"), frozenset({_E.SENT, _E.ACCEPTED}),
         _E.ANSWERED, _HEAD, (Need.TEXT,)),
    Rule(Action.RETURN, Subject.ESCALATION, N_("Ask back"), frozenset({_E.SENT, _E.ACCEPTED}),
         _E.RETURNED, _HEAD, (Need.TEXT,)),
    Rule(Action.PASS_ON, Subject.ESCALATION, N_("Pass on"), frozenset({_E.SENT, _E.ACCEPTED}),
         _E.PASSED_ON, _HEAD, (Need.OTHER_SECTION, Need.REASON)),
    Rule(Action.CLARIFY, Subject.ESCALATION, N_("Reply to the question back"), frozenset({_E.RETURNED}),
         _E.SENT, _DESK, (Need.TEXT,)),
    Rule(Action.WITHDRAW, Subject.ESCALATION, N_("Withdraw the escalation"),
         frozenset({_E.SENT, _E.ACCEPTED, _E.RETURNED}), _E.WITHDRAWN, _DESK, (Need.REASON,)),
)
# fmt: on

RULE: dict[Action, Rule] = {rule.action: rule for rule in RULES}
_OTHER_STATE = N_("“{action}” is not possible while the state is “{state}”.")


def refusal(
    action: Action, state: str, roles: Collection[Role], met: Collection[Need] | None = None, **facts: object
) -> RuleRefused | None:
    """Return why `action` is not possible, or None; with `met` left out, what is still to be typed is not asked for.

    `facts` fill the placeholders of the sentence (`calls_max`, `seconds`).
    """
    rule = RULE[action]
    if not rule.roles & set(roles):
        return NotAllowed()
    if rule.sources and state not in rule.sources:
        return WrongState(_OTHER_STATE, action=rule.label, state=STATE_TEXT.get(state, state))
    if met is not None:
        for need in rule.needs:
            if need not in met:
                return Missing(NEED_TEXT[need], need=str(need), **facts)
    return None

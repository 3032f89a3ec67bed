"""The steps of the channel in order: which are done, which are missing, which are only needed sometimes."""

from dataclasses import dataclass
from typing import Literal

from kppn_tui.domain.errors import N_
from kppn_tui.domain.lifecycle import RULE, Action, Need
from kppn_tui.domain.records import Consultation, Ticket
from kppn_tui.domain.states import ConsultationState
from kppn_tui.domain.views import ConsultationView

Mark = Literal["done", "missing", "optional"]


_IDENTITY = N_("Identity / profile")
#: The steps that face to face and online have in common.
_STEPS = (
    N_("Question"), N_("Identified: topic"), N_("Answer and reference"), N_("Documents, if needed"),
    N_("Resolved at once"), N_("Follow-up, escalation"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the standard with its number there (a.1 … b.6) and how far it is."""

    number: str
    name: str
    mark: Mark


def steps(view: ConsultationView) -> tuple[Step, ...]:
    """Return the seven steps face to face (R03–R12), the six online (R13–R20), for the consultation in `view`."""
    consultation, ticket = view.consultation, view.ticket
    found = bool(consultation.answer) and (bool(consultation.cited) or consultation.no_reference)
    resolved = consultation.state == ConsultationState.RESOLVED
    later = consultation.followed_up
    marks: tuple[Mark, ...] = (
        _needed(bool(consultation.question)),
        _needed(bool(consultation.topic)),
        "optional" if later and not found else _needed(found),
        _documents(view),
        "done" if resolved and not later else "optional" if later else "missing",
        _later(view),
    )
    if ticket.online:
        return tuple(Step(f"b.{n}", name, mark) for n, (name, mark) in enumerate(zip(_STEPS, marks, strict=True), 1))
    identity = Step("a.1", _IDENTITY, _needed(ticket.identified))
    return (
        identity,
        *(Step(f"a.{n}", name, mark) for n, (name, mark) in enumerate(zip(_STEPS, marks, strict=True), 2)),
    )


def _needed(there: bool) -> Mark:
    return "done" if there else "missing"


def _documents(view: ConsultationView) -> Mark:
    if not view.documents:
        return "optional"
    return _needed(not view.awaited)


def _later(view: ConsultationView) -> Mark:
    if not view.consultation.followed_up:
        return "optional"
    return _needed(view.consultation.state in (ConsultationState.RESOLVED, ConsultationState.REFERRED))


def met_by(ticket: Ticket, consultation: Consultation) -> set[Need]:
    """Return which needs of the life cycle the recorded values satisfy."""
    has = {
        Need.IDENTITY: ticket.identified,
        Need.QUESTION: bool(consultation.question),
        Need.TOPIC: bool(consultation.topic),
        Need.REFERENCE: bool(consultation.cited) or consultation.no_reference,
        Need.ANSWER: bool(consultation.answer),
        Need.CONTACT: bool(consultation.contact_value)
        or (consultation.contact_refused and bool(consultation.agreed_way)),
        Need.FOLLOWED_UP: consultation.followed_up,
        Need.REASON: bool(consultation.follow_up_reason),
    }
    return {need for need, there in has.items() if there}


#: What the CSO records before an answer, as the steps call it.
_NAME = {
    Need.IDENTITY: _IDENTITY,
    Need.QUESTION: N_("Question"),
    Need.TOPIC: N_("Identified: topic"),
    Need.ANSWER: N_("Answer"),
    Need.REFERENCE: N_("Reference"),
}


def missing_before_answer(ticket: Ticket, consultation: Consultation) -> tuple[str, ...]:
    """Return the names of what is still missing before the consultation can be resolved, in the order of the steps."""
    met = met_by(ticket, consultation)
    return tuple(_NAME[need] for need in RULE[Action.RESOLVE].needs if need in _NAME and need not in met)

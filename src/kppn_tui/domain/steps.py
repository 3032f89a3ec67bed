"""The SOP of the channel, step by step: what is done, what is missing, what is only needed sometimes."""

from dataclasses import dataclass
from typing import Literal

from kppn_tui.domain.errors import N_
from kppn_tui.domain.lifecycle import RULE, Action, Need
from kppn_tui.domain.records import Consultation, Ticket
from kppn_tui.domain.states import ConsultationState
from kppn_tui.domain.views import ItemView

Mark = Literal["done", "missing", "optional"]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the standard with its number there (a.1 … b.6) and how far it is."""

    number: str
    name: str
    mark: Mark


def steps(view: ItemView) -> tuple[Step, ...]:
    """The seven steps face to face (R03–R12), the six online (R13–R20), for the consultation in `view`."""
    item, ticket = view.item, view.ticket
    found = bool(item.answer) and (bool(item.cited) or item.no_reference)
    resolved = item.state == ConsultationState.RESOLVED
    later = item.followed_up
    common: tuple[tuple[str, Mark], ...] = (
        (N_("Question"), _needed(bool(item.question))),
        (N_("Identified: topic"), _needed(bool(item.topic))),
        (N_("Answer and reference"), "optional" if later and not found else _needed(found)),
        (N_("Documents, if needed"), _documents(view)),
        (N_("Resolved at once"), "done" if resolved and not later else "optional" if later else "missing"),
        (N_("Follow-up, escalation"), _later(view)),
    )
    if ticket.online:
        return tuple(Step(f"b.{n}", name, mark) for n, (name, mark) in enumerate(common, start=1))
    identity = Step("a.1", N_("Identity / profile"), _needed(ticket.identified))
    return (identity, *(Step(f"a.{n}", name, mark) for n, (name, mark) in enumerate(common, start=2)))


def _needed(there: bool) -> Mark:
    return "done" if there else "missing"


def _documents(view: ItemView) -> Mark:
    if not view.documents:
        return "optional"
    return _needed(not view.awaited)


def _later(view: ItemView) -> Mark:
    if not view.item.followed_up:
        return "optional"
    return _needed(view.item.state in (ConsultationState.RESOLVED, ConsultationState.REFERRED))


def met_by(ticket: Ticket, item: Consultation) -> set[Need]:
    """Which needs of the life cycle the recorded values satisfy."""
    has = {
        Need.IDENTITY: ticket.identified,
        Need.QUESTION: bool(item.question),
        Need.TOPIC: bool(item.topic),
        Need.REFERENCE: bool(item.cited) or item.no_reference,
        Need.ANSWER: bool(item.answer),
        Need.CONTACT: bool(item.contact_value) or (item.contact_refused and bool(item.agreed_way)),
        Need.FOLLOWED_UP: item.followed_up,
        Need.REASON: bool(item.follow_up_reason),
    }
    return {need for need, there in has.items() if there}


#: What the CSO records before an answer, as the steps call it.
_NAME = {
    Need.IDENTITY: N_("Identity / profile"),
    Need.QUESTION: N_("Question"),
    Need.TOPIC: N_("Identified: topic"),
    Need.ANSWER: N_("Answer"),
    Need.REFERENCE: N_("Reference"),
}


def missing_before_answer(ticket: Ticket, item: Consultation) -> tuple[str, ...]:
    """The names of what is still missing before the consultation can be resolved, in the order of the steps."""
    met = met_by(ticket, item)
    return tuple(_NAME[need] for need in RULE[Action.RESOLVE].needs if need in _NAME and need not in met)

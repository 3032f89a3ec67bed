"""Performing of a scripted officer's step by the verbs of the desk, as its screen would do it."""

from collections.abc import Callable
from typing import Any

from kppn_tui.desk import Desk
from kppn_tui.domain.errors import LostRace, NobodyWaiting
from kppn_tui.domain.people import Officer
from kppn_tui.training.scripted_officer.steps import Step, StepKind

Performance = Callable[[Desk, Officer, Step], Any]
#: They leave a consultation of a visit under way.
_OUTCOMES = frozenset({StepKind.RESOLVE, StepKind.FOLLOW_UP, StepKind.ESCALATE, StepKind.REFER, StepKind.CANCEL})


def perform(desk: Desk, officer: Officer, step: Step) -> None:
    """Do `step` by one verb, or by the few that a form and its fields stand for.

    A colleague who was faster is no error: the queue shows it, and the next step takes it into account. Raises every
    other refusal of the desk.
    """
    try:
        PERFORMANCES[step.kind](desk, officer, step)
        if step.kind in _OUTCOMES:
            _begin_next(desk, officer, step)
    except (NobodyWaiting, LostRace):
        return


def _begin_next(desk: Desk, officer: Officer, step: Step) -> None:
    """Serve the next consultation that nobody has begun, as the screen does after an outcome."""
    following = desk.session(step.ticket_id).next_to_begin
    if following is not None:
        desk.switch(officer, following.consultation)


def _on_ticket(verb: Callable[..., Any]) -> Performance:
    """Return the performance of `verb` on the ticket, with all values by name."""

    def performance(desk: Desk, officer: Officer, step: Step) -> None:
        verb(desk, officer, step.ticket_id, **step.values)

    return performance


def _on_consultation(verb: Callable[..., Any], *names: str) -> Performance:
    """Return the performance of `verb` on the consultation; `names` of the values go by position."""

    def performance(desk: Desk, officer: Officer, step: Step) -> None:
        rest = {name: value for name, value in step.values.items() if name not in names}
        assert step.consultation_id is not None
        verb(desk, officer, step.consultation_id, *(step.values[name] for name in names), **rest)

    return performance


def _on_escalation(verb: Callable[..., Any]) -> Performance:
    """Return the performance of `verb` on the escalation, with its text if it has one."""

    def performance(desk: Desk, officer: Officer, step: Step) -> None:
        text = [step.values["text"]] if "text" in step.values else []
        verb(desk, officer, step.values["escalation"], *text)

    return performance


def _call_next(desk: Desk, officer: Officer, step: Step) -> None:
    desk.call_next(officer)


def _resolve(desk: Desk, officer: Officer, step: Step) -> None:
    """Save answer and references as their fields are left, then resolve."""
    assert step.consultation_id is not None
    values = dict(step.values)
    desk.record(officer, step.consultation_id, answer=values.pop("answer"))
    desk.record(officer, step.consultation_id, **values)
    desk.resolve(officer, step.consultation_id)


PERFORMANCES: dict[StepKind, Performance] = {
    StepKind.CALL_NEXT: _call_next,
    StepKind.CALL: _on_ticket(Desk.call),
    StepKind.RECALL: _on_ticket(Desk.recall),
    StepKind.ABSENT: _on_ticket(Desk.absent),
    StepKind.REQUEUE: _on_ticket(Desk.requeue),
    StepKind.START: _on_ticket(Desk.start),
    StepKind.IDENTIFY: _on_ticket(Desk.identify),
    StepKind.RECORD_TOPIC: _on_consultation(Desk.record),
    StepKind.RECORD_QUESTION: _on_consultation(Desk.record),
    StepKind.ADD_CONSULTATION: _on_ticket(Desk.add_consultation),
    StepKind.REQUEST_DOCUMENTS: _on_consultation(Desk.request_documents, "names"),
    StepKind.DOCUMENTS_RECEIVED: _on_consultation(Desk.documents_received),
    StepKind.SWITCH: _on_consultation(Desk.switch),
    StepKind.RESOLVE: _resolve,
    StepKind.FOLLOW_UP: _on_consultation(Desk.follow_up),
    StepKind.ESCALATE: _on_consultation(Desk.escalate, "question"),
    StepKind.REFER: _on_consultation(Desk.refer, "where"),
    StepKind.CANCEL: _on_consultation(Desk.cancel, "reason"),
    StepKind.FINISH: _on_ticket(Desk.finish),
    StepKind.DELIVER: _on_consultation(Desk.resolve),
    StepKind.LOG_PROGRESS: _on_consultation(Desk.log_progress, "text"),
    StepKind.CLARIFY: _on_escalation(Desk.clarify),
    StepKind.ACCEPT: _on_escalation(Desk.accept),
    StepKind.RETURN: _on_escalation(Desk.return_),
    StepKind.ANSWER: _on_escalation(Desk.answer),
}

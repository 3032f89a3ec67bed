"""A scripted trainee: what a good and a careless officer do next, and how they do it by the verbs of the desk."""

from collections.abc import Callable, Mapping
from typing import Any

from kppn_tui.desk import Desk
from kppn_tui.domain.errors import LostRace, NobodyWaiting
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.people import Officer
from kppn_tui.domain.states import Role, TicketState
from kppn_tui.domain.views import Board, QueueRow
from kppn_tui.training.plan import Caller, Plan
from kppn_tui.training.trainee.advice import advice
from kppn_tui.training.trainee.counter import counter_step, head_step
from kppn_tui.training.trainee.seat import CALL_NEXT, Manner, Seat, Step
from kppn_tui.training.trainee.visit import called_step, service_step

__all__ = ["CALL_NEXT", "Manner", "Step", "advice", "next_step", "perform"]


def next_step(
    desk: Desk, officer: Officer, plan: Plan, callers: Mapping[int, Caller], manner: Manner = Manner.GOOD
) -> Step | None:
    """What the officer does next, and when (UTC, whole seconds); None: nothing until something happens.

    Only the database decides, not when it is asked: a step may lie in the past, and is then overdue. Raises
    StoreUnavailable.
    """
    seat = Seat(desk, officer, plan, callers, manner)
    with desk.snapshot():
        if not officer.has(Role.CSO):
            return head_step(seat)
        board = desk.board(officer)
        own = [row for row in board.rows if row.ticket.officer_id == officer.id]
        serving = _in_state(own, TicketState.SERVING)
        if serving:
            # The one that runs, if another one is parked.
            running = [
                row for row in serving if any(consultation.state == "serving" for consultation in row.consultations)
            ]
            return service_step(seat, (running or serving)[0].ticket.id)
        if called := _in_state(own, TicketState.CALLED):
            return called_step(seat, called[0])
        return counter_step(seat, Board(board.rows))


def _in_state(rows: list[QueueRow], state: TicketState) -> list[QueueRow]:
    return [row for row in rows if row.ticket.state == state]


def perform(desk: Desk, officer: Officer, step: Step) -> None:
    """Do `step` as its screen would do it: by one verb, or by the few that a form and its fields stand for.

    A colleague who was faster is no error. Raises every other refusal of the desk.
    """
    try:
        _DEEDS.get(step.do, _on_ticket)(desk, officer, step)
    except (NobodyWaiting, LostRace):
        # As at a real counter: the queue shows it, and the next look tells what to do instead.
        return


Deed = Callable[[Desk, Officer, Step], Any]


def _on_ticket(desk: Desk, officer: Officer, step: Step) -> None:
    getattr(desk, step.do)(officer, step.ticket_id, **step.values)


def _on_consultation(verb: str, *names: str) -> Deed:
    """`verb` on the consultation; `names` of the values go by position."""

    def deed(desk: Desk, officer: Officer, step: Step) -> None:
        rest = {name: value for name, value in step.values.items() if name not in names}
        assert step.consultation_id is not None
        getattr(desk, verb)(officer, step.consultation_id, *(step.values[name] for name in names), **rest)

    return deed


def _on_escalation(verb: str) -> Deed:
    def deed(desk: Desk, officer: Officer, step: Step) -> None:
        text = [step.values["text"]] if "text" in step.values else []
        getattr(desk, verb)(officer, step.values["escalation"], *text)

    return deed


def _resolve(desk: Desk, officer: Officer, step: Step) -> None:
    """At the counter answer and references are saved as their fields are left; a follow-up has a form for all."""
    assert step.consultation_id is not None
    if "delivery" in step.values:
        desk.resolve(officer, step.consultation_id, **step.values)
        return
    values = dict(step.values)
    desk.record(officer, step.consultation_id, answer=values.pop("answer"))
    desk.record(officer, step.consultation_id, **values)
    desk.resolve(officer, step.consultation_id)


_DEEDS: dict[str, Deed] = {
    CALL_NEXT: lambda desk, officer, _step: desk.call_next(officer),
    Action.RECORD: _on_consultation("record"),
    Action.SWITCH: _on_consultation("switch"),
    Action.REQUEST_DOCUMENTS: _on_consultation("request_documents", "names"),
    Action.DOCUMENTS_RECEIVED: _on_consultation("documents_received"),
    Action.RESOLVE: _resolve,
    Action.FOLLOW_UP: _on_consultation("follow_up"),
    Action.ESCALATE: _on_consultation("escalate", "question"),
    Action.REFER: _on_consultation("refer", "where"),
    Action.CANCEL: _on_consultation("cancel", "reason"),
    Action.LOG_PROGRESS: _on_consultation("log_progress", "text"),
    Action.ACCEPT: _on_escalation("accept"),
    Action.ANSWER: _on_escalation("answer"),
    Action.RETURN: _on_escalation("return_"),
    Action.CLARIFY: _on_escalation("clarify"),
}

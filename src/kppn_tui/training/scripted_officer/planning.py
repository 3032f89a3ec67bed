"""Planning of a scripted officer's next step, from what the database holds."""

from collections.abc import Mapping

from kppn_tui.desk import Desk
from kppn_tui.domain.people import Officer
from kppn_tui.domain.states import ConsultationState, Role, TicketState
from kppn_tui.domain.views import Board, QueueRow
from kppn_tui.training.plan import Caller, Plan
from kppn_tui.training.scripted_officer.free_counter import free_counter_step
from kppn_tui.training.scripted_officer.inbox import inbox_step
from kppn_tui.training.scripted_officer.officer import ScriptedOfficer
from kppn_tui.training.scripted_officer.steps import Manner, Step
from kppn_tui.training.scripted_officer.visit import step_after_call, visit_step


def next_step(
    desk: Desk, officer: Officer, plan: Plan, callers: Mapping[int, Caller], manner: Manner = Manner.GOOD
) -> Step | None:
    """Return the officer's next step, at a whole second UTC; None where there is nothing to do until something happens.

    It does not depend on when it is asked for: a step may lie in the past, and is then overdue. Raises
    StoreUnavailable.
    """
    scripted = ScriptedOfficer(desk, officer, plan, callers, manner)
    with desk.snapshot():
        if not officer.has(Role.CSO):
            return inbox_step(scripted)
        board = desk.board(officer)
        own = [row for row in board.rows if row.ticket.officer_id == officer.id]
        if serving := _in_state(own, TicketState.SERVING):
            # The visit that is not on hold, if there is another one.
            active = [row for row in serving if _is_served(row)]
            return visit_step(scripted, (active or serving)[0].ticket.id)
        if called := _in_state(own, TicketState.CALLED):
            return step_after_call(scripted, called[0])
        return free_counter_step(scripted, Board(board.rows))


def _in_state(rows: list[QueueRow], state: TicketState) -> list[QueueRow]:
    return [row for row in rows if row.ticket.state == state]


def _is_served(row: QueueRow) -> bool:
    return any(consultation.state == ConsultationState.SERVING for consultation in row.consultations)

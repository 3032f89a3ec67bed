"""Rows of the board that concern an officer: the own visit, the visitor who is called, what a key is about."""

from kppn_tui.domain.conditions import all_settled
from kppn_tui.domain.lifecycle import Action, Ask
from kppn_tui.domain.people import Officer
from kppn_tui.domain.states import ConsultationState, TicketState
from kppn_tui.domain.views import Board, QueueRow


def at_counter(board: Board, officer: Officer) -> list[QueueRow]:
    """Return the rows that `officer` has called or serves."""
    return [row for row in board.in_state(TicketState.CALLED, TicketState.SERVING)
            if row.ticket.officer_id == officer.id]  # fmt: skip


def opening(row: QueueRow) -> Action | None:
    """Return what Enter does on `row`: call who waits, start who is called or online, take back who was absent.

    None opens the visit that is served.
    """
    ticket = row.ticket
    if ticket.state == TicketState.SERVING:
        return None
    if ticket.state == TicketState.CALLED or (ticket.online and ticket.state == TicketState.WAITING):
        return Action.START
    return Action.CALL if ticket.state == TicketState.WAITING else Action.REJOIN


def own_visit(board: Board, officer: Officer) -> QueueRow | None:
    """Return the visit that `officer` serves now, one on hold only if none runs."""
    mine = [row for row in at_counter(board, officer) if row.ticket.state == TicketState.SERVING]
    running = [row for row in mine if row.current is not None and row.current.state == ConsultationState.SERVING]
    return next(iter(running or mine), None)


def called_visitor(board: Board, officer: Officer) -> QueueRow | None:
    """Return the visitor who is called to the counter of `officer` and not served yet."""
    return next((row for row in at_counter(board, officer) if row.ticket.state == TicketState.CALLED), None)


def row_for(ask: Ask, board: Board, row: QueueRow | None, officer: Officer) -> QueueRow | None:
    """Return the row that `ask` is about: `row` under the cursor; to finish is the own visit's once it may end."""
    if ask is Action.FINISH:
        own = own_visit(board, officer)
        return own if own is not None and all_settled(own.consultations) else row
    return row

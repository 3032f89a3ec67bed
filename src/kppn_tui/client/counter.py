"""The counter of the officer who is signed in: who is served and called there, as the board was read last."""

from typing import TYPE_CHECKING

from kppn_tui.client.state import SessionState

if TYPE_CHECKING:
    from kppn_tui.domain.states import TicketState
    from kppn_tui.domain.views import QueueRow


class Counter:
    """Counter of the officer; empty while nobody is signed in, or nothing was read."""

    def __init__(self, state: SessionState) -> None:
        self._state = state

    @property
    def visit(self) -> "QueueRow | None":
        """Return the ticket that the officer serves now (one on hold only if none runs)."""
        from kppn_tui.domain.board_rows import own_visit

        board, officer = self._state.board, self._state.officer
        return own_visit(board, officer) if board is not None and officer is not None else None

    @property
    def called(self) -> "QueueRow | None":
        """Return the visitor who is called to the officer's counter and not served yet."""
        from kppn_tui.domain.board_rows import called_visitor

        board, officer = self._state.board, self._state.officer
        return called_visitor(board, officer) if board is not None and officer is not None else None

    def tickets(self, state: "TicketState") -> "list[QueueRow]":
        """Return the officer's own tickets in `state`."""
        board, officer = self._state.board, self._state.officer
        if board is None or officer is None:
            return []
        return [row for row in board.rows if (row.ticket.state, row.ticket.officer_id) == (state, officer.id)]

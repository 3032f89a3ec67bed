"""Presence: the ticket open at this desk, as far as the others have been told, and who has the same one open."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from kppn_tui.client.state import SessionState
from kppn_tui.domain.errors import DeskError
from kppn_tui.domain.trouble import Trouble

if TYPE_CHECKING:
    from kppn_tui.desk import Desk
    from kppn_tui.domain.people import Officer


class Presence:
    """The tickets that are open: the one here, which the other desks are told, and those at other desks."""

    def __init__(self, state: SessionState) -> None:
        self._state = state
        #: The colleagues with a ticket open at another desk, by ticket, as read last.
        self.others: Mapping[int, tuple[str, ...]] = {}
        self._told: tuple[Officer, int] | None = None
        self._told_at: datetime | None = None
        self._telling = False

    def tell(self) -> None:
        """Let the others know what is open here, if they don't."""
        state = self._state
        desk = state.access.desk
        if desk is None or state.closed:
            return
        ticket = state.listener.ticket_in_work if state.officer is not None else None
        step = self._step(desk, state.officer, ticket)
        if step is not None and not self._telling and not state.connection.lost:
            self._telling = True
            state.tasks.begin(self._tell(step, state.officer, ticket))

    def goodbye(self, desk: "Desk") -> Callable[[], None] | None:
        """Return what to say when this desk is left: nothing is open here, the officer has gone; None for neither."""
        told, officer = self._told, self._state.officer

        def say() -> None:
            if told is not None:
                desk.open_ticket(told[0], None)
            if officer is not None:
                desk.sign_out(officer)

        return say if told is not None or officer is not None else None

    def _step(self, desk: "Desk", officer: "Officer | None", ticket: int | None) -> Callable[[], None] | None:
        """Return what the others are to be told now that `officer` has `ticket` open here; None where they know."""
        from kppn_tui.desk.presence import SIGN_OF_LIFE

        wanted = (officer, ticket) if officer is not None and ticket is not None else None
        if wanted != self._told:
            who = wanted[0] if wanted else self._told[0] if self._told else None
            return partial(desk.open_ticket, who, ticket if wanted else None) if who else None
        if wanted is not None and self._told_at is not None and desk.now() - self._told_at >= SIGN_OF_LIFE:
            return partial(desk.still_open, *wanted)
        return None

    async def _tell(self, step: Callable[[], None], officer: "Officer | None", ticket: int | None) -> None:
        state = self._state
        try:
            await state.access.in_thread(step)
            self._told = (officer, ticket) if officer is not None and ticket is not None else None
            self._told_at = state.access.now()
        except DeskError as error:
            state.failed(error, Trouble.WRITE)
        finally:
            self._telling = False
        # The next screen may have come meanwhile.
        self.tell()

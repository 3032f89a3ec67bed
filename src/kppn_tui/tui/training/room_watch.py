"""Watch of a room by a terminal: the room is read over and over, beside the desk."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from kppn_tui.client.call import Call
from kppn_tui.domain.states import TicketState
from kppn_tui.training.terminal_view import TerminalView, terminal_view

if TYPE_CHECKING:
    from kppn_tui.client.session import Client
    from kppn_tui.domain.views import QueueRow
    from kppn_tui.training.room import Room


class RoomWatch:
    """Watch that reads the room, one reading after the other; asked for meanwhile it is read once more.

    `place` gives the ticket at the counter and the key of the screen in front; `changed` is called after a reading.
    """

    def __init__(
        self,
        room: "Room",
        client: "Client",
        place: "Callable[[], tuple[QueueRow | None, str]]",
        changed: Callable[[TerminalView], None],
    ) -> None:
        self._room = room
        self._client = client
        self._place = place
        self._changed = changed
        self._reading = self._read_again = False
        #: What was read last; None until then.
        self.view: TerminalView | None = None

    def forget(self) -> None:
        """Forget what was read: somebody else works here now."""
        self.view = None

    def read(self) -> None:
        """Read the room anew."""
        if not self._client.is_open:
            return
        if self._reading:
            self._read_again = True
            return
        self._reading, officer, (row, at) = True, self._client.officer, self._place()

        def seen(view: TerminalView) -> None:
            if self._client.officer is officer:
                self.view = view
                self._changed(view)
            over()

        def over(_error: object = None) -> None:
            self._reading = False
            if self._read_again:
                self._read_again = False
                self.read()

        self._client.ask(Call(lambda desk: terminal_view(desk, self._room, officer, row, at)), seen, over)


def visitor_in_front(client: "Client", open_ticket: int | None) -> "QueueRow | None":
    """Return the ticket whose visitor stands at the counter: of the open visit, else served, called, on hold."""
    if client.officer is None:
        return None
    called = client.counter.tickets(TicketState.CALLED)
    mine = [*client.counter.tickets(TicketState.SERVING), *called]
    opened = [row for row in mine if row.ticket.id == open_ticket]
    running = [row for row in mine if row.deadline is not None and row.deadline.running]
    return next(iter((*opened, *running, *called, *mine)), None)

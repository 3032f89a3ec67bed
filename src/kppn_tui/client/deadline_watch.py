"""Watching the deadlines for the officer of a session: the own service, and a sweep whenever one is due."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from kppn_tui.client.call import Call
from kppn_tui.client.state import SessionState
from kppn_tui.domain.errors import DeskError
from kppn_tui.domain.trouble import Trouble

if TYPE_CHECKING:
    from kppn_tui.client.alerts import OwnServiceAlert
    from kppn_tui.desk import Desk
    from kppn_tui.domain.people import Officer
    from kppn_tui.domain.sweep import Sweep
    from kppn_tui.domain.views import QueueRow

#: A desk sweeps at least this often, so that everybody sees that the deadlines are watched.
HEARTBEAT = timedelta(seconds=60)


class DeadlineWatch:
    """Watch over the deadlines: it raises what passes a level.

    It tells the front end those alerts that concern who is signed in.
    """

    def __init__(self, state: SessionState, refresh: Callable[[], None], sweeps: bool) -> None:
        """Watch nothing yet. `refresh` reads the board anew.

        `sweeps` is false where somebody else sweeps for this session.
        """
        self._state = state
        self._refresh = refresh
        self._sweeps = sweeps
        self._alert: OwnServiceAlert | None = None
        self._sweeping = False

    def begin(self) -> None:
        """Begin the alerts of the own service anew, for an officer who has just signed in."""
        from kppn_tui.client.alerts import OwnServiceAlert

        self._alert = OwnServiceAlert()

    def watch(self, own_row: "QueueRow | None", force: bool = False) -> None:
        """Raise an alert of the own service, `own_row`, and sweep where it is due, or with `force`."""
        state = self._state
        if state.officer is None:
            return
        self._raise_own(own_row)
        due = state.next_wake is None or state.next_wake <= state.access.now()
        if self._sweeps and (due or force) and not self._sweeping and not state.connection.lost:
            self._sweeping = True
            state.tasks.begin(self._sweep(state.officer))

    def tell(self, sweep: "Sweep", ask: "Callable[[Call[Sweep], Callable[[Sweep], None]], None]") -> None:
        """Tell what another sweeper has raised, as far as it concerns who is signed in; `ask` asks the desk."""
        from kppn_tui.client.alerts import concerning

        officer = self._state.officer
        if self._state.access.desk is None or officer is None or not sweep.raised:
            return

        def told(result: "Sweep") -> None:
            if self._state.officer is officer and result.raised:
                self._state.listener.alerted(result)

        ask(Call(lambda desk: concerning(desk, officer, sweep)), told)

    def _raise_own(self, own_row: "QueueRow | None") -> None:
        from kppn_tui.domain.sweep import Sweep

        raised = self._alert.raised(own_row, self._state.access.now()) if self._alert is not None else None
        if raised is not None:
            self._state.listener.alerted(Sweep((raised,), None))

    async def _sweep(self, officer: "Officer") -> None:
        from kppn_tui.client.alerts import concerning

        state = self._state

        def sweep(desk: "Desk") -> "tuple[Sweep, Sweep]":
            result = desk.sweep("desk")
            return result, concerning(desk, officer, result)

        try:
            result, told = await state.access.run(Call(sweep))
            now = state.access.now()
            state.next_wake = min(result.next_at or now + HEARTBEAT, now + HEARTBEAT)
            if state.officer is officer and told.raised:
                state.listener.alerted(told)
            swept = state.board.swept_at if state.board is not None else None
            # Once a minute at least: a server doesn't tell a desk of its own sign of life, and nobody tells that a
            # colleague's presence has faded.
            if result.raised or swept is None or now - swept >= HEARTBEAT:
                self._refresh()
        except DeskError as error:
            state.failed(error, Trouble.WRITE)
        finally:
            self._sweeping = False

"""Watching the deadlines in a session: a sweep whenever one is due. What it raises hangs on the officers concerned."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from kppn_tui.client.call import Call
from kppn_tui.client.notices import Notices
from kppn_tui.client.state import SessionState
from kppn_tui.domain.deadlines import Level, level_at
from kppn_tui.domain.errors import DeskError
from kppn_tui.domain.trouble import Trouble

if TYPE_CHECKING:
    from datetime import datetime

    from kppn_tui.domain.people import Officer
    from kppn_tui.domain.views import QueueRow

#: A desk sweeps at least this often, so that everybody sees that the deadlines are watched.
HEARTBEAT = timedelta(seconds=60)
#: While the clock is in doubt a desk asks so often whether an officer has confirmed it elsewhere.
DOUBT_BEAT = timedelta(seconds=5)


class DeadlineWatch:
    """Watch over the deadlines: it raises what passes a level, for whomever it concerns."""

    def __init__(
        self, state: SessionState, notices: Notices, refresh: Callable[[], None], sweeps: bool, sweeps_for_own: bool
    ) -> None:
        """Watch nothing yet. `refresh` reads the board anew.

        `sweeps` is false where somebody else sweeps for this session; with `sweeps_for_own` it does so all the same
        when the own service passes a level.
        """
        self._state = state
        self._notices = notices
        self._refresh = refresh
        self.sweeps = sweeps
        self._sweeps_for_own = sweeps or sweeps_for_own
        self._sweeping = False
        self._jumped = False
        #: The level that the own service was seen to pass last.
        self._passed: tuple[int, Level] | None = None

    def watch(self, own_row: "QueueRow | None", force: bool = False) -> None:
        """Sweep where it is due, with `force`, or when the own service, `own_row`, has passed a level."""
        state = self._state
        if state.officer is None:
            return
        # The time must not be that of a clock which has just jumped: what is due by it is not raised.
        turned = self._watch_clock()
        due = turned or self._is_due(state.next_wake)
        trusted = Trouble.CLOCK not in state.connection.troubles
        own = trusted and self._sweeps_for_own and self._passes_level(own_row)
        if ((self.sweeps and (due or force)) or own) and not self._sweeping and not state.connection.lost:
            self._sweeping = True
            state.tasks.begin(self._sweep(state.officer))

    def _watch_clock(self) -> bool:
        """Note that the machine's clock jumps, or that it is right again; return whether it did either just now."""
        desk = self._state.access.desk
        jump = desk.clock_jump if desk is not None else None
        turned = (jump is not None) is not self._jumped
        self._jumped = jump is not None
        if jump is not None and turned:
            self._state.connection.doubt_clock(jump)
        return turned

    def _is_due(self, wake: "datetime | None") -> bool:
        """Return whether a sweep is due; a wake that is too far off is of a clock that was wrong."""
        now = self._state.access.now()
        return wake is None or not now < wake <= now + HEARTBEAT

    def _passes_level(self, row: "QueueRow | None") -> bool:
        """Return whether the service in `row` has passed a level since the last look."""
        if row is None or row.deadline is None or not row.deadline.running:
            return False
        level = level_at(self._state.access.now(), row.deadline.warn_at, row.deadline.due_at)
        passed = (row.deadline.id, level) if level is not None else None
        if passed == self._passed:
            return False
        self._passed = passed
        return passed is not None

    async def _sweep(self, officer: "Officer") -> None:
        state = self._state
        raised = False
        try:
            result = await state.access.run(Call(lambda desk: desk.sweep("desk")))
            raised, now = bool(result.raised), state.access.now()
            state.connection.doubt_clock(result.doubt)
            beat = HEARTBEAT if result.doubt is None else DOUBT_BEAT
            state.next_wake = min(result.next_at or now + beat, now + beat)
            swept = state.board.swept_at if state.board is not None else None
            # Once a minute at least: a server doesn't tell a desk of its own sign of life, and nobody tells that a
            # colleague's presence has faded.
            if raised or swept is None or (now - swept >= HEARTBEAT and result.doubt is None):
                self._refresh()
        except DeskError as error:
            state.failed(error, Trouble.WRITE)
        finally:
            self._sweeping = False
        if state.officer is officer:
            # What was raised is told when it has been read.
            self._notices.swept(found=raised)

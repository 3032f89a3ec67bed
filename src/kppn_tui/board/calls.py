"""The call that the display shows: each new one in its turn, and long enough to be read."""

from collections import deque
from datetime import datetime

from kppn_tui.domain.states import TicketState
from kppn_tui.domain.views import HallCall, HallView

#: How long a call stands before the next one takes its place, in seconds.
READ = 5.0
#: How often a new call is reversed, and how long each phase takes, in seconds.
FLASHES, PHASE = 3, 0.5
Key = tuple[str, datetime]


def key_of(call: HallCall) -> Key:
    """Return what tells a call from the others: a number that is called again is another call."""
    return call.label, call.called_at


class Calls:
    """The calls of the day, in the order in which they are shown; `tick` is a monotonic time in seconds."""

    def __init__(self) -> None:
        self._view: HallView | None = None
        self._known: set[Key] = set()
        self._pending: deque[Key] = deque()
        self._shown: Key | None = None
        self._since = float("-inf")

    def see(self, view: HallView, tick: float, *, gap: bool = False) -> None:
        """Take in what was read. After a `gap` in the reading only who is still called is shown in turn."""
        calls = {key_of(call): call for call in reversed(view.calls)}
        new = [key for key in calls if key not in self._known]
        if self._view is not None:
            self._pending.extend(key for key in new if not gap or calls[key].state is TicketState.CALLED)
        self._view = view
        # Numbers begin anew each day.
        self._known = self._known | set(new) if calls else set()
        self._pending = deque(key for key in self._pending if key in calls)
        self.step(tick)

    def step(self, tick: float) -> None:
        """Let time pass: the next call comes when the one that is shown has been read, or was taken back."""
        calls = self._calls()
        stands = self._shown in calls
        if self._pending and (not stands or tick - self._since >= READ):
            self._shown, self._since = self._pending.popleft(), tick
        elif not stands:
            self._shown = next((key for key in calls if key not in self._pending), None)
            self._since = float("-inf")

    @property
    def shown(self) -> HallCall | None:
        """Return the call that is shown; None before the first of the day."""
        return self._calls().get(self._shown) if self._shown is not None else None

    @property
    def before(self) -> tuple[HallCall, ...]:
        """Return the earlier calls, the newest first; not those whose turn has still to come."""
        hidden = {self._shown, *self._pending}
        return tuple(call for key, call in self._calls().items() if key not in hidden)

    def flashes(self, tick: float) -> bool:
        """Return whether the shown call is reversed just now."""
        phase = int((tick - self._since) / PHASE) if self._shown is not None and self._since > float("-inf") else -1
        return 0 <= phase < 2 * FLASHES and phase % 2 == 0

    def _calls(self) -> dict[Key, HallCall]:
        return {key_of(call): call for call in self._view.calls} if self._view is not None else {}

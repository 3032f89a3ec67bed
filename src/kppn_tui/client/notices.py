"""Notices of the officer of a session: told once, live and as one digest at the sign-in; the next one can be opened."""

from collections import deque
from typing import TYPE_CHECKING

from kppn_tui.client.call import Call
from kppn_tui.client.state import SessionState
from kppn_tui.domain.errors import DeskError
from kppn_tui.domain.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kppn_tui.domain.notices import Notice
    from kppn_tui.domain.people import Officer


class Notices:
    """Notices that the officer is told here, and those of them that they have not opened yet.

    What they have been told at another desk, or by an earlier run, is not told again.
    """

    def __init__(self, state: SessionState) -> None:
        self._state = state
        self._unopened: deque[Notice] = deque()
        self._telling = self._untold = self._held_back = False

    def begin(self, *, after_sweep: bool) -> None:
        """Begin anew for an officer who has just signed in.

        With `after_sweep` nothing is told before `swept`, so that what nobody had swept is in the same digest.
        """
        self._unopened.clear()
        self._untold, self._held_back = False, after_sweep

    def swept(self, *, found: bool) -> None:
        """Take note that the deadlines have been swept, or could not be: now what is untold may be told.

        `found`: the sweep has raised something, for whomever it is.
        """
        self._held_back = False
        self._untold = self._untold or found
        self.tell()

    def found(self, untold: bool) -> None:
        """Take note of whether a reading has found something untold, and tell it."""
        self._untold = untold
        self.tell()

    def tell(self) -> None:
        """Tell what the last reading has found; what could not be told is tried again with the next second."""
        state = self._state
        wanted = self._untold and not self._held_back and not self._telling
        if wanted and state.officer is not None and not state.closed and not state.connection.lost:
            self._telling = True
            state.tasks.begin(self._tell(state.officer))

    @property
    def unopened(self) -> int:
        """Return how many that were told here have not been opened."""
        return len(self._unopened)

    def next(self) -> "Notice | None":
        """Return the oldest one that was told here and has not been opened, which counts as opened now."""
        return self._unopened.popleft() if self._unopened else None

    def opened(self, notice: "Notice") -> None:
        """Take note that `notice` was opened in another way."""
        self._unopened = deque(one for one in self._unopened if one.id != notice.id)

    async def _tell(self, officer: "Officer") -> None:
        state = self._state
        try:
            told = await state.access.run(Call(lambda desk: desk.tell(officer)))
            if state.officer is not officer or state.closed:
                await self._withhold(told)
                return
            self._untold = False
            if told:
                self._unopened.extend(told)
                state.listener.alerted(told)
        except DeskError as error:
            state.connection.failed(error, Trouble.READ)
        finally:
            self._telling = False

    async def _withhold(self, told: "Sequence[Notice]") -> None:
        if told:
            await self._state.access.run(Call(lambda desk: desk.withhold(told)))

"""The end of an officer's session that came from elsewhere: disabled, a new password, a sign-in at another desk."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from kppn_tui.client.call import Call
from kppn_tui.client.drafts import DraftKeeper
from kppn_tui.client.presence import Presence
from kppn_tui.client.state import SessionState
from kppn_tui.domain.errors import DeskError, StoreUnavailable

if TYPE_CHECKING:
    from kppn_tui.desk import Desk
    from kppn_tui.domain.people import Officer


class SessionEnd:
    """Signs the officer out whose session has ended elsewhere; what is half typed is kept."""

    def __init__(self, state: SessionState, presence: Presence, drafts: DraftKeeper) -> None:
        self._state, self._presence, self._drafts = state, presence, drafts
        #: Tells the front end why; without it, it is told as something refused.
        self.tells: Callable[[DeskError], None] = state.listener.refused
        state.ended = self._end

    async def watch(self, officer: "Officer") -> None:
        """Hold the session of `officer`, unless the desk does since the sign-in; a lost database can't tell of it."""

        def hold(desk: "Desk") -> None:
            if desk.session_here is None or desk.session_here.officer.id != officer.id:
                desk.begin_session(officer)

        with suppress(StoreUnavailable):
            await self._state.access.run(Call(hold))

    def _end(self, error: DeskError) -> None:
        self._drafts.write()
        self._state.officer = None
        self._presence.tell()
        self.tells(error)

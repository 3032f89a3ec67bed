"""The end of an officer's session that came from elsewhere: disabled, a new password, a sign-in at another desk."""

from collections.abc import Callable

from kppn_tui.client.drafts import DraftKeeper
from kppn_tui.client.presence import Presence
from kppn_tui.client.state import SessionState
from kppn_tui.domain.errors import DeskError


class SessionEnd:
    """Signs the officer out whose session has ended elsewhere; what is half typed is kept."""

    def __init__(self, state: SessionState, presence: Presence, drafts: DraftKeeper) -> None:
        self._state, self._presence, self._drafts = state, presence, drafts
        #: Tells the front end why; without it, it is told as something refused.
        self.tells: Callable[[DeskError], None] = state.listener.refused
        state.ended = self._end

    def _end(self, error: DeskError) -> None:
        self._drafts.write()
        self._state.officer = None
        self._presence.tell()
        self.tells(error)

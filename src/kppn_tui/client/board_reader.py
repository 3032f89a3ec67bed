"""Reading the board and what is shown: after a verb, and when another desk has changed something."""

import asyncio
import contextvars
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from kppn_tui.client.call import Call
from kppn_tui.client.notices import Notices
from kppn_tui.client.presence import Presence
from kppn_tui.client.state import SessionState
from kppn_tui.domain.errors import DeskError
from kppn_tui.domain.trouble import Trouble

if TYPE_CHECKING:
    from kppn_tui.client.drafts import DraftKeeper
    from kppn_tui.desk import Desk
    from kppn_tui.domain.draft_forms import DraftOwner
    from kppn_tui.domain.ending import Ending
    from kppn_tui.domain.views import Board

Live: TypeAlias = "tuple[Board, datetime | None, dict[int, tuple[str, ...]], dict[DraftOwner, Ending], bool]"
#: How often the change feed is asked (a few µs), in seconds.
LISTEN = 0.05
#: What was read is read anew after so long, though nobody tells of a change.
FRESH = timedelta(seconds=60)


class BoardReader:
    """Reader of the board and of what is shown in one session, one reading after the other."""

    def __init__(self, state: SessionState, presence: Presence, drafts: "DraftKeeper", notices: Notices) -> None:
        self._state = state
        self._presence = presence
        self._drafts = drafts
        self._notices = notices
        self._loop: asyncio.AbstractEventLoop | None = None
        self._context: contextvars.Context | None = None
        self._read_at: datetime | None = None
        self._reading = self._read_again = False

    def start(self) -> None:
        """Begin to listen to the other desks; within the event loop."""
        self._loop = asyncio.get_running_loop()
        self._context = contextvars.copy_context()
        self._state.access.thread.while_idle(self._listen, LISTEN)

    def refresh(self) -> None:
        """Read the board and what is shown; asked for meanwhile it is read once more, so nothing is given up."""
        if not self._state.reads:
            return
        if self._reading:
            self._read_again = True
        else:
            self._reading = True
            self._state.tasks.begin(self._read())

    def stay_fresh(self) -> None:
        """Read anew what was read a minute ago: nobody tells of a day that begins, nor of a sweep with nothing due."""
        state = self._state
        fresh = self._read_at is not None and timedelta(0) <= state.access.now() - self._read_at < FRESH
        if state.reads and not fresh and not state.connection.lost:
            self.refresh()

    def try_again(self) -> None:
        """Read anew after an outage; a reading that is under way is a try already."""
        if not self._reading:
            self.refresh()

    def _listen(self) -> None:
        """Ask the change feed, in the desk's thread, while nothing else is asked there."""
        desk, loop = self._state.access.desk, self._loop
        if desk is None or loop is None or not self._state.reads:
            return
        # In the front end's context: what the desk's thread has of it is none.
        try:
            if desk.changed():
                loop.call_soon_threadsafe(self.refresh, context=self._context)
        except Exception as error:  # nobody waits for this answer, and the thread has to live on
            loop.call_soon_threadsafe(self._state.listener.crashed, error, context=self._context)

    async def _read(self) -> None:
        try:
            await self._read_once()
        finally:
            self._reading = False
        if self._read_again:
            self._read_again = False
            self.refresh()

    async def _read_once(self) -> None:
        state = self._state
        if not state.reads:
            return
        officer, wanted, owners = state.officer, state.listener.wanted(), self._drafts.owners()

        def read(desk: "Desk") -> "tuple[Live | None, Any]":
            # What was committed until here, by this desk as well, is in what is read now.
            desk.changed()
            with desk.snapshot():
                if officer is not None:
                    desk.require_session()
                data = wanted.run(desk) if wanted is not None else None
                if officer is None:
                    return None, data
                live = (
                    desk.board(officer),
                    desk.next_wake(),
                    desk.also_open(officer),
                    desk.endings(owners),
                    desk.has_untold(officer),
                )
                return live, data

        try:
            live, data = await state.access.run(Call(read))
        except DeskError as error:
            state.failed(error, Trouble.READ)
            return
        if state.closed or state.officer is not officer:
            # The program is being left, or somebody else has signed in.
            return
        state.connection.works(Trouble.READ)
        self._read_at = state.access.now()
        if live is not None:
            state.board, wake, self._presence.others, endings, untold = live
            state.board_read = True
            self._drafts.settle_endings(owners, endings)
            sooner = wake is not None and (state.next_wake is None or wake < state.next_wake)
            if sooner and state.connection.clock_doubt is None:
                state.next_wake = wake
        state.listener.refreshed(data)
        if live is not None:
            self._notices.found(untold)
        self._presence.tell()
        if Trouble.WRITE in state.connection.troubles:
            await self._try_to_write()

    async def _try_to_write(self) -> None:
        """Try whether writing works too: that reading does says nothing about it."""
        state = self._state
        try:
            await state.access.run(Call(lambda desk: desk.try_to_write()))
        except DeskError as error:
            state.failed(error, Trouble.WRITE)
        else:
            state.connection.works(Trouble.WRITE)
            state.next_wake = None

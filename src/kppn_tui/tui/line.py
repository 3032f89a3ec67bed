"""The line to the desk: its thread, what is wrong with it now, and how one leaves although nobody answers."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from textual.css.query import NoMatches
from textual.reactive import reactive
from textual.timer import Timer

from kppn_tui.client.presence import Presence
from kppn_tui.client.worker_thread import Clerk
from kppn_tui.domain.errors import DeskError, StoreUnavailable
from kppn_tui.domain.trouble import RETRIED, Trouble
from kppn_tui.tui.drafts import DraftDoor

if TYPE_CHECKING:
    from kppn_tui.desk import Desk

T = TypeVar("T")
#: Until a database that did not answer is tried again, in seconds.
RETRY = 2.0
#: The same where the change feed tells that it is back: a try may hold up the keys for as long as a connection takes.
RETRY_CUT_OFF = 10.0
#: Who has not got an answer after so many seconds is told.
SLOW = 1.0
#: How long whoever leaves waits for a verb that is at work, and for the goodbye to the others, in seconds.
LEAVING, GOODBYE = 5.0, 0.4


class Line(DraftDoor):
    """What was pressed first is done first: verbs and reads share one thread and with it one connection."""

    #: What does not work now; the header says it.
    troubles: reactive[frozenset[Trouble]] = reactive(frozenset())

    def __init__(self, desk: "Desk | None") -> None:
        super().__init__(desk)
        self.presence = Presence()
        self._clerk = Clerk("desk")
        self._retry: Timer | None = None

    async def in_thread(self, call: Callable[[], T]) -> T:
        """The result of `call`, run in the desk's thread."""
        try:
            return await self._clerk.do(call)
        finally:
            self.trouble_with(Trouble.SLOW, False)

    def begin(self, work: Callable[[], Coroutine[Any, Any, None]], group: str, exclusive: bool = False) -> None:
        """Run `work` beside the keys; its coroutine is made only when it starts, so a cancelled one leaves nothing."""
        self.run_worker(work, group=group, exclusive=exclusive)  # type: ignore[arg-type]

    def reload(self) -> None:
        """Read anew what is shown."""

    # Trouble

    @property
    def in_trouble(self) -> bool:
        """Whether the database did not answer when it was last asked; it is tried again by itself."""
        return bool(self.troubles & RETRIED)

    def trouble_with(self, kind: Trouble, there: bool) -> None:
        if (kind in self.troubles) is not there:
            self.troubles = self.troubles | {kind} if there else self.troubles - {kind}

    def works(self, *kinds: Trouble) -> None:
        """What `kinds` stand for has just worked."""
        for kind in kinds:
            self.trouble_with(kind, False)

    def failed(self, error: DeskError, kind: Trouble) -> None:
        """Where the database did not answer, the header says so and it is tried again."""
        if isinstance(error, StoreUnavailable):
            self.trouble_with(kind, True)
            if self._retry is None and self.desk is not None:
                self._retry = self.set_timer(RETRY_CUT_OFF if self.desk.cut_off else RETRY, self._try_again)

    def look_for_trouble(self) -> None:
        """Whether somebody waits too long for an answer."""
        self.trouble_with(Trouble.SLOW, self._clerk.busy > SLOW)

    def _try_again(self) -> None:
        self._retry = None
        if self.in_trouble:
            self.reload()

    # Leaving

    def _handle_exception(self, error: Exception) -> None:
        """A screen that was being opened when the program was left gets no widgets any more: nobody needs them."""
        if not (self._exit and isinstance(error, NoMatches)):
            super()._handle_exception(error)

    def shut(self) -> None:
        """Write what is half typed, then let go of the desk; whoever leaves does not wait for a lost database."""
        self.finish_drafts()
        desk = self.desk
        lost = self.in_trouble or self._clerk.busy > SLOW or (desk is not None and desk.cut_off)
        done = self._clerk.leave(lambda: None, GOODBYE if lost else LEAVING)
        goodbye = self.presence.leaving(desk) if desk is not None and done and not lost else None

        def close() -> None:
            try:
                if goodbye is not None:
                    goodbye()
            except DeskError:
                # The others see it fade.
                pass
            finally:
                if desk is not None:
                    desk.close()

        self._clerk.leave(close, GOODBYE if done else 0)

"""The connection to the database: the troubles there are now, the clock's too, and when it is tried again."""

import asyncio
from collections.abc import Callable

from kppn_tui.domain.errors import DeskError, StoreUnavailable
from kppn_tui.domain.machine_clock import ClockDoubt
from kppn_tui.domain.trouble import RETRIED, Trouble

#: How long until a database that did not answer is tried again, in seconds.
RETRY = 2.0
#: The same where the change feed tells that it is back: a try may take as long as a connection takes.
RETRY_CUT_OFF = 10.0


class Connection:
    """The troubles of a session; `changed` is called when they change, `retry` when it is time to try again."""

    def __init__(self, changed: Callable[[], None], retry: Callable[[], None], cut_off: Callable[[], bool]) -> None:
        self.troubles: frozenset[Trouble] = frozenset()
        #: Why the machine's clock is not trusted; None while it is.
        self.clock_doubt: ClockDoubt | None = None
        self._changed = changed
        self._retry = retry
        self._cut_off = cut_off
        self._timer: asyncio.TimerHandle | None = None

    @property
    def lost(self) -> bool:
        """Return whether the database did not answer when it was last asked; it is tried again by itself."""
        return bool(self.troubles & RETRIED)

    @property
    def waits_to_retry(self) -> bool:
        """Return whether a try is still ahead."""
        return self._timer is not None

    def note(self, kind: Trouble, there: bool) -> None:
        """Note that `kind` is there now, or over."""
        if (kind in self.troubles) is not there:
            self.troubles = self.troubles | {kind} if there else self.troubles - {kind}
            self._changed()

    def doubt_clock(self, doubt: ClockDoubt | None) -> None:
        """Note that the machine's clock is in `doubt`, or right."""
        self.clock_doubt = doubt
        self.note(Trouble.CLOCK, doubt is not None)

    def works(self, *kinds: Trouble) -> None:
        """Note that what `kinds` stand for has just worked."""
        for kind in kinds:
            self.note(kind, False)

    def failed(self, error: DeskError, kind: Trouble) -> None:
        """Note `kind` where `error` says that the database did not answer, and have it tried again later."""
        if isinstance(error, StoreUnavailable):
            self.note(kind, True)
            if self._timer is None:
                wait = RETRY_CUT_OFF if self._cut_off() else RETRY
                self._timer = asyncio.get_running_loop().call_later(wait, self._try_again)

    def close(self) -> None:
        """Try nothing any more."""
        if self._timer is not None:
            self._timer.cancel()

    def _try_again(self) -> None:
        self._timer = None
        if self.lost:
            self._retry()

"""The source of "now", which everything below the entry points is given."""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from kppn_tui.domain.machine_clock import ClockDoubt, doubt_of_jump

#: Elsewhere the time that the machine sleeps is not counted, so that waking looks like a jump.
_SINCE_BOOT = time.CLOCK_BOOTTIME if sys.platform == "linux" else time.CLOCK_MONOTONIC

#: Gives an aware datetime in UTC: the system's, a test's, or a training room's.
Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the machine's time, aware, in UTC."""
    return datetime.now(UTC)


def seconds_since_boot() -> float:
    """Return the seconds since the machine was started, asleep or not; nobody can set them."""
    return time.clock_gettime(_SINCE_BOOT)


class MachineClock:
    """The machine's clock, held against the time since the machine was started.

    A jump puts it in doubt: the time goes on as it was counted before, so that nothing is written with the other one,
    until the clock is right again or `trust` takes it as it is.
    """

    def __init__(self, wall: Clock = system_clock, boot: Callable[[], float] = seconds_since_boot) -> None:
        """Take the clock as it is now; `wall` gives the time that can be set, `boot` the seconds that can't."""
        self._wall, self._boot = wall, boot
        self._anchor = (wall(), boot())

    def __call__(self) -> datetime:
        """Return the time that counts."""
        doubt, wall = self._compare()
        return doubt.trusted if doubt is not None else wall

    @property
    def doubt(self) -> ClockDoubt | None:
        """Return the doubt about the clock at this moment; None while it is right."""
        return self._compare()[0]

    def trust(self) -> Callable[[], None]:
        """Take the clock for right as it is; return what takes that back."""
        before = self._anchor
        self._anchor = (self._wall(), self._boot())

        def take_back() -> None:
            self._anchor = before

        return take_back

    def _compare(self) -> tuple[ClockDoubt | None, datetime]:
        """Compare the two; while they agree the comparison begins anew, so that small corrections never add up."""
        wall, boot = self._wall(), self._boot()
        known, since = self._anchor
        doubt = doubt_of_jump(known + timedelta(seconds=boot - since), wall)
        if doubt is None:
            self._anchor = (wall, boot)
        return doubt, wall


class JumpingClock:
    """The base of a clock that jumps on purpose, such as that of a training room: nothing is held against it."""

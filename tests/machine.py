"""A machine whose clock can be set, while the time since its start can't."""

from datetime import UTC, datetime, timedelta

from kppn_tui.desk.clock import MachineClock
from tests.conftest import TUESDAY


class Machine:
    """True time, and how far the machine's clock is off."""

    def __init__(self, at: datetime = TUESDAY) -> None:
        self.true = at
        self.off = timedelta(0)
        self._begun = at - timedelta(hours=1)

    def wall(self) -> datetime:
        """What the machine's clock says."""
        return (self.true + self.off).astimezone(UTC)

    def boot(self) -> float:
        """The seconds since the machine was started."""
        return (self.true - self._begun).total_seconds()

    def clock(self) -> MachineClock:
        """The clock of a program that begins now."""
        return MachineClock(self.wall, self.boot)

    def forward(self, minutes: float = 0, **more: float) -> None:
        """Let time pass."""
        self.true += timedelta(minutes=minutes, **more)

    def jump(self, **amount: float) -> None:
        """Set the clock, ahead or back."""
        self.off += timedelta(**amount)

    def right(self) -> None:
        """Put the clock right."""
        self.off = timedelta(0)

"""A day that passes faster, the same for every process of the machine."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep


@dataclass(frozen=True)
class FastClock:
    """At `since` (monotonic seconds) it was `at`; since then time passes `speed` times as fast."""

    at: datetime
    since: float
    speed: float

    def __call__(self) -> datetime:
        return (self.at + timedelta(seconds=(monotonic() - self.since) * self.speed)).astimezone(UTC)

    def wait(self, minutes: float) -> None:
        """Let so many minutes of that day pass."""
        sleep(minutes * 60 / self.speed)

    def minute(self) -> float:
        """How many minutes of the day have passed."""
        return (monotonic() - self.since) * self.speed / 60

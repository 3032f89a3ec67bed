"""The outcome of one sweep of the SLA worker: the deadlines that passed a level, and when to sweep again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kppn_tui.domain.deadlines import Level
from kppn_tui.domain.machine_clock import ClockDoubt
from kppn_tui.domain.records import Deadline

#: A sweeper says that it is alive each minute; after three it is asleep.
ASLEEP = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Raised:
    """A deadline that passed a level in this sweep."""

    deadline: Deadline
    level: Level
    #: The ticket and the topic: A-014 RETUR.
    whose: str = ""


@dataclass(frozen=True, slots=True)
class Sweep:
    """The alerts of one sweep, and when the next one is needed (UTC; None when no deadline runs)."""

    raised: tuple[Raised, ...]
    next_at: datetime | None
    #: Why nothing was raised and no day closed: a clock that nobody has confirmed.
    doubt: ClockDoubt | None = None

    @property
    def breaches(self) -> int:
        """Return how many of them passed their limit."""
        return sum(one.level is Level.BREACH for one in self.raised)


def is_asleep(swept_at: datetime | None, now: datetime, patience: timedelta = ASLEEP) -> bool:
    """Return whether nobody has swept for too long; before the first sweep nobody is expected to have (R20, R21)."""
    return swept_at is not None and now - swept_at > patience

"""Doubts about the clock of a machine: it has jumped, or what is recorded lies in its future (R12, R20, R21)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

#: Two moments that differ by no more are the same: clocks are put right by a little all the time.
TOLERANCE: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class ClockDoubt:
    """Two moments that should be one, UTC: the `trusted` one was counted or recorded, `machine` is what a clock says.

    Which of them is right only a person can tell: a clock that was wrong may just have been put right.
    """

    trusted: datetime
    machine: datetime

    @property
    def jump(self) -> timedelta:
        """Return how far the machine's clock is ahead; negative when it is behind."""
        return self.machine - self.trusted


def doubt_of_jump(counted: datetime, machine: datetime) -> ClockDoubt | None:
    """Return the doubt where `machine` differs from the time `counted` since it was last right; None when it agrees."""
    return ClockDoubt(counted, machine) if abs(machine - counted) > TOLERANCE else None


def doubt_of_records(newest: datetime | None, now: datetime) -> ClockDoubt | None:
    """Return the doubt where the `newest` event or sign of life lies in the future; None when it does not."""
    return ClockDoubt(newest, now) if newest is not None and newest - now > TOLERANCE else None


def casts_doubt(doubt: ClockDoubt, now: datetime) -> bool:
    """Return whether `doubt`, which somebody has recorded, is one about a clock that says `now`.

    After a jump ahead a clock that is still before it is right. A clock is behind until it reaches what is recorded.
    """
    if now < doubt.trusted - TOLERANCE:
        return True
    return doubt.jump > timedelta(0) and now >= doubt.machine - TOLERANCE


def find_doubt(recorded: ClockDoubt | None, records: Iterable[datetime | None], now: datetime) -> ClockDoubt | None:
    """Return the doubt that a new look at `now` finds: a `recorded` one that nobody has settled, or of `records`.

    A jump ahead is told to everybody, since the desk that noticed it holds back until it is settled.
    """
    if recorded is not None and (recorded.jump > timedelta(0) or casts_doubt(recorded, now)):
        return recorded
    return doubt_of_records(max((at for at in records if at is not None), default=None), now)


def is_confirmed(confirmed_at: datetime | None, machine: datetime) -> bool:
    """Return whether the moment that an officer has just confirmed is the one that this machine says."""
    return confirmed_at is not None and abs(machine - confirmed_at) <= TOLERANCE

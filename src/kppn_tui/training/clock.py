"""Clock of a room: one small file that every terminal of the room reads, so that all show the same moment."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cattrs import UnstructureStrategy

from kppn_tui.desk.clock import JumpingClock
from kppn_tui.training.json_records import from_json, make_converter, to_json

SPEEDS = (1, 5, 10, 30, 60, 120, 300, 600)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """Passing of the room's time: the moment `at` (UTC), how many times as fast as real time, and whether it runs.

    It never passes `until`, the next moment at which somebody has to act.
    """

    at: datetime
    speed: int = 1
    running: bool = False
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class _StoredPace:
    """The content of the clock's file: a pace in microseconds since 1970, and the monotonic second it was set at."""

    at: int
    since: float
    speed: int
    running: bool
    until: int | None


#: Writes a stored pace as a list of its values.
_CONVERTER = make_converter(UnstructureStrategy.AS_TUPLE)


class RoomClock(JumpingClock):
    """Source of "now" in a room. Each program has an instance of its own, all on the same file.

    Time passes by the machine's monotonic clock, which its programs share. After a restart of the machine the room
    goes on where its clock was last set.
    """

    def __init__(self, path: Path, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.path = path
        self._monotonic = monotonic

    def __call__(self) -> datetime:
        """Return the room's moment, UTC."""
        return self.pace().at

    def pace(self) -> Pace:
        """Return the moment, and how time passes from here."""
        # Not in the middle of a change, which may set the clock on from a moment before one that was read already.
        with self._locked(fcntl.LOCK_SH):
            return self._read()

    def start(self, at: datetime, speed: int) -> None:
        """Make the file of a clock that stands at `at` (aware), even when it runs, until `allow` lets it go on."""
        at = at.astimezone(UTC)
        self._write(Pace(at, _checked(speed), until=at))

    def run(self) -> None:
        """Let time pass."""
        with self._changing() as pace:
            self._write(replace(pace, running=True))

    def pause(self) -> None:
        """Let time stand."""
        with self._changing() as pace:
            self._write(replace(pace, running=False))

    def set_speed(self, speed: int) -> None:
        """Let time pass so many times as fast as real time, 1 to 600. Raises ValueError for another speed."""
        with self._changing() as pace:
            self._write(replace(pace, speed=_checked(speed)))

    def allow(self, until: datetime | None) -> None:
        """Let time pass up to `until`, where it waits for the next `allow`; None for ever."""
        with self._changing() as pace:
            self._write(replace(pace, until=until))

    def jump_to(self, to: datetime) -> None:
        """Set the clock on to `to`, never back; it stands there until `allow` lets it go on."""
        with self._changing() as pace:
            there = max(pace.at, to.astimezone(UTC))
            self._write(replace(pace, at=there, until=there))

    def real_seconds(self, to: datetime) -> float:
        """Return how long it takes in real seconds until the room's time is `to`; 0 when it is, or while it stands."""
        pace = self.pace()
        return max((to - pace.at) / timedelta(seconds=1) / pace.speed, 0.0) if pace.running else 0.0

    @contextmanager
    def _changing(self) -> Iterator[Pace]:
        """Give the pace as it is, which no other thread or program changes meanwhile."""
        with self._locked(fcntl.LOCK_EX):
            yield self._read()

    def _read(self) -> Pace:
        stored = from_json(self.path.read_bytes(), _StoredPace, _CONVERTER)
        at, until = stored.at, stored.until
        if stored.running:
            passed = int(max(self._monotonic() - stored.since, 0.0) * stored.speed * 1_000_000)
            # A limit in the past does not set the clock back.
            at = at + passed if until is None else max(at, min(at + passed, until))
        return Pace(_instant(at), stored.speed, stored.running, None if until is None else _instant(until))

    def _write(self, pace: Pace) -> None:
        until = None if pace.until is None else _microseconds(pace.until)
        stored = _StoredPace(_microseconds(pace.at), self._monotonic(), pace.speed, pace.running, until)
        draft = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        draft.write_text(to_json(stored, _CONVERTER))
        draft.replace(self.path)

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        """Lock the clock against all threads and programs of the room, or with LOCK_SH against changes alone."""
        lock = os.open(f"{self.path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, how)
            yield
        finally:
            os.close(lock)


class ManualClock(JumpingClock):
    """A clock that is moved by hand, while a room is made and in a headless run."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """Return its moment."""
        return self.at

    def jump_to(self, to: datetime) -> None:
        """Set the clock on to `to`, never back."""
        self.at = max(self.at, to)


def _checked(speed: int) -> int:
    """Return `speed`. Raises ValueError: no clock goes so fast or so slow."""
    if not SPEEDS[0] <= speed <= SPEEDS[-1]:
        raise ValueError(f"{speed} is not between {SPEEDS[0]} and {SPEEDS[-1]}")
    return speed


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


def _instant(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)

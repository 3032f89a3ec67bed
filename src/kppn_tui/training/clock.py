"""The clock of a room: one small file that every terminal of the room reads, so that all show the same moment."""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

SPEEDS = (1, 5, 10, 30, 60, 120, 300, 600)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """How the room's time goes: at which moment it is (UTC), how many times as fast as real time, whether it goes.

    It never passes `until`, the next moment at which somebody has to act.
    """

    at: datetime
    speed: int = 1
    running: bool = False
    until: datetime | None = None


class RoomClock:
    """The source of "now" in a room; an instance per program, all on the same file.

    Time goes by the machine's monotonic clock, which its programs share. After a restart of the machine the room goes
    on where its clock was last set.
    """

    def __init__(self, path: Path, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.path = path
        self._monotonic = monotonic

    def __call__(self) -> datetime:
        """The room's moment, UTC."""
        return self.pace().at

    def pace(self) -> Pace:
        """The moment, and how it goes on from here."""
        # Not in the middle of a change: the moment it goes on from may lie before one that was seen already.
        with self._locked(fcntl.LOCK_SH):
            return self._read()

    def start(self, at: datetime, speed: int) -> None:
        """A new clock that stands at `at` (aware), even when it runs, until somebody allows it to go on."""
        at = at.astimezone(UTC)
        self._write(Pace(at, _checked(speed), until=at))

    def run(self) -> None:
        """Let time pass."""
        self._change(running=True)

    def pause(self) -> None:
        """Let time stand."""
        self._change(running=False)

    def set_speed(self, speed: int) -> None:
        """So many times as fast as real time, 1 to 600. Raises ValueError for another."""
        self._change(speed=_checked(speed))

    def allow(self, until: datetime | None) -> None:
        """Time may pass up to `until`, where it waits until it is allowed to go on; None for ever."""
        self._change(until=until)

    def hop(self, to: datetime) -> None:
        """Be at `to` at once, never back, and wait there until somebody allows time to go on."""
        with self._locked():
            now = self._read()
            there = max(now.at, to.astimezone(UTC))
            self._write(replace(now, at=there, until=there))

    def real_seconds(self, to: datetime) -> float:
        """How long it really takes until the room's time is `to`; 0 when it is, or while time stands."""
        now = self.pace()
        return max((to - now.at) / timedelta(seconds=1) / now.speed, 0.0) if now.running else 0.0

    def _change(self, **values: object) -> None:
        with self._locked():
            self._write(replace(self._read(), **values))  # type: ignore[arg-type]

    def _read(self) -> Pace:
        at, since, speed, running, until = json.loads(self.path.read_bytes())
        if running:
            passed = int(max(self._monotonic() - since, 0.0) * speed * 1_000_000)
            # A limit that lies behind is no way back.
            at = at + passed if until is None else max(at, min(at + passed, until))
        return Pace(_moment(at), speed, running, None if until is None else _moment(until))

    def _write(self, pace: Pace) -> None:
        until = None if pace.until is None else _micros(pace.until)
        draft = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        draft.write_text(json.dumps([_micros(pace.at), self._monotonic(), pace.speed, pace.running, until]))
        draft.replace(self.path)

    @contextmanager
    def _locked(self, how: int = fcntl.LOCK_EX) -> Iterator[None]:
        """One change at a time, of all threads and programs of the room; with LOCK_SH, none."""
        lock = os.open(f"{self.path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, how)
            yield
        finally:
            os.close(lock)


def _checked(speed: int) -> int:
    if not SPEEDS[0] <= speed <= SPEEDS[-1]:
        raise ValueError(f"{speed} is not between {SPEEDS[0]} and {SPEEDS[-1]}")
    return speed


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


def _moment(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)

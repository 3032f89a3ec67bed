"""Order the writers of an SQLite file: whoever comes first writes first, across threads and processes of one machine.

SQLite lets one writer in at a time and keeps no order: each sleeps and tries again, so that one of many may starve.
Here each writer locks a byte of a file beside the database, the one after the last locked byte, and waits until no
lower byte is locked. The kernel unlocks the bytes of a killed process. Nothing is ever written into the file.

The queue is a courtesy. SQLite's own lock keeps the data right, so a writer that can't queue, or that waits behind one
which stands still, writes without its turn.
"""

import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import F_OFD_GETLK, F_OFD_SETLK, F_UNLCK, F_WRLCK, fcntl
from pathlib import Path
from time import monotonic, sleep

#: How long the queue may stand still before the writers behind give up their order, in seconds: longer than any verb
#: takes on a busy machine.
STALL_SECONDS = 2.0
SUFFIX = ".queue"

#: `struct flock`: type, whence, start, length, process (0 for locks that belong to the opened file), padding.
_FLOCK = struct.Struct("@hhqqi0q")
#: How long a process does without the queue when somebody stood still in its door.
_WITHOUT_SECONDS = 60.0
#: The first place. Bytes may be locked wherever they lie; the file itself stays empty.
_FIRST = 1
#: Whoever looks for the last place holds this byte meanwhile.
_DOOR = 1 << 60
_SHORTEST, _LONGEST = 0.0001, 0.01
#: About how long a place further ahead takes, in seconds.
_PER_PLACE = 0.0004


class WriterQueue:
    """The queue of the writers of the file at `path`; safe from any thread and after a fork."""

    def __init__(self, path: Path) -> None:
        self._path = os.path.realpath(path) + SUFFIX
        #: Lock files that no turn uses now; a lock belongs to an opened file, so each turn needs one of its own.
        self._files: list[int] = []
        self._process = os.getpid()
        #: Whoever stands still at this place or before is not waited for.
        self._ignored = 0
        self._no_queue_until = 0.0

    @contextmanager
    def turn(self, longest: float | None = None) -> Iterator[None]:
        """Wait until everybody who came earlier has written; on leaving it is the next one's turn.

        Without a lock file, after STALL_SECONDS in which nothing moved, or after `longest` seconds, it goes on
        without its turn.
        """
        file = self._take_file()
        try:
            if file is not None:
                with suppress(OSError):  # a file system without such locks
                    if not self._is_alone(file):
                        self._wait(file, longest)
            yield
        finally:
            if file is not None:
                _unlock(file, _FIRST, _DOOR)
                self._files.append(file)

    def close(self) -> None:
        """Close the lock files that are not in use."""
        while self._files:
            os.close(self._files.pop())

    def _take_file(self) -> int | None:
        if self._process != os.getpid():  # after a fork the opened files are shared with the parent
            self._process, self._files = os.getpid(), []
        with suppress(IndexError):
            return self._files.pop()
        try:
            return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            return None

    def _is_alone(self, file: int) -> bool:
        """Return whether nobody else is there; the first place is then held."""
        if not _lock(file, _FIRST, _DOOR):
            return False
        _unlock(file, _FIRST + 1, _DOOR - _FIRST)
        self._ignored = 0
        return True

    def _wait(self, file: int, longest: float | None) -> None:
        began = moved = monotonic()
        if began < self._no_queue_until:
            return
        place, seen = self._join(file, STALL_SECONDS if longest is None else longest), 0
        while place and (first := _first_held(file, self._ignored + 1, place)):
            now = monotonic()
            if first != seen:
                seen, moved = first, now
            if now - moved >= STALL_SECONDS:
                self._ignored = max(self._ignored, first)
                return
            if longest is not None and now - began >= longest:
                return
            sleep(_pause(place - first, now - moved))

    def _join(self, file: int, patience: float) -> int:
        """Take the last place and return it; 0 when somebody stands in the door for longer than `patience`."""
        began = monotonic()
        while not _lock(file, _DOOR, 1):
            if (stood := monotonic() - began) >= patience:
                if stood >= STALL_SECONDS:
                    self._no_queue_until = began + _WITHOUT_SECONDS
                return 0
            sleep(_SHORTEST)
        place = _last_held(file) + 1
        _lock(file, place, 1)
        _unlock(file, _DOOR, 1)
        if place <= self._ignored:  # those were let go, and the places begin anew
            self._ignored = 0
        return place


def _lock(file: int, start: int, length: int) -> bool:
    """Lock these bytes; False when somebody else holds one of them."""
    try:
        fcntl(file, F_OFD_SETLK, _FLOCK.pack(F_WRLCK, os.SEEK_SET, start, length, 0))
    except (BlockingIOError, PermissionError):
        return False
    return True


def _unlock(file: int, start: int, length: int) -> None:
    with suppress(OSError):  # nothing to unlock where nothing could be locked
        fcntl(file, F_OFD_SETLK, _FLOCK.pack(F_UNLCK, os.SEEK_SET, start, length, 0))


def _held(file: int, start: int, end: int) -> int:
    """Return a byte from `start` on and before `end` that somebody else holds, 0 when there is none."""
    if end <= start:
        return 0
    asked = _FLOCK.pack(F_WRLCK, os.SEEK_SET, start, end - start, 0)
    kind, _, found, _, _ = _FLOCK.unpack(fcntl(file, F_OFD_GETLK, asked))
    return 0 if kind == F_UNLCK else int(found)


def _first_held(file: int, start: int, end: int) -> int:
    """Return the lowest place from `start` on and before `end` that somebody else holds, 0 when there is none."""
    found = 0
    # The kernel names any one of them: mostly the one that came first, but it does not promise so.
    while lower := _held(file, start, end):
        found = end = lower
    return found


def _last_held(file: int) -> int:
    """Return the highest place that somebody else holds, 0 when there is none."""
    last, step = 0, 1
    while step:
        if higher := _held(file, last + step, _DOOR):
            last, step = higher, 2 * step
        else:
            step //= 2
    return last


def _pause(ahead: int, stood: float) -> float:
    """Return how long to sleep, with about `ahead` places to go, `stood` seconds after the last move."""
    return min(max(_SHORTEST, (ahead - 1) * _PER_PLACE, stood / 8), _LONGEST)

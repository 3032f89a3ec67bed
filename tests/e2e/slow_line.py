"""A slow line to the desk: `slow_line.py SECONDS COMMAND…`, where keys and pictures take SECONDS each way.

It runs in a terminal and gives the command one of its own, as a program for remote terminals does.
"""

import os
import pty
import select
import signal
import subprocess
import sys
import time
import tty
from collections import deque
from fcntl import ioctl
from termios import TIOCGWINSZ, TIOCSWINSZ

#: How often it is looked whether the command has ended.
LOOK = 0.05
_SHELL = 'exec "$@" <"$0" >"$0" 2>&1'


class Way:
    """What is on its way from one end to the other."""

    def __init__(self, source: int, sink: int, seconds: float) -> None:
        self._source, self._sink, self._seconds = source, sink, seconds
        self._travelling: deque[tuple[float, bytes]] = deque()

    def take_up(self) -> None:
        """Let what the source has travel."""
        self._travelling.append((time.monotonic() + self._seconds, os.read(self._source, 65536)))

    def deliver(self) -> float | None:
        """Hand over what has arrived; return the seconds until something else does, None where nothing travels."""
        while self._travelling and self._travelling[0][0] <= time.monotonic():
            data = self._travelling.popleft()[1]
            while data:
                data = data[os.write(self._sink, data) :]
        return max(0.0, self._travelling[0][0] - time.monotonic()) if self._travelling else None


def relay(seconds: float, command: list[str]) -> int:
    """Run `command` at the far end of the line; return its exit code."""
    ours, theirs = pty.openpty()

    def same_size(*_: object) -> None:
        ioctl(ours, TIOCSWINSZ, ioctl(0, TIOCGWINSZ, bytes(8)))

    same_size()
    signal.signal(signal.SIGWINCH, same_size)
    tty.setraw(0)
    # This end stays open as well, so that what the program wrote last is not lost with it.
    process = subprocess.Popen(["sh", "-c", _SHELL, os.ttyname(theirs), *command], start_new_session=True)
    ways = {0: Way(0, ours, seconds), ours: Way(ours, 1, seconds)}
    while True:
        ended = process.poll() is not None
        left = [wait for way in ways.values() if (wait := way.deliver()) is not None]
        ready = select.select(list(ways), [], [], min([*left, LOOK]))[0]
        for source in ready:
            ways[source].take_up()
        if ended and not ready and not left:
            return process.returncode


if __name__ == "__main__":
    sys.exit(relay(float(sys.argv[1]), sys.argv[2:]))

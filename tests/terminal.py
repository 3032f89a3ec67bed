"""A terminal of a fixed size with a program in it: keys in, and what has come out so far as text."""

import os
import pty
import re
import select
import signal
import struct
import subprocess
import time
from collections.abc import Mapping, Sequence
from fcntl import ioctl
from termios import TIOCSWINSZ
from typing import Self

#: How long the slowest thing may take on a busy machine.
PATIENCE = 60.0
_ESCAPES = re.compile(rb"\x1b\[[0-9;:<=>?]*[ -/]*[@-~]|\x1b[@-Z\\-_=>]")
#: The first terminal that the leader of a session opens is the one whose keys interrupt it.
_SHELL = 'exec "$@" <"$0" >"$0" 2>&1'


def here(**more: str) -> dict[str, str]:
    """The environment of this machine, in a terminal that can show everything, and `more`."""
    # A size that is told outranks that of the terminal.
    kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    return {**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor", **more}


class Terminal:
    """`command` in a terminal of `width`×`height`, its environment `env` and nothing else."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], size: tuple[int, int] = (120, 36)) -> None:
        self._fd, theirs = pty.openpty()
        width, height = size
        ioctl(self._fd, TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        # Kept open, so that what the program wrote last is not lost with it.
        self._theirs, shell = theirs, ["sh", "-c", _SHELL, os.ttyname(theirs)]
        self._raw = b""
        self.started = time.perf_counter()
        # Started in the background, this program may ignore Ctrl+C; theirs must not inherit that.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        self.process = subprocess.Popen([*shell, *command], env=dict(env), start_new_session=True)
        signal.signal(signal.SIGINT, before)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._theirs)
        os.close(self._fd)

    @property
    def shown(self) -> str:
        """All that has come out so far, without escape codes."""
        return _ESCAPES.sub(b"", self._raw).decode(errors="replace")

    def until(self, *texts: str, seconds: float = PATIENCE) -> float:
        """The moment (perf_counter) at which all of `texts` had come out since the call.

        Raises:
            TimeoutError: they did not within `seconds`, or before the program left.
        """
        wanted, before = [text.encode() for text in texts], len(self._raw)
        limit = time.perf_counter() + seconds
        came = True
        while came or (time.perf_counter() < limit and self.process.poll() is None):
            if came := self._read(0.05):
                moment = time.perf_counter()
                seen = _ESCAPES.sub(b"", self._raw[before:])
                if all(text in seen for text in wanted):
                    return moment
        raise TimeoutError(f"{texts!r} did not appear; the end of what did: {self.shown[-400:]}")

    def settle(self, quiet: float = 0.25, seconds: float = 5) -> None:
        """Read on until nothing has come for `quiet` seconds, or for `seconds` in all."""
        limit = time.perf_counter() + seconds
        while time.perf_counter() < limit and self._read(quiet):
            pass

    def type(self, keys: bytes) -> None:
        """Press `keys` and don't wait."""
        os.write(self._fd, keys)

    def press(self, keys: bytes, text: str) -> float:
        """Seconds from pressing `keys` until `text` has come."""
        pressed = time.perf_counter()
        self.type(keys)
        return self.until(text) - pressed

    def send(self, what: signal.Signals) -> None:
        """Send a signal to the program."""
        self.process.send_signal(what)

    def end(self, seconds: float = PATIENCE) -> int:
        """The exit code of the program, once it has left and all that it wrote is `shown`."""
        limit = time.perf_counter() + seconds
        while self.process.poll() is None and time.perf_counter() < limit:
            self._read(0.05)
        code = self.process.wait(max(0.0, limit - time.perf_counter()))
        while self._read(0):
            pass
        return code

    def _read(self, seconds: float) -> bool:
        """Whether something came within `seconds`."""
        if not select.select([self._fd], [], [], seconds)[0]:
            return False
        self._raw += os.read(self._fd, 65536)
        return True

"""A real terminal for measuring: a program in a pty, and the time until a text has reached it."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

_ESCAPES = re.compile(rb"\x1b\[[0-9;:<=>?]*[ -/]*[@-~]|\x1b[@-Z\\-_=>]")


class Terminal:
    """A program in a pty of a fixed size."""

    def __init__(self, command: Sequence[str], size: tuple[int, int], env: Mapping[str, str]) -> None:
        self.started = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(env, TERM="xterm-256color", COLORTERM="truecolor")
            os.execvp(command[0], list(command))
        width, height = size
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)

    def until(self, text: str, seconds: float = 30) -> float:
        """The moment (perf_counter) at which `text` had come out of the program.

        Raises:
            TimeoutError: it did not within `seconds`.
        """
        wanted, seen, raw = text.encode(), b"", b""
        limit = time.perf_counter() + seconds
        while time.perf_counter() < limit:
            if not select.select([self.fd], [], [], 0.05)[0]:
                continue
            raw += os.read(self.fd, 65536)
            moment = time.perf_counter()
            seen = _ESCAPES.sub(b"", raw)
            if wanted in seen:
                return moment
        raise TimeoutError(f"{text!r} did not appear; the end of what did: {seen[-400:].decode(errors='replace')}")

    def settle(self, quiet: float = 0.25, seconds: float = 5) -> None:
        """Read on until nothing has come for `quiet` seconds, or for `seconds` in all."""
        limit = time.perf_counter() + seconds
        while time.perf_counter() < limit and select.select([self.fd], [], [], quiet)[0]:
            os.read(self.fd, 65536)

    def press(self, keys: bytes, text: str) -> float:
        """Seconds from pressing `keys` until `text` has come."""
        pressed = time.perf_counter()
        os.write(self.fd, keys)
        return self.until(text) - pressed

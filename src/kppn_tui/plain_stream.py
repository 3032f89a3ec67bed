"""Standard streams on which nothing goes out that a terminal would obey, nor a password in a URL.

Whatever name, file or argument it came from.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO, cast

from kppn_tui.domain.text import harmless_lines

#: User and password in a URL, also one that no parser would take: a password may hold anything.
_SECRET = re.compile(r'(?<=://)[^\s/:@"]*:[^\n"]*@')


class PlainStream:
    """Text stream that keeps lines, and takes out control characters and passwords of URLs."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write `text` without control characters and passwords; return its length."""
        plain = harmless_lines(text)
        self._stream.write(_SECRET.sub("…@", plain) if "://" in plain else plain)
        return len(text)

    def flush(self) -> None:
        """Hand on what is buffered."""
        self._stream.flush()

    def isatty(self) -> bool:
        """Return whether it is a terminal."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """Return the number of the opened file."""
        return self._stream.fileno()

    @property
    def encoding(self) -> str:
        """Return the encoding of the stream."""
        return self._stream.encoding


@contextmanager
def plain_streams() -> Iterator[None]:
    """Let everything within print to plain streams; one that is closed stays closed."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (_plain(stream) for stream in before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def _plain(stream: TextIO | None) -> TextIO:
    # A program without standard streams has None there.
    return cast(TextIO, PlainStream(stream) if stream is not None else None)

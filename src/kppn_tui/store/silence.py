"""A server that says nothing at all: libpq would wait for it without end, so its connection is cut after a while."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socket import SHUT_RDWR, socket
from threading import Event, Lock, Thread, get_ident
from time import monotonic
from typing import Any

import psycopg2

#: Seconds; longer than any statement may take (`statement_timeout`), so that only a server that can't say so is cut.
PATIENCE = 20.0
#: How often is looked whether somebody waits in vain, in seconds.
_LOOK = 1.0


class Silence:
    """Looks after the connections on which somebody waits for an answer, in a thread of its own."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: dict[int, tuple[float, Any]] = {}
        #: The one on which nobody waits: where the others are silent, nothing will be heard on it either.
        self.listener: Any = None
        self._ended = Event()
        self._thread: Thread | None = None

    @contextmanager
    def bounded(self, connection: Any) -> Iterator[None]:
        """What waits for `connection` within gets an error instead of waiting longer than PATIENCE."""
        me = get_ident()
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._watch, name="silence", daemon=True)
                self._thread.start()
            self._waiting[me] = monotonic() + PATIENCE, connection
        try:
            yield
        finally:
            with self._lock:
                del self._waiting[me]

    def end(self) -> None:
        """Nobody waits any more."""
        self._ended.set()

    def _watch(self) -> None:
        while not self._ended.wait(_LOOK):
            now = monotonic()
            with self._lock:
                vain = [connection for end, connection in self._waiting.values() if now > end]
                for connection in (*vain, self.listener) if vain else ():
                    if connection is not None:
                        _cut(connection)


def _cut(connection: Any) -> None:
    """End the line below the driver, which then gives up by itself."""
    with suppress(OSError, psycopg2.Error), socket(fileno=os.dup(connection.fileno())) as line:
        line.shutdown(SHUT_RDWR)

"""Cut the connection to a server that does not answer at all: libpq would wait for it without end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socket import SHUT_RDWR, socket
from threading import Event, Lock, Thread, get_ident
from time import monotonic
from typing import Any

import psycopg2

#: How long an answer may take, in seconds: longer than any statement (`statement_timeout`), so that only a server that
#: can't even refuse is cut.
ANSWER_SECONDS = 20.0
#: How often the waiting threads are checked, in seconds.
_CHECK_SECONDS = 1.0


class AnswerTimeout:
    """Watch the connections on which somebody waits for an answer, in a thread of its own."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: dict[int, tuple[float, Any]] = {}
        #: The connection of the change feed, on which nobody waits: it is cut with the others.
        self.listener: Any = None
        self._ended = Event()
        self._thread: Thread | None = None

    @contextmanager
    def limit(self, connection: Any, seconds: float | None = None) -> Iterator[None]:
        """Let whatever waits for `connection` within fail after `seconds`, ANSWER_SECONDS if they are not named."""
        me = get_ident()
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._watch, name="answer timeout", daemon=True)
                self._thread.start()
            self._waiting[me] = monotonic() + (ANSWER_SECONDS if seconds is None else seconds), connection
        try:
            yield
        finally:
            with self._lock:
                del self._waiting[me]

    def end(self) -> None:
        """Stop watching."""
        self._ended.set()

    def _watch(self) -> None:
        while not self._ended.wait(_CHECK_SECONDS):
            now = monotonic()
            with self._lock:
                overdue = [connection for end, connection in self._waiting.values() if now > end]
                for connection in (*overdue, self.listener) if overdue else ():
                    if connection is not None:
                        _cut(connection)


def _cut(connection: Any) -> None:
    """Shut the socket down below the driver, which then gives up by itself."""
    with suppress(OSError, psycopg2.Error), socket(fileno=os.dup(connection.fileno())) as connected:
        connected.shutdown(SHUT_RDWR)

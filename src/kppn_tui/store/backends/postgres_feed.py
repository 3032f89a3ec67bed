"""The change feed of a PostgreSQL server: LISTEN on one connection, which comes back by itself when it is lost."""

from collections.abc import Callable
from random import uniform
from threading import Thread
from time import monotonic
from typing import Any

import psycopg2
from psycopg2 import sql

from kppn_tui.store.backends.answer_timeout import AnswerTimeout

#: The waits between two attempts to come back, in seconds; each is up to a half longer, so that the desks of a
#: province don't come all at once.
_FIRST, _LONGEST = 0.2, 1.0


class PostgresFeed:
    """Ask what the server has sent, without waiting for it (about 2 µs); connect in a thread of its own.

    One thread at a time.
    """

    def __init__(self, connect: Callable[[], Any], channel: str, own: str, timeout: AnswerTimeout) -> None:
        self._connect = connect
        self._timeout = timeout
        self._channel = channel
        self._own = own
        self._connection: Any = None
        self._connecting: Thread | None = None
        self._wait = _FIRST
        self._not_before = 0.0
        self._closed = False
        self._start_connecting()

    @property
    def lost(self) -> bool:
        """Return whether the connection is down; `changed` is True once when it is back."""
        return self._connection is None or self._connecting is not None

    def changed(self) -> bool:
        """Return whether any other desk committed since the last call; True also when the line was lost or is back."""
        if self._connecting is not None:
            if self._connecting.is_alive():
                return False
            self._connecting = None
            if self._connection is None:
                self._not_before = monotonic() + uniform(1, 1.5) * self._wait
                self._wait = min(2 * self._wait, _LONGEST)
                return False
            self._wait = _FIRST
            return True
        if self._connection is None:
            if monotonic() >= self._not_before:
                self._start_connecting()
            return False
        try:
            self._connection.poll()
        except psycopg2.Error:
            self._drop()
            return True
        heard = [notice.payload for notice in self._connection.notifies]
        self._connection.notifies.clear()
        return any(payload != self._own for payload in heard)

    def close(self) -> None:
        """Let go of the connection; one that is being made is dropped as soon as it is there."""
        self._closed = True
        if self._connecting is None or not self._connecting.is_alive():
            self._drop()

    def _start_connecting(self) -> None:
        self._connecting = Thread(target=self._listen, name="listener", daemon=True)
        self._connecting.start()

    def _listen(self) -> None:
        try:
            connection = self._connect()
            with self._timeout.limit(connection), connection.cursor() as cursor:
                cursor.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
        except psycopg2.Error:
            return
        self._timeout.listener = self._connection = connection
        if self._closed:
            self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._timeout.listener = self._connection = None

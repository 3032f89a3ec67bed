"""The change feed of a PostgreSQL server: LISTEN on one connection, which comes back by itself when it is lost."""

from collections.abc import Callable
from random import uniform
from threading import Event, Lock, Thread
from typing import Any

import psycopg2
from psycopg2 import sql

from kppn_tui.store.backends.answer_timeout import AnswerTimeout

#: The waits between two attempts to come back, in seconds; each is up to a half longer, so that the desks of a
#: province don't come all at once.
_FIRST, _LONGEST = 0.2, 1.0
#: How often a server that says nothing is asked whether it is there, and how long it may take, in seconds: no line
#: tells that a server is frozen, and a desk at rest shall know within ten seconds.
PING_SECONDS, PONG_SECONDS = 2.5, 3.0


class PostgresFeed:
    """Ask what the server has sent, without waiting for it (about 2 µs); connect and ping in a thread of its own.

    `changed` is for one thread at a time.
    """

    def __init__(
        self, connect: Callable[[], Any], channel: str, own: str, timeout: AnswerTimeout, silent: Callable[[], object]
    ) -> None:
        """Begin to listen on `channel`, to all but `own`; `silent` is called when the server does not answer a ping."""
        self._connect = connect
        self._timeout = timeout
        self._channel = channel
        self._own = own
        self._silent = silent
        self._connection: Any = None
        #: Who holds it uses the connection.
        self._in_use = Lock()
        #: The connection was lost, or is back, and `changed` has not told yet.
        self._turned = False
        self._closed = False
        self._wake = Event()
        self._thread = Thread(target=self._keep, name="listener", daemon=True)
        self._thread.start()

    @property
    def lost(self) -> bool:
        """Return whether the connection is down; `changed` is True once when it is back."""
        return self._connection is None

    def changed(self) -> bool:
        """Return whether any other desk committed since the last call; True also when the line was lost or is back."""
        if self._turned:
            self._turned = False
            return True
        if self._connection is None or not self._in_use.acquire(blocking=False):
            return False
        try:
            return self._hears()
        finally:
            self._in_use.release()

    def _hears(self) -> bool:
        connection = self._connection
        if connection is None:
            return False
        try:
            connection.poll()
        except psycopg2.Error:
            self._drop()
            self._wake.set()
            return True
        heard = [notice.payload for notice in connection.notifies]
        connection.notifies.clear()
        return any(payload != self._own for payload in heard)

    def close(self) -> None:
        """Let go of the connection; one that is in use or being made is dropped by whoever does that."""
        self._closed = True
        self._wake.set()
        if self._in_use.acquire(blocking=False):
            self._drop()
            self._in_use.release()

    def _keep(self) -> None:
        """Keep the connection: make it, ask now and then whether the server is there, make it anew."""
        wait = _FIRST
        while not self._closed:
            if self._connection is not None:
                self._pause(PING_SECONDS)
                self._ping()
            elif self._listen():
                wait = _FIRST
            else:
                self._pause(uniform(1, 1.5) * wait)
                wait = min(2 * wait, _LONGEST)

    def _pause(self, seconds: float) -> None:
        self._wake.wait(seconds)
        if not self._closed:
            self._wake.clear()

    def _listen(self) -> bool:
        """Return whether there is a connection again."""
        try:
            connection = self._connect()
            with self._timeout.limit(connection), connection.cursor() as cursor:
                cursor.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
        except psycopg2.Error:
            return False
        with self._in_use:
            self._timeout.listener = self._connection = connection
            if self._closed:
                self._drop()
        self._turned = True
        return True

    def _ping(self) -> None:
        with self._in_use:
            if self._connection is None or self._closed:
                self._drop()
                return
            try:
                with self._timeout.limit(self._connection, PONG_SECONDS), self._connection.cursor() as cursor:
                    cursor.execute("SELECT 1")
                return
            except psycopg2.Error:
                self._drop()
        self._silent()
        self._turned = True

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._timeout.listener = self._connection = None

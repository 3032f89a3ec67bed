"""A thread that does what it is given, one thing after the other, and holds up nobody who leaves."""

import asyncio
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as Late
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any, TypeVar

T = TypeVar("T")


class Clerk:
    """Unlike an executor of the standard library it is not waited for at the end of the program."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = SimpleQueue()
        self._thread: Thread | None = None
        self._since: float | None = None

    def submit(self, call: Callable[[], T]) -> "Future[T]":
        """Where the result of `call` will be, once all that was given before is done."""
        if self._thread is None:
            self._thread = Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()
        future: Future[T] = Future()
        self._jobs.put((future, call))
        return future

    async def do(self, call: Callable[[], T]) -> T:
        """The result of `call`; the event loop goes on meanwhile."""
        return await asyncio.wrap_future(self.submit(call))

    @property
    def busy(self) -> float:
        """For how many seconds it has been at the same thing."""
        since = self._since
        return 0.0 if since is None else monotonic() - since

    def leave(self, last: Callable[[], object], seconds: float) -> bool:
        """Have `last` done after everything else; whether that was done within so many seconds."""
        with suppress(Late, CancelledError):
            self.submit(last).result(seconds)
            return True
        return False

    def _work(self) -> None:
        while True:
            future, call = self._jobs.get()
            if future.set_running_or_notify_cancel():
                self._since = monotonic()
                try:
                    result = call()
                except BaseException as error:
                    self._since = None
                    future.set_exception(error)
                else:
                    self._since = None
                    future.set_result(result)
            # Nothing of it is held while waiting for the next.
            del future, call

"""The one thread in which a session asks its database."""

import asyncio
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as WaitedInVain
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any, TypeVar

T = TypeVar("T")


class WorkerThread:
    """Worker thread for calls that may block, done one after the other in the order given.

    A daemon, unlike ThreadPoolExecutor's threads: quitting never waits for a blocked database call.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = SimpleQueue()
        self._thread: Thread | None = None
        self._since: float | None = None
        self._idle: Callable[[], object] | None = None
        self._every: float | None = None

    def while_idle(self, call: Callable[[], object], every: float) -> None:
        """Do `call` each `every` seconds from now on, as long as nothing else is to be done."""
        self._idle, self._every = call, every
        # Wakes the thread, which may wait for ever until now.
        self.submit(lambda: None)

    def submit(self, call: Callable[[], T]) -> "Future[T]":
        """Return where the result of `call` will be, once all that was given before is done."""
        if self._thread is None:
            self._thread = Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()
        future: Future[T] = Future()
        self._jobs.put((future, call))
        return future

    async def do(self, call: Callable[[], T]) -> T:
        """Return the result of `call`; the event loop goes on meanwhile."""
        return await asyncio.wrap_future(self.submit(call))

    @property
    def busy(self) -> float:
        """Return for how many seconds it has been at the same call."""
        since = self._since
        return 0.0 if since is None else monotonic() - since

    def leave(self, last: Callable[[], object], seconds: float) -> bool:
        """Have `last` done after everything else; return whether that was done within so many seconds."""
        self._idle = self._every = None
        with suppress(WaitedInVain, CancelledError):
            self.submit(last).result(seconds)
            return True
        return False

    def _work(self) -> None:
        while True:
            try:
                future, call = self._jobs.get(timeout=self._every)
            except Empty:
                if (idle := self._idle) is not None:
                    idle()
                continue
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

"""When an app under test has nothing more to do: known from its event loop instead of guessed from the processor.

Textual's own `wait_for_idle` (textual/_wait.py, 8.2.8) sleeps 20 ms at a time until the process uses little of the
processor: long on an idle machine, and too short on a busy one, where a process that waits for its turn looks idle.
"""

import asyncio
import weakref
from asyncio import Future
from time import monotonic
from typing import Any

import pytest
from textual import app, pilot

#: How long a call in another thread is waited for; a desk that does not answer takes longer.
BLOCKED = 1.0
#: Rounds of the event loop without anything to do.
ROUNDS = 3


class Idle:
    """Knows the calls that other threads are at for the event loop, and waits for the end of it all."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._calls: weakref.WeakSet[Future[Any]] = weakref.WeakSet()
        #: Calls waited for in vain: while one of them is pending, its thread does nothing else either.
        self._blocked: weakref.WeakSet[Future[Any]] = weakref.WeakSet()
        wrap = asyncio.wrap_future

        def wrap_future(*given: Any, **more: Any) -> Future[Any]:
            future = wrap(*given, **more)
            self._calls.add(future)
            return future

        patch.setattr(asyncio, "wrap_future", wrap_future)
        patch.setattr(asyncio.futures, "wrap_future", wrap_future)
        # Textual waits for idleness in these two modules, after each key and in each pause.
        patch.setattr(app, "wait_for_idle", self.wait)
        patch.setattr(pilot, "wait_for_idle", self.wait)

    async def wait(self, min_sleep: float = 0, max_sleep: float = BLOCKED) -> None:
        """Return when the loop has nothing to do and no other thread is at work for it."""
        end = monotonic() + max_sleep
        ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
        quiet = 0
        while quiet < ROUNDS:
            await asyncio.sleep(0)
            quiet = quiet + 1 if not ready else 0
            if quiet == ROUNDS and (calls := [call for call in self._calls if not call.done()]):
                if not self._blocked.isdisjoint(calls):
                    return
                left = max(0.0, end - monotonic())
                done, _ = await asyncio.wait(calls, timeout=left, return_when=asyncio.FIRST_COMPLETED)
                if not done:
                    self._blocked.update(calls)
                quiet = 0

"""When an app under test has nothing more to do: known from its event loop instead of guessed from the processor.

Textual's own `wait_for_idle` (textual/_wait.py, 8.2.8) sleeps 20 ms at a time until the process uses little of the
processor: long on an idle machine, and too short on a busy one, where a process that waits for its turn looks idle.
What is private in Textual and asyncio and used by the tests to wait stands here.
"""

import asyncio
import weakref
from asyncio import Future
from time import monotonic
from typing import Any

import pytest
from textual import app, pilot
from textual._context import active_app
from textual.screen import Screen

#: How long a call in another thread is waited for; a desk that does not answer takes longer.
BLOCKED = 1.0
#: Rounds of the event loop without anything to do.
ROUNDS = 3
#: How often in one wait a screen may ask to be painted again: one that moves always does.
PAINTED = 10


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
        """Return when the loop has nothing to do, no other thread is at work for it, and the screen is painted."""
        end = monotonic() + max_sleep
        painted = 0
        while True:
            await messages_done()
            if calls := [call for call in self._calls if not call.done()]:
                if not self._blocked.isdisjoint(calls):
                    return
                left = max(0.0, end - monotonic())
                done, _ = await asyncio.wait(calls, timeout=left, return_when=asyncio.FIRST_COMPLETED)
                if not done:
                    self._blocked.update(calls)
            elif painted < PAINTED and (screen := _unpainted()) is not None:
                # It would do so itself within a sixtieth of a second.
                screen._on_timer_update()
                painted += 1
            else:
                return


async def messages_done() -> None:
    """Return when the loop has nothing to do but wait for other threads."""
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    quiet = 0
    while quiet < ROUNDS:
        await asyncio.sleep(0)
        quiet = 0 if ready else quiet + 1


def _unpainted() -> Screen[Any] | None:
    """The screen in front if it has yet to be laid out or painted, or to call whoever waits for that."""
    running = active_app.get(None)
    if running is None or not running._screen_stack or running._batch_count:
        return None
    screen = running.screen
    todo = (
        screen._layout_required,
        screen._scroll_required,
        screen._repaint_required,
        screen._recompose_required,
        screen._dirty_widgets,
        screen._callbacks,
    )
    return screen if screen.is_running and any(todo) else None

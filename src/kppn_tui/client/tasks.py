"""The asyncio tasks of a session."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


class Tasks:
    """Tasks that end with the session; what one of them raises is handed to `crashed`."""

    def __init__(self, crashed: Callable[[BaseException], None]) -> None:
        self._crashed = crashed
        #: How often all of them were done.
        self.rests = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._residents: set[asyncio.Task[None]] = set()

    @property
    def busy(self) -> bool:
        """Return whether any of them is still at work."""
        return bool(self._tasks)

    def begin(self, work: Coroutine[Any, Any, None], *, resident: bool = False) -> None:
        """Run `work` beside whatever else goes on; a `resident` one runs as long as the session and is not work."""
        task = asyncio.get_running_loop().create_task(work)
        (self._residents if resident else self._tasks).add(task)
        task.add_done_callback(self._ended)

    def close(self) -> None:
        """Cancel what still runs."""
        for task in self._tasks | self._residents:
            task.cancel()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._residents.discard(task)
        self.rests += not self._tasks
        if not task.cancelled() and (error := task.exception()) is not None:
            self._crashed(error)

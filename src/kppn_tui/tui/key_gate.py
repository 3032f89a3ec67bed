"""Gate of the keys: each is let in when all that the key before it has begun is done and shown."""

import asyncio
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from textual.app import App
from textual.events import Event, Key, Paste
from textual.widget import Widget
from textual.widgets import Input, TextArea

from kppn_tui.terminal.textual_private import at_rest, lay_out

if TYPE_CHECKING:
    from textual.screen import Screen

#: How often it is looked whether keys can go on: at first in each round of the event loop, then after so many seconds.
ROUNDS, LOOK = 200, 0.005
#: After so many seconds a widget that is still at work is no longer waited for: a fault must not take the keyboard.
STUCK = 10.0


class KeyGate:
    """Gate before an app: keys that come faster than they are heeded wait here, in their order; none is dropped.

    `keeps_waiting` says whether a key can't be taken yet for a reason that the messages of the widgets don't tell;
    `crashed` hears of a fault.
    """

    def __init__(
        self, app: App[Any], keeps_waiting: Callable[[str], bool], crashed: Callable[[BaseException], None]
    ) -> None:
        self._app = app
        self._crashed = crashed
        self._keeps_waiting = keeps_waiting
        self._waiting: deque[Key | Paste] = deque()
        #: Let in, and on their way through the app's own messages.
        self._passing: deque[Key | Paste] = deque()
        self._task: asyncio.Task[None] | None = None
        #: The field in which the last key was a letter.
        self._typed_in: Widget | None = None
        self._laid_out: WeakSet[Screen[Any]] = WeakSet()

    @property
    def closed(self) -> bool:
        """Return whether keys wait here."""
        return bool(self._waiting or self._passing)

    def has_let_in(self, event: Event) -> bool:
        """Return whether `event` has waited here, and is on its way now."""
        return bool(self._passing) and event is self._passing[0]

    def lets_in(self, event: Key | Paste) -> bool:
        """Return whether `event` may be heeded now; if not it is kept, and posted anew when it may."""
        if event.is_forwarded:
            return True
        if self.has_let_in(event):
            self._passing.popleft()
            return True
        if not self.closed and (self._goes_on(event) or self._open(event, within=True)):
            self._note(event)
            return True
        self._waiting.append(event)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._let_in())
            self._task.add_done_callback(self._ended)
        return False

    async def _let_in(self) -> None:
        while self._waiting and await self._opened(self._waiting[0]):
            self._pass()
            # A field takes its letters in their order: they need not wait for each other.
            while self._waiting and self._goes_on(self._waiting[0]):
                self._pass()

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Hand a fault to the app: in a task of its own it would take the keyboard without a word."""
        if not task.cancelled() and (error := task.exception()) is not None:
            self._crashed(error)

    def _pass(self) -> None:
        event = self._waiting.popleft()
        self._note(event)
        self._passing.append(event)
        self._app.post_message(event)

    async def _opened(self, event: Key | Paste) -> bool:
        """Wait until `event` can be heeded; return False if the app is left before."""
        rounds, moving_since = 0, monotonic()
        while self._app.is_running:
            if self._open(event) or monotonic() - moving_since > STUCK:
                return True
            if self._front is not None and self._held(event):
                moving_since = monotonic()
            rounds += 1
            await asyncio.sleep(0 if rounds < ROUNDS else LOOK)
        return False

    def _open(self, event: Key | Paste, *, within: bool = False) -> bool:
        """Return whether `event` can be heeded: nothing that a key has begun is under way any more."""
        return at_rest(self._app, within=within) and self._front is not None and not self._held(event)

    def _held(self, event: Key | Paste) -> bool:
        return self._keeps_waiting(event.key if isinstance(event, Key) else "")

    @property
    def _front(self) -> "Screen[Any] | None":
        """Return the screen in front if keys reach it: its fields are there, and it knows which of them can be seen."""
        front = self._app.screen_stack[-1] if self._app.screen_stack else None
        if front is None or not front.is_mounted:
            return None
        if front not in self._laid_out:
            self._laid_out.add(front)
            lay_out(front)
            return None
        return front

    def _note(self, event: Key | Paste) -> None:
        self._typed_in = self._app.focused if isinstance(event, Key) and event.is_printable else None

    def _goes_on(self, event: Key | Paste) -> bool:
        """Return whether `event` is one more letter for the field in which the last one was typed."""
        field = self._app.focused
        is_field = isinstance(field, Input) or (isinstance(field, TextArea) and not field.read_only)
        return is_field and field is self._typed_in and isinstance(event, Key) and event.is_printable

"""The app's doors to the desk: one thread, one way to act, one way to read; drafts on the way to the disk."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from textual.app import App
from textual.reactive import reactive

from kppn_tui.alerts import sweep_sentence
from kppn_tui.domain.errors import DeskError, StoreUnavailable
from kppn_tui.i18n import _, explain

if TYPE_CHECKING:
    from kppn_tui.desk import Desk
    from kppn_tui.desk.sweep import Sweep
    from kppn_tui.domain.people import Officer
    from kppn_tui.domain.views import Board
    from kppn_tui.tui.base import DeskScreen

T = TypeVar("T")
Severity = Literal["information", "warning", "error"]
Handlers = Mapping[type[DeskError], Callable[[DeskError], None]]
#: How long a key may wait until its text is on the disk.
DRAFT_DELAY = 0.1
#: A desk sweeps at least this often, so that everybody sees that the clocks are watched.
HEARTBEAT = timedelta(seconds=60)
#: After a database that did not answer.
RETRY = timedelta(seconds=5)


class Doors(App[None]):
    """What was pressed first is done first: verbs and reads share one thread and with it one connection."""

    #: The live queue; there is one from the sign-in on, and its records are not loaded before.
    board: "reactive[Board]" = reactive(cast("Board", None), always_update=True)

    def __init__(self, desk: "Desk | None") -> None:
        super().__init__()
        self.desk = desk
        self.officer: Officer | None = None
        #: A sentence for the header while the database does not answer.
        self.trouble = ""
        self._trouble_reading = False
        self.next_wake: datetime | None = None
        self._sweeping = False
        self._drafts: dict[str, str] = {}
        self._drafts_failed = False
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")
        # Drafts have a file of their own: they don't wait for a verb that waits for the database.
        self._draft_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drafts")

    def shut(self) -> None:
        """Write what is half typed, then let go of the desk."""
        self.write_drafts()
        self._draft_thread.shutdown(wait=True)
        self._thread.shutdown(wait=True)
        if self.desk is not None:
            self.desk.close()

    def now(self) -> datetime:
        """The desk's moment, UTC."""
        assert self.desk is not None
        return self.desk.now()

    def local(self, at: datetime) -> datetime:
        """`at` in the office's zone."""
        return self.desk.calendar.local(at) if self.desk else at

    def local_now(self) -> datetime:
        """The desk's moment in the office's zone."""
        return self.local(self.now())

    @property
    def base_screen(self) -> "DeskScreen[Any] | None":
        """The full screen in front, below any form."""
        # Asked by an attribute: the first paint does not load what only comes after the sign-in.
        found = (screen for screen in reversed(self.screen_stack) if getattr(screen, "is_desk_screen", False))
        return cast("DeskScreen[Any] | None", next(found, None))

    def say(self, sentence: str, severity: Severity = "information") -> None:
        """A toast; data in it is never read as markup."""
        if sentence:
            self.notify(sentence, severity=severity, markup=False, timeout=4 if severity == "information" else 8)

    async def in_thread(self, call: Callable[[], T]) -> T:
        """The result of `call`, run in the desk's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)

    def begin(self, work: Callable[[], Coroutine[Any, Any, None]], group: str, exclusive: bool = False) -> None:
        """Run `work` beside the keys; its coroutine is made only when it starts, so a cancelled one leaves nothing."""
        self.run_worker(work, group=group, exclusive=exclusive)  # type: ignore[arg-type]

    # Acting

    def act(
        self,
        call: Callable[[], T],
        done: Callable[[T], None] | None = None,
        otherwise: Handlers | None = None,
        failed: Callable[[DeskError], None] | None = None,
    ) -> None:
        """The act door: run a verb, then `done`, then read again; a refusal is told as it is.

        `otherwise` handles a leaf of DeskError instead of telling it; `failed` runs after a refusal was told.
        """
        self.begin(partial(self._act, self.officer, call, done, otherwise or {}, failed), "act")

    async def _act(
        self,
        officer: "Officer | None",
        call: Callable[[], T],
        done: Callable[[T], None] | None,
        otherwise: Handlers,
        failed: Callable[[DeskError], None] | None,
    ) -> None:
        try:
            result = await self.in_thread(call)
        except DeskError as error:
            self._troubled(error)
            if self.officer is not officer:
                return
            handler = next((handle for kind, handle in otherwise.items() if isinstance(error, kind)), None)
            if handler is not None:
                handler(error)
                return
            self.say(explain(error), "error" if isinstance(error, StoreUnavailable) else "warning")
            if failed is not None:
                failed(error)
            return
        self.trouble = ""
        # What one officer did is not told to the next.
        if not self.is_running or self.officer is not officer:
            return
        if done is not None:
            done(result)
        self.reload()

    # Reading

    def reload(self) -> None:
        """The read door: the board and what the screen shows, in one go."""
        if self.desk is not None and self.officer is not None:
            self.begin(self._reload, "read", exclusive=True)

    async def _reload(self) -> None:
        screen, desk, officer = self.base_screen, self.desk, self.officer
        if desk is None or officer is None:
            return

        def read() -> "tuple[Board, datetime | None, Any]":
            data = screen.read(desk) if screen is not None else None
            return desk.board(officer), desk.next_wake(), data

        # What was committed until here, by this desk as well, is in what is read now.
        desk.changed()
        try:
            board, wake, data = await self.in_thread(read)
        except DeskError as error:
            self._troubled(error, reading=True)
            self.set_timer(RETRY.total_seconds(), self.reload)
            return
        if not self.is_running or self.officer is not officer:
            # The program is being left, its screens half taken down; or somebody else has sat down.
            return
        # That reading works again does not say that writing does.
        if self._trouble_reading:
            self.trouble = ""
        self.board = board
        if wake is not None and (self.next_wake is None or wake < self.next_wake):
            self.next_wake = wake
        if screen is not None and screen is self.base_screen and screen.is_up:
            screen.show(data)
            screen.tick()
            screen.refresh_bindings()

    def _troubled(self, error: DeskError, *, reading: bool = False) -> None:
        if isinstance(error, StoreUnavailable):
            self._trouble_reading = reading
            self.trouble = _("database does not answer")

    # The pulse

    def pulse(self, force: bool = False) -> None:
        """Somebody committed: read again. A clock is due: sweep. Otherwise one cheap question."""
        if self.desk is None or self.officer is None or not self.is_running:
            return
        if self.desk.changed() or force:
            self.reload()
        due = self.next_wake is None or self.next_wake <= self.now()
        if (due or force) and not self._sweeping:
            self._sweeping = True
            self.begin(partial(self._sweep, self.officer), "sweep")

    async def _sweep(self, officer: "Officer") -> None:
        from kppn_tui.tui.alarm import concerning

        desk = self.desk
        assert desk is not None

        def sweep() -> "tuple[Sweep, Sweep]":
            result = desk.sweep("desk")
            return result, concerning(desk, officer, result)

        try:
            result, told = await self.in_thread(sweep)
            self.trouble = ""
            beat = self.now() + HEARTBEAT
            self.next_wake = min(result.next_at or beat, beat)
            if self.officer is officer:
                self.say(sweep_sentence(told), "warning")
            if result.raised:
                self.reload()
        except DeskError as error:
            self.next_wake = self.now() + RETRY
            self._troubled(error)
        finally:
            self._sweeping = False

    # Drafts

    def keep_draft(self, field: str, text: str) -> None:
        """Keep half-typed text; written a moment later, many keys at once."""
        if not self._drafts:
            self.set_timer(DRAFT_DELAY, self.write_drafts)
        self._drafts[field] = text

    def drafts(self, prefix: str) -> dict[str, str]:
        """The officer's kept texts by field, the key pressed last included."""
        if self.desk is None or self.officer is None:
            return {}
        self.write_drafts()
        try:
            return self._draft_thread.submit(self.desk.drafts.load, self.officer.id, prefix).result()
        except DeskError as error:
            self._draft_kept(error)
            return {}

    def forget_draft(self, prefix: str) -> None:
        """The verb has committed: its half-typed text is not needed any more."""
        if self.desk is not None and self.officer is not None:
            self._drafts = {field: text for field, text in self._drafts.items() if not field.startswith(prefix)}
            self._to_drafts(partial(self.desk.drafts.forget, self.officer.id, prefix))

    def write_drafts(self) -> None:
        """Hand what was typed since to the disk."""
        if self.desk is not None and self.officer is not None:
            for field, text in self._drafts.items():
                self._to_drafts(partial(self.desk.drafts.save, self.officer.id, field, text))
        self._drafts = {}

    def _to_drafts(self, write: Callable[[], None]) -> None:
        """Write in the drafts' own thread; back in the event loop a failure is told."""

        def run() -> None:
            failed: DeskError | None = None
            try:
                write()
            except DeskError as error:
                failed = error
            if self.is_running and (failed or self._drafts_failed):
                self.call_later(self._draft_kept, failed)

        self._draft_thread.submit(run)

    def _draft_kept(self, failed: DeskError | None) -> None:
        """A failure to keep text is told once, until text is kept again."""
        if failed is not None:
            self._troubled(failed)
            if not self._drafts_failed:
                self.say(explain(failed), "error")
        elif self._drafts_failed:
            self.trouble = ""
        self._drafts_failed = failed is not None

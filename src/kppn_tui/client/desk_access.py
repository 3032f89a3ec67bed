"""The desk of a session, and the thread in which alone it is asked."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from kppn_tui.client.call import Call
from kppn_tui.client.worker_thread import WorkerThread
from kppn_tui.domain.errors import DeskError

if TYPE_CHECKING:
    from kppn_tui.desk import Desk
    from kppn_tui.domain.workdays import WorkCalendar
    from kppn_tui.office.settings import Settings

T = TypeVar("T")
#: After so many seconds without an answer whoever waits is told.
SLOW = 1.0
#: How long leaving waits for a verb that is at work, and for the goodbye to the others, in seconds.
LEAVING, GOODBYE = 5.0, 0.4


class DeskAccess:
    """The desk of a session; it is asked in a thread of its own, one call after the other."""

    def __init__(self, answered: Callable[[], None]) -> None:
        """Begin without a desk; `answered` is called in the event loop after every call, whatever became of it."""
        self._desk: Desk | None = None
        self._answered = answered
        self.thread = WorkerThread("desk")

    def attach(self, desk: "Desk") -> None:
        """Use `desk`, which is open; it is closed from here."""
        self._desk = desk

    async def open(self, opening: "Callable[[], Desk]") -> bool:
        """Open the desk with `opening`, in the desk's thread; return whether it knows no officer yet.

        A desk that is open already is closed before, and stands for the new one until that is there.

        Raises:
            OtherOffice: it knows officers of other offices only.
            DeskError: what `opening` raises.
        """
        before = self._desk

        def opened() -> bool:
            if before is not None:
                before.close()
            desk = opening()
            # Read here, or the first moment on the screen would wait for the file.
            _ = desk.calendar
            self.attach(desk)
            if desk.officers():
                return False
            desk.require_not_others()
            return True

        return await self.in_thread(opened)

    async def release(self) -> None:
        """Close the desk, to be opened anew; nothing without one."""
        desk, self._desk = self._desk, None
        if desk is not None:
            await self.in_thread(desk.close)

    def close(self, lost: bool, goodbye: "Callable[[Desk], Callable[[], None] | None]") -> None:
        """Let go of the desk, with what `goodbye` says to the others; a database that is `lost` is not waited for."""
        desk = self._desk
        lost = lost or self.slow or self.cut_off
        done = self.thread.leave(lambda: None, GOODBYE if lost else LEAVING)
        last_word = goodbye(desk) if desk is not None and done and not lost else None

        def closed() -> None:
            try:
                if last_word is not None:
                    last_word()
            except DeskError:
                # The others see it fade.
                pass
            finally:
                if desk is not None:
                    desk.close()

        self.thread.leave(closed, GOODBYE if done else 0)

    @property
    def desk(self) -> "Desk | None":
        """Return the desk; None while it is not open."""
        return self._desk

    @property
    def opened(self) -> "Desk":
        """Return the desk, which must be open."""
        if self._desk is None:
            raise RuntimeError("the desk is not open yet")
        return self._desk

    @property
    def slow(self) -> bool:
        """Return whether somebody waits for an answer for long."""
        return self.thread.busy > SLOW

    @property
    def cut_off(self) -> bool:
        """Return whether the desk knows itself that its database is gone."""
        return self._desk is not None and self._desk.cut_off

    @property
    def settings(self) -> "Settings":
        """Return the settings of the office."""
        return self.opened.settings

    @property
    def calendar(self) -> "WorkCalendar":
        """Return the office's working calendar."""
        return self.opened.calendar

    @property
    def target(self) -> timedelta:
        """Return the promised length of a service (R21)."""
        return timedelta(minutes=self.settings.limits.service_minutes)

    def now(self) -> datetime:
        """Return the desk's moment, UTC."""
        return self.opened.now()

    def local(self, at: datetime) -> datetime:
        """Return `at` in the office's zone; as it is while the desk is not open."""
        return self._desk.calendar.local(at) if self._desk is not None else at

    def local_now(self) -> datetime:
        """Return the desk's moment in the office's zone."""
        desk = self.opened
        return desk.calendar.local(desk.now())

    async def in_thread(self, call: Callable[[], T]) -> T:
        """Return the result of `call`, run in the desk's thread. Raises what the call raises."""
        try:
            return await self.thread.do(call)
        finally:
            self._answered()

    async def run(self, call: Call[T]) -> T:
        """Return the result of `call`, run in the desk's thread. Raises what the call raises."""
        desk = self.opened
        return await self.in_thread(lambda: call.run(desk))

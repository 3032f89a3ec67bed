"""The app's doors to the desk: one thread, one way to act, one way to read; and what follows when nobody answers."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.reactive import reactive
from textual.screen import Screen

from kppn_tui.domain.errors import DeskError, StoreUnavailable
from kppn_tui.domain.trouble import Trouble
from kppn_tui.i18n import explain
from kppn_tui.presentation.alerts import sweep_sentence
from kppn_tui.presentation.presence import company_text
from kppn_tui.tui.line import Line

if TYPE_CHECKING:
    from kppn_tui.desk import Desk
    from kppn_tui.domain.people import Officer, Stakeholder
    from kppn_tui.domain.sweep import Sweep
    from kppn_tui.domain.views import Board
    from kppn_tui.tui.base import DeskScreen

T = TypeVar("T")
Handlers = Mapping[type[DeskError], Callable[[DeskError], None]]
#: How often the change feed is asked (a few µs), in seconds.
LISTEN = 0.05
#: A desk sweeps at least this often, so that everybody sees that the clocks are watched.
HEARTBEAT = timedelta(seconds=60)


class Doors(Line):
    """Screens act and read through these; nothing in the event loop asks the database."""

    #: The live queue; there is one from the sign-in on, and its records are not loaded before.
    board: "reactive[Board]" = reactive(cast("Board", None), always_update=True)
    #: Whether the desk looks at the clocks itself; in a training room its stage does.
    sweeps: ClassVar[bool] = True

    def __init__(self, desk: "Desk | None") -> None:
        super().__init__(desk)
        self.next_wake: datetime | None = None
        #: Everybody whom the office knows, as asked last: at the sign-in, and by each form that finds among them.
        self.stakeholders: list[Stakeholder] = []
        self._sweeping = self._telling = False
        self._ear: asyncio.TimerHandle | None = None
        self._company: tuple[Screen[Any], tuple[str, ...]] | None = None

    def shut(self) -> None:
        if self._ear is not None:
            self._ear.cancel()
        super().shut()

    def now(self) -> datetime:
        """The desk's moment, UTC."""
        assert self.desk is not None
        return self.desk.now()

    def asleep(self) -> bool:
        """Whether nobody has looked at the clocks for too long."""
        from kppn_tui.presentation.deadlines import is_asleep

        return is_asleep(self.board.swept_at, self.now())

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

    def below_header(self) -> ComposeResult:
        """What stands below the header of every screen: nothing, but in a training room."""
        yield from ()

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
            self.failed(error, Trouble.WRITE)
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
        self.works(Trouble.READ, Trouble.WRITE)
        # What one officer did is not told to the next.
        if not self.is_running or self.officer is not officer:
            return
        if done is not None:
            done(result)
        self.reload()

    # Reading

    def ask(self, call: Callable[[], T], then: Callable[[T], object]) -> None:
        """A question on the side: `then` with the answer, if one comes."""
        self.begin(partial(self._ask, call, then), "ask")

    def learn_stakeholders(self) -> None:
        """Ask anew whom the office knows."""

        def learn(known: "list[Stakeholder]") -> None:
            self.stakeholders = known

        if self.desk is not None:
            self.ask(self.desk.known_stakeholders, learn)

    async def _ask(self, call: Callable[[], T], then: Callable[[T], object]) -> None:
        try:
            answer = await self.in_thread(call)
        except DeskError as error:
            self.failed(error, Trouble.READ)
        else:
            then(answer)

    def reload(self) -> None:
        """The read door: the board and what the screen shows, in one go."""
        if self.desk is not None and self.officer is not None:
            self.begin(self._reload, "read", exclusive=True)

    async def _reload(self) -> None:
        screen, desk, officer = self.base_screen, self.desk, self.officer
        if desk is None or officer is None:
            return

        # What was committed until here, by this desk as well, is in what is read now.
        desk.changed()
        try:
            board, wake, others, data = await self.in_thread(partial(self._read, desk, officer, screen))
        except DeskError as error:
            self.failed(error, Trouble.READ)
            return
        if not self.is_running or self.officer is not officer:
            # The program is being left, its screens half taken down; or somebody else has sat down.
            return
        self.works(Trouble.READ)
        self.board = board
        self.presence.others = others
        if wake is not None and (self.next_wake is None or wake < self.next_wake):
            self.next_wake = wake
        if screen is not None and screen is self.base_screen and screen.is_up:
            screen.show(data)
            screen.tick()
            screen.refresh_bindings()
        self.tell_presence()
        if Trouble.WRITE in self.troubles:
            await self._try_to_write(desk)

    @staticmethod
    def _read(
        desk: "Desk", officer: "Officer", screen: "DeskScreen[Any] | None"
    ) -> "tuple[Board, datetime | None, dict[int, tuple[str, ...]], Any]":
        """In the desk's thread: one snapshot for everything that is shown."""
        with desk.snapshot():
            data = screen.read(desk) if screen is not None else None
            return desk.board(officer), desk.next_wake(), desk.also_open(officer), data

    async def _try_to_write(self, desk: "Desk") -> None:
        """That reading works again does not say that writing does."""
        try:
            await self.in_thread(desk.try_to_write)
        except DeskError as error:
            self.failed(error, Trouble.WRITE)
        else:
            self.works(Trouble.WRITE)
            self.next_wake = None

    # Presence

    @property
    def ticket_in_work(self) -> int | None:
        """The ticket that is open at this desk, None while there is none."""
        screen = self.base_screen
        return screen.open_ticket if screen is not None and self.officer is not None else None

    def tell_presence(self) -> None:
        """Let the others know what is open here, if they don't; say in a form who else is at it."""
        desk = self.desk
        if desk is None or not self.is_running:
            return
        ticket, now = self.ticket_in_work, desk.now()
        step = self.presence.step(desk, self.officer, ticket, now)
        if step is not None and not self._telling and not self.in_trouble:
            self._telling = True
            self.begin(partial(self._tell, step, self.officer, ticket), "presence")
        company = self.screen, self.presence.others.get(ticket or 0, ())
        if self.screen is not self.base_screen and company != self._company:
            for form in self.screen.query(".form"):
                form.border_subtitle = company_text(company[1])
                self._company = company

    async def _tell(self, step: Callable[[], None], officer: "Officer | None", ticket: int | None) -> None:
        try:
            await self.in_thread(step)
            self.presence.told(officer, ticket, self.now())
        except DeskError as error:
            self.failed(error, Trouble.WRITE)
        finally:
            self._telling = False
        # The next screen may have come meanwhile.
        self.tell_presence()

    # The pulse

    def listen(self) -> None:
        """Ask the change feed from now on, over and over; beside the messages of the screen, since it is so often."""
        self._ear = asyncio.get_running_loop().call_later(LISTEN, self.listen)
        if self.desk is not None and self.officer is not None and self.desk.changed():
            self.call_later(self.reload)

    def pulse(self, force: bool = False) -> None:
        """Somebody committed: read again. A clock is due: sweep. A second is soon enough for everything else."""
        self.tell_presence()
        if self.desk is None or self.officer is None or not self.is_running:
            return
        self.look_for_trouble()
        if force or self.desk.changed():
            self.reload()
        due = self.next_wake is None or self.next_wake <= self.now()
        if self.sweeps and (due or force) and not self._sweeping and not self.in_trouble:
            self._sweeping = True
            self.begin(partial(self._sweep, self.officer), "sweep")

    async def _sweep(self, officer: "Officer") -> None:
        from kppn_tui.client.alerts import concerning

        desk = self.desk
        assert desk is not None

        def sweep() -> "tuple[Sweep, Sweep]":
            result = desk.sweep("desk")
            return result, concerning(desk, officer, result)

        try:
            result, told = await self.in_thread(sweep)
            beat = self.now() + HEARTBEAT
            self.next_wake = min(result.next_at or beat, beat)
            if self.officer is officer:
                self.say(sweep_sentence(told), "warning")
            swept = self.board.swept_at
            # Once a minute at least: a server doesn't tell a desk of its own sign of life, and nobody tells that a
            # colleague's presence has faded.
            if result.raised or swept is None or self.now() - swept >= HEARTBEAT:
                self.reload()
        except DeskError as error:
            self.failed(error, Trouble.WRITE)
        finally:
            self._sweeping = False

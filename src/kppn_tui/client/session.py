"""One desk session of one terminal: acting, reading, and what comes from the other desks."""

import asyncio
import contextvars
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from kppn_tui.client.call import Call
from kppn_tui.client.connection import Connection
from kppn_tui.client.drafts import DraftKeeper
from kppn_tui.client.presence import Presence
from kppn_tui.client.tasks import Tasks
from kppn_tui.client.verbs import Verbs
from kppn_tui.client.worker_thread import WorkerThread
from kppn_tui.domain.errors import DeskError, NotAllowed
from kppn_tui.domain.trouble import Trouble

if TYPE_CHECKING:
    from kppn_tui.client.alerts import OwnServiceAlert
    from kppn_tui.desk import Clock, Desk
    from kppn_tui.domain.availability import Circumstances
    from kppn_tui.domain.people import Officer, Stakeholder
    from kppn_tui.domain.states import TicketState
    from kppn_tui.domain.sweep import Sweep
    from kppn_tui.domain.views import Board, QueueRow
    from kppn_tui.domain.workdays import WorkCalendar
    from kppn_tui.office.settings import Settings

T = TypeVar("T")
Handlers = Mapping[type[DeskError], Callable[[DeskError], None]]
#: How often the change feed is asked (a few µs), in seconds.
LISTEN = 0.05
#: A desk sweeps at least this often, so that everybody sees that the deadlines are watched.
HEARTBEAT = timedelta(seconds=60)
#: After so many seconds without an answer whoever waits is told.
SLOW = 1.0
#: How long leaving waits for a verb that is at work, and for the goodbye to the others, in seconds.
LEAVING, GOODBYE = 5.0, 0.4


class Listener(Protocol):
    """What a front end hears of its session."""

    def wanted(self) -> Call[Any] | None:
        """Return what is to be read besides the board; None for the board alone."""

    def refreshed(self, data: Any) -> None:
        """The board was read anew, and with it `data`, what was wanted."""

    def troubled(self) -> None:
        """The troubles of the connection have changed."""

    def alerted(self, sweep: "Sweep") -> None:
        """Deadlines that concern this officer passed a level."""

    def refused(self, error: DeskError) -> None:
        """A verb was refused, or text can't be kept."""

    def second(self) -> None:
        """A second has passed."""

    @property
    def ticket_in_work(self) -> int | None:
        """Return the ticket that is open here; None while there is none."""

    def crashed(self, error: BaseException) -> None:
        """A task of the session ended with an error that nobody expected."""


class Client:
    """A session at a desk, for as long as the front end runs; officers sign in and out of it.

    Nothing here blocks the event loop: the desk is asked in a thread of its own, one call after the other, so what was
    asked first is done first.
    """

    def __init__(self, listener: Listener, *, sweeps: bool = True, anonymous: bool = False) -> None:
        """`sweeps` is false where somebody else watches the deadlines for this session.

        An `anonymous` session has no officer: it reads what is wanted, and neither reads the board nor sweeps.
        """
        self._listener = listener
        self._sweeps = sweeps
        self._anonymous = anonymous
        self._desk: Desk | None = None
        self._thread = WorkerThread("desk")
        self._tasks = Tasks(listener.crashed)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._context: contextvars.Context | None = None
        self._board: Board | None = None
        self._alert: OwnServiceAlert | None = None
        self._read_at: datetime | None = None
        self._reading = self._read_again = self._sweeping = self._telling = self._closed = False
        self.connection = Connection(
            listener.troubled, self._try_again, lambda: self._desk is not None and self._desk.cut_off
        )
        self.drafts = DraftKeeper(self._draft_kept)
        self.presence = Presence()
        self.verbs = Verbs(lambda: self.signed_in)
        #: Who is signed in.
        self.officer: Officer | None = None
        #: When the next deadline falls due, as read last.
        self.next_wake: datetime | None = None
        #: Everybody whom the office knows, as asked last.
        self.stakeholders: list[Stakeholder] = []
        #: How long nobody may have swept before the sweeper is called asleep; None for the usual time.
        self.patience: Callable[[], timedelta] | None = None

    # Opening and leaving

    def attach(self, desk: "Desk") -> None:
        """Use `desk`, which is open; the client closes it."""
        self._desk = desk

    async def open(self, opening: "Callable[[], Desk]") -> bool:
        """Open the desk with `opening`, in the desk's thread; return whether it knows no officer yet.

        A desk that is open already is closed before, and stands for the new one until that is there.

        Raises:
            DeskError: what `opening` raises.
        """

        before = self._desk
        if before is not None:
            await self.drafts.settle()

        def opened() -> bool:
            if before is not None:
                before.close()
            desk = opening()
            # Read here, or the first moment on the screen would wait for the file.
            _ = desk.calendar
            self.attach(desk)
            return not desk.officers()

        return await self.in_thread(opened)

    async def is_empty(self) -> bool:
        """Return whether the desk knows no officer yet; true without a desk. Raises StoreUnavailable."""
        return not await self.run(Call(lambda desk: desk.officers())) if self._desk is not None else True

    async def open_office(self, settings: "Settings", clock: "Clock | None" = None) -> bool:
        """Open the desk of an office whose file has just been written; return whether it knows no officer yet.

        Raises:
            StoreUnavailable: it can't be opened.
        """
        from kppn_tui.desk import connect, system_clock

        return await self.open(lambda: connect(settings.url, settings, clock or system_clock))

    async def release(self) -> None:
        """Close the desk, to be opened anew; nothing without one."""
        desk, self._desk = self._desk, None
        if desk is not None:
            await self.drafts.settle()
            await self.in_thread(desk.close)

    def start(self) -> None:
        """Begin to listen to the other desks and to watch the deadlines; within the event loop."""
        self._loop = asyncio.get_running_loop()
        self._context = contextvars.copy_context()
        self._thread.while_idle(self._listen, LISTEN)
        self._tasks.begin(self._beat(), resident=True)

    def shut(self) -> None:
        """Write what is half typed, then let go of the desk; leaving does not wait for a lost database."""
        self._closed = True
        self._tasks.close()
        self.connection.close()
        self.drafts.close()
        desk = self._desk
        lost = self.connection.lost or self._thread.busy > SLOW or (desk is not None and desk.cut_off)
        done = self._thread.leave(lambda: None, GOODBYE if lost else LEAVING)
        goodbye = self.presence.leaving(desk) if desk is not None and done and not lost else None

        def close() -> None:
            try:
                if goodbye is not None:
                    goodbye()
            except DeskError:
                # The others see it fade.
                pass
            finally:
                if desk is not None:
                    desk.close()

        self._thread.leave(close, GOODBYE if done else 0)

    # Who is here, and when

    @property
    def is_open(self) -> bool:
        """Return whether the desk is open."""
        return self._desk is not None

    @property
    def _opened(self) -> "Desk":
        """Return the open desk."""
        if self._desk is None:
            raise RuntimeError("the desk is not open yet")
        return self._desk

    @property
    def settings(self) -> "Settings":
        """Return the settings of the office."""
        return self._opened.settings

    @property
    def calendar(self) -> "WorkCalendar":
        """Return the office's working calendar."""
        return self._opened.calendar

    @property
    def signed_in(self) -> "Officer":
        """Return who is signed in. Raises NotAllowed while nobody is."""
        if self.officer is None:
            raise NotAllowed
        return self.officer

    def now(self) -> datetime:
        """Return the desk's moment, UTC."""
        return self._opened.now()

    def local(self, at: datetime) -> datetime:
        """Return `at` in the office's zone; as it is while the desk is not open."""
        return self._desk.calendar.local(at) if self._desk is not None else at

    def local_now(self) -> datetime:
        """Return the desk's moment in the office's zone."""
        return self.local(self.now())

    async def enter(self, officer: "Officer") -> None:
        """Let `officer` work here: their drafts are read, their alerts begin anew."""
        from kppn_tui.client.alerts import OwnServiceAlert
        from kppn_tui.domain.views import Board

        self.officer = officer
        self._board = Board()
        self._alert = OwnServiceAlert()
        await self.drafts.open(self._opened.drafts, officer.id)

    def leave(self) -> None:
        """Sign the officer out; their drafts are kept."""
        if self.officer is not None:
            self.drafts.write()
            self.act(self.verbs.sign_out())
            self.officer = None
            self.tell_presence()

    # The board

    @property
    def board(self) -> "Board":
        """Return the live queue as read last."""
        if self._board is None:
            from kppn_tui.domain.views import Board

            self._board = Board()
        return self._board

    @property
    def asleep(self) -> bool:
        """Return whether nobody has looked at the deadlines for too long."""
        from kppn_tui.domain.sweep import ASLEEP, is_asleep

        return is_asleep(self.board.swept_at, self.now(), self.patience() if self.patience is not None else ASLEEP)

    @property
    def target(self) -> timedelta:
        """Return the promised length of a service (R21)."""
        return timedelta(minutes=self.settings.limits.service_minutes)

    @property
    def own_row(self) -> "QueueRow | None":
        """Return the ticket that the officer serves now (one on hold only if none runs)."""
        from kppn_tui.domain.availability import own_visit

        return own_visit(self.board, self.officer) if self.officer is not None else None

    @property
    def own_called(self) -> "QueueRow | None":
        """Return the visitor who is called to the officer's counter and not served yet."""
        from kppn_tui.domain.availability import called_visitor

        return called_visitor(self.board, self.officer) if self.officer is not None else None

    def own(self, state: "TicketState") -> "list[QueueRow]":
        """Return the officer's own tickets in `state`."""
        if self.officer is None:
            return []
        return [row for row in self.board.rows if (row.ticket.state, row.ticket.officer_id) == (state, self.officer.id)]

    def circumstances(self, answers: Mapping[str, bool] | None = None) -> "Circumstances":
        """Return who asks, when and where, for `kppn_tui.domain.availability`.

        `answers` are the sections that the officer answers for today, as read with the inbox. Raises NotAllowed while
        nobody is signed in.
        """
        from kppn_tui.domain.availability import Circumstances

        now, settings = self.now(), self.settings
        today = self.local(now).date().isoformat()
        sections = tuple(section.code for section in settings.sections)
        return Circumstances(self.signed_in, now, today, settings.limits, sections, answers or {})

    # Acting

    @property
    def busy(self) -> bool:
        """Return whether something is asked or done just now."""
        return self._tasks.busy

    async def in_thread(self, call: Callable[[], T]) -> T:
        """Return the result of `call`, run in the desk's thread."""
        try:
            return await self._thread.do(call)
        finally:
            self.connection.note(Trouble.SLOW, False)

    async def run(self, call: Call[T]) -> T:
        """Return the result of `call`, run in the desk's thread. Raises what the call raises."""
        desk = self._opened
        return await self.in_thread(lambda: call.run(desk))

    def act(
        self,
        call: Call[T],
        done: Callable[[T], None] | None = None,
        otherwise: Handlers | None = None,
        failed: Callable[[DeskError], None] | None = None,
    ) -> None:
        """Run a verb, then `done`, then read again; a refusal is told as it is.

        `otherwise` handles a leaf of DeskError instead of telling it; `failed` runs after a refusal was told.
        """
        self._tasks.begin(self._act(self.officer, call, done, otherwise or {}, failed))

    async def _act(
        self,
        officer: "Officer | None",
        call: Call[T],
        done: Callable[[T], None] | None,
        otherwise: Handlers,
        failed: Callable[[DeskError], None] | None,
    ) -> None:
        def acted(desk: "Desk") -> T:
            result = call.run(desk)
            # What was committed until here is read below: the feed need not tell it too.
            desk.changed()
            return result

        try:
            result = await self.run(Call(acted))
        except DeskError as error:
            self.connection.failed(error, Trouble.WRITE)
            if self.officer is not officer or self._closed:
                return
            handler = next((handle for kind, handle in otherwise.items() if isinstance(error, kind)), None)
            if handler is not None:
                handler(error)
                return
            self._listener.refused(error)
            if failed is not None:
                failed(error)
            return
        self.connection.works(Trouble.READ, Trouble.WRITE)
        # What one officer did is not told to the next.
        if self._closed or self.officer is not officer:
            return
        if done is not None:
            done(result)
        self.refresh()

    # Reading

    def ask(
        self, call: Call[T], done: Callable[[T], object], failed: Callable[[DeskError], object] = lambda _error: None
    ) -> None:
        """Ask on the side: `done` with the answer, or `failed` with what stood in the way."""
        self._tasks.begin(self._ask(call, done, failed))

    async def _ask(self, call: Call[T], done: Callable[[T], object], failed: Callable[[DeskError], object]) -> None:
        try:
            answer = await self.run(call)
        except DeskError as error:
            self.connection.failed(error, Trouble.READ)
            if not self._closed:
                failed(error)
        else:
            if not self._closed:
                done(answer)

    def learn_stakeholders(self) -> None:
        """Ask anew whom the office knows."""

        def learn(known: "list[Stakeholder]") -> None:
            self.stakeholders = known

        if self._desk is not None:
            self.ask(Call(lambda desk: desk.known_stakeholders()), learn)

    @property
    def _reads(self) -> bool:
        """Return whether the database is read: for the officer who is signed in, or in an anonymous session."""
        return self._desk is not None and not self._closed and (self.officer is not None or self._anonymous)

    def refresh(self) -> None:
        """Read the board and what is shown; asked for meanwhile it is read once more, so nothing is given up."""
        if not self._reads:
            return
        if self._reading:
            self._read_again = True
        else:
            self._reading = True
            self._tasks.begin(self._read())

    def stay_fresh(self) -> None:
        """Read anew what was read a minute ago: nobody tells of a day that begins, nor of a sweep with nothing due."""
        fresh = self._read_at is not None and timedelta(0) <= self.now() - self._read_at < HEARTBEAT
        if self._reads and not fresh and not self.connection.lost:
            self.refresh()

    async def _read(self) -> None:
        try:
            await self._read_once()
        finally:
            self._reading = False
        if self._read_again:
            self._read_again = False
            self.refresh()

    async def _read_once(self) -> None:
        if not self._reads:
            return
        officer, wanted = self.officer, self._listener.wanted()

        def read(desk: "Desk") -> "tuple[tuple[Board, datetime | None, dict[int, tuple[str, ...]]] | None, Any]":
            # What was committed until here, by this desk as well, is in what is read now.
            desk.changed()
            with desk.snapshot():
                data = wanted.run(desk) if wanted is not None else None
                if officer is None:
                    return None, data
                return (desk.board(officer), desk.next_wake(), desk.also_open(officer)), data

        try:
            live, data = await self.run(Call(read))
        except DeskError as error:
            self.connection.failed(error, Trouble.READ)
            return
        if self._closed or self.officer is not officer:
            # The program is being left, or somebody else has signed in.
            return
        self.connection.works(Trouble.READ)
        self._read_at = self.now()
        if live is not None:
            self._board, wake, self.presence.others = live
            if wake is not None and (self.next_wake is None or wake < self.next_wake):
                self.next_wake = wake
        self._listener.refreshed(data)
        self.tell_presence()
        if Trouble.WRITE in self.connection.troubles:
            await self._try_to_write()

    def _try_again(self) -> None:
        """Read anew after an outage; a reading that is under way is a try already."""
        if not self._reading:
            self.refresh()

    async def _try_to_write(self) -> None:
        """Try whether writing works too: that reading does says nothing about it."""
        try:
            await self.run(Call(lambda desk: desk.try_to_write()))
        except DeskError as error:
            self.connection.failed(error, Trouble.WRITE)
        else:
            self.connection.works(Trouble.WRITE)
            self.next_wake = None

    # The other desks, and the deadlines

    def _listen(self) -> None:
        """Ask the change feed, in the desk's thread, while nothing else is asked there."""
        desk, loop = self._desk, self._loop
        if desk is not None and loop is not None and self._reads and desk.changed():
            # In the front end's context: what the desk's thread has of it is none.
            loop.call_soon_threadsafe(self.refresh, context=self._context)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(1)
            self.pulse()
            self._listener.second()

    def pulse(self, force: bool = False) -> None:
        """Do what a second is soon enough for: presence, outages, alerts of the own service, a sweep that is due."""
        self.tell_presence()
        if not self._reads:
            return
        self.connection.note(Trouble.SLOW, self._thread.busy > SLOW)
        if self.officer is None:
            return
        self._raise_own()
        if force:
            self.refresh()
        due = self.next_wake is None or self.next_wake <= self.now()
        if self._sweeps and (due or force) and not self._sweeping and not self.connection.lost:
            self._sweeping = True
            self._tasks.begin(self._sweep(self.officer))

    def _raise_own(self) -> None:
        from kppn_tui.domain.sweep import Sweep

        raised = self._alert.raised(self.own_row, self.now()) if self._alert is not None else None
        if raised is not None:
            self._listener.alerted(Sweep((raised,), None))

    async def _sweep(self, officer: "Officer") -> None:
        from kppn_tui.client.alerts import concerning

        def sweep(desk: "Desk") -> "tuple[Sweep, Sweep]":
            result = desk.sweep("desk")
            return result, concerning(desk, officer, result)

        try:
            result, told = await self.run(Call(sweep))
            beat = self.now() + HEARTBEAT
            self.next_wake = min(result.next_at or beat, beat)
            if self.officer is officer and told.raised:
                self._listener.alerted(told)
            swept = self.board.swept_at
            # Once a minute at least: a server doesn't tell a desk of its own sign of life, and nobody tells that a
            # colleague's presence has faded.
            if result.raised or swept is None or self.now() - swept >= HEARTBEAT:
                self.refresh()
        except DeskError as error:
            self.connection.failed(error, Trouble.WRITE)
        finally:
            self._sweeping = False

    def tell(self, sweep: "Sweep") -> None:
        """Tell what another sweeper has raised, as far as it concerns who is signed in."""
        from kppn_tui.client.alerts import concerning

        officer = self.officer
        if self._desk is None or officer is None or not sweep.raised:
            return
        who = officer

        def told(result: "Sweep") -> None:
            if self.officer is officer and result.raised:
                self._listener.alerted(result)

        self.ask(Call(lambda desk: concerning(desk, who, sweep)), told)

    # Presence and drafts

    def tell_presence(self) -> None:
        """Let the others know what is open here, if they don't."""
        desk = self._desk
        if desk is None or self._closed:
            return
        ticket = self._listener.ticket_in_work if self.officer is not None else None
        step = self.presence.step(desk, self.officer, ticket, desk.now())
        if step is not None and not self._telling and not self.connection.lost:
            self._telling = True
            self._tasks.begin(self._tell(step, self.officer, ticket))

    async def _tell(self, step: Callable[[], None], officer: "Officer | None", ticket: int | None) -> None:
        try:
            await self.in_thread(step)
            self.presence.told(officer, ticket, self.now())
        except DeskError as error:
            self.connection.failed(error, Trouble.WRITE)
        finally:
            self._telling = False
        # The next screen may have come meanwhile.
        self.tell_presence()

    def _draft_kept(self, failed: DeskError | None) -> None:
        """Tell a failure to keep text once, until text is kept again."""
        known = Trouble.DRAFTS in self.connection.troubles
        self.connection.note(Trouble.DRAFTS, failed is not None)
        if failed is not None and not known and not self._closed:
            self._listener.refused(failed)

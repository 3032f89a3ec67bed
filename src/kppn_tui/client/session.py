"""One desk session of one terminal: acting, reading, and what comes from the other desks."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from kppn_tui.client.acting import Acting, Handlers
from kppn_tui.client.board_reader import BoardReader
from kppn_tui.client.call import Call
from kppn_tui.client.connection import Connection
from kppn_tui.client.counter import Counter
from kppn_tui.client.deadline_watch import DeadlineWatch
from kppn_tui.client.desk_access import DeskAccess
from kppn_tui.client.drafts import DraftKeeper
from kppn_tui.client.listener import Listener
from kppn_tui.client.notices import Notices
from kppn_tui.client.presence import Presence
from kppn_tui.client.session_end import SessionEnd
from kppn_tui.client.state import SessionState
from kppn_tui.client.tasks import Tasks
from kppn_tui.client.verbs import Verbs
from kppn_tui.domain.errors import DeskError, NotAllowed
from kppn_tui.domain.stakeholders import StakeholderSearch
from kppn_tui.domain.trouble import Trouble

if TYPE_CHECKING:
    from kppn_tui.desk import Desk
    from kppn_tui.domain.availability import Circumstances
    from kppn_tui.domain.people import Officer
    from kppn_tui.domain.views import Board
    from kppn_tui.domain.workdays import WorkCalendar
    from kppn_tui.office.settings import Settings

T = TypeVar("T")


class Client:
    """A session at a desk, for as long as the front end runs; officers sign in and out of it.

    Nothing here blocks the event loop: the desk is asked in a thread of its own, one call after the other, so what was
    asked first is done first.
    """

    def __init__(
        self, listener: Listener, *, sweeps: bool = True, sweeps_for_own: bool = False, anonymous: bool = False
    ) -> None:
        """Begin without a desk; `sweeps` is false where somebody else watches the deadlines for this session.

        With `sweeps_for_own` the own service is told in time though nobody does.
        An `anonymous` session has no officer: it reads what is wanted, and neither reads the board nor sweeps.
        """
        self._listener = listener
        self._access = DeskAccess(lambda: self.connection.note(Trouble.SLOW, False))
        self._tasks = Tasks(listener.crashed)
        self.connection = Connection(listener.troubled, lambda: self._reader.try_again(), lambda: self._access.cut_off)
        self._state = SessionState(listener, self._access, self.connection, self._tasks, anonymous)
        self.take_over = self._state.take_over
        self.presence = Presence(self._state)
        self.drafts = DraftKeeper(self._draft_kept)
        self.notices = Notices(self._state)
        self._reader = BoardReader(self._state, self.presence, self.drafts, self.notices)
        self._acting = Acting(self._state, self._reader.refresh)
        self._watch = DeadlineWatch(self._state, self.notices, self._reader.refresh, sweeps, sweeps_for_own)
        self.session_end = SessionEnd(self._state, self.presence, self.drafts)
        self.verbs = Verbs(lambda: self.signed_in)
        self.counter = Counter(self._state)
        #: The search in all that the office knows, as the database last answered.
        self.stakeholders = StakeholderSearch()
        #: How long nobody may have swept before the sweeper is called asleep; None for the usual time.
        self.patience: Callable[[], timedelta] | None = None

    # Opening and leaving

    def attach(self, desk: "Desk") -> None:
        """Use `desk`, which is open; the client closes it."""
        self._access.attach(desk)

    async def open(self, opening: "Callable[[], Desk]") -> bool:
        """Open the desk with `opening`, in the desk's thread; return whether it knows no officer yet.

        A desk that is open already is closed before, and stands for the new one until that is there.

        Raises:
            DeskError: what `opening` raises, and OtherOffice where it knows officers of other offices only.
        """
        if self.is_open:
            await self.drafts.settle()
        return await self._access.open(opening)

    async def release(self) -> None:
        """Close the desk, to be opened anew; nothing without one."""
        if self.is_open:
            await self.drafts.settle()
            await self._access.release()

    def start(self) -> None:
        """Begin to listen to the other desks and to watch the deadlines; within the event loop."""
        self._reader.start()
        self._tasks.begin(self._beat(), resident=True)

    def shut(self) -> None:
        """Write what is half typed, then let go of the desk; leaving does not wait for a lost database."""
        self._state.closed = True
        self._tasks.close()
        self.connection.close()
        self.drafts.close()
        self._access.close(self.connection.lost, self.presence.goodbye)

    # Who is here, and when

    @property
    def is_open(self) -> bool:
        """Return whether the desk is open."""
        return self._access.desk is not None

    @property
    def settings(self) -> "Settings":
        """Return the settings of the office."""
        return self._access.settings

    @property
    def calendar(self) -> "WorkCalendar":
        """Return the office's working calendar."""
        return self._access.calendar

    @property
    def target(self) -> timedelta:
        """Return the promised length of a service (R21)."""
        return self._access.target

    @property
    def officer(self) -> "Officer | None":
        """Return who is signed in; None while nobody is."""
        return self._state.officer

    @property
    def signed_in(self) -> "Officer":
        """Return who is signed in. Raises NotAllowed while nobody is."""
        if self.officer is not None:
            return self.officer
        raise NotAllowed

    def now(self) -> datetime:
        """Return the desk's moment, UTC."""
        return self._access.now()

    def local(self, at: datetime) -> datetime:
        """Return `at` in the office's zone; as it is while the desk is not open."""
        return self._access.local(at)

    def local_now(self) -> datetime:
        """Return the desk's moment in the office's zone."""
        return self._access.local_now()

    async def enter(self, officer: "Officer") -> None:
        """Let `officer` work here: their drafts are read, and they are told what they have not been told yet."""
        from kppn_tui.domain.views import Board

        await self.session_end.watch(officer)
        self._state.officer = officer
        self._state.board, self._state.board_read = Board(), False
        with suppress(DeskError):
            # What has ended meanwhile, and what is of an earlier day, is nobody's any more.
            await self.run(Call(lambda desk: desk.sweep_drafts()))
        # Sweep at once, so that what nobody has swept is told with the rest.
        self._state.next_wake = None
        self.notices.begin(after_sweep=self._watch.sweeps)
        self.take_over.begin()
        await self.drafts.open(self._access.opened.drafts, officer.id)

    def leave(self) -> None:
        """Sign the officer out; their drafts are kept."""
        if self.officer is not None:
            self.drafts.write()
            self.act(self.verbs.sign_out(), awaited=False)
            self._state.officer = None
            self.presence.tell()

    # The board

    @property
    def board(self) -> "Board":
        """Return the live queue as read last."""
        if self._state.board is None:
            from kppn_tui.domain.views import Board

            self._state.board = Board()
        return self._state.board

    @property
    def asleep(self) -> bool:
        """Return whether nobody has looked at the deadlines for too long."""
        from kppn_tui.domain.sweep import ASLEEP, is_asleep

        return is_asleep(self.board.swept_at, self.now(), self.patience() if self.patience is not None else ASLEEP)

    def circumstances(self, answers: Mapping[str, bool] | None = None) -> "Circumstances":
        """Return who asks, when and where, for `kppn_tui.domain.availability`.

        `answers`: the sections the officer answers for today, as read with the inbox. Raises NotAllowed: nobody here.
        """
        from kppn_tui.domain.availability import Circumstances

        now, settings = self.now(), self.settings
        today = self.local(now).date().isoformat()
        sections = tuple(section.code for section in settings.sections)
        return Circumstances(self.signed_in, now, today, settings.limits, sections, answers or {})

    # Asking and acting

    @property
    def busy(self) -> bool:
        """Return whether something is asked or done just now."""
        return self._tasks.busy

    @property
    def awaited(self) -> bool:
        """Return whether a verb that somebody waits for is not done, or its outcome not read again and shown."""
        return self._acting.awaited

    @property
    def stalls(self) -> bool:
        """Return whether the database does not answer, or lets somebody wait for long: no key waits for it then."""
        return self.connection.lost or self._access.slow

    @property
    def knows_board(self) -> bool:
        """Return whether the board was read since the officer signed in."""
        return self._state.board_read

    async def in_thread(self, call: Callable[[], T]) -> T:
        """Return the result of `call`, run in the desk's thread. Raises what the call raises."""
        return await self._access.in_thread(call)

    async def run(self, call: Call[T]) -> T:
        """Return the result of `call`, run in the desk's thread. Raises what the call raises."""
        return await self._access.run(call)

    def act(
        self, call: Call[T], done: Callable[[T], None] | None = None, otherwise: Handlers | None = None,
        failed: Callable[[DeskError], None] | None = None, *, awaited: bool = True,
    ) -> None:  # fmt: skip
        """Run a verb, then `done`, then read again; see `kppn_tui.client.acting.Acting.act`."""
        self._acting.act(call, done, otherwise, failed, awaited=awaited)

    def ask(
        self, call: Call[T], done: Callable[[T], object], failed: Callable[[DeskError], object] = lambda _error: None
    ) -> None:
        """Ask on the side: `done` with the answer, or `failed` with what stood in the way."""
        self._acting.ask(call, done, failed)

    def learn_stakeholders(self) -> None:
        """Ask anew whom the office knows."""

        def learn(known: StakeholderSearch) -> None:
            self.stakeholders = known

        if self.is_open:
            self.ask(Call(lambda desk: desk.stakeholder_search()), learn)

    # What time and the other desks bring

    def refresh(self) -> None:
        """Read the board and what is shown; asked for meanwhile it is read once more, so nothing is given up."""
        self._reader.refresh()

    def stay_fresh(self) -> None:
        """Read anew what was read a minute ago: nobody tells of a day that begins, nor of a sweep with nothing due."""
        self._reader.stay_fresh()

    def pulse(self, force: bool = False) -> None:
        """Do what a second is soon enough for: presence, outages, what could not be told, a sweep that is due.

        With `force` the board is read and the deadlines are swept whether or not that is due.
        """
        self.presence.tell()
        if not self._state.reads:
            return
        self.connection.note(Trouble.SLOW, self._access.slow)
        if force and self.officer is not None:
            self.refresh()
        self.notices.tell()
        self._watch.watch(self.counter.visit, force)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(1)
            self.pulse()
            self._listener.second()

    def _draft_kept(self, failed: DeskError | None) -> None:
        """Tell a failure to keep text once, until text is kept again."""
        known = Trouble.DRAFTS in self.connection.troubles
        self.connection.note(Trouble.DRAFTS, failed is not None)
        if failed is not None and not known and not self._state.closed:
            self._listener.refused(failed)

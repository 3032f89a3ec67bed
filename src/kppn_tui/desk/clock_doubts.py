"""Verbs of a machine's clock in doubt: noticing it, holding back meanwhile, and an officer's word that it is right."""

from datetime import datetime
from typing import TYPE_CHECKING

from kppn_tui.desk.base import DeskBase
from kppn_tui.desk.clock import Clock, JumpingClock, MachineClock
from kppn_tui.desk.dayend import DAY_END
from kppn_tui.desk.unit_of_work import UnitOfWork
from kppn_tui.domain.errors import N_, DeskError
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.machine_clock import ClockDoubt, casts_doubt, doubt_of_records, is_confirmed
from kppn_tui.domain.people import Officer
from kppn_tui.store import clock_doubts
from kppn_tui.store.clock_doubts import ClockRecord
from kppn_tui.store.drafts import Drafts
from kppn_tui.store.store import Store

if TYPE_CHECKING:
    from kppn_tui.office.settings import Settings

NO_DOUBT = N_("The machine's clock is not in doubt.")


class ClockVerbs(DeskBase):
    """Verbs of the clock; while it is in doubt no day is closed and no alert raised (R12, R20, R21)."""

    def __init__(self, store: Store, settings: "Settings", clock: Clock, drafts: Drafts) -> None:
        super().__init__(store, settings, clock, drafts)
        #: The machine's clock; None where the time comes from elsewhere.
        self._machine = clock if isinstance(clock, MachineClock) else None
        self._jumps = isinstance(clock, JumpingClock)
        #: The confirmation that was known while the clock was right.
        self._confirmed: int | None = None
        #: Whether this desk has recorded the doubt about its own clock.
        self._recorded = False

    @property
    def clock_jump(self) -> ClockDoubt | None:
        """Return the doubt about this machine's own clock; it asks no database, so that any thread may."""
        return self._machine.doubt if self._machine is not None else None

    def clock_doubt(self) -> ClockDoubt | None:
        """Return the doubt about the clock, this machine's own first; None while it is right."""
        with self.store.reading():
            known = clock_doubts.read_known(self.store, self.office)
            return self._doubt(known) or self._doubt_of_events(known, self.now())

    def confirm_clock(self, officer: Officer) -> None:
        """Take the machine's clock for right; the trail says who did, and what is marked as unreliable by it.

        That is what ended later than now, and every service that runs: its time can't be told any more.

        Raises:
            DeskError: the clock is not in doubt.
        """
        doubt = self.clock_doubt()
        if doubt is None:
            raise DeskError(NO_DOUBT)
        take_back = self._machine.trust() if self._machine is not None else lambda: None
        try:
            with self._unit_of_work(Action.CLOCK, officer) as work:
                work.undoable = False
                closed = clock_doubts.read_closed_later(self.store, self.office, work.now, DAY_END)
                deadlines, services = clock_doubts.mark_unreliable(self.store, self.office, work.now)
                clock_doubts.confirm(self.store, self.office, work.now, "desk")
                work.data = _told(doubt) | {
                    "did": "confirm", "deadlines": deadlines, "services": services, "closed": closed,
                }  # fmt: skip
        except BaseException:
            take_back()
            raise
        self._recorded = False

    def _doubt(self, known: ClockRecord) -> ClockDoubt | None:
        """Return the doubt about the own clock, or the one that is recorded; another's confirmation settles it."""
        if self._jumps:
            return None
        if self._confirmed is None:
            self._confirmed = known.confirmed_event
        if self._machine is not None and (jump := self._machine.doubt) is not None:
            unheard = known.confirmed_event > self._confirmed
            if not (unheard and is_confirmed(known.confirmed_at, jump.machine)):
                return jump
            self._machine.trust()
        now = self.now()
        if known.doubt is not None and casts_doubt(known.doubt, now):
            return known.doubt
        return doubt_of_records(known.swept_at, now)

    def _doubt_of_events(self, known: ClockRecord, now: datetime) -> ClockDoubt | None:
        """Return the doubt where one of the newest events lies in the future."""
        if self._jumps:
            return None
        return doubt_of_records(clock_doubts.read_newest_event(self.store, self.office, known.confirmed_event), now)

    def _hold(self, known: ClockRecord, doubt: ClockDoubt, who: str) -> None:
        """Record `doubt` once, for everybody else of the office, with an event that says so."""
        if known.doubt is not None and casts_doubt(known.doubt, self.now()):
            return
        if self._recorded and self.clock_jump is not None:
            return
        with self._unit_of_work(Action.CLOCK, None) as work:
            self._record_doubt(work, doubt, who)

    def _record_doubt(self, work: UnitOfWork, doubt: ClockDoubt, who: str) -> None:
        clock_doubts.record_doubt(self.store, self.office, doubt, who)
        self._recorded = True
        work.data = _told(doubt) | {"did": "doubt"}
        work.action = Action.CLOCK

    def _go_on(self, known: ClockRecord) -> None:
        """Forget the doubt that this desk has recorded, since the clock is right again."""
        self._confirmed = known.confirmed_event
        if self._recorded and known.doubt is not None:
            with self._unit_of_work(Action.CLOCK, None) as work:
                clock_doubts.forget_doubt(self.store, self.office)
                work.data = _told(known.doubt) | {"did": "right"}
        self._recorded = False


def _told(doubt: ClockDoubt) -> dict[str, object]:
    """Return what the trail says of `doubt`."""
    moments = {"trusted": doubt.trusted.isoformat(), "machine": doubt.machine.isoformat()}
    return moments | {"jump": int(doubt.jump.total_seconds())}

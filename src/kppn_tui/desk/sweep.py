"""The SLA sweep: every deadline that passed `warn` or `breach` is told once, whoever sweeps."""

from datetime import datetime, timedelta

from kppn_tui.desk.clock_doubts import ClockVerbs
from kppn_tui.desk.dayend import close_earlier_days
from kppn_tui.desk.deadlines import preload
from kppn_tui.desk.notices import add_alert_notices
from kppn_tui.desk.progress import begin_daily_progress, roll_progress
from kppn_tui.desk.unit_of_work import UnitOfWork
from kppn_tui.domain.deadline_kinds import Missed, deadline_rule
from kppn_tui.domain.deadlines import Level, level_at
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.machine_clock import ClockDoubt
from kppn_tui.domain.records import Deadline
from kppn_tui.domain.sweep import Raised, Sweep
from kppn_tui.store import clock_doubts, sweeps
from kppn_tui.store.backend import WriteMode
from kppn_tui.store.sql_constants import SWEEP_SIGN_SECONDS

#: A sweeper says that it is alive at least this often; a desk calls it asleep after three times as long.
SWEEP_SIGN = timedelta(seconds=SWEEP_SIGN_SECONDS)
#: So many deadlines are read at once.
BATCH = 500
#: What a missed deadline leads to.
_FOLLOWS = {Missed.NEXT_CHECKPOINT: roll_progress, Missed.DAILY_PROGRESS: begin_daily_progress}


class SweepVerbs(ClockVerbs):
    """Verbs of the SLA-check worker."""

    def next_wake(self) -> datetime | None:
        """Return when the next deadline is due, UTC: one indexed select, nothing is written."""
        return sweeps.read_sweep_state(self.store, self.office).next_at

    def sweep(self, who: str = "desk") -> Sweep:
        """Raise what is due now, all of a downtime in one go; a second sweeper finds nothing left (R12, R20, R21).

        While the clock is in doubt nothing is raised and no day closed; the sweep says so.

        Raises:
            StoreUnavailable: the database does not answer; the next sweep catches up.
        """
        state = sweeps.read_sweep_state(self.store, self.office)
        if doubt := self._doubt(state.known):
            self._hold(state.known, doubt, who)
            return Sweep((), None, doubt)
        self._go_on(state.known)
        now, wake, swept_at = self.now(), state.next_at, state.known.swept_at
        if wake is None or wake > now:
            sign_is_due = swept_at is None or now - swept_at >= SWEEP_SIGN
            return Sweep((), wake, self._record_sign(who) if sign_is_due else None)
        with self._unit_of_work(Action.SWEEP, None) as work:
            if doubt := self._doubt_within(work, who):
                return Sweep((), None, doubt)
            raised: list[Raised] = []
            # A missed checkpoint begins the next one, which may lie in the past as well.
            while late := sweeps.read_due(self.store, self.office, work.now):
                raised += self._raise(late, work.now)
                self._carry_on(work, late)
            work.silent = not raised
            work.data = {"alerts": len(raised), "breaches": sum(one.level is Level.BREACH for one in raised)}
            sweeps.record_sweep(self.store, self.office, who, work.now)
            return Sweep(tuple(raised), sweeps.read_next_due(self.store, self.office))

    def try_to_write(self) -> None:
        """Write something that changes nothing. Raises StoreUnavailable: nothing can be written now."""
        with self.store.writing(WriteMode.QUIET):
            sweeps.rewrite_last_sweep(self.store, self.office)

    def _raise(self, late: list[Deadline], now: datetime) -> list[Raised]:
        levels = {deadline.id: level_at(now, deadline.warn_at, deadline.due_at) for deadline in late}
        passed = [(deadline.id, level) for deadline in late if (level := levels[deadline.id])]
        written = sweeps.raise_alerts(self.store, self.office, passed, now)
        sweeps.postpone_to_breach(self.store, [i for i, level in levels.items() if level is Level.WARN])
        sweeps.clear_next(self.store, [i for i, level in levels.items() if level is not Level.WARN])
        whose = sweeps.read_case_labels(self.store, sorted({deadline.consultation_id for deadline in late}))
        new = [
            (deadline, level, written[deadline.id, level])
            for deadline in late
            if (level := levels[deadline.id]) is not None and (deadline.id, level) in written
        ]
        add_alert_notices(self, new, {case: label.officer_id for case, label in whose.items()}, now)
        return [Raised(deadline, level, whose[deadline.consultation_id].text) for deadline, level, _ in new]

    def _carry_on(self, work: UnitOfWork, late: list[Deadline]) -> None:
        """Begin what follows on missed deadlines: the next checkpoint, or the daily duty past the solution (A21)."""
        missed = [one for one in late if deadline_rule(one.kind).missed in _FOLLOWS and work.now > one.due_at]
        for start in range(0, len(missed), BATCH):
            some = missed[start : start + BATCH]
            consultations = preload(work, some)
            for deadline in some:
                _FOLLOWS[deadline_rule(deadline.kind).missed](work, consultations[deadline.consultation_id])

    def _record_sign(self, who: str) -> ClockDoubt | None:
        """Record the sweep, forget what can't be undone any more, and end earlier days at the door (A24).

        Return the doubt that keeps it from that.
        """
        with self._unit_of_work(Action.CLOSE_DAY, None) as work:
            if doubt := self._doubt_within(work, who):
                return doubt
            sweeps.record_sweep(self.store, self.office, who, work.now)
            self.store.drop_undo(work.now)
            work.silent = not close_earlier_days(work)
            return None

    def _doubt_within(self, work: UnitOfWork, who: str) -> ClockDoubt | None:
        """Return and record the doubt where something in the future has been recorded, maybe a moment ago."""
        known = clock_doubts.read_known(self.store, self.office)
        doubt = self._doubt(known) or self._doubt_of_events(known, work.now)
        if doubt is not None:
            self._record_doubt(work, doubt, who)
        return doubt

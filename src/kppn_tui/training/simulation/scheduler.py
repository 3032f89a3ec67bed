"""Scheduler of a room: at each moment it runs what is due, and tells when something is due next."""

from collections.abc import Callable
from datetime import datetime
from itertools import islice

from kppn_tui.desk import Desk
from kppn_tui.desk.sweep import SWEEP_SIGN
from kppn_tui.domain.sweep import Sweep
from kppn_tui.training.simulation.driver import OfficerDriver
from kppn_tui.training.simulation.simulator import Simulator

#: Name under which a room's sweeps are recorded.
SWEEPER = "latihan"
#: More acts than this at one moment are an endless loop.
MAX_ACTS = 2000


class Scheduler:
    """Scheduler that runs what is due in a room, and tells when something is due next. The clock is moved elsewhere."""

    def __init__(
        self,
        desk: Desk,
        simulator: Simulator,
        driver: OfficerDriver | None = None,
        on_sweep: Callable[[Sweep], None] = lambda _sweep: None,
    ) -> None:
        self.desk = desk
        self.simulator = simulator
        self.driver = driver
        self._on_sweep = on_sweep
        self._swept_at: datetime | None = None
        #: Up to when everything that was due is done.
        self._done_until = simulator.plan.start
        self._openings = self._openings_of_plan()

    def run_due(self) -> None:
        """Run everything that is due at this moment, in one order: simulated people, the sweep, the scripted officer.

        Raises:
            RuntimeError: the acts of this moment never end.
        """
        for _ in range(MAX_ACTS):
            if self.desk.changed():
                self.forget_plans()
            now = self.desk.now()
            if self.simulator.act() or self._sweep(now) or self._drive(now):
                continue
            self._done_until = now
            return
        raise RuntimeError(f"more than {MAX_ACTS} acts at {self.desk.now()}")

    @property
    def held(self) -> bool:
        """Return whether a real person holds up the scripted officer."""
        return self.driver is not None and self.driver.held()

    def next_at(self, default: datetime) -> datetime:
        """Return when somebody acts, a deadline is due or a day begins next, UTC; never earlier than now.

        `default` is returned where nothing is ahead.
        """
        now, since, end = self.desk.now(), self._done_until, self.simulator.plan.end
        step = self.driver.next() if self.driver and since < end else None
        due = [self.simulator.next_at(), self.desk.next_wake()]
        if step is not None:
            due.append(self.simulator.with_power(step.at))
        ahead = [at for at in (*self._openings, end) if at > since] + [at for at in due if at is not None]
        return max(min(ahead, default=default), now)

    def forget_plans(self) -> None:
        """Plan anew before the next act, since somebody else has acted."""
        self.simulator.forget_plans()
        if self.driver:
            self.driver.forget_plans()

    def _drive(self, now: datetime) -> bool:
        """Do the scripted officer's step if it is due and the power is on; return whether it was done."""
        step = self.driver.next() if self.driver else None
        if self.driver is None or step is None or now >= self.simulator.plan.end:
            return False
        if self.simulator.with_power(step.at) > now:
            return False
        self.driver.act()
        self.simulator.forget_plans()
        return True

    def _sweep(self, now: datetime) -> bool:
        """Raise the alerts that are due, and sweep at least once a minute; return whether any was due."""
        wake = self.desk.next_wake()
        due = wake is not None and wake <= now
        if not due and self._swept_at is not None and now - self._swept_at < SWEEP_SIGN:
            return False
        self._swept_at = now
        sweep = self.desk.sweep(SWEEPER)
        if sweep.raised:
            self._on_sweep(sweep)
        self.forget_plans()
        return due

    def _openings_of_plan(self) -> list[datetime]:
        """Return when each day of the plan begins, UTC: the first sweep of a day closes the days before."""
        plan, calendar = self.simulator.plan, self.desk.calendar
        first = calendar.local(plan.start).date()
        days = islice(calendar.working_days(first), plan.scenario.days + 1)
        return [calendar.opening(day).astimezone(plan.start.tzinfo) for day in days]

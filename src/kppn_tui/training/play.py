"""One moment after another: the director, the sweep and a scripted trainee, each when it is due."""

from collections.abc import Callable
from datetime import datetime
from itertools import islice

from kppn_tui.desk import Desk
from kppn_tui.desk.sweep import BEAT
from kppn_tui.domain.sweep import Sweep
from kppn_tui.training.director import Director
from kppn_tui.training.trainee import Step

#: Who sweeps in a room.
SWEEPER = "latihan"
#: So many acts at one moment are an endless loop.
MOST = 2000


class Player:
    """A scripted trainee: `think` says what is next, `do` does it, by verbs or by keys.

    While it is `kept` from it, by a person who sits at its place, nothing is done and no time passes in the room.
    """

    def __init__(
        self, think: Callable[[], Step | None], do: Callable[[Step], None], kept: Callable[[], bool] = lambda: False
    ) -> None:
        self._think = think
        self._do = do
        self.kept = kept
        self._step: Step | None = None
        self._known = False

    def look(self) -> None:
        """Somebody has acted: what was next may not be any more."""
        self._known = False

    def next(self) -> Step | None:
        """What the trainee does next."""
        if not self._known:
            self._step, self._known = self._think(), True
        return self._step

    def act(self) -> None:
        """Do it."""
        step = self.next()
        assert step is not None
        self._do(step)
        self.look()
        if self.next() == step:
            raise RuntimeError(f"the trainee would do the same again: {step}")


class Play:
    """What is due in a room now, and what comes next; the clock is somebody else's."""

    def __init__(
        self, desk: Desk, director: Director, player: Player | None = None, told: Callable[[Sweep], None] | None = None
    ) -> None:
        self.desk = desk
        self.director = director
        self.player = player
        self._told = told or (lambda sweep: None)
        self._swept: datetime | None = None
        #: Up to when everything is done.
        self._settled = director.plan.start
        self._mornings = self._openings()

    def settle(self) -> None:
        """Everything that is due at this moment, in one order: the director, the sweep, the trainee."""
        for _ in range(MOST):
            self._look()
            now = self.desk.now()
            if self.director.act() or self._sweep(now) or self._play(now):
                continue
            self._settled = now
            return
        raise RuntimeError(f"more than {MOST} acts at {self.desk.now()}")

    @property
    def kept(self) -> bool:
        """Whether a person keeps the trainee from going on."""
        return self.player is not None and self.player.kept()

    def next_at(self, otherwise: datetime) -> datetime:
        """The next moment at which somebody acts, a promise is due or a day begins, UTC; now, if it has come meanwhile.

        `otherwise` where nothing is ahead.
        """
        now, since, end = self.desk.now(), self._settled, self.director.plan.end
        step = self.player.next() if self.player and since < end else None
        acts = [self.director.next_at(), self.desk.next_wake(), self._lit(step)]
        ahead = [at for at in (*self._mornings, end) if at > since] + [at for at in acts if at is not None]
        return max(min(ahead, default=otherwise), now)

    def _look(self) -> None:
        if self.desk.changed():
            self.look()

    def look(self) -> None:
        """Somebody else has acted."""
        self.director.look()
        if self.player:
            self.player.look()

    def _lit(self, step: Step | None) -> datetime | None:
        """When the trainee's step can be done: nobody works in the dark."""
        return None if step is None else self.director.lit(step.at)

    def _play(self, now: datetime) -> bool:
        step = self.player.next() if self.player else None
        at = self._lit(step)
        if self.player is None or at is None or at > now or now >= self.director.plan.end:
            return False
        self.player.act()
        self.director.look()
        return True

    def _sweep(self, now: datetime) -> bool:
        """Raise what is due; say at least once a minute that somebody watches."""
        wake = self.desk.next_wake()
        due = wake is not None and wake <= now
        if not due and self._swept is not None and now - self._swept < BEAT:
            return False
        self._swept = now
        sweep = self.desk.sweep(SWEEPER)
        if sweep.raised:
            self._told(sweep)
        self.look()
        return due

    def _openings(self) -> list[datetime]:
        """The beginnings of the plan's days: there the days before are closed, by whoever looks first."""
        plan, calendar = self.director.plan, self.desk.calendar
        first = calendar.local(plan.start).date()
        days = islice(calendar.working_days(first), plan.scenario.days + 1)
        return [calendar.opening(day).astimezone(plan.start.tzinfo) for day in days]

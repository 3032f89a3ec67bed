"""The stage of a room: a thread of the leading program that lets time pass from one act to the next, never beyond."""

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from datetime import datetime, timedelta
from typing import Any

from kppn_tui.desk import Desk, connect
from kppn_tui.desk.sweep import BEAT
from kppn_tui.domain.deadlines import Level
from kppn_tui.domain.errors import N_, DeskError, StoreUnavailable
from kppn_tui.domain.records import DeadlineKind
from kppn_tui.domain.sweep import Sweep
from kppn_tui.i18n import _, explain
from kppn_tui.training import leaps
from kppn_tui.training.plan import SurpriseKind
from kppn_tui.training.room import Room
from kppn_tui.training.simulation.driver import OfficerDriver
from kppn_tui.training.simulation.injects import Injector
from kppn_tui.training.simulation.scheduler import Scheduler
from kppn_tui.training.simulation.simulator import Simulator

#: How often the stage looks up while nothing is due, in real seconds.
LOOK = 0.02
#: Closed hours longer than this pass at once: nobody wants to watch a night.
NIGHT = timedelta(minutes=90)
#: So long is nothing to see where nobody sits at the keyboard.
QUIET = timedelta(minutes=2)
#: So far time may go on its own where nothing is ahead.
AN_HOUR = timedelta(hours=1)
#: How often a program that does not lead looks whether the leader has gone, and how long the last act may take.
SUCCESSION, CURTAIN = 0.5, 10.0
#: Until a database that did not answer is tried again, in seconds.
RETRY = 1.0
LEFT = N_("The terminal that led the room has gone; this room's time stands. F11 lets it go on.")


class Stage:
    """Plays `room` whenever no other program of it does; `told` hears of every sweep that raised something.

    `trainee` makes a scripted trainee for a desk, where there is one; `failed` is called when it can't go on, and
    `failure` is then why.
    """

    def __init__(
        self,
        room: Room,
        told: Callable[[Sweep], None] | None = None,
        trainee: Callable[[Desk], OfficerDriver] | None = None,
        failed: Callable[[], object] = lambda: None,
    ) -> None:
        self.room = room
        self.clock = room.clock
        self.plan = room.plan
        #: Why the curtain fell before its time.
        self.failure: Exception | None = None
        self._told = told
        self._trainee = trainee
        self._failed = failed
        self._leap: datetime | None = None
        #: What ends a step on the way: a service that gets so far.
        self._level: Level | None = None
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="stage", daemon=True)

    def start(self) -> None:
        """Raise the curtain."""
        self._thread.start()

    def stop(self) -> None:
        """Let time stand, and wait until the act under way is over."""
        self._end.set()
        if self._thread.is_alive():
            self._thread.join(CURTAIN)

    def _run(self) -> None:
        followed = False
        while not self._end.is_set():
            if not self.room.lead():
                followed = True
                self._end.wait(SUCCESSION)
                continue
            try:
                if followed:
                    self.room.tell(_(LEFT))
                self._play_on()
            except CancelledError:  # the trainee's app was left in the middle of a step
                self._end.set()
            except StoreUnavailable:  # the next turn may find it again
                self._end.wait(RETRY)
            except Exception as error:
                self.failure = error
                self._end.set()
                self._failed()
            finally:
                self.clock.pause()
                self.room.leave()

    def _play_on(self) -> None:
        """Turn after turn on a desk of its own, until the curtain falls."""
        self._open()
        try:
            while not self._end.is_set():
                self._turn()
        finally:
            self.desk.close()

    def _open(self) -> None:
        """A desk of its own, and everybody at their places."""
        self.desk = connect(self.room.settings.url, self.room.settings, self.clock)
        self.roster = self.room.roster(self.desk)
        self.simulator = Simulator(self.desk, self.roster, self.room.caller_log)
        driver = self._trainee(self.desk) if self._trainee else None
        self.scheduler = Scheduler(self.desk, self.simulator, driver, self._heard)
        self.injector = Injector(self.plan, self.room.settings, self.simulator)
        now, dark = self.clock(), self.room.state().dark_until
        if dark is not None:
            self.simulator.cut_power(now, dark)
        self._surprises = [one for one in self.plan.surprises if one.at >= now]

    def _turn(self) -> None:
        """Orders, whatever is due, then as much time as nobody needs."""
        for order in self.room.orders():
            self._obey(order)
        if self.room.state().frozen or self.scheduler.held:
            self._end.wait(LOOK)
            return
        self.scheduler.run_due()
        now = self.clock()
        self._watch(now)
        otherwise = self._leap or now + AN_HOUR
        target = min([self.scheduler.next_at(otherwise), *(one.at for one in self._surprises if one.at > now)])
        if self._leap is not None:
            self._leap_on(now, target)
        elif (later := self._after_quiet(now, target)) is not None and self.clock.pace().running:
            self.clock.hop(later)
        else:
            self.clock.allow(target)
            # Everybody sees that the clocks are watched.
            self._wait(min(target, now + BEAT))

    def _wait(self, target: datetime) -> None:
        """Until it is `target`, somebody acts or orders something."""
        while not self._end.wait(min(LOOK, self.clock.real_seconds(target) or LOOK)):
            if self.clock() >= target or self.room.ordered or self.desk.changed():
                self.scheduler.forget_plans()
                return

    # What happens by itself

    def _watch(self, now: datetime) -> None:
        """The power fails and comes back, everybody is told something, the scenario is over."""
        state = self.room.state()
        if state.dark_until is not None and now >= state.dark_until:
            self.room.change(dark_until=None)
        for one in [one for one in self._surprises if one.at <= now]:
            self._surprises.remove(one)
            if one.kind == SurpriseKind.POWER_CUT:
                self.room.change(dark_until=one.at + one.lasts)
            else:
                self.room.tell(one.text)
        if now >= self.plan.end and not state.over:
            if self._leap is None:
                self.clock.pause()
            self.room.change(over=True)

    def _after_quiet(self, now: datetime, target: datetime) -> datetime | None:
        """To where time may pass at once, since nobody is served and nobody wants to watch; None for nowhere.

        That is the next opening while the office is closed for long; and where a scripted trainee plays, the next act.
        """
        calendar = self.desk.calendar
        opening = calendar.next_open(now).astimezone(now.tzinfo)
        later = None
        if self._trainee is not None and target - now > QUIET:
            later = target
        elif opening - now > NIGHT:
            later = min(target, opening)
        return None if later is None or self.simulator.anybody_served() else later

    # Steps

    def _heard(self, sweep: Sweep) -> None:
        """What a sweep raised is told, and ends a step that was made to see it."""
        if any(one.level is self._level and one.deadline.kind == DeadlineKind.SERVICE for one in sweep.raised):
            self._leap = self.desk.now()
        if self._told is not None:
            self._told(sweep)

    def _leap_on(self, now: datetime, target: datetime) -> None:
        """One act further on the way to where the step leads."""
        assert self._leap is not None
        if now >= self._leap:
            self._leap = self._level = None
            self.clock.pause()
            self.room.change(leaping="")
        else:
            self.clock.hop(min(target, self._leap))

    # Orders

    def _obey(self, order: dict[str, Any]) -> None:
        """Do what a terminal asked for; what can't be done is told as a notice."""
        obey = getattr(self, f"_order_{order['do']}", None)
        try:
            if obey is not None:
                obey(order)
        except StoreUnavailable:
            raise
        except DeskError as error:
            self.room.tell(explain(error))
        self.scheduler.forget_plans()

    def _order_step(self, order: dict[str, Any]) -> None:
        if not self.room.state().frozen:
            # What is due already is no step.
            self.scheduler.run_due()
        to = leaps.target(str(order["to"]), self.desk, self.scheduler.next_at(self.clock() + AN_HOUR))
        if to is not None:
            self._leap, self._level = to, leaps.LEVELS.get(str(order["to"]))
            self.room.change(leaping=str(order["to"]))

    def _order_inject(self, order: dict[str, Any]) -> None:
        until = self.injector.inject(str(order["what"]), self.desk)
        if until is not None:
            self.room.change(dark_until=until)

    def _order_hints(self, order: dict[str, Any]) -> None:
        self.room.change(hints=bool(order["on"]))

    def _order_freeze(self, order: dict[str, Any]) -> None:
        if order["on"]:
            self.clock.pause()
        self.room.change(frozen=bool(order["on"]))

    def _order_take(self, order: dict[str, Any]) -> None:
        self._demo(str(order["login"]), "person")

    def _order_give_back(self, order: dict[str, Any]) -> None:
        self._demo(str(order["login"]), "director")

    def _order_reset(self, order: dict[str, Any]) -> None:
        self._leap = self._level = None
        self.desk.close()
        self.room.begin_anew()
        self._open()

    def _demo(self, login: str, role: str) -> None:
        """From now on a person, or the director, plays `login`."""
        if login in self.roster.officers:
            (self.roster.persons.add if role == "person" else self.roster.persons.discard)(login)
            self.room.change(roles={**self.room.state().roles, login: role})

"""Loop of the program that leads a room: orders and acts that are due, then as much time as is free of them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from kppn_tui.desk import Desk, connect
from kppn_tui.desk.sweep import SWEEP_SIGN
from kppn_tui.domain.deadlines import Level
from kppn_tui.domain.errors import DeskError, StoreUnavailable
from kppn_tui.domain.records import DeadlineKind
from kppn_tui.domain.sweep import Sweep
from kppn_tui.i18n import explain
from kppn_tui.training.orders import (
    FreezeOrder,
    GiveRoleBackOrder,
    HintsOrder,
    InjectOrder,
    JumpOrder,
    OrderKind,
    ResetOrder,
    TakeRoleOrder,
    read_order,
)
from kppn_tui.training.plan import SurpriseKind
from kppn_tui.training.room import Room
from kppn_tui.training.room_creation import reset_room
from kppn_tui.training.room_state import PlayedBy
from kppn_tui.training.simulation.driver import OfficerDriver
from kppn_tui.training.simulation.injects import Injector
from kppn_tui.training.simulation.scheduler import Scheduler
from kppn_tui.training.simulation.simulator import Simulator
from kppn_tui.training.time_jumps import ENDING_LEVEL, jump_target

#: Real seconds between two checks for orders and changes while nothing is due.
POLL = 0.02
#: Closed hours longer than this are skipped while nobody is served.
NIGHT = timedelta(minutes=90)
#: With a scripted trainee, time without an act that is longer than this is skipped as well.
QUIET = timedelta(minutes=2)
#: How far time may pass at once where nothing is ahead.
AN_HOUR = timedelta(hours=1)


class RoomLoop:
    """Loop that runs `room` turn by turn, between `open` and `close`, on a desk of its own.

    `wait` waits for so many real seconds. `on_sweep` gets every sweep that raised something. `make_driver` makes the
    driver of a scripted trainee for the desk, where there is one.
    """

    def __init__(
        self,
        room: Room,
        wait: Callable[[float], object],
        on_sweep: Callable[[Sweep], None] = lambda _sweep: None,
        make_driver: Callable[[Desk], OfficerDriver] | None = None,
    ) -> None:
        self.room = room
        self.clock = room.clock
        self.plan = room.plan
        self._wait = wait
        self._on_sweep = on_sweep
        self._make_driver = make_driver
        #: Where a jump leads, and the level of a service's deadline that ends it earlier.
        self._jump_end: datetime | None = None
        self._ending_level: Level | None = None
        #: Until when nothing is due; None where that has to be found out.
        self._idle_until: datetime | None = None

    def open(self) -> None:
        """Open the desk, and plan from the state of the office. A jump that was interrupted goes on."""
        self.desk = connect(self.room.settings.url, self.room.settings, self.clock)
        self.roster = self.room.roster(self.desk)
        self.simulator = Simulator(self.desk, self.roster, self.room.caller_log)
        driver = self._make_driver(self.desk) if self._make_driver else None
        self.scheduler = Scheduler(self.desk, self.simulator, driver, self._heed_sweep)
        self.injector = Injector(self.plan, self.room.settings, self.simulator)
        now, state = self.clock(), self.room.state()
        if state.power_off_until is not None:
            self.simulator.cut_power(now, state.power_off_until)
        if state.jumping_to is not None and self._jump_end is None:  # another leader left in the middle of it
            self.room.change_state(jumping_to=None)
        self._idle_until = None
        self._surprises = [one for one in self.plan.surprises if one.at >= now]

    def close(self) -> None:
        """Close the desk."""
        self.desk.close()

    def turn(self) -> None:
        """Wait a moment where nothing is due; else obey, run what is due, and let time pass to the next act."""
        if self._idle():
            return
        for line in self.room.orders.take():
            self._obey(line)
        if self.room.state().frozen or self.scheduler.held:
            self._wait(POLL)
            return
        self.scheduler.run_due()
        now = self.clock()
        self._check_surprises(now)
        self._check_end(now)
        self._pass_time(now)

    def _idle(self) -> bool:
        """Wait a moment if nothing is due and nobody has acted or ordered something; return whether that is so."""
        if self._idle_until is None:
            return False
        if self.clock() < self._idle_until and not self.room.orders.waiting and not self.desk.changed():
            self._wait(min(POLL, self.clock.real_seconds(self._idle_until) or POLL))
            return True
        self._idle_until = None
        self.scheduler.forget_plans()
        return False

    # What happens by itself

    def _check_surprises(self, now: datetime) -> None:
        """Let the power fail and come back, and announce the notices that are due."""
        power_off_until = self.room.state().power_off_until
        if power_off_until is not None and now >= power_off_until:
            self.room.change_state(power_off_until=None)
        for one in [one for one in self._surprises if one.at <= now]:
            self._surprises.remove(one)
            if one.kind is SurpriseKind.POWER_CUT:
                self.room.change_state(power_off_until=one.at + one.lasts)
            else:
                self.room.announce(one.text)

    def _check_end(self, now: datetime) -> None:
        """Let time stand when the scenario is over, unless the trainer jumps beyond its end."""
        if now >= self.plan.end and not self.room.state().over:
            if self._jump_end is None:
                self.clock.pause()
            self.room.change_state(over=True)

    # Time

    def _pass_time(self, now: datetime) -> None:
        """Let time pass to the next act: at once in a jump or a quiet stretch, else at the room's speed."""
        default = self._jump_end or now + AN_HOUR
        target = min([self.scheduler.next_at(default), *(one.at for one in self._surprises if one.at > now)])
        if self._jump_end is not None:
            self._jump_on(now, target, self._jump_end)
        elif (later := self._skip_to(now, target)) is not None and self.clock.pace().running:
            self.clock.jump_to(later)
        else:
            self.clock.allow(target)
            # A sweep each minute shows that the deadlines are watched.
            self._idle_until = min(target, now + SWEEP_SIGN)

    def _skip_to(self, now: datetime, target: datetime) -> datetime | None:
        """Return to where time may jump, since nobody is served and there is nothing to see; None for nowhere.

        That is the next opening while the office is closed for long; with a scripted trainee, the next act.
        """
        opening = self.desk.calendar.next_open(now).astimezone(now.tzinfo)
        later = None
        if self._make_driver is not None and target - now > QUIET:
            later = target
        elif opening - now > NIGHT:
            later = min(target, opening)
        return None if later is None or self.simulator.anybody_served() else later

    def _jump_on(self, now: datetime, target: datetime, end: datetime) -> None:
        """Jump one act further towards `end`, or end the jump there."""
        if now >= end:
            self._jump_end = self._ending_level = None
            self.clock.pause()
            self.room.change_state(jumping_to=None)
        else:
            self.clock.jump_to(min(target, end))

    def _heed_sweep(self, sweep: Sweep) -> None:
        """Hand the sweep on; it ends a jump that was made to see what it has raised."""
        if any(one.level is self._ending_level and one.deadline.kind == DeadlineKind.SERVICE for one in sweep.raised):
            self._jump_end = self.desk.now()
        self._on_sweep(sweep)

    # Orders

    def _obey(self, line: bytes) -> None:
        """Do what a terminal asked for; announce why not, where it can't be done."""
        try:
            order = read_order(line)
            HANDLERS[order.kind](self, order)
        except StoreUnavailable:
            raise
        except DeskError as error:
            self.room.announce(explain(error))
        self.scheduler.forget_plans()

    def jump(self, order: JumpOrder) -> None:
        """Begin a jump. Acts that are due already are done first, unless the room is frozen."""
        if not self.room.state().frozen:
            self.scheduler.run_due()
        self._jump_end = jump_target(order.to, self.desk, self.scheduler.next_at(self.clock() + AN_HOUR))
        self._ending_level = ENDING_LEVEL.get(order.to)
        self.room.change_state(jumping_to=order.to)

    def inject(self, order: InjectOrder) -> None:
        """Let something happen now."""
        power_off_until = self.injector.inject(order.what)
        if power_off_until is not None:
            self.room.change_state(power_off_until=power_off_until)

    def show_hints(self, order: HintsOrder) -> None:
        """Show the hints, or hide them."""
        self.room.change_state(hints=order.on)

    def freeze(self, order: FreezeOrder) -> None:
        """Freeze the room, or let it go on; its clock stays paused until it is let run."""
        if order.on:
            self.clock.pause()
        self.room.change_state(frozen=order.on)

    def take_role(self, order: TakeRoleOrder) -> None:
        """Simulate an officer no longer."""
        self._assign(order.login, PlayedBy.PERSON)

    def give_role_back(self, order: GiveRoleBackOrder) -> None:
        """Simulate an officer again."""
        self._assign(order.login, PlayedBy.SIMULATOR)

    def reset(self, _order: ResetOrder) -> None:
        """Begin the room anew, on a new desk."""
        self._jump_end = self._ending_level = None
        self.desk.close()
        reset_room(self.room)
        self.open()

    def _assign(self, login: str, played_by: PlayedBy) -> None:
        """Write down who plays `login` from now on; a login that the office does not know is ignored."""
        if login not in self.roster.officers:
            return
        if played_by is PlayedBy.PERSON:
            self.roster.persons.add(login)
        else:
            self.roster.persons.discard(login)
        self.room.change_state(played_by={**self.room.state().played_by, login: played_by})


HANDLERS: dict[OrderKind, Callable[[RoomLoop, Any], None]] = {
    OrderKind.JUMP: RoomLoop.jump,
    OrderKind.INJECT: RoomLoop.inject,
    OrderKind.SHOW_HINTS: RoomLoop.show_hints,
    OrderKind.FREEZE: RoomLoop.freeze,
    OrderKind.TAKE_ROLE: RoomLoop.take_role,
    OrderKind.GIVE_ROLE_BACK: RoomLoop.give_role_back,
    OrderKind.RESET: RoomLoop.reset,
}

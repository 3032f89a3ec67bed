"""Headless run of a scenario: simulator and scripted trainee act by verbs, and time jumps from act to act."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from kppn_tui.desk import Desk, connect
from kppn_tui.training.clock import ManualClock
from kppn_tui.training.room import Room
from kppn_tui.training.scripted_officer import Manner, next_step, perform
from kppn_tui.training.simulation.driver import OfficerDriver
from kppn_tui.training.simulation.scheduler import Scheduler
from kppn_tui.training.simulation.simulator import Simulator


@contextmanager
def run_headless(room: Room, manner: Manner | None) -> Iterator[Desk]:
    """Run the whole plan of `room` with a scripted trainee of that manner, or none; give its desk at the end.

    The same plan and manner give the same event log.
    """
    clock = ManualClock(room.plan.start)
    desk = connect(room.settings.url, room.settings, clock)
    try:
        scheduler = headless_scheduler(room, desk, manner)
        while True:
            scheduler.run_due()
            if clock.at >= room.plan.end:
                break
            clock.jump_to(scheduler.next_at(room.plan.end))
        yield desk
    finally:
        desk.close()


def headless_scheduler(room: Room, desk: Desk, manner: Manner | None) -> Scheduler:
    """Return the scheduler of `room` on `desk`, with a scripted trainee who acts by verbs, or none."""
    simulator = Simulator(desk, room.roster(desk), room.caller_log)
    if manner is None:
        return Scheduler(desk, simulator)
    officer = room.trainee(desk)
    driver = OfficerDriver(
        lambda: next_step(desk, officer, room.plan, room.callers(), manner), partial(perform, desk, officer)
    )
    return Scheduler(desk, simulator, driver)

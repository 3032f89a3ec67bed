"""A whole scenario without a screen: director and scripted trainee act by verbs, and time hops from act to act."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from kppn_tui.desk import Desk, connect
from kppn_tui.training.director import Director
from kppn_tui.training.play import Play, Player
from kppn_tui.training.room import Room, StandingClock
from kppn_tui.training.scene import Company
from kppn_tui.training.trainee import Manner, next_step, perform


@contextmanager
def rehearsed(room: Room, manner: Manner) -> Iterator[Desk]:
    """The desk of `room` at the end of its plan, after a trainee of that manner has lived through it.

    The same plan and manner give the same event log.
    """
    clock = StandingClock(room.plan.start)
    desk = connect(room.settings.url, room.settings, clock)
    try:
        play = Play(desk, make_director(room, desk), make_player(room, desk, manner))
        while True:
            play.settle()
            if clock.at >= room.plan.end:
                break
            clock.hop(play.next_at())
        yield desk
    finally:
        desk.close()


def make_director(room: Room, desk: Desk) -> Director:
    """Who plays everybody but the trainee."""
    officers = {officer.login: officer for officer in desk.officers()}
    return Director(desk, Company(room.plan, officers, {room.plan.scenario.seat}), room.register)


def make_player(room: Room, desk: Desk, manner: Manner) -> Player:
    """The trainee, who acts by verbs."""
    officer = room.seat(desk)
    return Player(lambda: next_step(desk, officer, room.plan, room.callers(), manner), partial(perform, desk, officer))

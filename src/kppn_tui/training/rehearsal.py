"""A whole scenario without a screen: director and scripted trainee act by verbs, and time hops from act to act."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from kppn_tui.desk import Desk, connect
from kppn_tui.training.director import Director
from kppn_tui.training.play import Play, Player
from kppn_tui.training.room import ManualClock, Room
from kppn_tui.training.trainee import Manner, next_step, perform


@contextmanager
def rehearsed(room: Room, manner: Manner | None) -> Iterator[Desk]:
    """The desk of `room` at the end of its plan, after a trainee of that manner has lived through it, or nobody.

    The same plan and manner give the same event log.
    """
    clock = ManualClock(room.plan.start)
    desk = connect(room.settings.url, room.settings, clock)
    try:
        play = play_of(room, desk, manner)
        while True:
            play.settle()
            if clock.at >= room.plan.end:
                break
            clock.hop(play.next_at(room.plan.end))
        yield desk
    finally:
        desk.close()


def play_of(room: Room, desk: Desk, manner: Manner | None) -> Play:
    """The play of `room` through `desk`, with a trainee who acts by verbs, or nobody."""
    director = Director(desk, room.company(desk), room.caller_log)
    if manner is None:
        return Play(desk, director)
    officer = room.trainee(desk)
    think = partial(next_step, desk, officer, room.plan)
    return Play(desk, director, Player(lambda: think(room.callers(), manner), partial(perform, desk, officer)))

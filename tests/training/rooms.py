"""Rooms of the shipped scenarios, made in a folder of the test's own, and what runs them."""

import atexit
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from kppn_tui.desk import Desk, connect
from kppn_tui.domain.people import Officer
from kppn_tui.office.places import room_folder
from kppn_tui.office.settings import Settings
from kppn_tui.training.clock import ManualClock
from kppn_tui.training.room import Room
from kppn_tui.training.room_creation import create_room
from kppn_tui.training.scenario import scenario_path
from tests.conftest import TUESDAY

#: The scenario of the default demo.
DAY = "hari-biasa"
#: A room that needs more turns than this goes on for ever.
MAX_TURNS = 50_000


class HandTime:
    """The machine's monotonic clock, moved by hand: waiting moves it, and nothing else.

    With `oversleep`, every wait takes so many seconds more than asked for, as on a busy machine.
    """

    def __init__(self, oversleep: float = 0.0) -> None:
        self.at = 1000.0
        self._oversleep = oversleep

    def __call__(self) -> float:
        return self.at

    def wait(self, seconds: float) -> None:
        """Let so many seconds pass at once."""
        self.at += seconds + self._oversleep


def new_room(folder: Path, code: str = DAY, seed: int = 1, now: datetime = TUESDAY) -> Room:
    """Make a room that nobody has entered yet."""
    return create_room(folder / "latihan.db", scenario_path(code), seed, now, "id")


def make_room(
    folder: Path,
    code: str = DAY,
    seed: int = 1,
    now: datetime = TUESDAY,
    monotonic: Callable[[], float] = time.monotonic,
) -> Room:
    """Copy a room that nobody has entered yet, which is quicker than to make another one of the same."""
    template, path = _template(code, seed, now), folder / "latihan.db"
    shutil.copyfile(template, path)
    shutil.copytree(room_folder(template), room_folder(path))
    return Room(path, "id", monotonic)


@cache
def _template(code: str, seed: int, now: datetime) -> Path:
    """The file of a room that is never entered."""
    path = Path(mkdtemp(prefix="kppn-tui-room-")) / "latihan.db"
    atexit.register(shutil.rmtree, path.parent)
    new_room(path.parent, code, seed, now)
    return path


def turn_until(turn: Callable[[], object], holds: Callable[[], object], what: str) -> None:
    """Run turn after turn until it holds.

    Raises:
        AssertionError: it does not after MAX_TURNS.
    """
    for _ in range(MAX_TURNS):
        if holds():
            return
        turn()
    raise AssertionError(f"{MAX_TURNS} turns in vain: {what}")


@dataclass(frozen=True)
class Demo:
    """A desk in the middle of its morning, its clock standing, and the officer who sits at it."""

    room: Room
    settings: Settings
    desk: Desk
    clock: ManualClock
    officer: Officer


def make_demo(folder: Path, seed: int, now: datetime) -> Demo:
    """The default demo, made in `folder`."""
    room = new_room(folder, DAY, seed, now)
    clock = ManualClock(room.plan.start)
    desk = connect(room.settings.url, room.settings, clock)
    return Demo(room, room.settings, desk, clock, room.trainee(desk))

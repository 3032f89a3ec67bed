"""Rooms of the shipped scenarios, made in a folder of the test's own."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kppn_tui.desk import Desk, connect
from kppn_tui.domain.people import Officer
from kppn_tui.office.settings import Settings
from kppn_tui.training.room import ManualClock, Room, create_room
from kppn_tui.training.scenario import scenario_path
from tests.conftest import TUESDAY

#: The scenario of the default demo.
DAY = "hari-biasa"


def make_room(folder: Path, code: str = DAY, seed: int = 1, now: datetime = TUESDAY) -> Room:
    """A room that nobody has entered yet."""
    return create_room(folder / "latihan.db", scenario_path(code), seed, now, "id")


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
    room = make_room(folder, DAY, seed, now)
    clock = ManualClock(room.plan.start)
    desk = connect(room.settings.url, room.settings, clock)
    return Demo(room, room.settings, desk, clock, room.trainee(desk))

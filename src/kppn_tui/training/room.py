"""Room: a training database, and beside it a folder with its clock, scenario, people and what was saved."""

import fcntl
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from kppn_tui.desk import Desk, open_desk
from kppn_tui.domain.errors import N_, RuleRefused
from kppn_tui.domain.people import Officer
from kppn_tui.office.places import Places
from kppn_tui.office.settings import Settings, load_settings
from kppn_tui.training.caller_log import CallerLog
from kppn_tui.training.clock import RoomClock
from kppn_tui.training.orders import OrderFile
from kppn_tui.training.plan import Caller, Plan
from kppn_tui.training.room_files import DAMAGED, RoomFiles, read_origin
from kppn_tui.training.room_state import PlayedBy, RoomState, read_state, write_state
from kppn_tui.training.scenario import read_scenario
from kppn_tui.training.scenario.drawing import draw
from kppn_tui.training.score.run import Run
from kppn_tui.training.simulation.roster import Roster

NOT_A_ROOM = N_(
    "{file} is not a training file, so the demo leaves it alone. "
    "Name a new file, or leave --db out for a throw-away room."
)


class Room:
    """A room as one program of it sees it."""

    def __init__(self, path: Path, language: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.path = path
        self.files = RoomFiles(path)
        self.folder = self.files.folder
        self.places = room_places(self.files, language)
        self.settings = room_settings(self.places, self.files)
        origin = read_origin(self.files)
        #: The day on which the room was made.
        self.today = origin.today
        drawn = draw(read_scenario(self.folder / origin.scenario), origin.seed, self.settings, origin.today)
        self.plan: Plan = replace(drawn, start=origin.start)
        self.clock = RoomClock(self.files.clock, monotonic)
        self.caller_log = CallerLog(self.files.callers)
        self.orders = OrderFile(self.files)
        self._lock: int | None = None

    def callers(self) -> Mapping[int, Caller]:
        """Return who the people of the tickets are now, by ticket id."""
        return self.caller_log.present_callers()

    def trainee(self, desk: Desk) -> Officer:
        """Return the trainee's officer."""
        return next(officer for officer in desk.officers() if officer.login == self.plan.scenario.trainee_login)

    def roster(self, desk: Desk) -> Roster:
        """Return who works in the room, and which of them real people play now."""
        officers = {officer.login: officer for officer in desk.officers()}
        played_by = self.state().played_by
        return Roster(self.plan, officers, {login for login, one in played_by.items() if one is PlayedBy.PERSON})

    def run_to_save(self, desk: Desk) -> Run:
        """Return everything that has happened so far, as it is judged, saved and replayed."""
        scenario = self.plan.scenario
        return Run(
            scenario=scenario.code,
            title=scenario.title,
            seed=self.plan.seed,
            started_at=self.plan.start,
            ended_at=desk.now(),
            zone=self.settings.office.zone,
            officers={officer.id: officer.name for officer in desk.officers()},
            events=tuple(desk.log()),
            callers=dict(self.caller_log.callers()),
            taught_actions=scenario.taught_actions,
        )

    # The state, which the leader alone changes

    def state(self) -> RoomState:
        """Return the state as the leader wrote it last."""
        return read_state(self.files.state)

    def change_state(self, **values: Any) -> RoomState:
        """Write the state with `values`, for every terminal to see; return it."""
        state = replace(self.state(), **values)
        write_state(self.files.state, state)
        return state

    def announce(self, notice: str) -> None:
        """Let every terminal show `notice`."""
        self.change_state(notice=notice, notices=self.state().notices + 1)

    # The leader

    @property
    def is_leader(self) -> bool:
        """Return whether this program moves the clock and simulates the others."""
        return self._lock is not None

    def try_to_lead(self) -> bool:
        """Become the leader if there is none; return whether this program leads now."""
        if self._lock is None:
            lock = os.open(self.files.leader_lock, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(lock)
                return False
            self._lock = lock
        return True

    def stop_leading(self) -> None:
        """Let another program lead."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def open_room(path: Path, language: str, monotonic: Callable[[], float] = time.monotonic) -> Room:
    """Return the room of the training file `path`.

    Raises:
        RuleRefused: it is not a training file, holds tickets of a real office, or the room is damaged.
    """
    if not RoomFiles(path).origin.is_file() or not path.is_file():
        raise RuleRefused(NOT_A_ROOM, file=path)
    room = Room(path, language, monotonic)
    _check_files(room)
    with open_desk(room.settings.url, room.settings, room.clock) as desk:
        if desk.others_here():
            raise RuleRefused(NOT_A_ROOM, file=path)
    return room


def _check_files(room: Room) -> None:
    """Read every file of the room once. Raises RuleRefused: one is missing or damaged."""
    try:
        room.clock.pace()
        room.state()
        room.callers()
    except (OSError, ValueError, LookupError) as error:
        raise RuleRefused(DAMAGED, file=room.path) from error


def room_places(files: RoomFiles, language: str) -> Places:
    """Return where database and office file of the room lie."""
    return Places(f"sqlite:///{files.database}", files.office, language)


def room_settings(places: Places, files: RoomFiles) -> Settings:
    """Return the settings of the room's office."""
    return replace(load_settings(places), stakeholder_path=files.satker)

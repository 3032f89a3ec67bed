"""Creation of a room from a scenario, and its reset to the beginning."""

import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from kppn_tui.desk import open_desk
from kppn_tui.domain.errors import N_, BadInput
from kppn_tui.office.settings import Settings, write_office
from kppn_tui.training.caller_log import CallerLog
from kppn_tui.training.clock import ManualClock, RoomClock
from kppn_tui.training.demo_data import DemoData, add_demo_officers, load_demo_data
from kppn_tui.training.filled_morning.timetable import fill_morning
from kppn_tui.training.plan import Plan
from kppn_tui.training.room import Room, room_places, room_settings
from kppn_tui.training.room_files import FORMAT, RoomFiles, RoomOrigin, remove_database, write_origin
from kppn_tui.training.room_state import PlayedBy, RoomState, write_state
from kppn_tui.training.scenario import ScenarioFile, read_scenario
from kppn_tui.training.scenario.drawing import draw


def create_room(
    path: Path,
    scenario: Path,
    seed: int,
    now: datetime,
    language: str,
    speed: int = 1,
    monotonic: Callable[[], float] = time.monotonic,
) -> Room:
    """Return a new room on the training file `path`, its clock standing at the scenario's beginning.

    The same scenario, seed and day of `now` (aware) give the same room.

    Raises:
        BadScenario: the scenario file has an error.
        BadInput: the file can't be made.
        CalendarMissing: the scenario's days are in a year that is not loaded.
    """
    scenario_file, files = read_scenario(scenario), RoomFiles(path)
    try:
        files.folder.mkdir(parents=True, mode=0o700)
    except OSError as error:
        raise BadInput(N_("{file} can't be written: {reason}"), file=files.folder, reason=error.strerror) from error
    try:
        copy = f"{scenario_file.scenario.code}.toml"
        shutil.copyfile(scenario, files.folder / copy)
        origin = _fill_folder(files, scenario_file, copy, seed, now, language)
        RoomClock(files.clock, monotonic).start(origin.start, speed)
        # Last of all: with it, it is a room.
        write_origin(files, origin)
    except BaseException:
        # Half a room would be in the way of the next one.
        remove_database(path)
        shutil.rmtree(files.folder)
        raise
    return Room(path, language, monotonic)


def reset_room(room: Room) -> None:
    """Make the room as it was at its beginning, but for what was saved. Only the leader may, its own desk closed.

    Each terminal sees the next generation and opens the database anew; until then it shows the old one.
    """
    files, state = room.files, room.state()
    for old in (files.new_callers, *files.folder.glob(f"{files.new_database.name}*")):
        old.unlink(missing_ok=True)
    places = replace(room.places, url=f"sqlite:///{files.new_database}")
    new_callers = CallerLog(files.new_callers)
    start = _make_database(replace(room.settings, places=places), room.plan, load_demo_data(), new_callers)
    remove_database(files.database)
    files.new_database.replace(files.database)
    files.new_callers.touch()
    files.new_callers.replace(files.callers)
    room.clock.start(start, room.clock.pace().speed)
    hints = room.plan.scenario.hints
    new_state = RoomState(state.generation + 1, hints, notices=state.notices, played_by=state.played_by)
    write_state(files.state, new_state)


def _fill_folder(
    files: RoomFiles, scenario_file: ScenarioFile, copy: str, seed: int, now: datetime, language: str
) -> RoomOrigin:
    """Write database, office file, caller log and state; return what the room was made of."""
    demo, places = load_demo_data(), room_places(files, language)
    write_office(files.office, "A2", name=demo.office, shared=True)
    _write_satker(files.satker, demo)
    settings = room_settings(places, files)
    today = settings.calendar().local(now).date()
    plan = draw(scenario_file, seed, settings, today)
    start = _make_database(settings, plan, demo, CallerLog(files.callers))
    played_by = {one.login: PlayedBy.SIMULATOR for one in demo.officers}
    played_by[plan.scenario.trainee_login] = PlayedBy.PERSON
    write_state(files.state, RoomState(hints=plan.scenario.hints, played_by=played_by))
    return RoomOrigin(FORMAT, copy, seed, today, start)


def _make_database(settings: Settings, plan: Plan, demo: DemoData, caller_log: CallerLog) -> datetime:
    """Make the database with its officers, and a filled morning if the plan wants one.

    Return when the room begins, UTC.
    """
    clock = ManualClock(plan.start)
    with open_desk(settings.url, settings, clock) as desk:
        if plan.scenario.filled:
            fill_morning(desk, clock, demo, plan.seed, desk.calendar.local(plan.start).date(), caller_log)
        else:
            add_demo_officers(desk, demo)
    return max(plan.start, clock.at)


def _write_satker(file: Path, demo: DemoData) -> None:
    """Write the satker of the invented region."""
    lines = ["kode,nama", *(f'{satker.code},"{satker.name}"' for satker in demo.satker)]
    file.write_text("\n".join(lines) + "\n", "utf-8")

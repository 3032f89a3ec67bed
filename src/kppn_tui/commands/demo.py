"""`kppn-tui demo`: a training room with a clock of its own; it never opens a file that is not a room's."""

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from kppn_tui.commands.desk import require_terminal
from kppn_tui.desk import connect, system_clock
from kppn_tui.domain.errors import N_, RuleRefused
from kppn_tui.domain.sweep import Sweep
from kppn_tui.office.places import Places, room_folder
from kppn_tui.training.room import NOT_A_ROOM, Room, open_room
from kppn_tui.training.room_creation import create_room
from kppn_tui.training.runner import RoomRunner
from kppn_tui.training.scenario import read_scenario, scenario_codes, scenario_path, shipped
from kppn_tui.training.scripted_officer import Manner

#: What is played when nobody chooses, and how fast: something has to happen before a visitor walks on.
DEFAULT, DEFAULT_SPEED = "hari-biasa", 10


def run(options: Namespace, places: Places) -> int:
    """Open the room and wait until it is left; return the exit code."""
    if options.list:
        return _list()
    require_terminal()
    with _file(options, places) as path:
        if path.exists():
            room = open_room(path, places.language)
            _check_choice(room, options)
        else:
            speed = options.speed or (1 if options.scenario else DEFAULT_SPEED)
            scenario = scenario_path(options.scenario or DEFAULT)
            seed = 1 if options.seed is None else options.seed
            room = create_room(path, scenario, seed, system_clock(), places.language, speed)
        return _sit(room, options)


@contextmanager
def _file(options: Namespace, places: Places) -> Iterator[Path]:
    """Yield the training file: the one that is named, or one in a folder that is gone afterwards.

    Raises:
        RuleRefused: a database server, or a file that is no room's.
    """
    if not options.db:
        with TemporaryDirectory(prefix="kppn-tui-demo-", ignore_cleanup_errors=True) as folder:
            yield Path(folder) / "latihan.db"
        return
    path = places.database_path
    if path is None:
        raise RuleRefused(N_("A training room has a file of its own: name one with --db, not a database server."))
    if path.exists() and not room_folder(path).is_dir():
        raise RuleRefused(NOT_A_ROOM, file=path)
    yield path


def _check_choice(room: Room, options: Namespace) -> None:
    """Raise RuleRefused where another scenario or seed is asked for than the room plays."""
    code = read_scenario(scenario_path(options.scenario)).scenario.code if options.scenario else None
    if code not in (None, room.plan.scenario.code) or options.seed not in (None, room.plan.seed):
        msgid = N_("{file} plays “{title}” with seed {seed}: leave --scenario and --seed out, or name a new file.")
        raise RuleRefused(msgid, file=room.path, title=room.plan.scenario.title, seed=room.plan.seed)


def _sit(room: Room, options: Namespace) -> int:
    """Run one terminal in the room until it is left; return its exit code.

    Raises:
        RuleRefused: `--play` in a room that is played at another terminal already.
    """
    from kppn_tui.tui.training.app import TrainingApp

    first = room.try_to_lead()
    if options.play and not first:
        raise RuleRefused(N_("{file} is played at another terminal already: leave --play out."), file=room.path)
    if options.speed:
        room.clock.set_speed(options.speed)
    demo = room.plan.scenario.code == DEFAULT
    desk = connect(room.settings.url, room.settings, room.clock)
    officer = room.trainee(desk) if first else None
    app = TrainingApp(room, desk, officer, demo=demo, tour=first and demo and not options.play)
    autopilot = None
    if options.play:
        from kppn_tui.tui.training.autopilot import Autopilot

        autopilot = Autopilot(app, Manner(options.play))

    def told(sweep: Sweep) -> None:
        app.call_later(app.told_by_leader, sweep)

    make_driver = autopilot.trainee if autopilot else None
    runner = RoomRunner(room, told, make_driver, lambda: app.call_later(app.exit))
    if first and (demo or autopilot):
        room.clock.run()
    runner.start()
    try:
        code = app.run_to_end(auto_pilot=autopilot)
    finally:
        runner.stop()
    if runner.failure is not None:
        raise runner.failure
    return code


def _list() -> int:
    """Print the shipped scenarios, a line each; return the exit code."""
    for code in scenario_codes():
        scenario = shipped(code).scenario
        print(f"{code:<18} {scenario.title} ({', '.join(scenario.teaches)})")
    return 0

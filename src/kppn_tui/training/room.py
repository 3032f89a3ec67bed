"""A room: a training database, and beside it a folder with its clock, its scenario, its people and what was saved."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from threading import get_ident
from typing import Any

from kppn_tui.desk import Desk, open_desk
from kppn_tui.domain.errors import N_, BadInput, RuleRefused
from kppn_tui.domain.people import Officer
from kppn_tui.office.places import Places, room_folder
from kppn_tui.office.settings import Settings, load_settings, write_office
from kppn_tui.training.caller_log import CallerLog
from kppn_tui.training.clock import RoomClock
from kppn_tui.training.demo_data import DemoData, add_demo_officers, load_demo_data
from kppn_tui.training.filled_morning.timetable import fill_morning
from kppn_tui.training.plan import Caller, Plan
from kppn_tui.training.scenario import read_scenario
from kppn_tui.training.scenario.drawing import draw
from kppn_tui.training.score.run import Run
from kppn_tui.training.simulation.roster import Roster

FORMAT = 1
NOT_A_ROOM = N_(
    "{file} is not a training file, so the demo leaves it alone. "
    "Name a new file, or leave --db out for a throw-away room."
)


@dataclass(frozen=True)
class RoomState:
    """What every terminal of the room shows: written by the one that leads.

    `roles` tells of each login whether the director or a person plays it; `leaping` to what time is being stepped;
    `generation` grows with each reset, after which every terminal begins anew; `notices` with each `notice`.
    """

    generation: int = 1
    hints: bool = False
    frozen: bool = False
    over: bool = False
    leaping: str = ""
    dark_until: datetime | None = None
    notice: str = ""
    notices: int = 0
    roles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Facts:
    """What a room was made of; the rest follows from it."""

    scenario: str
    seed: int
    today: date
    start: datetime


class ManualClock:
    """A clock that is moved by hand, while a room is made and in a rehearsal."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def hop(self, to: datetime) -> None:
        """Be at `to`, never back."""
        self.at = max(self.at, to)


class Room:
    """A room as one program of it sees it."""

    def __init__(self, path: Path, language: str) -> None:
        self.path = path
        self.folder = room_folder(path)
        self.places = Places(f"sqlite:///{path}", self.folder / "kantor.toml", language)
        self.settings = _settings(self.places, self.folder)
        facts = _read_facts(path)
        #: The day on which the room was made.
        self.today = facts.today
        drawn = draw(read_scenario(self.folder / facts.scenario), facts.seed, self.settings, facts.today)
        self.plan: Plan = replace(drawn, start=facts.start)
        self.clock = RoomClock(self.folder / "jam.json")
        self.caller_log = CallerLog(self.folder / "tamu.jsonl")
        self._lock: int | None = None
        self._orders = self.folder / "perintah.jsonl"
        #: Up to where the orders were heard; whoever leads next goes on from there.
        self._heard = self.folder / "didengar"
        self._state = self.folder / "keadaan.json"

    # The state

    def state(self) -> RoomState:
        """As the leader wrote it last."""
        told = json.loads(self._state.read_bytes())
        dark = told.pop("dark_until")
        return RoomState(**told, dark_until=datetime.fromisoformat(dark) if dark else None)

    def change(self, **values: object) -> RoomState:
        """The state with `values`, for every terminal to see; the leader's alone."""
        state = replace(self.state(), **values)  # type: ignore[arg-type]
        _write_state(self._state, state)
        return state

    def begin_anew(self) -> None:
        """Everything as it was at the beginning, but for what was saved; the leader's alone, its own desk closed.

        Each terminal sees the next generation and opens its desk anew; until then it looks at what was.
        """
        draft, state = self.folder / "baru.db", self.state()
        new = CallerLog(self.folder / "baru.jsonl")
        for old in (new.path, *self.folder.glob(f"{draft.name}*")):
            old.unlink(missing_ok=True)
        places = replace(self.places, url=f"sqlite:///{draft}")
        start = _make(replace(self.settings, places=places), self.plan, load_demo_data(), new)
        _unlink(self.path)
        draft.replace(self.path)
        new.path.touch()
        new.path.replace(self.caller_log.path)
        self.clock.start(start, self.clock.pace().speed)
        hints = self.plan.scenario.hints
        new_state = RoomState(state.generation + 1, hints, notices=state.notices, roles=state.roles)
        _write_state(self._state, new_state)

    def tell(self, notice: str) -> None:
        """Let every terminal say `notice`; the leader's alone."""
        self.change(notice=notice, notices=self.state().notices + 1)

    def callers(self) -> Mapping[int, Caller]:
        """Who the people of the tickets are now, by ticket id."""
        return self.caller_log.present_callers()

    # The leader

    @property
    def leads(self) -> bool:
        """Whether this program moves the clock and plays the others."""
        return self._lock is not None

    def lead(self) -> bool:
        """Become the leader if nobody is; whether this program leads now."""
        if self._lock is None:
            lock = os.open(self.folder / "pemimpin.lock", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(lock)
                return False
            self._lock = lock
        return True

    def leave(self) -> None:
        """Let another one lead."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def roster(self, desk: Desk) -> Roster:
        """Who plays whom, as the state tells."""
        officers = {officer.login: officer for officer in desk.officers()}
        return Roster(self.plan, officers, {login for login, role in self.state().roles.items() if role == "person"})

    # Orders

    def order(self, do: str, **values: object) -> None:
        """Ask whoever leads for something that only the leader can do."""
        with self._orders.open("ab", buffering=0) as file:
            file.write(json.dumps({"do": do, **values}).encode() + b"\n")

    @property
    def ordered(self) -> bool:
        """Whether somebody has asked for something since the last `orders`."""
        return self._orders.exists() and self._orders.stat().st_size > self._heard_so_far()

    def _heard_so_far(self) -> int:
        return int(self._heard.read_text()) if self._heard.exists() else 0

    def orders(self) -> Iterator[dict[str, Any]]:
        """What was asked for since the last call."""
        if not self.ordered:
            return
        with self._orders.open("rb") as file:
            file.seek(self._heard_so_far())
            lines = file.read().splitlines()
            _write_whole(self._heard, str(file.tell()))
        yield from map(json.loads, lines)

    # The end

    def run_to_save(self, desk: Desk) -> Run:
        """Everything that has happened so far, as it is judged, saved and played again."""
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
            keys=scenario.keys,
        )

    def trainee(self, desk: Desk) -> Officer:
        """The trainee's officer."""
        return next(officer for officer in desk.officers() if officer.login == self.plan.scenario.trainee_login)


def create_room(path: Path, scenario: Path, seed: int, now: datetime, language: str, speed: int = 1) -> Room:
    """A new room on the training file `path`, its clock standing at the scenario's beginning.

    The same scenario, seed and day of `now` (aware) give the same room.

    Raises:
        BadScenario: the scenario file has an error.
        BadInput: the file can't be made.
        CalendarMissing: the scenario's days are in a year that is not loaded.
    """
    file = read_scenario(scenario)
    folder, demo = room_folder(path), load_demo_data()
    places = Places(f"sqlite:///{path}", folder / "kantor.toml", language)
    try:
        folder.mkdir(parents=True, mode=0o700)
    except OSError as error:
        raise BadInput(N_("{file} can't be written: {reason}"), file=folder, reason=error.strerror) from error
    try:
        copy = f"{file.scenario.code}.toml"
        shutil.copyfile(scenario, folder / copy)
        write_office(places.office_path, "A2", name=demo.office, shared=True)
        _write_directory(folder, demo)
        settings = _settings(places, folder)
        today = settings.calendar().local(now).date()
        plan = draw(file, seed, settings, today)
        start = _make(settings, plan, demo, CallerLog(folder / "tamu.jsonl"))
        roles = {
            one.login: "person" if one.login == plan.scenario.trainee_login else "director" for one in demo.officers
        }
        _write_state(folder / "keadaan.json", RoomState(hints=plan.scenario.hints, roles=roles))
        RoomClock(folder / "jam.json").start(start, speed)
        _write_facts(folder, _Facts(copy, seed, today, start))
    except BaseException:
        # Half a room would be in the way of the next one.
        _unlink(path)
        shutil.rmtree(folder)
        raise
    return Room(path, language)


def open_room(path: Path, language: str) -> Room:
    """The room of the training file `path`.

    Raises:
        RuleRefused: it is not a training file, or holds tickets of a real office.
    """
    folder = room_folder(path)
    if not (folder / "ruang.json").is_file() or not path.is_file():
        raise RuleRefused(NOT_A_ROOM, file=path)
    room = Room(path, language)
    with open_desk(room.settings.url, room.settings, room.clock) as desk:
        if desk.others_here():
            raise RuleRefused(NOT_A_ROOM, file=path)
    return room


def _make(settings: Settings, plan: Plan, demo: DemoData, caller_log: CallerLog) -> datetime:
    """The officers at work, and a filled morning if the plan wants one; when the room begins, UTC."""
    clock = ManualClock(plan.start)
    with open_desk(settings.url, settings, clock) as desk:
        if plan.scenario.filled:
            fill_morning(desk, clock, demo, plan.seed, desk.calendar.local(plan.start).date(), caller_log)
        else:
            add_demo_officers(desk, demo)
    return max(plan.start, clock.at)


def _settings(places: Places, folder: Path) -> Settings:
    return replace(load_settings(places), stakeholder_path=folder / "satker.csv")


def _write_directory(folder: Path, demo: DemoData) -> None:
    """The satker of the invented region."""
    lines = ["kode,nama", *(f'{satker.code},"{satker.name}"' for satker in demo.satker)]
    (folder / "satker.csv").write_text("\n".join(lines) + "\n", "utf-8")


def _unlink(database: Path) -> None:
    """The database gone, with what SQLite keeps beside it."""
    for old in (database, *database.parent.glob(f"{database.name}-*")):
        old.unlink(missing_ok=True)


def _write_facts(folder: Path, facts: _Facts) -> None:
    told = {"format": FORMAT, **asdict(facts), "today": facts.today.isoformat(), "start": facts.start.isoformat()}
    _write_whole(folder / "ruang.json", json.dumps(told))


def _read_facts(path: Path) -> _Facts:
    """What the room of `path` was made of. Raises RuleRefused: it is damaged, or another version made it."""
    try:
        told = json.loads((room_folder(path) / "ruang.json").read_text("utf-8"))
        if told["format"] != FORMAT:
            raise ValueError(told["format"])
        today, start = date.fromisoformat(told["today"]), datetime.fromisoformat(told["start"])
        return _Facts(str(told["scenario"]), int(told["seed"]), today, start)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise RuleRefused(N_("The room of {file} can't be used any more: name a new file."), file=path) from error


def _write_state(file: Path, state: RoomState) -> None:
    told = asdict(state) | {"dark_until": state.dark_until.isoformat() if state.dark_until else None}
    _write_whole(file, json.dumps(told, ensure_ascii=False))


def _write_whole(file: Path, text: str) -> None:
    """`text` in the place of what was there; nobody reads half of it."""
    draft = file.with_name(f"{file.name}.{os.getpid()}.{get_ident()}")
    draft.write_text(text, "utf-8")
    draft.replace(file)

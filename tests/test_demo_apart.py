"""The demo and the office never meet: each refuses the other's file, and nothing outside a room's folder changes."""

import hashlib
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kppn_tui.domain.errors import RuleRefused
from kppn_tui.i18n import _, explain
from kppn_tui.office.places import room_folder
from kppn_tui.training.room import NOT_A_ROOM, open_room
from tests.e2e.office import fill_the_day, make_office
from tests.program import Program
from tests.terminal import Terminal
from tests.training.rooms import new_room

PROGRAM = [sys.executable, "-m", "kppn_tui"]


def everything(folder: Path) -> dict[str, tuple[int, int, str]]:
    """Of each file and folder: its mode, when it changed, and what is in it."""
    found = {}
    for path in sorted(folder.rglob("*")):
        facts = path.stat()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        found[str(path.relative_to(folder))] = facts.st_mode, facts.st_mtime_ns, content
    return found


@pytest.fixture
def live(tmp_path: Path) -> Path:
    """The database of an office with a day's work in it, in the place where the program looks for it."""
    database = tmp_path / "home" / ".local" / "share" / "kppn-tui" / "kppn.db"
    make_office(database)
    fill_the_day(database)
    return database


def program(folder: Path, **more: str) -> Program:
    (folder / "scratch").mkdir(exist_ok=True)
    return Program(folder / "home", {"TMPDIR": str(folder / "scratch"), **more})


def in_terminal(folder: Path, *arguments: str, **more: str) -> Terminal:
    return Terminal([*PROGRAM, *arguments], program(folder, **more).env)


def refused(terminal: Terminal) -> str:
    """The sentence with which the program ends at once."""
    assert terminal.end() == 1
    return terminal.shown.strip().removeprefix("kppn-tui: ")


#: Every module that a desk may load, its screens too.
DESK_MODULES = """
import sys
from importlib import import_module
from pathlib import Path
import kppn_tui
root = Path(kppn_tui.__file__).parent
for path in sorted(root.rglob("*.py")):
    parts = path.relative_to(root).with_suffix("").parts
    if "training" not in parts and parts not in (("__main__",), ("commands", "demo")):
        import_module(".".join(["kppn_tui", *parts]).removesuffix(".__init__"))
print(*sorted(name for name in sys.modules if name.startswith(("cattr", "attr", "kppn_tui.training"))))
"""


def test_a_desk_loads_nothing_of_the_training() -> None:
    done = subprocess.run([sys.executable, "-c", DESK_MODULES], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_a_live_file_is_refused_and_left_as_it_is(tmp_path: Path, live: Path) -> None:
    program(tmp_path)
    before = everything(tmp_path)
    for arguments in (["--db", str(live)], ["--db", f"sqlite:///{live}", "--scenario", "minggu-gaji", "--seed", "3"]):
        with in_terminal(tmp_path, "demo", *arguments) as terminal:
            assert refused(terminal) == _(NOT_A_ROOM).format(file=live)
    assert everything(tmp_path) == before


@pytest.mark.parametrize("name", ["notes.txt", "empty.db"])
def test_a_file_of_something_else_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "home").mkdir()
    other = tmp_path / "home" / name
    other.write_text("" if "empty" in name else "belanja: gula, kopi")
    program(tmp_path)
    before = everything(tmp_path)
    with in_terminal(tmp_path, "demo", "--db", str(other)) as terminal:
        assert refused(terminal) == _(NOT_A_ROOM).format(file=other)
    assert everything(tmp_path) == before


def test_a_database_server_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    with in_terminal(tmp_path, "demo", "--db", "postgresql://user:rahasia@server/kppn") as terminal:
        sentence = refused(terminal)
    assert "--db" in sentence and "rahasia" not in sentence


def test_real_tickets_in_the_place_of_a_room_are_found_out(tmp_path: Path, live: Path) -> None:
    room = new_room(tmp_path)
    shutil.copyfile(live, room.path)
    before = everything(tmp_path)
    with pytest.raises(RuleRefused) as error:
        open_room(room.path, "id")
    assert explain(error.value) == _(NOT_A_ROOM).format(file=room.path)
    changed = {name for name, facts in everything(tmp_path).items() if before.get(name) != facts}
    # Reading the clock of a room takes its lock, a file of its own in the room's folder.
    own = {".ruang", ".ruang/jam.json.lock"}
    assert {name.removeprefix("latihan.db") for name in changed} <= {"-wal", "-shm", ".drafts", *own}
    assert room.path.read_bytes() == live.read_bytes()


@pytest.mark.parametrize("command", [[], ["worker", "--once"], ["officer", "list"], ["backup", "copy.db"], ["check"]])
def test_the_office_does_not_open_a_room(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "home").mkdir()
    room = new_room(tmp_path)
    program(tmp_path)
    before = everything(tmp_path)
    with in_terminal(tmp_path, *command, "--db", str(room.path)) as terminal:
        assert str(room.path) in refused(terminal)
    assert everything(tmp_path) == before


def test_a_room_with_another_scenario_is_not_taken_for_the_one_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    room = new_room(tmp_path, "minggu-gaji", now=datetime.now(UTC))
    for arguments in (["--scenario", "kasi-cuti"], ["--seed", "2"]):
        with in_terminal(tmp_path, "demo", "--db", str(room.path), *arguments) as terminal:
            assert room.plan.scenario.title in refused(terminal)
    with in_terminal(tmp_path, "demo", "--db", str(room.path), "--scenario", "minggu-gaji", "--seed", "1") as terminal:
        terminal.until(room.plan.scenario.title)


@pytest.mark.soak(reason="the lesson by keys once more; that nothing is touched before and after it is shown above")
def test_a_whole_lesson_changes_nothing_outside_its_folder(tmp_path: Path, live: Path) -> None:
    program(tmp_path)
    before = everything(tmp_path)
    with in_terminal(
        tmp_path,
        "demo",
        "--scenario",
        "pelajaran-pertama",
        "--speed",
        "600",
        "--play",
        "teladan",
        KPPN_TUI_DB=str(live),
    ) as terminal:
        terminal.until(_("Score card"), seconds=100)
        (own,) = (tmp_path / "scratch").iterdir()
        inside = {name for name in everything(tmp_path) if name.startswith(f"scratch/{own.name}")}
        during = {name: facts for name, facts in everything(tmp_path).items() if name not in inside}
        assert {name for name in during if before.get(name) != during[name]} <= {"scratch"}
        terminal.send(signal.SIGTERM)
        assert terminal.end() == 0
    after = everything(tmp_path)
    assert after.keys() == before.keys()
    assert {name for name in after if after[name] != before[name]} <= {"scratch"}


def test_a_named_room_keeps_everything_beside_its_file(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "kelas").mkdir()
    program(tmp_path)
    before = everything(tmp_path)
    path = tmp_path / "kelas" / "satu.db"
    with in_terminal(tmp_path, "demo", "--db", str(path), "--scenario", "minggu-gaji") as terminal:
        terminal.until("Pekan gaji")
        terminal.send(signal.SIGTERM)
        assert terminal.end() == 0
    new = set(everything(tmp_path)) - set(before)
    assert new and all(Path(name).parts[1].startswith("satu.db") for name in new)
    assert room_folder(path).stat().st_mode & 0o777 == 0o700

"""`make run` and `make test` on a machine that lacks something: one sentence, no network, nothing half made."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.postgres import programs

ROOT = Path(__file__).resolve().parents[1]
#: What any machine has.
ALWAYS = ("dirname", "cat", "find", "grep", "ls", "rm")
#: A Python that is what it is told to be, and answers for itself.
PYTHON = """#!/bin/sh
exec {real} -c "import sys; {lie}
$2"
"""
OLD = "sys.version_info = (3, 10, 12)"
WITHOUT_VENV = "sys.version_info = (3, 12, 3); sys.modules['ensurepip'] = None"


@dataclass(frozen=True)
class Machine:
    """A copy of what the script needs, and the only programs that it finds."""

    folder: Path
    programs: Path

    def add(self, name: str, text: str) -> None:
        """A program of that name, which notes that it was called."""
        path = self.programs / name
        path.write_text(text.replace("\n", f"\necho {name} >>{self.folder}/called\n", 1))
        path.chmod(0o755)

    def says(self, want: str) -> str:
        """The one sentence with which the script refuses."""
        done = subprocess.run(
            [self.folder / "scripts" / "bootstrap.sh", want],
            env={"PATH": str(self.programs), "HOME": str(self.folder), "POSTGRES_BIN": str(self.programs)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (1, ""), done
        assert done.stderr.startswith("kppn-tui: ") and done.stderr.count("\n") == 1, done
        assert not (self.folder / ".venv").exists()
        return done.stderr.removeprefix("kppn-tui: ").rstrip()

    @property
    def called(self) -> set[str]:
        """Which of the added programs ran."""
        notes = self.folder / "called"
        return set(notes.read_text().split()) if notes.exists() else set()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with nothing but a shell: no Python, no tmux."""
    machine = Machine(tmp_path / "kppn-tui", tmp_path / "bin")
    (machine.folder / "scripts").mkdir(parents=True)
    machine.programs.mkdir()
    for path in (ROOT / "scripts" / "bootstrap.sh", *ROOT.glob("*.lock"), ROOT / "pyproject.toml"):
        shutil.copy(path, machine.folder / path.relative_to(ROOT))
    for name in ALWAYS:
        found = shutil.which(name)
        assert found is not None
        os.symlink(found, machine.programs / name)
    return machine


@pytest.fixture
def officer(machine: Machine) -> Machine:
    """The same for somebody who may not install anything, though apt-get and sudo are there."""
    machine.add("id", "#!/bin/sh\necho 1000\n")
    machine.add("sudo", "#!/bin/sh\nexit 1\n")
    machine.add("apt-get", "#!/bin/sh\nexit 0\n")
    return machine


def test_without_python_it_names_the_package(machine: Machine) -> None:
    assert machine.says("run").endswith("install it with: apt-get install python3 python3-venv")


def test_an_old_python_is_none(machine: Machine) -> None:
    machine.add("python3", PYTHON.format(real=sys.executable, lie=OLD))
    told = machine.says("run")
    assert "3.11" in told and told.endswith("apt-get install python3 python3-venv")
    assert machine.called == {"python3"}


def test_a_python_without_venv_names_the_package_of_its_version(machine: Machine) -> None:
    machine.add("python3", PYTHON.format(real=sys.executable, lie=WITHOUT_VENV))
    machine.add("apt-get", "#!/bin/sh\nexit 0\n")
    assert machine.says("run").endswith("apt-get install python3.12-venv")
    assert machine.called == {"python3"}, "a desk installs no system packages"


def test_the_tests_without_tmux_name_the_package(officer: Machine) -> None:
    officer.add("python3", PYTHON.format(real=sys.executable, lie="pass"))
    assert officer.says("dev").endswith("apt-get install tmux")
    assert officer.called == {"id", "sudo"}, "nothing is fetched by somebody who may not"


def test_the_tests_without_a_database_server_name_the_package(officer: Machine) -> None:
    officer.add("tmux", "#!/bin/sh\nexit 0\n")
    officer.add("python3", PYTHON.format(real=sys.executable, lie="pass"))
    assert officer.says("dev").endswith("apt-get install postgresql")
    assert "apt-get" not in officer.called
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POSTGRES_BIN", str(officer.programs))
        with pytest.raises(FileNotFoundError) as refused:
            programs()
    assert str(refused.value) == officer.says("dev"), "the tests themselves say the same and skip nothing"


def test_the_tests_without_venv_name_the_package(officer: Machine) -> None:
    officer.add("tmux", "#!/bin/sh\nexit 0\n")
    officer.add("initdb", "#!/bin/sh\nexit 0\n")
    officer.add("python3", PYTHON.format(real=sys.executable, lie=WITHOUT_VENV))
    assert officer.says("dev").endswith("apt-get install python3.12-venv")
    assert "apt-get" not in officer.called


@pytest.mark.parametrize(
    ("told", "locks"),
    [
        ({}, "-r requirements.lock"),
        ({"KPPN_TUI_DB": "/srv/kppn.db"}, "-r requirements.lock"),
        ({"KPPN_TUI_DB": "postgresql://ana@server/kppn"}, "-r requirements.lock -r requirements-postgres.lock"),
        ({"ARGS": "--db postgresql://ana@server/kppn"}, "-r requirements.lock -r requirements-postgres.lock"),
    ],
)
def test_only_a_desk_on_a_database_server_gets_the_driver(machine: Machine, told: dict[str, str], locks: str) -> None:
    """A desk on a file does not pay for its import; `make` hands ARGS on in the environment."""
    python = machine.folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\necho "$*" >>{machine.folder}/asked\necho {machine.folder}/.venv\n')
    python.chmod(0o755)
    subprocess.run(
        [machine.folder / "scripts" / "bootstrap.sh", "run"],
        env={"PATH": str(machine.programs), "HOME": str(machine.folder), **told},
        check=True,
    )
    (asked,) = (line for line in (machine.folder / "asked").read_text().splitlines() if "--require-hashes" in line)
    assert asked.split(":all: ")[1].strip() == locks

"""Real processes on one real database."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kppn_tui.desk import connect
from kppn_tui.domain.states import Role
from kppn_tui.office.settings import Settings, load_settings
from tests.conftest import PASSWORD, an_office

PROGRAM = Path(__file__).with_name("program.py")


@dataclass
class Program:
    """A running desk; lines of JSON come from it."""

    process: "subprocess.Popen[str]"

    def hear(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the program ended"
        heard: dict[str, Any] = json.loads(line)
        return heard

    def go(self) -> None:
        """Let it begin."""
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def kill(self) -> list[dict[str, Any]]:
        """`kill -9`; what it had still said."""
        self.process.kill()
        assert self.process.stdout is not None
        rest = [json.loads(line) for line in self.process.stdout if line.endswith("}\n")]
        self.process.wait(10)
        return rest

    def end(self) -> None:
        """Wait until it is done without an error."""
        assert self.process.wait(60) == 0


Start = Callable[..., Program]


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Settings:
    """An office that calls a visitor once only, with four officers; real time."""
    places = an_office(database_url, tmp_path).places
    text = places.office_path.read_text()
    assert "panggilan_maks = 3" in text
    places.office_path.write_text(text.replace("panggilan_maks = 3", "panggilan_maks = 1"))
    settings = load_settings(places)
    desk = connect(settings.url, settings)
    for login in ("ana", "budi", "citra", "dewi"):
        desk.add_officer(None, login, f"{login.title()} Seroja", [Role.CSO], PASSWORD)
    desk.close()
    return settings


@pytest.fixture
def start(office: Settings) -> Iterator[Start]:
    """Start a program on the office's database; whatever still runs at the end is killed."""
    started: list[Program] = []

    def begin(what: str, login: str = "ana", count: int = 0) -> Program:
        pipe = subprocess.PIPE
        command = [sys.executable, str(PROGRAM), what, office.url, str(office.places.office_path), login, str(count)]
        program = Program(subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True))
        started.append(program)
        return program

    yield begin
    for program in started:
        program.process.kill()
        program.process.wait(10)
        for stream in (program.process.stdin, program.process.stdout):
            if stream is not None:
                stream.close()

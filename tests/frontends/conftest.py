"""The front ends as programs of their own, beside a desk that acts by verbs on the same database at the same moment."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

import pytest

from kppn_tui.office.settings import Settings
from tests.conftest import PASSWORD, HandClock
from tests.program import Done, Program

#: Far longer than anything here takes.
PATIENCE = 60.0
AT = Path(__file__).with_name("program_at.py")


@dataclass(frozen=True)
class Moment:
    """The moment of the programs, in a file; it follows the clock of the test's own desk when it is told."""

    path: Path
    clock: HandClock

    def follow(self) -> None:
        """Let the programs be where the test's clock is."""
        beside = self.path.with_suffix(".new")
        beside.write_text(self.clock.at.isoformat())
        os.replace(beside, self.path)


@pytest.fixture
def moment(tmp_path: Path, clock: HandClock) -> Moment:
    made = Moment(tmp_path / "moment", clock)
    made.follow()
    return made


@pytest.fixture
def program(tmp_path: Path, settings: Settings) -> Program:
    """The program at the test's office, its home empty."""
    home = tmp_path / "home"
    home.mkdir()
    return Program(home, {"KPPN_TUI_DB": settings.url, "KPPN_TUI_OFFICE": str(settings.places.office_path)})


class Listening:
    """A running `kppn-tui list`, heard line by line."""

    def __init__(self, program: Program, moment: Moment, *arguments: str) -> None:
        command = [sys.executable, str(AT), str(moment.path), "list", *arguments, "--password-stdin"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, env=program.env, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        assert self.process.stdin is not None
        self.process.stdin.write(f"{PASSWORD}\n")
        self.process.stdin.flush()
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)

    def line(self) -> str:
        """Return the next line, without its end, which must be there."""
        line = self._lines.get(timeout=PATIENCE)
        assert line.endswith("\n")
        return line[:-1]

    def lines(self, count: int) -> list[str]:
        """Return so many lines."""
        return [self.line() for _ in range(count)]

    def end(self, how: signal.Signals = signal.SIGTERM) -> Done:
        """Return how it ended after the signal, with what it had still said."""
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        assert self.process.stderr is not None
        rest = "".join(self._lines.get() for _ in range(self._lines.qsize()))
        return Done(code, rest, self.process.stderr.read())

    def throw_away(self) -> None:
        """Kill it, if it still runs."""
        self.process.kill()
        self._reader.join(PATIENCE)
        with self.process:
            pass


Listen = Callable[..., Listening]


@pytest.fixture
def listen(program: Program, moment: Moment) -> Iterator[Listen]:
    """Start `kppn-tui list` with the arguments given; whatever still runs at the end is killed."""
    with ExitStack() as started:

        def begin(*arguments: str) -> Listening:
            listening = Listening(program, moment, *arguments)
            started.callback(listening.throw_away)
            return listening

        yield begin

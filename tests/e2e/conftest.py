"""Terminals, and the screens in them when a test fails."""

import os
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import WITA
from tests.e2e.desktop import Desktop

pytest.register_assert_rewrite("tests.e2e.proofs")

Open = Callable[..., Desktop]
#: The program as an officer starts it, on the machine's clock.
REAL = (sys.executable, "-m", "kppn_tui")
DESK_AT = Path(__file__).with_name("desk_at.py")


@dataclass(frozen=True)
class OfficeClock:
    """What `desk_at.py` reads: running time, moved as a whole."""

    path: Path

    def to(self, text: str) -> None:
        """It is `text` now, an ISO time in WITA."""
        wanted = datetime.fromisoformat(text).replace(tzinfo=WITA)
        self._write((wanted - datetime.now(UTC)).total_seconds())

    def forward(self, minutes: float) -> None:
        """Let minutes pass in no time."""
        self._write(int(self.path.read_text()) + minutes * 60)

    def now(self) -> datetime:
        """The moment on the desk's screen, UTC."""
        return datetime.fromtimestamp(datetime.now(UTC).timestamp() + int(self.path.read_text()), UTC)

    def _write(self, seconds: float) -> None:
        beside = self.path.with_suffix(".new")
        beside.write_text(str(round(seconds)))
        os.replace(beside, self.path)

    @property
    def program(self) -> tuple[str, ...]:
        """The command that opens the desk at this clock."""
        return sys.executable, str(DESK_AT), str(self.path)


@pytest.fixture
def office_clock(tmp_path: Path) -> OfficeClock:
    """A clock at a Tuesday without anything special (worked example 1)."""
    clock = OfficeClock(tmp_path / "offset")
    clock.to("2026-11-24 09:10")
    return clock


@dataclass(frozen=True)
class Home:
    """The home folder of whoever sits at the terminal, and where the desk keeps its files in it."""

    path: Path

    @property
    def database(self) -> Path:
        """The database of the desk."""
        return self.path / ".local" / "share" / "kppn-tui" / "kppn.db"

    @property
    def office(self) -> Path:
        """The office file beside it."""
        return self.database.with_name("kantor.toml")


@pytest.fixture
def home() -> Iterator[Home]:
    """A home without anything in it; its short path fits on a screen, and says nothing in any language."""
    with tempfile.TemporaryDirectory(prefix="kppn-") as folder:
        yield Home(Path(folder))


_OPEN: list[Desktop] = []


@pytest.fixture
def terminal(home: Home) -> Iterator[Open]:
    """Opens a terminal; everything in it is killed at the end."""
    mine: list[Desktop] = []

    def open_terminal(size: tuple[int, int] = (80, 24), **env: str) -> Desktop:
        desktop = Desktop(home.path, size, env)
        mine.append(desktop)
        _OPEN.append(desktop)
        return desktop

    yield open_terminal
    for desktop in mine:
        _OPEN.remove(desktop)
        desktop.end()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failed test shows what stood on its screens."""
    report = yield
    if report.when == "call" and report.failed:
        report.sections += [(f"screen {number}", one.picture()) for number, one in enumerate(_OPEN, 1)]
    return report

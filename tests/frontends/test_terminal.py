"""Display and list as programs of their own in a real terminal, beside a desk in another process, on both databases."""

import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kppn_tui.desk import Desk, connect
from kppn_tui.domain.people import Officer
from kppn_tui.domain.states import Role
from kppn_tui.office.settings import Settings
from tests.board.drawn import shows
from tests.conftest import PASSWORD
from tests.e2e.desktop import Desktop
from tests.frontends.test_board import LARGE, SIZES
from tests.program import Program, command
from tests.terminal import Terminal

BOARD = (sys.executable, "-m", "kppn_tui", "board")


@pytest.fixture
def real(settings: Settings) -> Iterator[Desk]:
    """A desk at the machine's own time, as the display has it."""
    with closing(connect(settings.url, settings)) as desk:
        yield desk


@pytest.fixture
def ana(real: Desk) -> Officer:
    real.add_officer(None, "ana", "Ana Seroja", [Role.CSO], PASSWORD)
    return real.sign_in("ana", PASSWORD, "1")


@pytest.fixture
def wall(settings: Settings) -> Iterator[Desktop]:
    """The monitor in the hall."""
    with tempfile.TemporaryDirectory(prefix="kppn-") as folder:
        env = {
            "KPPN_TUI_DB": settings.url,
            "KPPN_TUI_OFFICE": str(settings.places.office_path),
            "COLORTERM": "truecolor",
        }
        desktop = Desktop(Path(folder), (80, 24), env)
        yield desktop
        desktop.end()


def drawn(wall: Desktop, number: str, counter: str) -> bool:
    """Whether number and counter are drawn as large as the terminal allows."""
    lines = wall.painted()
    return shows(lines, number, LARGE[wall.size]) and shows(lines, counter, LARGE[wall.size])


def test_a_call_is_seen_at_every_size_and_the_terminal_is_left_as_it_was(
    real: Desk, ana: Officer, wall: Desktop
) -> None:
    wall.start(*BOARD)
    wall.wait_for("Silakan mengambil nomor antrean")
    real.take_ticket(ana, topics=["SPM"], satker_code="980101", satker_name="PN Serojabaru")
    wall.wait_for("Menunggu 1 orang")
    ticket = real.call_next(ana)
    wall.wait_for("Nomor A-001, silakan ke loket 1")
    for size in (*SIZES, (80, 24)):
        wall.resize(*size)
        wall.wait(lambda: drawn(wall, "A-001", "1"), f"the number at {size}")
        assert "980101" not in wall.screen() and "SPM" not in wall.screen()
    real.start(ana, ticket)
    wall.wait_for("Panggilan terakhir: A-001, loket 1")
    assert wall.asked("#{cursor_flag}") == "0"
    wall.send("q")
    assert wall.wait_ended() == 0
    assert wall.asked("#{cursor_flag}#{alternate_on}") == "10"


def test_it_comes_back_where_it_was_when_it_is_started_again(real: Desk, ana: Officer, wall: Desktop) -> None:
    real.take_ticket(ana, topics=["SPM"])
    real.call_next(ana)
    for how in (signal.SIGTERM, signal.SIGKILL):
        wall.start(*BOARD)
        wall.wait_for("Nomor A-001, silakan ke loket 1")
        wall.wait(lambda: drawn(wall, "A-001", "1"), "the number, not reversed")
        pid = wall.pid
        assert pid is not None
        if how is signal.SIGKILL:
            wall.kill9()
        else:
            os.kill(pid, how)
            assert wall.wait_ended() == 0
            assert wall.asked("#{cursor_flag}#{alternate_on}") == "10"


def test_before_there_is_a_desk_it_says_so_in_one_sentence(settings: Settings, wall: Desktop) -> None:
    wall.start(*BOARD)
    code = wall.wait_ended()
    path = settings.places.database_path
    if path is not None:
        assert code == 3 and not path.exists()
    else:
        assert code == 1 and "kode kppn" in wall.words()
    settings.places.office_path.unlink()
    wall.start(*BOARD)
    assert wall.wait_ended() == 1
    assert "kantor.toml" in "".join(wall.screen().split())


# The list ------------------------------------------------------------------------------------------------------------


def test_a_password_is_typed_unseen_and_nothing_but_lines_comes_out(
    real: Desk, ana: Officer, settings: Settings, program: Program
) -> None:
    with Terminal(command("list", "queue", "--officer", "ana", "--watch"), program.env, (80, 24)) as terminal:
        terminal.until("Kata sandi: ")
        terminal.type(f"{PASSWORD}\r".encode())
        terminal.until("Antrean: kosong.")
        real.take_ticket(ana, topics=["SPM"])
        terminal.until("A-001: baru, SPM, pukul ")
        terminal.type(b"\x03")
        assert terminal.end() == 130
        assert PASSWORD not in terminal.shown
        # What the terminal itself echoes of Ctrl+C is a caret and a letter.
        assert terminal.shown.replace("\r\n", "").isprintable() and b"\x1b" not in terminal._raw

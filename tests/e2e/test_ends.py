"""How the desk ends when nobody quits it: a signal, a terminal that is gone, bytes of another encoding, a fault."""

import os
import pty
import re
import signal
import sqlite3
import struct
import subprocess
import sys
import termios
from contextlib import closing
from fcntl import ioctl

import pytest

from kppn_tui.i18n import _
from tests.e2e import hands
from tests.e2e.conftest import REAL, Home, Open
from tests.e2e.desktop import Desktop, isolated
from tests.e2e.hands import ANA
from tests.e2e.office import make_office
from tests.e2e.test_kill import FLAGS
from tests.soak import in_soak
from tests.waiting import PATIENCE, wait_for

SAME = "the same handler as for a closed window"
SECRET = "kata-sandi-yang-rahasia"
#: The desk with a fault behind the sign-in, as an unknown value in a row once was one.
FAULTY = """
import sys
from kppn_tui.tui.entry.signin import SignInScreen
from kppn_tui import cli
def go_on(self):
    password = self.query_one("#password").value
    raise KeyError(password)
SignInScreen.action_go_on = go_on
sys.exit(cli.main([]))
"""


def left_in_order(desktop: Desktop) -> None:
    """The terminal is as it was found."""
    assert {name: desktop.asked(f"#{{{name}_flag}}") for name in FLAGS} == dict.fromkeys(FLAGS, "0") | {"cursor": "1"}
    assert desktop.asked("#{alternate_on}") == "0"


@pytest.mark.parametrize("ending", [signal.SIGHUP, in_soak(SAME, signal.SIGTERM), in_soak(SAME, signal.SIGQUIT)])
def test_a_signal_leaves_the_terminal_in_order_and_signs_out(
    terminal: Open, home: Home, ending: signal.Signals
) -> None:
    make_office(home.database)
    desktop = terminal()
    desktop.start(*REAL)
    hands.sign_in(desktop, ANA, _("Queue"))
    desktop.press("a")
    desktop.wait_for(_("Register a visitor"))
    desktop.type("SEROJA")
    desktop.wait_for("SEROJA")
    assert desktop.pid
    os.kill(desktop.pid, ending)
    assert desktop.wait_ended() == 0
    left_in_order(desktop)
    assert "SEROJA" not in desktop.screen()
    with closing(sqlite3.connect(home.database)) as connection:
        actions = [one for (one,) in connection.execute("SELECT action FROM event ORDER BY id")]
    assert actions[-1] == "sign_out"
    desktop.start(*REAL)
    hands.sign_in(desktop, ANA, _("Queue"))
    desktop.press("a")
    desktop.wait_for("SEROJA")


def test_bytes_of_another_encoding_end_nothing(terminal: Open, home: Home) -> None:
    make_office(home.database)
    desktop = terminal()
    desktop.start(*REAL)
    desktop.wait_for(_("Password"))
    desktop.send_bytes(0xFF, 0xE9, ord("n"))
    desktop.wait_for("\ufffdn")
    desktop.press("C-u")
    desktop.wait_gone("\ufffd")
    hands.sign_in(desktop, ANA, _("Queue"))


def test_a_desk_whose_terminal_is_gone_ends(home: Home) -> None:
    make_office(home.database)
    ours, theirs = pty.openpty()
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    env = isolated(home.path) | {"TERM": "xterm-256color"}
    ignoring = (
        "import os, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN); os.execv(sys.executable, sys.argv[1:])"
    )
    program = subprocess.Popen(
        [sys.executable, "-c", ignoring, sys.executable, "-m", "kppn_tui"],
        stdin=theirs, stdout=theirs, stderr=theirs, env=env, start_new_session=True,
    )  # fmt: skip
    try:
        os.close(theirs)
        seen = b""
        while b"\x1b[?1049h" not in seen:
            seen += os.read(ours, 65536)
        os.close(ours)
        wait_for(lambda: program.poll() is not None, "the desk ends without a terminal")
    finally:
        program.kill()
        program.wait(PATIENCE)


def test_a_fault_tells_no_secret_and_leaves_a_file_for_its_owner(terminal: Open, home: Home) -> None:
    make_office(home.database)
    desktop = terminal()
    desktop.start(sys.executable, "-c", FAULTY)
    desktop.wait_for(_("Password"))
    desktop.type("ana")
    desktop.press("Tab")
    desktop.type(SECRET)
    desktop.send("F9")
    assert desktop.wait_ended() == 70
    left_in_order(desktop)
    shown = desktop.screen()
    assert _("The program ended by a fault; what was saved is safe.") in desktop.words()
    assert SECRET not in shown and "Traceback" not in shown and "KeyError" not in shown
    (report,) = (home.path / ".local" / "share" / "kppn-tui" / "faults").iterdir()
    assert report.stat().st_mode & 0o777 == 0o600
    text = report.read_text("utf-8")
    assert "KeyError" in text and "go_on" in text and SECRET not in text
    assert re.search(r"^kppn-tui \d", text)

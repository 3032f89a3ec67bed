"""The terminal itself: what it promises to the other tests; and letters that come quicker than any hand types."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from kppn_tui.i18n import _
from tests.e2e import hands
from tests.e2e.conftest import Home, OfficeClock, Open
from tests.e2e.desktop import Desktop
from tests.e2e.hands import ANA
from tests.e2e.office import make_office


def test_without_tmux_it_fails_with_a_sentence(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(AssertionError, match="`make test` installs it"):
        Desktop(home.path)


def test_what_waits_in_vain_shows_the_screen(terminal: Open) -> None:
    desktop = terminal((40, 10))
    desktop.start("sh", "-c", "echo selamat pagi; read -r _")
    desktop.wait_for("selamat pagi")
    with pytest.raises(AssertionError, match=r"(?s)in vain: malam.*│selamat pagi"):
        desktop.wait_for("malam", 0.1)


def test_nothing_is_left_running(home: Home) -> None:
    desktop = Desktop(home.path)
    desktop.start("sh", "-c", "trap '' HUP TERM; echo mulai; while :; do sleep 1; done")
    desktop.wait_for("mulai")
    pid = desktop.pid
    assert pid is not None
    desktop.end()
    assert not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text()
    with pytest.raises(subprocess.CalledProcessError):
        desktop.screen()
    desktop.end()


def test_the_environment_is_the_tests_own(terminal: Open, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("KPPN_TUI_LANG", "en")
    desktop = terminal((80, 24), KPPN_TUI_DB="kppn.db")
    desktop.start("env")
    desktop.wait_ended()
    told = dict(line.split("=", 1) for line in desktop.screen().splitlines() if "=" in line)
    assert (told["HOME"], told["TERM"], told["KPPN_TUI_DB"]) == (str(home.path), "tmux-256color", "kppn.db")
    assert not told.keys() & {"NO_COLOR", "KPPN_TUI_LANG"}
    assert "NO_COLOR" in os.environ


def test_letters_right_after_tab_belong_to_the_next_field(
    terminal: Open, office_clock: OfficeClock, home: Home
) -> None:
    """A busy desk gets many keys at once: none of them goes into the field that was left."""
    make_office(home.database)
    desktop = terminal()
    desktop.start(*office_clock.program)
    desktop.wait_for("KPPN Serojabaru")
    desktop.type(f"{ANA.login}\t{ANA.password}\t{ANA.counter}")
    desktop.press("F9")
    hands.on_screen(desktop, _("Queue"), ANA)
    desktop.press("a")
    desktop.wait_for(_("Register a visitor"))
    desktop.type("980112 Dinas\t\tLPJ ditolak")
    desktop.wait_for("LPJ ditolak")
    hands.save(desktop, _("Register a visitor"))
    desktop.wait_for(re.compile(r"A-001 980112 Dinas · LPJ ditolak"))


def test_letters_right_after_enter_belong_to_the_next_field(
    terminal: Open, office_clock: OfficeClock, home: Home
) -> None:
    """As a scanner or a stalled desk gives them: the code, Enter, and the topics, all at once."""
    make_office(home.database)
    desktop = terminal()
    desktop.start(*office_clock.program)
    desktop.wait_for("KPPN Serojabaru")
    desktop.type(f"{ANA.login}\r{ANA.password}\r{ANA.counter}\r")
    hands.on_screen(desktop, _("Queue"), ANA)
    desktop.press("a")
    desktop.wait_for(_("Register a visitor"))
    desktop.type("980112 Dinas Seroja\rspm\rretur\r")
    hands.save(desktop, _("Register a visitor"))
    desktop.wait_for(re.compile(r"A-001 980112 Dinas Seroja · SPM, RETUR"))

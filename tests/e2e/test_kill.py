"""`kill -9` in the middle of a service and of typing: nothing is lost, the clock tells the right time. And quitting."""

import re
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from kppn_tui.desk import open_desk
from kppn_tui.i18n import _
from kppn_tui.office.settings import load_settings, locate
from tests.conftest import PASSWORD
from tests.desk.kit import check_invariants
from tests.e2e import hands
from tests.e2e.books import Books
from tests.e2e.conftest import REAL, Home, OfficeClock, Open
from tests.e2e.desktop import Desktop
from tests.e2e.hands import ANA
from tests.e2e.office import make_office

#: What a full-screen program switches on in a terminal, and "cursor", which it hides.
FLAGS = ("cursor", "mouse_any", "mouse_button", "mouse_standard", "mouse_sgr", "keypad", "keypad_cursor")
QUESTION, MORE = "Mengapa SP2D saya diretur, dan ", "apa yang harus saya siapkan?"


@pytest.fixture
def waiting(home: Home) -> Home:
    """An office with one visitor in the queue."""
    make_office(home.database)
    settings = load_settings(locate(db=str(home.database)))
    with open_desk(settings.url, settings) as desk:
        ana = desk.sign_in(ANA.login, PASSWORD, ANA.counter)
        desk.take_ticket(ana, satker_code="980118", satker_name="Dinas Seroja", topics=["RETUR"])
    return home


def kept(home: Home, field: str) -> str:
    """What the file of the half-typed texts has for the fields that end so."""
    drafts = home.database.with_name(home.database.name + ".drafts")
    with closing(sqlite3.connect(f"{drafts.as_uri()}?mode=ro", uri=True)) as connection:
        texts = connection.execute("SELECT text FROM draft WHERE field LIKE ?", [f"%{field}"]).fetchall()
    return "\n".join(text for (text,) in texts)


def serve(desktop: Desktop) -> None:
    """Call the visitor and begin."""
    desktop.press("n")
    desktop.wait_for(_("called {n}×").format(n=1))
    desktop.press("Enter")
    desktop.wait_for("a.1")


def running_clock(desktop: Desktop) -> timedelta:
    """What the header tells of the own service."""
    minutes, seconds = desktop.wait_for(re.compile(r"A-001 (\d\d):(\d\d)/20:00")).groups()
    return timedelta(minutes=int(minutes), seconds=int(seconds))


def test_a_service_goes_on_after_kill_9(terminal: Open, office_clock: OfficeClock, home: Home) -> None:
    make_office(home.database)
    desktop = terminal()
    desktop.start(*office_clock.program)
    hands.sign_in(desktop, ANA, _("Queue"))
    desktop.press("a")
    desktop.wait_for(_("Register a visitor"))
    hands.take(desktop, "980118", "retur")
    hands.save(desktop, _("Register a visitor"))
    serve(desktop)
    office_clock.forward(3)
    desktop.press("F3")
    desktop.type(QUESTION)
    desktop.wait(lambda: kept(home, ":question") == QUESTION, "what is typed is soon on the disk")
    desktop.kill9()
    check_invariants(home.database)

    office_clock.forward(7)
    desktop.start(*office_clock.program)
    hands.sign_in(desktop, ANA, _("Queue"))
    started = Books(home.database).row("SELECT started_at FROM deadline WHERE kind = 'service'")["started_at"]
    before = office_clock.now().timestamp() - started
    assert before >= 10 * 60, "the time while nobody was there counts"
    # The header is painted each second.
    desktop.wait(lambda: running_clock(desktop).total_seconds() >= before - 1, "the clock has caught up")
    assert running_clock(desktop).total_seconds() <= office_clock.now().timestamp() - started + 1
    desktop.press("2")
    desktop.wait_for(QUESTION.strip())
    desktop.press("F3")
    desktop.type(MORE)
    desktop.escape()
    books = Books(home.database)
    desktop.wait(lambda: books.item("RETUR")["question"] == QUESTION + MORE, "the whole question is saved")


def test_a_forms_fields_are_there_after_kill_9(terminal: Open, home: Home) -> None:
    make_office(home.database)
    desktop = terminal()
    desktop.start(*REAL)
    hands.sign_in(desktop, ANA, _("Queue"))
    desktop.press("a")
    desktop.wait_for(_("Register a visitor"))
    hands.take(desktop, "980112 Dinas Seroja", "retur", "lpj")
    desktop.press("Tab")
    desktop.type("retur kedua kalinya")
    desktop.press("Tab", "Right")
    desktop.wait(lambda: kept(home, ":priority") == "lansia", "what is chosen is soon on the disk")
    desktop.kill9()

    desktop.start(*REAL)
    hands.sign_in(desktop, ANA, _("Queue"))
    assert "980112" not in desktop.screen(), "nobody was registered"
    desktop.press("a")
    for text in ("980112 Dinas Seroja", "RETUR + LPJ", "retur kedua kalinya", f"‹{_('elderly')}›"):
        desktop.wait_for(text)
    hands.save(desktop, _("Register a visitor"))
    desktop.wait_for("A-001 980112")
    ticket = Books(home.database).row("SELECT * FROM ticket")
    told = [ticket[name] for name in ("satker_code", "satker_name", "purpose", "priority_reason")]
    assert told == ["980112", "Dinas Seroja", "retur kedua kalinya", "lansia"]
    topics = Books(home.database).rows("SELECT topic FROM consultation ORDER BY seq")
    assert [row["topic"] for row in topics] == ["RETUR", "LPJ"]
    assert kept(home, "") == "", "what was saved is half typed no more"


# Quitting -------------------------------------------------------------------------------------------------------------


def quit_by(desktop: Desktop, *keys: str) -> None:
    """The last of `keys` ends the program, and leaves the terminal as it was found."""
    assert desktop.asked("#{mouse_any_flag} #{alternate_on}") == "1 1", "the desk had the terminal to itself"
    desktop.press(*keys[:-1])
    desktop.send(keys[-1])
    assert desktop.wait_ended() == 0
    left = {name: desktop.asked(f"#{{{name}_flag}}") for name in FLAGS}
    assert left == dict.fromkeys(FLAGS, "0") | {"cursor": "1"}
    assert desktop.asked("#{alternate_on}") == "0"
    desktop.type("gema")
    desktop.wait_for(re.compile("^gema", re.MULTILINE))


def test_quitting_ends_the_program_and_leaves_the_terminal_sane(terminal: Open, waiting: Home) -> None:
    desktop = terminal()
    desktop.start(*REAL)
    hands.sign_in(desktop, ANA, _("Queue"))
    desktop.wait_for("A-001")
    quit_by(desktop, "q")


def test_quitting_in_a_service_asks_first_and_the_service_goes_on(terminal: Open, waiting: Home) -> None:
    desktop = terminal()
    desktop.start(*REAL)
    hands.sign_in(desktop, ANA, _("Queue"))
    desktop.wait_for("A-001")
    serve(desktop)
    desktop.press("q")
    desktop.wait_for(_("{label} is still in service; its clock keeps running.").format(label="A-001"))
    desktop.press("Enter")
    desktop.wait_gone(_("Stay"))
    assert running_clock(desktop) < timedelta(minutes=10)
    desktop.press("q")
    desktop.wait_for(_("Stay"))
    quit_by(desktop, "Down", "Enter")
    books = Books(waiting.database)
    assert books.row("SELECT state FROM ticket") == {"state": "serving"}
    assert books.row("SELECT stopped_at, paused_at FROM deadline") == {"stopped_at": None, "paused_at": None}
    check_invariants(waiting.database)


def test_quitting_on_the_sign_in_and_in_the_wizard(terminal: Open, home: Home) -> None:
    desktop = terminal()
    desktop.start(*REAL)
    desktop.wait_for(_("Office name"))
    quit_by(desktop, "F10")
    assert not home.database.exists(), "nothing was made"
    make_office(home.database)
    desktop.start(*REAL)
    desktop.wait_for("KPPN Serojabaru")
    quit_by(desktop, "F10")

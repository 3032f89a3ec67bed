"""A PostgreSQL server that stops, freezes and comes back under a running desk; and two desks that see each other."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from kppn_tui.desk import open_desk
from kppn_tui.domain.states import Role
from kppn_tui.i18n import _
from kppn_tui.office.settings import load_settings, locate, write_office
from tests.conftest import PASSWORD, TUESDAY, HandClock
from tests.e2e import hands
from tests.e2e.conftest import Home, OfficeClock, Open
from tests.e2e.desktop import Desktop
from tests.e2e.hands import ANA, OFFICE, Person
from tests.invariants import check
from tests.postgres import Server
from tests.raw import rows_of
from tests.soak import in_soak

pytestmark = [pytest.mark.xdist_group("e2e-server"), pytest.mark.timeout(240)]

BUDI = Person("budi", "Budi Seroja", "2")
QUESTION, ANSWER, MORE = "Mengapa diretur?", "Rekening tidak aktif; ", "ajukan perbaikan data."


@dataclass(frozen=True)
class Place:
    """An office with two officers in a database of a server of its own, and what a terminal needs to know of it."""

    server: Server
    url: str
    env: dict[str, str]
    home: Path

    @property
    def drafts(self) -> dict[str, str]:
        """What is half typed, from the file on this machine."""
        (file,) = (self.home / ".local" / "share" / "kppn-tui").glob("*.drafts")
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            return dict(connection.execute("SELECT field, text FROM draft"))


@pytest.fixture(scope="module")
def own_server() -> Iterator[Server]:
    """Nobody else minds when it is stopped."""
    with Server() as server:
        yield server


@pytest.fixture
def place(own_server: Server, home: Home) -> Iterator[Place]:
    own_server.start()
    with own_server.database() as url:
        file = home.path / "kantor.toml"
        write_office(file, "A2", name=OFFICE)
        settings = load_settings(locate(db=url, office=str(file)))
        with open_desk(url, settings, HandClock(TUESDAY - timedelta(minutes=5))) as desk:
            ana = desk.add_officer(None, ANA.login, ANA.name, [Role.CSO, Role.ADMIN], PASSWORD)
            desk.add_officer(None, BUDI.login, BUDI.name, [Role.CSO], PASSWORD)
            for code in ("980112", "980118"):
                desk.take_ticket(ana, satker_code=code, satker_name="Dinas Seroja", topics=["RETUR"])
        yield Place(own_server, url, {"KPPN_TUI_DB": url, "KPPN_TUI_OFFICE": str(file)}, home.path)


def sit_down(terminal: Open, place: Place, clock: OfficeClock, person: Person) -> Desktop:
    """At the queue."""
    desktop = terminal((80, 24), **place.env)
    desktop.start(*clock.program)
    hands.sign_in(desktop, person, _("Queue"))
    desktop.wait_for("A-001")
    return desktop


def serve_half(desktop: Desktop) -> None:
    """Called, in service, everything written down but the end of the answer."""
    desktop.press("n")
    desktop.wait_for(_("called {n}×").format(n=1))
    desktop.press("Enter")
    desktop.wait_for("a.1")
    desktop.press("F2")
    desktop.wait_for(_("Identity of the stakeholder (a.1)"))
    hands.fill(desktop, "Dewi Lestari")
    hands.save(desktop, _("Identity of the stakeholder (a.1)"))
    desktop.press("F3")
    desktop.type(QUESTION)
    desktop.press("F5")
    hands.take(desktop, "PMK 62")
    desktop.press("F4")
    desktop.type(ANSWER)


def banner(desktop: Desktop) -> bool:
    """Whether the header says that nobody answers."""
    return _("! The database does not answer") in desktop.screen()


def not_saved() -> str:
    """What a key is told that did nothing."""
    return _("Nothing was saved, try again: the database {url} does not answer ({reason}).").partition(":")[0]


def running_clock(desktop: Desktop) -> timedelta:
    """What the header tells of the own service."""
    minutes, seconds = desktop.wait_for(re.compile(r"A-001 (\d\d):(\d\d)/20:00")).groups()
    return timedelta(minutes=int(minutes), seconds=int(seconds))


@pytest.mark.parametrize("mode", ["fast", in_soak("a crash; below the screen in tests/faults", "immediate")])
def test_a_server_goes_and_comes_back_under_a_half_typed_answer(
    terminal: Open, office_clock: OfficeClock, place: Place, mode: str
) -> None:
    desktop = sit_down(terminal, place, office_clock, ANA)
    serve_half(desktop)
    place.server.stop(mode)
    desktop.wait(lambda: banner(desktop), "the desk says that nobody answers")
    assert _("what you type is safe") in desktop.screen()
    assert desktop.screen().splitlines()[1].rstrip().endswith("/20:00"), "the clock stays in its corner"
    desktop.type(MORE)
    desktop.wait_for(ANSWER + MORE)
    desktop.wait(lambda: ANSWER + MORE in place.drafts.values(), "what is typed is on the disk")
    office_clock.forward(3)
    desktop.wait(lambda: running_clock(desktop) > timedelta(minutes=3), "time goes on")

    place.server.start()
    desktop.wait(lambda: not banner(desktop), "by itself it is over")
    desktop.wait_for(ANSWER + MORE)
    (clock,) = rows_of(place.url, "SELECT started_at FROM deadline WHERE kind = 'service'")
    before = office_clock.now().timestamp() - clock["started_at"]
    # The header is painted each second.
    desktop.wait(lambda: running_clock(desktop).total_seconds() >= before - 1, "the clock has caught up")
    assert running_clock(desktop).total_seconds() <= office_clock.now().timestamp() - clock["started_at"] + 1
    assert not_saved() not in desktop.screen(), "no key, no toast"
    desktop.wait_gone(_(" SLA is not being swept ").strip())
    desktop.press("F9")
    desktop.wait_for("RETUR: Resolved")
    (item,) = rows_of(place.url, "SELECT state, question, answer FROM consultation WHERE started_at IS NOT NULL")
    assert item == {"state": "Resolved", "question": QUESTION, "answer": ANSWER + MORE}
    check(place.url)


def test_a_key_without_a_server_says_that_nothing_was_saved_and_works_afterwards(
    terminal: Open, office_clock: OfficeClock, place: Place
) -> None:
    desktop = sit_down(terminal, place, office_clock, ANA)
    desktop.press("a")
    heading = _("Register a visitor")
    desktop.wait_for(heading)
    hands.take(desktop, "980130 RSUD Seroja", "lpj")
    place.server.stop("immediate")
    desktop.wait(lambda: banner(desktop), "above the form as well")
    desktop.press("F9")
    desktop.wait_for(not_saved())
    assert heading in desktop.screen() and "980130 RSUD Seroja" in desktop.screen()
    desktop.escape()
    desktop.press("n")
    desktop.wait_for(not_saved())
    place.server.start()
    desktop.wait(lambda: not banner(desktop), "by itself it is over")
    desktop.press("a")
    desktop.wait_for(re.compile(r"980130 RSUD Seroja"))
    hands.save(desktop, heading)
    desktop.wait_for("A-003 980130 RSUD Seroja")
    desktop.press("n")
    desktop.wait_for(_("called {n}×").format(n=1))
    check(place.url)


def test_a_frozen_server_does_not_keep_anybody(terminal: Open, office_clock: OfficeClock, place: Place) -> None:
    """A network that swallows everything looks the same: no answer, no error."""
    desktop = sit_down(terminal, place, office_clock, ANA)
    serve_half(desktop)
    with place.server.frozen():
        desktop.press("F9")
        desktop.wait(lambda: banner(desktop), "the desk says that nobody answers")
        desktop.press("F4")
        desktop.type(MORE)
        desktop.wait_for(ANSWER + MORE)
        desktop.escape()
        desktop.press("1", "a")
        desktop.wait_for(_("Register a visitor"))
        desktop.type("980118")
        desktop.wait_for(re.compile(r"▊ +980118 "))
        desktop.escape()
        desktop.press("q")
        desktop.wait_for(_("Stay"))
        desktop.press("Down")
        desktop.send("Enter")
        assert desktop.wait_ended() == 0, "nobody waits for an answer that does not come (desk_at.py: for hours)"
        assert ANSWER + MORE in place.drafts.values()
    check(place.url)


def test_two_desks_see_each_other(terminal: Open, office_clock: OfficeClock, place: Place) -> None:
    ana = sit_down(terminal, place, office_clock, ANA)
    budi = sit_down(terminal, place, office_clock, BUDI)
    ana.press("n")
    budi.wait_for(re.compile(rf"A-001 .*{_('called {n}×').format(n=1)}"))
    ana.press("Enter")
    ana.wait_for("a.1")
    budi.wait_for(re.compile(r"A-001 .*▶"))
    budi.press("Home", "Enter")
    budi.wait_for(f"◉ {_('served by {who}').format(who=ANA.name)}")
    told = _("also open at the desk of {who}").format(who=BUDI.name)
    ana.wait_for(told)
    budi.press("1")
    ana.wait_gone(told)

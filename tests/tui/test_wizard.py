"""The first run by keys alone: office, officers, summary, desk."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Label

from kppn_tui import i18n
from kppn_tui.desk import Desk, connect
from kppn_tui.i18n import _
from kppn_tui.office.settings import Places, Settings, load_settings, locate
from kppn_tui.tui.app import KppnApp
from kppn_tui.tui.entry.signin import SignInScreen
from kppn_tui.tui.entry.wizard import WizardScreen
from kppn_tui.tui.queue.screen import QueueScreen
from kppn_tui.tui.widgets.choice import Choice
from kppn_tui.tui.widgets.marks import Marks
from tests.conftest import PASSWORD, HandClock
from tests.tui.helpers import screen_text, shown_words, wait_until, write

SIZES = ((80, 24), (120, 36))
NASTY = "KPPN [/x] [red]Serojabaru"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A home where nothing has been yet."""
    return locate(db=str(tmp_path / "home" / "kppn.db"))


class Wizard:
    """Somebody at the keyboard for the first time."""

    def __init__(self, pilot: Pilot[Any], app: KppnApp) -> None:
        self.pilot = pilot
        self.app = app

    async def at(self, field: str) -> None:
        """Wait for the cursor in `field`."""
        await wait_until(
            self.pilot, lambda: self.app.focused is not None and self.app.focused.id == field, f"the field {field}"
        )

    async def fill(self, **values: str) -> None:
        """Type a value into each field, Enter after each."""
        for field, text in values.items():
            await self.at(field.replace("_", "-"))
            await write(self.pilot, text)
            await self.pilot.press("enter")

    async def office(self, name: str = NASTY) -> None:
        await self.fill(office_name=name)
        await self.at("type")
        await self.pilot.press("enter", "enter")
        await self.at("login")

    async def person(self, login: str, name: str, *marks: str, then: str = "done", password: str = PASSWORD) -> None:
        """Fill one officer's page; `marks` are the keys pressed on the roles."""
        await self.fill(login=login, name=name)
        await self.at("roles")
        await self.pilot.press(*marks)
        leads = "kepala_seksi" in self.value("roles")
        sections = self.app.screen.query_one("#sections")
        await wait_until(self.pilot, lambda: sections.can_focus is leads, "the sections led")
        await self.pilot.press("enter")
        if leads:
            await self.at("sections")
            await self.pilot.press("space", "enter")
        await self.fill(password=password, repeat=password)
        await self.at("then")
        if self.value("then") != then:
            await self.pilot.press("right")
        await self.pilot.press("enter")

    def value(self, field: str) -> str:
        widget = self.app.screen.query_one(f"#{field}")
        assert isinstance(widget, Input | Choice | Marks)
        return widget.value

    async def says(self, sentence: str) -> None:
        await wait_until(self.pilot, lambda: sentence in shown_words(self.app), sentence)


def app_at(places: Places, clock: HandClock) -> KppnApp:
    return KppnApp(places, clock=clock)


def officers_at(places: Places, clock: HandClock) -> list[tuple[str, str, str]]:
    desk = connect(places.url, load_settings(places), clock)
    try:
        return [(one.login, one.roles, one.sections) for one in desk.officers()]
    finally:
        desk.close()


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("size", SIZES)
async def test_an_empty_home_reaches_the_queue(
    places: Places, clock: HandClock, size: tuple[int, int], language: str
) -> None:
    i18n.use(language)
    app = app_at(places, clock)
    async with app.run_test(size=size) as pilot:
        wizard = Wizard(pilot, app)
        # A long path is folded on the screen wherever it has to be.
        await wait_until(pilot, lambda: str(places.office_path) in screen_text(app).replace("\n", "").replace(" ", ""))
        await wizard.office()
        await wizard.person("Ana", "Ana [/b] Seroja", then="more")
        await wizard.at("login")
        await wizard.says("ana")
        await wizard.person("kasi", "Citra Seroja", "down", "space")
        await wizard.at("counter")
        await wizard.says(NASTY)
        await wizard.says("kasi · Citra Seroja — " + _("section head") + " (PDMS)")
        await wizard.fill(counter="3")
        await wizard.at("way")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, QueueScreen), "the queue")
        assert app.client.officer is not None
        assert (app.client.officer.login, app.client.officer.counter) == ("ana", "3")
    settings = load_settings(places)
    assert (settings.office.name, settings.office.type, settings.office.zone) == (NASTY, "A2", "Asia/Makassar")
    assert places.office_path.stat().st_mode & 0o777 == 0o600
    assert officers_at(places, clock) == [("ana", "cso admin", ""), ("kasi", "kepala_seksi", "PDMS")]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("step", ["office", "officers", "summary"])
async def test_each_step_fits_at_80x24(places: Places, clock: HandClock, step: str, language: str) -> None:
    i18n.use(language)
    app = app_at(places, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        wizard = Wizard(pilot, app)
        if step != "office":
            await wizard.office("KPPN Serojabaru")
            await wizard.fill(login="ana", name="Ana Seroja")
            await wizard.at("roles")
            await pilot.press("down", "space")
        if step == "summary":
            await pilot.press("enter", "space", "enter")
            await wizard.fill(password=PASSWORD, repeat=PASSWORD)
            await pilot.press("f9")
            await wizard.at("counter")
        await pilot.pause()
        for widget in app.screen.query("Input, Choice, Marks, Label, .entry-hint"):
            assert widget.visible and widget.region.bottom <= 23, widget
            assert widget.region.height >= widget.virtual_size.height, widget
            assert widget.region.height == 1 or not isinstance(widget, Label), widget
        assert all(len(line) <= 80 for line in screen_text(app).splitlines())


async def test_a1_brings_its_own_sections_and_esc_loses_nothing(places: Places, clock: HandClock) -> None:
    app = app_at(places, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        wizard = Wizard(pilot, app)
        await wizard.office("KPPN Serojabaru")
        await wizard.fill(login="ana", name="Ana Seroja")
        await wizard.at("roles")
        await pilot.press("down", "space", "enter", "space")
        assert wizard.value("sections") == "PDMS"
        await pilot.press("escape")
        await wizard.at("office-name")
        assert wizard.value("office-name") == "KPPN Serojabaru"
        await pilot.press("down", "right", "down", "right", "f9")
        await wizard.at("login")
        assert (wizard.value("login"), wizard.value("name")) == ("ana", "Ana Seroja")
        assert "kepala_seksi" in wizard.value("roles")
        assert wizard.value("sections") == ""
        await wizard.says("MSKI")
    settings = load_settings(places)
    assert (settings.office.type, settings.office.zone) == ("A1", "Asia/Jakarta")


async def test_the_language_changes_and_what_is_typed_stays(places: Places, clock: HandClock) -> None:
    app = app_at(places, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        wizard = Wizard(pilot, app)
        await wizard.at("office-name")
        await write(pilot, "Seroja")
        await pilot.press("f2")
        await wizard.says("F9 Next")
        await wizard.at("office-name")
        await pilot.press("f2")
        await wizard.says("F9 Berikutnya")
        await wizard.at("office-name")
        assert wizard.value("office-name") == "Seroja"


async def test_the_needed_roles_are_asked_for(places: Places, clock: HandClock) -> None:
    i18n.use("en")
    app = app_at(places, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        wizard = Wizard(pilot, app)
        await wizard.office()
        # Five roles: the last is the administrator's, which the first page proposes.
        await wizard.person("ana", "Ana Seroja", "down", "down", "down", "down", "space")
        await wizard.says("Still needed: administrator.")
        await wizard.at("then")
        await pilot.press("left", "enter")
        await wizard.at("login")
        await wizard.person("gita", "Gita Seroja", "down", "down", "down", "down", "space")
        await wizard.at("counter")
    assert officers_at(places, clock) == []


@pytest.mark.parametrize(
    ("login", "name", "password", "again", "sentence", "field"),
    [
        ("", "Budi", PASSWORD, PASSWORD, "Give a sign-in name and the officer's name.", "login"),
        ("ana", "Budi", PASSWORD, PASSWORD, "The sign-in name “ana” is taken.", "login"),
        ("budi", "", PASSWORD, PASSWORD, "Give a sign-in name and the officer's name.", "name"),
        ("budi", "Budi", "short", "short", "A password needs at least 8 characters.", "password"),
        ("budi", "Budi", PASSWORD, PASSWORD + "x", "The two passwords differ.", "repeat"),
    ],
)
async def test_a_wrong_field_is_told_and_kept(
    places: Places, clock: HandClock, login: str, name: str, password: str, again: str, sentence: str, field: str
) -> None:
    i18n.use("en")
    app = app_at(places, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        wizard = Wizard(pilot, app)
        await wizard.office()
        await wizard.person("ana", "Ana Seroja", then="more")
        await wizard.at("login")
        await wizard.fill(login=login, name=name)
        await wizard.at("roles")
        await pilot.press("space", "enter")
        await wizard.fill(password=password, repeat=again)
        await pilot.press("f9")
        await wizard.says(sentence)
        await wizard.at(field)
        assert wizard.value("roles") == "cso"


async def test_a_blank_page_is_given_up(places: Places, clock: HandClock) -> None:
    app = app_at(places, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        wizard = Wizard(pilot, app)
        await wizard.office()
        await wizard.person("ana", "Ana Seroja", then="more")
        await wait_until(pilot, lambda: wizard.value("login") == "")
        await pilot.press("f9")
        await wizard.at("counter")
        await pilot.press("escape")
        await wait_until(pilot, lambda: wizard.value("login") == "ana" if app.screen.query("#login") else False)


async def test_the_letter_keys_of_the_desk_do_nothing_yet(places: Places, clock: HandClock) -> None:
    app = app_at(places, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        wizard = Wizard(pilot, app)
        await wizard.at("office-name")
        await pilot.press("down", "q", "l", "1", "5", "u")
        await pilot.pause()
        assert isinstance(app.screen, WizardScreen)
        assert app.is_running


async def test_an_office_file_that_is_there_is_taken_as_it_is(settings: Settings, desk: Desk, clock: HandClock) -> None:
    app = KppnApp(settings.places, desk=desk, clock=clock)
    async with app.run_test(size=(80, 24)) as pilot:
        wizard = Wizard(pilot, app)
        await wizard.at("login")
        await pilot.press("escape")
        await pilot.pause()
        await wizard.person("ana", "Ana Seroja")
        await wizard.at("counter")
        await pilot.press("enter", "right", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, SignInScreen), "the sign-in")
    assert officers_at(settings.places, clock) == [("ana", "cso admin", "")]


async def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, clock: HandClock) -> None:
    (tmp_path / "home").write_text("a file where a folder should be")
    app = app_at(locate(db=str(tmp_path / "home" / "deeper" / "kppn.db")), clock)
    i18n.use("en")
    async with app.run_test(size=(80, 24)) as pilot:
        wizard = Wizard(pilot, app)
        await wizard.fill(office_name="Seroja")
        await pilot.press("f9")
        await wizard.says("can't be written")
        await wizard.at("office-name")
        assert wizard.value("office-name") == "Seroja"


async def test_a_foreign_file_is_told_and_left_alone(places: Places, clock: HandClock) -> None:
    assert places.database_path is not None
    places.database_path.parent.mkdir()
    places.database_path.write_bytes(b"no database at all" * 500)
    i18n.use("en")
    app = app_at(places, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        wizard = Wizard(pilot, app)
        await wizard.fill(office_name="Seroja")
        await pilot.press("f9")
        await wizard.says("can't be opened")
        # Once more: the office file of the first try is no obstacle.
        await pilot.press("f9")
        await wizard.says("can't be opened")
    assert places.database_path.read_bytes().startswith(b"no database")


async def test_a_database_without_its_office_file_lets_its_officers_in(places: Places, clock: HandClock) -> None:
    app = app_at(places, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        wizard = Wizard(pilot, app)
        await wizard.office()
        await wizard.person("ana", "Ana Seroja")
        await wizard.fill(counter="1")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.client.officer is not None)
    places.office_path.unlink()
    again = app_at(places, clock)
    async with again.run_test(size=(80, 24)) as pilot:
        wizard = Wizard(pilot, again)
        await wizard.fill(office_name="Seroja")
        await pilot.press("f9")
        await wait_until(pilot, lambda: isinstance(again.screen, SignInScreen), "the sign-in")

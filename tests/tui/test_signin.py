"""Signing in and out at a counter."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from textual.widgets import Input

import kppn_tui
from kppn_tui import i18n
from kppn_tui.desk import Desk
from kppn_tui.i18n import _
from kppn_tui.office.settings import Settings
from kppn_tui.tui.app import KppnApp
from kppn_tui.tui.cases.inbox import InboxScreen
from kppn_tui.tui.entry.signin import SignInScreen
from kppn_tui.tui.entry.wizard import WizardScreen
from kppn_tui.tui.queue.screen import QueueScreen
from kppn_tui.tui.widgets.toosmall import TooSmall
from tests.conftest import PASSWORD, HandClock, People
from tests.tui.helpers import shown_words, wait_until, write


@pytest.fixture
def app(settings: Settings, desk: Desk, people: People, clock: HandClock) -> KppnApp:
    return KppnApp(settings.places, desk=desk, clock=clock)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_it_names_the_office_and_that_nothing_is_to_pay(
    app: KppnApp, size: tuple[int, int], language: str
) -> None:
    i18n.use(language)
    async with app.run_test(size=size) as pilot:
        await wait_until(pilot, lambda: "KPPN Serojabaru" in shown_words(app))
        assert f"kppn-tui {kppn_tui.__version__}" in shown_words(app)
        sentence = {"id": "Layanan ini tidak dipungut biaya.", "en": "This service is free of charge."}[language]
        assert sentence in shown_words(app)


async def test_name_password_and_counter_open_the_queue(app: KppnApp) -> None:
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: app.focused is not None)
        await write(pilot, "ANA")
        await pilot.press("enter", *PASSWORD, "enter", "7", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, QueueScreen), "the queue")
        assert app.client.officer is not None and (app.client.officer.login, app.client.officer.counter) == ("ana", "7")


async def test_the_last_counter_is_kept_when_the_field_stays_empty(app: KppnApp) -> None:
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: app.focused is not None)
        await write(pilot, "budi")
        await pilot.press("enter", *PASSWORD, "f9")
        await wait_until(pilot, lambda: app.client.officer is not None, "signed in")
        assert app.client.officer is not None and app.client.officer.counter == "2"


async def test_a_section_head_comes_to_the_inbox(app: KppnApp) -> None:
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: app.focused is not None)
        await write(pilot, "kasi")
        await pilot.press("enter", *PASSWORD, "f9")
        await wait_until(pilot, lambda: isinstance(app.screen, InboxScreen), "the inbox")


@pytest.mark.parametrize(("login", "password"), [("ana", "wrong-word"), ("nobody", PASSWORD), ("[/x]", "[/x]")])
async def test_a_wrong_word_is_told_in_one_sentence_and_emptied(app: KppnApp, login: str, password: str) -> None:
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: app.focused is not None)
        await write(pilot, login)
        await pilot.press("enter")
        await write(pilot, password)
        await pilot.press("f9")
        await wait_until(pilot, lambda: _("Name or password is wrong.") in shown_words(app))
        assert app.client.officer is None
        assert app.screen.query_one("#login", Input).value == login
        assert app.screen.query_one("#password", Input).value == ""
        assert app.focused is not None and app.focused.id == "password"
        app.screen.query_one("#login", Input).value = "ana"
        await pilot.press(*PASSWORD, "f9")
        await wait_until(pilot, lambda: app.client.officer is not None, "the second try")


async def test_a_disabled_officer_stays_outside(app: KppnApp, desk: Desk) -> None:
    desk.disable_officer(None, "ana")
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: app.focused is not None)
        await write(pilot, "ana")
        await pilot.press("enter", *PASSWORD, "f9")
        await wait_until(pilot, lambda: _("Name or password is wrong.") in shown_words(app))


async def test_signing_out_leaves_the_desk_to_the_next(app: KppnApp) -> None:
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: app.focused is not None)
        await write(pilot, "ana")
        await pilot.press("enter", *PASSWORD, "f9")
        await wait_until(pilot, lambda: isinstance(app.screen, QueueScreen))
        await pilot.press("l")
        await wait_until(pilot, lambda: isinstance(app.screen, SignInScreen), "the sign-in")
        await pilot.pause()
        assert app.screen.query_one("#password", Input).value == ""
        await write(pilot, "budi")
        await pilot.press("enter", *PASSWORD, "f9")
        await wait_until(pilot, lambda: bool(app.client.officer and app.client.officer.login == "budi"), "the next one")


async def test_f10_quits(app: KppnApp) -> None:
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: app.focused is not None)
        await pilot.press("f10")
        await wait_until(pilot, lambda: not app.is_running or app._exit, "the end")


async def test_markup_in_the_office_name_is_only_text(settings: Settings, desk: Desk, people: People) -> None:
    settings = replace(settings, office=replace(settings.office, name="KPPN [/x] [red]Seroja"))
    desk.settings = settings
    app = KppnApp(settings.places, desk=desk)
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: "KPPN [/x] [red]Seroja" in shown_words(app))


class SlowFile:
    """A database that is opened only when the test says so."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.let = threading.Event()

    def __call__(self) -> Desk:
        self.let.wait()
        return self.desk


@pytest.fixture
def file(desk: Desk) -> Iterator[SlowFile]:
    slow = SlowFile(desk)
    yield slow
    slow.let.set()


async def test_it_is_painted_and_typed_into_before_the_database_answers(
    settings: Settings, file: SlowFile, people: People
) -> None:
    app = KppnApp(settings.places, opening=file)
    async with app.run_test() as pilot:
        # Nothing lies below it, and no key waits for it.
        assert [type(screen) for screen in app.screen_stack] == [SignInScreen]
        await pilot.press(*"ana", "enter", *PASSWORD, "f9")
        assert _("Opening the database …") in shown_words(app)
        assert app.screen.query_one("#login", Input).value == "ana"
        file.let.set()
        await wait_until(pilot, lambda: "KPPN Serojabaru" in shown_words(app), "the office")


async def test_whoever_pressed_enter_meanwhile_is_let_in_and_leaves_nothing_behind(
    settings: Settings, file: SlowFile, people: People
) -> None:
    app = KppnApp(settings.places, opening=file)
    async with app.run_test() as pilot:
        await pilot.press(*"ana", "enter", *PASSWORD, "f9")
        file.let.set()
        await wait_until(pilot, lambda: isinstance(app.screen, QueueScreen), "the queue")
        await wait_until(pilot, lambda: not app.screen_stack[0].query(Input), "the typed password is gone")
        await pilot.press("l")
        await wait_until(pilot, lambda: isinstance(app.screen, SignInScreen) and app.focused, "signed out")
        await pilot.press(*"budi", "enter", *PASSWORD, "f9")
        await wait_until(pilot, lambda: isinstance(app.screen, QueueScreen), "the queue again")
        assert app.client.officer is not None and app.client.officer.login == "budi"


async def test_it_hears_of_the_database_below_the_sentence_that_the_terminal_is_small(
    settings: Settings, file: SlowFile, people: People
) -> None:
    app = KppnApp(settings.places, opening=file)
    async with app.run_test(size=(60, 20)) as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, TooSmall), "the sentence")
        file.let.set()
        await wait_until(pilot, lambda: app.client.is_open, "the desk")
        await pilot.resize_terminal(80, 24)
        await wait_until(pilot, lambda: "KPPN Serojabaru" in shown_words(app), "the office")


async def test_an_office_without_officers_comes_to_the_wizard(settings: Settings, file: SlowFile) -> None:
    file.let.set()
    app = KppnApp(settings.places, opening=file)
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, WizardScreen), "the wizard")

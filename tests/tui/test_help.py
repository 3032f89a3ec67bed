"""Help: what is bound and what the life cycle allows, and the notice for a terminal that is too small."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from kppn_tui import i18n
from kppn_tui.desk import Desk
from kppn_tui.domain.lifecycle import NEED_TEXT, RULE, RULES, Action, Subject
from kppn_tui.domain.office import Limits
from kppn_tui.domain.people import Officer
from kppn_tui.domain.states import ROLE_TEXT, STATE_TEXT
from kppn_tui.i18n import _
from kppn_tui.tui.action_lists import nearest_first
from kppn_tui.tui.app import KppnApp
from kppn_tui.tui.help.screen import HelpScreen, key_entries, rule_entry
from kppn_tui.tui.help.standard import StandardScreen
from kppn_tui.tui.queue.screen import QueueScreen
from kppn_tui.tui.visit.screen import SessionScreen
from kppn_tui.tui.widgets.toosmall import TooSmall, watch_size
from tests.conftest import HandClock, People
from tests.desk.kit import serve
from tests.tui.helpers import screen_text, shown_words, wait_until, write


class Watched(KppnApp):
    """The app, watching its size whether or not the real one does already."""

    def on_resize(self) -> None:
        watch_size(self)


@asynccontextmanager
async def helped(
    desk: Desk, clock: HandClock, officer: Officer, *keys: str, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[KppnApp, Pilot[Any]]]:
    app = Watched(desk.settings.places, desk=desk, clock=clock, officer=officer)
    async with app.run_test(size=size, notifications=True) as pilot:
        await wait_until(pilot, lambda: app.base_screen is not None and bool(app.base_screen.is_mounted))
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        yield app, pilot


async def whole(app: KppnApp, pilot: Pilot[Any]) -> str:
    """All that the help says: seen window by window."""
    await wait_until(pilot, lambda: isinstance(app.screen, HelpScreen) and app.screen.is_mounted, "the help")
    await pilot.press("home")
    seen = ""
    while (window := shown_words(app)) not in seen:
        seen += window + "\n"
        # Windows overlap, so that no sentence is cut.
        await pilot.press(*["down"] * (app.size.height // 2))
        await pilot.pause()
    return seen


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_queue_names_each_of_its_keys_and_the_rules_of_a_ticket(
    desk: Desk, people: People, clock: HandClock, size: tuple[int, int], language: str
) -> None:
    i18n.use(language)
    async with helped(desk, clock, people.ana, "question_mark", size=size) as (app, pilot):
        seen = await whole(app, pilot)
        for kind in (QueueScreen, KppnApp):
            for entry in key_entries(nearest_first(kind.PLACES), app.keys):
                assert f"{entry.name} {entry.text}" in seen
        assert _("Life of a ticket") in seen
        assert _("Life of an escalation") not in seen
        for rule in (rule for rule in RULES if rule.subject is Subject.TICKET):
            assert _(rule.label) in seen
        limits = desk.settings.limits
        assert (
            _("Undoes your own last action, for {n} minutes; pressed again, the one before.").format(
                n=limits.correction_minutes
            )
            in seen
        )


async def test_a_session_shows_the_consultation_and_why_a_key_waits(
    desk: Desk, people: People, clock: HandClock
) -> None:
    i18n.use("en")
    serve(desk, people)
    async with helped(desk, clock, people.ana) as (app, pilot):
        await wait_until(pilot, lambda: app.client.counter.visit is not None, "the own service")
        await pilot.press("2")
        await wait_until(pilot, lambda: isinstance(app.screen, SessionScreen) and app.screen.view is not None)
        await pilot.press("f1")
        seen = await whole(app, pilot)
        assert "Life of a consultation" in seen and "Life of a ticket" not in seen
        assert "in service, on hold, follow-up → Resolved" in seen
        assert "not now: Every consultation needs an outcome first" in seen


async def test_other_screens_show_the_whole_table(desk: Desk, people: People, clock: HandClock) -> None:
    i18n.use("en")
    async with helped(desk, clock, people.ana, "5") as (app, pilot):
        await wait_until(pilot, lambda: isinstance(app.screen, StandardScreen))
        await pilot.press("question_mark")
        seen = await whole(app, pilot)
        for title in ("Life of a ticket", "Life of a consultation", "Life of an escalation"):
            assert title in seen


async def test_it_finds_and_closes(desk: Desk, people: People, clock: HandClock) -> None:
    i18n.use("en")
    async with helped(desk, clock, people.ana, "question_mark", "slash") as (app, pilot):
        await write(pilot, "priority reason")
        await wait_until(pilot, lambda: "Give the reason." in shown_words(app), "the rule of priority")
        assert "Register" not in shown_words(app)
        await pilot.press("escape")
        await wait_until(pilot, lambda: "Register" in shown_words(app), "the whole help")
        await pilot.press("slash", *"[/x]")
        await wait_until(pilot, lambda: "Nothing is found." in shown_words(app))
        await pilot.press("escape", "escape")
        await wait_until(pilot, lambda: isinstance(app.screen, QueueScreen), "the queue")


async def test_over_a_form_the_letters_of_the_desk_are_not_offered(
    desk: Desk, people: People, clock: HandClock
) -> None:
    async with helped(desk, clock, people.ana, "a", "f1") as (app, pilot):
        seen = await whole(app, pilot)
        assert f"F6 {_('Empty the form')}" in seen and f"Tab {_('Next field')}" in seen
        for entry in key_entries(nearest_first(KppnApp.PLACES), app.keys):
            if "F12" not in entry.name:
                assert f"{entry.name} {entry.text} " not in seen


async def test_it_opens_once(desk: Desk, people: People, clock: HandClock) -> None:
    async with helped(desk, clock, people.ana, "question_mark") as (app, pilot):
        await wait_until(pilot, lambda: isinstance(app.screen, HelpScreen))
        await pilot.press("question_mark")
        await wait_until(pilot, lambda: isinstance(app.screen, QueueScreen), "closed by the key that opened it")


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_rule_is_read_from_the_table(language: str) -> None:
    i18n.use(language)
    entry = rule_entry(RULE[Action.ABSENT], Limits())
    assert entry.name == _("Absent")
    assert entry.text == f"{_('called')} → {_('absent')}"
    assert _("CSO officer") in entry.more[0]
    assert "3" in entry.more[1] and "{" not in entry.more[1]
    for rule in RULES:
        entry = rule_entry(rule, Limits())
        assert all(_(STATE_TEXT[state]) in entry.text for state in rule.sources)
        assert all(_(ROLE_TEXT[role]) in entry.more[0] for role in rule.roles)
        assert len(entry.more) == 1 + len(rule.needs) <= 1 + len(NEED_TEXT)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("size", [(79, 24), (80, 23), (30, 6)])
async def test_a_small_terminal_gets_one_sentence_and_loses_nothing(
    desk: Desk, people: People, clock: HandClock, size: tuple[int, int], language: str
) -> None:
    i18n.use(language)
    async with helped(desk, clock, people.ana, "question_mark", "slash", *"abc") as (app, pilot):
        await pilot.resize_terminal(*size)
        await wait_until(pilot, lambda: isinstance(app.screen, TooSmall), "the notice")
        await wait_until(pilot, lambda: f"{size[0]}×{size[1]}" in shown_words(app), "its sentence")
        await pilot.press("x", "q", "escape")
        await pilot.resize_terminal(60, 20)
        await wait_until(pilot, lambda: "60×20" in shown_words(app), "the new size")
        assert len([screen for screen in app.screen_stack if isinstance(screen, TooSmall)]) == 1
        await pilot.resize_terminal(80, 24)
        await wait_until(pilot, lambda: isinstance(app.screen, HelpScreen), "the help again")
        assert app.screen.query_one(Input).value == "abc"
        assert app.focused is app.screen.query_one(Input)
        assert "abc" in screen_text(app)


async def test_a_terminal_that_is_small_from_the_start(desk: Desk, people: People, clock: HandClock) -> None:
    async with helped(desk, clock, people.ana, size=(60, 20)) as (app, pilot):
        await wait_until(pilot, lambda: isinstance(app.screen, TooSmall), "the notice")
        assert "80×24" in str(app.screen.query_one(Static).render())
        await pilot.resize_terminal(120, 36)
        await wait_until(pilot, lambda: isinstance(app.screen, QueueScreen), "the queue")


async def test_a_screen_that_opens_above_the_notice_is_covered_too(
    desk: Desk, people: People, clock: HandClock
) -> None:
    async with helped(desk, clock, people.ana, size=(60, 20)) as (app, pilot):
        await wait_until(pilot, lambda: isinstance(app.screen, TooSmall), "the notice")
        app.action_go("standard")
        await wait_until(pilot, lambda: isinstance(app.base_screen, StandardScreen), "the standard below")
        await wait_until(pilot, lambda: isinstance(app.screen, TooSmall), "the notice on top")
        await pilot.resize_terminal(80, 24)
        await wait_until(pilot, lambda: isinstance(app.screen, StandardScreen), "uncovered")

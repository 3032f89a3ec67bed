"""The exercises at the keyboard: choose, answer, hear why, go on; with nothing behind them, and over the desk."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from kppn_tui import i18n
from kppn_tui.desk import Desk
from kppn_tui.i18n import _
from kppn_tui.office.settings import Settings
from kppn_tui.resources import asset
from kppn_tui.training.exercises import KIND_TEXT, ExerciseKind, ExerciseSet
from kppn_tui.tui.app import KppnApp
from kppn_tui.tui.keys import Keys
from kppn_tui.tui.queue.screen import QueueScreen
from kppn_tui.tui.training.exercises import ABOUT, ExercisesScreen
from tests.conftest import HandClock, People
from tests.tui.helpers import screen_text, shown_words, wait_until, write

SIZES = [(80, 24), (120, 36)]
SEED = 4


class Bare(App[None]):
    """No room, no desk, no database."""

    CSS_PATH = asset("styles/base.tcss")
    badge = ""
    keys = Keys()


@asynccontextmanager
async def exercising(settings: Settings, size: tuple[int, int] = (80, 24), seed: int = SEED) -> AsyncIterator[Any]:
    app = Bare()
    async with app.run_test(size=size) as pilot:
        screen = ExercisesScreen(settings, settings.calendar(), seed)
        await app.push_screen(screen)
        await pilot.pause()
        yield screen, pilot


def right_date(settings: Settings, n: int) -> str:
    exercise: Any = ExerciseSet(settings, settings.calendar(), SEED).draw(ExerciseKind.DUE, n)
    return f"{exercise.due.due:%d-%m-%Y}"


async def verdict_seen(pilot: Pilot[Any], screen: ExercisesScreen) -> None:
    await wait_until(pilot, lambda: screen.verdict and screen.verdict.headline in shown_words(pilot.app), "the verdict")


async def choose(pilot: Pilot[Any], screen: ExercisesScreen, right: bool) -> None:
    """Put the cursor on a right or a wrong answer by the arrow keys, and take it."""
    assert screen.exercise is not None
    verdicts = [screen.exercise.check(option.value).right for option in screen.exercise.options]
    await pilot.press(*["down"] * verdicts.index(right), "enter")
    await verdict_seen(pilot, screen)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("size", SIZES)
async def test_the_three_kinds_are_offered_with_their_keys(
    settings: Settings, size: tuple[int, int], language: str
) -> None:
    i18n.use(language)
    async with exercising(settings, size) as (screen, pilot):
        seen = shown_words(pilot.app)
        for number, kind in enumerate(ExerciseKind, start=1):
            assert f"{number} {_(KIND_TEXT[kind])}" in seen
            assert _(ABOUT[kind]) in seen
        await pilot.press("enter")
        assert screen.exercise is None


@pytest.mark.parametrize("size", SIZES)
async def test_a_right_date_by_keys_alone(settings: Settings, size: tuple[int, int]) -> None:
    async with exercising(settings, size) as (screen, pilot):
        await pilot.press("1")
        assert isinstance(screen.focused, Input)
        for paragraph in screen.exercise.paragraphs:
            assert paragraph in shown_words(pilot.app)
        await pilot.press(*right_date(settings, 0), "enter")
        await verdict_seen(pilot, screen)
        seen = shown_words(pilot.app)
        assert screen.verdict.right and screen.verdict.headline in seen
        assert screen.verdict.facts[0][0] in seen and "R12" in seen + "R12" * (screen.exercise.taken_up is not None)
        assert screen.tally.sentence(ExerciseKind.DUE) in seen and "1" in screen.tally.sentence(ExerciseKind.DUE)
        first = screen.exercise.paragraphs
        await pilot.press("enter")
        assert screen.verdict is None and screen.exercise.paragraphs != first
        assert isinstance(screen.focused, Input) and screen.focused.value == ""


async def test_a_wrong_date_is_told_with_the_days(settings: Settings) -> None:
    async with exercising(settings, (120, 36)) as (screen, pilot):
        await pilot.press("1")
        await write(pilot, "1-1-2025")
        await pilot.press("enter")
        await verdict_seen(pilot, screen)
        seen = shown_words(pilot.app)
        assert screen.verdict.headline in seen
        for day, what in screen.verdict.facts:
            assert f"{day} {what}" in seen
        assert screen.tally.right[ExerciseKind.DUE] == 0 and screen.tally.asked[ExerciseKind.DUE] == 1


async def test_what_is_no_date_is_said_in_one_sentence_and_not_counted(settings: Settings) -> None:
    async with exercising(settings) as (screen, pilot):
        await pilot.press("1")
        await write(pilot, "[/x] besok")
        await pilot.press("enter")
        await pilot.pause()
        assert "[/x] besok" in shown_words(pilot.app).partition("!")[2]
        assert screen.verdict is None and screen.tally.asked[ExerciseKind.DUE] == 0
        assert screen.focused.value == "[/x] besok"
        await write(pilot, "")
        screen.focused.value = ""
        await write(pilot, right_date(settings, 0))
        await pilot.press("enter")
        await verdict_seen(pilot, screen)
        assert "!" not in screen_text(pilot.app).splitlines()[4]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", [ExerciseKind.SECTION, ExerciseKind.STEP])
@pytest.mark.parametrize("right", [True, False])
async def test_an_answer_is_chosen_by_arrows(
    settings: Settings, size: tuple[int, int], kind: ExerciseKind, right: bool
) -> None:
    async with exercising(settings, size) as (screen, pilot):
        await pilot.press("2" if kind is ExerciseKind.SECTION else "3")
        await pilot.pause()
        assert isinstance(screen.focused, OptionList)
        seen = shown_words(pilot.app)
        for text in (*screen.exercise.paragraphs, *(option.label for option in screen.exercise.options)):
            assert text in seen
        await choose(pilot, screen, right)
        seen = shown_words(pilot.app)
        assert screen.verdict.right is right and screen.verdict.headline in seen
        for text in (*screen.verdict.mistakes, screen.verdict.rules[0][0]):
            assert text in seen
        assert screen.tally.asked == {kind: 1} and screen.tally.right[kind] == right


async def test_a_long_verdict_can_be_read_to_its_end(settings: Settings) -> None:
    async with exercising(settings) as (screen, pilot):
        screen._next[ExerciseKind.DUE] = longest = max(
            range(60), key=lambda n: len(screen.exercises.draw(ExerciseKind.DUE, n).check("1-1-2025").facts)
        )
        await pilot.press("1")
        await write(pilot, "1-1-2025")
        await pilot.press("enter")
        await verdict_seen(pilot, screen)
        last = screen.verdict.rules[-1][1]
        assert last not in shown_words(pilot.app), longest
        await pilot.press("pagedown", "pagedown")
        await wait_until(pilot, lambda: last in shown_words(pilot.app), "the last rule")
        await pilot.press("pageup", "pageup", "up")
        await wait_until(pilot, lambda: screen.verdict.headline in shown_words(pilot.app), "the verdict")


async def test_the_kinds_have_keys_in_a_field_too_and_their_own_tallies(settings: Settings) -> None:
    async with exercising(settings) as (screen, pilot):
        await pilot.press("1", "1", "2")
        assert screen.kind == ExerciseKind.DUE and screen.focused.value == "12"
        await pilot.press("f3")
        await choose(pilot, screen, True)
        await pilot.press("3")
        await choose(pilot, screen, False)
        await pilot.press("escape")
        assert screen.kind is None
        seen = shown_words(pilot.app)
        assert f"{_(KIND_TEXT[ExerciseKind.SECTION])} · {screen.tally.sentence(ExerciseKind.SECTION)}" in seen
        assert f"{_(KIND_TEXT[ExerciseKind.STEP])} · {screen.tally.sentence(ExerciseKind.STEP)}" in seen
        assert screen.tally.right == {ExerciseKind.SECTION: 1, ExerciseKind.STEP: 0}


async def test_esc_leads_back_step_by_step(settings: Settings) -> None:
    async with exercising(settings) as (screen, pilot):
        await pilot.press("2", "escape")
        assert pilot.app.screen is screen and screen.kind is None
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is not screen, "back")


async def test_a_calendar_without_years_is_said(settings: Settings) -> None:
    async with exercising(settings) as (screen, pilot):
        screen.exercises.calendar.years = frozenset()
        await pilot.press("1")
        await pilot.pause()
        assert screen.exercise is None
        assert "! " in shown_words(pilot.app)
        await pilot.press("2")
        assert screen.kind is ExerciseKind.SECTION


async def test_over_the_desk_its_keys_are_not_the_desks(desk: Desk, people: People, clock: HandClock) -> None:
    app = KppnApp(desk.settings.places, desk=desk, clock=clock, officer=people.ana)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, QueueScreen))
        screen: Any = ExercisesScreen(desk.settings, desk.settings.calendar(), SEED)
        await app.push_screen(screen)
        await pilot.press("3", "q", "l", "n")
        assert app.screen.is_modal and screen.kind is ExerciseKind.STEP
        await pilot.press("f1")
        await wait_until(pilot, lambda: _("Check / next") in shown_words(app), "the help")
        await pilot.press("escape", "escape", "escape")
        await wait_until(pilot, lambda: isinstance(app.screen, QueueScreen), "the queue")

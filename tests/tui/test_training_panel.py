"""The trainer's panel and the tour: each letter at once, what was typed below stays, and everything fits 80×24."""

from pathlib import Path

import pytest
from textual.widgets import Input

from kppn_tui.training.clock import SPEEDS
from kppn_tui.training.orders import FreezeOrder, HintsOrder, InjectOrder, JumpOrder, Order, ResetOrder
from kppn_tui.training.simulation.injects import Inject
from kppn_tui.training.time_jumps import TimeJump
from kppn_tui.tui.cases.followups import FollowUpScreen
from kppn_tui.tui.queue.screen import QueueScreen
from kppn_tui.tui.training.panel import Panel
from kppn_tui.tui.training.panel_pages import INJECTED, STEPS
from kppn_tui.tui.training.tour import CARDS, SPEED, Tour
from tests.tui.rooms import OfficerInRoom, at_room


async def opened(officer: OfficerInRoom) -> Panel:
    """Open the panel and wait for it."""
    await officer.press("f10")
    await officer.until(lambda: isinstance(officer.app.screen, Panel) and officer.app.screen.is_mounted, "the panel")
    await officer.pilot.pause()
    assert isinstance(officer.app.screen, Panel)
    return officer.app.screen


async def closed(officer: OfficerInRoom) -> None:
    await officer.until(lambda: isinstance(officer.app.screen, QueueScreen), "the queue")


async def test_a_head_is_named_with_the_section(tmp_path: Path) -> None:
    async with at_room(tmp_path) as officer:
        await opened(officer)
        await officer.press("p")
        await officer.see("section head PDMS", "section head VeraKI")


async def test_a_trainer_who_signs_in_is_told_of_the_panel(tmp_path: Path) -> None:
    async with at_room(tmp_path) as officer:
        officer.app.signed_in(officer.person("pelatih"))
        await officer.see("You are the trainer: F10 opens your panel")


@pytest.mark.parametrize("keys", ["", "l", "s", "p", "k", "r", "g"])
@pytest.mark.parametrize("lang", ["id", "en"])
async def test_each_list_fits_80_by_24_with_a_letter_for_each_line(tmp_path: Path, keys: str, lang: str) -> None:
    async with at_room(tmp_path, lang=lang) as officer:
        panel = await opened(officer)
        await officer.press(*keys)
        await officer.quiet()
        form = panel.query_one(".form").region
        assert form.y >= 0 and form.bottom <= 23 and form.width <= 80
        letters = [item.key for item in panel.page.items]
        assert len(set(letters)) == len(letters)
        for item in panel.page.items:
            assert item.label in officer.text
        assert keys == "" or len(panel._pages) == 2


@pytest.mark.parametrize("number", range(1, len(SPEEDS) + 1))
async def test_a_digit_is_a_speed_at_once(tmp_path: Path, number: int) -> None:
    async with at_room(tmp_path) as officer:
        panel = await opened(officer)
        await officer.press(str(number))
        await officer.until(lambda: officer.room.clock.pace().running, "time goes")
        assert officer.room.clock.pace().speed == SPEEDS[number - 1]
        await officer.hear(f"The room's time goes: {SPEEDS[number - 1]}×.")
        assert officer.app.screen is panel


async def test_faster_slower_and_pause(tmp_path: Path) -> None:
    async with at_room(tmp_path, speed=30) as officer:
        await opened(officer)
        for key, speed in (("+", 60), ("+", 120), ("-", 60)):
            await officer.press({"+": "plus", "-": "minus"}[key])
            await officer.until(lambda wanted=speed: officer.room.clock.pace().speed == wanted)  # type: ignore[misc]
        await officer.press("j")
        await officer.until(lambda: not officer.room.clock.pace().running, "the pause")
        await officer.hear("The room's time stands.")
        await closed(officer)


@pytest.mark.parametrize(("key", "to"), [(key, to) for key, to, _label, _told in STEPS])
async def test_a_step_is_asked_for_and_told(tmp_path: Path, key: str, to: TimeJump) -> None:
    async with at_room(tmp_path) as officer:
        await opened(officer)
        await officer.press("l", key)
        await officer.ordered(JumpOrder(to))
        await officer.until(lambda: officer.toasts, "a sentence")
        await closed(officer)


@pytest.mark.parametrize(("key", "what", "told"), [(key, what, told) for key, what, _label, told in INJECTED])
async def test_what_is_injected_is_asked_for_and_told(tmp_path: Path, key: str, what: Inject, told: str) -> None:
    async with at_room(tmp_path) as officer:
        await opened(officer)
        await officer.press("s", key)
        await officer.ordered(InjectOrder(what))
        await officer.hear(told)
        await closed(officer)


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        (["h"], HintsOrder(False)),
        (["b"], FreezeOrder(True)),
        (["r", "y"], ResetOrder()),
        (["down", "down", "down", "enter", "down", "enter"], JumpOrder(TimeJump.WARNING)),
    ],
)
async def test_the_rest_of_the_letters_and_the_arrows(tmp_path: Path, keys: list[str], wanted: Order) -> None:
    async with at_room(tmp_path) as officer:
        await opened(officer)
        await officer.press(*keys)
        await officer.ordered(wanted)


async def test_a_reset_asks_first_and_esc_goes_back_one_list(tmp_path: Path) -> None:
    async with at_room(tmp_path) as officer:
        panel = await opened(officer)
        await officer.press("r", "enter")
        await officer.see("Trainer's panel ·")
        await officer.press("l", "escape")
        assert officer.app.screen is panel
        await officer.press("escape")
        await closed(officer)
        assert officer.orders() == []


async def test_how_others_join_names_the_training_file(tmp_path: Path) -> None:
    async with at_room(tmp_path) as officer:
        panel = await opened(officer)
        await officer.press("g")
        await officer.see("kppn-tui demo --db")
        assert f"kppn-tui demo --db {officer.room.path}\n" in panel.page.told


async def test_over_a_form_the_panel_leaves_what_was_typed(tmp_path: Path) -> None:
    async with at_room(tmp_path) as officer:
        await officer.press("a")
        form = await officer.form()
        await officer.write("Sri")
        await opened(officer)
        await officer.press("l", "q", "k")
        await officer.ordered(JumpOrder(TimeJump.EVENT))
        await officer.until(lambda: officer.app.screen is form, "the form")
        assert "Sri" in [field.value for field in form.query(Input)]


# The tour


async def test_the_tour_shows_its_cards_beside_what_they_explain(tmp_path: Path) -> None:
    async with at_room(tmp_path, tour=True, speed=5) as officer:
        for number, card in enumerate(CARDS, 1):
            await officer.see(f"{number}/{len(CARDS)} · {card.title}")
            box = officer.app.screen.query_one(".tour-card").region
            assert box.y >= 6 and box.bottom <= 23 and box.height <= 7
            place = FollowUpScreen if card.screen == "followups" else QueueScreen
            assert isinstance(officer.app.base_screen, place)
            pace = officer.room.clock.pace()
            assert (pace.speed, pace.running) == (SPEED, True)
            await officer.press("enter")
            await officer.until(lambda seen=number: getattr(officer.app.screen, "number", seen) == seen)  # type: ignore[misc]
        await closed(officer)
        await officer.until(lambda: officer.room.clock.pace().speed == 5, "the speed of before")


async def test_the_tour_can_be_skipped_at_any_card(tmp_path: Path) -> None:
    async with at_room(tmp_path, tour=True, speed=5) as officer:
        await officer.see("1/6")
        await officer.press("enter")
        await officer.see("2/6")
        await officer.press("escape")
        await closed(officer)
        await officer.until(lambda: officer.room.clock.pace().speed == 5, "the speed of before")
        assert not any(isinstance(one, Tour) for one in officer.app.screen_stack)


async def test_the_panel_opens_over_the_tour_and_starts_it_again(tmp_path: Path) -> None:
    async with at_room(tmp_path) as officer:
        await opened(officer)
        await officer.press("t")
        await officer.see("1/6 · The queue")
        await opened(officer)
        await officer.press("escape")
        await officer.see("1/6 · The queue")

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


async def opened(seat: OfficerInRoom) -> Panel:
    """Open the panel and wait for it."""
    await seat.press("f10")
    await seat.until(lambda: isinstance(seat.app.screen, Panel) and seat.app.screen.is_mounted, "the panel")
    await seat.pilot.pause()
    assert isinstance(seat.app.screen, Panel)
    return seat.app.screen


async def closed(seat: OfficerInRoom) -> None:
    await seat.until(lambda: isinstance(seat.app.screen, QueueScreen), "the queue")


async def test_a_head_is_named_with_the_section(tmp_path: Path) -> None:
    async with at_room(tmp_path) as seat:
        await opened(seat)
        await seat.press("p")
        await seat.see("section head PDMS", "section head VeraKI")


async def test_a_trainer_who_signs_in_is_told_of_the_panel(tmp_path: Path) -> None:
    async with at_room(tmp_path) as seat:
        seat.app.signed_in(seat.officer("pelatih"))
        await seat.see("You are the trainer: F10 opens your panel")


@pytest.mark.parametrize("keys", ["", "l", "s", "p", "k", "r", "g"])
@pytest.mark.parametrize("lang", ["id", "en"])
async def test_each_list_fits_80_by_24_with_a_letter_for_each_line(tmp_path: Path, keys: str, lang: str) -> None:
    async with at_room(tmp_path, lang=lang) as seat:
        panel = await opened(seat)
        await seat.press(*keys)
        await seat.quiet()
        form = panel.query_one(".form").region
        assert form.y >= 0 and form.bottom <= 23 and form.width <= 80
        letters = [item.key for item in panel.page.items]
        assert len(set(letters)) == len(letters)
        for item in panel.page.items:
            assert item.label in seat.text
        assert keys == "" or len(panel._pages) == 2


@pytest.mark.parametrize("number", range(1, len(SPEEDS) + 1))
async def test_a_digit_is_a_speed_at_once(tmp_path: Path, number: int) -> None:
    async with at_room(tmp_path) as seat:
        panel = await opened(seat)
        await seat.press(str(number))
        await seat.until(lambda: seat.room.clock.pace().running, "time goes")
        assert seat.room.clock.pace().speed == SPEEDS[number - 1]
        await seat.hear(f"The room's time goes: {SPEEDS[number - 1]}×.")
        assert seat.app.screen is panel


async def test_faster_slower_and_pause(tmp_path: Path) -> None:
    async with at_room(tmp_path, speed=30) as seat:
        await opened(seat)
        for key, speed in (("+", 60), ("+", 120), ("-", 60)):
            await seat.press({"+": "plus", "-": "minus"}[key])
            await seat.until(lambda wanted=speed: seat.room.clock.pace().speed == wanted)  # type: ignore[misc]
        await seat.press("j")
        await seat.until(lambda: not seat.room.clock.pace().running, "the pause")
        await seat.hear("The room's time stands.")
        await closed(seat)


@pytest.mark.parametrize(("key", "to"), [(key, to) for key, to, _label, _told in STEPS])
async def test_a_step_is_asked_for_and_told(tmp_path: Path, key: str, to: TimeJump) -> None:
    async with at_room(tmp_path) as seat:
        await opened(seat)
        await seat.press("l", key)
        await seat.ordered(JumpOrder(to))
        await seat.until(lambda: seat.toasts, "a sentence")
        await closed(seat)


@pytest.mark.parametrize(("key", "what", "told"), [(key, what, told) for key, what, _label, told in INJECTED])
async def test_what_is_injected_is_asked_for_and_told(tmp_path: Path, key: str, what: Inject, told: str) -> None:
    async with at_room(tmp_path) as seat:
        await opened(seat)
        await seat.press("s", key)
        await seat.ordered(InjectOrder(what))
        await seat.hear(told)
        await closed(seat)


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
    async with at_room(tmp_path) as seat:
        await opened(seat)
        await seat.press(*keys)
        await seat.ordered(wanted)


async def test_a_reset_asks_first_and_esc_goes_back_one_list(tmp_path: Path) -> None:
    async with at_room(tmp_path) as seat:
        panel = await opened(seat)
        await seat.press("r", "enter")
        await seat.see("Trainer's panel ·")
        await seat.press("l", "escape")
        assert seat.app.screen is panel
        await seat.press("escape")
        await closed(seat)
        assert seat.orders() == []


async def test_how_others_join_names_the_training_file(tmp_path: Path) -> None:
    async with at_room(tmp_path) as seat:
        panel = await opened(seat)
        await seat.press("g")
        await seat.see("kppn-tui demo --db")
        assert f"kppn-tui demo --db {seat.room.path}\n" in panel.page.told


async def test_over_a_form_the_panel_leaves_what_was_typed(tmp_path: Path) -> None:
    async with at_room(tmp_path) as seat:
        await seat.press("a")
        form = await seat.form()
        await seat.write("Sri")
        await opened(seat)
        await seat.press("l", "q", "k")
        await seat.ordered(JumpOrder(TimeJump.EVENT))
        await seat.until(lambda: seat.app.screen is form, "the form")
        assert "Sri" in [field.value for field in form.query(Input)]


# The tour


async def test_the_tour_shows_its_cards_beside_what_they_explain(tmp_path: Path) -> None:
    async with at_room(tmp_path, tour=True, speed=5) as seat:
        for number, card in enumerate(CARDS, 1):
            await seat.see(f"{number}/{len(CARDS)} · {card.title}")
            box = seat.app.screen.query_one(".tour-card").region
            assert box.y >= 6 and box.bottom <= 23 and box.height <= 7
            place = FollowUpScreen if card.screen == "followups" else QueueScreen
            assert isinstance(seat.app.base_screen, place)
            pace = seat.room.clock.pace()
            assert (pace.speed, pace.running) == (SPEED, True)
            await seat.press("enter")
            await seat.until(lambda seen=number: getattr(seat.app.screen, "number", seen) == seen)  # type: ignore[misc]
        await closed(seat)
        await seat.until(lambda: seat.room.clock.pace().speed == 5, "the speed of before")


async def test_the_tour_can_be_skipped_at_any_card(tmp_path: Path) -> None:
    async with at_room(tmp_path, tour=True, speed=5) as seat:
        await seat.see("1/6")
        await seat.press("enter")
        await seat.see("2/6")
        await seat.press("escape")
        await closed(seat)
        await seat.until(lambda: seat.room.clock.pace().speed == 5, "the speed of before")
        assert not any(isinstance(one, Tour) for one in seat.app.screen_stack)


async def test_the_panel_opens_over_the_tour_and_starts_it_again(tmp_path: Path) -> None:
    async with at_room(tmp_path) as seat:
        await opened(seat)
        await seat.press("t")
        await seat.see("1/6 · The queue")
        await opened(seat)
        await seat.press("escape")
        await seat.see("1/6 · The queue")

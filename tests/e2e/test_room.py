"""Two terminals in one room: the same moment on both, steps by keys, a freeze, and who leads when one has gone."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kppn_tui.i18n import _
from kppn_tui.training.demo_data import load_demo_data
from kppn_tui.training.room import open_room
from kppn_tui.training.runner import LEFT
from tests.conftest import wita
from tests.e2e.desktop import Desktop
from tests.e2e.hands import fill, is_told

FROZEN = "Ruang dibekukan"
Two = tuple[Desktop, Desktop, Path]


def command(path: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "kppn_tui", "demo", "--db", str(path), *more]


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    """The trainee at 80×24, who leads; a colleague at 120×36, who has signed in."""
    path = tmp_path / "kelas.db"
    first, second = Desktop(tmp_path / "one"), Desktop(tmp_path / "two", (120, 36))
    try:
        first.start(*command(path, "--scenario", "kasi-cuti"))
        first.wait_for("Ratna Seroja")
        first.send("Escape")
        second.start(*command(path))
        second.wait_for(_("Password"))
        fill(second, "cso2", load_demo_data().password, "2")
        second.press("F9")
        second.wait_for("Bayu Seroja")
        yield first, second, path
    finally:
        first.end()
        second.end()


def on_both(two: Two, text: str) -> None:
    for desktop in two[:2]:
        desktop.wait_for(text)


def test_a_step_is_seen_on_both_and_what_one_does_the_other_sees(two: Two) -> None:
    first, second, path = two
    press(second, "F10", "l", "s")
    on_both(two, "08.15 WITA")
    press(first, "F10", "l", "t")
    on_both(two, "16.00 WITA")
    press(first, "F10", "l", "h")
    on_both(two, "20-10 07.30 WITA")
    press(second, "F10", "l", "l")
    # The first holiday after that October is Christmas, with its collective leave.
    on_both(two, "28-12 07.30 WITA")
    room = open_room(path, "id")
    assert room.clock() == wita("2026-12-28 07:30")
    assert room.state().played_by["cso2"] == "person"


def test_a_frozen_room_and_a_fast_one_are_so_for_everybody(two: Two) -> None:
    first, second, path = two
    press(second, "F10", "b")
    on_both(two, FROZEN)
    press(second, "F10", "b")
    first.wait_gone(FROZEN)
    press(first, "F10", "8", "Escape")
    on_both(two, "600×")
    press(second, "F11")
    on_both(two, "‖ jeda")
    room = open_room(path, "id")
    assert not room.clock.pace().running


def test_the_room_goes_on_when_its_leader_has_gone(two: Two) -> None:
    first, second, path = two
    first.kill9()
    is_told(second, _(LEFT))
    press(second, "F10", "l", "s")
    second.wait_for("08.15 WITA")
    assert open_room(path, "id").clock() == wita("2026-10-19 08:15")


def test_a_room_that_is_led_is_not_played_by_a_second_program(two: Two) -> None:
    _first, second, path = two
    second.start(*command(path, "--play", "teladan"))
    second.wait_for("--play")
    assert second.wait_ended() == 1


def press(desktop: Desktop, *keys: str) -> None:
    """Each key when the one before has changed the screen: a room's clocks never let the program sleep."""
    for key in keys:
        before = desktop.screen()
        desktop.send(key)
        desktop.wait(lambda before=before: desktop.screen() != before, f"“{key}” is heeded")  # type: ignore[misc]

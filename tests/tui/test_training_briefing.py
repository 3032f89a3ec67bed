"""The card before a scenario: what it teaches and with which keys; Enter lets time go, Esc only closes."""

from pathlib import Path

import pytest

from kppn_tui import i18n
from kppn_tui.desk import connect
from kppn_tui.resources import asset
from kppn_tui.training.room_creation import create_room
from kppn_tui.training.scenario import scenario_codes
from kppn_tui.tui.training.app import TrainingApp
from kppn_tui.tui.training.briefing import Briefing
from tests.conftest import TUESDAY
from tests.tui.helpers import wait_until
from tests.tui.rooms import OfficerInRoom, at_room


async def briefed(officer: OfficerInRoom) -> Briefing:
    await officer.until(lambda: isinstance(officer.app.screen, Briefing) and officer.app.screen.is_mounted, "the card")
    await officer.pilot.pause()
    assert isinstance(officer.app.screen, Briefing)
    return officer.app.screen


async def test_it_comes_first_and_enter_begins(tmp_path: Path) -> None:
    async with at_room(tmp_path, brief=True) as officer:
        await briefed(officer)
        await officer.see("Pelajaran pertama", "R01, R03", "call the next visitor", " F4 F5 F9 ", "Enter begins (1×)")
        assert not officer.room.clock.pace().running
        await officer.press("enter")
        await officer.closed()
        await officer.until(lambda: officer.room.clock.pace().running, "time goes")


async def test_escape_only_closes_and_the_panel_has_it_again(tmp_path: Path) -> None:
    async with at_room(tmp_path, brief=True) as officer:
        await briefed(officer)
        await officer.press("escape")
        await officer.closed()
        await officer.quiet()
        assert not officer.room.clock.pace().running
        officer.room.clock.run()
        await officer.press("f10", "i")
        await briefed(officer)
        await officer.see("Time is under way")


@pytest.mark.parametrize("more", [{"demo": True}, {"signed_in": False}], ids=["demo", "nobody"])
async def test_it_does_not_come_where_a_tour_does_or_nobody_sits(tmp_path: Path, more: dict[str, bool]) -> None:
    async with at_room(tmp_path, brief=True, **more) as officer:  # type: ignore[arg-type]
        await officer.quiet()
        assert not isinstance(officer.app.screen, Briefing)


@pytest.mark.parametrize("code", scenario_codes())
async def test_each_scenario_is_told_on_80_by_24(tmp_path: Path, code: str) -> None:
    i18n.use("id")
    room = create_room(tmp_path / "latihan.db", Path(str(asset(f"scenarios/{code}.toml"))), 1, TUESDAY, "id", 1)
    room.try_to_lead()
    desk = connect(room.settings.url, room.settings, room.clock)
    app = TrainingApp(room, desk, room.trainee(desk))
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, Briefing) and app.screen.is_mounted, "the card")
        await pilot.pause()
        box = app.screen.query_one(".briefing")
        assert box.region.y >= 0 and box.region.bottom <= 23 and box.max_scroll_y == 0
    room.stop_leading()

"""Screens that are being taken down: what was to be done after a while finds nothing any more, and does nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from kppn_tui.desk import Desk
from kppn_tui.tui.training.panel import Panel
from tests.conftest import HandClock, People
from tests.desk.kit import followed, serve
from tests.tui.desks import at_desk
from tests.tui.rooms import at_room

#: By the key of a full screen: what is done on it by itself after a while, besides what the app tells all screens.
LATER: dict[str, Callable[[Any], object]] = {
    "1": lambda queue: (queue.on_resize(), queue._after_move()),
    "2": lambda visit: visit.tick(),
    "3": lambda cases: (cases.on_resize(), cases._mark_more(), cases.tick()),
    "4": lambda cases: (cases.on_resize(), cases._mark_more(), cases.tick()),
    "5": lambda standard: (standard._resized(), standard._bring(0)),
}


@pytest.mark.parametrize("key", LATER)
async def test_a_screen_that_has_gone(desk: Desk, people: People, clock: HandClock, key: str) -> None:
    followed(desk, people)
    serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press(key)
        await officer.quiet()
        gone: Any = officer.app.screen
        await officer.press("1" if key != "1" else "3")
        await officer.quiet()
        assert officer.app.screen is not gone and not gone.is_up
        gone.second()
        gone.troubled()
        LATER[key](gone)


async def test_the_pane_of_a_visit_that_has_gone(desk: Desk, people: People, clock: HandClock) -> None:
    serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("2")
        pane = (await officer.session()).pane
        show: Callable[[], None] = pane._show_papers
        await officer.press("1")
        await officer.quiet()
        show()


async def test_a_panel_that_has_gone(tmp_path: Any) -> None:
    async with at_room(tmp_path) as officer:
        await officer.press("f10")
        panel = officer.app.screen
        assert isinstance(panel, Panel)
        await officer.press("f10")
        await officer.until(lambda: not panel.is_attached, "it has gone")
        panel.renew()

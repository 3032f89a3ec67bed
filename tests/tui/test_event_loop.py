"""Nothing on the event loop asks the database: the trap of conftest is on in every test of this folder."""

from collections.abc import Callable

import pytest

from kppn_tui.desk import Desk
from kppn_tui.tui.app import KppnApp
from tests.conftest import HandClock, People
from tests.desk.kit import visit
from tests.tui.desks import at_desk
from tests.tui.helpers import desk_of


@pytest.mark.parametrize(
    "ask",
    [
        lambda app: desk_of(app).board(),
        lambda app: desk_of(app).next_wake(),
        lambda app: desk_of(app).changed(),
        lambda app: desk_of(app).drafts.load(1, ""),
    ],
)
async def test_the_trap_catches_a_screen_that_asks(
    desk: Desk,
    people: People,
    clock: HandClock,
    monkeypatch: pytest.MonkeyPatch,
    asked_in_the_loop: list[str],
    ask: Callable[[KppnApp], object],
) -> None:
    visit(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        ask(officer.app)
        assert not asked_in_the_loop, "what a test asks beside the screen is its own"
        monkeypatch.setattr(officer.app.client.presence, "tell", lambda: ask(officer.app))
        officer.app.client.pulse()
    assert asked_in_the_loop
    asked_in_the_loop.clear()

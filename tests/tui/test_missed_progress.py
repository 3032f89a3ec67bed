"""Days on which progress was owed and not given stay in sight until the case ends, and after (R20)."""

import pytest

from kppn_tui import i18n
from kppn_tui.desk import Desk
from tests.conftest import HandClock, People
from tests.desk.kit import followed, now_of
from tests.tui.desks import at_cases


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_missed_days_are_in_list_detail_filter_and_count(
    desk: Desk, people: People, clock: HandClock, size: tuple[int, int]
) -> None:
    kept = followed(desk, people, "LPJ")
    missed = followed(desk, people)
    clock.to("2026-11-25T10:00")
    desk.log_progress(people.ana, kept, "masih ditelaah", channel="whatsapp")
    clock.to("2026-11-25T15:00")
    desk.sweep()
    clock.to("2026-11-25T17:30")
    desk.sweep()
    async with at_cases(desk, people.ana, clock, "3", size) as officer:
        await officer.until(lambda: officer.keys == [kept.id, missed.id])
        await officer.see("1× 26-11", "missed days 1")
        await officer.press(*"vvvvvv")
        await officer.until(lambda: officer.keys == [missed.id])
        await officer.see("1 day without progress: 25-11.")
        clock.to("2026-11-26T16:30")
        desk.sweep()
        await officer.see("2×", "2 days without progress: 25-11, 26-11.")
        desk.cancel(people.ana, kept, "tidak jadi")
        await officer.press("s")
        await officer.until(lambda: officer.app.screen is not officer.app.base_screen, "the form")
        await officer.press("escape")
        desk.resolve(people.ana, missed, answer="Sudah", no_reference=True)
        await officer.until(lambda: officer.keys == [], "nothing is open")
    assert now_of(desk, missed).state == "Resolved"
    assert len(desk.consultation(missed.id).missed_progress) == 2, "and after"


async def test_where_nothing_was_missed_the_filter_is_not_offered(desk: Desk, people: People, clock: HandClock) -> None:
    item = followed(desk, people)
    async with at_cases(desk, people.ana, clock, "3") as officer:
        await officer.until(lambda: officer.keys == [item.id])
        assert "missed days" not in officer.text
        await officer.press("v", "v")
        await officer.see("Nothing under this filter")

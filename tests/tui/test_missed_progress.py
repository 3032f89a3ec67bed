"""Days on which progress was owed and not given stay in sight until the case ends, and after (R20)."""

import pytest

from kppn_tui import i18n
from kppn_tui.desk import Desk
from tests.conftest import HandClock, People
from tests.desk.kit import followed, now_of
from tests.tui.cases import SIZES, seated


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


@pytest.mark.parametrize("size", SIZES)
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
    async with seated(desk, people.ana, clock, "3", size) as seat:
        await seat.until(lambda: seat.shown == [kept.id, missed.id])
        await seat.see("1× 26-11", "missed days 1")
        await seat.press(*"vvvvv")
        await seat.until(lambda: seat.shown == [missed.id])
        await seat.see("1 day without progress: 25-11.")
        clock.to("2026-11-26T16:30")
        desk.sweep()
        await seat.see("2×", "2 days without progress: 25-11, 26-11.")
        desk.cancel(people.ana, kept, "tidak jadi")
        await seat.press("s")
        await seat.until(lambda: seat.app.screen is not seat.app.base_screen, "the form")
        await seat.press("escape")
        desk.resolve(people.ana, missed, answer="Sudah", no_reference=True)
        await seat.until(lambda: seat.shown == [], "nothing is open")
    assert now_of(desk, missed).state == "Resolved"
    assert len(desk.consultation(missed.id).missed_progress) == 2, "and after"


async def test_where_nothing_was_missed_the_filter_is_not_offered(desk: Desk, people: People, clock: HandClock) -> None:
    item = followed(desk, people)
    async with seated(desk, people.ana, clock, "3") as seat:
        await seat.until(lambda: seat.shown == [item.id])
        assert "missed days" not in seat.text
        await seat.press("v", "v")
        await seat.see("Nothing under this filter")

"""The follow-ups: both clocks side by side, why days are skipped, and nobody loses their place (R11, R12, R20)."""

import pytest

from kppn_tui import i18n
from kppn_tui.desk import Desk
from kppn_tui.domain.contact import Refusal
from tests.conftest import HandClock, People
from tests.desk.kit import escalated, events, followed, serve
from tests.tui.desks import OfficerAtDesk, at_cases
from tests.tui.helpers import screen_text

SIZES = ((80, 24), (120, 36))


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


def line_of(officer: OfficerAtDesk, *parts: str) -> str:
    """The first line of the screen that holds all `parts`."""
    lines = screen_text(officer.app).splitlines()
    return next((line for line in lines if all(part in line for part in parts)), "")


@pytest.mark.parametrize("size", SIZES)
async def test_both_clocks_stand_side_by_side_by_due_date(
    desk: Desk, people: People, clock: HandClock, size: tuple[int, int]
) -> None:
    later = followed(desk, people)
    clock.to("2026-11-23T09:00")
    sooner = followed(desk, people, "LPJ")
    clock.to("2026-11-24T09:30")
    async with at_cases(desk, people.ana, clock, "3", size) as officer:
        await officer.until(lambda: officer.keys == [sooner.id, later.id])
        # LPJ of Monday: its progress is due today, its solution on Thursday; RETUR of Tuesday a day later each.
        assert line_of(officer, "16:00 ", "26-11 ", "2 days", "LPJ")
        assert line_of(officer, "25-11 ", "27-11 ", "3 days", "RETUR")
        await officer.see("Due Thursday, 26 November 2026, 16:00 WITA — 3 working days")
        await officer.see("Today's progress is still owed, until 16:00.")
        await officer.press("down")
        await officer.see("Due Friday, 27 November 2026, 16:30 WITA — 3 working days")
        await officer.see("Nothing is owed today; the next progress is due Wednesday, 25 November 2026, 16:00 WITA.")


@pytest.mark.parametrize("size", SIZES)
async def test_the_screen_says_why_days_are_skipped(
    desk: Desk, people: People, clock: HandClock, size: tuple[int, int]
) -> None:
    clock.to("2026-03-16T09:00")
    followed(desk, people)
    clock.to("2026-03-18T09:00")
    async with at_cases(desk, people.ana, clock, "3", size) as officer:
        await officer.see(
            "Due Thursday, 26 March 2026, 16:00 WITA", "Skipped: 18-03 Cuti Bersama", "24-03 Cuti Bersama"
        )
        assert "2 days" in line_of(officer, "RETUR")


async def test_the_contact_is_masked_until_it_is_asked_for_and_hidden_again(
    desk: Desk, people: People, clock: HandClock
) -> None:
    item, other = followed(desk, people), followed(desk, people, "LPJ")
    async with at_cases(desk, people.ana, clock, "3") as officer:
        await officer.see("+62 813-••••-4083")
        await officer.press("c")
        await officer.see("WhatsApp +6281377664083")
        assert ("reveal_contact", {}) in events(desk)
        # A colleague's change does not hide it, moving the cursor does.
        desk.log_progress(people.budi, item, "masih ditelaah", channel="whatsapp")
        await officer.see("masih ditelaah", "+6281377664083")
        await officer.press("down")
        await officer.until(lambda: officer.rows.key == other.id)
        await officer.press("up")
        await officer.see("+62 813-••••-4083")
        assert "+6281377664083" not in officer.text


async def test_a_refused_contact_owes_no_progress(desk: Desk, people: People, clock: HandClock) -> None:
    followed(desk, people, contact=None, refusal=Refusal("tidak berkenan", "kembali Kamis"))
    async with at_cases(desk, people.ana, clock, "3") as officer:
        await officer.see(
            "refused; agreed: kembali Kamis — tidak berkenan", "No contact was given: no progress is owed."
        )
        await officer.press("c")
        assert officer.toasts == ["No contact was given."]


async def test_the_filters(desk: Desk, people: People, clock: HandClock) -> None:
    answered = escalated(desk, people)
    desk.answer(people.kasi, answered, "Ya")
    clock.to("2026-11-26T10:00")
    desk.sweep()
    _ticket, (fresh,) = serve(desk, people, "LPJ", by=people.budi)
    desk.follow_up(people.budi, fresh, refusal=Refusal("tidak mau", "kembali"), reason="telaah")
    clock.to("2026-11-30T10:00")
    desk.sweep()
    async with at_cases(desk, people.budi, clock, "3") as officer:
        await officer.see("all 2 no progress today 1 overdue 1 to deliver 1 mine 1")
        seen = []
        for _ in range(7):
            await officer.press("v")
            await officer.pilot.pause()
            seen.append(officer.keys)
        old = answered.consultation_id
        assert seen == [[old], [old], [old], [fresh.id], [], [old], [old, fresh.id]]


async def test_cursor_scroll_and_form_survive_a_colleague(desk: Desk, people: People, clock: HandClock) -> None:
    items = [followed(desk, people, topic, reason="panjang " * 200) for topic in ("RETUR", "LPJ", "UP")]
    async with at_cases(desk, people.ana, clock, "3") as officer:
        await officer.until(lambda: len(officer.keys) == 3)
        await officer.go_to(items[1].id)
        await officer.press("space")
        detail = officer.cases.query_one("#detail")
        await officer.until(lambda: detail.scroll_offset.y > 0, "scrolled")
        was = detail.scroll_offset.y
        desk.log_progress(people.budi, items[1], "catatan rekan", channel="whatsapp")
        await officer.until(lambda: officer.cases.case and officer.cases.case.view.progress, "the colleague's note")
        await officer.pilot.pause()
        assert (officer.rows.key, detail.scroll_offset.y) == (items[1].id, was)
        await officer.press("p")
        await officer.form()
        await officer.write("sedang dike")
        desk.resolve(people.budi, items[0], answer="Ya", no_reference=True)
        await officer.until(lambda: officer.keys == [items[1].id, items[2].id], "the colleague's change")
        await officer.write("tik")
        await officer.see("sedang diketik")
        await officer.press("escape")
        await officer.closed()
        assert (officer.rows.key, detail.scroll_offset.y) == (items[1].id, was)
        await officer.press("down")
        await officer.until(lambda: detail.scroll_offset.y == 0, "another case begins at its top")


@pytest.mark.parametrize("size", SIZES)
async def test_a_long_list_shows_the_row_under_the_cursor(
    desk: Desk, people: People, clock: HandClock, size: tuple[int, int]
) -> None:
    items = [followed(desk, people) for _ in range(20)]
    async with at_cases(desk, people.ana, clock, "3", size) as officer:
        await officer.until(lambda: len(officer.keys) == 20)
        await officer.press("end")
        await officer.until(lambda: officer.rows.key == items[-1].id)
        await officer.until(lambda: line_of(officer, "A-020", "27-11 "), "the last row")


@pytest.mark.parametrize("size", SIZES)
async def test_text_from_outside_is_only_text(
    desk: Desk, people: People, clock: HandClock, size: tuple[int, int]
) -> None:
    item = followed(desk, people)
    desk.record(people.ana, item, question="[/x] [bold red]merah\x1b[2J", satker_name="[@click=app.quit]PT[/]")
    desk.log_progress(people.ana, item, "[/y]\u202etes" + "A" * 3000, channel="[z]")
    async with at_cases(desk, people.ana, clock, "3", size) as officer:
        await officer.see("[/x] [bold red]merah[2J", "[@click=app.quit]PT[/]", "[/y]tesAAA")


async def test_whoever_may_not_act_is_told_and_nothing_opens(desk: Desk, people: People, clock: HandClock) -> None:
    followed(desk, people)
    async with at_cases(desk, people.admin, clock, "3") as officer:
        await officer.see("Progress notes")
        for key in "pfedgbwoxc":
            await officer.press("f9" if key == "f" else key)
        assert set(officer.toasts) == {"Your role does not allow this."}
        assert officer.app.screen is officer.cases


async def test_an_empty_list_says_what_comes_here(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_cases(desk, people.ana, clock, "3") as officer:
        await officer.see("No follow-up is open. What can't be answered at the counter comes here")
        await officer.press("p")
        assert officer.toasts == ["No follow-up is chosen."]

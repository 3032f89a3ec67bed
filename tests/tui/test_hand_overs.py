"""Hand-over sentences: to whom it went, until when it can be undone, who is behind a section, what was asked back."""

import pytest
from textual.widgets import TextArea

from kppn_tui import i18n
from kppn_tui.desk import Desk
from tests.conftest import HandClock, People
from tests.desk.kit import escalated, followed
from tests.tui.cases import seated


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


@pytest.mark.parametrize(
    ("key", "text", "told"),
    [
        ("j", "Cukup surat", "the answer is with Ana Seroja, who delivers it."),
        ("b", "Sejak kapan?", "asked back; Ana Seroja replies to you."),
    ],
)
async def test_a_head_hears_who_has_it_now_and_until_when_it_can_be_undone(
    desk: Desk, people: People, clock: HandClock, key: str, text: str, told: str
) -> None:
    escalated(desk, people)
    async with seated(desk, people.kasi, clock, "4") as seat:
        await seat.see("PDMS (1)")
        await seat.press(key)
        await seat.form()
        await seat.write(text)
        await seat.press("f9")
        await seat.no_form()
        wanted = f"A-001 SUPPLIER: {told} “u” takes it back until 09:20."
        await seat.until(lambda: wanted in seat.toasts, wanted)


async def test_who_passes_on_hears_to_whom(desk: Desk, people: People, clock: HandClock) -> None:
    escalated(desk, people)
    async with seated(desk, people.kasi, clock, "4") as seat:
        await seat.see("PDMS (1)")
        await seat.press("o")
        await seat.form()
        await seat.press("tab")
        await seat.write("ini rekening")
        await seat.press("f9")
        await seat.no_form()
        await seat.until(lambda: any("passed on to Kepala" in toast for toast in seat.toasts), "told")


async def test_the_reason_why_a_case_came_is_shown_to_that_section(
    desk: Desk, people: People, clock: HandClock
) -> None:
    item = followed(desk, people, "SUPPLIER")
    desk.escalate(people.ana, item.id, "Mohon arahan", section="BANK", section_reason="soal rekening koran")
    async with seated(desk, people.kasi_bank, clock, "4") as seat:
        await seat.see("To your section because: soal rekening koran")


async def test_an_escalation_takes_over_question_and_draft_answer_and_names_who_is_behind(
    desk: Desk, people: People, clock: HandClock
) -> None:
    item = followed(desk, people, "SUPPLIER")
    desk.record(people.ana, item.id, question="Bolehkah rekening diubah?", answer="Menurut PMK boleh")
    async with seated(desk, people.ana, clock, "3") as seat:
        await seat.until(lambda: seat.shown == [item.id])
        await seat.press("e")
        await seat.form()
        await seat.see("Answers today: Citra Seroja")
        values = [seat.app.screen.query_one(name, TextArea).text for name in ("#question", "#tried")]
        assert values == ["Bolehkah rekening diubah?", "Menurut PMK boleh"]
        await seat.press("f9")
        await seat.no_form()
        told = "A-001 SUPPLIER: the question is with Kepala Seksi PDMS — Citra Seroja. “u” takes it back until 09:20."
        await seat.until(lambda: told in seat.toasts, told)
    (view,) = desk.inbox(people.kasi)
    notes = {note.note.kind: note.note.text for note in view.escalations[0].notes}
    assert notes == {"question": "Bolehkah rekening diubah?", "tried": "Menurut PMK boleh"}


async def test_that_nobody_is_behind_a_section_is_said_before_and_after(
    desk: Desk, people: People, clock: HandClock
) -> None:
    item = followed(desk, people, "SUPPLIER")
    desk.disable_officer(people.admin, "kasi")
    async with seated(desk, people.ana, clock, "3") as seat:
        await seat.until(lambda: seat.shown == [item.id])
        await seat.press("e")
        await seat.form()
        await seat.see("nobody answers now")
        await seat.press("f9")
        await seat.no_form()
        await seat.until(lambda: any("nobody answers now" in toast for toast in seat.toasts), "told")


async def test_what_was_asked_back_is_a_figure_a_filter_and_has_its_deadline(
    desk: Desk, people: People, clock: HandClock
) -> None:
    followed(desk, people)
    asked = escalated(desk, people)
    desk.return_(people.kasi, asked, "Sejak kapan?")
    async with seated(desk, people.ana, clock, "3") as seat:
        await seat.see("asked back 1")
        for _ in range(5):
            await seat.press("v")
        await seat.until(lambda: seat.shown == [asked.consultation_id], "the filter")
        await seat.see("to reply 1", "PDMS asks back: Sejak kapan? (reply due 25-11 16:00)")


async def test_a_substitution_is_listed_and_changed_by_the_same_key(
    desk: Desk, people: People, clock: HandClock
) -> None:
    desk.name_substitute(people.kasi, "PDMS", "budi", "2026-11-25", "2026-12-01")
    async with seated(desk, people.kasi, clock, "4") as seat:
        await seat.press("g")
        await seat.see("Substitutes (Plh.)", "PDMS: Budi Seroja, 25-11-2026 to 01-12-2026")
        await seat.press("down", "down", "enter")
        await seat.see("Another last day")
        await seat.press("down", "enter")
        await seat.see("Last day, included")
        await seat.write("27-11-2026")
        await seat.press("f9")
        await seat.until(lambda: "The substitution ends on 27-11-2026." in seat.toasts, "told")
        await seat.press("g")
        await seat.see("25-11-2026 to 27-11-2026")
        await seat.press("down", "down", "enter")
        await seat.see("Take it back")
        await seat.press("down", "down", "enter")
        await seat.until(lambda: "The substitution is over." in seat.toasts, "told")
    assert desk.substitutes() == []

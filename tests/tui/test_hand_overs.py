"""Hand-over sentences: to whom it went, until when it can be undone, who is behind a section, what was asked back."""

import pytest
from textual.widgets import TextArea

from kppn_tui import i18n
from kppn_tui.desk import Desk
from tests.conftest import HandClock, People
from tests.desk.kit import escalated, followed, serve
from tests.tui.desks import at_cases, at_desk


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
    async with at_cases(desk, people.kasi, clock, "4") as officer:
        await officer.see("PDMS (1)")
        await officer.press(key)
        await officer.form()
        await officer.write(text)
        await officer.press("f9")
        await officer.closed()
        wanted = f"A-001 SUPPLIER: {told} “u” takes it back until 09:20."
        await officer.until(lambda: wanted in officer.toasts, wanted)


async def test_who_passes_on_hears_to_whom(desk: Desk, people: People, clock: HandClock) -> None:
    escalated(desk, people)
    async with at_cases(desk, people.kasi, clock, "4") as officer:
        await officer.see("PDMS (1)")
        await officer.press("o")
        await officer.form()
        await officer.press("tab")
        await officer.write("ini rekening")
        await officer.press("f9")
        await officer.closed()
        await officer.until(lambda: any("passed on to Kepala" in toast for toast in officer.toasts), "told")


async def test_the_reason_why_a_case_came_is_shown_to_that_section(
    desk: Desk, people: People, clock: HandClock
) -> None:
    item = followed(desk, people, "SUPPLIER")
    desk.escalate(people.ana, item.id, "Mohon arahan", section="BANK", section_reason="soal rekening koran")
    async with at_cases(desk, people.kasi_bank, clock, "4") as officer:
        await officer.see("To your section because: soal rekening koran")


async def test_an_escalation_takes_over_question_and_draft_answer_and_names_who_is_behind(
    desk: Desk, people: People, clock: HandClock
) -> None:
    item = followed(desk, people, "SUPPLIER")
    desk.record(people.ana, item.id, question="Bolehkah rekening diubah?", answer="Menurut PMK boleh")
    async with at_cases(desk, people.ana, clock, "3") as officer:
        await officer.until(lambda: officer.keys == [item.id])
        await officer.press("e")
        await officer.form()
        await officer.see("Answers today: Citra Seroja")
        values = [officer.app.screen.query_one(name, TextArea).text for name in ("#question", "#tried")]
        assert values == ["Bolehkah rekening diubah?", "Menurut PMK boleh"]
        await officer.press("f9")
        await officer.closed()
        told = "A-001 SUPPLIER: the question is with Kepala Seksi PDMS — Citra Seroja. “u” takes it back until 09:20."
        await officer.until(lambda: told in officer.toasts, told)
    (view,) = desk.inbox(people.kasi)
    notes = {note.note.kind: note.note.text for note in view.escalations[0].notes}
    assert notes == {"question": "Bolehkah rekening diubah?", "tried": "Menurut PMK boleh"}


async def test_an_escalation_takes_over_what_is_just_being_typed(desk: Desk, people: People, clock: HandClock) -> None:
    serve(desk, people, "SUPPLIER")
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("2")
        await officer.session()
        await officer.press("f3", "end", *" 7?", "tab", *"Ya", "f8")
        form = await officer.form()
        values = [form.query_one(name, TextArea).text for name in ("#question", "#tried")]
        assert values == ["Bagaimana? 7?", "Ya"]


async def test_that_nobody_is_behind_a_section_is_said_before_and_after(
    desk: Desk, people: People, clock: HandClock
) -> None:
    item = followed(desk, people, "SUPPLIER")
    desk.disable_officer(people.admin, "kasi")
    async with at_cases(desk, people.ana, clock, "3") as officer:
        await officer.until(lambda: officer.keys == [item.id])
        await officer.press("e")
        await officer.form()
        await officer.see("nobody answers now")
        await officer.press("f9")
        await officer.closed()
        await officer.until(lambda: any("nobody answers now" in toast for toast in officer.toasts), "told")


async def test_what_was_asked_back_is_a_figure_a_filter_and_has_its_deadline(
    desk: Desk, people: People, clock: HandClock
) -> None:
    followed(desk, people)
    asked = escalated(desk, people)
    desk.return_(people.kasi, asked, "Sejak kapan?")
    async with at_cases(desk, people.ana, clock, "3") as officer:
        await officer.see("asked back 1")
        for _ in range(5):
            await officer.press("v")
        await officer.until(lambda: officer.keys == [asked.consultation_id], "the filter")
        await officer.see("to reply 1", "PDMS asks back: Sejak kapan? (reply due 25-11 16:00)")


async def test_a_substitution_is_listed_and_changed_by_the_same_key(
    desk: Desk, people: People, clock: HandClock
) -> None:
    desk.name_substitute(people.kasi, "PDMS", "budi", "2026-11-25", "2026-12-01")
    async with at_cases(desk, people.kasi, clock, "4") as officer:
        await officer.press("g")
        await officer.see("Substitutes (Plh.)", "PDMS: Budi Seroja, 25-11-2026 to 01-12-2026")
        await officer.press("down", "down", "enter")
        await officer.see("Another last day")
        await officer.press("down", "enter")
        await officer.see("Last day, included")
        await officer.write("27-11-2026")
        await officer.press("f9")
        await officer.until(lambda: "The substitution ends on 27-11-2026." in officer.toasts, "told")
        await officer.press("g")
        await officer.see("25-11-2026 to 27-11-2026")
        await officer.press("down", "down", "enter")
        await officer.see("Take it back")
        await officer.press("down", "down", "enter")
        await officer.until(lambda: "The substitution is over." in officer.toasts, "told")
    assert desk.substitutes() == []

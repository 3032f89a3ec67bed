"""The inbox of a section head: only what is for them, read at a glance, answered by one key (R10, R18, A15–A19)."""

import pytest
from textual.widgets import Input

from kppn_tui import i18n
from kppn_tui.desk import Desk
from kppn_tui.domain.records import Escalation
from tests.conftest import HandClock, People
from tests.desk.kit import PHONE, escalated, followed
from tests.tui.desks import at_cases
from tests.tui.helpers import screen_text

SIZES = ((80, 24), (120, 36))


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


def stored(desk: Desk, escalation: Escalation) -> Escalation:
    """The escalation as the file has it now."""
    views = desk.consultation(escalation.consultation_id).escalations
    return next(view.escalation for view in views if view.escalation.id == escalation.id)


def last_note(desk: Desk, escalation: Escalation) -> tuple[str, str, bool]:
    """Kind and text of the newest line of the protocol, and whether a substitute wrote it."""
    views = desk.consultation(escalation.consultation_id).escalations
    note = next(view.notes[0].note for view in views if view.escalation.id == escalation.id)
    return note.kind, note.text, note.substitute


@pytest.mark.parametrize("size", SIZES)
async def test_only_the_own_section_by_due_date_on_one_screen(
    desk: Desk, people: People, clock: HandClock, size: tuple[int, int]
) -> None:
    later = escalated(desk, people)
    escalated(desk, people, "RETUR")  # for the section Bank
    clock.to("2026-11-23T09:00")
    sooner = escalated(desk, people, "KONTRAK")
    clock.to("2026-11-24T10:00")
    async with at_cases(desk, people.kasi, clock, "4", size) as officer:
        await officer.until(lambda: officer.keys == [sooner.id, later.id])
        await officer.see("PDMS (2)", "25-11 ", "26-11 ", "new", "Ana Seroja")
        await officer.see("Due Thursday, 26 November 2026, 16:00 WITA — 3 working days")
        await officer.see("Your answer: due Wednesday, 25 November 2026, 16:00 WITA")
        await officer.see(
            "Question to you: Mohon arahan", "Tried: Sudah dicek", "Question of the stakeholder: Bagaimana?"
        )
        assert PHONE not in officer.text and "4083" not in officer.text


async def test_enter_accepts_and_then_answers_and_the_answer_goes_back(
    desk: Desk, people: People, clock: HandClock
) -> None:
    sent = escalated(desk, people)
    async with at_cases(desk, people.kasi, clock, "4") as officer:
        await officer.see("PDMS (1)", "new")
        await officer.press("enter")
        await officer.until(lambda: stored(desk, sent).state == "accepted")
        await officer.see("accepted")
        await officer.press("t")
        assert "“Accept” is not possible while the state is “accepted”." in officer.toasts
        await officer.press("enter")
        await officer.see("it goes to the CSO officer", "Mohon arahan")
        await officer.write("Cukup surat")
        await officer.press("f9")
        await officer.closed()
        await officer.see("Nothing waits for your section.", "PDMS (0)")
    assert stored(desk, sent).state == "answered"
    assert desk.consultation(sent.consultation_id).head_answer == "Cukup surat"


async def test_a_half_typed_answer_is_on_the_disk_and_comes_back(desk: Desk, people: People, clock: HandClock) -> None:
    sent = escalated(desk, people)
    kept = f"escalation:{sent.id}:answer:text"
    async with at_cases(desk, people.kasi, clock, "4") as officer:
        await officer.see("Mohon arahan")
        await officer.press("j")
        await officer.form()
        await officer.write("Menurut saya")
        await officer.until(lambda: desk.drafts.load(people.kasi.id, kept) == {kept: "Menurut saya"})
    async with at_cases(desk, people.kasi, clock, "4") as officer:
        await officer.see("Mohon arahan")
        await officer.press("f9")
        await officer.see("Menurut saya")
        await officer.write(" cukup")
        await officer.press("f9")
        await officer.closed()
        await officer.until(lambda: not desk.drafts.load(people.kasi.id, "escalation:"), "the draft is gone")
    assert last_note(desk, sent) == ("answer", "Menurut saya cukup", False)


async def test_asking_back_leaves_it_in_sight_until_the_cso_replies(
    desk: Desk, people: People, clock: HandClock
) -> None:
    sent = escalated(desk, people)
    async with at_cases(desk, people.kasi, clock, "4") as officer:
        await officer.see("PDMS (1)")
        await officer.press("b")
        await officer.form()
        await officer.write("Sejak kapan?")
        await officer.press("f9")
        await officer.closed()
        await officer.see("PDMS (0)", "waits for CSO", "Your answer: waits for the reply of the CSO officer")
        assert stored(desk, sent).state == "returned"
        await officer.press("j")
        assert officer.toasts[-1:] == ["“Answer” is not possible while the state is “asked back”."]
        desk.clarify(people.ana, sent, "Sejak September")
        await officer.see("PDMS (1)", "Reply to you: Sejak September")


async def test_passing_on_needs_a_reason_and_takes_the_protocol_along(
    desk: Desk, people: People, clock: HandClock
) -> None:
    sent = escalated(desk, people)
    async with at_cases(desk, people.kasi, clock, "4") as officer:
        await officer.see("PDMS (1)")
        await officer.press("o")
        await officer.form()
        await officer.press("f9")
        # The cursor is where it is missing.
        await officer.see("Give the reason.")
        await officer.write("ini rekening")
        await officer.press("f9")
        await officer.closed()
        await officer.see("Nothing waits for your section.")
    assert stored(desk, sent).state == "passed_on"
    (view,) = [*desk.inbox(people.kasi_bank), *desk.inbox(people.kasubbag)]
    new = view.escalations[-1]
    assert [one.note.kind for one in new.notes] == ["pass_on", "tried", "question"]
    head = people.kasi_bank if new.escalation.section == "BANK" else people.kasubbag
    async with at_cases(desk, head, clock, "4", SIZES[1]) as officer:
        await officer.see(
            "Citra Seroja, passed on: ini rekening", "Question to you: Mohon arahan", "Tried: Sudah dicek"
        )
        # The copy speaks for both: the one that was passed on is not told a second time.
        assert officer.text.count("Mohon arahan") == 1


async def test_a_substitute_is_named_and_answers_as_plh(desk: Desk, people: People, clock: HandClock) -> None:
    sent = escalated(desk, people)
    async with at_cases(desk, people.kasi, clock, "4") as officer:
        await officer.see("PDMS (1)")
        await officer.press("g")
        await officer.see("Name a substitute (Plh.)", "24-11-2026")
        await officer.press("f9")
        await officer.see("Choose who stands in.")
        # Ana, who asked, is the first one of the list, Budi the next; the last day is wrong at first.
        await officer.press("right", "right")
        last = officer.app.screen.query_one("#last", Input)
        last.value = "23-11-2026"
        await officer.press("f9")
        await officer.see("The last day lies before the first.")
        last.value = "25-11-2026"
        await officer.press("f9")
        await officer.closed()
        await officer.until(lambda: officer.toasts[-1:] == ["Budi Seroja stands in for PDMS."], "told")
    async with at_cases(desk, people.budi, clock, "4") as officer:
        await officer.see("Plh. PDMS (1)")
        await officer.press("j")
        await officer.form()
        await officer.write("Cukup surat")
        await officer.press("f9")
        await officer.closed()
        await officer.see("Nothing waits for your section.")
    assert last_note(desk, sent) == ("answer", "Cukup surat", True)
    clock.to("2026-11-26T09:00")
    async with at_cases(desk, people.budi, clock, "4") as officer:
        await officer.see("Here a section head answers what the CSO officers escalate")


async def test_without_a_section_one_sentence_tells_what_this_is_for(
    desk: Desk, people: People, clock: HandClock
) -> None:
    escalated(desk, people)
    async with at_cases(desk, people.budi, clock, "4") as officer:
        await officer.see("Here a section head answers what the CSO officers escalate; you lead no section")
        assert officer.keys == []
        for key in "tjbog":
            await officer.press(key)
        assert set(officer.toasts) == {
            "No question is chosen.",
            "Only a section head or an administrator names a substitute.",
        }


async def test_the_filters_find_what_is_late(desk: Desk, people: People, clock: HandClock) -> None:
    late = escalated(desk, people)
    clock.to("2026-11-27T08:00")
    desk.sweep()
    fresh = escalated(desk, people, "KONTRAK")
    async with at_cases(desk, people.kasi, clock, "4") as officer:
        await officer.see("all 2 overdue 1 no progress today 0")
        await officer.press("v")
        await officer.until(lambda: officer.keys == [late.id])
        await officer.press("v")
        await officer.until(lambda: officer.keys == [])
        await officer.see("Nothing under this filter; “v” shows the next one.")
        await officer.press("v")
        await officer.until(lambda: officer.keys == [late.id, fresh.id])


async def test_two_sections_of_one_case_are_two_rows_and_each_sees_the_other(
    desk: Desk, people: People, clock: HandClock
) -> None:
    item = followed(desk, people, "SUPPLIER")
    first = desk.escalate(people.ana, item.id, "Untuk PDMS", tried="Sudah dicek")
    second = desk.escalate(people.ana, item.id, "Untuk Bank", section="BANK", section_reason="rekening")
    async with at_cases(desk, people.kasi, clock, "4") as officer:
        await officer.see("PDMS (1)")
        assert officer.keys == [first.id]
    desk.name_substitute(people.admin, "BANK", "kasi", "2026-11-24", "2026-11-24")
    async with at_cases(desk, people.kasi, clock, "4", SIZES[1]) as officer:
        await officer.see("Plh. Bank, PDMS (2)")
        assert officer.keys == [first.id, second.id]
        await officer.see("Question to you: Untuk PDMS", "Also asked: Bank, sent")
        await officer.press("down")
        await officer.see("Question to you: Untuk Bank", "Also asked: PDMS, sent")
        desk.answer(people.kasi, first, "Ya")
        await officer.until(lambda: officer.keys == [second.id])
        await officer.see("Also asked: PDMS, answered")


async def test_the_cursor_stays_and_a_form_is_not_touched(desk: Desk, people: People, clock: HandClock) -> None:
    sent = [escalated(desk, people, topic) for topic in ("SUPPLIER", "KONTRAK", "UP")]
    async with at_cases(desk, people.kasi, clock, "4") as officer:
        await officer.until(lambda: len(officer.keys) == 3)
        await officer.go_to(sent[1].id)
        await officer.press("j")
        await officer.form()
        await officer.write("saya")
        desk.withdraw(people.ana, sent[0], "sudah jelas")
        await officer.until(lambda: officer.keys == [sent[1].id, sent[2].id])
        await officer.write(" kira")
        await officer.see("saya kira")
        # A colleague withdraws what is being answered: the form says so and keeps the text.
        desk.withdraw(people.ana, sent[1], "tidak perlu")
        await officer.until(lambda: officer.keys == [sent[2].id])
        await officer.press("f9")
        await officer.see("Ana Seroja was first: “Withdraw the escalation”", "saya kira")


@pytest.mark.parametrize("size", SIZES)
async def test_text_from_outside_is_only_text(
    desk: Desk, people: People, clock: HandClock, size: tuple[int, int]
) -> None:
    item = followed(desk, people, "SUPPLIER")
    desk.escalate(people.ana, item.id, "[/x] [red]merah\x1b[2J", tried="[@click=app.quit]x[/]")
    async with at_cases(desk, people.kasi, clock, "4", size) as officer:
        await officer.see("[/x] [red]merah[2J", "[@click=app.quit]x[/]")
        await officer.press("j")
        await officer.form()
        assert "[/x] [red]merah[2J" in screen_text(officer.app)


async def test_a_long_question_can_be_read_to_its_end_while_answering(
    desk: Desk, people: People, clock: HandClock
) -> None:
    sentences = [f"Kalimat ke-{n} dari pertanyaan yang panjang sekali, dengan rincian." for n in range(1, 13)]
    sent = desk.escalate(people.ana, followed(desk, people, "SUPPLIER").id, " ".join(sentences))
    desk.accept(people.kasi, sent)
    async with at_cases(desk, people.kasi, clock, "4") as officer:
        await officer.see("accepted")
        await officer.press("j")
        await officer.form()
        await officer.see("Kalimat ke-1 ", "Shift+Tab, ↓: read on")
        assert "Kalimat ke-12 " not in officer.text
        await officer.press("shift+tab", *["down"] * 20)
        await officer.see("Kalimat ke-12 ")
        await officer.press("tab")
        await officer.write("Jawab")
        await officer.press("f9")
        await officer.closed()
    assert desk.consultation(sent.consultation_id).head_answer == "Jawab"


async def test_a_number_of_another_day_is_named_with_its_day(desk: Desk, people: People, clock: HandClock) -> None:
    escalated(desk, people)
    clock.to("2026-11-25T08:00:00")
    escalated(desk, people)
    async with at_cases(desk, people.kasi, clock, "4") as officer:
        await officer.see("24-11 A-001", "PDMS (2)")
        lines = screen_text(officer.app).splitlines()
        assert [line[:12].strip() for line in lines if "980101 SUPP" in line] == ["24-11 A-001", "A-001"]
        await officer.press("home", "t")
        told = "24-11 A-001 SUPPLIER: accepted; Ana Seroja sees it. “u” takes it back until 08:10."
        await officer.until(lambda: told in officer.toasts, told)

"""What an officer does to a follow-up, by keys and forms, up to `Resolved` (R16, R20, R23, A14, A19, A21, A24)."""

import pytest
from textual.widgets import OptionList, TextArea

from kppn_tui import i18n
from kppn_tui.desk import Desk
from kppn_tui.domain.records import Consultation, Progress
from tests.conftest import HandClock, People
from tests.desk.kit import escalated, followed, now_of
from tests.tui.desks import at_cases

SIZES = ((80, 24), (120, 36))


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


def notes(desk: Desk, item: Consultation) -> list[Progress]:
    return list(desk.consultation(item.id).progress)


async def test_a_delivered_note_meets_the_day_and_an_internal_one_does_not(
    desk: Desk, people: People, clock: HandClock
) -> None:
    item = followed(desk, people)
    clock.to("2026-11-25T09:00")
    async with at_cases(desk, people.ana, clock, "3") as officer:
        await officer.see("no progress today 1")
        await officer.press("p")
        await officer.see("Today's progress is still owed, until 16:00.")
        await officer.write("nada biasa")
        # To the kind, and on to "internal".
        await officer.press("tab", "right", "right", "f9")
        await officer.closed()
        await officer.until(lambda: [note.kind for note in notes(desk, item)] == ["internal"])
        await officer.see("internal: nada biasa", "no progress today 1")
        await officer.press("p")
        await officer.form()
        await officer.write("masih ditelaah")
        await officer.press("f9")
        await officer.closed()
        await officer.see(
            "no progress today 0", "delivered (WhatsApp): masih ditelaah", "the next progress is due Thursday"
        )
        assert (notes(desk, item)[-1].channel, notes(desk, item)[0].channel) == ("whatsapp", "")


async def test_an_empty_note_is_refused_in_the_form_and_the_text_survives(
    desk: Desk, people: People, clock: HandClock
) -> None:
    item = followed(desk, people)
    async with at_cases(desk, people.ana, clock, "3") as officer:
        await officer.press("p")
        await officer.form()
        await officer.press("f9")
        await officer.see("Write the text first.")
        await officer.write("setengah")
        # On the disk while still being typed: a killed process loses nothing.
        kept = f"progress:{item.id}:text"
        await officer.until(
            lambda: desk.drafts.load(people.ana.id, kept) == {kept: "setengah"}, "the draft on the disk"
        )
        await officer.press("escape")
        await officer.closed()
    assert notes(desk, item) == []
    async with at_cases(desk, people.ana, clock, "3") as officer:
        await officer.press("p")
        await officer.see("setengah")
        await officer.press("f9")
        await officer.closed()
        assert [note.text for note in notes(desk, item)] == ["setengah"]
        await officer.until(lambda: not desk.drafts.load(people.ana.id, "progress:"), "the draft is gone")


async def test_the_answer_of_the_head_is_delivered_and_resolved(desk: Desk, people: People, clock: HandClock) -> None:
    sent = escalated(desk, people)
    async with at_cases(desk, people.ana, clock, "3") as officer:
        await officer.see("at PDMS")
        # The head has not answered: the key says so and opens nothing.
        await officer.press("f9")
        assert officer.toasts == [
            "The section head has not answered yet; withdraw the escalation or wait for the answer."
        ]
        desk.accept(people.kasi, sent)
        desk.answer(people.kasi, sent, "Cukup surat perubahan data")
        await officer.see("answer to deliver", "answered 1", "Answer of the section head: Cukup surat perubahan data")
        await officer.press("s")
        await officer.see("Answer to the stakeholder", "Cukup surat perubahan data", "WhatsApp")
        await officer.press("f9")
        # The cursor is where it is missing.
        await officer.see("Cite a regulation or choose “without reference”.")
        await officer.write("without")
        found = officer.app.screen.query_one("#references OptionList", OptionList)
        await officer.until(lambda: found.highlighted == 0, "what fits the typed word")
        await officer.press("enter", "f9")
        await officer.closed()
        await officer.see("No follow-up is open.")
        item = desk.consultation(sent.consultation_id).consultation
        assert (item.state, item.answer, item.delivery) == ("Resolved", "Cukup surat perubahan data", "whatsapp")
        assert (item.no_reference, item.cited) == (True, "")


async def test_what_was_typed_in_the_delivery_stays_and_the_heads_answer_can_be_added(
    desk: Desk, people: People, clock: HandClock
) -> None:
    item = followed(desk, people)
    desk.record(people.ana, item, answer="Draf", references=["PMK 1"])
    async with at_cases(desk, people.ana, clock, "3") as officer:
        await officer.press("f9")
        await officer.see("Draf", "PMK 1")
        await officer.write(" kami")
        await officer.press("tab")
        await officer.write("PMK 2")
        await officer.press("enter", "escape")
        await officer.closed()
        await officer.until(lambda: len(desk.drafts.load(people.ana.id, "deliver:")) == 2, "two drafts")
        sent = desk.escalate(people.ana, item.id, "Mohon arahan")
        desk.answer(people.kasi_bank, sent, "Arahan Bank")
        await officer.see("answer to deliver")
        await officer.press("f9")
        await officer.see("Draf kami", "PMK 1 + PMK 2", "The head answered (F4 inserts it): Arahan Bank")
        await officer.press("f4", "f9")
        await officer.closed()
        done = now_of(desk, item)
        assert (done.answer, done.references) == ("Draf kami\nArahan Bank", ("PMK 1", "PMK 2"))


async def test_a_prefilled_answer_is_no_draft(desk: Desk, people: People, clock: HandClock) -> None:
    """Only looking at the form must not hide a newer answer of the head behind the older one."""
    sent = escalated(desk, people)
    desk.answer(people.kasi, sent, "Arahan pertama")
    async with at_cases(desk, people.ana, clock, "3") as officer:
        await officer.press("f9")
        await officer.see("Arahan pertama")
        await officer.press("escape")
        await officer.closed()
        again = desk.escalate(people.ana, sent.consultation_id, "Masih berlaku?")
        desk.answer(people.kasi, again, "Arahan kedua")
        await officer.see("Arahan kedua")
        await officer.press("f9")
        await officer.form()
        assert officer.app.screen.query_one("#answer", TextArea).text == "Arahan kedua"


async def test_a_question_back_is_answered_from_here(desk: Desk, people: People, clock: HandClock) -> None:
    sent = escalated(desk, people)
    desk.return_(people.kasi, sent, "Sejak kapan?")
    async with at_cases(desk, people.ana, clock, "3", SIZES[1]) as officer:
        await officer.see("PDMS asks back: Sejak kapan?")
        await officer.press("b")
        await officer.see("Reply to the question back", "Sejak kapan?")
        await officer.write("September")
        await officer.press("f9")
        await officer.closed()
        await officer.see("at PDMS", "Ana Seroja, reply: September")
        assert desk.inbox(people.kasi)[0].escalations[0].escalation.state == "sent"
        # Newest on top.
        text = officer.text
        assert text.index("reply: September") < text.index("asks back: Sejak kapan?") < text.index("tried: Sudah dicek")


async def test_of_two_sections_the_chosen_one_is_withdrawn(desk: Desk, people: People, clock: HandClock) -> None:
    sent = escalated(desk, people)
    item = desk.consultation(sent.consultation_id).consultation
    second = desk.escalate(people.ana, item.id, "Dan Bank?", section="BANK", section_reason="rekening")
    async with at_cases(desk, people.ana, clock, "3", SIZES[1]) as officer:
        await officer.see("at PDMS, Bank")
        await officer.press("w")
        await officer.see("Which section?")
        await officer.press("down", "down", "enter")
        await officer.see("Withdraw the escalation")
        await officer.write("sudah jelas")
        await officer.press("enter")
        await officer.closed()
        states = {one.escalation.id: one.escalation.state for one in desk.consultation(item.id).escalations}
        assert states == {sent.id: "sent", second.id: "withdrawn"}
        await officer.press("b")
        assert officer.toasts == ["“Reply to the question back” is not possible while the state is “sent”."]


async def test_escalating_asking_for_documents_and_taking_them(desk: Desk, people: People, clock: HandClock) -> None:
    item = followed(desk, people)
    async with at_cases(desk, people.ana, clock, "3") as officer:
        await officer.see("Progress notes")
        await officer.press("g")
        assert officer.toasts == ["No document is awaited."]
        await officer.press("d")
        await officer.form()
        await officer.write("surat kuasa")
        await officer.press("f9")
        await officer.closed()
        await officer.see("awaiting documents", "… surat kuasa, asked for 09:10")
        clock.forward(5)
        await officer.press("g")
        await officer.see("✓ surat kuasa, received 09:15")
        await officer.press("e")
        await officer.form()
        await officer.write("Mohon arahan")
        await officer.press("f9")
        await officer.closed()
        await officer.see("at Bank")
        assert [view.consultation.id for view in desk.inbox(people.kasi_bank)] == [item.id]


async def test_why_it_is_late_is_asked_only_when_it_is(desk: Desk, people: People, clock: HandClock) -> None:
    item = followed(desk, people)
    async with at_cases(desk, people.ana, clock, "3") as officer:
        await officer.see("Progress notes")
        await officer.press("o")
        assert officer.toasts == ["The solution is not overdue."]
        clock.to("2026-11-30T09:00")
        await officer.see("1 d over", "overdue 1", "Overdue: the reason is not recorded yet")
        await officer.press("o")
        await officer.form()
        await officer.write("menunggu KPPN lain")
        await officer.press("f9")
        await officer.closed()
        await officer.see("Overdue: menunggu KPPN lain")
        assert now_of(desk, item).overdue_reason == "menunggu KPPN lain"


async def test_it_can_be_referred_elsewhere(desk: Desk, people: People, clock: HandClock) -> None:
    item = followed(desk, people)
    async with at_cases(desk, people.ana, clock, "3") as officer:
        await officer.see("Progress notes")
        await officer.press("x")
        await officer.see("How does this consultation end?")
        await officer.press("down", "enter")
        await officer.see("Where to")
        await officer.write("KPP Pratama")
        await officer.press("enter")
        await officer.closed()
        await officer.see("No follow-up is open.")
        assert (now_of(desk, item).state, now_of(desk, item).end_reason) == ("referred", "KPP Pratama")

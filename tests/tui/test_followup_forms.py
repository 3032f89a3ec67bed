"""What an officer does to a follow-up, by keys and forms, up to `Resolved` (R16, R20, R23, A14, A19, A21, A24)."""

import pytest
from textual.widgets import OptionList, TextArea

from kppn_tui import i18n
from kppn_tui.desk import Desk
from kppn_tui.domain.records import Consultation, Progress
from tests.conftest import HandClock, People
from tests.desk.kit import escalated, followed, now_of
from tests.tui.cases import SIZES, seated


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
    async with seated(desk, people.ana, clock, "3") as seat:
        await seat.see("no progress today 1")
        await seat.press("p")
        await seat.see("Today's progress is still owed, until 16:00.")
        await seat.write("nada biasa")
        # To the kind, and on to "internal".
        await seat.press("tab", "right", "right", "f9")
        await seat.no_form()
        await seat.until(lambda: [note.kind for note in notes(desk, item)] == ["internal"])
        await seat.see("internal: nada biasa", "no progress today 1")
        await seat.press("p")
        await seat.form()
        await seat.write("masih ditelaah")
        await seat.press("f9")
        await seat.no_form()
        await seat.see(
            "no progress today 0", "delivered (WhatsApp): masih ditelaah", "the next progress is due Thursday"
        )
        assert (notes(desk, item)[-1].channel, notes(desk, item)[0].channel) == ("whatsapp", "")


async def test_an_empty_note_is_refused_in_the_form_and_the_text_survives(
    desk: Desk, people: People, clock: HandClock
) -> None:
    item = followed(desk, people)
    async with seated(desk, people.ana, clock, "3") as seat:
        await seat.press("p")
        await seat.form()
        await seat.press("f9")
        await seat.see("Write the text first.")
        await seat.write("setengah")
        # On the disk while still being typed: a killed process loses nothing.
        kept = f"progress:{item.id}:text"
        await seat.until(lambda: desk.drafts.load(people.ana.id, kept) == {kept: "setengah"}, "the draft on the disk")
        await seat.press("escape")
        await seat.no_form()
    assert notes(desk, item) == []
    async with seated(desk, people.ana, clock, "3") as seat:
        await seat.press("p")
        await seat.see("setengah")
        await seat.press("f9")
        await seat.no_form()
        assert [note.text for note in notes(desk, item)] == ["setengah"]
        await seat.until(lambda: not desk.drafts.load(people.ana.id, "progress:"), "the draft is gone")


async def test_the_answer_of_the_head_is_delivered_and_resolved(desk: Desk, people: People, clock: HandClock) -> None:
    sent = escalated(desk, people)
    async with seated(desk, people.ana, clock, "3") as seat:
        await seat.see("at PDMS")
        # The head has not answered: the key says so and opens nothing.
        await seat.press("f9")
        assert seat.toasts == ["The section head has not answered yet; withdraw the escalation or wait for the answer."]
        desk.accept(people.kasi, sent)
        desk.answer(people.kasi, sent, "Cukup surat perubahan data")
        await seat.see("answer to deliver", "answered 1", "Answer of the section head: Cukup surat perubahan data")
        await seat.press("s")
        await seat.see("Answer to the stakeholder", "Cukup surat perubahan data", "WhatsApp")
        await seat.press("f9")
        # The cursor is where it is missing.
        await seat.see("Cite a regulation or choose “without reference”.")
        await seat.write("without")
        found = seat.app.screen.query_one("#references OptionList", OptionList)
        await seat.until(lambda: found.highlighted == 0, "what fits the typed word")
        await seat.press("enter", "f9")
        await seat.no_form()
        await seat.see("No follow-up is open.")
        item = desk.consultation(sent.consultation_id).consultation
        assert (item.state, item.answer, item.delivery) == ("Resolved", "Cukup surat perubahan data", "whatsapp")
        assert (item.no_reference, item.cited) == (True, "")


async def test_what_was_typed_in_the_delivery_stays_and_the_heads_answer_can_be_added(
    desk: Desk, people: People, clock: HandClock
) -> None:
    item = followed(desk, people)
    desk.record(people.ana, item, answer="Draf", references=["PMK 1"])
    async with seated(desk, people.ana, clock, "3") as seat:
        await seat.press("f9")
        await seat.see("Draf", "PMK 1")
        await seat.write(" kami")
        await seat.press("tab")
        await seat.write("PMK 2")
        await seat.press("enter", "escape")
        await seat.no_form()
        await seat.until(lambda: len(desk.drafts.load(people.ana.id, "deliver:")) == 2, "two drafts")
        sent = desk.escalate(people.ana, item.id, "Mohon arahan")
        desk.answer(people.kasi_bank, sent, "Arahan Bank")
        await seat.see("answer to deliver")
        await seat.press("f9")
        await seat.see("Draf kami", "PMK 1 + PMK 2", "The head answered (F4 inserts it): Arahan Bank")
        await seat.press("f4", "f9")
        await seat.no_form()
        done = now_of(desk, item)
        assert (done.answer, done.references) == ("Draf kami\nArahan Bank", ("PMK 1", "PMK 2"))


async def test_a_prefilled_answer_is_no_draft(desk: Desk, people: People, clock: HandClock) -> None:
    """Only looking at the form must not hide a newer answer of the head behind the older one."""
    sent = escalated(desk, people)
    desk.answer(people.kasi, sent, "Arahan pertama")
    async with seated(desk, people.ana, clock, "3") as seat:
        await seat.press("f9")
        await seat.see("Arahan pertama")
        await seat.press("escape")
        await seat.no_form()
        again = desk.escalate(people.ana, sent.consultation_id, "Masih berlaku?")
        desk.answer(people.kasi, again, "Arahan kedua")
        await seat.see("Arahan kedua")
        await seat.press("f9")
        await seat.form()
        assert seat.app.screen.query_one("#answer", TextArea).text == "Arahan kedua"


async def test_a_question_back_is_answered_from_here(desk: Desk, people: People, clock: HandClock) -> None:
    sent = escalated(desk, people)
    desk.return_(people.kasi, sent, "Sejak kapan?")
    async with seated(desk, people.ana, clock, "3", SIZES[1]) as seat:
        await seat.see("PDMS asks back: Sejak kapan?")
        await seat.press("b")
        await seat.see("Reply to the question back", "Sejak kapan?")
        await seat.write("September")
        await seat.press("f9")
        await seat.no_form()
        await seat.see("at PDMS", "Ana Seroja, reply: September")
        assert desk.inbox(people.kasi)[0].escalations[0].escalation.state == "sent"
        # Newest on top.
        text = seat.text
        assert text.index("reply: September") < text.index("asks back: Sejak kapan?") < text.index("tried: Sudah dicek")


async def test_of_two_sections_the_chosen_one_is_withdrawn(desk: Desk, people: People, clock: HandClock) -> None:
    sent = escalated(desk, people)
    item = desk.consultation(sent.consultation_id).consultation
    second = desk.escalate(people.ana, item.id, "Dan Bank?", section="BANK", section_reason="rekening")
    async with seated(desk, people.ana, clock, "3", SIZES[1]) as seat:
        await seat.see("at PDMS, Bank")
        await seat.press("w")
        await seat.see("Which section?")
        await seat.press("down", "down", "enter")
        await seat.see("Withdraw the escalation")
        await seat.write("sudah jelas")
        await seat.press("enter")
        await seat.no_form()
        states = {one.escalation.id: one.escalation.state for one in desk.consultation(item.id).escalations}
        assert states == {sent.id: "sent", second.id: "withdrawn"}
        await seat.press("b")
        assert seat.toasts == ["“Reply to the question back” is not possible while the state is “sent”."]


async def test_escalating_asking_for_documents_and_taking_them(desk: Desk, people: People, clock: HandClock) -> None:
    item = followed(desk, people)
    async with seated(desk, people.ana, clock, "3") as seat:
        await seat.see("Progress notes")
        await seat.press("g")
        assert seat.toasts == ["No document is awaited."]
        await seat.press("d")
        await seat.form()
        await seat.write("surat kuasa")
        await seat.press("f9")
        await seat.no_form()
        await seat.see("awaiting documents", "… surat kuasa, asked for 09:10")
        clock.forward(5)
        await seat.press("g")
        await seat.see("✓ surat kuasa, received 09:15")
        await seat.press("e")
        await seat.form()
        await seat.write("Mohon arahan")
        await seat.press("f9")
        await seat.no_form()
        await seat.see("at Bank")
        assert [view.consultation.id for view in desk.inbox(people.kasi_bank)] == [item.id]


async def test_why_it_is_late_is_asked_only_when_it_is(desk: Desk, people: People, clock: HandClock) -> None:
    item = followed(desk, people)
    async with seated(desk, people.ana, clock, "3") as seat:
        await seat.see("Progress notes")
        await seat.press("o")
        assert seat.toasts == ["The solution is not overdue."]
        clock.to("2026-11-30T09:00")
        await seat.see("1 d over", "overdue 1", "Overdue: the reason is not recorded yet")
        await seat.press("o")
        await seat.form()
        await seat.write("menunggu KPPN lain")
        await seat.press("f9")
        await seat.no_form()
        await seat.see("Overdue: menunggu KPPN lain")
        assert now_of(desk, item).overdue_reason == "menunggu KPPN lain"


async def test_it_can_be_referred_elsewhere(desk: Desk, people: People, clock: HandClock) -> None:
    item = followed(desk, people)
    async with seated(desk, people.ana, clock, "3") as seat:
        await seat.see("Progress notes")
        await seat.press("x")
        await seat.see("How does this consultation end?")
        await seat.press("down", "enter")
        await seat.see("Where to")
        await seat.write("KPP Pratama")
        await seat.press("enter")
        await seat.no_form()
        await seat.see("No follow-up is open.")
        assert (now_of(desk, item).state, now_of(desk, item).end_reason) == ("referred", "KPP Pratama")

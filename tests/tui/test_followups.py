"""The follow-ups: both clocks side by side, and every step to `Resolved` by keys (R11, R12, R20, A13, A14, A21)."""

import pytest
from textual.widgets import OptionList, TextArea

from kppn_tui import i18n
from kppn_tui.desk import Desk
from kppn_tui.domain.contact import Refusal
from kppn_tui.domain.records import Consultation, Progress
from tests.conftest import HandClock, People
from tests.desk.kit import escalated, events, followed, now_of, serve
from tests.tui.cases import SIZES, Seat, seated
from tests.tui.helpers import screen_text


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


def line_of(seat: Seat, *parts: str) -> str:
    """The first line of the screen that holds all `parts`."""
    lines = screen_text(seat.app).splitlines()
    return next((line for line in lines if all(part in line for part in parts)), "")


def notes(desk: Desk, item: Consultation) -> list[Progress]:
    return list(desk.item(item.id).progress)


@pytest.mark.parametrize("size", SIZES)
async def test_both_clocks_stand_side_by_side_by_due_date(
    desk: Desk, people: People, clock: HandClock, size: tuple[int, int]
) -> None:
    later = followed(desk, people)
    clock.to("2026-11-23T09:00")
    sooner = followed(desk, people, "LPJ")
    clock.to("2026-11-24T09:30")
    async with seated(desk, people.ana, clock, "3", size) as seat:
        await seat.until(lambda: seat.shown == [sooner.id, later.id])
        # LPJ of Monday: its progress is due today, its solution on Thursday; RETUR of Tuesday a day later each.
        assert line_of(seat, "16:00 ", "26-11 16:00", "2 days", "LPJ")
        assert line_of(seat, "25-11 16:00", "27-11 16:30", "3 days", "RETUR")
        await seat.see("Due Thursday, 26 November 2026, 16:00 WITA — 3 working days")
        await seat.see("Today's progress is still owed, until 16:00.")
        await seat.press("down")
        await seat.see("Due Friday, 27 November 2026, 16:30 WITA — 3 working days")
        await seat.see("Nothing is owed today; the next progress is due Wednesday, 25 November 2026, 16:00 WITA.")


@pytest.mark.parametrize("size", SIZES)
async def test_the_screen_says_why_days_are_skipped(
    desk: Desk, people: People, clock: HandClock, size: tuple[int, int]
) -> None:
    clock.to("2026-03-16T09:00")
    followed(desk, people)
    clock.to("2026-03-18T09:00")
    async with seated(desk, people.ana, clock, "3", size) as seat:
        await seat.see("Due Thursday, 26 March 2026, 16:00 WITA", "Skipped: 18-03 Cuti Bersama", "24-03 Cuti Bersama")
        assert "2 days" in line_of(seat, "RETUR")


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
        await seat.see("answered: deliver", "answered 1", "Answer of the section head: Cukup surat perubahan data")
        await seat.press("s")
        await seat.see("Answer to the stakeholder", "Cukup surat perubahan data", "WhatsApp")
        await seat.press("f9")
        await seat.see("Cite a regulation or choose “without reference”.")
        await seat.press("tab")
        await seat.write("without")
        found = seat.app.screen.query_one("#references OptionList", OptionList)
        await seat.until(lambda: found.highlighted == 0, "what fits the typed word")
        await seat.press("enter", "f9")
        await seat.no_form()
        await seat.see("No follow-up is open.")
        item = desk.item(sent.consultation_id).item
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
        await seat.see("answered: deliver")
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


async def test_the_contact_is_masked_until_it_is_asked_for_and_hidden_again(
    desk: Desk, people: People, clock: HandClock
) -> None:
    item, other = followed(desk, people), followed(desk, people, "LPJ")
    async with seated(desk, people.ana, clock, "3") as seat:
        await seat.see("+62 813-••••-4083")
        await seat.press("c")
        await seat.see("WhatsApp +6281377664083")
        assert ("reveal_contact", {}) in events(desk)
        # A colleague's change does not hide it, moving the cursor does.
        desk.log_progress(people.budi, item, "masih ditelaah", channel="whatsapp")
        await seat.see("masih ditelaah", "+6281377664083")
        await seat.press("down")
        await seat.until(lambda: seat.rows.key == other.id)
        await seat.press("up")
        await seat.see("+62 813-••••-4083")
        assert "+6281377664083" not in seat.text


async def test_a_refused_contact_owes_no_progress(desk: Desk, people: People, clock: HandClock) -> None:
    followed(desk, people, contact=None, refusal=Refusal("tidak berkenan", "kembali Kamis"))
    async with seated(desk, people.ana, clock, "3") as seat:
        await seat.see("refused; agreed: kembali Kamis — tidak berkenan", "No contact was given: no progress is owed.")
        await seat.press("c")
        assert seat.toasts == ["No contact was given."]


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
    item = desk.item(sent.consultation_id).item
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
        states = {one.escalation.id: one.escalation.state for one in desk.item(item.id).escalations}
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
        assert [view.item.id for view in desk.inbox(people.kasi_bank)] == [item.id]


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


async def test_the_filters(desk: Desk, people: People, clock: HandClock) -> None:
    answered = escalated(desk, people)
    desk.answer(people.kasi, answered, "Ya")
    clock.to("2026-11-26T10:00")
    desk.sweep()
    _ticket, (fresh,) = serve(desk, people, "LPJ", by=people.budi)
    desk.follow_up(people.budi, fresh, refusal=Refusal("tidak mau", "kembali"), reason="telaah")
    clock.to("2026-11-30T10:00")
    desk.sweep()
    async with seated(desk, people.budi, clock, "3") as seat:
        await seat.see("all 2 no progress today 1 overdue 1 answered 1 mine 1")
        seen = []
        for _ in range(5):
            await seat.press("v")
            await seat.pilot.pause()
            seen.append(seat.shown)
        old = answered.consultation_id
        assert seen == [[old], [old], [old], [fresh.id], [old, fresh.id]]


async def test_cursor_scroll_and_form_survive_a_colleague(desk: Desk, people: People, clock: HandClock) -> None:
    items = [followed(desk, people, topic, reason="panjang " * 200) for topic in ("RETUR", "LPJ", "UP")]
    async with seated(desk, people.ana, clock, "3") as seat:
        await seat.until(lambda: len(seat.shown) == 3)
        await seat.go_to(items[1].id)
        await seat.press("space")
        detail = seat.screen.query_one("#detail")
        await seat.until(lambda: detail.scroll_offset.y > 0, "scrolled")
        was = detail.scroll_offset.y
        desk.log_progress(people.budi, items[1], "catatan rekan", channel="whatsapp")
        await seat.until(lambda: seat.screen.case and seat.screen.case.view.progress, "the colleague's note")
        await seat.pilot.pause()
        assert (seat.rows.key, detail.scroll_offset.y) == (items[1].id, was)
        await seat.press("p")
        await seat.form()
        await seat.write("sedang dike")
        desk.resolve(people.budi, items[0], answer="Ya", no_reference=True)
        await seat.until(lambda: seat.shown == [items[1].id, items[2].id], "the colleague's change")
        await seat.write("tik")
        await seat.see("sedang diketik")
        await seat.press("escape")
        await seat.no_form()
        assert (seat.rows.key, detail.scroll_offset.y) == (items[1].id, was)
        await seat.press("down")
        await seat.until(lambda: detail.scroll_offset.y == 0, "another case begins at its top")


@pytest.mark.parametrize("size", SIZES)
async def test_a_long_list_shows_the_row_under_the_cursor(
    desk: Desk, people: People, clock: HandClock, size: tuple[int, int]
) -> None:
    items = [followed(desk, people) for _ in range(20)]
    async with seated(desk, people.ana, clock, "3", size) as seat:
        await seat.until(lambda: len(seat.shown) == 20)
        await seat.press("end")
        await seat.until(lambda: seat.rows.key == items[-1].id)
        await seat.until(lambda: line_of(seat, "A-020", "27-11 16:30"), "the last row")


@pytest.mark.parametrize("size", SIZES)
async def test_text_from_outside_is_only_text(
    desk: Desk, people: People, clock: HandClock, size: tuple[int, int]
) -> None:
    item = followed(desk, people)
    desk.record(people.ana, item, question="[/x] [bold red]merah\x1b[2J", satker_name="[@click=app.quit]PT[/]")
    desk.log_progress(people.ana, item, "[/y]\u202etes" + "A" * 3000, channel="[z]")
    async with seated(desk, people.ana, clock, "3", size) as seat:
        await seat.see("[/x] [bold red]merah[2J", "[@click=app.quit]PT[/]", "[/y]tesAAA")


async def test_whoever_may_not_act_is_told_and_nothing_opens(desk: Desk, people: People, clock: HandClock) -> None:
    followed(desk, people)
    async with seated(desk, people.admin, clock, "3") as seat:
        await seat.see("Progress notes")
        for key in "pfedgbwoxc":
            await seat.press("f9" if key == "f" else key)
        assert set(seat.toasts) == {"Your role does not allow this."}
        assert seat.app.screen is seat.screen


async def test_an_empty_list_says_what_comes_here(desk: Desk, people: People, clock: HandClock) -> None:
    async with seated(desk, people.ana, clock, "3") as seat:
        await seat.see("No follow-up is open. What can't be answered at the counter comes here")
        await seat.press("p")
        assert seat.toasts == ["No follow-up is chosen."]

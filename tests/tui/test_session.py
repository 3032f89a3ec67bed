"""A service at the keyboard: steps, clocks, text that survives everything, and what is refused (R03–R12, R21)."""

from datetime import timedelta

import pytest

from kppn_tui.desk import Desk
from kppn_tui.domain.records import DeadlineKind
from kppn_tui.store.backends import sqlite
from tests.conftest import HandClock, People
from tests.desk.kit import WHATSAPP, clock_of, items_of, now_of, rows, serve, ticket_of, visit
from tests.tui.desks import Seat, at_desk
from tests.tui.helpers import desk_of, killed, why_not


async def opened(seat: Seat) -> None:
    """The own service in front."""
    await seat.press("2")
    await seat.session()


async def test_the_way_of_a_question_from_start_to_resolved(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people, "RETUR")
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("n")
        await seat.until(lambda: ticket_of(desk, ticket).state == "called")
        await seat.settle()
        await seat.press("s")
        await seat.session()
        assert "○ a.1 Identity / profile" in seat.text
        await seat.see("identity not recorded yet (F2)", "20 min left")
        clock.forward(3)
        # F9 goes to what is missing, one after the other.
        await seat.press("f9")
        await seat.hear("Record who the stakeholder is first, or that they decline.")
        await seat.form()
        await seat.write("Bendahara Satu")
        await seat.press("enter")
        await seat.write("bendahara")
        await seat.press("f9")
        await seat.closed()
        assert ticket_of(desk, ticket).visitor_name == "Bendahara Satu"
        assert "✓ a.1 Identity / profile" in seat.text
        await seat.press("f9")
        await seat.hear("Write down the question first.")
        await seat.until(lambda: seat.app.focused is seat.area("question"))
        await seat.write("Mengapa retur?")
        await seat.press("f9")
        await seat.until(lambda: seat.app.focused is seat.area("answer"))
        await seat.write("Rekening tidak aktif")
        await seat.press("f9")
        await seat.hear("Cite a regulation or choose “without reference”.")
        await seat.until(lambda: seat.app.focused is seat.field("references").input)
        await seat.type("without")
        await seat.press("enter")
        await seat.see("without reference")
        await seat.press("f9")
        await seat.hear("RETUR: Resolved.")
        await seat.settle()
        (item,) = items_of(desk, ticket)
        assert (item.state, item.question, item.answer) == ("Resolved", "Mengapa retur?", "Rekening tidak aktif")
        assert (item.no_reference, item.cited, item.net_seconds) == (True, "", 180)
        assert seat.area("question").read_only
        await seat.press("f")
        await seat.see("Nobody is waiting.")
        assert ticket_of(desk, ticket).state == "closed"


async def test_several_consultations_have_a_clock_each_and_switching_pauses(
    desk: Desk, people: People, clock: HandClock
) -> None:
    _ticket, (first, second, third) = serve(desk, people, "RETUR", "LPJ", "SPM")
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        clock.forward(4)
        await seat.press("down")
        await seat.see("The time begins with “m”")
        await seat.press("m")
        await seat.until(lambda: now_of(desk, second).state == "serving")
        clock.forward(2)
        await seat.tick()
        assert seat.line("1 RETUR", "‖  04:00")
        assert seat.line("2 LPJ", "▶  02:00")
        assert seat.line("3 SPM", "not started")
        await seat.press("up", "enter")
        await seat.until(lambda: now_of(desk, first).state == "serving")
        clock.forward(1)
        await seat.tick()
        await seat.see("gross 07:00", "15 min left")
        net = [int(clock_of(desk, item, DeadlineKind.SERVICE).net(clock()).total_seconds()) for item in (first, second)]
        assert net == [300, 120]
        assert now_of(desk, third).started_at is None
        await seat.press("u")
        await seat.hear("Undone: Serve this one.")
        await seat.until(lambda: now_of(desk, second).state == "serving")


async def test_warning_at_15_and_breach_at_20_in_words_symbol_and_colour(
    desk: Desk, people: People, clock: HandClock
) -> None:
    serve(desk, people)
    async with at_desk(desk, people.ana, clock, size=(120, 36)) as seat:
        await opened(seat)
        digits = seat.app.base_screen.query_one("#clock")  # type: ignore[union-attr]
        for minutes, words, symbol, kind in (
            (14, "6 min left", "▶ A-001 14:00/20:00", "-calm"),
            (1, "! 5 min left", "! A-001 15:00/20:00", "-warn"),
            (4, "! 1 min left", "! A-001 19:00/20:00", "-warn"),
            (1, "! 0 min left", "! A-001 20:00/20:00", "-warn"),
            (1, "!! Over the standard time", "!! A-001 21:00/20:00", "-over"),
        ):
            clock.forward(minutes)
            await seat.tick()
            await seat.see(words, symbol)
            assert digits.has_class(kind)
        assert [toast for toast in seat.toasts if "the standard time" in toast]


async def test_the_clock_pauses_only_for_named_documents(desk: Desk, people: People, clock: HandClock) -> None:
    _ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        await seat.press("b")
        await seat.hear("No document is awaited.")
        clock.forward(5)
        await seat.press("d")
        await seat.form()
        await seat.press("f9")
        await seat.until(lambda: seat.complaint == "Name the document that is awaited.")
        for name in ("Surat kuasa [/x]", "Rekening koran"):
            await seat.write(name)
            await seat.press("enter")
        await seat.press("f9")
        await seat.closed()
        assert now_of(desk, item).holds_for_documents
        clock.forward(10)
        await seat.tick()
        await seat.see("‖ awaiting documents", "gross 15:00", "… Surat kuasa [/x]", "‖ A-001 05:00/20:00")
        # One of two: still paused.
        await seat.press("b")
        await seat.see("Which document has come?")
        await seat.press("down", "down", "enter")
        await seat.see("✓ Surat kuasa [/x]")
        assert now_of(desk, item).holds_for_documents
        await seat.press("b")
        await seat.until(lambda: now_of(desk, item).state == "serving")
        await seat.settle()
        clock.forward(1)
        await seat.tick()
        await seat.see("▶ A-001 06:00/20:00", "gross 16:00")


async def test_follow_up_spells_out_the_due_date_and_needs_a_contact(
    desk: Desk, people: People, clock: HandClock
) -> None:
    ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        await seat.press("k")
        await seat.form()
        await seat.see("Due Friday, 27 November 2026, 16:30 WITA — 3 working days")
        await seat.write("perlu telaah")
        await seat.press("f9")
        await seat.until(lambda: seat.complaint.startswith("Contact is required for follow-up"))
        await seat.write("12")
        await seat.press("f9")
        await seat.until(lambda: seat.complaint.startswith("That is not a telephone number"))
        await seat.press("escape")
        await seat.closed()
        await seat.press("k")
        await seat.form()
        await seat.see("perlu telaah")
        await seat.press("tab", "tab")
        await seat.press("end", *["backspace"] * 2)
        await seat.write("0813-7766-4083")
        await seat.press("enter")
        await seat.closed()
        done = now_of(desk, item)
        assert (done.state, done.contact_value, done.follow_up_reason) == (
            "follow_up",
            "+6281377664083",
            "perlu telaah",
        )
        assert ticket_of(desk, ticket).state == "serving"


async def test_a_refused_contact_asks_for_the_reason_and_another_way(
    desk: Desk, people: People, clock: HandClock
) -> None:
    _ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        await seat.press("k")
        await seat.form()
        assert "Agreed way instead" not in seat.text
        await seat.write("perlu telaah")
        await seat.press("tab", "left", "tab")
        await seat.see("Reason for giving no contact", "Agreed way instead")
        await seat.write("tidak berkenan")
        await seat.press("tab")
        await seat.write("datang Jumat")
        await seat.press("f9")
        await seat.closed()
        done = now_of(desk, item)
        assert (done.state, done.contact_refused) == ("follow_up", True)
        assert done.agreed_way == "datang Jumat — tidak berkenan"


async def test_escalation_to_another_section_needs_a_reason(desk: Desk, people: People, clock: HandClock) -> None:
    _ticket, (item,) = serve(desk, people, "SUPPLIER")
    async with at_desk(desk, people.ana, clock, size=(100, 30)) as seat:
        await opened(seat)
        await seat.press("s")
        await seat.form()
        await seat.write("Mohon arahan")
        await seat.press("shift+tab", "right", "tab")
        await seat.see("Reason, only if another section than the topic's")
        await seat.press("f9")
        await seat.until(lambda: bool(seat.complaint))
        await seat.press("escape")
        await seat.closed()
        await seat.press("s")
        await seat.form()
        await seat.see("Mohon arahan", "(Bank)", "Reason, only if another section")
        seat.app.screen.query_one("#section_reason").focus()
        await seat.write("menyangkut rekening")
        seat.app.screen.query_one("#contact").focus()
        await seat.write("081377664083")
        await seat.press("f9")
        await seat.closed()
        assert now_of(desk, item).state == "follow_up"
        (sent,) = rows(desk, "SELECT * FROM escalation")
        assert (sent["section"], sent["section_reason"]) == ("BANK", "menyangkut rekening")
        await seat.press("u")
        await seat.hear("Undone: Escalate.")
        await seat.until(lambda: now_of(desk, item).state == "serving")


async def test_a_missing_contact_is_asked_for_where_it_is_typed(desk: Desk, people: People, clock: HandClock) -> None:
    _ticket, (item,) = serve(desk, people, "SUPPLIER")
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        await seat.press("s")
        await seat.form()
        await seat.write("Mohon arahan")
        await seat.press("f9")
        await seat.until(lambda: "Contact" in seat.complaint)
        await seat.write("081377664083")
        await seat.press("f9")
        await seat.closed()
        assert now_of(desk, item).contact_value == "+6281377664083"


async def test_what_is_not_known_is_asked_before_a_form_is_filled_in(
    desk: Desk, people: People, clock: HandClock
) -> None:
    ticket = visit(desk, people)
    desk.call(people.ana, ticket)
    desk.start(people.ana, ticket)
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        await seat.press("k")
        await seat.see("Identity of the stakeholder (a.1)")
        await seat.press("escape")
        await seat.closed()
        desk.identify(people.ana, ticket, declined=True)
        await seat.tick()
        await seat.press("s")
        await seat.hear("Write down the question first.")
        await seat.until(lambda: seat.app.focused is seat.area("question"))


async def test_the_same_topic_again_needs_a_reason(desk: Desk, people: People, clock: HandClock) -> None:
    ticket, _items = serve(desk, people, "RETUR")
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        await seat.press("a")
        await seat.form()
        await seat.type("retur")
        await seat.press("enter")
        await seat.until(lambda: seat.complaint.startswith("RETUR is in this visit already"))
        await seat.see("Why this topic is a second consultation")
        await seat.write("satker lain")
        await seat.press("enter")
        await seat.closed()
        assert [item.topic for item in items_of(desk, ticket)] == ["RETUR", "RETUR"]
        assert items_of(desk, ticket)[1].split_reason == "satker lain"
        assert seat.rows.key == items_of(desk, ticket)[1].id


async def test_a_topic_is_found_by_letters_and_set(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people)
    desk.call(people.ana, ticket)
    desk.start(people.ana, ticket)
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        await seat.press("t")
        await seat.form()
        await seat.press("f9")
        await seat.until(lambda: seat.complaint == "Take a topic from the list with Enter.")
        await seat.type("lpj")
        await seat.press("enter")
        await seat.closed()
        assert items_of(desk, ticket)[0].topic == "LPJ"


async def test_refer_and_cancel_ask_for_the_reason(desk: Desk, people: People, clock: HandClock) -> None:
    _ticket, (first, second) = serve(desk, people, "RETUR", "LPJ")
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        await seat.press("x")
        await seat.see("How does this consultation end?")
        await seat.press("down", "enter")
        await seat.form()
        await seat.write("Kanwil")
        await seat.press("enter")
        await seat.closed()
        assert (now_of(desk, first).state, now_of(desk, first).end_reason) == ("referred", "Kanwil")
        await seat.go_to(second.id)
        await seat.press("x")
        await seat.see("How does this consultation end?")
        await seat.press("down", "down", "enter")
        await seat.form()
        await seat.write("tidak jadi")
        await seat.press("enter")
        await seat.closed()
        assert now_of(desk, second).state == "cancelled"
        await seat.press("u")
        await seat.hear("Undone: Cancel the consultation.")
        await seat.until(lambda: now_of(desk, second).state == "open")


async def test_finish_and_call_next_in_one_go(desk: Desk, people: People, clock: HandClock) -> None:
    ticket, (item,) = serve(desk, people)
    waiting = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        await seat.press("n")
        await seat.hear("Every consultation needs an outcome first")
        desk.follow_up(people.ana, item, contact=WHATSAPP, reason="perlu telaah")
        await seat.tick()
        await seat.press("n")
        await seat.hear(f"Please call: {waiting.label}")
        assert ticket_of(desk, ticket).state == "closed"
        assert ticket_of(desk, waiting).state == "called"


WHY_NOT_RESOLVED = {
    "resolve": "“Answer and resolve” is not possible while the state is “Resolved”.",
    "follow_up": "“Move to follow-up” is not possible while the state is “Resolved”.",
    "escalate": "“Escalate” is not possible while the state is “Resolved”.",
    "documents": "“Ask for documents” is not possible while the state is “Resolved”.",
    "received": "“Documents received” is not possible while the state is “Resolved”.",
    "topic": "“Question and answer” is not possible while the state is “Resolved”.",
    "serve": "“Serve this one” is not possible while the state is “Resolved”.",
    "leave_scope": "“Cancel the consultation” is not possible while the state is “Resolved”.",
    "identify": "",
    "add": "",
    "finish": "",
    "next": "Nobody is waiting.",
}


async def test_every_key_says_why_not(desk: Desk, people: People, clock: HandClock) -> None:
    _ticket, (item,) = serve(desk, people)
    desk.resolve(people.ana, item, answer="Ya", no_reference=True)
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        screen = seat.app.base_screen
        assert screen is not None
        for action, reason in WHY_NOT_RESOLVED.items():
            assert why_not(screen, action) == reason, action
        for key in ("k", "s", "d", "b", "t", "m", "x", "f9"):
            before = len(seat.toasts)
            await seat.press(key)
            await seat.until(lambda n=before: len(seat.toasts) == n + 1, key)  # type: ignore[misc]
        assert seat.app.screen is screen


# Text survives -------------------------------------------------------------------------------------------------------


async def test_typed_text_survives_esc_resize_a_call_and_another_screen(
    desk: Desk, people: People, clock: HandClock
) -> None:
    _ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        await seat.press("f4")
        await seat.type("separuh")
        await seat.pilot.resize_terminal(120, 36)
        await seat.type(" jalan")
        assert seat.area("answer").has_focus
        assert seat.area("answer").text == "separuh jalan"
        await seat.press("escape")
        assert seat.rows.has_focus
        await seat.press("1")
        await seat.settle()
        await opened(seat)
        assert seat.area("answer").text == "separuh jalan"
        assert now_of(desk, item).answer == "separuh jalan"


async def test_a_refresh_never_touches_what_is_being_typed(desk: Desk, people: People, clock: HandClock) -> None:
    _ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        await seat.press("f4")
        await seat.type("jawaban saya")
        await seat.press("left", "left")
        where = seat.area("answer").cursor_location
        desk.record(people.budi, item, question="Pertanyaan dari meja 2")
        visit(desk, people)
        await seat.until(lambda: seat.area("question").text == "Pertanyaan dari meja 2")
        assert seat.area("answer").text == "jawaban saya"
        assert seat.area("answer").cursor_location == where
        assert seat.app.focused is seat.area("answer")


async def test_two_who_write_in_the_same_field_lose_nothing(desk: Desk, people: People, clock: HandClock) -> None:
    _ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        await seat.press("f4")
        await seat.type("dari ana")
        desk.record(people.budi, item, answer="dari budi")
        await seat.until(lambda: seat.app.base_screen.current.consultation.answer == "dari budi")  # type: ignore[union-attr]
        assert seat.area("answer").text == "dari ana"
        await seat.press("escape")
        await seat.hear("A colleague has written in the same field meanwhile: both texts are kept.")
        await seat.until(lambda: now_of(desk, item).answer == "dari budi\ndari ana")
        await seat.settle()
        assert seat.area("answer").text == "dari budi\ndari ana"


async def test_text_of_a_killed_desk_is_there_again_and_the_clock_is_right(
    desk: Desk, people: People, clock: HandClock
) -> None:
    _ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        await seat.press("f4")
        await seat.type("belum tersimpan")
        await seat.press("f5")
        await seat.type("PMK 1")
        own = desk_of(seat.app)
        assert own is not None
        await seat.until(
            lambda: own.drafts.load(people.ana.id, "item:").get(f"item:{item.id}:references.text") == "PMK 1"
        )
        killed(seat.app)
    assert now_of(desk, item).answer == "belum tersimpan"
    clock.forward(7)
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        assert seat.field("references").text == "PMK 1"
        await seat.see("▶ A-001 07:00/20:00")


async def test_text_typed_and_never_left_is_there_after_a_kill(desk: Desk, people: People, clock: HandClock) -> None:
    _ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        await seat.press("f3", "end")
        await seat.type(" setengah kal")
        own = desk_of(seat.app)
        assert own is not None
        key = f"item:{item.id}:question"
        await seat.until(lambda: own.drafts.load(people.ana.id, "item:").get(key) == "Bagaimana? setengah kal")
        killed(seat.app)
    assert now_of(desk, item).question == "Bagaimana?"
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        assert seat.area("question").text == "Bagaimana? setengah kal"
        # And it is saved with the next action.
        await seat.press("f4", "escape")
        await seat.until(lambda: now_of(desk, item).question == "Bagaimana? setengah kal")


async def test_a_locked_database_keeps_the_text_and_says_so_once(
    desk: Desk, people: People, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ticket, (item,) = serve(desk, people)
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.2)
    monkeypatch.setitem(sqlite.PRAGMAS, "busy_timeout", 200)
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        await seat.press("f4")
        await seat.type("tetap ada")
        with desk.store.writing():
            await seat.press("f9", "f9")
            await seat.hear("Nothing was saved, try again")
        assert seat.area("answer").text == "tetap ada"
        assert seat.app.focused is seat.area("answer")
        assert now_of(desk, item).answer == ""
        await seat.press("escape")
        await seat.until(lambda: now_of(desk, item).answer == "tetap ada")


async def test_too_much_pasted_is_refused_and_nothing_is_lost(desk: Desk, people: People, clock: HandClock) -> None:
    serve(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        await seat.press("f4")
        await seat.type("sebelum")
        await seat.write("A" * 1_000_000)
        await seat.hear("This text has 1000000 characters; at most 20000 fit. Shorten it.")
        assert seat.area("answer").text == "sebelum"
        await seat.write("\x1b]52;c;cHduZWQ=\x07[/x]\u202e السلام 漢字\tx\r\ny")
        assert seat.area("answer").text == "sebelum]52;c;cHduZWQ=[/x] السلام 漢字 x\ny"


async def test_an_undone_text_comes_back_with_the_undo_of_the_field(
    desk: Desk, people: People, clock: HandClock
) -> None:
    _ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        await seat.press("f4")
        await seat.type("panjang sekali")
        await seat.press("escape")
        await seat.until(lambda: now_of(desk, item).answer == "panjang sekali")
        await seat.settle()
        await seat.press("u")
        await seat.until(lambda: seat.area("answer").text == "")
        await seat.press("f4", "ctrl+z")
        assert seat.area("answer").text == "panjang sekali"


async def test_references_are_taken_typed_replaced_and_given_back(desk: Desk, people: People, clock: HandClock) -> None:
    _ticket, (item,) = serve(desk, people, "SPM")
    async with at_desk(desk, people.ana, clock, size=(120, 36)) as seat:
        await opened(seat)
        await seat.press("f5")
        await seat.type("62")
        await seat.press("enter")
        await seat.type("PER-1/PB/2026 x")
        await seat.press("enter")
        await seat.see("PMK 62/2023 + PER-1/PB/2026 x")
        await seat.press("backspace")
        await seat.type("setengah")
        await seat.press("tab")
        await seat.until(lambda: now_of(desk, item).references == ("PMK 62/2023", "setengah"))
        await seat.press("f5", "backspace", "backspace")
        await seat.type("without")
        await seat.press("enter", "escape")
        await seat.until(lambda: now_of(desk, item).no_reference)
        assert now_of(desk, item).references == ()


async def test_moving_between_consultations_never_mixes_their_texts(
    desk: Desk, people: People, clock: HandClock
) -> None:
    _ticket, (first, second) = serve(desk, people, "RETUR", "LPJ")
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        await seat.press("f4")
        await seat.type("satu")
        await seat.press("escape", "down", "f4")
        await seat.type("dua")
        await seat.press("escape", "up", "down", "up")
        await seat.settle()
        assert seat.area("answer").text == "satu"
        assert (now_of(desk, first).answer, now_of(desk, second).answer) == ("satu", "dua")


async def test_a_consultation_closed_elsewhere_keeps_the_text_in_sight(
    desk: Desk, people: People, clock: HandClock
) -> None:
    _ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        await seat.press("f4")
        await seat.type("masih saya tulis")
        desk.cancel(people.budi, item, "salah buka")
        await seat.until(lambda: seat.area("answer").read_only)
        assert seat.area("answer").text == "masih saya tulis"
        await seat.press("escape")
        await seat.settle()
        assert seat.area("answer").text == "masih saya tulis"


async def test_undo_of_the_start_leaves_a_screen_that_says_so(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("enter")
        await seat.until(lambda: ticket_of(desk, ticket).state == "called")
        await seat.settle()
        await seat.press("enter")
        await seat.session()
        await seat.press("u")
        await seat.hear("Undone: Start service.")
        await seat.until(lambda: ticket_of(desk, ticket).state == "called")
        await seat.see("A-001 · called")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_what_is_painted_is_what_is_stored(
    desk: Desk, people: People, clock: HandClock, size: tuple[int, int]
) -> None:
    _ticket, (item,) = serve(desk, people)
    question = " ".join(f"kata{n}" for n in range(40))
    desk.record(people.ana, item, question=question)
    async with at_desk(desk, people.ana, clock, size) as seat:
        await opened(seat)
        await seat.tick()
        area = seat.area("question").region
        strips = seat.app.screen._compositor.render_strips()
        painted = " ".join(strips[y].crop(area.x, area.right).text for y in range(area.y, area.bottom))
        words = [word for word in painted.split() if word.isalnum()]
        assert len(words) > 20 and " ".join(words) in question, painted


async def test_a_topic_whose_text_was_changed_is_not_taken(desk: Desk, people: People, clock: HandClock) -> None:
    _ticket, (item,) = serve(desk, people, "RETUR")
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        await seat.press("t")
        await seat.form()
        await seat.type("lpj")
        # Taken by the list itself, so that the form stays open.
        seat.field("topic").take(*seat.field("topic")._matches[0])
        assert seat.field("topic").values == ["LPJ"]
        await seat.type("?")
        await seat.press("f9")
        await seat.until(lambda: seat.complaint == "Take a topic from the list with Enter.")
        assert now_of(desk, item).topic == "RETUR"
        await seat.press("escape")
        await seat.closed()
        # Nor is it after the draft has come back.
        await seat.press("t")
        await seat.form()
        assert seat.field("topic").text.startswith("LPJ") and seat.field("topic").values == []


# Somebody else's visitor ---------------------------------------------------------------------------------------------


async def test_a_colleagues_visit_says_whose_it_is_and_asks_before_an_outcome(
    desk: Desk, people: People, clock: HandClock
) -> None:
    ticket, (item,) = serve(desk, people, by=people.budi)
    desk.record(people.budi, item, answer="Ya", no_reference=True)
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.go_to(ticket)
        await seat.press("enter")
        await seat.session()
        assert seat.lines[2].strip().startswith(f"served by Budi Seroja, counter 2 · {ticket.label}")
        for key in ("f9", "k", "s", "x"):
            await seat.press(key)
            await seat.see(f"{ticket.label} is being served by Budi Seroja, counter 2.", "Leave it to Budi Seroja")
            await seat.press("enter")
            await seat.closed()
            assert now_of(desk, item).state == "serving"
        await seat.press("f9")
        await seat.see("Go on here")
        await seat.press("down", "enter")
        await seat.hear("RETUR: Resolved.")
        await seat.settle()
        await seat.press("f")
        await seat.see("is being served by Budi Seroja")
        await seat.press("escape")
        await seat.closed()
        assert ticket_of(desk, ticket).state == "serving"
    async with at_desk(desk, people.budi, clock) as seat:
        await opened(seat)
        assert seat.lines[2].strip().startswith(ticket.label)
        await seat.press("f")
        await seat.until(lambda: ticket_of(desk, ticket).state == "closed")


async def test_calling_the_next_from_a_colleagues_visit_leaves_it_alone(
    desk: Desk, people: People, clock: HandClock
) -> None:
    ticket, _items = serve(desk, people, by=people.budi)
    waiting = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.go_to(ticket)
        await seat.press("enter")
        await seat.session()
        await seat.press("n")
        await seat.hear(f"Please call: {waiting.label} counter 1")
        assert ticket_of(desk, ticket).state == "serving"


async def test_the_next_one_called_from_a_service_is_under_the_cursor(
    desk: Desk, people: People, clock: HandClock
) -> None:
    _other = serve(desk, people, by=people.budi)
    _ticket, (item,) = serve(desk, people)
    desk.follow_up(people.ana, item, contact=WHATSAPP, reason="perlu telaah")
    waiting = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        await seat.press("n")
        await seat.hear(f"Please call: {waiting.label} counter 1")
        await seat.until(lambda: ticket_of(desk, waiting).state == "called" and waiting.id in seat.keys)
        await seat.settle()
        assert seat.rows.key == waiting.id
        await seat.press("enter")
        await seat.session()
        assert ticket_of(desk, waiting).state == "serving"


# What stands below the answer ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "words"), [((80, 24), 20), ((80, 24), 90), ((120, 36), 90), ((120, 36), 300)])
async def test_a_heads_answer_is_read_whole_or_says_where_the_rest_is(
    desk: Desk, people: People, clock: HandClock, size: tuple[int, int], words: int
) -> None:
    _ticket, (item,) = serve(desk, people, "SUPPLIER")
    asked = desk.escalate(people.ana, item.id, "Mohon arahan", tried="Sudah dicek", contact=WHATSAPP)
    answer = " ".join(f"arahan{n}" for n in range(words))
    desk.answer(people.kasi, asked, answer)
    async with at_desk(desk, people.ana, clock, size) as seat:
        await opened(seat)
        await seat.see("Answer of the section head: arahan0")
        papers = seat.app.base_screen.query_one("#papers").region  # type: ignore[union-attr]
        strips = seat.app.screen._compositor.render_strips()
        shown = " ".join(strips[y].crop(papers.x, papers.right).text.strip() for y in range(papers.y, papers.bottom))
        if f"arahan{words - 1}" in shown:
            assert words < 100
        else:
            assert shown.endswith("… the rest: screen 3")
        assert "arahan12" in shown
        # Question and answer keep their lines.
        assert seat.area("question").size.height >= 2 and seat.area("answer").size.height >= 2


async def test_usual_documents_that_do_not_fit_end_with_dots(desk: Desk, people: People, clock: HandClock) -> None:
    serve(desk, people, "RETUR")
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        await seat.see("Usual documents:")
        assert seat.lines[-2].endswith("…")


async def test_to_refer_asks_for_the_identity_before_the_form(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = desk.take_ticket(people.satpam)
    desk.call(people.ana, ticket)
    desk.start(people.ana, ticket)
    async with at_desk(desk, people.ana, clock) as seat:
        await opened(seat)
        await seat.press("x")
        await seat.see("How does this consultation end?")
        await seat.press("down", "enter")
        await seat.hear("Record who the stakeholder is first, or that they decline.")
        await seat.see("Identity of the stakeholder (a.1)")
        desk.identify(people.ana, ticket, declined=True)
        await seat.press("escape")
        await seat.closed()
        await seat.tick()
        await seat.press("x")
        await seat.see("How does this consultation end?")
        await seat.press("down", "enter")
        await seat.see("Refer no topic yet elsewhere")


async def test_how_and_when_a_message_came_is_told(desk: Desk, people: People, clock: HandClock) -> None:
    came = clock() - timedelta(hours=14)
    case = desk.take_ticket(people.ana, "kontak_resmi", channel_detail="WhatsApp", satker_name="PN", received_at=came)
    async with at_desk(desk, people.ana, clock, size=(160, 36)) as seat:
        assert seat.line(case.label, "Official contact WhatsApp")
        await seat.go_to(case)
        await seat.press("enter")
        await seat.session()
        assert "Official contact WhatsApp · received 23-11 19:10 · entered 09:10" in seat.lines[2]

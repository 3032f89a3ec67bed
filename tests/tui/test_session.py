"""A service at the keyboard: steps, clocks, text that survives everything, and what is refused (R03–R12, R21)."""

from datetime import timedelta

import pytest

from kppn_tui.desk import Desk
from kppn_tui.domain.records import DeadlineKind
from kppn_tui.store.backends import sqlite
from tests.conftest import HandClock, People
from tests.desk.kit import WHATSAPP, clock_of, items_of, now_of, rows, serve, ticket_of, visit
from tests.tui.desks import OfficerAtDesk, at_desk
from tests.tui.helpers import desk_of, killed, why_not


async def opened(officer: OfficerAtDesk) -> None:
    """The own service in front."""
    await officer.press("2")
    await officer.session()


async def test_the_way_of_a_question_from_start_to_resolved(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people, "RETUR")
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("n")
        await officer.until(lambda: ticket_of(desk, ticket).state == "called")
        await officer.quiet()
        await officer.press("s")
        await officer.session()
        assert "○ a.1 Identity / profile" in officer.text
        await officer.see("identity not recorded yet (F2)", "20 min left")
        clock.forward(3)
        # F9 goes to what is missing, one after the other.
        await officer.press("f9")
        await officer.hear("Record who the stakeholder is first, or that they decline.")
        await officer.form()
        await officer.write("Bendahara Satu")
        await officer.press("enter")
        await officer.write("bendahara")
        await officer.press("f9")
        await officer.closed()
        assert ticket_of(desk, ticket).visitor_name == "Bendahara Satu"
        assert "✓ a.1 Identity / profile" in officer.text
        await officer.press("f9")
        await officer.hear("Write down the question first.")
        await officer.until(lambda: officer.app.focused is officer.area("question"))
        await officer.write("Mengapa retur?")
        await officer.press("f9")
        await officer.until(lambda: officer.app.focused is officer.area("answer"))
        await officer.write("Rekening tidak aktif")
        await officer.press("f9")
        await officer.hear("Cite a regulation or choose “without reference”.")
        await officer.until(lambda: officer.app.focused is officer.typeahead("references").input)
        await officer.type("without")
        await officer.press("enter")
        await officer.see("without reference")
        await officer.press("f9")
        await officer.hear("RETUR: Resolved.")
        await officer.quiet()
        (item,) = items_of(desk, ticket)
        assert (item.state, item.question, item.answer) == ("Resolved", "Mengapa retur?", "Rekening tidak aktif")
        assert (item.no_reference, item.cited, item.net_seconds) == (True, "", 180)
        assert officer.area("question").read_only
        await officer.press("f")
        await officer.see("Nobody is waiting.")
        assert ticket_of(desk, ticket).state == "closed"


async def test_several_consultations_have_a_clock_each_and_switching_pauses(
    desk: Desk, people: People, clock: HandClock
) -> None:
    _ticket, (first, second, third) = serve(desk, people, "RETUR", "LPJ", "SPM")
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        clock.forward(4)
        await officer.press("down")
        await officer.see("The time begins with “m”")
        await officer.press("m")
        await officer.until(lambda: now_of(desk, second).state == "serving")
        clock.forward(2)
        await officer.tick()
        assert officer.line("6 RETUR", "‖  04:00")
        assert officer.line("7 LPJ", "▶  02:00")
        assert officer.line("8 SPM", "not started")
        await officer.press("up", "enter")
        await officer.until(lambda: now_of(desk, first).state == "serving")
        clock.forward(1)
        await officer.tick()
        await officer.see("gross 07:00", "15 min left")
        net = [int(clock_of(desk, item, DeadlineKind.SERVICE).net(clock()).total_seconds()) for item in (first, second)]
        assert net == [300, 120]
        assert now_of(desk, third).started_at is None
        await officer.press("u")
        await officer.hear("Undone: Serve this one A-001.")
        await officer.until(lambda: now_of(desk, second).state == "serving")


async def test_warning_at_15_and_breach_at_20_in_words_symbol_and_colour(
    desk: Desk, people: People, clock: HandClock
) -> None:
    serve(desk, people)
    async with at_desk(desk, people.ana, clock, size=(120, 36)) as officer:
        await opened(officer)
        digits = officer.app.base_screen.query_one("#clock")  # type: ignore[union-attr]
        for minutes, words, symbol, kind in (
            (14, "6 min left", "▶ A-001 14:00/20:00", "-calm"),
            (1, "! 5 min left", "! A-001 15:00/20:00", "-warn"),
            (4, "! 1 min left", "! A-001 19:00/20:00", "-warn"),
            (1, "! 0 min left", "! A-001 20:00/20:00", "-warn"),
            (1, "!! Over the standard time", "!! A-001 21:00/20:00", "-over"),
        ):
            clock.forward(minutes)
            await officer.tick()
            await officer.see(words, symbol)
            assert digits.has_class(kind)
        assert [toast for toast in officer.toasts if "the standard time" in toast]


async def test_the_clock_pauses_only_for_named_documents(desk: Desk, people: People, clock: HandClock) -> None:
    _ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("b")
        await officer.hear("No document is awaited.")
        clock.forward(5)
        await officer.press("d")
        await officer.form()
        await officer.press("f9")
        await officer.until(lambda: officer.complaint == "Name the document that is awaited.")
        for name in ("Surat kuasa [/x]", "Rekening koran"):
            await officer.write(name)
            await officer.press("enter")
        await officer.press("f9")
        await officer.closed()
        assert now_of(desk, item).holds_for_documents
        clock.forward(10)
        await officer.tick()
        await officer.see("‖ awaiting documents", "gross 15:00", "… Surat kuasa [/x]", "‖ A-001 05:00/20:00")
        # One of two: still paused.
        await officer.press("b")
        await officer.see("Which document has come?")
        await officer.press("down", "down", "enter")
        await officer.see("✓ Surat kuasa [/x]")
        assert now_of(desk, item).holds_for_documents
        await officer.press("b")
        await officer.until(lambda: now_of(desk, item).state == "serving")
        await officer.quiet()
        clock.forward(1)
        await officer.tick()
        await officer.see("▶ A-001 06:00/20:00", "gross 16:00")


async def test_follow_up_spells_out_the_due_date_and_needs_a_contact(
    desk: Desk, people: People, clock: HandClock
) -> None:
    ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("k")
        await officer.form()
        await officer.see("Due Friday, 27 November 2026, 16:30 WITA — 3 working days")
        await officer.write("perlu telaah")
        await officer.press("f9")
        await officer.until(lambda: officer.complaint.startswith("Contact is required for follow-up"))
        await officer.write("12")
        await officer.press("f9")
        await officer.until(lambda: officer.complaint.startswith("That is not a telephone number"))
        await officer.press("escape")
        await officer.closed()
        await officer.press("k")
        await officer.form()
        await officer.see("perlu telaah")
        await officer.press("tab", "tab")
        await officer.press("end", *["backspace"] * 2)
        await officer.write("0813-7766-4083")
        await officer.press("enter")
        await officer.closed()
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
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("k")
        await officer.form()
        assert "Agreed way instead" not in officer.text
        await officer.write("perlu telaah")
        await officer.press("tab", "left", "tab")
        await officer.see("Reason for giving no contact", "Agreed way instead")
        await officer.write("tidak berkenan")
        await officer.press("tab")
        await officer.write("datang Jumat")
        await officer.press("f9")
        await officer.closed()
        done = now_of(desk, item)
        assert (done.state, done.contact_refused) == ("follow_up", True)
        assert done.agreed_way == "datang Jumat — tidak berkenan"


async def test_escalation_to_another_section_needs_a_reason(desk: Desk, people: People, clock: HandClock) -> None:
    _ticket, (item,) = serve(desk, people, "SUPPLIER")
    async with at_desk(desk, people.ana, clock, size=(100, 30)) as officer:
        await opened(officer)
        await officer.press("s")
        await officer.form()
        await officer.write("Mohon arahan")
        await officer.press("shift+tab", "right", "tab")
        await officer.see("Reason, only if another section than the topic's")
        await officer.press("f9")
        await officer.until(lambda: bool(officer.complaint))
        await officer.press("escape")
        await officer.closed()
        await officer.press("s")
        await officer.form()
        await officer.see("Mohon arahan", "(Bank)", "Reason, only if another section")
        await officer.fill("section_reason", "menyangkut rekening")
        await officer.fill("contact", "081377664083")
        await officer.press("f9")
        await officer.closed()
        assert now_of(desk, item).state == "follow_up"
        (sent,) = rows(desk, "SELECT * FROM escalation")
        assert (sent["section"], sent["section_reason"]) == ("BANK", "menyangkut rekening")
        await officer.press("u")
        await officer.hear("Undone: Escalate A-001.")
        await officer.until(lambda: now_of(desk, item).state == "serving")


async def test_a_missing_contact_is_asked_for_where_it_is_typed(desk: Desk, people: People, clock: HandClock) -> None:
    _ticket, (item,) = serve(desk, people, "SUPPLIER")
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("s")
        await officer.form()
        await officer.write("Mohon arahan")
        await officer.press("f9")
        await officer.until(lambda: "Contact" in officer.complaint)
        await officer.write("081377664083")
        await officer.press("f9")
        await officer.closed()
        assert now_of(desk, item).contact_value == "+6281377664083"


async def test_what_is_not_known_is_asked_before_a_form_is_filled_in(
    desk: Desk, people: People, clock: HandClock
) -> None:
    ticket = visit(desk, people)
    desk.call(people.ana, ticket)
    desk.start(people.ana, ticket)
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("k")
        await officer.see("Identity of the stakeholder (a.1)")
        await officer.press("escape")
        await officer.closed()
        desk.identify(people.ana, ticket, declined=True)
        await officer.tick()
        await officer.press("s")
        await officer.hear("Write down the question first.")
        await officer.until(lambda: officer.app.focused is officer.area("question"))


async def test_the_same_topic_again_needs_a_reason(desk: Desk, people: People, clock: HandClock) -> None:
    ticket, _items = serve(desk, people, "RETUR")
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("a")
        await officer.form()
        await officer.type("retur")
        await officer.press("enter")
        await officer.until(lambda: officer.complaint.startswith("RETUR is in this visit already"))
        await officer.see("Why this topic is a second consultation")
        await officer.write("satker lain")
        await officer.press("enter")
        await officer.closed()
        assert [item.topic for item in items_of(desk, ticket)] == ["RETUR", "RETUR"]
        assert items_of(desk, ticket)[1].split_reason == "satker lain"
        assert officer.rows.key == items_of(desk, ticket)[1].id


async def test_a_topic_is_found_by_letters_and_set(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people)
    desk.call(people.ana, ticket)
    desk.start(people.ana, ticket)
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("t")
        await officer.form()
        await officer.press("f9")
        await officer.until(lambda: officer.complaint == "Take a topic from the list with Enter.")
        await officer.type("lpj")
        await officer.press("enter")
        await officer.closed()
        assert items_of(desk, ticket)[0].topic == "LPJ"


async def test_refer_and_cancel_ask_for_the_reason(desk: Desk, people: People, clock: HandClock) -> None:
    _ticket, (first, second) = serve(desk, people, "RETUR", "LPJ")
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("x")
        await officer.see("How does this consultation end?")
        await officer.press("down", "enter")
        await officer.form()
        await officer.write("Kanwil")
        await officer.press("enter")
        await officer.closed()
        assert (now_of(desk, first).state, now_of(desk, first).end_reason) == ("referred", "Kanwil")
        await officer.go_to(second.id)
        await officer.press("x")
        await officer.see("How does this consultation end?")
        await officer.press("down", "down", "enter")
        await officer.form()
        await officer.write("tidak jadi")
        await officer.press("enter")
        await officer.closed()
        assert now_of(desk, second).state == "cancelled"
        await officer.press("u")
        await officer.hear("Undone: Cancel the consultation A-001.")
        await officer.until(lambda: now_of(desk, second).state == "serving")


async def test_finish_and_call_next_in_one_go(desk: Desk, people: People, clock: HandClock) -> None:
    ticket, (item,) = serve(desk, people)
    waiting = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("n")
        await officer.hear("Every consultation needs an outcome first")
        desk.follow_up(people.ana, item, contact=WHATSAPP, reason="perlu telaah")
        await officer.tick()
        await officer.press("n")
        await officer.hear(f"Please call: {waiting.label}")
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
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        screen = officer.app.base_screen
        assert screen is not None
        for action, reason in WHY_NOT_RESOLVED.items():
            assert why_not(screen, action) == reason, action
        for key in ("k", "s", "d", "b", "t", "m", "x", "f9"):
            before = len(officer.toasts)
            await officer.press(key)
            await officer.until(lambda n=before: len(officer.toasts) == n + 1, key)  # type: ignore[misc]
        assert officer.app.screen is screen


# Text survives -------------------------------------------------------------------------------------------------------


async def test_typed_text_survives_esc_resize_a_call_and_another_screen(
    desk: Desk, people: People, clock: HandClock
) -> None:
    _ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("f4")
        await officer.type("separuh")
        await officer.pilot.resize_terminal(120, 36)
        await officer.type(" jalan")
        assert officer.area("answer").has_focus
        assert officer.area("answer").text == "separuh jalan"
        await officer.press("escape")
        assert officer.rows.has_focus
        await officer.press("1")
        await officer.quiet()
        await opened(officer)
        assert officer.area("answer").text == "separuh jalan"
        assert now_of(desk, item).answer == "separuh jalan"


async def test_a_refresh_never_touches_what_is_being_typed(desk: Desk, people: People, clock: HandClock) -> None:
    _ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("f4")
        await officer.type("jawaban saya")
        await officer.press("left", "left")
        where = officer.area("answer").cursor_location
        desk.record(people.budi, item, question="Pertanyaan dari meja 2", take_over=True)
        visit(desk, people)
        await officer.until(lambda: officer.area("question").text == "Pertanyaan dari meja 2")
        assert officer.area("answer").text == "jawaban saya"
        assert officer.area("answer").cursor_location == where
        assert officer.app.focused is officer.area("answer")


async def test_two_who_write_in_the_same_field_lose_nothing(desk: Desk, people: People, clock: HandClock) -> None:
    _ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("f4")
        await officer.type("dari ana")
        desk.record(people.budi, item, answer="dari budi", take_over=True)
        await officer.until(lambda: officer.app.base_screen.current.consultation.answer == "dari budi")  # type: ignore[union-attr]
        assert officer.area("answer").text == "dari ana"
        await officer.press("escape")
        await officer.hear("A colleague has written in the same field meanwhile: both texts are kept.")
        await officer.until(lambda: now_of(desk, item).answer == "dari budi\ndari ana")
        await officer.quiet()
        assert officer.area("answer").text == "dari budi\ndari ana"


async def test_text_of_a_killed_desk_is_there_again_and_the_clock_is_right(
    desk: Desk, people: People, clock: HandClock
) -> None:
    _ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("f4")
        await officer.type("belum tersimpan")
        await officer.press("f5")
        await officer.type("PMK 1")
        own = desk_of(officer.app)
        assert own is not None
        await officer.until(
            lambda: own.drafts.load(people.ana.id, "item:").get(f"item:{item.id}:references.text") == "PMK 1"
        )
        killed(officer.app)
    assert now_of(desk, item).answer == "belum tersimpan"
    clock.forward(7)
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        assert officer.typeahead("references").text == "PMK 1"
        await officer.see("▶ A-001 07:00/20:00")


async def test_text_typed_and_never_left_is_there_after_a_kill(desk: Desk, people: People, clock: HandClock) -> None:
    _ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("f3", "end")
        await officer.type(" setengah kal")
        own = desk_of(officer.app)
        assert own is not None
        key = f"item:{item.id}:question"
        await officer.until(lambda: own.drafts.load(people.ana.id, "item:").get(key) == "Bagaimana? setengah kal")
        killed(officer.app)
    assert now_of(desk, item).question == "Bagaimana?"
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        assert officer.area("question").text == "Bagaimana? setengah kal"
        # And it is saved with the next action.
        await officer.press("f4", "escape")
        await officer.until(lambda: now_of(desk, item).question == "Bagaimana? setengah kal")


async def test_a_locked_database_keeps_the_text_and_says_so_once(
    desk: Desk, people: People, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ticket, (item,) = serve(desk, people)
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.2)
    monkeypatch.setitem(sqlite.PRAGMAS, "busy_timeout", 200)
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("f4")
        await officer.type("tetap ada")
        with desk.store.writing():
            await officer.press("f9", "f9")
            await officer.hear("Nothing was saved, try again")
        assert officer.area("answer").text == "tetap ada"
        assert officer.app.focused is officer.area("answer")
        assert now_of(desk, item).answer == ""
        await officer.press("escape")
        await officer.until(lambda: now_of(desk, item).answer == "tetap ada")


async def test_too_much_pasted_is_refused_and_nothing_is_lost(desk: Desk, people: People, clock: HandClock) -> None:
    serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("f4")
        await officer.type("sebelum")
        await officer.paste("A" * 1_000_000)
        await officer.hear("This text has 1000000 characters; at most 20000 fit. Shorten it.")
        assert officer.area("answer").text == "sebelum"
        await officer.paste("\x1b]52;c;cHduZWQ=\x07[/x]\u202e السلام 漢字\tx\r\ny")
        assert officer.area("answer").text == "sebelum]52;c;cHduZWQ=[/x] السلام 漢字 x\ny"


async def test_an_undone_text_comes_back_with_the_undo_of_the_field(
    desk: Desk, people: People, clock: HandClock
) -> None:
    _ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("f4")
        await officer.type("panjang sekali")
        await officer.press("escape")
        await officer.until(lambda: now_of(desk, item).answer == "panjang sekali")
        await officer.quiet()
        await officer.press("u")
        await officer.until(lambda: officer.area("answer").text == "")
        await officer.press("f4", "ctrl+z")
        assert officer.area("answer").text == "panjang sekali"


async def test_references_are_taken_typed_replaced_and_given_back(desk: Desk, people: People, clock: HandClock) -> None:
    _ticket, (item,) = serve(desk, people, "SPM")
    async with at_desk(desk, people.ana, clock, size=(120, 36)) as officer:
        await opened(officer)
        await officer.press("f5")
        await officer.type("62")
        await officer.press("enter")
        await officer.type("PER-1/PB/2026 x")
        await officer.press("enter")
        await officer.see("PMK 62/2023 + PER-1/PB/2026 x")
        await officer.press("backspace")
        await officer.type("setengah")
        await officer.press("tab")
        await officer.until(lambda: now_of(desk, item).references == ("PMK 62/2023", "setengah"))
        await officer.press("f5", "backspace", "backspace")
        await officer.type("without")
        await officer.press("enter", "escape")
        await officer.until(lambda: now_of(desk, item).no_reference)
        assert now_of(desk, item).references == ()


async def test_moving_between_consultations_never_mixes_their_texts(
    desk: Desk, people: People, clock: HandClock
) -> None:
    _ticket, (first, second) = serve(desk, people, "RETUR", "LPJ")
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("f4")
        await officer.type("satu")
        await officer.press("escape", "down", "f4")
        await officer.type("dua")
        await officer.press("escape", "up", "down", "up")
        await officer.quiet()
        assert officer.area("answer").text == "satu"
        assert (now_of(desk, first).answer, now_of(desk, second).answer) == ("satu", "dua")


async def test_a_consultation_closed_elsewhere_keeps_the_text_in_sight(
    desk: Desk, people: People, clock: HandClock
) -> None:
    _ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("f4")
        await officer.type("masih saya tulis")
        desk.cancel(people.budi, item, "salah buka", take_over=True)
        await officer.until(lambda: officer.area("answer").read_only)
        assert officer.area("answer").text == "masih saya tulis"
        await officer.press("escape")
        await officer.quiet()
        assert officer.area("answer").text == "masih saya tulis"


async def test_undo_of_the_start_leaves_a_screen_that_says_so(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("enter")
        await officer.until(lambda: ticket_of(desk, ticket).state == "called")
        await officer.quiet()
        await officer.press("enter")
        await officer.session()
        await officer.press("u")
        await officer.hear("Undone: Start service A-001.")
        await officer.until(lambda: ticket_of(desk, ticket).state == "called")
        await officer.see("A-001 · called")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_what_is_painted_is_what_is_stored(
    desk: Desk, people: People, clock: HandClock, size: tuple[int, int]
) -> None:
    _ticket, (item,) = serve(desk, people)
    question = " ".join(f"kata{n}" for n in range(40))
    desk.record(people.ana, item, question=question)
    async with at_desk(desk, people.ana, clock, size) as officer:
        await opened(officer)
        await officer.tick()
        area = officer.area("question").region
        strips = officer.app.screen._compositor.render_strips()
        painted = " ".join(strips[y].crop(area.x, area.right).text for y in range(area.y, area.bottom))
        words = [word for word in painted.split() if word.isalnum()]
        assert len(words) > 20 and " ".join(words) in question, painted


async def test_a_topic_whose_text_was_changed_is_not_taken(desk: Desk, people: People, clock: HandClock) -> None:
    _ticket, (item,) = serve(desk, people, "RETUR")
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("t")
        await officer.form()
        await officer.type("lpj")
        # Taken by the list itself, so that the form stays open.
        officer.typeahead("topic").take(*officer.typeahead("topic")._matches[0])
        assert officer.typeahead("topic").values == ["LPJ"]
        await officer.type("?")
        await officer.press("f9")
        await officer.until(lambda: officer.complaint == "Take a topic from the list with Enter.")
        assert now_of(desk, item).topic == "RETUR"
        await officer.press("escape")
        await officer.closed()
        # Nor is it after the draft has come back.
        await officer.press("t")
        await officer.form()
        assert officer.typeahead("topic").text.startswith("LPJ") and officer.typeahead("topic").values == []


# Somebody else's visitor ---------------------------------------------------------------------------------------------


async def test_a_colleagues_visit_says_whose_it_is_and_asks_before_an_outcome(
    desk: Desk, people: People, clock: HandClock
) -> None:
    ticket, (item,) = serve(desk, people, by=people.budi)
    desk.record(people.budi, item, answer="Ya", no_reference=True)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.go_to(ticket)
        await officer.press("enter")
        await officer.session()
        assert officer.lines[2].strip().startswith(f"served by Budi Seroja, counter 2 · {ticket.label}")
        for key in ("f9", "k", "s", "x"):
            await officer.press(key)
            await officer.see(f"{ticket.label} is being served by Budi Seroja, counter 2.", "Leave it to Budi Seroja")
            await officer.press("enter")
            await officer.closed()
            assert now_of(desk, item).state == "serving"
        await officer.press("f9")
        await officer.see("Go on here")
        await officer.press("down", "enter")
        await officer.hear("RETUR: Resolved.")
        await officer.quiet()
        await officer.press("f")
        await officer.see("is being served by Budi Seroja")
        await officer.press("escape")
        await officer.closed()
        assert ticket_of(desk, ticket).state == "serving"
    async with at_desk(desk, people.budi, clock) as officer:
        await opened(officer)
        assert officer.lines[2].strip().startswith(ticket.label)
        await officer.press("f")
        await officer.until(lambda: ticket_of(desk, ticket).state == "closed")


async def test_calling_the_next_from_a_colleagues_visit_leaves_it_alone(
    desk: Desk, people: People, clock: HandClock
) -> None:
    ticket, _items = serve(desk, people, by=people.budi)
    waiting = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.go_to(ticket)
        await officer.press("enter")
        await officer.session()
        await officer.press("n")
        await officer.hear(f"Please call: {waiting.label} counter 1")
        assert ticket_of(desk, ticket).state == "serving"


async def test_the_next_one_called_from_a_service_is_under_the_cursor(
    desk: Desk, people: People, clock: HandClock
) -> None:
    _other = serve(desk, people, by=people.budi)
    _ticket, (item,) = serve(desk, people)
    desk.follow_up(people.ana, item, contact=WHATSAPP, reason="perlu telaah")
    waiting = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("n")
        await officer.hear(f"Please call: {waiting.label} counter 1")
        await officer.until(lambda: ticket_of(desk, waiting).state == "called" and waiting.id in officer.keys)
        await officer.quiet()
        assert officer.rows.key == waiting.id
        await officer.press("enter")
        await officer.session()
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
    async with at_desk(desk, people.ana, clock, size) as officer:
        await opened(officer)
        await officer.see("Answer of the section head: arahan0")
        papers = officer.app.base_screen.query_one("#papers").region  # type: ignore[union-attr]
        strips = officer.app.screen._compositor.render_strips()
        shown = " ".join(strips[y].crop(papers.x, papers.right).text.strip() for y in range(papers.y, papers.bottom))
        if f"arahan{words - 1}" in shown:
            assert words < 100
        else:
            assert shown.endswith("… the rest: screen 3")
        assert "arahan12" in shown
        # Question and answer keep their lines.
        assert officer.area("question").size.height >= 2 and officer.area("answer").size.height >= 2


async def test_usual_documents_that_do_not_fit_end_with_dots(desk: Desk, people: People, clock: HandClock) -> None:
    serve(desk, people, "RETUR")
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.see("Usual documents:")
        assert officer.lines[-2].endswith("…")


async def test_to_refer_asks_for_the_identity_before_the_form(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = desk.take_ticket(people.satpam)
    desk.call(people.ana, ticket)
    desk.start(people.ana, ticket)
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("x")
        await officer.see("How does this consultation end?")
        await officer.press("down", "enter")
        await officer.hear("Record who the stakeholder is first, or that they decline.")
        await officer.see("Identity of the stakeholder (a.1)")
        desk.identify(people.ana, ticket, declined=True)
        await officer.press("escape")
        await officer.closed()
        await officer.tick()
        await officer.press("x")
        await officer.see("How does this consultation end?")
        await officer.press("down", "enter")
        await officer.see("Refer no topic yet elsewhere")


async def test_how_and_when_a_message_came_is_told(desk: Desk, people: People, clock: HandClock) -> None:
    came = clock() - timedelta(hours=14)
    case = desk.take_ticket(people.ana, "kontak_resmi", channel_detail="WhatsApp", satker_name="PN", received_at=came)
    async with at_desk(desk, people.ana, clock, size=(160, 36)) as officer:
        assert officer.line(case.label, "Official contact WhatsApp")
        await officer.go_to(case)
        await officer.press("enter")
        await officer.session()
        assert "Official contact WhatsApp · received 23-11 19:10 · entered 09:10" in officer.lines[2]

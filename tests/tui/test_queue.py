"""The live queue at the keyboard: each key's effect, each refusal's sentence, and a cursor that stays (R01, A24)."""

from datetime import timedelta

import pytest

from kppn_tui.client.alerts import concerning
from kppn_tui.desk import Desk
from kppn_tui.domain.contact import Contact
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Channel, Ticket
from kppn_tui.domain.views import Board
from kppn_tui.store.backends import sqlite
from kppn_tui.tui.actions import rows_of
from kppn_tui.tui.queue.screen import QueueScreen
from tests.conftest import HandClock, People
from tests.desk.kit import WHATSAPP, escalated, followed, rows, serve, ticket_of, visit
from tests.tui.desks import Seat, at_desk
from tests.tui.helpers import why_not


def state(desk: Desk, ticket: Ticket) -> str:
    return ticket_of(desk, ticket).state


async def shows(seat: Seat, desk: Desk, ticket: Ticket, wanted: str) -> None:
    """The database says so, and the board has seen it."""
    await seat.until(lambda: state(desk, ticket) == wanted, f"{ticket.label} {wanted}, is {state(desk, ticket)}")
    await seat.settle()


async def test_next_calls_by_turn_and_says_whom(desk: Desk, people: People, clock: HandClock) -> None:
    first = visit(desk, people)
    second = visit(desk, people, priority_reason="lansia")
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("n")
        await seat.hear(f"Please call: {second.label} counter 1")
        await shows(seat, desk, second, "called")
        assert state(desk, first) == "waiting"
        assert seat.rows.key == second.id
        assert seat.line(second.label, "called 1×, counter 1")


async def test_the_chosen_one_is_called_out_of_turn_and_enter_then_serves(
    desk: Desk, people: People, clock: HandClock
) -> None:
    visit(desk, people)
    chosen = visit(desk, people, "LPJ")
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.go_to(chosen)
        await seat.press("c")
        await shows(seat, desk, chosen, "called")
        await seat.press("enter")
        await seat.session()
        assert state(desk, chosen) == "serving"
        assert rows(desk, "SELECT data FROM event WHERE action = 'call'")[0]["data"].count('"chosen": true') == 1


async def test_recall_waits_for_the_gap_and_absent_for_the_calls(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("n")
        await shows(seat, desk, ticket, "called")
        await seat.press("r")
        await seat.hear("Wait 20 s before calling again.")
        for calls in (2, 3):
            await seat.press("t")
            await seat.hear("Call again first: absent is possible after 3 calls.")
            clock.forward(seconds=21)
            await seat.press("r")
            await seat.until(lambda n=calls: ticket_of(desk, ticket).calls == n)  # type: ignore[misc]
            await seat.settle()
        assert seat.line(ticket.label, "called 3×")
        await seat.press("t")
        await shows(seat, desk, ticket, "absent")
        assert "Absent (1)" in seat.text


async def test_back_to_the_queue_keeps_the_arrival_and_undo_calls_again(
    desk: Desk, people: People, clock: HandClock
) -> None:
    ticket = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("n")
        await shows(seat, desk, ticket, "called")
        await seat.press("k")
        await shows(seat, desk, ticket, "waiting")
        assert ticket_of(desk, ticket).arrived_at == ticket.arrived_at
        assert ticket_of(desk, ticket).queue_key == ticket.queue_key
        await seat.press("u")
        await seat.hear("Undone: Back to the queue.")
        await shows(seat, desk, ticket, "called")


async def test_an_absent_one_comes_back_or_is_closed(desk: Desk, people: People, clock: HandClock) -> None:
    gone, back = visit(desk, people), visit(desk, people)
    for ticket in (gone, back):
        desk.call(people.ana, ticket)
        for _call in range(2):
            clock.forward(1)
            desk.recall(people.ana, ticket)
        desk.absent(people.ana, ticket)
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.go_to(back)
        await seat.press("h")
        await shows(seat, desk, back, "waiting")
        await seat.go_to(gone)
        await seat.press("d")
        await shows(seat, desk, gone, "closed")
        await seat.until(lambda: seat.keys == [back.id])
        await seat.press("u")
        await shows(seat, desk, gone, "absent")


async def test_priority_is_seen_by_all_and_taken_back_by_an_empty_reason(
    desk: Desk, people: People, clock: HandClock
) -> None:
    first, other = visit(desk, people), visit(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.go_to(other)
        await seat.press("p")
        await seat.form()
        await seat.write("hamil [/x]")
        await seat.press("enter")
        await seat.closed()
        assert seat.line(other.label, "★ hamil [/x]")
        assert seat.keys == [other.id, first.id]
        await seat.press("p")
        await seat.form()
        await seat.press("f9")
        await seat.closed()
        assert ticket_of(desk, other).priority == 0
        assert seat.keys == [first.id, other.id]


async def test_cancelling_needs_a_reason_which_survives_esc(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("x")
        await seat.form()
        await seat.press("f9")
        await seat.until(lambda: seat.complaint == "Give the reason.")
        await seat.write("pulang")
        await seat.press("escape")
        await seat.closed()
        assert state(desk, ticket) == "waiting"
        await seat.press("x")
        await seat.form()
        assert "pulang" in seat.text
        await seat.press("f9")
        await seat.closed()
        assert ticket_of(desk, ticket).close_reason == "pulang"
        assert "Nobody is waiting." in seat.text


async def test_somebody_still_at_the_counter_stay_or_hold_or_finish(
    desk: Desk, people: People, clock: HandClock
) -> None:
    held, (item,) = serve(desk, people)
    waiting = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("n")
        await seat.see(f"{held.label} is still at your counter.", "a consultation has no outcome yet")
        await seat.press("escape")
        await seat.closed()
        assert state(desk, waiting) == "waiting"
        await seat.press("n")
        await seat.see("Stay with")
        await seat.press("down", "enter")
        await shows(seat, desk, waiting, "called")
        assert desk.consultation(item.id).consultation.state == "on_hold"
        assert seat.line(held.label, "‖")


async def test_finish_and_go_on_in_one_go(desk: Desk, people: People, clock: HandClock) -> None:
    done, (item,) = serve(desk, people)
    desk.follow_up(people.ana, item, contact=WHATSAPP, reason="perlu telaah")
    waiting = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        assert "“f” finishes the visit" in seat.text
        await seat.press("n")
        await seat.see("Finish and go on")
        await seat.press("down", "enter")
        await shows(seat, desk, waiting, "called")
        assert state(desk, done) == "closed"


async def test_one_who_is_only_called_is_not_left_by_accident(desk: Desk, people: People, clock: HandClock) -> None:
    called, waiting = visit(desk, people), visit(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("n")
        await shows(seat, desk, called, "called")
        await seat.press("n")
        await seat.hear(f"{called.label} is called to your counter: “s” starts, “t” absent, “k” back to the queue.")
        assert state(desk, waiting) == "waiting"


async def test_a_visitor_of_a_colleague_is_not_taken_by_an_enter(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people)
    desk.call(people.budi, ticket)
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.go_to(ticket)
        await seat.press("enter")
        await seat.see(f"{ticket.label} was called to counter 2 by Budi Seroja.")
        await seat.press("enter")
        await seat.closed()
        assert state(desk, ticket) == "called"
        await seat.press("s")
        await seat.see("Serve it here")
        await seat.press("down", "enter")
        await seat.session()
        assert ticket_of(desk, ticket).counter == "1"


async def test_an_online_case_is_served_without_a_call(desk: Desk, people: People, clock: HandClock) -> None:
    case = desk.take_ticket(people.ana, "hai_cso", reference_number="HAI-1", satker_name="PN", topics=["LPJ"])
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("n")
        await seat.hear("Nobody is waiting.")
        await seat.press("enter")
        await seat.session()
        assert state(desk, case) == "serving"


async def test_finish_from_the_queue(desk: Desk, people: People, clock: HandClock) -> None:
    ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("f")
        await seat.hear("Every consultation needs an outcome first")
        desk.follow_up(people.ana, item, contact=Contact("surel", "a@b.id"), reason="perlu telaah")
        await seat.tick()
        await seat.press("f")
        await shows(seat, desk, ticket, "closed")


async def test_what_a_role_may_not_do_is_said_and_greyed(desk: Desk, people: People, clock: HandClock) -> None:
    visit(desk, people)
    async with at_desk(desk, people.satpam, clock, size=(120, 36)) as seat:
        for key in ("n", "c", "s", "f"):
            await seat.press(key)
            await seat.hear("Your role does not allow this.")
        assert seat.greyed("Call next") and not seat.greyed("Register")
        await seat.press("a")
        await seat.form()


WHY_NOT_WAITING = {
    "call_next": "",
    "call": "",
    "recall": "“Call again” is not possible while the state is “waiting”.",
    "absent": "“Absent” is not possible while the state is “waiting”.",
    "requeue": "“Back to the queue” is not possible while the state is “waiting”.",
    "rejoin": "“Has come back” is not possible while the state is “waiting”.",
    "end_absent": "“Close the absent one” is not possible while the state is “waiting”.",
    "start": "Call the visitor first.",
    "finish": "“Finish the visit” is not possible while the state is “waiting”.",
    "priority": "",
    "cancel": "",
    "register": "",
    "register_online": "",
    "open": "",
}


async def test_every_key_says_why_not(desk: Desk, people: People, clock: HandClock) -> None:
    visit(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        screen = seat.app.base_screen
        assert screen is not None
        named = {row.id.partition(".")[2] for row in rows_of(*QueueScreen.PLACES) if row.ask is not None}
        assert named == set(WHY_NOT_WAITING)
        for action, reason in WHY_NOT_WAITING.items():
            assert why_not(screen, action) == reason, action


async def test_a_change_at_another_desk_is_seen_and_the_cursor_stays_with_its_visitor(
    desk: Desk, people: People, clock: HandClock
) -> None:
    tickets = [visit(desk, people) for _ in range(5)]
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.go_to(tickets[3])
        newcomer = visit(desk, people, priority_reason="lansia")
        desk.call(people.budi, tickets[0])
        await seat.until(lambda: newcomer.id in seat.keys and seat.line(tickets[0].label, "counter 2"))
        assert seat.rows.key == tickets[3].id
        # Gone: the cursor is on the one that followed.
        desk.cancel_ticket(people.budi, tickets[3], "pulang")
        await seat.until(lambda: tickets[3].id not in seat.keys)
        assert seat.rows.key == tickets[4].id
        desk.cancel_ticket(people.budi, tickets[4], "pulang")
        await seat.until(lambda: tickets[4].id not in seat.keys)
        assert seat.rows.key == tickets[2].id


async def test_a_full_waiting_room_keeps_the_cursor_at_its_height(desk: Desk, people: People, clock: HandClock) -> None:
    tickets = [visit(desk, people) for _ in range(60)]
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("pagedown", "pagedown", "pagedown")
        await seat.pilot.pause()
        key = seat.rows.key
        label = next(ticket.label for ticket in tickets if ticket.id == key)
        height = next(at for at, line in enumerate(seat.lines) if line.startswith(label))
        visit(desk, people, priority_reason="lansia")
        await seat.until(lambda: len(seat.keys) == 61)
        await seat.pilot.pause()
        assert seat.rows.key == key
        assert seat.lines[height].startswith(label)
        await seat.press("home")
        await seat.see("★ lansia")
        await seat.press("end")
        await seat.see(tickets[-1].label)


async def test_hostile_text_is_shown_as_it_is_and_crashes_no_toast(
    desk: Desk, people: People, clock: HandClock
) -> None:
    nasty = "[/x] [red]merah ] السلام 漢字 👩\u200d👧"
    ticket = desk.take_ticket(people.ana, satker_name=nasty, purpose="[bold]x[/] {y}", priority_reason="[/]")
    async with at_desk(desk, people.ana, clock, size=(120, 36)) as seat:
        await seat.see("[/x] [red]merah ]", "[bold]x[/] {y}", "★ [/]")
        await seat.press("x")
        await seat.form()
        await seat.write("\x1b]0;pwned\x07[/x]")
        await seat.press("f9")
        await seat.closed()
        assert ticket_of(desk, ticket).close_reason == "]0;pwned[/x]"
        seat.app.say("[/x] [red]")
        await seat.see("[/x] [red]")


async def test_the_row_under_the_cursor_is_told_in_full(desk: Desk, people: People, clock: HandClock) -> None:
    name = "BALAI PENGUJIAN MUTU HASIL KELAUTAN DAN PERIKANAN TANAH SEROJA"
    desk.take_ticket(people.ana, satker_code="980117", satker_name=name, topics=["LPJ"])
    async with at_desk(desk, people.ana, clock) as seat:
        assert name not in "\n".join(seat.lines[:-3])
        assert name in seat.line("980117 BALAI", "LPJ") or name in seat.lines[-3]


async def test_the_sweep_is_seen_and_its_silence_too(desk: Desk, people: People, clock: HandClock) -> None:
    visit(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.see("SLA swept 09:10")
        assert "not being swept" not in seat.text
        # The clock goes on, but nobody sweeps any more.
        seat.app.client._watch._sweeping = True
        clock.forward(4)
        await seat.tick()
        await seat.see("SLA not swept since 09:10", "SLA is not being swept")
        seat.app.client._watch._sweeping = False
        seat.app.client.pulse(force=True)
        await seat.settle()
        await seat.tick()
        await seat.see("SLA swept 09:14")


async def test_waits_are_told_in_minutes_then_hours_then_days(desk: Desk, people: People, clock: HandClock) -> None:
    # Walk-ins don't stay overnight.
    ticket = visit(desk, people, channel=Channel.HAI_CSO, reference_number="HAI-1")
    async with at_desk(desk, people.ana, clock) as seat:
        assert seat.line(ticket.label, "0 min")
        for passed, told in (
            (timedelta(minutes=83), "83 min"),
            (timedelta(hours=5), "6 h"),
            (timedelta(days=3), "3 days"),
        ):
            clock.at += passed
            await seat.tick()
            assert seat.line(ticket.label, told), seat.lines[4]


async def test_a_key_pressed_again_while_the_database_is_slow_does_nothing_twice(
    desk: Desk, people: People, clock: HandClock
) -> None:
    first, second = visit(desk, people), visit(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        with desk.store.writing():
            await seat.press("n", "n", "n")
            assert seat.app.keys_wait and not seat.toasts
        await shows(seat, desk, first, "called")
        # They act on what the first one has made.
        await seat.hear("is called to your counter")
        assert state(desk, second) == "waiting"


async def test_a_database_that_does_not_answer_is_told_once_and_recovers(
    desk: Desk, people: People, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = visit(desk, people)
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.2)
    monkeypatch.setitem(sqlite.PRAGMAS, "busy_timeout", 200)
    async with at_desk(desk, people.ana, clock) as seat:
        with desk.store.writing():
            await seat.press("n")
            await seat.hear("Nothing was saved, try again")
            await seat.see("database does not answer")
        assert len(seat.toasts) == 1
        assert state(desk, ticket) == "waiting"
        await seat.press("n")
        await shows(seat, desk, ticket, "called")
        assert "database does not answer" not in seat.text


# The cursor is on the visitor that the keys are about -----------------------------------------------------------------


async def test_the_cursor_begins_at_the_own_visitor(desk: Desk, people: People, clock: HandClock) -> None:
    others = serve(desk, people, by=people.budi)
    own, _items = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        assert seat.rows.key == own.id != others[0].id
        await seat.press("home", "3")
        await seat.settle()
        await seat.press("1")
        await seat.until(lambda: isinstance(seat.app.base_screen, QueueScreen), "the queue")
        await seat.until(lambda: seat.rows.key == own.id, "the own visitor")
        # From then on it is the officer's.
        await seat.press("home")
        await seat.tick()
        assert seat.rows.key == others[0].id


async def test_a_named_key_acts_on_the_one_it_was_said_of(desk: Desk, people: People, clock: HandClock) -> None:
    waiting = [visit(desk, people) for _ in range(3)]
    desk.call(people.ana, waiting[0])
    async with at_desk(desk, people.ana, clock) as seat:
        for key in ("n", "c", "2"):
            await seat.go_to(waiting[2])
            await seat.press(key)
            await seat.until(lambda: seat.rows.key == waiting[0].id, f"the called one under the cursor after {key}")
            await seat.settle()
        await seat.hear(f"{waiting[0].label} is called: “s” starts.")
        await seat.press("s")
        await seat.session()
        assert state(desk, waiting[0]) == "serving"


async def test_what_is_called_is_named_from_another_screen_too(desk: Desk, people: People, clock: HandClock) -> None:
    first, called = visit(desk, people), visit(desk, people)
    desk.call(people.ana, called)
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("3")
        await seat.settle()
        await seat.press("2")
        await seat.hear(f"{called.label} is called: “s” starts.")
        await seat.until(lambda: isinstance(seat.app.base_screen, QueueScreen), "the queue")
        await seat.until(lambda: seat.rows.key == called.id, "the called one")
        assert state(desk, first) == "waiting"


async def test_f_finishes_the_own_visit_wherever_the_cursor_is(desk: Desk, people: People, clock: HandClock) -> None:
    other, _items = serve(desk, people, by=people.budi)
    own, (item,) = serve(desk, people)
    waiting = visit(desk, people)
    desk.follow_up(people.ana, item, contact=WHATSAPP, reason="perlu telaah")
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.see("“f” finishes the visit")
        await seat.go_to(waiting)
        await seat.press("f")
        await shows(seat, desk, own, "closed")
        assert (state(desk, other), state(desk, waiting)) == ("serving", "waiting")


async def test_no_key_is_silent_in_an_empty_room(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(desk, people.ana, clock) as seat:
        for key in ("n", "enter", "c", "s", "r", "t", "k", "h", "d", "p", "x", "f"):
            seat.app.clear_notifications()
            await seat.press(key)
            await seat.hear("Nobody is waiting.")
        assert isinstance(seat.app.screen, QueueScreen)
        assert why_not(seat.app.screen, "open") == "Nobody is waiting."


async def test_a_visit_left_overnight_tells_its_day(desk: Desk, people: People, clock: HandClock) -> None:
    serve(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        assert seat.line("A-001", "980101").startswith("A-001  ")
        clock.forward(24 * 60)
        desk.take_ticket(people.satpam, satker_code="980102", satker_name="PN")
        await seat.until(lambda: len(seat.keys) == 2, "the new visitor")
        await seat.tick()
        assert seat.line("24-11 A-001", "counter 1", "980101")
        assert seat.line("980102").startswith("A-001  ")


# The own service, whoever swept ---------------------------------------------------------------------------------------


def told(seat: Seat, sentence: str) -> int:
    return sum(sentence in toast for toast in seat.toasts)


async def test_the_serving_officer_is_told_once_each_whoever_swept(
    desk: Desk, people: People, clock: HandClock
) -> None:
    serve(desk, people, by=people.ana)
    async with at_desk(desk, people.ana, clock) as seat:
        for minutes, sentence in (
            (15, "A-001 RETUR: A service nears the standard time."),
            (6, "A-001 RETUR: A service is over the standard time."),
        ):
            clock.forward(minutes)
            assert desk.sweep("worker").raised
            for _second in range(3):
                await seat.tick()
            assert told(seat, sentence) == 1
        assert len(seat.toasts) == 2


async def test_a_colleague_and_the_reception_are_not_told_of_a_service(
    desk: Desk, people: People, clock: HandClock
) -> None:
    serve(desk, people, by=people.ana)
    for officer in (people.budi, people.satpam):
        async with at_desk(desk, officer, clock) as seat:
            clock.forward(15)
            await seat.tick()
            assert seat.toasts == []
    assert [row["level"] for row in rows(desk, "SELECT level FROM alert ORDER BY id")] == ["warn", "breach"]


async def test_clocks_of_follow_ups_are_told_to_whom_they_concern(desk: Desk, people: People, clock: HandClock) -> None:
    escalated(desk, people, "SUPPLIER")
    serve(desk, people)
    clock.to("2026-11-26T10:00")
    sweep = desk.sweep("desk")
    kinds = {one.deadline.kind for one in sweep.raised}
    assert kinds == {"service", "progress", "reply"}
    concerned = {
        officer.login: {one.deadline.kind for one in concerning(desk, officer, sweep).raised}
        for officer in (people.ana, people.kasi, people.kasi_bank, people.satpam)
    }
    assert concerned == {"ana": {"progress", "reply"}, "kasi": {"reply"}, "kasibank": set(), "satpam": set()}


async def test_a_desk_that_sweeps_tells_a_cso_of_the_follow_ups(desk: Desk, people: People, clock: HandClock) -> None:
    followed(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        clock.to("2026-11-25T15:00")
        await seat.tick()
        await seat.hear("A-001 RETUR: Today's progress has not been sent yet.")


# One read a verb ------------------------------------------------------------------------------------------------------


async def test_an_own_verb_is_read_once(
    desk: Desk, people: People, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        read, board = [], Desk.board

        def counted(self: Desk, officer: Officer | None = None) -> Board:
            read.append(1)
            return board(self, officer)

        monkeypatch.setattr(Desk, "board", counted)
        for key, wanted in (("n", "called"), ("k", "waiting"), ("n", "called")):
            read.clear()
            await seat.press(key)
            await shows(seat, desk, ticket, wanted)
            for _pulse in range(3):
                seat.app.client.pulse()
                await seat.settle()
            assert len(read) == 1, key
        # What others do is still seen.
        visit(desk, people)
        await seat.until(lambda: len(seat.keys) == 2, "the new visitor")

"""The live queue at the keyboard: each key's effect, each refusal's sentence, and a cursor that stays (R01, A24)."""

from datetime import timedelta

import pytest

from kppn_tui.client import desk_access
from kppn_tui.desk import Desk
from kppn_tui.domain.contact import Contact
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Channel, Ticket
from kppn_tui.domain.views import Board
from kppn_tui.store.backends import sqlite
from kppn_tui.tui.action_lists import rows_of
from kppn_tui.tui.queue.screen import QueueScreen
from tests.conftest import HandClock, People
from tests.desk.kit import WHATSAPP, escalated, followed, rows, serve, ticket_of, visit
from tests.tui.desks import OfficerAtDesk, at_desk
from tests.tui.helpers import why_not


def state(desk: Desk, ticket: Ticket) -> str:
    return ticket_of(desk, ticket).state


async def shows(officer: OfficerAtDesk, desk: Desk, ticket: Ticket, wanted: str) -> None:
    """The database says so, and the board has seen it."""
    await officer.until(lambda: state(desk, ticket) == wanted, f"{ticket.label} {wanted}, is {state(desk, ticket)}")
    await officer.quiet()


async def test_next_calls_by_turn_and_says_whom(desk: Desk, people: People, clock: HandClock) -> None:
    first = visit(desk, people)
    second = visit(desk, people, priority_reason="lansia")
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("n")
        await officer.hear(f"Please call: {second.label} counter 1")
        await shows(officer, desk, second, "called")
        assert state(desk, first) == "waiting"
        assert officer.rows.key == second.id
        assert officer.line(second.label, "called 1×, counter 1")


async def test_the_chosen_one_is_called_out_of_turn_and_enter_then_serves(
    desk: Desk, people: People, clock: HandClock
) -> None:
    visit(desk, people)
    chosen = visit(desk, people, "LPJ")
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.go_to(chosen)
        await officer.press("c")
        await shows(officer, desk, chosen, "called")
        await officer.press("enter")
        await officer.session()
        assert state(desk, chosen) == "serving"
        assert rows(desk, "SELECT data FROM event WHERE action = 'call'")[0]["data"].count('"chosen": true') == 1


async def test_recall_waits_for_the_gap_and_absent_for_the_calls(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("n")
        await shows(officer, desk, ticket, "called")
        await officer.press("r")
        await officer.hear("Wait 20 s before calling again.")
        for calls in (2, 3):
            await officer.press("t")
            await officer.hear("Call again first: absent is possible after 3 calls.")
            clock.forward(seconds=21)
            await officer.press("r")
            await officer.until(lambda n=calls: ticket_of(desk, ticket).calls == n)  # type: ignore[misc]
            await officer.quiet()
        assert officer.line(ticket.label, "called 3×")
        await officer.press("t")
        await shows(officer, desk, ticket, "absent")
        assert "Absent (1)" in officer.text


async def test_back_to_the_queue_keeps_the_arrival_and_undo_calls_again(
    desk: Desk, people: People, clock: HandClock
) -> None:
    ticket = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("n")
        await shows(officer, desk, ticket, "called")
        await officer.press("k")
        await shows(officer, desk, ticket, "waiting")
        assert ticket_of(desk, ticket).arrived_at == ticket.arrived_at
        assert ticket_of(desk, ticket).queue_key == ticket.queue_key
        await officer.press("u")
        await officer.hear("Undone: Back to the queue A-001.")
        await shows(officer, desk, ticket, "called")


async def test_an_absent_one_comes_back_or_is_closed(desk: Desk, people: People, clock: HandClock) -> None:
    gone, back = visit(desk, people), visit(desk, people)
    for ticket in (gone, back):
        desk.call(people.ana, ticket)
        for _call in range(2):
            clock.forward(1)
            desk.recall(people.ana, ticket)
        desk.absent(people.ana, ticket)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.go_to(back)
        await officer.press("h")
        await shows(officer, desk, back, "waiting")
        await officer.go_to(gone)
        await officer.press("d")
        await shows(officer, desk, gone, "closed")
        await officer.until(lambda: officer.keys == [back.id])
        await officer.press("u")
        await shows(officer, desk, gone, "absent")


async def test_priority_is_seen_by_all_and_taken_back_by_an_empty_reason(
    desk: Desk, people: People, clock: HandClock
) -> None:
    first, other = visit(desk, people), visit(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.go_to(other)
        await officer.press("p")
        await officer.form()
        await officer.write("hamil [/x]")
        await officer.press("enter")
        await officer.closed()
        assert officer.line(other.label, "★ hamil [/x]")
        assert officer.keys == [other.id, first.id]
        await officer.press("p")
        await officer.form()
        await officer.press("f9")
        await officer.closed()
        assert ticket_of(desk, other).priority == 0
        assert officer.keys == [first.id, other.id]


async def test_cancelling_needs_a_reason_which_survives_esc(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("x")
        await officer.form()
        await officer.press("f9")
        await officer.until(lambda: officer.complaint == "Give the reason.")
        await officer.write("pulang")
        await officer.press("escape")
        await officer.closed()
        assert state(desk, ticket) == "waiting"
        await officer.press("x")
        await officer.form()
        assert "pulang" in officer.text
        await officer.press("f9")
        await officer.closed()
        assert ticket_of(desk, ticket).close_reason == "pulang"
        assert "Nobody is waiting." in officer.text


async def test_somebody_still_at_the_counter_stay_or_hold_or_finish(
    desk: Desk, people: People, clock: HandClock
) -> None:
    held, (item,) = serve(desk, people)
    waiting = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("n")
        await officer.see(f"{held.label} is still at your counter.", "a consultation has no outcome yet")
        await officer.press("escape")
        await officer.closed()
        assert state(desk, waiting) == "waiting"
        await officer.press("n")
        await officer.see("Stay with")
        await officer.press("down", "enter")
        await shows(officer, desk, waiting, "called")
        assert desk.consultation(item.id).consultation.state == "on_hold"
        assert officer.line(held.label, "‖")


async def test_finish_and_go_on_in_one_go(desk: Desk, people: People, clock: HandClock) -> None:
    done, (item,) = serve(desk, people)
    desk.follow_up(people.ana, item, contact=WHATSAPP, reason="perlu telaah")
    waiting = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        assert "“f” finishes the visit" in officer.text
        # Every outcome is recorded, so nothing is left to ask.
        await officer.press("n")
        await shows(officer, desk, waiting, "called")
        assert state(desk, done) == "closed"


async def test_one_who_is_only_called_is_not_left_by_accident(desk: Desk, people: People, clock: HandClock) -> None:
    called, waiting = visit(desk, people), visit(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("n")
        await shows(officer, desk, called, "called")
        await officer.press("n")
        await officer.hear(f"{called.label} is called to your counter: “s” starts, “t” absent, “k” back to the queue.")
        assert state(desk, waiting) == "waiting"


async def test_a_visitor_of_a_colleague_is_not_taken_by_an_enter(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people)
    desk.call(people.budi, ticket)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.go_to(ticket)
        await officer.press("enter")
        await officer.see(f"{ticket.label} was called to counter 2 by Budi Seroja.")
        await officer.press("enter")
        await officer.closed()
        assert state(desk, ticket) == "called"
        await officer.press("s")
        await officer.see("Serve it here")
        await officer.press("down", "enter")
        await officer.session()
        assert ticket_of(desk, ticket).counter == "1"


async def test_an_online_case_is_served_without_a_call(desk: Desk, people: People, clock: HandClock) -> None:
    case = desk.take_ticket(people.ana, "hai_cso", reference_number="HAI-1", satker_name="PN", topics=["LPJ"])
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("n")
        await officer.hear("Nobody is waiting.")
        await officer.press("enter")
        await officer.session()
        assert state(desk, case) == "serving"


async def test_finish_from_the_queue(desk: Desk, people: People, clock: HandClock) -> None:
    ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("f")
        await officer.hear("Every consultation needs an outcome first")
        desk.follow_up(people.ana, item, contact=Contact("surel", "a@b.id"), reason="perlu telaah")
        await officer.tick()
        await officer.press("f")
        await shows(officer, desk, ticket, "closed")


async def test_what_a_role_may_not_do_is_said_and_greyed(desk: Desk, people: People, clock: HandClock) -> None:
    visit(desk, people)
    async with at_desk(desk, people.satpam, clock, size=(120, 36)) as officer:
        for key in ("n", "c", "s", "f"):
            await officer.press(key)
            await officer.hear("Your role does not allow this.")
        assert officer.greyed("Call next") and not officer.greyed("Register")
        await officer.press("a")
        await officer.form()


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
    async with at_desk(desk, people.ana, clock) as officer:
        screen = officer.app.base_screen
        assert screen is not None
        named = {row.id.partition(".")[2] for row in rows_of(*QueueScreen.PLACES) if row.ask is not None}
        assert named == set(WHY_NOT_WAITING)
        for action, reason in WHY_NOT_WAITING.items():
            assert why_not(screen, action) == reason, action


async def test_a_change_at_another_desk_is_seen_and_the_cursor_stays_with_its_visitor(
    desk: Desk, people: People, clock: HandClock
) -> None:
    tickets = [visit(desk, people) for _ in range(5)]
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.go_to(tickets[3])
        newcomer = visit(desk, people, priority_reason="lansia")
        desk.call(people.budi, tickets[0])
        await officer.until(lambda: newcomer.id in officer.keys and officer.line(tickets[0].label, "counter 2"))
        assert officer.rows.key == tickets[3].id
        # Gone: the cursor is on the one that followed.
        desk.cancel_ticket(people.budi, tickets[3], "pulang")
        await officer.until(lambda: tickets[3].id not in officer.keys)
        assert officer.rows.key == tickets[4].id
        desk.cancel_ticket(people.budi, tickets[4], "pulang")
        await officer.until(lambda: tickets[4].id not in officer.keys)
        assert officer.rows.key == tickets[2].id


async def test_a_full_waiting_room_keeps_the_cursor_at_its_height(desk: Desk, people: People, clock: HandClock) -> None:
    tickets = [visit(desk, people) for _ in range(60)]
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("pagedown", "pagedown", "pagedown")
        await officer.pilot.pause()
        key = officer.rows.key
        label = next(ticket.label for ticket in tickets if ticket.id == key)
        height = next(at for at, line in enumerate(officer.lines) if line.startswith(label))
        visit(desk, people, priority_reason="lansia")
        await officer.until(lambda: len(officer.keys) == 61)
        await officer.pilot.pause()
        assert officer.rows.key == key
        assert officer.lines[height].startswith(label)
        await officer.press("home")
        await officer.see("★ lansia")
        await officer.press("end")
        await officer.see(tickets[-1].label)


async def test_hostile_text_is_shown_as_it_is_and_crashes_no_toast(
    desk: Desk, people: People, clock: HandClock
) -> None:
    nasty = "[/x] [red]merah ] السلام 漢字 👩\u200d👧"
    ticket = desk.take_ticket(people.ana, satker_name=nasty, purpose="[bold]x[/] {y}", priority_reason="[/]")
    async with at_desk(desk, people.ana, clock, size=(120, 36)) as officer:
        await officer.see("[/x] [red]merah ]", "[bold]x[/] {y}", "★ [/]")
        await officer.press("x")
        await officer.form()
        await officer.paste("\x1b]0;pwned\x07[/x]")
        await officer.press("f9")
        await officer.closed()
        assert ticket_of(desk, ticket).close_reason == "]0;pwned[/x]"
        officer.app.say("[/x] [red]")
        await officer.see("[/x] [red]")


async def test_the_row_under_the_cursor_is_told_in_full(desk: Desk, people: People, clock: HandClock) -> None:
    name = "BALAI PENGUJIAN MUTU HASIL KELAUTAN DAN PERIKANAN TANAH SEROJA"
    desk.take_ticket(people.ana, satker_code="980117", satker_name=name, topics=["LPJ"])
    async with at_desk(desk, people.ana, clock) as officer:
        assert name not in "\n".join(officer.lines[:-3])
        assert name in officer.line("980117 BALAI", "LPJ") or name in officer.lines[-3]


async def test_the_sweep_is_seen_and_its_silence_too(desk: Desk, people: People, clock: HandClock) -> None:
    visit(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.see("SLA swept 09:10")
        assert "not being swept" not in officer.text
        # The clock goes on, but nobody sweeps any more.
        officer.app.client._watch._sweeping = True
        clock.forward(4)
        await officer.tick()
        await officer.see("SLA not swept since 09:10", "SLA is not being swept")
        officer.app.client._watch._sweeping = False
        officer.app.client.pulse(force=True)
        await officer.quiet()
        await officer.tick()
        await officer.see("SLA swept 09:14")


async def test_waits_are_told_in_minutes_then_hours_then_days(desk: Desk, people: People, clock: HandClock) -> None:
    # Walk-ins don't stay overnight.
    ticket = visit(desk, people, channel=Channel.HAI_CSO, reference_number="HAI-1")
    async with at_desk(desk, people.ana, clock) as officer:
        assert officer.line(ticket.label, "0 min")
        for passed, told in (
            (timedelta(minutes=83), "83 min"),
            (timedelta(hours=5), "6 h"),
            (timedelta(days=3), "3 days"),
        ):
            clock.at += passed
            await officer.tick()
            assert officer.line(ticket.label, told), officer.lines[4]


async def test_a_key_pressed_again_while_the_database_is_slow_does_nothing_twice(
    desk: Desk, people: People, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However slow this machine is, it is not called slow.
    monkeypatch.setattr(desk_access, "SLOW", 3600.0)
    first, second = visit(desk, people), visit(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        with desk.store.writing():
            await officer.press("n", "n", "n")
            assert officer.app.keys_wait and not officer.toasts
        await shows(officer, desk, first, "called")
        # They act on what the first one has made.
        await officer.hear("is called to your counter")
        assert state(desk, second) == "waiting"


async def test_a_database_that_does_not_answer_is_told_once_and_recovers(
    desk: Desk, people: People, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = visit(desk, people)
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.2)
    monkeypatch.setitem(sqlite.PRAGMAS, "busy_timeout", 200)
    async with at_desk(desk, people.ana, clock) as officer:
        with desk.store.writing():
            await officer.press("n")
            await officer.hear("Nothing was saved, try again")
            await officer.see("database does not answer")
        assert len(officer.toasts) == 1
        assert state(desk, ticket) == "waiting"
        await officer.press("n")
        await shows(officer, desk, ticket, "called")
        assert "database does not answer" not in officer.text


# The cursor is on the visitor that the keys are about -----------------------------------------------------------------


async def test_the_cursor_begins_at_the_own_visitor(desk: Desk, people: People, clock: HandClock) -> None:
    others = serve(desk, people, by=people.budi)
    own, _items = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        assert officer.rows.key == own.id != others[0].id
        await officer.press("home", "3")
        await officer.quiet()
        await officer.press("1")
        await officer.until(lambda: isinstance(officer.app.base_screen, QueueScreen), "the queue")
        await officer.until(lambda: officer.rows.key == own.id, "the own visitor")
        # From then on it is the officer's.
        await officer.press("home")
        await officer.tick()
        assert officer.rows.key == others[0].id


async def test_a_named_key_acts_on_the_one_it_was_said_of(desk: Desk, people: People, clock: HandClock) -> None:
    waiting = [visit(desk, people) for _ in range(3)]
    desk.call(people.ana, waiting[0])
    async with at_desk(desk, people.ana, clock) as officer:
        for key in ("n", "c", "2"):
            await officer.go_to(waiting[2])
            await officer.press(key)
            await officer.until(
                lambda: officer.rows.key == waiting[0].id, f"the called one under the cursor after {key}"
            )
            await officer.quiet()
        await officer.hear(f"{waiting[0].label} is called: “s” starts.")
        await officer.press("s")
        await officer.session()
        assert state(desk, waiting[0]) == "serving"


async def test_what_is_called_is_named_from_another_screen_too(desk: Desk, people: People, clock: HandClock) -> None:
    first, called = visit(desk, people), visit(desk, people)
    desk.call(people.ana, called)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("3")
        await officer.quiet()
        await officer.press("2")
        await officer.hear(f"{called.label} is called: “s” starts.")
        await officer.until(lambda: isinstance(officer.app.base_screen, QueueScreen), "the queue")
        await officer.until(lambda: officer.rows.key == called.id, "the called one")
        assert state(desk, first) == "waiting"


async def test_f_finishes_the_own_visit_wherever_the_cursor_is(desk: Desk, people: People, clock: HandClock) -> None:
    other, _items = serve(desk, people, by=people.budi)
    own, (item,) = serve(desk, people)
    waiting = visit(desk, people)
    desk.follow_up(people.ana, item, contact=WHATSAPP, reason="perlu telaah")
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.see("“f” finishes the visit")
        await officer.go_to(waiting)
        await officer.press("f")
        await shows(officer, desk, own, "closed")
        assert (state(desk, other), state(desk, waiting)) == ("serving", "waiting")


async def test_no_key_is_silent_in_an_empty_room(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(desk, people.ana, clock) as officer:
        for key in ("n", "enter", "c", "s", "r", "t", "k", "h", "d", "p", "x", "f"):
            officer.app.clear_notifications()
            await officer.press(key)
            await officer.hear("Nobody is waiting.")
        assert isinstance(officer.app.screen, QueueScreen)
        assert why_not(officer.app.screen, "open") == "Nobody is waiting."


async def test_a_visit_left_overnight_tells_its_day(desk: Desk, people: People, clock: HandClock) -> None:
    serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        assert officer.line("A-001", "980101").startswith("A-001  ")
        clock.forward(24 * 60)
        desk.take_ticket(people.satpam, satker_code="980102", satker_name="PN")
        await officer.until(lambda: len(officer.keys) == 2, "the new visitor")
        await officer.tick()
        assert officer.line("24-11 A-001", "counter 1", "980101")
        assert officer.line("980102").startswith("A-001  ")


# The own service, whoever swept ---------------------------------------------------------------------------------------


def told(officer: OfficerAtDesk, sentence: str) -> int:
    return sum(sentence in toast for toast in officer.toasts)


async def test_the_serving_officer_is_told_once_each_whoever_swept(
    desk: Desk, people: People, clock: HandClock
) -> None:
    serve(desk, people, by=people.ana)
    async with at_desk(desk, people.ana, clock) as officer:
        for minutes, sentence in (
            (15, "A-001 RETUR: A service nears the standard time."),
            (6, "A-001 RETUR: A service is over the standard time."),
        ):
            clock.forward(minutes)
            assert desk.sweep("worker").raised
            for _second in range(3):
                await officer.tick()
            assert told(officer, sentence) == 1
        assert len(officer.toasts) == 2


async def test_a_colleague_and_the_reception_are_not_told_of_a_service(
    desk: Desk, people: People, clock: HandClock
) -> None:
    serve(desk, people, by=people.ana)
    for other in (people.budi, people.satpam):
        async with at_desk(desk, other, clock) as officer:
            clock.forward(15)
            await officer.tick()
            assert officer.toasts == []
    assert [row["level"] for row in rows(desk, "SELECT level FROM alert ORDER BY id")] == ["warn", "breach"]


async def test_clocks_of_follow_ups_are_told_to_whom_they_concern(desk: Desk, people: People, clock: HandClock) -> None:
    escalated(desk, people, "SUPPLIER")
    serve(desk, people)
    clock.to("2026-11-26T10:00")
    sweep = desk.sweep("desk")
    kinds = {one.deadline.kind for one in sweep.raised}
    assert kinds == {"service", "progress", "reply"}
    concerned = {
        officer.login: {one.alert.deadline.kind for one in desk.tell(officer) if one.alert is not None}
        for officer in (people.ana, people.budi, people.kasi, people.kasi_bank, people.satpam)
    }
    assert concerned == {
        "ana": {"service", "progress", "reply"}, "budi": set(), "kasi": {"reply"}, "kasibank": set(), "satpam": set(),
    }  # fmt: skip


async def test_a_desk_that_sweeps_tells_a_cso_of_the_follow_ups(desk: Desk, people: People, clock: HandClock) -> None:
    followed(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        clock.to("2026-11-25T15:00")
        await officer.tick()
        await officer.hear("A-001 RETUR: Today's progress has not been sent yet.")


# One read a verb ------------------------------------------------------------------------------------------------------


async def test_an_own_verb_is_read_once(
    desk: Desk, people: People, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        read, board = [], Desk.board

        def counted(self: Desk, officer: Officer | None = None) -> Board:
            read.append(1)
            return board(self, officer)

        monkeypatch.setattr(Desk, "board", counted)
        for key, wanted in (("n", "called"), ("k", "waiting"), ("n", "called")):
            read.clear()
            await officer.press(key)
            await shows(officer, desk, ticket, wanted)
            for _pulse in range(3):
                officer.app.client.pulse()
                await officer.quiet()
            assert len(read) == 1, key
        # What others do is still seen.
        visit(desk, people)
        await officer.until(lambda: len(officer.keys) == 2, "the new visitor")


async def test_leaving_names_the_progress_that_is_owed_today(desk: Desk, people: People, clock: HandClock) -> None:
    _ticket, (of_budi,) = serve(desk, people, "LPJ", by=people.budi)
    desk.follow_up(people.budi, of_budi, contact=WHATSAPP, reason="perlu telaah")
    kept = followed(desk, people, "SUPPLIER")
    followed(desk, people, "RETUR")
    clock.to("2026-11-25T10:00")
    serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("q")
        await officer.see("keeps running. 2", "follow-ups of yours owe progress today.")
        await officer.press("escape")
        await officer.closed()
        desk.log_progress(people.ana, kept, "masih ditelaah", channel="whatsapp")
        officer.app.client.refresh()
        await officer.quiet()
        await officer.press("l")
        await officer.see("keeps running. 1", "follow-up of yours owes progress today.")

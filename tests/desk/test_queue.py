"""The queue: numbers, order of service, calls, absent ones, leaving the counter."""

import pytest

from kppn_tui.desk import FINISH, SWITCH, Desk
from kppn_tui.domain.errors import (
    AlreadyServing,
    BadInput,
    Missing,
    NobodyWaiting,
    NotAllowed,
    NotFound,
    WrongState,
)
from kppn_tui.domain.lifecycle import TicketState
from kppn_tui.domain.records import Channel, ClockKind, Officer, Ticket
from tests.conftest import TUESDAY, HandClock, People
from tests.desk.kit import clock_of, desk_with, events, followed, items_of, rows, serve, ticket_of, utc, visit


def waiting(desk: Desk) -> list[str]:
    """The labels of those who wait, in the order of service."""
    return [row.ticket.label for row in desk.board().in_state(TicketState.WAITING)]


# Registering


def test_numbers_run_by_series_and_day(desk: Desk, people: People, clock: HandClock) -> None:
    assert [visit(desk, people).label for _ in range(2)] == ["A-001", "A-002"]
    online = desk.take_ticket(people.ana, Channel.HAI_CSO, reference_number="HAI-1")
    official = desk.take_ticket(people.ana, Channel.OFFICIAL_CONTACT, channel_detail="WhatsApp")
    assert (online.label, official.label) == ("B-001", "C-001")
    clock.forward(days=1)
    assert (visit(desk, people).label, ticket_of(desk, online).day) == ("A-001", "2026-11-24")


def test_the_day_of_a_number_is_the_offices_own(desk: Desk, people: People, clock: HandClock) -> None:
    clock.to("2026-11-25T00:30:00")  # still the 24th in UTC
    assert visit(desk, people).day == "2026-11-25"


def test_a_refused_registration_uses_no_number(desk: Desk, people: People) -> None:
    with pytest.raises(BadInput):
        visit(desk, people, "RETUR", "TIDAK-ADA")
    assert visit(desk, people).label == "A-001"
    assert len(rows(desk, "SELECT * FROM ticket")) == 1


def test_only_a_rough_purpose_is_asked(desk: Desk, people: People) -> None:
    ticket = desk.take_ticket(people.satpam)
    assert (ticket.purpose, ticket.satker_code, items_of(desk, ticket)) == ("", "", [])
    desk.call_next(people.ana)
    desk.start(people.ana, ticket)
    (item,) = items_of(desk, ticket)
    assert (item.topic, item.section, item.state) == ("", "", "serving")


def test_the_same_topic_twice_at_the_door_is_one_consultation(desk: Desk, people: People) -> None:
    assert [item.topic for item in items_of(desk, visit(desk, people, "RETUR", "RETUR", "SUPPLIER"))] == [
        "RETUR",
        "SUPPLIER",
    ]


@pytest.mark.parametrize("who", ["kasi", "admin"])
def test_heads_and_administrators_do_not_register(desk: Desk, people: People, who: str) -> None:
    with pytest.raises(NotAllowed):
        desk.take_ticket(getattr(people, who))


def test_an_online_case_needs_what_finds_it_again(desk: Desk, people: People) -> None:
    with pytest.raises(BadInput, match="reference number"):
        desk.take_ticket(people.ana, Channel.HAI_CSO, reference_number="  ")
    with pytest.raises(BadInput, match="official contact"):
        desk.take_ticket(people.ana, Channel.OFFICIAL_CONTACT)
    with pytest.raises(BadInput):
        desk.take_ticket(people.ana, "merpati_pos")


def test_a_reference_number_is_registered_once_unless_cancelled(desk: Desk, people: People) -> None:
    first = desk.take_ticket(people.ana, Channel.HAI_CSO, reference_number="HAI-7")
    with pytest.raises(BadInput, match="HAI-7 is already registered as B-001 of 2026-11-24"):
        desk.take_ticket(people.budi, Channel.HAI_CSO, reference_number=" HAI-7 ")
    desk.cancel_ticket(people.ana, first, "salah ketik")
    assert desk.take_ticket(people.ana, Channel.HAI_CSO, reference_number="HAI-7").label == "B-002"


def test_received_is_not_entered(desk: Desk, people: People, clock: HandClock) -> None:
    received = clock.at
    clock.forward(95)
    ticket = ticket_of(
        desk, desk.take_ticket(people.ana, Channel.HAI_CSO, reference_number="HAI-1", received_at=received)
    )
    assert (ticket.arrived_at, ticket.entered_at) == (utc("2026-11-24 09:10"), utc("2026-11-24 10:45"))
    clock.forward(-96)
    with pytest.raises(BadInput, match="future"):
        desk.take_ticket(people.ana, Channel.HAI_CSO, reference_number="HAI-2", received_at=received)


def test_returned_records_are_in_utc_whole_seconds(desk: Desk, people: People, clock: HandClock) -> None:
    clock.at = TUESDAY.replace(microsecond=999_999)
    ticket = desk.take_ticket(people.ana, Channel.HAI_CSO, reference_number="HAI-1", received_at=TUESDAY)
    assert (ticket.arrived_at.utcoffset(), ticket.entered_at.microsecond) == (utc("2026-11-24 09:10").utcoffset(), 0)
    assert ticket_of(desk, ticket) == ticket


# Order


def test_first_come_first_served_and_online_ones_are_not_called(desk: Desk, people: People, clock: HandClock) -> None:
    desk.take_ticket(people.ana, Channel.HAI_CSO, reference_number="HAI-1")
    first = visit(desk, people)
    clock.forward(1)
    second = visit(desk, people)
    assert desk.call_next(people.ana).id == first.id
    assert desk.call_next(people.budi).id == second.id
    with pytest.raises(NobodyWaiting):
        desk.call_next(_third(desk))


def _third(desk: Desk) -> Officer:
    return desk.add_officer(None, "hana", "Hana Seroja", ["cso"], "rahasia-123")


def test_two_in_the_same_second_keep_their_numbers_order(desk: Desk, people: People) -> None:
    assert [visit(desk, people).label for _ in range(4)] == waiting(desk)


def test_priority_comes_first_with_its_reason_seen(desk: Desk, people: People, clock: HandClock) -> None:
    visit(desk, people)
    clock.forward(1)
    second = visit(desk, people)
    clock.forward(1)
    third = visit(desk, people, priority_reason="penyandang disabilitas")
    assert waiting(desk) == ["A-003", "A-001", "A-002"]
    desk.prioritise(people.satpam, second, "lansia")
    assert waiting(desk) == ["A-002", "A-003", "A-001"]
    assert ticket_of(desk, third).priority_reason == "penyandang disabilitas"
    desk.prioritise(people.satpam, second, " ")
    assert waiting(desk) == ["A-003", "A-001", "A-002"]
    assert ticket_of(desk, second).priority_reason == ""


def test_an_office_may_do_without_priority(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people)
    with desk_with(desk, clock, priority_enabled=False) as strict:
        with pytest.raises(BadInput, match="order of arrival"):
            strict.prioritise(people.satpam, ticket, "lansia")
        with pytest.raises(BadInput, match="order of arrival"):
            strict.take_ticket(people.satpam, priority_reason="lansia")
        strict.prioritise(people.satpam, ticket, "")


# Calls


def test_recall_is_counted_and_not_within_the_gap(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people)
    desk.call_next(people.ana)
    clock.forward(seconds=19)
    with pytest.raises(Missing, match="Wait 1 s"):
        desk.recall(people.ana, ticket)
    clock.forward(seconds=1)
    assert desk.recall(people.ana, ticket).calls == 2
    with pytest.raises(Missing, match="Wait 20 s"):
        desk.recall(people.ana, ticket)
    assert ticket_of(desk, ticket).calls == 2


def test_absent_only_after_three_calls(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people)
    desk.call_next(people.ana)
    for _ in range(2):
        with pytest.raises(Missing, match="after 3 calls"):
            desk.absent(people.ana, ticket)
        clock.forward(seconds=20)
        desk.recall(people.ana, ticket)
    gone = desk.absent(people.ana, ticket)
    assert (gone.state, gone.officer_id, gone.counter) == ("absent", None, "")
    with pytest.raises(NobodyWaiting):
        desk.call_next(people.ana)


def test_requeue_keeps_the_place_of_the_arrival(desk: Desk, people: People, clock: HandClock) -> None:
    first = visit(desk, people)
    clock.forward(1)
    visit(desk, people)
    desk.call_next(people.ana)
    back = desk.requeue(people.ana, first)
    assert (back.calls, back.arrived_at, waiting(desk)) == (0, first.arrived_at, ["A-001", "A-002"])
    assert desk.call_next(people.ana).calls == 1


def absent(desk: Desk, people: People, clock: HandClock) -> Ticket:
    """A visitor who did not come."""
    ticket = visit(desk, people)
    desk.call(people.ana, ticket)
    for _ in range(2):
        clock.forward(seconds=20)
        desk.recall(people.ana, ticket)
    return desk.absent(people.ana, ticket)


@pytest.mark.parametrize("apart", [0, 60])
def test_who_reports_back_is_put_in_after_three(desk: Desk, people: People, clock: HandClock, apart: int) -> None:
    ticket = absent(desk, people, clock)
    for _ in range(5):
        visit(desk, people)
        clock.forward(seconds=apart)
    back = desk.rejoin(people.satpam, ticket)
    assert (back.calls, back.arrived_at) == (0, ticket.arrived_at)
    assert waiting(desk) == ["A-002", "A-003", "A-004", "A-001", "A-005", "A-006"]


def test_priority_ones_count_among_the_three(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = absent(desk, people, clock)
    for _ in range(3):
        visit(desk, people)
        clock.forward(1)
    for _ in range(3):
        visit(desk, people, priority_reason="lansia")
        clock.forward(1)
    desk.rejoin(people.satpam, ticket)
    assert waiting(desk) == ["A-005", "A-006", "A-007", "A-001", "A-002", "A-003", "A-004"]


def test_who_reports_back_to_a_short_queue_is_last(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = absent(desk, people, clock)
    clock.forward(1)
    visit(desk, people)
    desk.rejoin(people.satpam, ticket)
    assert waiting(desk) == ["A-002", "A-001"]
    other = absent(desk, people, clock)
    desk.rejoin(people.ana, other)
    assert waiting(desk) == ["A-002", "A-001", "A-003"]


def test_the_chosen_one_out_of_turn(desk: Desk, people: People, clock: HandClock) -> None:
    visit(desk, people)
    second = visit(desk, people)
    called = desk.call(people.ana, second)
    assert (called.state, called.counter, called.officer_id) == ("called", "1", people.ana.id)
    with pytest.raises(WrongState):
        desk.call(people.budi, second)
    assert dict(events(desk))["call"] == {
        "chosen": True, "label": "A-002", "counter": "1", "to": "called", "from": "waiting",
    }  # fmt: skip


# Starting and leaving


def test_a_visitor_is_called_before_service_an_online_case_is_not(desk: Desk, people: People) -> None:
    ticket = visit(desk, people)
    with pytest.raises(Missing, match="Call the visitor first"):
        desk.start(people.ana, ticket)
    online = desk.take_ticket(people.ana, Channel.HAI_CSO, reference_number="HAI-1", topics=["LPJ"])
    assert desk.start(people.ana, online).state == "serving"


def test_a_called_visitor_holds_the_counter(desk: Desk, people: People) -> None:
    first, second = visit(desk, people), visit(desk, people)
    desk.call_next(people.ana)
    for leave in (None, FINISH, SWITCH):
        with pytest.raises(AlreadyServing, match="A-001") as refused:
            desk.call(people.ana, second, leave)
        assert refused.value.parameters["ticket_id"] == first.id
    assert desk.call_next(people.budi).id == second.id


def test_serving_refuses_the_next_call_unless_it_is_settled(desk: Desk, people: People, clock: HandClock) -> None:
    ticket, (item,) = serve(desk, people)
    visit(desk, people)
    with pytest.raises(AlreadyServing, match="A-001"):
        desk.call_next(people.ana)
    with pytest.raises(Missing, match="outcome"):
        desk.call_next(people.ana, FINISH)
    assert ticket_of(desk, ticket).state == "serving"
    clock.forward(4)
    assert desk.call_next(people.ana, SWITCH).label == "A-002"
    held = desk.item(item.id).item
    assert (held.state, held.hold_reason) == ("on_hold", "switched")
    clock.forward(6)
    service = clock_of(desk, item, ClockKind.SERVICE)
    assert (service.net(desk.now()).seconds, service.gross(desk.now()).seconds) == (240, 600)


def test_finish_and_call_next_in_one_step(desk: Desk, people: People) -> None:
    ticket, (item,) = serve(desk, people)
    visit(desk, people)
    desk.resolve(people.ana, item, answer="Sudah", no_reference=True)
    assert desk.call_next(people.ana, FINISH).label == "A-002"
    assert ticket_of(desk, ticket).state == "closed"
    action, data = events(desk)[-1]
    assert (action, data) == (
        "call",
        {"left": {"label": "A-001", "how": "finish"}, "label": "A-002", "counter": "1", "to": "called",
         "from": "waiting"},
    )  # fmt: skip


def test_nobody_waiting_leaves_the_visitor_at_the_counter(desk: Desk, people: People) -> None:
    ticket, (item,) = serve(desk, people)
    desk.resolve(people.ana, item, answer="Sudah", no_reference=True)
    with pytest.raises(NobodyWaiting):
        desk.call_next(people.ana, FINISH)
    assert ticket_of(desk, ticket).state == "serving"


def test_starting_an_online_case_leaves_the_visitor_likewise(desk: Desk, people: People) -> None:
    serve(desk, people)
    online = desk.take_ticket(people.ana, Channel.HAI_CSO, reference_number="HAI-1", topics=["LPJ"])
    with pytest.raises(AlreadyServing):
        desk.start(people.ana, online)
    desk.start(people.ana, online, SWITCH)
    assert rows(desk, "SELECT count(*) AS n FROM consultation WHERE state = 'serving'") == [{"n": 1}]


def test_a_visitor_who_waits_for_documents_does_not_hold_the_counter(desk: Desk, people: People) -> None:
    _, (item,) = serve(desk, people)
    visit(desk, people)
    desk.request_documents(people.ana, item, ["SK bendahara"])
    assert desk.call_next(people.ana).label == "A-002"


def test_finish_needs_an_outcome_for_each_and_follow_ups_live_on(desk: Desk, people: People) -> None:
    ticket, (first, second) = serve(desk, people, "RETUR", "SUPPLIER")
    desk.resolve(people.ana, first, answer="Sudah", no_reference=True)
    with pytest.raises(Missing, match="outcome"):
        desk.finish(people.ana, ticket)
    desk.cancel(people.ana, second, "tidak jadi")
    assert desk.finish(people.ana, ticket).state == "closed"
    assert followed(desk, people).state == "follow_up"


def test_absent_ones_end_as_no_shows(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = absent(desk, people, clock)
    closed = desk.dismiss(people.satpam, ticket)
    (item,) = items_of(desk, ticket)
    assert (closed.state, closed.close_reason, item.state, item.end_reason) == (
        "closed", "absent", "cancelled", "absent",
    )  # fmt: skip
    with pytest.raises(WrongState):
        desk.rejoin(people.satpam, ticket)


def test_cancelling_a_ticket_needs_a_reason(desk: Desk, people: People) -> None:
    ticket = visit(desk, people)
    with pytest.raises(Missing, match="reason"):
        desk.cancel_ticket(people.satpam, ticket, " \t")
    ended = desk.cancel_ticket(people.satpam, ticket, "pulang")
    assert (ended.state, ended.close_reason, items_of(desk, ticket)[0].state) == ("cancelled", "pulang", "cancelled")


def test_an_unknown_ticket_is_one_sentence(desk: Desk, people: People) -> None:
    with pytest.raises(NotFound):
        desk.call(people.ana, 4711)


def test_intervals_tell_the_whole_stay(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people)
    clock.forward(5)
    desk.call_next(people.ana)
    clock.forward(1)
    desk.start(people.ana, ticket)
    clock.forward(10)
    item = items_of(desk, ticket)[0]
    desk.cancel(people.ana, item, "tidak jadi")
    desk.finish(people.ana, ticket)
    stretch = "SELECT state, ended_at - started_at AS s FROM interval WHERE ticket_id = ? AND consultation_id IS NULL"
    assert [(row["state"], row["s"]) for row in rows(desk, stretch, ticket.id)] == [
        ("waiting", 300), ("called", 60), ("serving", 600),
    ]  # fmt: skip

"""The queue: numbers, order of service, calls, absent ones, leaving the counter."""

import pytest

from kppn_tui.desk import Desk
from kppn_tui.domain.errors import (
    BadInput,
    Missing,
    NobodyWaiting,
    NotAllowed,
    WrongState,
)
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Channel
from kppn_tui.domain.states import TicketState
from tests.conftest import TUESDAY, HandClock, People
from tests.desk.kit import absent, desk_with, events, items_of, rows, ticket_of, utc, visit


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
    with pytest.raises(Missing, match="reason"):
        desk.prioritise(people.satpam, second, " ")


def test_an_office_may_do_without_priority(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people, priority_reason="lansia")
    with desk_with(desk, clock, priority_enabled=False) as strict:
        with pytest.raises(BadInput, match="order of arrival"):
            strict.prioritise(people.satpam, ticket, "lansia")
        with pytest.raises(BadInput, match="order of arrival"):
            strict.take_ticket(people.satpam, priority_reason="lansia")
        assert strict.prioritise(people.satpam, ticket, "").priority == 0


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


def test_a_clock_set_back_ends_no_stay_before_it_began(desk: Desk, people: People, clock: HandClock) -> None:
    visit(desk, people)
    clock.forward(-30)
    desk.call_next(people.ana)
    assert rows(desk, "SELECT ended_at - started_at AS s FROM interval WHERE state = 'waiting'") == [{"s": 0}]


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

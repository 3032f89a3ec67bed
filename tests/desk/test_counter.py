"""At the counter: starting a visit, leaving it for another one, ending it."""

import pytest

from kppn_tui.desk import FINISH, SWITCH, Desk
from kppn_tui.domain.errors import (
    AlreadyServing,
    LostRace,
    Missing,
    NobodyWaiting,
    NotFound,
    WrongState,
)
from kppn_tui.domain.records import Channel, DeadlineKind
from tests.conftest import HandClock, People
from tests.desk.kit import absent, clock_of, events, followed, items_of, rows, serve, ticket_of, visit


def test_a_visitor_is_called_before_service_an_online_case_is_not(desk: Desk, people: People) -> None:
    ticket = visit(desk, people)
    with pytest.raises(Missing, match="Call the visitor first"):
        desk.start(people.ana, ticket)
    online = desk.take_ticket(people.ana, Channel.HAI_CSO, reference_number="HAI-1", topics=["LPJ"])
    assert desk.start(people.ana, online).state == "serving"


def test_who_a_colleague_has_called_is_taken_over_only_when_it_is_said(desk: Desk, people: People) -> None:
    ticket = visit(desk, people)
    desk.call(people.budi, ticket)
    with pytest.raises(LostRace, match="Budi Seroja"):
        desk.start(people.ana, ticket)
    assert ticket_of(desk, ticket).state == "called"
    taken = desk.start(people.ana, ticket, take_over=True)
    assert (taken.state, taken.officer_id, taken.counter) == ("serving", people.ana.id, "1")


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
    held = desk.consultation(item.id).consultation
    assert (held.state, held.hold_reason) == ("on_hold", "switched")
    clock.forward(6)
    service = clock_of(desk, item, DeadlineKind.SERVICE)
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
        {"left": [{"label": "A-001", "how": "finish"}], "label": "A-002", "counter": "1", "to": "called",
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

"""The end of a day at the door: who was left waiting is not called first the next morning."""

import pytest

from kppn_tui.desk import Desk
from kppn_tui.domain.errors import NobodyWaiting, NothingToUndo, WrongState
from kppn_tui.domain.records import Channel, Ticket
from tests.conftest import HandClock, People
from tests.desk.kit import absent, check_invariants, dump, events, items_of, rows, serve, ticket_of, visit

EVENING, MIDNIGHT, MORNING = "2026-11-24T23:59:59", "2026-11-25T00:00:00", "2026-11-25T07:30:00"


@pytest.fixture
def left(desk: Desk, people: People, clock: HandClock) -> list[Ticket]:
    """Absent, called and waiting when the office closes, with what stays: an online case, and one in service."""
    gone = absent(desk, people, clock)
    called, waiting = visit(desk, people), visit(desk, people, "RETUR", "LPJ")
    desk.call(people.budi, called)
    desk.take_ticket(people.ana, Channel.HAI_CSO, reference_number="HAI-1", topics=["LPJ"])
    serve(desk, people)
    return [gone, called, waiting]


def living(desk: Desk) -> list[str]:
    return [row.ticket.label for row in desk.board().rows]


def closings(desk: Desk) -> list[dict[str, object]]:
    return [data for action, data in events(desk) if action == "close_day"]


def test_walk_ins_of_yesterday_end_as_no_shows(desk: Desk, clock: HandClock, left: list[Ticket]) -> None:
    clock.to(EVENING)
    desk.sweep()
    assert len(living(desk)) == 5 and closings(desk) == []
    clock.to(MIDNIGHT)
    clock.forward(1)
    desk.sweep()
    desk.sweep()
    assert living(desk) == ["B-001", "A-004"], "an online case stays, and one in service needs its outcome"
    for ticket in left:
        ended = ticket_of(desk, ticket)
        assert (ended.state, ended.close_reason, ended.closed_at) == ("closed", "akhir hari", desk.now())
        assert {(item.state, item.end_reason) for item in items_of(desk, ticket)} == {("cancelled", "akhir hari")}
        newest = """SELECT max(ended_at) AS at, sum(CASE WHEN ended_at IS NULL THEN 1 ELSE 0 END) AS open
                    FROM interval WHERE ticket_id = ?"""
        assert rows(desk, newest, ticket.id) == [{"at": int(desk.now().timestamp()), "open": 0}]
    assert closings(desk) == [{"tickets": 3}], "one event, once"
    check_invariants(desk.settings.url)


def test_the_day_ends_with_a_beat_only(desk: Desk, clock: HandClock, left: list[Ticket]) -> None:
    clock.to(MIDNIGHT)
    clock.forward(seconds=-10)
    desk.sweep()
    clock.forward(seconds=20)
    desk.sweep()
    assert len(living(desk)) == 5, "until a minute after the last sign of life a sweep is one look"
    clock.forward(1)
    desk.sweep()
    assert len(living(desk)) == 2


def test_before_the_beat_nobody_of_yesterday_is_called(desk: Desk, people: People, clock: HandClock) -> None:
    visit(desk, people)
    clock.to(MORNING)
    with pytest.raises(NobodyWaiting):
        desk.call_next(people.ana)
    new = visit(desk, people)
    assert (new.label, desk.call_next(people.ana).id) == ("A-001", new.id)


def test_who_reports_back_is_put_in_among_those_of_the_day(desk: Desk, people: People, clock: HandClock) -> None:
    for _ in range(3):
        visit(desk, people)
    clock.to(MORNING)
    ticket = absent(desk, people, clock)
    for _ in range(4):
        visit(desk, people)
    back = desk.rejoin(people.satpam, ticket)
    waiting = [row.ticket for row in desk.board().rows if row.ticket.day == back.day]
    assert [one.label for one in waiting] == ["A-002", "A-003", "A-004", "A-001", "A-005"]


def test_nobody_undoes_the_end_of_the_day_nor_what_it_ended(desk: Desk, people: People, clock: HandClock) -> None:
    clock.to(EVENING)
    ticket = visit(desk, people)
    desk.call(people.ana, ticket)
    clock.forward(2)
    desk.sweep()
    before = dump(desk)
    for officer in (people.ana, people.satpam):
        with pytest.raises(NothingToUndo, match="followed"):
            desk.undo(officer)
    with pytest.raises(WrongState):
        desk.start(people.ana, ticket)
    assert dump(desk) == before

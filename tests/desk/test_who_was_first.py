"""Who loses a race hears who was first, and by what; never a colleague who only did something else meanwhile."""

from collections.abc import Callable
from typing import Any

import pytest

from kppn_tui.desk import FINISH, Desk
from kppn_tui.domain.errors import DeskError, LostRace, NothingToUndo, WrongState
from kppn_tui.i18n import explain
from tests.conftest import HandClock, People
from tests.desk.kit import WHATSAPP, escalated, items_of, serve, visit
from tests.invariants import check


def refused(call: Callable[[], Any]) -> DeskError:
    with pytest.raises(DeskError) as told:
        call()
    return told.value


def test_the_colleague_and_the_action_are_named(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people)
    desk.call_next(people.ana)
    lost = refused(lambda: desk.call(people.budi, ticket))
    assert isinstance(lost, LostRace)
    assert explain(lost) == "Ana Seroja lebih dahulu: “Panggil”, 09.10. Yang Anda ketik tetap tersimpan."


def test_one_s_own_action_at_another_terminal_is_no_race(desk: Desk, people: People) -> None:
    ticket = visit(desk, people)
    desk.call_next(people.ana)
    assert type(refused(lambda: desk.call(people.ana, ticket))) is WrongState


def test_a_colleague_who_did_something_else_was_not_first(desk: Desk, people: People) -> None:
    _ticket, (first, second) = serve(desk, people, "RETUR", "SUPPLIER")
    desk.cancel(people.ana, first, "tidak jadi")
    desk.record(people.budi, second, question="Kapan?", take_over=True)
    assert type(refused(lambda: desk.cancel(people.ana, first, "lagi"))) is WrongState
    assert explain(refused(lambda: desk.cancel(people.budi, first, "lagi"))).startswith("Ana Seroja lebih dahulu")


def test_the_end_of_the_day_is_nobody_s(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people)
    desk.call_next(people.ana)
    clock.forward(days=1)
    desk.sweep()
    assert type(refused(lambda: desk.start(people.budi, ticket))) is WrongState


def test_an_undo_and_the_end_of_a_consultation_take_an_escalation_away(desk: Desk, people: People) -> None:
    sent = escalated(desk, people)
    desk.undo(people.ana)
    assert "“Urungkan”" in explain(refused(lambda: desk.accept(people.kasi, sent)))
    again = desk.escalate(people.ana, sent.consultation_id, "Mohon arahan", contact=WHATSAPP)
    desk.refer(people.budi, again.consultation_id, "Kanwil DJPb")
    assert explain(refused(lambda: desk.answer(people.kasi, again, "Ya"))).startswith("Budi Seroja lebih dahulu")


def test_an_undo_never_leaves_two_called_visitors(desk: Desk, people: People, clock: HandClock) -> None:
    first, second = visit(desk, people), visit(desk, people)
    desk.call(people.ana, first)
    desk.start(people.budi, first, take_over=True)
    desk.call(people.ana, second)
    assert isinstance(refused(lambda: desk.undo(people.budi)), NothingToUndo)
    check(desk.settings.url)


def test_the_trail_tells_of_every_visitor_who_was_left(desk: Desk, people: People) -> None:
    first, items = serve(desk, people)
    desk.request_documents(people.ana, items[0], ["SPTJM"])
    second, _others = serve(desk, people)
    for item in (*items_of(desk, first), *items_of(desk, second)):
        desk.cancel(people.ana, item, "tidak jadi")
    visit(desk, people)
    desk.call_next(people.ana, FINISH)
    check(desk.settings.url)


def test_a_clock_that_is_behind_makes_no_overlap(desk: Desk, people: People, clock: HandClock) -> None:
    """Two machines never show quite the same time."""
    ticket = visit(desk, people)
    clock.forward(-1)
    desk.call_next(people.ana)
    clock.forward(-1)
    desk.start(people.ana, ticket)
    (item,) = items_of(desk, ticket)
    clock.forward(-1)
    desk.cancel(people.ana, item, "tidak jadi")
    desk.finish(people.ana, ticket)
    check(desk.settings.url)

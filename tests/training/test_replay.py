"""The replay: after each event the queue is what the database held then."""

import gc
import sys
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from kppn_tui import i18n
from kppn_tui.desk import FINISH, SWITCH, Desk
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.records import Channel, Consultation, Event, Ticket
from kppn_tui.domain.states import OPEN_CONSULTATION, OPEN_TICKET
from kppn_tui.training.score.replay import Frame, frames
from kppn_tui.training.score.run import Run
from tests.conftest import HandClock, People
from tests.desk.stage import DEEDS, Stage
from tests.training.lesson import RULE, Lesson, matter
from tests.training.test_score_card import careless_day, good_day

Seen = list[tuple[str, str, int | None, int, list[tuple[str, str]]]]


@pytest.fixture
def lesson(desk: Desk, people: People, clock: HandClock) -> Lesson:
    return Lesson(desk, people, clock)


def stored(desk: Desk) -> Seen:
    """The tickets that are not over, as the tables have them, in the order of service."""
    with desk.store.reading():
        tickets, items = desk.store.find(Ticket, office=desk.office), desk.store.find(Consultation, office=desk.office)
    seen = []
    for ticket in sorted(tickets, key=lambda one: (-one.priority, one.queue_key, one.id)):
        mine = [one for one in items if one.ticket_id == ticket.id]
        if ticket.state in OPEN_TICKET or any(one.followed_up and one.state in OPEN_CONSULTATION for one in mine):
            holder = ticket.officer_id if ticket.state in ("called", "serving") else None
            kept = [(one.topic, str(one.state)) for one in mine if one.state != "cancelled"]
            seen.append((ticket.label, str(ticket.state), holder, ticket.calls, kept))
    return seen


def folded(frame: Frame) -> Seen:
    return [
        (
            one.label,
            str(one.state),
            one.officer_id if one.state in ("called", "serving") else None,
            one.calls,
            [(item.topic, str(item.state)) for item in one.consultations if item.state != "cancelled"],
        )
        for one in frame.tickets
    ]


@pytest.mark.parametrize("name", DEEDS)
def test_the_queue_after_each_deed_and_after_its_undo_is_what_the_tables_hold(
    desk: Desk, people: People, clock: HandClock, name: str
) -> None:
    lesson = Lesson(desk, people, clock)
    officer, deed = Stage(desk, people, clock).deed(name)
    assert folded(frames(lesson.run())[-1]) == stored(desk)
    deed()
    assert folded(frames(lesson.run())[-1]) == stored(desk)
    desk.undo(officer)
    assert folded(frames(lesson.run())[-1]) == stored(desk)


def test_whole_days_end_as_the_tables_do(lesson: Lesson, people: People) -> None:
    good_day(lesson, people)
    assert folded(frames(lesson.run())[-1]) == stored(lesson.desk)


def test_a_careless_day_and_its_end_at_the_door_too(lesson: Lesson) -> None:
    careless_day(lesson)
    lesson.come(matter("RETUR"))
    lesson.come(matter("LPJ"), channel=Channel.HAI_CSO)
    lesson.clock.to("2026-12-01T09:00")
    lesson.desk.sweep()
    lesson.clock.forward(5)
    lesson.desk.sweep()
    assert folded(frames(lesson.run())[-1]) == stored(lesson.desk)
    assert frames(lesson.run())[-1].event.action == "close_day"


def test_a_visitor_who_is_left_is_finished_or_put_on_hold(lesson: Lesson) -> None:
    desk, ana = lesson.desk, lesson.ana
    (item,) = lesson.start(lesson.come(matter("RETUR")))
    lesson.ask(item)
    lesson.resolve(item, RULE)
    lesson.come(matter("SPM"), matter("LPJ"))
    ticket = desk.call_next(ana, FINISH)
    assert folded(frames(lesson.run())[-1]) == stored(desk)
    desk.start(ana, ticket)
    lesson.come(matter("GAJI"))
    desk.call_next(ana, SWITCH)
    assert folded(frames(lesson.run())[-1]) == stored(desk)


def test_a_consultation_is_known_before_it_is_served(lesson: Lesson) -> None:
    desk, ana = lesson.desk, lesson.ana
    _, _, third = lesson.start(lesson.come(matter("RETUR"), matter("SPM"), matter("LPJ")))
    desk.record(ana, third, topic="GAJI")
    assert folded(frames(lesson.run())[-1]) == stored(desk)


def test_a_follow_up_on_hold_stays_so_when_it_is_escalated(lesson: Lesson) -> None:
    desk, ana = lesson.desk, lesson.ana
    (item,) = lesson.start(lesson.come(matter("RETUR")))
    lesson.ask(item)
    lesson.follow_up(item)
    desk.request_documents(ana, item, ["SPTJM"])
    lesson.escalate(item)
    assert folded(frames(lesson.run())[-1]) == stored(desk)


def test_each_frame_tells_who_did_what_when(lesson: Lesson) -> None:
    i18n.use("en")
    message = lesson.come(matter("LPJ"), channel=Channel.HAI_CSO)
    (item,) = lesson.start(message, identify=False)
    lesson.ask(item, minutes=7)
    lesson.escalate(item)
    lesson.desk.undo(lesson.ana)
    last, undo = frames(lesson.run())[-2:]
    assert (last.who, last.label, last.does, last.at.isoformat()) == (
        "Ana Seroja", "B-001", "Escalate", "2026-11-24T09:17:01+08:00",
    )  # fmt: skip
    assert last.details == (
        "topic LPJ", "section VERAKI", "in service → follow-up", "service time 07:00",
        "due Friday, 27 November 2026, 16:30 WITA", "contact given",
    )  # fmt: skip
    assert undo.does == "Undo" and undo.details[0] == "taken back: Escalate"
    i18n.use("id")
    assert frames(lesson.run())[-2].details != last.details


def test_what_does_not_change_is_the_same_record(lesson: Lesson) -> None:
    lesson.come(matter("RETUR"))
    lesson.come(matter("SPM"))
    lesson.desk.call_next(lesson.ana)
    before, called = frames(lesson.run())[-2:]
    assert called.tickets[0] != before.tickets[0] and called.tickets[1] is before.tickets[1]
    lesson.desk.sign_out(lesson.ana)
    called, left = frames(lesson.run())[-2:]
    assert left.tickets is called.tickets


def busy(events: int) -> Run:
    """So many events of visits that come, are called, served and finished, thirty at a time."""
    at = datetime(2026, 11, 24, 1, tzinfo=UTC)
    lines: list[Event] = []

    def add(action: Action, ticket: int, data: str, item: int | None = None) -> None:
        at_ = at + timedelta(seconds=7 * len(lines))
        lines.append(Event(len(lines) + 1, "uji", at_, action, ticket % 3 + 1, ticket, item, None, data))

    for ticket in range(1, events // 5 + 31):
        add(Action.TAKE_TICKET, ticket, f'{{"label": "A-{ticket}", "key": {ticket}, "topics": ["RETUR", "SPM"]}}')
        if (served := ticket - 30) > 0:
            add(Action.CALL, served, "{}")
            add(Action.START, served, f'{{"item": {2 * served}, "topic": "RETUR"}}')
            add(Action.RESOLVE, served, '{"topic": "RETUR", "net": 300, "cited": 1}', 2 * served)
            add(Action.FINISH, served, "{}")
    return Run("uji", "Uji", 1, at, at + timedelta(days=1), "Asia/Makassar", {}, tuple(lines[:events]), {})


def test_many_events_fold_with_few_calls_each_and_in_little_memory() -> None:
    """A few hundred calls an event are well under a second for two thousand."""
    calls, sizes = [], []
    for events in (500, 2000):
        run = busy(events)
        calls.append(calls_of(lambda run=run: frames(run)))  # type: ignore[misc]
        gc.collect()
        tracemalloc.start()
        told = frames(run)
        sizes.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        assert len(told) == events and len(told[-1].tickets) in range(28, 33)
        del told
    assert calls[1] < 5 * calls[0] and calls[1] < 250 * 2000
    assert sizes[1] < 5 * sizes[0]


def calls_of(work: Callable[[], object]) -> int:
    """How many functions are called in `work`."""
    count = 0

    def seen(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count

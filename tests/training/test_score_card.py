"""The score card: each rule kept and broken, a good day and a careless one with their exact points."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kppn_tui import i18n
from kppn_tui.desk import FINISH, Desk
from kppn_tui.domain.lifecycle import RULES, Action
from kppn_tui.domain.records import Channel, DeadlineKind
from kppn_tui.domain.states import Role
from kppn_tui.training.plan import Outcome
from kppn_tui.training.score.criteria import CRITERION_TEXT, REQUIREMENT, REQUIREMENT_TEXT, Criterion
from kppn_tui.training.score.marks import percent
from kppn_tui.training.score.office_facts import OfficeFacts
from kppn_tui.training.score.practice_rules import SERVES
from kppn_tui.training.score.run import Run
from kppn_tui.training.score.score_card import score
from tests.conftest import WITA, HandClock, People, wita
from tests.desk.kit import clocks_of, desk_with, items_of
from tests.training.lesson import NO_CONTACT, PHONE, RULE, Lesson, matter, tally

ANSWER, FOLLOW_UP, ESCALATE, REFER = Outcome.ANSWER, Outcome.FOLLOW_UP, Outcome.ESCALATE, Outcome.REFER


@pytest.fixture
def lesson(desk: Desk, people: People, clock: HandClock) -> Lesson:
    return Lesson(desk, people, clock)


def utc(text: str) -> datetime:
    return wita(text).astimezone(UTC)


# Service time


def test_a_service_of_exactly_twenty_minutes_is_in_time_and_a_second_more_is_not(lesson: Lesson) -> None:
    for extra, marks in ((0, (1, 1)), (1, (1, 2))):
        (item,) = lesson.start(lesson.come(matter("RETUR")))
        lesson.clock.forward(20, seconds=extra)
        lesson.desk.record(lesson.ana, item, question="?")
        lesson.resolve(item, RULE)
        mark = lesson.mark(Criterion.SERVICE_TIME)
        assert (mark.earned, mark.possible) == marks
        lesson.desk.finish(lesson.ana, item.ticket_id)
    loss = lesson.lost(Criterion.SERVICE_TIME)
    assert (loss.requirement, loss.label, loss.topic, loss.at) == ("R21", "A-002", "RETUR", lesson.clock())
    assert loss.event_id == lesson.run().events[-2].id
    assert loss.sentence == i18n._(loss.reason).format(net="20:01", minutes=20)


def test_waiting_for_documents_is_no_service_time_and_what_is_referred_is_not_timed(lesson: Lesson) -> None:
    (item,) = lesson.start(lesson.come(matter("RETUR")))
    lesson.ask(item)
    lesson.desk.request_documents(lesson.ana, item, ["SPTJM"])
    lesson.clock.forward(90)
    lesson.desk.documents_received(lesson.ana, item)
    lesson.resolve(item, RULE)
    lesson.desk.finish(lesson.ana, item.ticket_id)
    (other,) = lesson.start(lesson.come(matter("LPJ", REFER)))
    lesson.ask(other, minutes=60)
    lesson.desk.refer(lesson.ana, other, "KPP")
    mark = lesson.mark(Criterion.SERVICE_TIME)
    assert (mark.earned, mark.possible) == (1, 1)


# Topic


def test_a_wrong_topic_is_one_point_even_though_the_right_one_has_no_consultation(lesson: Lesson) -> None:
    (item,) = lesson.start(lesson.come(matter("RETUR"), registered=("SP2D",)))
    lesson.ask(item)
    lesson.resolve(item, RULE)
    lesson.desk.finish(lesson.ana, item.ticket_id)
    loss, mark = lesson.lost(Criterion.TOPIC), lesson.mark(Criterion.TOPIC)
    assert (mark.earned, mark.possible, loss.requirement, loss.topic) == (0, 1, "R05", "SP2D")
    assert loss.facts == {"topic": "SP2D", "right": "RETUR"}


def test_a_topic_put_right_before_the_answer_keeps_the_point(lesson: Lesson) -> None:
    (item,) = lesson.start(lesson.come(matter("RETUR"), registered=("SP2D",)))
    lesson.ask(item, topic="RETUR")
    lesson.resolve(item, RULE)
    lesson.desk.finish(lesson.ana, item.ticket_id)
    mark = lesson.mark(Criterion.TOPIC)
    assert (mark.earned, mark.possible) == (1, 1)


@pytest.mark.parametrize("by_the_way", [False, True])
def test_what_was_asked_and_got_no_consultation_is_missed_when_the_visit_is_finished(
    lesson: Lesson, by_the_way: bool
) -> None:
    (item,) = lesson.start(lesson.come(matter("RETUR"), matter("SPM"), registered=("RETUR",)))
    lesson.ask(item)
    lesson.resolve(item, RULE)
    assert lesson.mark(Criterion.TOPIC).possible == 1
    if by_the_way:
        lesson.come(matter("LPJ"))
        lesson.desk.call_next(lesson.ana, FINISH)
    else:
        lesson.desk.finish(lesson.ana, item.ticket_id)
    mark, loss = lesson.mark(Criterion.TOPIC), lesson.lost(Criterion.TOPIC)
    assert (mark.earned, mark.possible) == (1, 2)
    assert (loss.label, loss.facts["right"], loss.at) == ("A-001", "SPM", lesson.clock())


def test_a_consultation_too_many_was_asked_by_nobody(lesson: Lesson) -> None:
    first, second = lesson.start(lesson.come(matter("RETUR"), registered=("RETUR", "SPM")))
    for item in (first, second):
        if item is second:
            lesson.desk.switch(lesson.ana, item)
        lesson.ask(item)
        lesson.resolve(item, RULE)
    assert lesson.lost(Criterion.TOPIC).facts == {"topic": "SPM", "right": ""}
    assert lesson.lost(Criterion.TOPIC).sentence == i18n._("The stakeholder asked nothing about {topic}.").format(
        topic="SPM"
    )


def test_a_visit_that_a_colleague_finishes_and_what_is_cancelled_are_not_judged(lesson: Lesson, people: People) -> None:
    first, second = lesson.start(lesson.come(matter("RETUR"), matter("SPM"), registered=("RETUR", "LPJ")))
    lesson.ask(first)
    lesson.resolve(first, RULE)
    lesson.desk.cancel(lesson.ana, second, "tidak jadi")
    assert tally(lesson.card())["topic"] == (1, 1)
    lesson.desk.finish(people.budi, first.ticket_id, take_over=True)
    assert tally(lesson.card())["topic"] == (1, 1)


# Section


def test_an_escalation_belongs_to_the_section_of_the_topic(lesson: Lesson) -> None:
    for section, marks in (("", (1, 1)), ("BANK", (1, 2))):
        (item,) = lesson.start(lesson.come(matter("SUPPLIER", ESCALATE)))
        lesson.ask(item)
        lesson.escalate(item, section)
        mark = lesson.mark(Criterion.SECTION)
        assert (mark.earned, mark.possible) == marks
        lesson.desk.finish(lesson.ana, item.ticket_id)
    loss = lesson.lost(Criterion.SECTION)
    assert (loss.requirement, loss.facts) == ("R18", {"section": "BANK", "topic": "SUPPLIER", "right": "PDMS"})


def test_the_section_is_that_of_the_right_topic_not_of_the_chosen_one(lesson: Lesson) -> None:
    (item,) = lesson.start(lesson.come(matter("RETUR", ESCALATE), registered=("SUPPLIER",)))
    lesson.ask(item)
    lesson.escalate(item)
    assert lesson.lost(Criterion.SECTION).facts["right"] == "BANK"


def test_a_supporting_section_may_be_asked_beside_the_responsible_one(lesson: Lesson) -> None:
    (item,) = lesson.start(lesson.come(matter("RETUR", ESCALATE)))
    lesson.ask(item)
    lesson.escalate(item, "PDMS")
    assert lesson.mark(Criterion.SECTION).earned == 0
    lesson.escalate(item, "BANK")
    mark = lesson.mark(Criterion.SECTION)
    assert (mark.earned, mark.possible) == (2, 2)
    lesson.escalate(item, "UMUM")
    assert lesson.lost(Criterion.SECTION).facts["section"] == "UMUM"


def test_what_can_be_answered_is_not_escalated_and_what_needs_confirmation_is(lesson: Lesson) -> None:
    (item,) = lesson.start(lesson.come(matter("RETUR")))
    lesson.ask(item)
    lesson.escalate(item)
    assert lesson.lost(Criterion.SECTION).requirement == "R10"
    lesson.desk.finish(lesson.ana, item.ticket_id)
    (other,) = lesson.start(lesson.come(matter("SUPPLIER", ESCALATE)))
    lesson.ask(other)
    lesson.resolve(other, RULE)
    mark = lesson.mark(Criterion.SECTION)
    assert (mark.earned, mark.possible) == (0, 2)
    assert mark.lost_points[1].facts == {"section": "PDMS"}


def test_a_follow_up_that_is_escalated_later_was_escalated(lesson: Lesson) -> None:
    (item,) = lesson.start(lesson.come(matter("SUPPLIER", ESCALATE)))
    lesson.ask(item)
    lesson.follow_up(item)
    assert lesson.lost(Criterion.SECTION).requirement == "R10"
    lesson.desk.escalate(lesson.ana, item.id, "Mohon arahan")
    mark = lesson.mark(Criterion.SECTION)
    assert (mark.earned, mark.possible) == (1, 1)


# Identity


def test_an_answer_written_before_the_identity_loses_its_point(lesson: Lesson) -> None:
    (item,) = lesson.start(lesson.come(matter("RETUR")), identify=False)
    lesson.ask(item)
    assert not lesson.mark(Criterion.IDENTITY).tried
    lesson.desk.record(lesson.ana, item, answer="Begini.")
    begun = lesson.clock()
    lesson.clock.forward(1)
    lesson.identify(lesson.desk.session(item.ticket_id).ticket)
    lesson.resolve(item, RULE)
    loss, mark = lesson.lost(Criterion.IDENTITY), lesson.mark(Criterion.IDENTITY)
    assert (mark.earned, mark.possible, loss.requirement, loss.at) == (0, 1, "R03", begun)


def test_the_question_may_come_before_the_identity(lesson: Lesson) -> None:
    (item,) = lesson.start(lesson.come(matter("RETUR")), identify=False)
    lesson.ask(item)
    lesson.identify(lesson.desk.session(item.ticket_id).ticket)
    lesson.resolve(item, RULE)
    mark = lesson.mark(Criterion.IDENTITY)
    assert (mark.earned, mark.possible) == (1, 1)


@pytest.mark.parametrize("declines", [False, True])
@pytest.mark.parametrize("recorded", [False, True])
def test_declined_is_recorded_of_who_declines(lesson: Lesson, declines: bool, recorded: bool) -> None:
    ticket = lesson.come(matter("RETUR"), declines_identity=declines)
    lesson.start(ticket, declined=recorded)
    mark = lesson.mark(Criterion.IDENTITY)
    assert (mark.earned, mark.possible) == (int(declines and recorded), int(declines or recorded))


def test_nobody_asks_a_message_who_it_is(lesson: Lesson) -> None:
    (item,) = lesson.start(lesson.come(matter("LPJ"), channel=Channel.HAI_CSO), identify=False)
    lesson.ask(item, answer="Begini.")
    lesson.resolve(item, RULE)
    assert not lesson.mark(Criterion.IDENTITY).tried


# Reference


@pytest.mark.parametrize(
    ("rests_on", "cited", "earned"), [((RULE,), (RULE,), 1), ((RULE,), (), 0), ((), (), 1), ((), (RULE,), 0)]
)
def test_a_reference_is_cited_where_there_is_one(
    lesson: Lesson, rests_on: tuple[str, ...], cited: tuple[str, ...], earned: int
) -> None:
    (item,) = lesson.start(lesson.come(matter("RETUR", ANSWER, *rests_on)))
    lesson.ask(item)
    lesson.resolve(item, *cited)
    mark = lesson.mark(Criterion.REFERENCE)
    assert (mark.earned, mark.possible) == (earned, 1)
    assert [loss.requirement for loss in mark.lost_points] == ["R06"] * (1 - earned)


def test_a_reference_and_without_reference_together_are_not_right(lesson: Lesson) -> None:
    (item,) = lesson.start(lesson.come(matter("RETUR", ANSWER, RULE)))
    lesson.ask(item, references=[RULE])
    lesson.desk.resolve(lesson.ana, item, answer="Begini.", no_reference=True)
    assert lesson.lost(Criterion.REFERENCE).facts == {"reference": RULE}


# Contact


@pytest.mark.parametrize("escalated", [False, True])
@pytest.mark.parametrize("right", [ANSWER, REFER])
def test_no_contact_is_asked_for_where_no_answer_comes_later(lesson: Lesson, right: Outcome, escalated: bool) -> None:
    (item,) = lesson.start(lesson.come(matter("RETUR", right), contact=PHONE))
    lesson.ask(item)
    (lesson.escalate if escalated else lesson.follow_up)(item)
    loss, mark = lesson.lost(Criterion.CONTACT), lesson.mark(Criterion.CONTACT)
    assert (mark.earned, mark.possible, loss.requirement) == (0, 1, "R11")


@pytest.mark.parametrize("refuses", [False, True])
@pytest.mark.parametrize("recorded", [False, True])
def test_a_refusal_is_recorded_of_who_refuses(lesson: Lesson, refuses: bool, recorded: bool) -> None:
    who: dict[str, Any] = {"refusal": NO_CONTACT} if refuses else {"contact": PHONE}
    (item,) = lesson.start(lesson.come(matter("RETUR", FOLLOW_UP), **who))
    lesson.ask(item)
    lesson.follow_up(item, refused=recorded)
    mark = lesson.mark(Criterion.CONTACT)
    assert (mark.earned, mark.possible) == (int(refuses == recorded), 1)


# Progress


def followed(lesson: Lesson, at: str = "2026-11-24T09:10", **more: Any) -> int:
    """A follow-up begun at about `at`, its visit finished; its consultation."""
    lesson.clock.to(at)
    (item,) = lesson.start(lesson.come(matter("RETUR", FOLLOW_UP), contact=PHONE, **more))
    lesson.ask(item)
    lesson.follow_up(item)
    lesson.desk.finish(lesson.ana, item.ticket_id)
    return item.id


def told(lesson: Lesson, item: int, at: str, kind: str = "delivered") -> None:
    lesson.clock.to(at)
    lesson.desk.sweep()
    lesson.tell(lesson.desk.consultation(item).consultation, kind)


def test_each_working_day_of_a_follow_up_has_its_note_or_loses_a_point(lesson: Lesson) -> None:
    item = followed(lesson)
    assert not lesson.mark(Criterion.PROGRESS).tried
    told(lesson, item, "2026-11-24T15:00")  # day 0 is too early
    told(lesson, item, "2026-11-25T10:00", "internal")
    told(lesson, item, "2026-11-25T11:00", "attempted")
    assert not lesson.mark(Criterion.PROGRESS).tried
    told(lesson, item, "2026-11-26T10:00")
    told(lesson, item, "2026-11-26T11:00")
    lesson.clock.to("2026-11-27T10:00")
    loss, mark = lesson.lost(Criterion.PROGRESS), lesson.mark(Criterion.PROGRESS)
    assert (mark.earned, mark.possible, loss.requirement, loss.label) == (1, 2, "R20", "A-001")
    closing = lesson.desk.calendar.closing(wita("2026-11-25").date())
    assert loss.at == closing.astimezone(UTC)
    assert "25 November 2026" in loss.sentence
    # The replay opens at the last event before the day was over.
    assert loss.event_id == [e for e in lesson.run().events if e.at <= loss.at][-1].id


def test_the_duty_ends_with_the_follow_up_and_goes_on_daily_when_it_is_late(lesson: Lesson) -> None:
    item = followed(lesson)
    told(lesson, item, "2026-11-25T10:00")
    lesson.clock.to("2026-11-26T10:00")
    run = lesson.run()
    lesson.resolve(lesson.desk.consultation(item).consultation, RULE)
    mark = lesson.mark(Criterion.PROGRESS)
    assert (mark.earned, mark.possible) == (1, 1)
    # Unresolved: day 2 (26th) and, after the solution's own day (27th), Monday and Tuesday.
    late = replace(run, ended_at=utc("2026-12-02T08:00"))
    mark = score(late, lesson.ana.id, OfficeFacts.of(lesson.desk.settings)).mark(Criterion.PROGRESS)
    days = [loss.at.astimezone(WITA).date().isoformat() for loss in mark.lost_points]
    assert days == ["2026-11-26", "2026-11-30", "2026-12-01"]


def test_where_no_contact_was_given_no_progress_is_owed(lesson: Lesson) -> None:
    (item,) = lesson.start(lesson.come(matter("RETUR", FOLLOW_UP)))
    lesson.ask(item)
    lesson.follow_up(item, refused=True)
    lesson.clock.to("2026-11-30T10:00")
    assert not lesson.mark(Criterion.PROGRESS).tried


@pytest.mark.parametrize("notes", [(), ("2026-11-25T09:00",), ("2026-11-25T09:00", "2026-11-26T16:00")])
@pytest.mark.parametrize("at", ["2026-11-24T09:10", "2026-11-24T16:25", "2026-11-24T17:30", "2026-11-20T18:00"])
@pytest.mark.parametrize("came", ["in person", "as a message", "as a message of yesterday"])
@pytest.mark.parametrize("end", ["2026-11-26T18:00", "2026-11-27T10:00", "2026-12-01T18:00"])
def test_the_card_counts_the_checkpoints_that_the_desk_counts(
    lesson: Lesson, at: str, notes: tuple[str, ...], came: str, end: str
) -> None:
    lesson.clock.to(at)
    lesson.started = lesson.clock()
    channel = Channel.FACE_TO_FACE if came == "in person" else Channel.HAI_CSO
    received = lesson.started - timedelta(1) if came == "as a message of yesterday" else None
    item = followed(lesson, at, channel=channel, received=received)
    for note in notes:
        told(lesson, item, note)
    lesson.clock.to(end)
    lesson.desk.sweep()
    clocks = clocks_of(lesson.desk, lesson.desk.consultation(item).consultation, DeadlineKind.PROGRESS)
    mark = lesson.mark(Criterion.PROGRESS)
    assert [loss.at for loss in mark.lost_points] == [clock.due_at for clock in clocks if clock.met is False]
    assert mark.earned == sum(clock.met is True for clock in clocks)


def test_a_contact_given_later_begins_the_duty_with_the_next_working_day_and_a_refusal_ends_it(lesson: Lesson) -> None:
    (item,) = lesson.start(lesson.come(matter("SUPPLIER", ESCALATE), refusal=NO_CONTACT))
    lesson.ask(item)
    lesson.follow_up(item, refused=True)
    lesson.clock.to("2026-11-25T10:00")
    lesson.escalate(item)
    lesson.clock.to("2026-11-30T18:00")
    assert days_missed(lesson, lesson.run()) == ["2026-11-26", "2026-11-30"]
    lesson.clock.to("2026-11-26T17:30")
    lesson.escalate(item, "BANK", refused=True)
    lesson.clock.to("2026-12-01T18:00")
    assert days_missed(lesson, lesson.run()) == ["2026-11-26"]


def days_missed(lesson: Lesson, run: Run) -> list[str]:
    card = score(run, lesson.ana.id, OfficeFacts.of(lesson.desk.settings))
    return [loss.at.astimezone(WITA).date().isoformat() for loss in card.mark(Criterion.PROGRESS).lost_points]


def test_an_office_may_count_a_message_from_its_service_on(lesson: Lesson, clock: HandClock) -> None:
    with desk_with(lesson.desk, clock, online_start="mulai_layani") as other:
        strict, lesson.desk = lesson.desk, other
        item = followed(lesson, channel=Channel.HAI_CSO, received=lesson.clock() - timedelta(1))
        lesson.clock.to("2026-11-26T18:00")
        other.sweep()
        clocks = clocks_of(other, other.consultation(item).consultation, DeadlineKind.PROGRESS)
        assert days_missed(lesson, lesson.run()) == ["2026-11-25", "2026-11-26"]
        assert [loss.at for loss in lesson.mark(Criterion.PROGRESS).lost_points] == [clock.due_at for clock in clocks]
        lesson.desk = strict


# Solution


def test_a_solution_counts_when_it_is_due(lesson: Lesson) -> None:
    item = followed(lesson)
    due = lesson.desk.consultation(item).consultation.solution_due_at
    assert due is not None
    lesson.clock.at = due
    assert not lesson.mark(Criterion.SOLUTION).tried
    lesson.clock.forward(seconds=1)
    loss = lesson.lost(Criterion.SOLUTION)
    assert (loss.requirement, loss.at, loss.topic) == ("R12", due, "RETUR")
    open_ = loss.reason
    lesson.resolve(lesson.desk.consultation(item).consultation, RULE)
    assert lesson.lost(Criterion.SOLUTION).reason != open_


@pytest.mark.parametrize(("day", "earned"), [("2026-11-27T15:00", 1), ("2026-11-30T09:00", 0)])
def test_a_solution_is_in_time_until_the_third_day_closes(lesson: Lesson, day: str, earned: int) -> None:
    item = followed(lesson, channel=Channel.HAI_CSO)
    lesson.clock.to(day)
    lesson.resolve(lesson.desk.consultation(item).consultation, RULE)
    mark = lesson.mark(Criterion.SOLUTION)
    assert (mark.earned, mark.possible) == (earned, 1)
    assert [loss.requirement for loss in mark.lost_points] == ["R19"] * (1 - earned)


def test_a_follow_up_that_was_referred_has_no_solution_to_judge(lesson: Lesson) -> None:
    item = followed(lesson)
    lesson.clock.to("2026-11-30T09:00")
    lesson.desk.refer(lesson.ana, item, "Kanwil")
    assert not lesson.mark(Criterion.SOLUTION).tried


# Order of the queue


def test_whose_turn_it_is_is_called_first(lesson: Lesson) -> None:
    message = lesson.come(matter("LPJ"), channel=Channel.HAI_CSO)
    first, second = lesson.come(matter("RETUR")), lesson.come(matter("RETUR"))
    pressed = lesson.come(matter("RETUR"), priority="lansia")
    desk, ana = lesson.desk, lesson.ana
    for ticket, marks in ((pressed, (1, 1)), (second, (1, 2)), (first, (2, 3))):
        desk.call(ana, ticket)
        mark = lesson.mark(Criterion.ORDER)
        assert (mark.earned, mark.possible) == marks
        desk.start(ana, ticket)
        (item,) = items_of(desk, ticket)
        desk.cancel(ana, item, "uji")
        desk.finish(ana, ticket)
    loss = lesson.lost(Criterion.ORDER)
    assert (loss.requirement, loss.facts) == ("A24b", {"label": second.label, "turn": first.label})
    lesson.come(matter("RETUR"))
    desk.call(ana, message)
    assert lesson.mark(Criterion.ORDER).possible == 3


def test_who_was_left_waiting_yesterday_is_nobodys_turn_today(lesson: Lesson) -> None:
    lesson.come(matter("RETUR"))
    lesson.clock.to("2026-11-25T09:00")
    today = lesson.come(matter("RETUR"))
    assert lesson.desk.call_next(lesson.ana).id == today.id
    assert tally(lesson.card())["order"] == (1, 1)


def test_who_comes_back_is_put_in_after_three(lesson: Lesson, people: People) -> None:
    gone = lesson.come(matter("RETUR"), hears=0)
    others = [lesson.come(matter("RETUR")) for _ in range(4)]
    lesson.absent()
    lesson.desk.rejoin(people.satpam, gone)
    lesson.desk.call(lesson.ana, gone)
    assert lesson.lost(Criterion.ORDER).facts["turn"] == others[0].label


# Calls


def test_a_visitor_who_is_called_and_served_keeps_the_point(lesson: Lesson) -> None:
    ticket = lesson.come(matter("RETUR"), hears=2)
    lesson.desk.call_next(lesson.ana)
    assert not lesson.mark(Criterion.CALLS).tried
    lesson.clock.forward(5)
    lesson.desk.recall(lesson.ana, ticket)
    lesson.clock.forward(5)
    lesson.desk.start(lesson.ana, ticket)
    mark = lesson.mark(Criterion.CALLS)
    assert (mark.earned, mark.possible) == (1, 1)


@pytest.mark.parametrize("after", ["start", "recall", "nothing"])
def test_a_called_visitor_is_not_left_for_more_than_five_minutes(lesson: Lesson, after: str) -> None:
    ticket = lesson.come(matter("RETUR"))
    lesson.desk.call_next(lesson.ana)
    called = lesson.clock()
    lesson.clock.forward(5, seconds=1)
    if after != "nothing":
        getattr(lesson.desk, after)(lesson.ana, ticket)
    loss, mark = lesson.lost(Criterion.CALLS), lesson.mark(Criterion.CALLS)
    assert (mark.earned, mark.possible, loss.requirement) == (0, 1, "A24")
    assert loss.at == called + timedelta(minutes=5)


def test_who_does_not_come_after_three_calls_is_absent(lesson: Lesson) -> None:
    lesson.come(matter("RETUR"), hears=0)
    lesson.absent()
    mark = lesson.mark(Criterion.CALLS)
    assert (mark.earned, mark.possible) == (1, 1)


def test_who_has_come_is_not_absent(lesson: Lesson) -> None:
    lesson.come(matter("RETUR"), hears=3)
    lesson.absent()
    loss = lesson.lost(Criterion.CALLS)
    assert loss.requirement == "A24" and loss.at == lesson.clock()


def test_nobody_is_sent_back_before_three_calls(lesson: Lesson) -> None:
    ticket = lesson.come(matter("RETUR"), hears=0)
    lesson.desk.call_next(lesson.ana)
    lesson.clock.forward(1)
    lesson.desk.requeue(lesson.ana, ticket)
    assert lesson.lost(Criterion.CALLS).facts == {"calls": 1, "limit": 3}
    lesson.desk.undo(lesson.ana)
    assert not lesson.mark(Criterion.CALLS).tried


def test_who_was_called_three_times_may_be_put_back(lesson: Lesson) -> None:
    ticket = lesson.come(matter("RETUR"), hears=0)
    lesson.desk.call_next(lesson.ana)
    for _ in range(2):
        lesson.clock.forward(1)
        lesson.desk.recall(lesson.ana, ticket)
    lesson.desk.requeue(lesson.ana, ticket)
    assert tally(lesson.card())["calls"] == (1, 1)


def test_absent_too_early_is_lost_even_where_another_office_allows_it(lesson: Lesson, clock: HandClock) -> None:
    lesson.come(matter("RETUR"), hears=0)
    with desk_with(lesson.desk, clock, calls_max=1) as lenient:
        lenient.absent(lesson.ana, lenient.call_next(lesson.ana))
    assert lesson.lost(Criterion.CALLS).facts == {"calls": 1, "limit": 3}


# Keys


def test_an_action_that_is_taught_is_used_at_least_once(lesson: Lesson) -> None:
    (item,) = lesson.start(lesson.come(matter("RETUR")))
    lesson.ask(item)
    lesson.resolve(item, RULE)
    taught = ("call", "record", "resolve", "log_progress", "undo", "record", "what")
    mark = lesson.mark(Criterion.ACTIONS, *taught)
    assert (mark.earned, mark.possible) == (3, 5)
    assert [loss.requirement for loss in mark.lost_points] == ["R20", "A23"]
    assert {loss.at for loss in mark.lost_points} == {lesson.clock()}
    lesson.desk.undo(lesson.ana)
    mark = lesson.mark(Criterion.ACTIONS, *taught)
    assert [str(loss.facts["action"]) for loss in mark.lost_points] == ["Answer and resolve", "Log progress"]


def test_every_action_of_an_officer_serves_a_requirement_that_the_card_can_name() -> None:
    assert {rule.action for rule in RULES if Role.CSO in rule.roles} | {Action.UNDO} == set(SERVES)
    assert {*SERVES.values(), *filter(None, REQUIREMENT.values()), "R10", "R19"} <= set(REQUIREMENT_TEXT)
    assert set(CRITERION_TEXT) == set(REQUIREMENT) == set(Criterion)


# What counts


def test_what_is_undone_counts_neither_for_nor_against(lesson: Lesson) -> None:
    (item,) = lesson.start(lesson.come(matter("RETUR")))
    lesson.ask(item, minutes=25)
    before = tally(lesson.card())
    lesson.escalate(item)
    assert tally(lesson.card()) != before
    lesson.desk.undo(lesson.ana)
    assert tally(lesson.card()) == before


def test_only_the_trainee_is_judged_and_only_from_the_beginning_of_the_run(lesson: Lesson, people: People) -> None:
    lesson.come(matter("RETUR"), hears=3)
    lesson.absent()
    assert tally(lesson.card()) == {"order": (1, 1), "calls": (0, 1)}
    run, facts = lesson.run(), OfficeFacts.of(lesson.desk.settings)
    assert tally(score(run, people.budi.id, facts)) == {}
    assert tally(score(replace(run, started_at=lesson.clock() + timedelta(1)), lesson.ana.id, facts)) == {}


def test_visitors_whom_nobody_plays_are_not_judged_by_what_they_wanted(lesson: Lesson) -> None:
    ticket = lesson.come(matter("RETUR"))
    del lesson.callers[ticket.id]
    (item,) = lesson.start(ticket)
    lesson.ask(item)
    lesson.escalate(item, "PDMS")
    assert tally(lesson.card()) == {
        "service_time": (1, 1), "identity": (1, 1), "order": (1, 1), "calls": (1, 1),
    }  # fmt: skip


def test_percent_is_rounded_half_up() -> None:
    assert [percent(earned, possible) for earned, possible in ((0, 0), (1, 8), (1, 3), (2, 3), (5, 5), (1, 200))] == [
        0, 13, 33, 67, 100, 1,
    ]  # fmt: skip


# Whole days


def test_a_good_day_has_every_point(lesson: Lesson, people: People) -> None:
    good_day(lesson, people)
    card = lesson.card("call", "recall", "absent", "switch", "escalate", "follow_up", "log_progress")
    assert tally(card) == {
        "service_time": (5, 5),
        "topic": (5, 5),
        "section": (1, 1),
        "identity": (4, 4),
        "reference": (5, 5),
        "contact": (3, 3),
        "progress": (4, 4),
        "solution": (3, 3),
        "order": (4, 4),
        "calls": (4, 4),
        "actions": (7, 7),
    }
    assert (card.earned, card.possible, card.percent, card.lost_points) == (45, 45, 100, ())
    assert card.officer == "Ana Seroja"


def good_day(lesson: Lesson, people: People) -> None:
    desk, ana = lesson.desk, lesson.ana
    plain = lesson.come(matter("RETUR", ANSWER, RULE), declines_identity=True)
    two = lesson.come(matter("SPM", FOLLOW_UP), matter("GAJI", ANSWER, RULE), registered=("SPM",), contact=PHONE)
    lesson.come(matter("LPJ"), hears=0)
    hard = lesson.come(matter("SUPPLIER", ESCALATE), priority="lansia", refusal=NO_CONTACT)
    message = lesson.come(matter("LPJ", FOLLOW_UP, RULE), channel=Channel.HAI_CSO, contact=PHONE)
    (item,) = lesson.start(hard)
    lesson.ask(item)
    lesson.escalate(item, refused=True)
    desk.finish(ana, hard)
    (first,) = lesson.start(plain, declined=True)
    lesson.ask(first)
    lesson.resolve(first, RULE)
    desk.finish(ana, plain)
    (later,) = lesson.start(two)
    lesson.ask(later)
    lesson.follow_up(later)
    desk.add_consultation(ana, two, "GAJI")
    now = items_of(desk, two)[1]
    desk.switch(ana, now)
    lesson.ask(now)
    lesson.resolve(now, RULE)
    desk.finish(ana, two)
    lesson.absent()
    (online,) = lesson.start(message, identify=False)
    lesson.ask(online)
    lesson.follow_up(online)
    desk.finish(ana, message)
    for day in ("2026-11-25", "2026-11-26"):
        lesson.clock.to(f"{day}T09:00")
        lesson.tell(later)
        lesson.tell(online)
    (asked,) = desk.consultation(item).escalations
    desk.answer(people.kasi, asked.escalation, "Ya")
    lesson.clock.to("2026-11-27T09:00")
    lesson.resolve(item)
    lesson.resolve(later)
    lesson.resolve(online, RULE)


def test_a_careless_day_loses_a_point_for_each_thing_done_wrong(lesson: Lesson) -> None:
    careless_day(lesson)
    card = lesson.card("recall", "request_documents")
    assert tally(card) == {
        "service_time": (2, 3),
        "topic": (2, 4),
        "section": (0, 1),
        "identity": (2, 4),
        "reference": (0, 2),
        "contact": (0, 2),
        "progress": (1, 2),
        "solution": (0, 2),
        "order": (3, 4),
        "calls": (2, 4),
        "actions": (1, 2),
    }
    assert (card.earned, card.possible, card.percent) == (13, 30, 43)
    assert [(loss.requirement, loss.label) for loss in card.lost_points] == [
        ("A24b", "A-002"),
        ("R03", "A-002"),
        ("R03", "A-002"),
        ("R21", "A-002"),
        ("R05", "A-002"),
        ("R06", "A-002"),
        ("A24", "A-001"),
        ("R18", "A-001"),
        ("R11", "A-001"),
        ("R05", "A-001"),
        ("A24", "A-003"),
        ("R11", "A-004"),
        ("R20", "A-004"),
        ("R12", "A-001"),
        ("R12", "A-004"),
        ("R06", "A-004"),
        ("R07", ""),
    ]
    assert all(loss.sentence and "{" not in loss.sentence for loss in card.lost_points)


def careless_day(lesson: Lesson) -> None:
    desk, ana, clock = lesson.desk, lesson.ana, lesson.clock
    bank = lesson.come(matter("RETUR", ESCALATE), matter("SPM"), registered=("RETUR",), contact=PHONE)
    chosen = lesson.come(matter("SP2D", ANSWER, RULE), registered=("RETUR",))
    lesson.come(matter("LPJ"), hears=2)
    slow = lesson.come(matter("GAJI", FOLLOW_UP, RULE), refusal=NO_CONTACT)
    desk.call(ana, chosen)
    desk.start(ana, chosen)
    (item,) = items_of(desk, chosen)
    lesson.ask(item, minutes=20, answer="Begini.")
    lesson.identify(chosen, declined=True)
    clock.forward(5)
    lesson.resolve(item)
    desk.finish(ana, chosen)
    desk.call_next(ana)
    clock.forward(6)
    desk.start(ana, bank)
    lesson.identify(bank)
    (item,) = items_of(desk, bank)
    lesson.ask(item)
    lesson.escalate(item, "PDMS", refused=True)
    clock.forward(1)
    desk.finish(ana, bank)
    lesson.absent()
    (item,) = lesson.start(slow)
    lesson.ask(item)
    lesson.follow_up(item)
    desk.finish(ana, slow)
    clock.to("2026-11-25T09:00")
    lesson.tell(item)
    clock.to("2026-11-30T09:00")
    lesson.resolve(item)

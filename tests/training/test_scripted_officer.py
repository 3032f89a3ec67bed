"""The scripted officers: the good one by the standard, the careless one with every fault; both the same each time."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kppn_tui.desk import Desk, open_desk
from kppn_tui.domain.states import OUTCOME
from kppn_tui.i18n import _
from kppn_tui.training.hints import HINTS, hint_sentence
from kppn_tui.training.plan import Outcome
from kppn_tui.training.scripted_officer import Manner, Step, StepKind, next_step, perform, visit
from kppn_tui.training.scripted_officer.performing import PERFORMANCES
from tests.conftest import PASSWORD, TUESDAY, HandClock, People, an_office, wita
from tests.desk.kit import events, rows
from tests.training.little import CROWD, DAY, Little, caller, little, matter, plan_of

WEEK = "2026-11-27T16:30"


def run(desk: Desk, people: People, clock: HandClock, manner: Manner, **more: Any) -> Little:
    """The crowd served until the end of the week."""
    room = little(desk, people, clock, plan_of(*CROWD, end=WEEK, **more), manner)
    room.run()
    return room


def done(room: Little, key: str) -> list[StepKind]:
    """What was done with the caller of that key."""
    ticket = next(ticket for ticket, one in room.callers.items() if one.key == key)
    return [step.kind for step in room.done if step.ticket_id == ticket]


def items(room: Little, key: str) -> list[Any]:
    ticket = next(ticket for ticket, one in room.callers.items() if one.key == key)
    return [view.consultation for view in room.desk.session(ticket).consultations]


def test_the_good_one_keeps_the_standard(desk: Desk, people: People, clock: HandClock) -> None:
    room = run(desk, people, clock, Manner.GOOD)
    served = [item for key in room.callers for item in (view.consultation for view in desk.session(key).consultations)]
    assert {item.state for item in served} <= {*OUTCOME} - {"follow_up"}
    assert all(item.net_seconds <= 20 * 60 for item in served if item.net_seconds is not None)
    for ticket, one in room.callers.items():
        for item, wanted in zip(
            (view.consultation for view in desk.session(ticket).consultations), one.matters, strict=False
        ):
            if item.state == "Resolved":
                assert (item.topic, item.question) == (wanted.topic, wanted.text)
                assert (item.references, item.no_reference) == (wanted.references, not wanted.references)
    names = [name for name, _data in events(desk)]
    assert "requeue" not in names
    assert not [data for name, data in events(desk) if name == "call" and data.get("chosen")]
    # Heads take their time, whoever asks them.
    assert not [data for name, data in events(desk) if data.get("in_time") is False and name != "answer"]
    assert rows(desk, "SELECT count(*) AS n FROM deadline WHERE met = 0 AND kind <> 'reply'")[0]["n"] == 0


def test_who_does_not_hear_is_called_again_and_absent_in_the_end(desk: Desk, people: People, clock: HandClock) -> None:
    room = run(desk, people, clock, Manner.GOOD)
    assert done(room, "tiga")[:3] == [StepKind.CALL_NEXT, StepKind.RECALL, StepKind.START]
    assert done(room, "lima") == [StepKind.CALL_NEXT, StepKind.RECALL, StepKind.RECALL, StepKind.ABSENT]


def test_topic_other_matters_mistakes_documents_and_identity(desk: Desk, people: People, clock: HandClock) -> None:
    room = run(desk, people, clock, Manner.GOOD)
    fetched = [step for step in room.done if step.kind in (StepKind.REQUEST_DOCUMENTS, StepKind.DOCUMENTS_RECEIVED)]
    assert timedelta(minutes=12) <= fetched[1].at - fetched[0].at < timedelta(minutes=13)
    # Meanwhile the other matter is served.
    between = [step.kind for step in room.done if fetched[0].at < step.at < fetched[1].at]
    assert between[:2] == [StepKind.SWITCH, StepKind.RECORD_QUESTION]
    assert [item.topic for item in items(room, "tiga")] == ["SUPPLIER"]
    assert [item.state for item in items(room, "delapan")] == ["Resolved", "cancelled"]
    ticket = next(key for key, one in room.callers.items() if one.key == "empat")
    assert desk.session(ticket).ticket.identity_declined
    first = [step.kind for step in room.done if step.ticket_id == ticket]
    assert first[1:5] == [StepKind.START, StepKind.IDENTIFY, StepKind.RECORD_TOPIC, StepKind.RECORD_QUESTION]
    assert items(room, "empat")[0].contact_refused
    assert items(room, "sembilan")[0].contact_value == "+6281200001234"


def test_progress_is_told_once_on_every_working_day_but_the_first_and_the_last(
    desk: Desk, people: People, clock: HandClock
) -> None:
    """Until the answer is there: what was asked on Tuesday and found out on Wednesday or Thursday."""
    room = run(desk, people, clock, Manner.GOOD)
    told = [(step.at, step.consultation_id) for step in room.done if step.kind == StepKind.LOG_PROGRESS]
    days = [(at.astimezone(desk.calendar.zone).date(), item) for at, item in told]
    assert days
    assert len(days) == len(set(days))
    assert all(f"{day}" > DAY for day, _item in days)


def test_a_question_back_is_replied_to_and_the_answer_delivered(desk: Desk, people: People, clock: HandClock) -> None:
    room = run(desk, people, clock, Manner.GOOD)
    ending = done(room, "tujuh")[-3:]
    assert ending == [StepKind.FINISH, StepKind.CLARIFY, StepKind.DELIVER]
    assert items(room, "tujuh")[0].answer == "Arahan."


def test_it_does_not_matter_when_it_is_asked(desk: Desk, people: People, clock: HandClock) -> None:
    room = little(desk, people, clock, plan_of(*CROWD))
    for _each in range(60):
        step, coming = room.next(), room.arrival()
        assert step is None or (step.at >= room.plan.start and not step.at.microsecond)
        clock.forward(seconds=1)
        assert room.next() == step
        if coming and (step is None or coming.at <= step.at):
            room.to(coming.at)
            room.arrive(coming)
        elif step:
            room.to(step.at)
            perform(desk, people.ana, step)


@pytest.mark.parametrize("manner", Manner)
def test_the_same_seed_is_the_same_day_and_another_one_is_not(
    desk: Desk, people: People, clock: HandClock, tmp_path: Path, manner: Manner
) -> None:
    run(desk, people, clock, manner)
    logs = [events(desk)]
    for seed in (1, 2):
        settings = an_office(str(tmp_path / f"{seed}.db"), tmp_path / str(seed))
        with open_desk(settings.url, settings, clock) as other:
            clock.at = TUESDAY
            for one in desk.officers():
                other.add_officer(None, one.login, one.name, one.roles.split(), PASSWORD, sections=one.section_set)
            for login, counter in (("ana", "1"), ("budi", "2")):
                other.sign_in(login, PASSWORD, counter)
            run(other, people, clock, manner, seed=seed)
            logs.append(events(other))
    ours, same, another = ([entry for entry in log if entry[0] not in ("officer", "sign_in")] for log in logs)
    assert ours == same
    assert ours != another


@pytest.mark.parametrize(("comes", "served"), [("15:53", True), ("15:56", False)])
def test_nobody_is_called_in_the_last_minutes_of_the_day(
    desk: Desk, people: People, clock: HandClock, comes: str, served: bool
) -> None:
    room = little(desk, people, clock, plan_of(caller("a", f"{DAY}T15:30"), caller("b", f"{DAY}T{comes}")))
    room.run()
    assert [step.kind for step in room.done].count(StepKind.CALL_NEXT) == 1 + served
    # Who is served is served to the end.
    assert room.done[-1].kind is StepKind.FINISH
    assert (room.done[-1].at > wita(f"{DAY}T15:55")) is served
    assert room.next() is None


def test_a_head_accepts_asks_back_once_and_answers(desk: Desk, people: People, clock: HandClock) -> None:
    asking = caller("satu", f"{DAY}T08:00", matter("SUPPLIER", outcome=Outcome.ESCALATE, asks_back=True))
    room = little(desk, people, clock, plan_of(asking))
    room.heads = lambda: None  # type: ignore[method-assign]
    room.run()
    did = []
    while (step := next_step(desk, people.kasi, room.plan, room.callers)) is not None:
        room.to(step.at)
        did.append(step.kind)
        perform(desk, people.kasi, step)
        while (mine := room.next()) is not None and mine.kind == StepKind.CLARIFY:
            room.to(mine.at)
            perform(desk, people.ana, mine)
    assert did == [StepKind.ACCEPT, StepKind.RETURN, StepKind.ANSWER]
    assert desk.follow_ups()[0].head_answer == asking.matters[0].answer


def test_the_careless_one_makes_every_fault_and_the_day_goes_on(desk: Desk, people: People, clock: HandClock) -> None:
    crowd = [replace(one, key=f"{one.key}{turn}", at=one.at + timedelta(minutes=70 * turn),
                     reference=f"{one.reference}{turn}" if one.reference else "")
             for turn in range(4) for one in CROWD]  # fmt: skip
    room = little(desk, people, clock, plan_of(*crowd, end="2026-12-03T16:00"), Manner.CARELESS)
    room.run()
    log = events(desk)
    names = Counter(name for name, _data in log)
    assert names["requeue"]
    assert names["log_progress"] == 0
    assert [data for name, data in log if name == "call" and data.get("chosen")]
    tickets = [desk.session(ticket).ticket for ticket in room.callers]
    assert [one for one in tickets if one.identity_declined and not room.callers[one.id].declines_identity]
    found = [view for ticket in room.callers for view in desk.session(ticket).consultations]
    asked = [view for view in found if view.consultation.question]
    wrong = [view for view in asked if not room.callers[view.ticket.id].matter(view.consultation.topic)]
    home = {topic.code: topic.section for topic in desk.settings.topics}
    assert wrong
    assert [
        view for view in found for one in view.escalations if one.escalation.section != home[view.consultation.topic]
    ]
    usual = {one.text: one.references for each in room.callers.values() for one in each.matters}
    assert [view for view in found if view.consultation.no_reference and usual.get(view.consultation.question)]
    assert [view for view in found if (view.consultation.net_seconds or 0) > 20 * 60]
    needless = [view for view in found if view.consultation.followed_up
                and room.callers[view.ticket.id].matters[0].outcome is Outcome.ANSWER]  # fmt: skip
    assert needless
    solutions = rows(desk, "SELECT met, count(*) AS n FROM deadline WHERE kind = 'solution' GROUP BY met")
    assert {row["met"] for row in solutions} >= {0, 1} or None in {row["met"] for row in solutions}
    assert names["finish"] >= 12


def test_somebody_whom_nobody_knows_is_served_too(desk: Desk, people: People, clock: HandClock) -> None:
    room = little(desk, people, clock, plan_of(caller("satu", f"{DAY}T08:00"), caller("dua", f"{DAY}T08:05")))
    clock.to(f"{DAY}T08:00")
    desk.take_ticket(people.satpam, topics=["LPJ"])
    desk.take_ticket(people.satpam)
    room._came = 2
    room.run()
    found = [view.consultation for ticket in (1, 2) for view in desk.session(ticket).consultations]
    assert [(item.topic, item.state) for item in found] == [("LPJ", "Resolved"), ("SPM", "Resolved")]
    assert all(item.question and item.answer for item in found)


def test_two_questions_on_one_topic_are_two_consultations_with_a_reason(
    desk: Desk, people: People, clock: HandClock
) -> None:
    twice = (matter("RETUR"), replace(matter("RETUR"), text="Yang kedua?"))
    room = little(desk, people, clock, plan_of(caller("satu", f"{DAY}T08:00", *twice, registered=("RETUR",))))
    room.run()
    found = items(room, "satu")
    assert [(item.topic, item.question, item.state) for item in found] == [
        ("RETUR", twice[0].text, "Resolved"),
        ("RETUR", twice[1].text, "Resolved"),
    ]
    assert found[1].split_reason


def test_a_colleague_who_was_faster_is_no_error(desk: Desk, people: People, clock: HandClock) -> None:
    room = little(desk, people, clock, plan_of(caller("satu", f"{DAY}T08:00")))
    room.to(wita(f"{DAY}T08:00"))
    room.arrive(room.plan.callers[0])
    step = room.next()
    assert step is not None
    desk.call_next(people.budi)
    perform(desk, people.ana, step)
    assert room.next() is None


@pytest.mark.parametrize("what", visit.THINKING)
def test_a_service_stays_within_the_twenty_minutes(what: StepKind) -> None:
    low, high = visit.THINKING[what]
    assert 0 < low <= high
    whole = (
        StepKind.IDENTIFY,
        StepKind.RECORD_TOPIC,
        StepKind.RECORD_QUESTION,
        StepKind.ADD_CONSULTATION,
        StepKind.REQUEST_DOCUMENTS,
        StepKind.DOCUMENTS_RECEIVED,
        StepKind.RESOLVE,
    )
    assert sum(visit.THINKING[one][1] for one in whole) <= 13 * 60


def test_every_kind_of_step_is_performed_and_has_its_hint() -> None:
    assert set(PERFORMANCES) == set(HINTS) == set(StepKind)


def test_the_hint_does_not_ask_for_a_document_that_is_still_being_fetched() -> None:
    at = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    step = Step(at, StepKind.DOCUMENTS_RECEIVED, 1, 1)
    press = hint_sentence(step, "2")
    assert "b" in press and hint_sentence(step, "2", at - timedelta(seconds=10)) == press
    assert hint_sentence(step, "2", at - timedelta(minutes=3)) == _(
        "The document is being fetched: until it comes the clock of the service stands still (R07)."
    )

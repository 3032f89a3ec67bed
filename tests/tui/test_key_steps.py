"""By keys a scripted officer does what they do by verbs: the same day, event by event; and hints name real keys."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.binding import Binding
from textual.pilot import Pilot
from textual.screen import Screen

from kppn_tui import i18n
from kppn_tui.desk import Desk, connect, open_desk
from kppn_tui.domain.people import Officer, Stakeholder, StakeholderKind
from kppn_tui.training.hints import HINTS, hint_sentence
from kppn_tui.training.plan import Outcome, Plan
from kppn_tui.training.scripted_officer import Manner, next_step, perform
from kppn_tui.training.scripted_officer.steps import Step, StepKind
from kppn_tui.tui.app import KppnApp
from kppn_tui.tui.cases.followups import FollowUpScreen
from kppn_tui.tui.cases.inbox import InboxScreen
from kppn_tui.tui.key_driver import KeyDriver
from kppn_tui.tui.queue.screen import QueueScreen
from kppn_tui.tui.training import key_steps
from kppn_tui.tui.visit.screen import SessionScreen
from tests.conftest import PASSWORD, TUESDAY, HandClock, People, an_office
from tests.desk.kit import events
from tests.soak import in_soak
from tests.training.little import CROWD, DAY, WHATSAPP, Little, caller, little, matter, plan_of

#: What clocks and machines do by themselves, at moments of their own.
APART = ("clock", "officer", "sign_in", "sign_out", "sweep", "close_day")
LONG = "Baris satu [/b] “kutip” é\n\nBaris dua; 50% & <x>?"
BY_KEYS = "a good and a careless trainee play a scenario by keys in tests/e2e/test_training.py"
#: Texts and people that are hard to type.
HARD = (
    caller("sulit", f"{DAY}T07:40", replace(matter("RETUR"), text=LONG, answer=LONG, references=("PMK", "PMK 62/2023")),
           matter("SPM", documents=("SPTJM", "SP"), references=()), registered=("RETUR",)),
    replace(caller("bank", f"{DAY}T07:41", matter("UP", outcome=Outcome.FOLLOW_UP), contact=WHATSAPP, hears=3),
            origin=Stakeholder("", "BANK SEROJA", StakeholderKind.BANK)),
    caller("dua kali", f"{DAY}T07:42", matter("RETUR"), replace(matter("RETUR"), text="Yang kedua?")),
)  # fmt: skip


@contextmanager
def another(desk: Desk, clock: HandClock, folder: Path) -> Iterator[Desk]:
    """A second office with the same officers."""
    settings = an_office(str(folder / "other.db"), folder)
    with open_desk(settings.url, settings, clock) as other:
        clock.at = TUESDAY
        for one in desk.officers():
            other.add_officer(None, one.login, one.name, one.roles.split(), PASSWORD, sections=sorted(one.section_set))
            other.sign_in(one.login, PASSWORD, one.counter)
        yield other


def log(desk: Desk) -> list[tuple[str, dict[str, Any]]]:
    return [entry for entry in events(desk) if entry[0] not in APART]


@asynccontextmanager
async def at_app(room: Little, officer: Officer) -> AsyncIterator[Pilot[Any]]:
    """`officer` at an app of their own."""
    own = connect(room.desk.settings.url, room.desk.settings, room.clock)
    app = KppnApp(room.desk.settings.places, desk=own, clock=room.clock, officer=officer)
    async with app.run_test(size=(80, 24)) as pilot:
        await KeyDriver(pilot).until(lambda: app.base_screen is not None, "the first screen")
        yield pilot


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("manner", "plan"),
    [
        in_soak(BY_KEYS, Manner.GOOD, plan_of(*CROWD[1:], end="2026-11-26T12:00"), name="good"),
        in_soak(BY_KEYS, Manner.CARELESS, plan_of(*CROWD[:7], seed=3), name="careless"),
        pytest.param(Manner.GOOD, plan_of(*HARD, end="2026-11-26T12:00"), id="hard"),
    ],
)
async def test_the_same_day_by_keys_as_by_verbs(
    desk: Desk, people: People, clock: HandClock, tmp_path: Path, manner: Manner, plan: Plan
) -> None:
    by_verbs = little(desk, people, clock, plan, manner)
    by_verbs.run()
    with another(desk, clock, tmp_path / "other") as other:
        room = little(other, people, clock, plan, manner)
        async with at_app(room, people.ana) as pilot:
            for step in room.steps():
                await key_steps.press(pilot, step)
        assert [(step.at, step.kind) for step in room.done] == [(step.at, step.kind) for step in by_verbs.done]
        assert log(other) == log(desk)
        for ticket in room.callers:
            assert [view.consultation for view in other.session(ticket).consultations] == [
                view.consultation for view in desk.session(ticket).consultations
            ]


async def test_a_head_works_by_keys_too(desk: Desk, people: People, clock: HandClock) -> None:
    asking = caller("satu", f"{DAY}T08:00", matter("SUPPLIER", outcome=Outcome.ESCALATE, asks_back=True))
    room = little(desk, people, clock, plan_of(asking))
    room.heads = lambda: None  # type: ignore[method-assign]
    room.run()
    async with at_app(room, people.kasi) as pilot:
        while (step := next_step(desk, people.kasi, room.plan, room.callers)) is not None:
            room.to(step.at)
            await key_steps.press(pilot, step)
            if (mine := room.next()) is not None and mine.kind == StepKind.CLARIFY:
                room.to(mine.at)
                perform(desk, people.ana, mine)
    notes = [note.note.kind for note in reversed(desk.follow_ups()[0].escalations[0].notes)]
    assert notes == ["question", "tried", "ask_back", "clarification", "answer"]
    assert desk.follow_ups()[0].head_answer == asking.matters[0].answer


async def test_who_was_taken_by_a_colleague_is_left_alone(desk: Desk, people: People, clock: HandClock) -> None:
    room = little(desk, people, clock, plan_of(caller("satu", f"{DAY}T08:00")))
    room.to(room.plan.callers[0].at)
    room.arrive(room.plan.callers[0])
    step = room.next()
    assert step is not None
    desk.call_next(people.budi)
    async with at_app(room, people.ana) as pilot:
        await key_steps.press(pilot, step)
        await key_steps.press(pilot, replace(step, kind=StepKind.START))
    assert desk.session(step.ticket_id).ticket.officer_id == people.budi.id
    assert [name for name, _data in log(desk)] == ["take_ticket", "call"]


async def test_a_screen_that_does_not_follow_is_told_with_what_it_shows(
    desk: Desk, people: People, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KeyDriver, "PATIENCE", 0.5)
    room = little(desk, people, clock, plan_of())
    async with at_app(room, people.ana) as pilot:
        with pytest.raises(RuntimeError, match="screen 2"):
            await key_steps.press(pilot, Step(clock(), StepKind.SWITCH, 1, 1))
        with pytest.raises(RuntimeError, match="KPPN Serojabaru"):
            await key_steps.press(pilot.app, Step(clock(), StepKind.FINISH, 1))


SCREEN_OF: dict[StepKind, type[Screen[Any]]] = {
    StepKind.CALL_NEXT: QueueScreen,
    StepKind.CALL: QueueScreen,
    StepKind.RECALL: QueueScreen,
    StepKind.ABSENT: QueueScreen,
    StepKind.REQUEUE: QueueScreen,
    StepKind.START: QueueScreen,
    StepKind.DELIVER: FollowUpScreen,
    StepKind.LOG_PROGRESS: FollowUpScreen,
    StepKind.CLARIFY: FollowUpScreen,
    StepKind.ACCEPT: InboxScreen,
    StepKind.RETURN: InboxScreen,
    StepKind.ANSWER: InboxScreen,
}
WAY = {FollowUpScreen: "go('followups')", InboxScreen: "go('inbox')"}


def actions(kind: type[Any]) -> dict[str, str]:
    """What each key of a screen does."""
    found = [one for one in kind.BINDINGS if isinstance(one, Binding)]
    return {key: one.action for one in found for key in one.key.split(",")}


@pytest.mark.parametrize("kind", HINTS)
def test_a_hint_names_the_key_that_does_it_on_its_screen(kind: StepKind) -> None:
    hint, screen = HINTS[kind], SCREEN_OF.get(kind, SessionScreen)
    *before, last = hint.keys
    assert actions(screen)[last] == hint.action
    if screen in WAY:
        assert [actions(KppnApp)[key] for key in before] == [WAY[screen]]
    else:
        # A letter of a visit would be typed in a field.
        assert before in ([], ["f4", "f5"]) if len(last) > 1 or screen is not SessionScreen else before == ["escape"]
        assert [actions(screen)[key] for key in before if key != "escape"] in (
            [],
            ["edit('answer')", "edit('references')"],
        )
    assert set(HINTS) == set(key_steps.DEEDS)


def test_a_hint_is_one_sentence_in_the_language_in_use(clock: HandClock) -> None:
    i18n.use("en")
    assert hint_sentence(Step(clock(), StepKind.CALL_NEXT)) == "Press n: call the next visitor (A24b)."
    assert hint_sentence(Step(clock(), StepKind.CALL_NEXT), "2") == "Press 1, n: call the next visitor (A24b)."
    assert hint_sentence(Step(clock(), StepKind.FINISH, 1), "1") == "Press 2, f: finish the visit (R23)."
    assert hint_sentence(Step(clock(), StepKind.FINISH, 1), "2") == "Press Esc, f: finish the visit (R23)."
    topic = Step(clock(), StepKind.RECORD_TOPIC, 1, 1, {"topic": "LPJ"})
    assert hint_sentence(topic) == "Press Esc, t: choose the topic that fits the question (R05)."
    assert hint_sentence(Step(clock(), StepKind.IDENTIFY, 1)) == "Press F2: ask who it is and write it down (R03)."

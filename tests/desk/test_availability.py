"""What is said to be possible is possible: every action on every record, by everybody, at many moments of many days."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase
from hypothesis import settings as examples
from hypothesis.stateful import rule, run_state_machine_as_test

from kppn_tui.desk import PLAIN, Desk
from kppn_tui.desk.unit_of_work import UnitOfWork
from kppn_tui.domain.availability import (
    CASE_ACTIONS,
    CSO_ESCALATION_ACTIONS,
    ESCALATION_ACTIONS,
    TICKET_ACTIONS,
    Availability,
    Circumstances,
    escalations_for,
    of_escalation,
    of_follow_up,
    of_queue,
    of_visit,
)
from kppn_tui.domain.board_rows import row_for
from kppn_tui.domain.conditions import Leave
from kppn_tui.domain.errors import DeskError, Missing
from kppn_tui.domain.lifecycle import Action, Ask, Compound, Need
from kppn_tui.domain.people import Officer
from kppn_tui.domain.views import ConsultationView
from kppn_tui.office.settings import Settings
from tests.conftest import HandClock, People
from tests.desk.kit import WHATSAPP
from tests.desk.stage import DEEDS, Stage
from tests.desk.test_model import LUCK, Office

RUNS, EXAMPLES, STEPS = 4, 2, 60
#: How often all is compared, in turns; a comparison tries some hundred verbs.
COMPARED = 10
#: Recorded in another field or form before the action: what is missing is asked for there.
ELSEWHERE = {Need.IDENTITY, Need.QUESTION, Need.TOPIC}
LEAVES = (None, *Leave)
ONE_DATABASE = "two answers to the same rows are compared, not how they are stored"
Verb = Callable[..., Any]


class Done(Exception):
    """The verb was not refused; its transaction is rolled back."""


def _every_leave(verb: Verb) -> Verb:
    """`verb` with the first way to leave the counter that works; the first refusal when none does."""

    def run(*args: Any) -> None:
        refused: list[DeskError] = []
        for leave in LEAVES:
            try:
                verb(*args, leave=leave)
            except DeskError as error:
                refused.append(error)
        raise refused[0]

    return run


def _every_section(desk: Desk, verb: Verb) -> Verb:
    """`verb` with the first section that works; the last refusal when none does."""

    def run(who: Officer, key: int) -> None:
        refused: list[DeskError] = []
        for section in desk.settings.sections:
            try:
                verb(who, key, section.code)
            except DeskError as error:
                refused.append(error)
        raise refused[-1]

    return run


def verbs(desk: Desk) -> dict[Ask, Verb]:
    """What each action does with the id of its record, and with everything that would be typed."""

    def escalate(who: Officer, key: int, section: str) -> None:
        desk.escalate(who, key, "Mohon", section=section, section_reason="rekening", contact=WHATSAPP, take_over=True)

    def pass_on(who: Officer, key: int, section: str) -> None:
        desk.pass_on(who, key, section, "soal rekening")

    def plainly(action: Action) -> Verb:
        return lambda who, key: desk.perform(who, action, key, take_over=True)

    plain: dict[Ask, Verb] = {action: plainly(action) for action in PLAIN}
    typed: dict[Ask, Verb] = {
        Action.ESCALATE: _every_section(desk, escalate),
        Action.PASS_ON: _every_section(desk, pass_on),
        Action.TAKE_TICKET: lambda who, _: desk.take_ticket(who),
        Compound.CALL_NEXT: lambda who, _: _every_leave(desk.call_next)(who),
        Action.CALL: _every_leave(desk.call),
        Action.START: _every_leave(partial(desk.start, take_over=True)),
        Action.PRIORITISE: lambda who, key: desk.prioritise(who, key, "lansia"),
        Action.CANCEL_TICKET: lambda who, key: desk.cancel_ticket(who, key, "pulang"),
        Action.IDENTIFY: lambda who, key: desk.identify(who, key, declined=True, take_over=True),
        Action.ADD_CONSULTATION: lambda who, key: desk.add_consultation(
            who, key, "LPJ", split_reason="lain", take_over=True
        ),
        Action.RECORD: lambda who, key: desk.record(who, key, question="Lain?", take_over=True),
        Action.REQUEST_DOCUMENTS: lambda who, key: desk.request_documents(who, key, ["SK"], take_over=True),
        Action.DOCUMENTS_RECEIVED: partial(desk.documents_received, take_over=True),
        Action.RESOLVE: lambda who, key: desk.resolve(who, key, answer="Ya", no_reference=True, take_over=True),
        Action.FOLLOW_UP: lambda who, key: desk.follow_up(who, key, contact=WHATSAPP, reason="telaah", take_over=True),
        Action.REFER: lambda who, key: desk.refer(who, key, "KPP", take_over=True),
        Action.CANCEL: lambda who, key: desk.cancel(who, key, "tidak jadi", take_over=True),
        Action.LOG_PROGRESS: lambda who, key: desk.log_progress(who, key, "Ditelaah", channel="surel"),
        Action.EXPLAIN_OVERDUE: lambda who, key: desk.explain_overdue(who, key, "menunggu"),
        Action.REVEAL_CONTACT: desk.reveal_contact,
        Action.ANSWER: lambda who, key: desk.answer(who, key, "Ya"),
        Action.END_SERVICE: lambda who, key: desk.end_service(who, key, desk.now(), "lupa", take_over=True),
        Action.HOLD_FOR_OUTAGE: lambda who, key: desk.hold_for_outage(who, key, "listrik", take_over=True),
        Action.RETURN: lambda who, key: desk.return_(who, key, "Yang mana?"),
        Action.CLARIFY: lambda who, key: desk.clarify(who, key, "Yang ini"),
        Action.WITHDRAW: lambda who, key: desk.withdraw(who, key, "terjawab"),
    }
    return plain | typed


class Comparison:
    """What the screens would tell, held against what the verbs do."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.verbs = verbs(desk)

    def compare_for(self, officer: Officer) -> None:
        """Everything that `officer` could ask of what is there now; nothing of it is kept."""
        at, board = self._circumstances(officer), self.desk.board(officer)
        for row in (None, *board.rows):
            found = of_queue(board, row, at)
            asks: tuple[Ask, ...] = (Action.TAKE_TICKET, Compound.CALL_NEXT, *(TICKET_ACTIONS if row else ()))
            for ask in asks:
                about = row_for(ask, board, row, officer)
                self._agree(officer, ask, about.ticket.id if about else 0, found)
        for row in board.rows:
            visit = self.desk.session(row.ticket)
            for view in visit.consultations:
                found = of_visit(visit, view, board, at)
                for action in CASE_ACTIONS:
                    self._agree(officer, action, view.consultation.id, found)
                for action in TICKET_ACTIONS:
                    self._agree(officer, action, visit.ticket.id, found)
        for view in self.desk.follow_ups():
            self._compare_follow_up(officer, view, at)

    def _circumstances(self, officer: Officer) -> Circumstances:
        desk = self.desk
        today = desk.calendar.local(desk.now()).date().isoformat()
        sections = tuple(section.code for section in desk.settings.sections)
        return Circumstances(officer, desk.now(), today, desk.settings.limits, sections, desk.sections_of(officer))

    def _compare_follow_up(self, officer: Officer, view: ConsultationView, at: Circumstances) -> None:
        found = of_follow_up(view, at)
        for action in (*CASE_ACTIONS, Action.REVEAL_CONTACT):
            self._agree(officer, action, view.consultation.id, found)
        for action in CSO_ESCALATION_ACTIONS:
            if fitting := escalations_for(action, view):
                self._agree(officer, action, fitting[0].escalation.id, found)
            else:
                assert found.refusal(action) is not None
        for one in view.escalations:
            asked = of_escalation(view, one, at)
            for action in ESCALATION_ACTIONS:
                self._agree(officer, action, one.escalation.id, asked)

    def _agree(self, officer: Officer, ask: Ask, key: int, found: Availability) -> None:
        told, refused = found.refusal(ask), None
        try:
            self.verbs[ask](officer, key)
        except Done:
            pass
        except DeskError as error:
            refused = error
        else:
            raise AssertionError(f"{ask} leaves no event")
        if told is None and isinstance(refused, Missing) and refused.parameters.get("need") in ELSEWHERE:
            return
        assert (told is None) is (refused is None), f"{officer.login} {ask} {key}: told {told!r}, but {refused!r}"


@pytest.fixture
def trying(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """While the last one is True, a verb is undone at its end: nothing that is tried is kept."""
    real, is_on = UnitOfWork.finish, [False]

    def finish(work: UnitOfWork) -> Any:
        if is_on[-1]:
            raise Done
        return real(work)

    monkeypatch.setattr(UnitOfWork, "finish", finish)
    yield is_on


@pytest.mark.sqlite_only(reason=ONE_DATABASE)
@pytest.mark.parametrize("name", DEEDS)
def test_before_and_after_each_action(
    name: str, desk: Desk, people: People, clock: HandClock, trying: list[bool]
) -> None:
    comparison = Comparison(desk)
    _, deed = Stage(desk, people, clock).deed(name)
    for is_done in (False, True):
        if is_done:
            deed()
        trying.append(True)
        for officer in (people.ana, people.budi, people.kasi):
            comparison.compare_for(officer)
        trying.append(False)


class Asked(Office):
    """The office of the model, asked now and then what is possible in it."""

    trying: list[bool]

    def __init__(self, settings: Settings, run: int, number: int) -> None:
        super().__init__(settings, run, number)
        self.comparison = Comparison(self.desk)

    @rule(luck=LUCK)
    def something_happens(self, luck: bytes) -> None:
        super().something_happens(luck)
        if self.turns % COMPARED == 0:
            self.trying.append(True)
            for name in Random(luck).sample(sorted(self.officers), 3):
                self.comparison.compare_for(self.officers[name])
            self.trying.append(False)


@pytest.mark.sqlite_only(reason=ONE_DATABASE)
@pytest.mark.parametrize("run", range(RUNS))
def test_at_any_moment_of_a_random_day(settings: Settings, run: int, trying: list[bool]) -> None:
    numbers: Iterator[int] = count()

    class Here(Asked):
        def __init__(self) -> None:
            self.trying = trying
            super().__init__(settings, run, next(numbers))

    run_state_machine_as_test(
        Here,
        settings=examples(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, derandomize=True, database=None,
            phases=(Phase.generate,), suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip

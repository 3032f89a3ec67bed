"""The table of the life cycle, line by line, and that every line has its verb."""

from itertools import product

import pytest

from kppn_tui.desk import PLAIN, Desk
from kppn_tui.domain.errors import Missing, NotAllowed, WrongState
from kppn_tui.domain.lifecycle import NEED_TEXT, RULE, RULES, Action, Need, Rule, Subject, refusal
from kppn_tui.domain.states import (
    OPEN_CONSULTATION,
    OPEN_ESCALATION,
    OPEN_TICKET,
    OUTCOME,
    STATE_TEXT,
    ConsultationState,
    EscalationState,
    Role,
    State,
    TicketState,
)
from tests.conftest import People
from tests.desk.kit import visit

STATES: dict[Subject, list[State]] = {
    Subject.TICKET: list(TicketState),
    Subject.CONSULTATION: list(ConsultationState),
    Subject.ESCALATION: list(EscalationState),
}
#: Actions about the desk itself, not about a ticket: who may is decided by their verb.
APART = {
    Action.UNDO: "undo",
    Action.SWEEP: "sweep",
    Action.CLOSE_DAY: "sweep",
    Action.CLOCK: "confirm_clock",
    Action.OFFICER: "add_officer",
    Action.SUBSTITUTE: "name_substitute",
    Action.SIGN_IN: "sign_in",
    Action.SIGN_IN_FAILED: "sign_in",
    Action.SIGN_OUT: "sign_out",
    Action.DIRECTORY: "rename_stakeholder",
    Action.REVEAL_CONTACT: "reveal_contact",
}
VERBS = {Action.RETURN: "return_"} | APART
FACTS = {"calls_max": 3, "seconds": 20}
CASES = [(rule, state) for rule in RULES for state in STATES[rule.subject]]


def test_every_action_has_one_rule_and_one_verb() -> None:
    assert [rule.action for rule in RULES] == list(RULE)
    assert set(RULE) | set(APART) == set(Action) and not set(RULE) & set(APART)
    for action in Action:
        assert callable(getattr(Desk, VERBS.get(action, str(action)))), action


def test_every_state_and_need_has_its_words() -> None:
    for states in STATES.values():
        for state in states:
            assert STATE_TEXT[state]
    assert set(NEED_TEXT) == set(Need)


def test_every_state_but_the_last_ones_has_a_way_out_and_a_way_in() -> None:
    last = {TicketState.CLOSED, TicketState.CANCELLED, ConsultationState.RESOLVED, ConsultationState.REFERRED,
            ConsultationState.CANCELLED, EscalationState.ANSWERED, EscalationState.PASSED_ON,
            EscalationState.WITHDRAWN}  # fmt: skip
    left = {(rule.subject, state) for rule in RULES for state in rule.sources if rule.target not in (None, state)}
    reached = {(rule.subject, rule.target) for rule in RULES if rule.target}
    for subject, states in STATES.items():
        for state in states:
            assert ((subject, state) in left) is (state not in last), state
    assert {(Subject.CONSULTATION, state) for state in OUTCOME} <= reached


@pytest.mark.parametrize(
    ("subject", "open_states"),
    [
        (Subject.TICKET, OPEN_TICKET),
        (Subject.CONSULTATION, OPEN_CONSULTATION),
        (Subject.ESCALATION, OPEN_ESCALATION),
    ],
)
def test_a_state_is_open_while_a_rule_leads_away_from_it(subject: Subject, open_states: tuple[State, ...]) -> None:
    left = {state for rule in RULES if rule.subject is subject and rule.target for state in rule.sources}
    assert left == set(open_states)


@pytest.mark.parametrize(("rule", "state"), CASES, ids=[f"{rule.action}-{state}" for rule, state in CASES])
def test_a_rule_holds_in_its_states_only(rule: Rule, state: State) -> None:
    refused = refusal(rule.action, state, rule.roles)
    if not rule.sources or state in rule.sources:
        assert refused is None
    else:
        assert isinstance(refused, WrongState)
        assert refused.parameters == {"action": rule.label, "state": STATE_TEXT[state]}
        assert isinstance(refusal(rule.action, state, rule.roles, set(Need)), WrongState)


@pytest.mark.parametrize(
    ("rule", "role"), list(product(RULES, Role)), ids=lambda value: str(getattr(value, "action", value))
)
def test_a_rule_holds_for_its_roles_only(rule: Rule, role: Role) -> None:
    state = next(iter(rule.sources), "")
    refused = refusal(rule.action, state, {role})
    assert (refused is None) is (role in rule.roles)
    assert refused is None or isinstance(refused, NotAllowed)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.action))
def test_each_need_is_asked_in_the_order_of_the_table(rule: Rule) -> None:
    state = next(iter(rule.sources), "")
    met: set[Need] = set()
    for need in rule.needs:
        refused = refusal(rule.action, state, rule.roles, met, **FACTS)
        assert isinstance(refused, Missing)
        assert refused.parameters["need"] == need
        assert "{" not in str(refused)
        met.add(need)
    assert refusal(rule.action, state, rule.roles, met) is None


def test_what_takes_nothing_but_its_record_is_done_by_its_verb(desk: Desk, people: People) -> None:
    for action, verb in PLAIN.items():
        assert verb.__name__ == VERBS.get(action, str(action))
    ticket = visit(desk, people)
    desk.call(people.ana, ticket)
    assert desk.perform(people.ana, Action.REQUEUE, ticket.id).state == "waiting"
    with pytest.raises(WrongState):
        desk.perform(people.ana, Action.REQUEUE, ticket.id)
    with pytest.raises(KeyError):
        desk.perform(people.ana, Action.CANCEL_TICKET, ticket.id)


def test_nobody_may_do_everything() -> None:
    for role in Role:
        assert any(role not in rule.roles for rule in RULES)
    assert not any({Role.CSO, Role.HEAD} <= rule.roles for rule in RULES), "the head answers to the CSO (A19)"

"""The table of promises knows every kind, and whatever it says is carried out somewhere."""

from kppn_tui.desk import sweep
from kppn_tui.domain.closed_sets import member
from kppn_tui.domain.deadline_kinds import DEADLINE_RULES, DeadlineKind, Missed, Pause, Told, deadline_rule
from kppn_tui.domain.states import Level


def test_every_kind_has_its_row() -> None:
    assert set(DEADLINE_RULES) == set(DeadlineKind)
    for rule in DEADLINE_RULES.values():
        assert rule.told and rule.warn and rule.breach and rule.warn != rule.breach
    sentences = [rule.sentence(level) for rule in DEADLINE_RULES.values() for level in Level]
    assert len(set(sentences)) == len(sentences), "each alert says what it is about"


def test_whatever_a_row_may_say_is_said_by_one_and_carried_out() -> None:
    rules = DEADLINE_RULES.values()
    assert {told for rule in rules for told in rule.told} == set(Told)
    assert {rule.missed for rule in rules} == set(Missed) == {*sweep._FOLLOWS, Missed.NOTHING}
    assert {rule.pause for rule in rules} == set(Pause)


def test_a_kind_of_a_newer_version_is_told_and_nothing_else() -> None:
    rule = deadline_rule(member(DeadlineKind, "of_2030"))
    assert (rule.told, rule.missed, rule.pause) == (frozenset({Told.OFFICER}), Missed.NOTHING, Pause.NOTHING)
    assert "newer version" in rule.sentence(Level.WARN) and "newer version" in rule.sentence(Level.BREACH)

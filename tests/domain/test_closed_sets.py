"""Closed sets are enums, each with a table that knows all of them; no statement and no comparison spells a value."""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

from kppn_tui.domain import contact, lifecycle, people, records, states
from kppn_tui.domain.closed_sets import member, members

PACKAGE = Path(people.__file__).parents[1]
LAYERS = ("domain", "store", "desk")
MODULES = (contact, lifecycle, people, records, states)


def closed_sets() -> set[type[StrEnum]]:
    found = {one for module in MODULES for one in vars(module).values() if isinstance(one, type)}
    return {one for one in found if issubclass(one, StrEnum) and one is not StrEnum}


#: What rows hold; the names of tables and of what is needed are those of columns and tables as well.
VALUES = {one.value for kind in closed_sets() - {lifecycle.Subject, lifecycle.Need} for one in kind if one.value}
IN_SQL = re.compile("'(" + "|".join(sorted(VALUES)) + ")'")


def spelt(path: Path) -> Iterator[str]:
    """Where `path` compares with a value of a closed set, or names one in a statement."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Compare):
            for side in (node.left, *node.comparators):
                for one in side.elts if isinstance(side, ast.Tuple | ast.List | ast.Set) else (side,):
                    if isinstance(one, ast.Constant) and one.value in VALUES:
                        yield f"{path.name}:{node.lineno} compares with {one.value!r}"
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and IN_SQL.search(node.value):
            yield f"{path.name}:{node.lineno} has {IN_SQL.findall(node.value)} in a statement"


def test_no_value_is_spelt_out() -> None:
    modules = [path for layer in LAYERS for path in (PACKAGE / layer).rglob("*.py") if "migrations" not in path.parts]
    assert len(modules) > 40
    assert [one for path in modules for one in spelt(path)] == []


@pytest.mark.parametrize("line", ['state == "serving"', 'kind in ("warn", 1)', "f\"UPDATE t SET state = 'called'{x}\""])
def test_a_value_that_is_spelt_out_is_found(line: str, tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(f"found = {line}\n")
    assert len(list(spelt(tmp_path / "module.py"))) == 1


def test_every_member_has_its_word() -> None:
    every_state = {*states.TicketState, *states.ConsultationState, *states.EscalationState}
    assert set(states.STATE_TEXT) == {str(state) for state in every_state}
    assert set(states.ROLE_TEXT) == set(states.Role)
    assert set(lifecycle.NEED_TEXT) == set(lifecycle.Need)
    assert set(people.STAKEHOLDER_KIND_TEXT) == set(people.StakeholderKind)
    assert set(contact.CONTACT_CHANNELS) == set(contact.ContactChannel) - {contact.ContactChannel.NONE}


def test_members_are_found_by_their_values_known_or_not() -> None:
    for kind in closed_sets():
        assert all(members(kind)[one.value] is one for one in kind)
    odd = member(states.TicketState, "of_2030")
    assert isinstance(odd, states.TicketState) and odd == "of_2030" and odd not in list(states.TicketState)
    with pytest.raises(ValueError):
        states.TicketState("of_2030")

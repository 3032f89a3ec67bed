"""Rows for scripts: the README names each field and each change, and nothing in them is obeyed by a terminal."""

import re
from pathlib import Path

import pytest

from kppn_tui.commands.list import WatchMessage
from kppn_tui.domain.deadlines import Level
from kppn_tui.domain.records import DeadlineKind
from kppn_tui.domain.states import EscalationState
from kppn_tui.domain.sweep import Raised
from kppn_tui.office.settings import Settings
from kppn_tui.presentation.case_row import Case
from kppn_tui.presentation.change_words import ChangeKind
from kppn_tui.presentation.fields import alert_fields, cleaned, follow_up_fields, question_fields, queue_fields
from tests.presentation.rows import FRIDAY, deadline, escalation, follow_up, lens, served

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def names(value: object) -> set[str]:
    """Return the names of all fields in `value`, those within others too."""
    if isinstance(value, dict):
        return set(value).union(*map(names, value.values()))
    return set().union(*map(names, value)) if isinstance(value, list) else set()


def told(row: str) -> set[str]:
    """Return the names in a row of the table of fields."""
    (cells,) = re.findall(rf"^\| {row} \| (.+) \|$", README, re.MULTILINE)
    return set(re.findall(r"`(\w+)`", cells)) - {"null", *Level}


@pytest.mark.parametrize("name", ["queue", "followups", "escalations"])
def test_the_fields_are_those_of_the_readme(settings: Settings, name: str) -> None:
    one = escalation(EscalationState.SENT, ("question", "NTPN?"))
    case, at = Case(follow_up(one).view, one), lens(settings)
    rows = {
        "queue": queue_fields(served(), at),
        "followups": follow_up_fields(case, at),
        "escalations": question_fields(case, at),
    }
    assert names(rows[name]) == told("semua") | told(f"`{name}`")


def test_alerts_and_changes_are_those_of_the_readme(settings: Settings) -> None:
    alert = alert_fields(Raised(deadline(DeadlineKind.SOLUTION, FRIDAY), Level.WARN, "A-017 RETUR"), lens(settings))
    assert told("`--watch`") == {"change", "at", "text", "row", "alert", *alert}
    (kinds,) = re.findall(r"`change` salah satu dari: (.+?)\.\n\n", README, re.DOTALL)
    assert set(re.findall(r"`(\w+)`", kinds)) == {*ChangeKind, *WatchMessage}


def test_every_text_is_made_harmless_and_lines_are_kept() -> None:
    evil = {"a": ["x\x1b[2J\x9b", {"b": "satu\ndua\u202e\r\ntiga"}], "c": None, "d": 3, "e": True}
    assert cleaned(evil) == {"a": ["x [2J", {"b": "satu\ndua\ntiga"}], "c": None, "d": 3, "e": True}

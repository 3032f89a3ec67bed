"""The page of words: every name on it is in the program, and every closed set of the program is on it."""

import importlib
import re
from enum import StrEnum
from pathlib import Path

import pytest

from kppn_tui import i18n
from kppn_tui.domain.office import CHANNEL_LABELS
from kppn_tui.domain.records import Channel, DeadlineKind
from kppn_tui.domain.states import ROLE_TEXT, STATE_TEXT, ConsultationState, EscalationState, Role, TicketState
from kppn_tui.i18n import _

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "glossary.md").read_text("utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| `")]
SETS: tuple[type[StrEnum], ...] = (TicketState, ConsultationState, EscalationState, Role, Channel, DeadlineKind)
TEXTS = {**STATE_TEXT, **ROLE_TEXT, **CHANNEL_LABELS}


def row_of(name: str) -> list[str]:
    """The one row whose first cell is `name`."""
    (row,) = (row for row in ROWS if row[0] == f"`{name}`")
    return row


@pytest.mark.parametrize("row", [row for row in ROWS if len(row) == 5], ids=lambda row: row[0].strip("`"))
def test_every_thing_is_where_the_page_says(row: list[str]) -> None:
    name, where = row[0].strip("`"), row[4].strip("`")
    assert isinstance(getattr(importlib.import_module(f"kppn_tui.{where}"), name), type)


@pytest.mark.parametrize("member", [member for kind in SETS for member in kind], ids=lambda member: repr(member))
def test_every_member_of_a_closed_set_stands_there_with_its_words(member: StrEnum) -> None:
    row = row_of(f"{type(member).__name__}.{member.name}")
    assert row[1] == f"`{member.value}`"
    if not isinstance(member, DeadlineKind):
        for cell, lang in ((row[2], "id"), (row[3], "en")):
            i18n.use(lang)
            assert cell == _(TEXTS[member])


def test_nothing_else_stands_there() -> None:
    known = {f"{kind.__name__}.{member.name}" for kind in SETS for member in kind}
    named = {row[0].strip("`") for row in ROWS if re.match(r"`\w+\.[A-Z_]+`", row[0])}
    assert named == known

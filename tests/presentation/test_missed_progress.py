"""Missed days in the line mode: heading, line, fields, and what is told when the case ends (R20)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kppn_tui import i18n
from kppn_tui.domain.records import DeadlineKind
from kppn_tui.domain.states import ConsultationState
from kppn_tui.office.settings import Settings
from kppn_tui.presentation.case_row import Case, missed_words, progress_cell
from kppn_tui.presentation.changes import follow_up_changes
from kppn_tui.presentation.fields import follow_up_fields
from kppn_tui.presentation.lines import follow_up_heading, follow_up_line
from kppn_tui.presentation.sentences import resolved_sentence
from tests.presentation.rows import consultation, deadline, follow_up, lens

CLOSING = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


def with_checkpoints(*met: bool | None, unreliable: bool = False) -> Case:
    """A follow-up with a checkpoint a day from Wednesday on."""
    case = follow_up()
    checkpoints = tuple(
        deadline(DeadlineKind.PROGRESS, CLOSING + timedelta(days=n), id=100 + n, met=one, unreliable=unreliable,
                 stopped_at=CLOSING + timedelta(days=n))
        for n, one in enumerate(met)
    )  # fmt: skip
    return replace(case, view=replace(case.view, deadlines=(*case.view.deadlines, *checkpoints)))


def test_missed_days_are_named_in_line_heading_and_fields(settings: Settings) -> None:
    seen, case, kept = lens(settings), with_checkpoints(False, True, False), with_checkpoints(True)
    assert missed_words(case.view, seen) == "2 days without progress: 25-11, 27-11"
    assert "2 days without progress: 25-11, 27-11" in follow_up_line(case, seen)
    assert progress_cell(case.view, seen).plain == "2× —"
    assert follow_up_fields(case, seen)["progress_missed"] == ["2026-11-25", "2026-11-27"]
    assert follow_up_heading([case, kept], seen) == "Follow-ups: 2 open, 1 with days without progress."


def test_what_a_clock_in_doubt_has_missed_is_not_counted(settings: Settings) -> None:
    case = with_checkpoints(False, unreliable=True)
    assert missed_words(case.view, lens(settings)) == "" and "without progress" not in follow_up_line(
        case, lens(settings)
    )


def test_they_are_told_once_more_when_the_case_ends(settings: Settings) -> None:
    before = with_checkpoints(False)
    after = replace(before, view=replace(before.view, consultation=consultation(state=ConsultationState.RESOLVED)))
    (change,) = follow_up_changes({31: before}, {}, {31: after}, lens(settings))
    assert "Resolved" in change.sentence and "1 day without progress: 25-11" in change.sentence
    told = resolved_sentence("RETUR", missed_words(before.view, lens(settings)))
    assert told == "RETUR: Resolved. 1 day without progress: 25-11."
    assert resolved_sentence("RETUR") == "RETUR: Resolved."

"""Changes into and out of what only a newer version knows: told by its name, and nothing breaks."""

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from typing import Any

import pytest

from kppn_tui import i18n
from kppn_tui.domain.closed_sets import member
from kppn_tui.domain.records import ProgressKind
from kppn_tui.domain.states import ConsultationState, EscalationState, TicketState
from kppn_tui.office.settings import Settings
from kppn_tui.presentation.case import progress_text
from kppn_tui.presentation.case_row import Case
from kppn_tui.presentation.changes import follow_up_changes, question_changes, queue_changes
from tests.presentation import rows

ENDED: dict[int, Any] = {}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    i18n.use("en")
    yield
    i18n.use("id")


def unknown(kind: type[StrEnum]) -> Any:
    """A member that a newer version has written."""
    return member(kind, "parked elsewhere")


def asked(state: EscalationState = EscalationState.SENT) -> Case:
    """A follow-up whose question is with a head."""
    one = rows.escalation(state)
    return replace(rows.follow_up(one), escalation=one)


def moves(kind: type[StrEnum], known: StrEnum) -> list[tuple[Any, Any]]:
    return [(known, unknown(kind)), (unknown(kind), known), (unknown(kind), member(kind, "somewhere"))]


@pytest.mark.parametrize(("before", "now"), moves(TicketState, TicketState.WAITING))
def test_a_ticket(settings: Settings, before: Any, now: Any) -> None:
    old, new = (replace(rows.waiting(), ticket=rows.ticket(state=state)) for state in (before, now))
    (change,) = queue_changes({17: old}, {17: new}, ENDED, rows.lens(settings))
    assert change.kind == ("back_in_queue" if now == TicketState.WAITING else "moved")
    assert now == TicketState.WAITING or change.sentence == f"A-017: {now}."


@pytest.mark.parametrize(("before", "now"), moves(ConsultationState, ConsultationState.SERVING))
def test_a_consultation(settings: Settings, before: Any, now: Any) -> None:
    old, new = (
        replace(
            rows.waiting(),
            ticket=rows.ticket(state=TicketState.SERVING),
            consultations=(rows.consultation(state=state),),
        )
        for state in (before, now)
    )
    (change,) = queue_changes({17: old}, {17: new}, ENDED, rows.lens(settings))
    assert change.kind == ("resumed" if now == ConsultationState.SERVING else "moved")


@pytest.mark.parametrize(("before", "now"), moves(EscalationState, EscalationState.ACCEPTED))
def test_an_escalation(settings: Settings, before: Any, now: Any) -> None:
    old, new = (asked(state=state) for state in (before, now))
    for changes in (follow_up_changes, question_changes):
        (change,) = changes({1: old}, {1: new}, ENDED, rows.lens(settings))
        assert change.kind == ("accepted" if now == EscalationState.ACCEPTED else "moved")


def test_a_note_to_the_stakeholder(settings: Settings) -> None:
    old = asked()
    note = replace(rows.progress(1, "internal", "Masih"), kind=unknown(ProgressKind))
    new = replace(old, view=replace(old.view, progress=(*old.view.progress, note)))
    (change,) = follow_up_changes({1: old}, {1: new}, ENDED, rows.lens(settings))
    assert change.kind == "progress" and "parked elsewhere" in change.sentence


def test_a_row_that_comes(settings: Settings) -> None:
    lens = rows.lens(settings)
    row = replace(rows.waiting(), ticket=rows.ticket(state=unknown(TicketState)))
    case = asked(state=unknown(EscalationState))
    came = [
        *queue_changes({}, {1: row}, ENDED, lens),
        *follow_up_changes({}, {1: case}, ENDED, lens),
        *question_changes({}, {1: case}, ENDED, lens),
    ]
    assert [change.kind for change in came] == ["came"] * 3
    assert "parked elsewhere" in came[0].sentence and "parked elsewhere" in came[2].sentence


def test_a_case_in_full(settings: Settings) -> None:
    note = replace(rows.progress(1, "internal", "Masih"), kind=unknown(ProgressKind))
    view = replace(asked(unknown(EscalationState)).view, progress=(note,))
    assert "parked elsewhere: Masih" in progress_text(view, rows.lens(settings)).plain

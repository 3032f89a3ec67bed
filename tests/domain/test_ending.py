"""When a record has ended for a form, and what of the half-typed text can be read afterwards."""

from datetime import UTC, datetime
from typing import Any

import pytest

from kppn_tui.domain.draft_forms import ABOUT, DraftForm
from kppn_tui.domain.ending import Ending, has_ended, kept_name, was_undone
from kppn_tui.domain.lifecycle import Subject
from kppn_tui.domain.records import Channel, Consultation, Escalation, Ticket
from kppn_tui.domain.states import ConsultationState, EscalationState, TicketState
from kppn_tui.domain.text import short_line

Record = Ticket | Consultation | Escalation
NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)


def ticket(**more: Any) -> Ticket:
    return Ticket(1, "kppn", "2026-11-24", "A", 1, "A-001", Channel.FACE_TO_FACE, NOW, NOW, 1, **more)


def consultation(**more: Any) -> Consultation:
    return Consultation(1, "kppn", 1, 1, NOW, **more)


def escalation(**more: Any) -> Escalation:
    return Escalation(1, "kppn", 1, 1, "PDMS", NOW, 1, **more)


RECORDS: dict[Subject, tuple[Record, Record]] = {
    Subject.TICKET: (ticket(), ticket(closed_at=NOW)),
    Subject.CONSULTATION: (consultation(), consultation(ended_at=NOW)),
    Subject.ESCALATION: (escalation(), escalation(ended_at=NOW)),
}


@pytest.mark.parametrize("form", DraftForm)
def test_a_form_ends_with_its_record(form: DraftForm) -> None:
    subject = ABOUT[form]
    if subject is not None:
        living, ended = RECORDS[subject]
        assert not has_ended(form, living) and has_ended(form, ended)
    assert has_ended(form, None)


def test_what_ends_earlier_or_later_than_its_record() -> None:
    followed = consultation(follow_up_at=NOW, state=ConsultationState.FOLLOW_UP)
    assert [form for form in DraftForm if has_ended(form, followed)] == [DraftForm.FOLLOW_UP]
    closed = ticket(closed_at=NOW, state=TicketState.CLOSED)
    living = [form for form in DraftForm if not has_ended(form, closed, open_cases=True)]
    assert living == [DraftForm.IDENTITY]


@pytest.mark.parametrize(
    ("record", "undone"),
    [
        (ticket(state=TicketState.CANCELLED, closed_at=NOW), True),
        (ticket(state=TicketState.CANCELLED, closed_at=NOW, close_reason="pulang"), False),
        (ticket(state=TicketState.CLOSED, closed_at=NOW), False),
        (consultation(state=ConsultationState.CANCELLED, ended_at=NOW), True),
        (consultation(state=ConsultationState.CANCELLED, ended_at=NOW, end_reason="salah"), False),
        (escalation(state=EscalationState.WITHDRAWN, ended_at=NOW), True),
        (escalation(state=EscalationState.WITHDRAWN, ended_at=NOW, ended_by=3), False),
    ],
)
def test_what_an_undo_took_back_has_no_reason_and_nobody_who_ended_it(record: Any, undone: bool) -> None:
    assert was_undone(record) is undone


@pytest.mark.parametrize(
    ("field", "ending", "kept"),
    [
        ("progress:7:text", Ending(officer_id=2), True),
        ("progress:7:text", Ending(officer_id=1), False),
        ("progress:7:text", Ending(), True),
        ("followup:7:contact", Ending(officer_id=2), False),
        ("followup:7:agreed", Ending(officer_id=2), False),
        ("ticket:7:name", Ending(officer_id=2), False),
        ("ticket:7:satker.text", Ending(officer_id=2), False),
        ("followup:7:contact", Ending(officer_id=2, undone=True), True),
    ],
)
def test_of_what_a_colleague_ended_sentences_are_kept_and_people_are_not(
    field: str, ending: Ending, kept: bool
) -> None:
    assert kept_name(field, 1, ending) == (f"kept:{field}" if kept else None)


def test_a_quoted_reason_is_one_short_line() -> None:
    assert short_line(" dua\nbaris  ") == "dua baris"
    assert short_line("x" * 101) == "x" * 99 + "…" and short_line("x" * 100) == "x" * 100
    assert len(short_line("kata " * 10_000)) <= 100

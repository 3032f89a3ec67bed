"""Steps of a section head at the inbox of questions."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from kppn_tui.domain.escalation_conditions import answers_question
from kppn_tui.domain.states import EscalationState
from kppn_tui.domain.text import clean_text
from kppn_tui.domain.views import ConsultationView, EscalationView
from kppn_tui.i18n import N_, _
from kppn_tui.training.plan import ticket_key
from kppn_tui.training.scripted_officer.officer import ScriptedOfficer
from kppn_tui.training.scripted_officer.possible_step import PossibleStep, earliest_step, matter_of, noted_at
from kppn_tui.training.scripted_officer.steps import Step, StepKind

_ASKED_BACK = N_("Which period is it about, and what does the application say?")
_WAITING = (EscalationState.SENT, EscalationState.ACCEPTED)


def inbox_step(officer: ScriptedOfficer) -> Step | None:
    """Return the next step of a section head: accept, ask back once if the caller's matter is so, answer."""
    return earliest_step(officer, _possible_steps(officer))


def _possible_steps(officer: ScriptedOfficer) -> Iterator[PossibleStep]:
    """Yield what could be done on each question of the head's sections."""
    free, sections = officer.free_since(), officer.desk.sections_of(officer.officer)
    for view in officer.desk.inbox(officer.officer):
        for one in view.escalations:
            asked, asker = one.escalation, view.consultation.officer_id
            if asked.state in _WAITING and answers_question(sections, officer.officer.id, asked, asker):
                yield _on_question(officer, free, view, one)


def _on_question(officer: ScriptedOfficer, free: datetime, view: ConsultationView, one: EscalationView) -> PossibleStep:
    """Return the step on one question."""
    escalation, ticket = one.escalation, view.ticket
    matter = matter_of(officer, ticket, view.consultation)
    asked_at = noted_at(one, "clarification") or escalation.sent_at
    values: dict[str, Any] = {"escalation": escalation.id}
    if escalation.accepted_at is None:
        kind, span = StepKind.ACCEPT, (60, 240)
    elif matter.asks_back and noted_at(one, "ask_back") is None:
        kind, span = StepKind.RETURN, (120, 300)
        values["text"] = _(_ASKED_BACK)
    else:
        kind, span = StepKind.ANSWER, (300, 900)
        values["text"] = clean_text(matter.answer)
    ready = max(asked_at, escalation.accepted_at or asked_at, free)
    thinking = officer.thinking_time(*span, kind, ticket_key(ticket), view.consultation.seq, escalation.id)
    return PossibleStep(ready, 0, thinking, lambda at: Step(at, kind, ticket.id, view.consultation.id, values))

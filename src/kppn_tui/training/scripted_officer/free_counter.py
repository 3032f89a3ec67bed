"""Steps of an officer at a free counter: follow-ups, the next visitor, messages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.records import DeadlineKind, ProgressKind, Ticket
from kppn_tui.domain.states import OPEN_ESCALATION, EscalationState, TicketState
from kppn_tui.domain.text import clean_text
from kppn_tui.domain.views import Board, ConsultationView, EscalationView, QueueRow
from kppn_tui.i18n import N_, _
from kppn_tui.training.plan import Outcome, ticket_key
from kppn_tui.training.scripted_officer import faults
from kppn_tui.training.scripted_officer.officer import ScriptedOfficer
from kppn_tui.training.scripted_officer.possible_step import (
    NO_TIME,
    PossibleStep,
    earliest_step,
    matter_of,
    noted_at,
    way_back,
)
from kppn_tui.training.scripted_officer.steps import Step, StepKind
from kppn_tui.training.scripted_officer.visit import answer_values

#: Time before closing in which nobody is called any more.
LAST_CALL = timedelta(minutes=5)
#: Time before a progress note is due in which it goes before the visitors who wait.
EVENING = timedelta(minutes=90)
#: How long a message waits before it goes before the visitors.
PATIENCE = timedelta(minutes=30)
#: Working time until the officer has found out what was not known at the counter, in seconds.
FOUND_OUT = (8 * 3600, 14 * 3600)
_PROGRESS = N_("Your question on {topic} is being worked on; the answer comes by the day that was promised.")
_CLARIFIED = N_("The documents were looked through again; the question stands: {question}")
#: Actions by which a ticket comes into the queue.
_QUEUEING = (Action.TAKE_TICKET, Action.REQUEUE, Action.REJOIN, Action.UNDO)


def free_counter_step(officer: ScriptedOfficer, board: Board) -> Step | None:
    """Return the next step where nobody is served: answers, replies and progress first, then visitors, then messages.

    Return None where there is nothing to do.
    """
    return earliest_step(officer, FreeCounter(officer, board).possible_steps())


@dataclass(frozen=True)
class FreeCounter:
    """A counter at which nobody is served now."""

    officer: ScriptedOfficer
    board: Board

    @cached_property
    def free_since(self) -> datetime:
        """Return since when the officer is free, UTC."""
        return self.officer.free_since()

    @cached_property
    def waiting(self) -> list[QueueRow]:
        """Return the visitors of the day, in the order of service."""
        return [row for row in self.board.in_state(TicketState.WAITING) if not row.ticket.online]

    def possible_steps(self) -> Iterator[PossibleStep]:
        """Yield everything that could be done."""
        for view in self.officer.desk.follow_ups():
            if view.consultation.officer_id == self.officer.officer.id:
                yield from self._on_follow_up(view)
        yield from self._call()
        yield from self._take_up_messages()

    def _possible(
        self, ready: datetime, rank: int, thinking: timedelta, step: Step, margin: timedelta = NO_TIME
    ) -> PossibleStep:
        """Return `step` as possible from `ready` on, and not before the officer is free."""

        def make(at: datetime) -> Step:
            return Step(at, step.kind, step.ticket_id, step.consultation_id, step.values)

        return PossibleStep(max(ready, self.free_since), rank, thinking, make, margin)

    # Follow-ups

    def _on_follow_up(self, view: ConsultationView) -> Iterator[PossibleStep]:
        """Yield what could be done on one follow-up."""
        if (solved_at := self._solved_at(view)) is not None:
            yield self._deliver(view, solved_at)
        for one in view.escalations:
            returned = one.escalation.state == EscalationState.RETURNED
            if returned and not faults.leaves_unanswered(self.officer, view.ticket):
                yield self._clarify(view, one)
        if (ready := self._progress_ready(view)) is not None and not faults.reports_no_progress(self.officer):
            yield self._report_progress(view, ready)

    def _deliver(self, view: ConsultationView, solved_at: datetime) -> PossibleStep:
        """Return the delivery of the answer."""
        officer, ticket, consultation = self.officer, view.ticket, view.consultation
        values = answer_values(officer, ticket, consultation, matter_of(officer, ticket, consultation))
        values["delivery"] = consultation.contact_channel or way_back(ticket)
        if view.head_answer:
            values["answer"] = view.head_answer
        # The key of resolving, of which delivering is a kind.
        thinking = officer.thinking_time(120, 300, StepKind.RESOLVE, ticket_key(ticket), consultation.seq)
        step = Step(solved_at, StepKind.DELIVER, ticket.id, consultation.id, values)
        return self._possible(solved_at, 0, thinking, step)

    def _clarify(self, view: ConsultationView, one: EscalationView) -> PossibleStep:
        """Return the reply to a question that the head has asked back."""
        ticket, consultation = view.ticket, view.consultation
        text = clean_text(_(_CLARIFIED).format(question=consultation.question))
        asked_at = noted_at(one, "ask_back") or one.escalation.sent_at
        thinking = self.officer.thinking_time(120, 240, StepKind.CLARIFY, ticket_key(ticket), consultation.seq)
        values = {"escalation": one.escalation.id, "text": text}
        step = Step(asked_at, StepKind.CLARIFY, ticket.id, consultation.id, values)
        return self._possible(asked_at, 1, thinking, step)

    def _report_progress(self, view: ConsultationView, ready: datetime) -> PossibleStep:
        """Return the next progress note."""
        ticket, consultation = view.ticket, view.consultation
        values: dict[str, Any] = {
            "text": _(_PROGRESS).format(topic=consultation.topic),
            "kind": str(ProgressKind.DELIVERED),
            "channel": consultation.contact_channel or way_back(ticket),
        }
        key = (ticket_key(ticket), consultation.seq, len(view.progress))
        thinking = self.officer.thinking_time(60, 120, StepKind.LOG_PROGRESS, *key)
        step = Step(ready, StepKind.LOG_PROGRESS, ticket.id, consultation.id, values)
        return self._possible(ready, 2, thinking, step)

    def _solved_at(self, view: ConsultationView) -> datetime | None:
        """Return when the officer has the answer, UTC, from the head or found out; None for not yet, or never."""
        consultation, ticket, officer = view.consultation, view.ticket, self.officer
        due, delay = consultation.solution_due_at, faults.delivery_delay(officer, ticket, consultation)
        if delay is None or consultation.follow_up_at is None or due is None:
            return None
        sent = [one.escalation for one in view.escalations]
        if any(one.state in OPEN_ESCALATION for one in sent):
            return None
        answered = [one.ended_at for one in sent if one.state == EscalationState.ANSWERED and one.ended_at]
        if answered:
            known = max(answered)
        elif matter_of(officer, ticket, consultation).outcome is Outcome.ESCALATE and sent:
            return None
        else:
            worked = officer.thinking_time(*FOUND_OUT, "find_out", ticket_key(ticket), consultation.seq)
            known = officer.desk.calendar.add_time(consultation.follow_up_at, worked, working=True)
        return max(known, due + delay) if delay else known

    def _progress_ready(self, view: ConsultationView) -> datetime | None:
        """Return from when on the next progress note is written: while visitors wait, in the evening (R20)."""
        deadline = view.deadline(DeadlineKind.PROGRESS)
        if deadline is None or deadline.stopped_at is not None or deadline.opens_at is None:
            return None
        return max(deadline.opens_at, deadline.due_at - EVENING) if self.waiting else deadline.opens_at

    # Visitors and messages

    def _call(self) -> Iterator[PossibleStep]:
        """Yield the call of the next visitor, if it can be done on this day."""
        if not self.waiting:
            return
        first, since = self.waiting[0].ticket, min(self._waiting_since(row.ticket) for row in self.waiting)
        step = Step(since, StepKind.CALL_NEXT, first.id)
        if len(self.waiting) > 1 and faults.calls_out_of_order(self.officer, first):
            step = Step(since, StepKind.CALL, self.waiting[1].ticket.id)
        thinking = self.officer.thinking_time(10, 40, step.kind, ticket_key(first), first.calls)
        possible = self._possible(since, 4, thinking, step, LAST_CALL)
        begin = self.officer.start_within_hours(possible.ready, possible.thinking, LAST_CALL)
        if self.officer.desk.calendar.local(begin).date().isoformat() == first.day:
            yield possible

    def _waiting_since(self, ticket: Ticket) -> datetime:
        """Return when the ticket last came into the queue."""
        if ticket.entered_at >= self.free_since:
            return ticket.entered_at
        came = [event.at for event in self.officer.desk.trail(ticket.id) if event.action in _QUEUEING]
        return max(came, default=ticket.entered_at)

    def _take_up_messages(self) -> Iterator[PossibleStep]:
        """Yield the taking up of each message: after the visitors, unless it has waited for long."""
        for row in self.board.in_state(TicketState.WAITING):
            ticket = row.ticket
            if ticket.online:
                wait, rank = (PATIENCE, 3) if self.waiting else (NO_TIME, 5)
                ready = ticket.entered_at + wait
                thinking = self.officer.thinking_time(20, 60, StepKind.START, ticket_key(ticket))
                step = Step(ready, StepKind.START, ticket.id)
                yield self._possible(ready, rank, thinking, step, LAST_CALL)

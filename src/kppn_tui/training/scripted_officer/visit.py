"""Steps of an officer with the visitor or message at the counter, in the order of the standard."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from kppn_tui.domain.contact import Contact, Refusal
from kppn_tui.domain.records import Channel, Consultation, Ticket
from kppn_tui.domain.states import OUTCOME, ConsultationState
from kppn_tui.domain.text import clean_line, clean_text
from kppn_tui.domain.views import ConsultationView, QueueRow
from kppn_tui.i18n import N_, _
from kppn_tui.training.plan import Caller, Matter, Outcome, ticket_key
from kppn_tui.training.scripted_officer import faults
from kppn_tui.training.scripted_officer.officer import ScriptedOfficer, match_matters
from kppn_tui.training.scripted_officer.steps import Step, StepKind

#: How long the officer thinks before each step, in seconds: in all some five to eleven minutes a consultation.
THINKING: Mapping[StepKind, tuple[int, int]] = {
    StepKind.START: (15, 40),
    StepKind.RECALL: (3, 12),
    StepKind.ABSENT: (5, 15),
    StepKind.REQUEUE: (10, 30),
    StepKind.IDENTIFY: (25, 60),
    StepKind.RECORD_TOPIC: (10, 30),
    StepKind.RECORD_QUESTION: (50, 110),
    StepKind.ADD_CONSULTATION: (10, 25),
    StepKind.CANCEL: (10, 25),
    StepKind.REQUEST_DOCUMENTS: (30, 70),
    StepKind.DOCUMENTS_RECEIVED: (5, 20),
    StepKind.RESOLVE: (220, 420),
    StepKind.FOLLOW_UP: (150, 270),
    StepKind.ESCALATE: (180, 300),
    StepKind.REFER: (60, 150),
    StepKind.SWITCH: (10, 30),
    StepKind.FINISH: (10, 30),
}
#: Time in which a document is fetched that was asked for although nobody forgot it.
FETCH = timedelta(minutes=5)
#: Two steps are at least this far apart.
_NEXT = timedelta(seconds=3)
_REASON = N_("The data have to be checked first.")
_TO_HEAD = N_("Please advise: {question}")
_TRIED = N_("The applications were checked and the regulations read.")
_ELSEWHERE = N_("The office that is responsible for it.")
_MISTAKE = N_("Opened by mistake.")
_SECOND_ONE = N_("another matter")
#: States of a consultation that could be served next.
_SERVABLE = (ConsultationState.OPEN, ConsultationState.ON_HOLD)


def step_after_call(officer: ScriptedOfficer, row: QueueRow) -> Step:
    """Return the start of the service of a visitor who comes, else the next call, and absent in the end (A24)."""
    ticket, limits = row.ticket, officer.desk.settings.limits
    called_at = ticket.last_call_at or ticket.entered_at
    caller, key = officer.caller(ticket, row.consultations), (ticket_key(ticket), ticket.calls)
    gap = timedelta(0)
    if 0 < caller.hears <= ticket.calls:
        kind = StepKind.START
    elif faults.puts_back_early(officer, ticket):
        kind = StepKind.REQUEUE
    else:
        kind = StepKind.RECALL if ticket.calls < limits.calls_max else StepKind.ABSENT
        gap = timedelta(seconds=limits.recall_gap_seconds)
    return Step(called_at + gap + officer.thinking_time(*THINKING[kind], kind, *key), kind, ticket.id)


def visit_step(officer: ScriptedOfficer, ticket_id: int) -> Step | None:
    """Return the next step in a visit under way; None while only somebody else can do something."""
    return ServedVisit(officer, ticket_id).next_step()


@dataclass(frozen=True)
class ServedVisit:
    """A visit at the officer's counter."""

    officer: ScriptedOfficer
    ticket_id: int

    @cached_property
    def views(self) -> tuple[ConsultationView, ...]:
        """Return its consultations."""
        return self.officer.desk.session(self.ticket_id).consultations

    @cached_property
    def ticket(self) -> Ticket:
        """Return its ticket."""
        return self.views[0].ticket if self.views else self.officer.desk.session(self.ticket_id).ticket

    @cached_property
    def caller(self) -> Caller:
        """Return who the visitor is."""
        return self.officer.caller(self.ticket, [view.consultation for view in self.views])

    def next_step(self) -> Step | None:
        """Return the earliest of the steps that may come next."""
        pairs, missing = match_matters(self.caller, [view.consultation for view in self.views])
        matters = {consultation.id: matter for consultation, matter in pairs}
        arrivals = (self._documents_arrive(view, matters.get(view.consultation.id)) for view in self.views)
        steps = [step for step in arrivals if step is not None]
        serving = next((view for view in self.views if view.consultation.state == ConsultationState.SERVING), None)
        if serving is not None:
            steps.append(self._serve(serving, matters, missing))
        elif (following := self._next_to_serve()) is not None:
            steps.append(self._step(StepKind.SWITCH, following.consultation))
        elif all(view.consultation.state in OUTCOME or view.consultation.followed_up for view in self.views):
            steps.append(self._step(StepKind.FINISH, None))
        return min(steps, key=lambda step: step.at) if steps else None

    def _next_to_serve(self) -> ConsultationView | None:
        """Return the first consultation that could be served now."""
        for view in self.views:
            one = view.consultation
            if one.state in _SERVABLE and not one.followed_up and not one.holds_for_documents:
                return view
        return None

    # Times

    def _last_acts(self, consultation: Consultation | None) -> tuple[datetime, datetime]:
        """Return when the officer last did anything about the consultation in service, and in this visit at all."""
        events = self.officer.own_events(self.ticket_id)
        last = max((event.at for event in events), default=self.ticket.started_at or self.ticket.entered_at)
        if consultation is None or consultation.state != ConsultationState.SERVING:
            return last, last
        about = (event.at for event in events if event.consultation_id in (None, consultation.id))
        return max(about, default=last), last

    def _step(
        self,
        kind: StepKind,
        consultation: Consultation | None,
        values: Mapping[str, Any] | None = None,
        too_long: bool = False,
    ) -> Step:
        """Return a step after thinking about it, with `too_long` beyond the 20 minutes (R21)."""
        last_about, last = self._last_acts(consultation)
        span = faults.TOO_LONG if too_long else THINKING[kind]
        seq = consultation.seq if consultation else 0
        thinking = self.officer.thinking_time(*span, kind, ticket_key(self.ticket), seq)
        at = max(last_about + thinking, last + _NEXT)
        return Step(at, kind, self.ticket_id, consultation.id if consultation else None, values or {})

    # Documents

    def _documents_arrive(self, view: ConsultationView, matter: Matter | None) -> Step | None:
        """Return the taking of the documents that were asked for, when the caller is back with them (R07)."""
        consultation = view.consultation
        if not view.awaited or consultation.followed_up:
            return None
        asked_at = max(document.requested_at for document in view.awaited)
        back_at = asked_at + (matter.fetch if matter and matter.documents else FETCH)
        low, high = THINKING[StepKind.DOCUMENTS_RECEIVED]
        at = back_at + self.officer.thinking_time(low, high, "documents", ticket_key(self.ticket), consultation.seq)
        at = max(at, self._last_acts(consultation)[1] + _NEXT)
        return Step(at, StepKind.DOCUMENTS_RECEIVED, self.ticket_id, consultation.id)

    # The consultation in service

    def _serve(self, view: ConsultationView, matters: Mapping[int, Matter | None], missing: list[Matter]) -> Step:
        """Return the next step of a service: identity, topic, question, other matters, documents, outcome."""
        officer, ticket = self.officer, self.ticket
        consultation, matter = view.consultation, matters.get(view.consultation.id)
        if not ticket.identified:
            return self._step(StepKind.IDENTIFY, consultation, self._identity())
        if matter is None:
            return self._step(StepKind.CANCEL, consultation, {"reason": _(_MISTAKE)})
        topic = faults.recorded_topic(officer, ticket, consultation, matter, self.caller)
        if consultation.topic != topic:
            return self._step(StepKind.RECORD_TOPIC, consultation, {"topic": topic})
        if not consultation.question:
            return self._step(StepKind.RECORD_QUESTION, consultation, {"question": clean_text(matter.text)})
        if missing:
            return self._step(StepKind.ADD_CONSULTATION, consultation, self._added(missing[0]))
        if (mistaken := self._mistaken(matters)) is not None:
            return self._step(StepKind.CANCEL, mistaken, {"reason": _(_MISTAKE)})
        if matter.documents and not view.documents and not faults.asks_no_documents(officer, ticket, consultation):
            values = {"names": tuple(clean_line(name) for name in matter.documents)}
            return self._step(StepKind.REQUEST_DOCUMENTS, consultation, values)
        return self._outcome(consultation, matter)

    def _mistaken(self, matters: Mapping[int, Matter | None]) -> Consultation | None:
        """Return the first open consultation that is about no matter of the caller."""
        consultations = (view.consultation for view in self.views)
        opened = (one for one in consultations if one.state == ConsultationState.OPEN)
        return next((one for one in opened if matters.get(one.id) is None), None)

    def _identity(self) -> dict[str, Any]:
        """Return what is written in the form of step a.1 (R03)."""
        ticket, caller = self.ticket, self.caller
        declined = caller.declines_identity or faults.asks_no_identity(self.officer, ticket)
        if declined:
            texts = (ticket.visitor_name, ticket.visitor_role, ticket.satker_code, ticket.satker_name)
            kind = ticket.stakeholder_kind
        else:
            texts = (caller.name, caller.role, caller.origin.code, caller.origin.name)
            kind = caller.origin.kind
        names = ("name", "role", "satker_code", "satker_name")
        values: dict[str, Any] = {name: clean_line(text) for name, text in zip(names, texts, strict=True)}
        return values | {"stakeholder_kind": kind, "declined": declined}

    def _added(self, matter: Matter) -> dict[str, Any]:
        """Return the values of a further consultation, with a reason where its topic has one already (A4)."""
        consultations = (view.consultation for view in self.views)
        same_topic = (one for one in consultations if one.topic == matter.topic)
        twin = any(one.state != ConsultationState.CANCELLED for one in same_topic)
        return {"topic": matter.topic, "split_reason": _(_SECOND_ONE) if twin else ""}

    # Its outcome

    def _outcome(self, consultation: Consultation, matter: Matter) -> Step:
        """Return the step that ends the session."""
        officer, ticket = self.officer, self.ticket
        too_long = faults.takes_too_long(officer, ticket, consultation)
        outcome = matter.outcome
        if outcome is Outcome.ANSWER and faults.puts_off(officer, ticket, consultation):
            outcome = Outcome.FOLLOW_UP
        if outcome is Outcome.ANSWER:
            values = answer_values(officer, ticket, consultation, matter)
            return self._step(StepKind.RESOLVE, consultation, values, too_long)
        if outcome is Outcome.REFER:
            where = clean_line(matter.answer)[:200] or _(_ELSEWHERE)
            return self._step(StepKind.REFER, consultation, {"where": where}, too_long)
        if outcome is Outcome.FOLLOW_UP:
            values = {"reason": _(_REASON), **self._contact()}
            return self._step(StepKind.FOLLOW_UP, consultation, values, too_long)
        return self._step(StepKind.ESCALATE, consultation, self._escalation(consultation, matter), too_long)

    def _escalation(self, consultation: Consultation, matter: Matter) -> dict[str, Any]:
        """Return what is written for the section head (R10)."""
        section, reason = faults.asked_section(self.officer, self.ticket, consultation)
        return {
            "question": clean_text(_(_TO_HEAD).format(question=matter.text)),
            "tried": _(_TRIED),
            "section": section,
            "section_reason": reason,
            **self._contact(),
        }

    def _contact(self) -> dict[str, Contact | Refusal | None]:
        """Return what the caller says when asked how to reach them (R11, A20)."""
        caller, ticket = self.caller, self.ticket
        if caller.contact is not None:
            return {"contact": caller.contact, "refusal": None}
        if caller.refusal is not None:
            return {"contact": None, "refusal": caller.refusal}
        if ticket.channel == Channel.HAI_CSO:
            return {"contact": Contact("hai_cso", ticket.reference_number), "refusal": None}
        return {"contact": made_up_contact(self.officer, ticket), "refusal": None}


def made_up_contact(officer: ScriptedOfficer, ticket: Ticket) -> Contact:
    """Return a number, which belongs to nobody, for a caller who was not meant to be asked for one."""
    digits = officer.plan.random_for("contact", ticket_key(ticket)).randrange(1000, 10000)
    return Contact("whatsapp", f"+628120000{digits}")


def answer_values(
    officer: ScriptedOfficer, ticket: Ticket, consultation: Consultation, matter: Matter
) -> dict[str, Any]:
    """Return answer and references as they are written down (R06, R08); without one, that is said explicitly."""
    cited = tuple(clean_line(one, 500) for one in matter.references)
    if faults.cites_nothing(officer, ticket, consultation):
        cited = ()
    return {"answer": clean_text(matter.answer), "references": cited, "no_reference": not cited}

"""What an officer does next with the visitor or message at the counter, by the steps of the standard."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from kppn_tui.domain.conditions import all_settled
from kppn_tui.domain.contact import Contact, Refusal
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.records import Channel, Consultation, Ticket
from kppn_tui.domain.states import ConsultationState
from kppn_tui.domain.text import clean_line, clean_text
from kppn_tui.domain.views import ConsultationView, QueueRow
from kppn_tui.i18n import N_, _
from kppn_tui.training.plan import Caller, Matter, Outcome, ticket_key
from kppn_tui.training.trainee import faults
from kppn_tui.training.trainee.seat import Seat, Step, matched

#: How long the officer thinks before each deed, in seconds: in all some five to eleven minutes a consultation.
THINK: Mapping[str, tuple[int, int]] = {
    Action.START: (15, 40),
    Action.RECALL: (3, 12),
    Action.ABSENT: (5, 15),
    Action.REQUEUE: (10, 30),
    Action.IDENTIFY: (25, 60),
    "topic": (10, 30),
    "question": (50, 110),
    Action.ADD_CONSULTATION: (10, 25),
    Action.CANCEL: (10, 25),
    Action.REQUEST_DOCUMENTS: (30, 70),
    Action.DOCUMENTS_RECEIVED: (5, 20),
    Action.RESOLVE: (220, 420),
    Action.FOLLOW_UP: (150, 270),
    Action.ESCALATE: (180, 300),
    Action.REFER: (60, 150),
    Action.SWITCH: (10, 30),
    Action.FINISH: (10, 30),
}
#: A document that nobody forgot, but that was asked for, is fetched in this time.
FETCH = timedelta(minutes=5)
#: Two deeds are at least this far apart.
_NEXT = timedelta(seconds=3)
_REASON = N_("The data have to be checked first.")
_TO_HEAD = N_("Please advise: {question}")
_TRIED = N_("The applications were checked and the regulations read.")
_ELSEWHERE = N_("The office that is responsible for it.")
_MISTAKE = N_("Opened by mistake.")
_SECOND_ONE = N_("another matter")


def called_step(seat: Seat, row: QueueRow) -> Step:
    """What follows on the last call: the service of who comes, else the next call, and absent in the end (A24)."""
    ticket, limits = row.ticket, seat.desk.settings.limits
    since = ticket.last_call_at or ticket.entered_at
    caller, key = seat.caller(ticket, row.consultations), (ticket_key(ticket), ticket.calls)
    if 0 < caller.hears <= ticket.calls:
        return Step(since + seat.think(*THINK[Action.START], "start", *key), Action.START, ticket.id)
    if faults.sends_back(seat, ticket):
        return Step(since + seat.think(*THINK[Action.REQUEUE], "requeue", *key), Action.REQUEUE, ticket.id)
    do = Action.RECALL if ticket.calls < limits.calls_max else Action.ABSENT
    gap = timedelta(seconds=limits.recall_gap_seconds)
    return Step(since + gap + seat.think(*THINK[do], str(do), *key), do, ticket.id)


def service_step(seat: Seat, ticket_id: int) -> Step | None:
    """The next deed in a visit under way; None while only somebody else can do something."""
    return Service(seat, ticket_id).step()


@dataclass(frozen=True)
class Service:
    """A visit at the officer's counter."""

    seat: Seat
    ticket_id: int

    @cached_property
    def consultations(self) -> tuple[ConsultationView, ...]:
        return self.seat.desk.session(self.ticket_id).consultations

    @cached_property
    def ticket(self) -> Ticket:
        return self.consultations[0].ticket if self.consultations else self.seat.desk.session(self.ticket_id).ticket

    @cached_property
    def caller(self) -> Caller:
        return self.seat.caller(self.ticket, [view.consultation for view in self.consultations])

    def step(self) -> Step | None:
        """The earliest of what may come next."""
        pairs, missing = matched(self.caller, [view.consultation for view in self.consultations])
        wanted = {consultation.id: matter for consultation, matter in pairs}
        found = [step for view in self.consultations if (step := self._arrival(view, wanted.get(view.consultation.id)))]
        serving = next(
            (view for view in self.consultations if view.consultation.state == ConsultationState.SERVING), None
        )
        if serving is not None:
            found.append(self._serving(serving, wanted, missing))
        elif (held := self._held()) is not None:
            found.append(self._do(Action.SWITCH, held.consultation, {}, "switch"))
        elif all_settled(view.consultation for view in self.consultations):
            found.append(self._do(Action.FINISH, None, {}, "finish"))
        return min(found, key=lambda step: step.at) if found else None

    def _held(self) -> ConsultationView | None:
        """The first consultation that could be served now."""
        states = (ConsultationState.OPEN, ConsultationState.ON_HOLD)
        fitting = (
            view
            for view in self.consultations
            if view.consultation.state in states and not view.consultation.followed_up
        )
        return next((view for view in fitting if not view.consultation.holds_for_documents), None)

    # Times

    def _since(self, consultation: Consultation | None) -> tuple[datetime, datetime]:
        """When the officer last did anything about what is in service, and in this visit at all."""
        deeds = self.seat.deeds(self.ticket_id)
        last = max((event.at for event in deeds), default=self.ticket.started_at or self.ticket.entered_at)
        if consultation is None or consultation.state != ConsultationState.SERVING:
            return last, last
        about = (event.at for event in deeds if event.consultation_id in (None, consultation.id))
        return max(about, default=last), last

    def _do(
        self, do: Action, consultation: Consultation | None, values: Mapping[str, Any], what: str, slow: bool = False
    ) -> Step:
        """A deed after thinking about it; `slow` officers think beyond the 20 minutes (R21)."""
        since, last = self._since(consultation)
        span = faults.TOO_LONG if slow else THINK.get(what) or THINK[do]
        thinking = self.seat.think(*span, what, ticket_key(self.ticket), consultation.seq if consultation else 0)
        at = max(since + thinking, last + _NEXT)
        return Step(at, do, self.ticket_id, consultation.id if consultation else None, values)

    # Documents

    def _arrival(self, view: ConsultationView, matter: Matter | None) -> Step | None:
        """The documents that were asked for, when the caller is back with them (R07)."""
        if not view.awaited or view.consultation.followed_up:
            return None
        asked = max(document.requested_at for document in view.awaited)
        back = asked + (matter.fetch if matter and matter.documents else FETCH)
        low, high = THINK[Action.DOCUMENTS_RECEIVED]
        at = back + self.seat.think(low, high, "documents", ticket_key(self.ticket), view.consultation.seq)
        at = max(at, self._since(view.consultation)[1] + _NEXT)
        return Step(at, Action.DOCUMENTS_RECEIVED, self.ticket_id, view.consultation.id)

    # The consultation in service

    def _serving(self, view: ConsultationView, wanted: Mapping[int, Matter | None], missing: list[Matter]) -> Step:
        consultation, matter = view.consultation, wanted.get(view.consultation.id)
        if not self.ticket.identified:
            return self._do(Action.IDENTIFY, consultation, self._identity(), "identify")
        if matter is None:
            return self._do(Action.CANCEL, consultation, {"reason": _(_MISTAKE)}, "cancel")
        topic = faults.topic_taken(self.seat, self.ticket, consultation, matter, self.caller)
        if consultation.topic != topic:
            return self._do(Action.RECORD, consultation, {"topic": topic}, "topic")
        if not consultation.question:
            return self._do(Action.RECORD, consultation, {"question": clean_text(matter.text)}, "question")
        if missing:
            return self._do(Action.ADD_CONSULTATION, consultation, self._added(missing[0]), "add_consultation")
        if mistaken := next((each for each in self.consultations if self._mistaken(each.consultation, wanted)), None):
            return self._do(Action.CANCEL, mistaken.consultation, {"reason": _(_MISTAKE)}, "cancel")
        if (
            matter.documents
            and not view.documents
            and not faults.asks_no_documents(self.seat, self.ticket, consultation)
        ):
            values = {"names": tuple(clean_line(name) for name in matter.documents)}
            return self._do(Action.REQUEST_DOCUMENTS, consultation, values, "request_documents")
        return self._outcome(consultation, matter)

    @staticmethod
    def _mistaken(consultation: Consultation, wanted: Mapping[int, Matter | None]) -> bool:
        return consultation.state == ConsultationState.OPEN and wanted.get(consultation.id) is None

    def _identity(self) -> dict[str, Any]:
        """What is written in the form of step a.1 (R03)."""
        ticket, caller = self.ticket, self.caller
        if caller.declines_identity or faults.asks_no_identity(self.seat, ticket):
            told = (ticket.visitor_name, ticket.visitor_role, ticket.satker_code, ticket.satker_name)
            kind, declined = ticket.stakeholder_kind, True
        else:
            told = (caller.name, caller.role, caller.origin.code, caller.origin.name)
            kind, declined = caller.origin.kind, False
        names = ("name", "role", "satker_code", "satker_name")
        values: dict[str, Any] = {name: clean_line(text) for name, text in zip(names, told, strict=True)}
        return values | {"stakeholder_kind": kind, "declined": declined}

    def _added(self, matter: Matter) -> dict[str, Any]:
        twin = any(
            view.consultation.topic == matter.topic and view.consultation.state != "cancelled"
            for view in self.consultations
        )
        return {"topic": matter.topic, "split_reason": _(_SECOND_ONE) if twin else ""}

    # Its outcome

    def _outcome(self, consultation: Consultation, matter: Matter) -> Step:
        slow = faults.takes_too_long(self.seat, self.ticket, consultation)
        outcome = matter.outcome
        if outcome is Outcome.ANSWER and faults.puts_off(self.seat, self.ticket, consultation):
            outcome = Outcome.FOLLOW_UP
        if outcome is Outcome.ANSWER:
            return self._do(
                Action.RESOLVE, consultation, answer_of(self.seat, self.ticket, consultation, matter), "resolve", slow
            )
        if outcome is Outcome.REFER:
            where = clean_line(matter.answer)[:200] or _(_ELSEWHERE)
            return self._do(Action.REFER, consultation, {"where": where}, "refer", slow)
        if outcome is Outcome.FOLLOW_UP:
            values = {"reason": _(_REASON), **self._contact()}
            return self._do(Action.FOLLOW_UP, consultation, values, "follow_up", slow)
        section, reason = faults.section_asked(self.seat, self.ticket, consultation)
        values = {
            "question": clean_text(_(_TO_HEAD).format(question=matter.text)),
            "tried": _(_TRIED),
            "section": section,
            "section_reason": reason,
            **self._contact(),
        }
        return self._do(Action.ESCALATE, consultation, values, "escalate", slow)

    def _contact(self) -> dict[str, Contact | Refusal | None]:
        """What the caller says when asked how to reach them (R11, A20)."""
        caller, ticket = self.caller, self.ticket
        if caller.contact is not None:
            return {"contact": caller.contact, "refusal": None}
        if caller.refusal is not None:
            return {"contact": None, "refusal": caller.refusal}
        if ticket.channel == Channel.HAI_CSO:
            return {"contact": Contact("hai_cso", ticket.reference_number), "refusal": None}
        return {"contact": stand_in_contact(self.seat, ticket), "refusal": None}


def stand_in_contact(seat: Seat, ticket: Ticket) -> Contact:
    """The number of somebody whom nobody was meant to ask for one; it belongs to nobody."""
    digits = seat.plan.random_for("contact", ticket_key(ticket)).randrange(1000, 10000)
    return Contact("whatsapp", f"+628120000{digits}")


def answer_of(seat: Seat, ticket: Ticket, consultation: Consultation, matter: Matter) -> dict[str, Any]:
    """Answer and references as they are written down (R06, R08); a reference that is not cited is explicitly none."""
    cited = tuple(clean_line(one, 500) for one in matter.references)
    if faults.cites_nothing(seat, ticket, consultation):
        cited = ()
    return {"answer": clean_text(matter.answer), "references": cited, "no_reference": not cited}

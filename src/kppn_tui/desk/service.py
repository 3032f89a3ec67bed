"""Verbs of a service: identity, question, documents, switching, resolving, referring."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from kppn_tui.desk import deadlines
from kppn_tui.desk.base import DeskBase
from kppn_tui.desk.consultations import begin_service, new_consultation, put_on_hold, section_of, serves
from kppn_tui.desk.directory import learn
from kppn_tui.desk.moves import move_consultation
from kppn_tui.desk.notices import hand_over
from kppn_tui.desk.progress import end_progress
from kppn_tui.desk.unit_of_work import UnitOfWork
from kppn_tui.domain.closed_sets import member
from kppn_tui.domain.conditions import CaseFacts, asked_sections
from kppn_tui.domain.errors import N_, BadInput
from kppn_tui.domain.lifecycle import Action, Need
from kppn_tui.domain.people import Officer, StakeholderKind
from kppn_tui.domain.records import Consultation, DeadlineKind, Escalation, Ticket
from kppn_tui.domain.states import OPEN_ESCALATION, ConsultationState, EscalationState
from kppn_tui.domain.text import clean_line, clean_text
from kppn_tui.store import claims


def _learn_change(work: UnitOfWork, before: Ticket, after: Ticket, typed: Iterable[str]) -> None:
    """Let the directory learn what an identity has changed; a name without a code was a shorthand of the code."""
    institutions = [(one.stakeholder_kind, one.satker_code, one.satker_name) for one in (before, after)]
    if institutions[0] != institutions[1]:
        learn(work, after, [*typed, before.satker_name] if before.lacks_code else typed)


_TWICE = N_("{topic} is in this visit already: add the question there, or give a reason to split.")


class ServiceVerbs(DeskBase):
    """Verbs at the counter, consultation by consultation."""

    def identify(
        self,
        officer: Officer,
        ticket: Ticket | int,
        *,
        name: str = "",
        role: str = "",
        satker_code: str = "",
        satker_name: str = "",
        stakeholder_kind: StakeholderKind | str = StakeholderKind.SATKER,
        declined: bool = False,
        typed: Iterable[str] = (),
        take_over: bool = False,
    ) -> Ticket:
        """Record who the stakeholder is, or that they decline: step a.1 (R03); copied to the consultations (A26).

        What was `typed` on the way to the code is learned as its shorthands; so is what stood in its place before.

        Raises:
            BadInput: neither name and institution nor that they decline.
            LostRace: a colleague serves this visitor, and not `take_over`.
        """
        with self._unit_of_work(Action.IDENTIFY, officer, take_over=take_over) as work:
            record = work.ticket(ticket)
            work.check_ticket(record)
            kind = member(StakeholderKind, clean_line(stakeholder_kind))
            values: dict[str, Any] = {
                "visitor_name": clean_line(name),
                "visitor_role": clean_line(role),
                "satker_code": clean_line(satker_code),
                "satker_name": clean_line(satker_name),
                "stakeholder_kind": kind,
            }
            if not declined and not (values["visitor_name"] and (values["satker_code"] or values["satker_name"])):
                at_fault = "satker_name" if values["visitor_name"] else "name"
                raise BadInput(N_("Give the name and the institution, or record that the stakeholder declines."),
                               argument=at_fault)  # fmt: skip
            for consultation in self.store.find(Consultation, ticket_id=record.id):
                if (consultation.satker_code, consultation.satker_name) == (record.satker_code, record.satker_name):
                    work.change(consultation, satker_code=values["satker_code"], satker_name=values["satker_name"])
            work.data["declined"] = declined
            known = work.change(
                record, **values, identity_at=work.now, identity_by=work.who.id, identity_declined=declined
            )
            _learn_change(work, record, known, typed)
            return known

    def add_consultation(
        self, officer: Officer, ticket: Ticket | int, topic: str = "", *, split_reason: str = "",
        previous: Consultation | int | None = None, take_over: bool = False,
    ) -> Consultation:  # fmt: skip
        """Add one more jenis layanan to the visit, with 20 minutes of its own (R21).

        The same topic twice is one consultation unless `split_reason` says why not (A4); `previous` links a problem
        that came back after `Resolved` (A23).

        Raises:
            BadInput: unknown topic, or the topic is there already and no reason is given.
            NotFound: there is no such ticket or `previous` consultation in this office.
            LostRace: a colleague serves this visitor, and not `take_over`.
        """
        with self._unit_of_work(Action.ADD_CONSULTATION, officer, take_over=take_over) as work:
            record = work.ticket(ticket)
            work.check_ticket(record)
            consultations = self.store.find(Consultation, ticket_id=record.id)
            reason = clean_line(split_reason)
            self._check_topic(work, consultations, topic, reason)
            seq = max((consultation.seq for consultation in consultations), default=0) + 1
            before = self._stored_id(previous)
            consultation = new_consultation(work, record, seq, topic, split_reason=reason, previous_id=before)
            work.consultation_id = consultation.id
            work.data.update(topic=topic, split=bool(reason))
            return consultation

    def _stored_id(self, consultation: Consultation | int | None) -> int | None:
        """Return the id of `consultation`, which must be there. Raises NotFound."""
        wanted = consultation.id if isinstance(consultation, Consultation) else consultation
        return wanted if wanted is None else self.store.get(Consultation, wanted).id

    def record(
        self,
        officer: Officer,
        consultation: Consultation | int,
        *,
        topic: str | None = None,
        question: str | None = None,
        answer: str | None = None,
        references: Iterable[str] | None = None,
        no_reference: bool | None = None,
        satker_code: str | None = None,
        satker_name: str | None = None,
        take_over: bool = False,
    ) -> Consultation:
        """Record topic, question, answer and its references: steps a.2–a.4 (R04–R06); None leaves a value.

        Raises:
            BadInput: unknown topic, or one that another consultation of the visit has (A4).
            LostRace: a colleague serves this visitor, and not `take_over`.
        """
        with self._unit_of_work(Action.RECORD, officer, take_over=take_over) as work:
            consultation = work.consultation(consultation)
            work.check_case(CaseFacts(consultation))
            values: dict[str, Any] = {}
            if topic is not None and topic != consultation.topic:
                values.update(topic=topic, section=section_of(work, topic))
                others = self.store.find(Consultation, ticket_id=consultation.ticket_id)
                self._check_topic(
                    work, [other for other in others if other.id != consultation.id], topic, consultation.split_reason
                )
            given = {"question": question, "answer": answer}
            values.update({name: clean_text(text) for name, text in given.items() if text is not None})
            if references is not None:
                values["cited"] = _lines(references)
            if no_reference is not None:
                values["no_reference"] = no_reference
            for name, line in (("satker_code", satker_code), ("satker_name", satker_name)):
                if line is not None:
                    values[name] = clean_line(line)
            values = {name: value for name, value in values.items() if value != getattr(consultation, name)}
            if not values:
                work.silent = True
                return consultation
            work.data["changed"] = sorted(values)
            if "topic" in values:
                work.data["topic"] = values["topic"]
            return work.change(consultation, **values)

    def _check_topic(self, work: UnitOfWork, others: Iterable[Consultation], topic: str, split_reason: str) -> None:
        """Raise BadInput unless the visit, whose `others` are there, may have one on `topic` (A4)."""
        twin = topic and any(other.topic == topic and other.state != ConsultationState.CANCELLED for other in others)
        if twin and work.limits.one_consultation_per_topic and not split_reason:
            raise BadInput(_TWICE, topic=topic, argument="split_reason")

    def switch(self, officer: Officer, consultation: Consultation | int, *, take_over: bool = False) -> Consultation:
        """Put `consultation` in service; whatever else the officer served goes on hold, gross time running (A7).

        What a colleague serves of the visit goes on hold too, as the visitor comes to this counter.

        Raises:
            WrongState: not open or on hold, or already followed up.
            LostRace: a colleague serves this visitor, and not `take_over`.
        """
        with self._unit_of_work(Action.SWITCH, officer, take_over=take_over) as work:
            consultation = work.consultation(consultation)
            ticket = self.store.get(Ticket, consultation.ticket_id)
            work.check_case(CaseFacts(consultation, ticket))
            left = {held.id for held in claims.read_counter(self.store, self.office, work.who.id)} | {ticket.id}
            for ticket_id in sorted(left):
                running = list(filter(serves, self.store.find(Consultation, ticket_id=ticket_id)))
                if running:
                    work.tickets.add(ticket_id)
                    put_on_hold(work, running)
            if ticket.officer_id != work.who.id:
                work.change(ticket, officer_id=work.who.id, counter=work.who.counter)
            work.data["topic"] = consultation.topic
            return begin_service(work, consultation)

    def resolve(
        self,
        officer: Officer,
        consultation: Consultation | int,
        *,
        answer: str | None = None,
        references: Iterable[str] | None = None,
        no_reference: bool | None = None,
        delivery: str = "",
        take_over: bool = False,
    ) -> Consultation:
        """Resolve with the answer delivered: step a.6 (R08, R17, R23, R24); given values replace the recorded ones.

        `delivery` is how the answer reached the stakeholder; left out, the way the question came.

        Raises:
            Missing: identity, question, topic, answer or reference is not there, or the head has not answered yet.
            LostRace: a colleague serves this visitor, and not `take_over`.
        """
        with self._unit_of_work(Action.RESOLVE, officer, take_over=take_over) as work:
            consultation = work.consultation(consultation)
            ticket = self.store.get(Ticket, consultation.ticket_id)
            values: dict[str, Any] = {
                "answer": consultation.answer if answer is None else clean_text(answer),
                "cited": consultation.cited if references is None else _lines(references),
                "no_reference": consultation.no_reference if no_reference is None else no_reference,
                "delivery": clean_line(delivery) or ticket.channel,
            }
            sent = self.store.find(Escalation, consultation_id=consultation.id, state=OPEN_ESCALATION)
            work.check_case(CaseFacts(replace(consultation, **values), ticket, asked=asked_sections(sent)))
            values.update(deadlines.end_session(work, consultation))
            work.data.update(
                topic=consultation.topic, section=consultation.section, no_reference=values["no_reference"]
            )
            work.data["cited"] = len(values["cited"].split("\n")) if values["cited"] else 0
            solution = deadlines.stop(work, deadlines.newest_deadline(work, consultation, DeadlineKind.SOLUTION))
            end_progress(work, consultation)
            if solution is not None:
                work.data["in_time"] = solution.met
            values.update(ended_at=work.now, officer_id=consultation.officer_id or work.who.id)
            return move_consultation(work, consultation, ConsultationState.RESOLVED, **values)

    def refer(
        self, officer: Officer, consultation: Consultation | int, where: str, *, take_over: bool = False
    ) -> Consultation:
        """Refer to `where`, outside the office's scope; left out of the 20-minute rate, counted in volume (A24).

        Raises:
            Missing: identity or `where` is not there.
            LostRace: a colleague serves this visitor, and not `take_over`.
        """
        return self._side_exit(Action.REFER, officer, consultation, where, ConsultationState.REFERRED, take_over)

    def cancel(
        self, officer: Officer, consultation: Consultation | int, reason: str, *, take_over: bool = False
    ) -> Consultation:
        """Cancel what the stakeholder withdraws or was opened by mistake; counted in volume only (A24).

        Raises:
            Missing: no reason.
            LostRace: a colleague serves this visitor, and not `take_over`.
        """
        return self._side_exit(Action.CANCEL, officer, consultation, reason, ConsultationState.CANCELLED, take_over)

    def _side_exit(
        self, action: Action, officer: Officer, consultation: Consultation | int, reason: str,
        state: ConsultationState, take_over: bool,
    ) -> Consultation:  # fmt: skip
        with self._unit_of_work(action, officer, take_over=take_over) as work:
            consultation = work.consultation(consultation)
            ticket = self.store.get(Ticket, consultation.ticket_id)
            reason = clean_line(reason)
            work.check_case(CaseFacts(consultation, ticket), {Need.REASON} if reason else ())
            work.data["topic"] = consultation.topic
            values = deadlines.end_session(work, consultation, rated=False)
            deadlines.stop(work, deadlines.newest_deadline(work, consultation, DeadlineKind.SOLUTION), rated=False)
            end_progress(work, consultation)
            for escalation in self.store.find(Escalation, consultation_id=consultation.id, state=OPEN_ESCALATION):
                work.change(escalation, state=EscalationState.WITHDRAWN, ended_at=work.now, ended_by=work.who.id)
                for deadline in deadlines.reply_deadlines(work, escalation):
                    deadlines.stop(work, deadline, rated=False)
                deadlines.end_ask_back(work, escalation, rated=False)
                hand_over(self, work, escalation)
            return move_consultation(work, consultation, state, ended_at=work.now, end_reason=reason, **values)


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(line for text in texts if (line := clean_line(text, 500))))


#: Actions that take nothing but a consultation.
ON_CONSULTATION: dict[Action, Callable[[ServiceVerbs, Officer, int], Consultation]] = {
    Action.SWITCH: ServiceVerbs.switch,
}

"""Verbs of an escalation: sent to the responsible official, answered to the CSO, with every word kept (R10, R18)."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from kppn_tui.desk import deadlines
from kppn_tui.desk.followup import contact_values, enter_follow_up
from kppn_tui.desk.notices import hand_over
from kppn_tui.desk.progress import end_progress, resume_progress
from kppn_tui.desk.substitutes import SubstituteVerbs
from kppn_tui.desk.unit_of_work import UnitOfWork
from kppn_tui.domain.conditions import HAS_IT, CaseFacts, asked_sections
from kppn_tui.domain.contact import Contact, Refusal
from kppn_tui.domain.errors import N_, BadInput
from kppn_tui.domain.lifecycle import Action, Need
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Consultation, Escalation, EscalationNote, NoteKind, Ticket
from kppn_tui.domain.states import EscalationState, Role
from kppn_tui.domain.text import clean_line, clean_text

#: Kept as the reason of a follow-up that begins with a question to a head.
ESCALATED = "eskalasi"


class EscalationVerbs(SubstituteVerbs):
    """Verbs from the CSO to the head and back; the due date stays in sight."""

    def escalate(
        self, officer: Officer, consultation: Consultation | int, question: str, *, tried: str = "", section: str = "",
        section_reason: str = "", contact: Contact | None = None, refusal: Refusal | None = None,
        take_over: bool = False,
    ) -> Escalation:  # fmt: skip
        """Send the question to the head of `section` (default: the topic's), the case to follow-up (R10, R11, R18).

        Raises:
            Missing: identity, question, topic, contact or the question to the head is not there.
            BadInput: an unknown section, another than the topic's without a reason, or one that has it already.
            LostRace: a colleague serves this visitor, and not `take_over`.
        """
        with self._unit_of_work(Action.ESCALATE, officer, take_over=take_over) as work:
            consultation = work.consultation(consultation)
            ticket = self.store.get(Ticket, consultation.ticket_id)
            question, tried = clean_text(question, 5000), clean_text(tried, 5000)
            values = contact_values(contact, refusal)
            work.check_case(CaseFacts(replace(consultation, **values), ticket), {Need.TEXT} if question else ())
            section = section or consultation.section
            reason = clean_line(section_reason, 500)
            self._check_section(section)
            if section != consultation.section and not reason:
                raise BadInput(N_("This topic belongs to {section}: give the reason for choosing another."),
                               section=self.settings.section(consultation.section).short,
                               argument="section_reason")  # fmt: skip
            self._check_free(consultation.id, section)
            if not consultation.followed_up:
                values["follow_up_reason"] = values.get("follow_up_reason") or ESCALATED
                consultation = enter_follow_up(work, ticket, consultation, values)
            else:
                work.data.update(topic=consultation.topic, contact="kept")
                if values:
                    work.data["contact"] = "refused" if values["contact_refused"] else "given"
                    self._change_contact(work, consultation, values)
            return self._send(work, consultation.id, consultation.ticket_id, section, reason, question, tried)

    def _change_contact(self, work: UnitOfWork, consultation: Consultation, values: dict[str, Any]) -> None:
        """Write another contact, or another refusal, of a follow-up; the progress duty goes with it (A20)."""
        changed = work.change(consultation, **values)
        if changed.contact_refused:
            end_progress(work, changed)
        elif consultation.contact_refused:
            resume_progress(work, changed)

    def _check_free(self, consultation_id: int, section: str) -> None:
        if section in asked_sections(self.store.find(Escalation, consultation_id=consultation_id)):
            raise BadInput(HAS_IT, argument="section")

    def _send(
        self, work: UnitOfWork, consultation_id: int, ticket_id: int, section: str, reason: str, question: str,
        tried: str, previous: Escalation | None = None,
    ) -> Escalation:  # fmt: skip
        sent = work.insert(
            Escalation(id=0, office=work.office, consultation_id=consultation_id, ticket_id=ticket_id, section=section,
                       section_reason=reason, sent_at=work.now, sent_by=work.who.id,
                       previous_id=previous.id if previous else None)
        )  # fmt: skip
        work.escalation_id = work.escalation_id or sent.id
        work.data.setdefault("section", section)
        if question:
            self._note(work, sent, NoteKind.QUESTION, question)
        if tried:
            self._note(work, sent, NoteKind.TRIED, tried)
        deadlines.start_reply(work, sent)
        hand_over(self, work, sent)
        return sent

    def accept(self, officer: Officer, escalation: Escalation | int) -> Escalation:
        """Accept a question: the head has seen it and works on it."""
        with self._unit_of_work(Action.ACCEPT, officer) as work:
            record = work.escalation(escalation)
            self._check_head(work, record)
            work.data["section"] = record.section
            return work.change(record, state=EscalationState.ACCEPTED, accepted_at=work.now, accepted_by=work.who.id)

    def answer(self, officer: Officer, escalation: Escalation | int, text: str) -> Escalation:
        """Answer the CSO, who delivers it and sets `Resolved` (A19). Raises Missing: no text."""
        return self._end(Action.ANSWER, officer, escalation, text, EscalationState.ANSWERED)

    def return_(self, officer: Officer, escalation: Escalation | int, text: str) -> Escalation:
        """Ask the CSO back; the reply deadline pauses. Raises Missing: no text."""
        with self._unit_of_work(Action.RETURN, officer) as work:
            record = work.escalation(escalation)
            text = clean_text(text, 5000)
            self._check_head(work, record, {Need.TEXT} if text else ())
            work.data["section"] = record.section
            self._note(work, record, NoteKind.ASK_BACK, text)
            for deadline in deadlines.reply_deadlines(work, record):
                deadlines.pause(work, deadline)
            deadlines.start_ask_back(work, record)
            hand_over(self, work, record)
            return work.change(record, state=EscalationState.RETURNED)

    def clarify(self, officer: Officer, escalation: Escalation | int, text: str) -> Escalation:
        """Reply to a question back, which is with the head again. Raises Missing: no text."""
        with self._unit_of_work(Action.CLARIFY, officer) as work:
            record = work.escalation(escalation)
            text = clean_text(text, 5000)
            work.check_escalation(record, {Need.TEXT} if text else ())
            self._note(work, record, NoteKind.CLARIFICATION, text)
            for deadline in deadlines.reply_deadlines(work, record):
                deadlines.resume(work, deadline)
            deadlines.end_ask_back(work, record)
            hand_over(self, work, record)
            return work.change(record, state=EscalationState.SENT)

    def pass_on(self, officer: Officer, escalation: Escalation | int, section: str, reason: str) -> Escalation:
        """Pass the question with all its notes on to another section; return the new escalation (A15).

        Raises:
            Missing: no reason, or the same section.
        """
        with self._unit_of_work(Action.PASS_ON, officer) as work:
            record = work.escalation(escalation)
            reason = clean_text(reason, 2000)
            typed = {Need.REASON} if reason else set()
            self._check_head(
                work, record, typed | ({Need.OTHER_SECTION} if section and section != record.section else set())
            )
            self._check_section(section)
            self._check_free(record.consultation_id, section)
            notes = self.store.find(EscalationNote, escalation_id=record.id)
            self._note(work, record, NoteKind.PASS_ON, reason)
            self._stop_reply(work, record)
            work.change(record, state=EscalationState.PASSED_ON, ended_at=work.now, ended_by=work.who.id)
            work.data["section"] = section
            sent = self._send(work, record.consultation_id, record.ticket_id, section, reason, "", "", record)
            for note in notes:
                work.insert(replace(note, id=0, escalation_id=sent.id))
            self._note(work, sent, NoteKind.PASS_ON, reason)
            return sent

    def withdraw(self, officer: Officer, escalation: Escalation | int, reason: str) -> Escalation:
        """Withdraw a question that needs no answer any more. Raises Missing: no reason."""
        return self._end(Action.WITHDRAW, officer, escalation, reason, EscalationState.WITHDRAWN)

    def _end(
        self,
        action: Action,
        officer: Officer,
        escalation: Escalation | int,
        text: str,
        state: EscalationState,
    ) -> Escalation:
        with self._unit_of_work(action, officer) as work:
            record = work.escalation(escalation)
            text = clean_text(text, 20_000)
            check = self._check_head if action is Action.ANSWER else UnitOfWork.check_escalation
            check(work, record, {Need.TEXT, Need.REASON} if text else ())
            work.data["section"] = record.section
            self._note(work, record, NoteKind.ANSWER if action is Action.ANSWER else NoteKind.WITHDRAWAL, text)
            met = self._stop_reply(work, record)
            if action is Action.ANSWER:
                work.data["in_time"] = met
            hand_over(self, work, record)
            return work.change(record, state=state, ended_at=work.now, ended_by=work.who.id)

    def _check_head(self, work: UnitOfWork, escalation: Escalation, typed: Collection[Need] = ()) -> None:
        """Raise why the acting officer can't do this as head; a substitute acts with the head's rights (A17)."""
        answers = self._sections_of(work.who)
        if answers.get(escalation.section):
            work.officer = replace(work.who, roles=f"{work.who.roles} {Role.HEAD}")
            work.data["substitute"] = True
        case_officer = self.store.get(Consultation, escalation.consultation_id).officer_id
        work.check_escalation(escalation, typed, answers=answers, case_officer=case_officer)

    def _note(self, work: UnitOfWork, escalation: Escalation, kind: NoteKind, text: str) -> None:
        work.insert(
            EscalationNote(id=0, escalation_id=escalation.id, at=work.now, officer_id=work.who.id, kind=kind, text=text,
                           substitute=bool(work.data.get("substitute")))
        )  # fmt: skip

    def _stop_reply(self, work: UnitOfWork, escalation: Escalation) -> bool:
        """Stop the reply deadline, and return whether it was met; nothing that was asked back is waited for."""
        deadlines.end_ask_back(work, escalation, rated=False)
        stopped = [deadlines.stop(work, deadline) for deadline in deadlines.reply_deadlines(work, escalation)]
        return all(deadline.met for deadline in stopped if deadline)


#: Actions that take nothing but an escalation.
ON_ESCALATION: dict[Action, Callable[[EscalationVerbs, Officer, int], Escalation]] = {
    Action.ACCEPT: EscalationVerbs.accept,
}

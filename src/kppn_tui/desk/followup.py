"""Verbs of a follow-up: contact, the three working days, progress, the reason for being overdue."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from kppn_tui.desk import deadlines
from kppn_tui.desk.base import DeskBase
from kppn_tui.desk.moves import move_consultation
from kppn_tui.desk.progress import begin_progress, meet_checkpoint
from kppn_tui.desk.unit_of_work import UnitOfWork
from kppn_tui.domain.conditions import CaseFacts
from kppn_tui.domain.contact import WAY_AND_REASON, Contact, ContactChannel, Refusal, checked_contact
from kppn_tui.domain.duedates import DueDate
from kppn_tui.domain.errors import N_, BadInput
from kppn_tui.domain.lifecycle import Action, Need
from kppn_tui.domain.office import Limits
from kppn_tui.domain.people import Officer
from kppn_tui.domain.promise import solution_promise
from kppn_tui.domain.records import Consultation, Progress, ProgressKind, Ticket
from kppn_tui.domain.states import ConsultationState
from kppn_tui.domain.text import clean_line, clean_text
from kppn_tui.domain.workdays import WorkCalendar


class FollowUpVerbs(DeskBase):
    """Verbs from “no answer yet” to the day it is due."""

    def promise(self, consultation: Consultation | int) -> DueDate:
        """Return the due date that a follow-up begun now would get, in the office's zone, shown before saving (R12)."""
        consultation = self.stored_consultation(consultation)
        with self.store.reading():
            ticket = self.store.get(Ticket, consultation.ticket_id)
        return promised(self.calendar, self.settings.limits, ticket, consultation, self.now())

    def stored_consultation(self, consultation: Consultation | int) -> Consultation:
        """Return the consultation as stored now. Raises NotFound."""
        with self.store.reading():
            return self.store.get(Consultation, consultation if isinstance(consultation, int) else consultation.id)

    def follow_up(
        self, officer: Officer, consultation: Consultation | int, *, contact: Contact | None = None,
        refusal: Refusal | None = None, reason: str = "", take_over: bool = False,
    ) -> Consultation:  # fmt: skip
        """Follow up without an answer yet: step a.7; the solution is due in 3 working days (R09, R11, R12).

        Raises:
            Missing: identity, question, topic, reason, or contact and refusal are not there.
            BadInput: a contact that can't be one.
            CalendarMissing: the due date falls in a year without data.
            LostRace: a colleague serves this visitor, and not `take_over`.
        """
        with self._unit_of_work(Action.FOLLOW_UP, officer, take_over=take_over) as work:
            consultation = work.consultation(consultation)
            ticket = self.store.get(Ticket, consultation.ticket_id)
            reason = clean_text(reason, 2000)
            values = contact_values(contact, refusal) | {"follow_up_reason": reason}
            work.check_case(CaseFacts(replace(consultation, **values), ticket), {Need.REASON} if reason else ())
            work.data["section"] = consultation.section
            return enter_follow_up(work, ticket, consultation, values)

    def log_progress(
        self, officer: Officer, consultation: Consultation | int, text: str, *,
        kind: ProgressKind | str = ProgressKind.DELIVERED, channel: str = "",
    ) -> Progress:  # fmt: skip
        """Log a progress note (R20, R25); a delivered one meets the checkpoint of its day, others don't (A13, A14).

        Raises:
            Missing: no text, or not a follow-up.
            BadInput: a delivered note without the way it was delivered.
        """
        with self._unit_of_work(Action.LOG_PROGRESS, officer) as work:
            consultation = work.consultation(consultation)
            text, channel = clean_text(text, 5000), clean_line(channel)
            if kind not in set(ProgressKind):
                raise BadInput
            kind = ProgressKind(kind)
            work.check_case(CaseFacts(consultation), {Need.TEXT} if text else ())
            if kind is not ProgressKind.INTERNAL and not channel:
                raise BadInput(N_("Say how the progress was conveyed."), argument="channel")
            note = work.insert(
                Progress(id=0, office=work.office, consultation_id=consultation.id, at=work.now, officer_id=work.who.id,
                         kind=kind, text=text, channel=channel)
            )  # fmt: skip
            work.data["kind"] = kind
            if kind is ProgressKind.DELIVERED:
                work.data["met"] = meet_checkpoint(work, consultation)
            return note

    def explain_overdue(self, officer: Officer, consultation: Consultation | int, reason: str) -> Consultation:
        """Record why the solution is late (A21); raises BadInput while it is not."""
        with self._unit_of_work(Action.EXPLAIN_OVERDUE, officer) as work:
            consultation = work.consultation(consultation)
            reason = clean_text(reason, 2000)
            work.check_case(CaseFacts(consultation), {Need.REASON} if reason else ())
            return work.change(consultation, overdue_reason=reason)


def promised(
    calendar: WorkCalendar, limits: Limits, ticket: Ticket, consultation: Consultation, now: datetime
) -> DueDate:
    """Return the solution's due date: from now, online from receipt unless the office reads it so (A9)."""
    start = now
    if ticket.online:
        start = ticket.arrived_at if limits.online_start == "diterima" else consultation.started_at or now
    return solution_promise(calendar, limits, start)


def contact_values(contact: Contact | None, refusal: Refusal | None) -> dict[str, Any]:
    """Return the columns that a contact or a refusal fills; neither gives nothing, and the life cycle asks for it.

    Raises:
        BadInput: a contact that can't be one, or a refusal without reason or agreed way.
    """
    if contact is not None:
        good = checked_contact(contact)
        return {"contact_channel": ContactChannel(good.channel), "contact_value": good.value, "contact_refused": False}
    if refusal is not None:
        reason, way = clean_line(refusal.reason, 500), clean_line(refusal.agreed_way, 500)
        if not reason or not way:
            raise BadInput(N_("A refusal needs its reason and the way that was agreed instead."),
                           argument="agreed_way" if reason else "contact")  # fmt: skip
        return {
            "contact_refused": True,
            "agreed_way": f"{way}{WAY_AND_REASON}{reason}",
            "contact_channel": ContactChannel.NONE,
            "contact_value": "",
        }
    return {}


def enter_follow_up(
    work: UnitOfWork, ticket: Ticket, consultation: Consultation, values: dict[str, Any]
) -> Consultation:
    """Take `consultation` out of the session, and begin its three days and its progress duty."""
    due = promised(work.calendar, work.limits, ticket, consultation, work.now)
    work.data.update(topic=consultation.topic, contact="refused" if values.get("contact_refused") else "given")
    values = {
        **values,
        **deadlines.end_session(work, consultation),
        "follow_up_at": work.now,
        "solution_due_at": due.due,
        "calendar_version": due.version,
        "officer_id": work.who.id,
    }
    work.data["due"] = due.due.isoformat()
    moved = move_consultation(work, consultation, ConsultationState.FOLLOW_UP, **values)
    deadlines.start_solution(work, moved, due)
    begin_progress(work, moved)
    return moved

"""A follow-up or an escalation in a list: where it stands, and the cells of its row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from rich.text import Text

from kppn_tui.domain.duedates import due_day
from kppn_tui.domain.errors import DeskError, NotFound
from kppn_tui.domain.escalation_conditions import answers_question
from kppn_tui.domain.records import Deadline, DeadlineKind, Ticket
from kppn_tui.domain.states import OPEN_ESCALATION, EscalationState
from kppn_tui.domain.views import ConsultationView, EscalationView
from kppn_tui.i18n import _, ngettext
from kppn_tui.presentation import words
from kppn_tui.presentation.deadlines import PHASE_STYLE, due_cell

if TYPE_CHECKING:
    from kppn_tui.domain.workdays import WorkCalendar
    from kppn_tui.office.settings import Settings


@dataclass(frozen=True, slots=True)
class Case:
    """A row: a follow-up, or in a head's inbox one escalation of it."""

    view: ConsultationView
    escalation: EscalationView | None = None

    @property
    def key(self) -> int:
        """Return the id of the escalation or, in a row without one, of the consultation."""
        return self.escalation.escalation.id if self.escalation else self.view.consultation.id


@dataclass(frozen=True, slots=True)
class Lens:
    """The context of every text of a row: the moment (UTC), the office's calendar and its settings."""

    now: datetime
    calendar: "WorkCalendar"
    settings: "Settings"

    def local(self, at: datetime) -> datetime:
        """Return `at` in the office's zone."""
        return self.calendar.local(at)

    def short(self, at: datetime) -> str:
        """Return the time of `at` today, else its day and time, in the office's zone."""
        return words.short_moment(self.local(at), self.local(self.now))

    def name(self, ticket: Ticket) -> str:
        """Return the ticket's number, with its day unless that is today."""
        return words.ticket_name(ticket.label, ticket.day, self.local(self.now).date())

    def section(self, code: str) -> str:
        """Return the short name of a section; its code if the office file has dropped it."""
        try:
            return self.settings.section(code).short
        except NotFound:
            return code

    def head(self, code: str) -> str:
        """Return the title of the head of a section; its code if the office file has dropped it."""
        try:
            return self.settings.section(code).head_title
        except NotFound:
            return code

    def due(self, deadline: Deadline) -> Text:
        """Return a deadline's due moment as a cell: the time today, else the day; marked when near or past."""
        return due_cell(deadline, self.now, words.short_due(self.local(deadline.due_at), self.local(self.now)))


# Questions about a case ---------------------------------------------------------------------------------------------


def progress_deadline(view: ConsultationView) -> Deadline | None:
    """Return the checkpoint that is not over, or None while none is owed (A13, A20)."""
    deadline = view.deadline(DeadlineKind.PROGRESS)
    return deadline if deadline is not None and deadline.stopped_at is None else None


def lacks_progress_today(view: ConsultationView, lens: Lens) -> bool:
    """Return whether a note to the stakeholder is owed by today's closing, or since an earlier day (R20)."""
    deadline = progress_deadline(view)
    if deadline is None or (deadline.opens_at is not None and lens.now < deadline.opens_at):
        return False
    return due_day(lens.local(deadline.due_at)) <= lens.local(lens.now).date()


def missed_days(view: ConsultationView, lens: Lens) -> tuple[date, ...]:
    """Return the working days on which the stakeholder was owed a note and got none (R20)."""
    return tuple(lens.local(deadline.due_at).date() for deadline in view.missed_progress)


def missed_words(view: ConsultationView, lens: Lens) -> str:
    """Return how many days were missed, and which; "" for none."""
    days = missed_days(view, lens)
    if not days:
        return ""
    told = ngettext("{n} day without progress: {days}", "{n} days without progress: {days}", len(days))
    return told.format(n=len(days), days=", ".join(map(words.short_day, days)))


def standing_escalations(view: ConsultationView) -> list[EscalationView]:
    """Return the escalations, newest first, without those that were passed on: the next one holds their notes."""
    followed = {one.escalation.previous_id for one in view.escalations}
    return [one for one in reversed(view.escalations) if one.escalation.id not in followed]


def escalations_in(view: ConsultationView, *states: str) -> list[EscalationView]:
    """Return the escalations in one of `states`, oldest first."""
    return [one for one in view.escalations if one.escalation.state in states]


def is_answered(view: ConsultationView) -> bool:
    """Return whether a head has answered and nobody is waited for: the CSO delivers the answer (A19)."""
    return bool(escalations_in(view, EscalationState.ANSWERED)) and not escalations_in(view, *OPEN_ESCALATION)


def asked_back(one: EscalationView) -> str:
    """Return what the head wants to know, "" if nothing was asked back."""
    return next((note.note.text for note in one.notes if note.note.kind == "ask_back"), "")


def questions(views: Sequence[ConsultationView], sections: Mapping[str, bool], officer_id: int) -> list[Case]:
    """Return the open escalations of `views` to one of `sections`, a row each.

    `sections` has True where `officer_id` is a substitute, who does not see what they asked themself.
    """
    return [
        Case(view, one)
        for view in views
        for one in escalations_in(view, *OPEN_ESCALATION)
        if answers_question(sections, officer_id, one.escalation, view.consultation.officer_id)
    ]


# Cells --------------------------------------------------------------------------------------------------------------


def standing(view: ConsultationView, lens: Lens) -> Text:
    """Return where the case is now, in a few words."""
    asked = escalations_in(view, EscalationState.RETURNED)
    waiting = escalations_in(view, *OPEN_ESCALATION)
    if asked:
        return Text(_("{section} asks back").format(section=lens.section(asked[0].escalation.section)), style="bold")
    if waiting:
        names = ", ".join(lens.section(one.escalation.section) for one in waiting)
        return Text(_("at {section}").format(section=names))
    if is_answered(view):
        return Text(_("answer to deliver"), style="bold")
    if view.awaited:
        return Text(_("awaiting documents"))
    return Text(words.state_word(view.consultation.state))


def progress_cell(view: ConsultationView, lens: Lens) -> Text:
    """Return when the next note is due, as a cell, after the number of those that were missed: 2× 16.00."""
    deadline, missed = progress_deadline(view), len(view.missed_progress)
    if missed:
        owed = words.short_due(lens.local(deadline.due_at), lens.local(lens.now)) if deadline else "—"
        return Text().append(f"{missed}×", style=PHASE_STYLE["over"]).append(f" {owed}")
    if view.consultation.contact_refused:
        return Text(_("no contact"), style="dim")
    return lens.due(deadline) if deadline else Text("—", style="dim")


def solution_cell(view: ConsultationView, lens: Lens) -> Text:
    """Return when the solution is due, as a cell."""
    deadline = view.deadline(DeadlineKind.SOLUTION)
    return lens.due(deadline) if deadline else Text("—", style="dim")


def days_cell(view: ConsultationView, lens: Lens) -> Text:
    """Return the working days until the solution is due, or since; "?" where the calendar has no data."""
    due = view.consultation.solution_due_at
    if due is None:
        return Text("—", style="dim")
    late = lens.now > due
    try:
        days = lens.calendar.working_days_between(*((due, lens.now) if late else (lens.now, due)))
    except DeskError:
        return Text("?", style="dim")
    if late:
        return Text(_("{n} d over").format(n=days) if days else _("over"), style="bold")
    if not days:
        return Text(_("today"), style="bold")
    return Text(ngettext("{n} day", "{n} days", days).format(n=days))


def subject_cell(view: ConsultationView) -> Text:
    """Return who asks about what: the satker's code and the topic, then the name as far as it fits."""
    consultation, ticket = view.consultation, view.ticket
    who = consultation.satker_code or consultation.satker_name or ticket.visitor_name
    name = consultation.satker_name if consultation.satker_code else ""
    return Text(" ".join(part for part in (who, consultation.topic) if part) + (f" · {name}" if name else ""))

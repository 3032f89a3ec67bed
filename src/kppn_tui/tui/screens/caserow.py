"""A follow-up or an escalation at a glance: where it stands, and the cells of its row."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from rich.text import Text

from kppn_tui import words
from kppn_tui.domain.errors import DeskError, NotFound
from kppn_tui.domain.records import ClockKind, Deadline, Ticket
from kppn_tui.domain.states import OPEN_ESCALATION, EscalationState
from kppn_tui.domain.views import EscalationView, ItemView
from kppn_tui.i18n import _, ngettext
from kppn_tui.tui.face import due_face

if TYPE_CHECKING:
    from kppn_tui.config import Settings
    from kppn_tui.domain.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class Case:
    """A row: a follow-up, or in a head's inbox one escalation of it."""

    view: ItemView
    escalation: EscalationView | None = None

    @property
    def key(self) -> int:
        """The id of what the row is about."""
        return self.escalation.escalation.id if self.escalation else self.view.item.id


@dataclass(frozen=True, slots=True)
class Lens:
    """What every rendering looks through: the moment (UTC), the office's calendar and its settings."""

    now: datetime
    calendar: "WorkCalendar"
    settings: "Settings"

    def local(self, at: datetime) -> datetime:
        """`at` in the office's zone."""
        return self.calendar.local(at)

    def short(self, at: datetime) -> str:
        """The time of `at` today, else its day and time."""
        return words.short_moment(self.local(at), self.local(self.now))

    def name(self, ticket: Ticket) -> str:
        """The ticket's number, with its day unless that is today."""
        return words.ticket_name(ticket.label, ticket.day, self.local(self.now).date())

    def section(self, code: str) -> str:
        """The short name of a section; its code if the office file has dropped it."""
        try:
            return self.settings.section(code).short
        except NotFound:
            return code

    def due(self, clock: Deadline) -> Text:
        """A clock's due moment as a cell: the time today, else the day; marked when near or past."""
        return due_face(clock, self.now, words.short_due(self.local(clock.due_at), self.local(self.now)))


# Questions about a case ---------------------------------------------------------------------------------------------


def is_overdue(view: ItemView, now: datetime) -> bool:
    """Whether the solution is late (R12)."""
    due = view.item.solution_due_at
    return due is not None and now > due


def progress_clock(view: ItemView) -> Deadline | None:
    """The checkpoint that is not over, or None while none is owed (A13, A20)."""
    clock = view.clock(ClockKind.PROGRESS)
    return clock if clock is not None and clock.stopped_at is None else None


def lacks_progress_today(view: ItemView, lens: Lens) -> bool:
    """Whether a note to the stakeholder is owed by today's closing, or since an earlier day (R20)."""
    clock = progress_clock(view)
    if clock is None or (clock.opens_at is not None and lens.now < clock.opens_at):
        return False
    return lens.local(clock.due_at).date() <= lens.local(lens.now).date()


def standing_escalations(view: ItemView) -> list[EscalationView]:
    """The escalations without those that were passed on, whose notes the next one holds; newest first."""
    followed = {one.escalation.previous_id for one in view.escalations}
    return [one for one in reversed(view.escalations) if one.escalation.id not in followed]


def escalations_in(view: ItemView, *states: str) -> list[EscalationView]:
    """The escalations in one of `states`, oldest first."""
    return [one for one in view.escalations if one.escalation.state in states]


def is_answered(view: ItemView) -> bool:
    """Whether a head has answered and nobody is waited for: the CSO delivers it (A19)."""
    return bool(escalations_in(view, EscalationState.ANSWERED)) and not escalations_in(view, *OPEN_ESCALATION)


def asked_back(one: EscalationView) -> str:
    """What the head wants to know, "" if nothing was asked back."""
    return next((note.note.text for note in one.notes if note.note.kind == "ask_back"), "")


# Cells --------------------------------------------------------------------------------------------------------------


def standing(view: ItemView, lens: Lens) -> Text:
    """Where the case is now, in a few words."""
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
    return Text(words.state_word(view.item.state))


def progress_cell(view: ItemView, lens: Lens) -> Text:
    """When the next note is due."""
    if view.item.contact_refused:
        return Text(_("no contact"), style="dim")
    clock = progress_clock(view)
    return lens.due(clock) if clock else Text("—", style="dim")


def solution_cell(view: ItemView, lens: Lens) -> Text:
    """When the solution is due."""
    clock = view.clock(ClockKind.SOLUTION)
    return lens.due(clock) if clock else Text("—", style="dim")


def days_cell(view: ItemView, lens: Lens) -> Text:
    """Working days until the solution is due, or since."""
    due = view.item.solution_due_at
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


def subject_cell(view: ItemView) -> Text:
    """Who asks about what: the satker's code and the topic, then the name as far as it fits."""
    item, ticket = view.item, view.ticket
    who = item.satker_code or item.satker_name or ticket.visitor_name
    name = item.satker_name if item.satker_code else ""
    return Text(" ".join(part for part in (who, item.topic) if part) + (f" · {name}" if name else ""))

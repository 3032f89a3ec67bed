"""A follow-up or an escalation as an officer reads it: the cells of its row, and the text beside the list."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from rich.text import Text

from kppn_tui import words
from kppn_tui.domain.contact import masked
from kppn_tui.domain.errors import DeskError, NotFound
from kppn_tui.domain.lifecycle import OPEN_ESCALATION, EscalationState
from kppn_tui.domain.promise import solution_promise
from kppn_tui.domain.records import ClockKind, Deadline, ProgressKind
from kppn_tui.domain.views import EscalationView, ItemView, Note
from kppn_tui.i18n import N_, _, ngettext
from kppn_tui.tui.face import due_face

if TYPE_CHECKING:
    from kppn_tui.config import Settings
    from kppn_tui.domain.workdays import WorkCalendar

NOTE_TEXT = {
    "question": N_("question"),
    "tried": N_("tried"),
    "answer": N_("answer"),
    "ask_back": N_("asks back"),
    "clarification": N_("reply"),
    "pass_on": N_("passed on"),
    "withdrawal": N_("withdrawn"),
}
PROGRESS_TEXT = {
    ProgressKind.DELIVERED: N_("delivered"),
    ProgressKind.ATTEMPTED: N_("attempted"),
    ProgressKind.INTERNAL: N_("internal"),
}
#: A labelled part of the detail; without a label the text stands alone.
Block = tuple[str, Text]


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

    def section(self, code: str) -> str:
        """The short name of a section; its code if the office file has dropped it."""
        try:
            return self.settings.section(code).short
        except NotFound:
            return code

    def due(self, clock: Deadline) -> Text:
        """A clock's due moment as a cell."""
        return due_face(clock, self.now, self.local(clock.due_at), self.local(self.now))


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
        return Text(_("answered: deliver"), style="bold")
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


# Detail -------------------------------------------------------------------------------------------------------------


def paint(blocks: Sequence[Block], *, spaced: bool = False) -> Text:
    """The blocks below each other, labels in bold."""
    text = Text(overflow="fold")
    for count, (label, body) in enumerate(blocks):
        if count:
            text.append("\n\n" if spaced else "\n")
        if label:
            text.append(f"{label}: ", style="bold")
        text.append_text(body)
    return text


def head_line(view: ItemView, lens: Lens) -> Text:
    """Number, channel, topic, institution and person; never the contact."""
    item, ticket = view.item, view.ticket
    channel = words.channel_word(ticket.channel) + (f" {ticket.reference_number}" if ticket.reference_number else "")
    try:
        topic = f"{item.topic} {lens.settings.topic(item.topic).name}"
    except NotFound:
        topic = item.topic
    person = ticket.visitor_name + (f" ({ticket.visitor_role})" if ticket.visitor_role else "")
    stakeholder = f"{item.satker_code} {item.satker_name}".strip()
    return Text(" · ".join(part for part in (ticket.label, topic, stakeholder, person, channel) if part), style="bold")


def due_text(view: ItemView, lens: Lens) -> Text:
    """The due date spelt out, with the days that were skipped and why, and what is known of a delay (R12, A21)."""
    from kppn_tui.tui.screens.forms import due_sentence

    item, clock = view.item, view.clock(ClockKind.SOLUTION)
    if item.solution_due_at is None or clock is None:
        return Text("—")
    due = lens.local(item.solution_due_at)
    try:
        promise = solution_promise(lens.calendar, lens.settings.limits, clock.started_at)
        text = due_sentence(replace(promise, due=due))
    except DeskError:
        text = Text(_("Due {moment}").format(moment=words.long_moment(due)), style="bold")
    if is_overdue(view, lens.now):
        reason = item.overdue_reason or _("the reason is not recorded yet")
        text.append("\n" + _("Overdue: {reason}").format(reason=reason), style="bold")
    return text


def progress_sentence(view: ItemView, lens: Lens) -> str:
    """Whether a note to the stakeholder is owed now, and until when."""
    if view.item.contact_refused:
        return _("No contact was given: no progress is owed.")
    clock = progress_clock(view)
    if clock is None:
        return _("No further progress is owed before the solution.")
    moment = words.long_moment(lens.local(clock.due_at))
    if lacks_progress_today(view, lens):
        return _("Today's progress is still owed, until {moment}.").format(moment=moment)
    if clock.opens_at is not None and lens.now < clock.opens_at:
        return _("Nothing is owed today; the next progress is due {moment}.").format(moment=moment)
    return _("The next progress is due {moment}; a note from now on counts.").format(moment=moment)


def contact_text(view: ItemView, revealed: str) -> Text:
    """The contact, masked unless revealed; or the refusal with what was agreed (A20)."""
    item = view.item
    if item.contact_refused:
        return Text(_("refused; agreed: {way}").format(way=item.agreed_way))
    if not item.contact_value:
        return Text("—")
    value = revealed or f"{masked(item.contact_value)} " + _("(“c” shows it)")
    return Text(f"{words.channel_word(item.contact_channel)} {value}")


def documents_text(view: ItemView, lens: Lens) -> Text:
    """Each document: awaited since when, or received when."""
    lines = []
    for document in view.documents:
        if document.received_at:
            told = _("✓ {name}, received {moment}")
            lines.append(told.format(name=document.name, moment=lens.short(document.received_at)))
        else:
            told = _("… {name}, asked for {moment}")
            lines.append(told.format(name=document.name, moment=lens.short(document.requested_at)))
    return Text("; ".join(lines))


def progress_text(view: ItemView, lens: Lens) -> Text:
    """The progress notes, newest first."""
    text = Text()
    for note in reversed(view.progress):
        way = f" ({words.channel_word(note.channel)})" if note.channel else ""
        kind = _(PROGRESS_TEXT[ProgressKind(note.kind)])
        text.append(f"\n{lens.short(note.at)} {kind}{way}: ", style="dim" if note.kind == "internal" else "bold")
        text.append(note.text)
    return text if text else Text("—")


def protocol_text(notes: Sequence[Note], lens: Lens) -> Text:
    """Lines of a hand-over protocol in the order given, with who wrote them."""
    text = Text()
    for one in notes:
        who = one.officer_name + (" (Plh.)" if one.note.substitute else "")
        kind = _(NOTE_TEXT.get(one.note.kind, one.note.kind))
        text.append(f"\n{lens.short(one.note.at)} {who}, {kind}: ", style="bold")
        text.append(one.note.text)
    return text


def escalation_line(one: EscalationView, lens: Lens) -> Text:
    """Section, state and, while it waits for the head, when the answer is due (A18)."""
    text = Text(f"{lens.section(one.escalation.section)}, {words.state_word(one.escalation.state)}")
    waits = one.escalation.state in (EscalationState.SENT, EscalationState.ACCEPTED)
    if waits and one.clock is not None and one.clock.stopped_at is None:
        text.append(", " + _("answer due {moment}").format(moment=lens.short(one.clock.due_at)))
    if one.escalation.section_reason:
        text.append(f" ({one.escalation.section_reason})")
    return text

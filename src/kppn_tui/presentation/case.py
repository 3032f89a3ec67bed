"""A follow-up or an escalation in full, as text beside the list."""

from collections.abc import Sequence
from dataclasses import replace

from rich.text import Text

from kppn_tui.domain.conditions import is_overdue
from kppn_tui.domain.contact import masked
from kppn_tui.domain.errors import DeskError, NotFound
from kppn_tui.domain.people import SectionDesk
from kppn_tui.domain.promise import solution_promise
from kppn_tui.domain.records import DeadlineKind, NoteKind, ProgressKind
from kppn_tui.domain.states import EscalationState
from kppn_tui.domain.views import ConsultationView, EscalationView, Note
from kppn_tui.i18n import N_, _
from kppn_tui.presentation import words
from kppn_tui.presentation.case_row import Lens, asked_back, lacks_progress_today, missed_words, progress_deadline
from kppn_tui.presentation.deadlines import arrival_text, channel_text
from kppn_tui.presentation.due import due_sentence

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


def paint(blocks: Sequence[Block], *, spaced: bool = False) -> Text:
    """Return the blocks below each other, labels in bold; `spaced` puts an empty line between them."""
    text = Text(overflow="fold")
    for count, (label, body) in enumerate(blocks):
        if count:
            text.append("\n\n" if spaced else "\n")
        if label:
            text.append(f"{label}: ", style="bold")
        text.append_text(body)
    return text


def head_line(view: ConsultationView, lens: Lens) -> Text:
    """Return number, channel, topic, institution and person; never the contact."""
    consultation, ticket = view.consultation, view.ticket
    received = arrival_text(ticket, lambda at: words.short_moment(lens.local(at), lens.local(lens.now)))
    try:
        topic = f"{consultation.topic} {lens.settings.topic(consultation.topic).name}"
    except NotFound:
        topic = consultation.topic
    person = ticket.visitor_name + (f" ({ticket.visitor_role})" if ticket.visitor_role else "")
    stakeholder = f"{consultation.satker_code} {consultation.satker_name}".strip()
    number = f"{ticket.label} ({words.short_day(lens.local(ticket.arrived_at))})"
    parts = (number, topic, stakeholder, person, channel_text(ticket), received)
    return Text(" · ".join(part for part in parts if part), style="bold")


def due_text(view: ConsultationView, lens: Lens) -> Text:
    """Return the due date spelt out, with the days that were skipped and why (R12).

    Once it has passed, what is known of the delay follows (A21).
    """
    consultation, deadline = view.consultation, view.deadline(DeadlineKind.SOLUTION)
    if consultation.solution_due_at is None or deadline is None:
        return Text("—")
    due = lens.local(consultation.solution_due_at)
    try:
        promise = solution_promise(lens.calendar, lens.settings.limits, deadline.started_at)
        text = due_sentence(replace(promise, due=due))
    except DeskError:
        text = Text(_("Due {moment}").format(moment=words.long_due(due)), style="bold")
    if is_overdue(consultation, lens.now):
        reason = consultation.overdue_reason or _("the reason is not recorded yet")
        text.append("\n" + _("Overdue: {reason}").format(reason=reason), style="bold")
    return text


def progress_sentence(view: ConsultationView, lens: Lens) -> str:
    """Return whether a note to the stakeholder is owed now, and until when, and on which days none was given."""
    missed = missed_words(view, lens)
    return " ".join([_owed_sentence(view, lens), *([f"{missed[:1].upper()}{missed[1:]}."] if missed else [])])


def _owed_sentence(view: ConsultationView, lens: Lens) -> str:
    if view.consultation.contact_refused:
        return _("No contact was given: no progress is owed.")
    deadline = progress_deadline(view)
    if deadline is None:
        return _("No further progress is owed before the solution.")
    due = lens.local(deadline.due_at)
    if lacks_progress_today(view, lens):
        until = words.short_due_moment(due, lens.local(lens.now))
        return _("Today's progress is still owed, until {moment}.").format(moment=until)
    moment = words.long_due(due)
    if deadline.opens_at is not None and lens.now < deadline.opens_at:
        return _("Nothing is owed today; the next progress is due {moment}.").format(moment=moment)
    return _("The next progress is due {moment}; a note from now on counts.").format(moment=moment)


def contact_text(view: ConsultationView, revealed: str, key: str) -> Text:
    """Return the contact, masked unless `revealed`, and the `key` that reveals it.

    For a refusal return what was agreed instead (A20).
    """
    consultation = view.consultation
    if consultation.contact_refused:
        return Text(_("refused; agreed: {way}").format(way=consultation.agreed_way))
    if not consultation.contact_value:
        return Text("—")
    value = revealed or f"{masked(consultation.contact_value)} " + _("(“{key}” shows it)").format(key=key)
    return Text(f"{words.channel_word(consultation.contact_channel)} {value}")


def documents_text(view: ConsultationView, lens: Lens) -> Text:
    """Return each document: awaited since when, or received when."""
    lines = []
    for document in view.documents:
        if document.received_at:
            told = _("✓ {name}, received {moment}")
            lines.append(told.format(name=document.name, moment=lens.short(document.received_at)))
        else:
            told = _("… {name}, asked for {moment}")
            lines.append(told.format(name=document.name, moment=lens.short(document.requested_at)))
    return Text("; ".join(lines))


def progress_text(view: ConsultationView, lens: Lens) -> Text:
    """Return the progress notes, newest first."""
    text = Text()
    for note in reversed(view.progress):
        way = f" ({words.channel_word(note.channel)})" if note.channel else ""
        kind = _(PROGRESS_TEXT.get(note.kind, note.kind))
        text.append(
            f"\n{lens.short(note.at)} {kind}{way}: ", style="dim" if note.kind is ProgressKind.INTERNAL else "bold"
        )
        text.append(note.text)
    return text if text else Text("—")


def protocol_text(notes: Sequence[Note], lens: Lens) -> Text:
    """Return lines of a hand-over protocol in the order given, with who wrote them."""
    text = Text()
    for one in notes:
        who = one.officer_name + (" (Plh.)" if one.note.substitute else "")
        kind = _(NOTE_TEXT.get(one.note.kind, one.note.kind))
        text.append(f"\n{lens.short(one.note.at)} {who}, {kind}: ", style="bold")
        text.append(one.note.text)
    return text


def behind_text(desk: SectionDesk | None, but: int | None = None) -> str:
    """Return who answers for a section today by name; that nobody does, where `but` (who asks) is left out too."""
    if desk is None or not desk.ids - {but}:
        return _("nobody answers now: an administrator names a head or a Plh.")
    return ", ".join([*desk.heads, *(f"{name} (Plh.)" for name in desk.acting)])


def asked_back_text(one: EscalationView, lens: Lens) -> Text:
    """Return what the head wants to know, and until when the reply is due."""
    text = Text(asked_back(one))
    if one.ask_back is not None and one.ask_back.stopped_at is None:
        text.append(" (" + _("reply due {moment}").format(moment=lens.short(one.ask_back.due_at)) + ")", style="bold")
    return text


def ended_question(one: EscalationView) -> str:
    """Return what became of a question that needs no answer any more, and why."""
    why = next((note.note.text for note in one.notes if note.note.kind in (NoteKind.WITHDRAWAL, NoteKind.PASS_ON)), "")
    return words.state_word(one.escalation.state) + (f" ({why})" if why else "")


def escalation_line(one: EscalationView, lens: Lens) -> Text:
    """Return section, state and, while it waits for the head, when the answer is due (A18)."""
    text = Text(f"{lens.section(one.escalation.section)}, {words.state_word(one.escalation.state)}")
    waits = one.escalation.state in (EscalationState.SENT, EscalationState.ACCEPTED)
    if waits and one.deadline is not None and one.deadline.stopped_at is None:
        text.append(", " + _("answer due {moment}").format(moment=lens.short(one.deadline.due_at)))
    if one.escalation.section_reason:
        text.append(f" ({one.escalation.section_reason})")
    return text

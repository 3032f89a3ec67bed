"""The texts of an undone action: each goes back into the field of the form that it was typed in.

`RETURNED` is the table: for each action that takes a text, the form, its field, and where the text stands in the rows
that the action has written.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from kppn_tui.domain.contact import WAY_AND_REASON, ContactChannel
from kppn_tui.domain.draft_forms import ABOUT, NO_REFERENCE, REFUSES, TYPED_TEXT, DraftForm, FieldKind, ReturnedText
from kppn_tui.domain.lifecycle import Action, Subject
from kppn_tui.domain.records import (
    Channel,
    Consultation,
    Document,
    Escalation,
    EscalationNote,
    Event,
    NoteKind,
    Progress,
    Ticket,
)

R = TypeVar("R")
#: Actions that nobody types anything for, or whose undo is none.
WITHOUT_TEXT = frozenset({
    Action.CALL, Action.RECALL, Action.ABSENT, Action.REQUEUE, Action.REJOIN, Action.START, Action.FINISH,
    Action.DISMISS, Action.SWITCH, Action.DOCUMENTS_RECEIVED, Action.ACCEPT,
    Action.UNDO, Action.SWEEP, Action.CLOSE_DAY, Action.OFFICER, Action.SUBSTITUTE, Action.SIGN_IN, Action.SIGN_OUT,
    Action.REVEAL_CONTACT,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Undone(Event):
    """The event that an undo took back; `texts` wait in the forms again, `label` and `topic` say of what."""

    label: str = ""
    topic: str = ""
    texts: tuple[ReturnedText, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A row that an action wrote, as it is now; `changed` names the columns with another value, None for a new row."""

    record: object
    changed: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class WrittenRows:
    """The rows that an action wrote; `local` gives a moment in the office's zone."""

    rows: Collection[WrittenRow]
    local: Callable[[datetime], datetime]

    def all(self, record_type: type[R], column: str) -> Iterator[R]:
        """Yield the records of a type whose `column` was written."""
        for row in self.rows:
            if isinstance(row.record, record_type) and (row.changed is None or column in row.changed):
                yield row.record

    def any(self, record_type: type[R], column: str) -> R | None:
        """Return the first of them; None without one."""
        return next(self.all(record_type, column), None)


Read = Callable[[WrittenRows], str]


@dataclass(frozen=True, slots=True)
class Returned:
    """One line of the table: where the text that `read` finds in the rows goes."""

    form: DraftForm
    name: str
    read: Read
    kind: FieldKind = FieldKind.LINE


# Where a text stands -------------------------------------------------------------------------------------------------


def _note(kind: NoteKind) -> Read:
    def read(rows: WrittenRows) -> str:
        return next((note.text for note in rows.all(EscalationNote, "text") if note.kind is kind), "")

    return read


def _of_progress(read: Callable[[Progress], str]) -> Read:
    return lambda rows: read(note) if (note := rows.any(Progress, "text")) else ""


def _of_ticket(column: str, read: Callable[[Ticket], str]) -> Read:
    return lambda rows: read(ticket) if (ticket := rows.any(Ticket, column)) else ""


def _of_consultation(column: str, read: Callable[[Consultation], str]) -> Read:
    return lambda rows: read(consultation) if (consultation := rows.any(Consultation, column)) else ""


def _of_escalation(column: str, read: Callable[[Escalation], str]) -> Read:
    return lambda rows: read(escalation) if (escalation := rows.any(Escalation, column)) else ""


def _cited(rows: WrittenRows) -> str:
    consultation = rows.any(Consultation, "cited") or rows.any(Consultation, "no_reference")
    if consultation is None:
        return ""
    return consultation.cited or (NO_REFERENCE if consultation.no_reference else "")


def _way(rows: WrittenRows) -> str:
    if rows.any(Consultation, "agreed_way"):
        return REFUSES
    consultation = rows.any(Consultation, "contact_value") or rows.any(Consultation, "contact_channel")
    return str(consultation.contact_channel) if consultation else str(ContactChannel.NONE)


def _contact(rows: WrittenRows) -> str:
    if refused := rows.any(Consultation, "agreed_way"):
        return refused.agreed_way.rpartition(WAY_AND_REASON)[2]
    consultation = rows.any(Consultation, "contact_value")
    return consultation.contact_value if consultation else ""


_agreed = _of_consultation("agreed_way", lambda one: one.agreed_way.rpartition(WAY_AND_REASON)[0])


def _satker(code: str, name: str) -> str:
    return f"{code} {name}".strip()


def _ticket_satker(rows: WrittenRows) -> str:
    ticket = rows.any(Ticket, "satker_code") or rows.any(Ticket, "satker_name")
    return _satker(ticket.satker_code, ticket.satker_name) if ticket else ""


def _consultation_satker(rows: WrittenRows) -> str:
    one = rows.any(Consultation, "satker_code") or rows.any(Consultation, "satker_name")
    return _satker(one.satker_code, one.satker_name) if one else ""


def _topics(rows: WrittenRows) -> str:
    return "\n".join(one.topic for one in rows.all(Consultation, "topic") if one.topic)


def _documents(rows: WrittenRows) -> str:
    return "\n".join(document.name for document in rows.all(Document, "name"))


def _online_way(ticket: Ticket) -> str:
    if ticket.channel is Channel.OFFICIAL_CONTACT:
        return f"kontak:{ticket.channel_detail}"
    return str(ticket.channel) if ticket.online else ""


def _received(rows: WrittenRows) -> str:
    ticket = rows.any(Ticket, "arrived_at")
    if ticket is None or ticket.arrived_at == ticket.entered_at:
        return ""
    return f"{rows.local(ticket.arrived_at):%d-%m-%Y %H.%M}"


def _in_session(read: Read) -> Read:
    return lambda rows: read(rows) if not _is_follow_up(rows) else ""


def _in_follow_up(read: Read) -> Read:
    return lambda rows: read(rows) if _is_follow_up(rows) else ""


def _is_follow_up(rows: WrittenRows) -> bool:
    consultation = rows.any(Consultation, "state")
    return consultation is not None and consultation.followed_up


# The table -----------------------------------------------------------------------------------------------------------

_AREA, _LIST, _CHOICE = FieldKind.AREA, FieldKind.LIST, FieldKind.CHOICE
_question = _of_consultation("question", lambda one: one.question)
_answer = _of_consultation("answer", lambda one: one.answer)
_end_reason = _of_consultation("end_reason", lambda one: one.end_reason)


def _contact_fields(form: DraftForm) -> tuple[Returned, ...]:
    return (
        Returned(form, "way", _way, _CHOICE),
        Returned(form, "contact", _contact),
        Returned(form, "agreed", _agreed),
    )


#: Action → which text of it comes back in which field.
RETURNED: Mapping[Action, tuple[Returned, ...]] = {
    Action.TAKE_TICKET: (
        Returned(DraftForm.REGISTER, "way", _of_ticket("channel", _online_way), _CHOICE),
        Returned(DraftForm.REGISTER, "reference", _of_ticket("reference_number", lambda one: one.reference_number)),
        Returned(DraftForm.REGISTER, "received", _received),
        Returned(DraftForm.REGISTER, f"satker{TYPED_TEXT}", _ticket_satker),
        Returned(DraftForm.REGISTER, "topics", _topics, _LIST),
        Returned(DraftForm.REGISTER, "purpose", _of_ticket("purpose", lambda one: one.purpose)),
        Returned(DraftForm.REGISTER, "priority", _of_ticket("priority", lambda one: one.priority_reason), _CHOICE),
        Returned(DraftForm.REGISTER, "kind", _of_ticket("stakeholder_kind", lambda one: one.stakeholder_kind), _CHOICE),
    ),
    Action.IDENTIFY: (
        Returned(DraftForm.IDENTITY, "name", _of_ticket("visitor_name", lambda one: one.visitor_name)),
        Returned(DraftForm.IDENTITY, "role", _of_ticket("visitor_role", lambda one: one.visitor_role)),
        Returned(DraftForm.IDENTITY, f"satker{TYPED_TEXT}", _ticket_satker),
        Returned(DraftForm.IDENTITY, "kind", _of_ticket("stakeholder_kind", lambda one: one.stakeholder_kind), _CHOICE),
        Returned(
            DraftForm.IDENTITY,
            "declined",
            _of_ticket("identity_declined", lambda one: "declines" if one.identity_declined else "gives"),
            _CHOICE,
        ),
    ),
    Action.PRIORITISE: (
        Returned(DraftForm.PRIORITY, "text", _of_ticket("priority_reason", lambda one: one.priority_reason)),
    ),
    Action.CANCEL_TICKET: (
        Returned(DraftForm.CANCEL_TICKET, "text", _of_ticket("close_reason", lambda one: one.close_reason)),
    ),
    Action.ADD_CONSULTATION: (
        Returned(DraftForm.ADD, "topic", _topics, _CHOICE),
        Returned(DraftForm.ADD, f"topic{TYPED_TEXT}", _topics, _CHOICE),
        Returned(DraftForm.ADD, "reason", _of_consultation("split_reason", lambda one: one.split_reason)),
    ),
    Action.RECORD: (
        Returned(DraftForm.VISIT, "question", _question, _AREA),
        Returned(DraftForm.VISIT, "answer", _answer, _AREA),
        Returned(DraftForm.VISIT, "references", _cited, _LIST),
        Returned(DraftForm.TOPIC, "topic", _topics, _CHOICE),
        Returned(DraftForm.TOPIC, f"topic{TYPED_TEXT}", _topics, _CHOICE),
        Returned(DraftForm.IDENTITY, f"satker{TYPED_TEXT}", _consultation_satker),
    ),
    Action.REQUEST_DOCUMENTS: (Returned(DraftForm.DOCUMENTS, "names", _documents, _LIST),),
    Action.RESOLVE: (
        Returned(DraftForm.VISIT, "answer", _in_session(_answer), _AREA),
        Returned(DraftForm.VISIT, "references", _in_session(_cited), _LIST),
        Returned(DraftForm.DELIVER, "answer", _in_follow_up(_answer), _AREA),
        Returned(DraftForm.DELIVER, "references", _in_follow_up(_cited), _LIST),
        Returned(
            DraftForm.DELIVER, "delivery", _in_follow_up(_of_consultation("delivery", lambda one: one.delivery)),
            _CHOICE,
        ),
    ),
    Action.FOLLOW_UP: (
        Returned(
            DraftForm.FOLLOW_UP, "reason", _of_consultation("follow_up_reason", lambda one: one.follow_up_reason)
        ),
        *_contact_fields(DraftForm.FOLLOW_UP),
    ),
    Action.ESCALATE: (
        Returned(DraftForm.ESCALATE, "section", _of_escalation("section", lambda one: one.section), _CHOICE),
        Returned(
            DraftForm.ESCALATE, "section_reason", _of_escalation("section_reason", lambda one: one.section_reason)
        ),
        Returned(DraftForm.ESCALATE, "question", _note(NoteKind.QUESTION), _AREA),
        Returned(DraftForm.ESCALATE, "tried", _note(NoteKind.TRIED), _AREA),
        *_contact_fields(DraftForm.ESCALATE),
    ),
    Action.REFER: (Returned(DraftForm.REFER, "text", _end_reason),),
    Action.CANCEL: (Returned(DraftForm.CANCEL, "text", _end_reason),),
    Action.LOG_PROGRESS: (
        Returned(DraftForm.PROGRESS, "text", _of_progress(lambda note: note.text), _AREA),
        Returned(DraftForm.PROGRESS, "kind", _of_progress(lambda note: note.kind), _CHOICE),
        Returned(DraftForm.PROGRESS, "channel", _of_progress(lambda note: note.channel), _CHOICE),
    ),
    Action.EXPLAIN_OVERDUE: (
        Returned(
            DraftForm.OVERDUE, "text", _of_consultation("overdue_reason", lambda one: one.overdue_reason), _AREA
        ),
    ),
    Action.ANSWER: (Returned(DraftForm.ANSWER, "text", _note(NoteKind.ANSWER), _AREA),),
    Action.RETURN: (Returned(DraftForm.ASK_BACK, "text", _note(NoteKind.ASK_BACK), _AREA),),
    Action.CLARIFY: (Returned(DraftForm.CLARIFY, "text", _note(NoteKind.CLARIFICATION), _AREA),),
    Action.WITHDRAW: (Returned(DraftForm.WITHDRAW, "text", _note(NoteKind.WITHDRAWAL)),),
    Action.PASS_ON: (
        Returned(DraftForm.PASS_ON, "section", _of_escalation("section", lambda one: one.section), _CHOICE),
        Returned(DraftForm.PASS_ON, "reason", _note(NoteKind.PASS_ON)),
    ),
}  # fmt: skip


def returned_texts(event: Event, rows: WrittenRows) -> tuple[ReturnedText, ...]:
    """Return the texts of `event`, which wrote `rows`, each with the field of the form that it was typed in."""
    found = []
    for line in RETURNED.get(event.action, ()):
        if text := line.read(rows):
            found.append(
                ReturnedText(line.form.about(_about(line.form, event, rows)) + line.name, str(text), line.kind)
            )
    return tuple(found)


def _about(form: DraftForm, event: Event, rows: WrittenRows) -> int | str:
    match ABOUT[form]:
        case Subject.TICKET:
            return event.ticket_id or 0
        case Subject.CONSULTATION:
            return event.consultation_id or 0
        case Subject.ESCALATION:
            return event.escalation_id or 0
        case None:
            ticket = rows.any(Ticket, "channel")
            return str(Channel.HAI_CSO if ticket is not None and ticket.online else Channel.FACE_TO_FACE)

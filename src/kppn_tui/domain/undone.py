"""The texts of an undone action: each goes back into the field of the form that it was typed in.

`RETURNED` is the table: for each action that takes a text, the form, its field, and where the text stands in the rows
that the action has written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kppn_tui.domain.draft_forms import ABOUT, TYPED_TEXT, DraftForm, FieldKind, ReturnedText
from kppn_tui.domain.lifecycle import Action, Subject
from kppn_tui.domain.records import Channel, Event, NoteKind, Ticket
from kppn_tui.domain.written_rows import (
    Read,
    WrittenRow,
    WrittenRows,
    agreed_way,
    cited,
    consultation_satker,
    contact_or_reason,
    contact_way,
    documents,
    in_follow_up,
    in_session,
    of_consultation,
    of_escalation,
    of_progress,
    of_ticket,
    online_way,
    received,
    text_of_note,
    ticket_satker,
    told_moment,
    told_reason,
    topics,
)

#: Actions that nobody types anything for, or whose undo is none.
WITHOUT_TEXT = frozenset({
    Action.CALL, Action.RECALL, Action.ABSENT, Action.REQUEUE, Action.REJOIN, Action.START, Action.FINISH,
    Action.DISMISS, Action.SWITCH, Action.DOCUMENTS_RECEIVED, Action.ACCEPT,
    Action.UNDO, Action.SWEEP, Action.CLOSE_DAY, Action.OFFICER, Action.SUBSTITUTE, Action.SIGN_IN,
    Action.SIGN_IN_FAILED, Action.SIGN_OUT, Action.REVEAL_CONTACT, Action.DIRECTORY, Action.CLOCK,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Undone(Event):
    """The event that an undo took back; `texts` wait in the forms again, `label` and `topic` say of what."""

    label: str = ""
    topic: str = ""
    texts: tuple[ReturnedText, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Returned:
    """One line of the table: where the text that `read` finds in the rows goes."""

    form: DraftForm
    name: str
    read: Read
    kind: FieldKind = FieldKind.LINE


_AREA, _LIST, _CHOICE = FieldKind.AREA, FieldKind.LIST, FieldKind.CHOICE
_question = of_consultation("question", lambda one: one.question)
_answer = of_consultation("answer", lambda one: one.answer)
_end_reason = of_consultation("end_reason", lambda one: one.end_reason)


def _contact_fields(form: DraftForm) -> tuple[Returned, ...]:
    return (
        Returned(form, "way", contact_way, _CHOICE),
        Returned(form, "contact", contact_or_reason),
        Returned(form, "agreed", agreed_way),
    )


#: Action → which text of it comes back in which field.
RETURNED: Mapping[Action, tuple[Returned, ...]] = {
    Action.TAKE_TICKET: (
        Returned(DraftForm.REGISTER, "way", of_ticket("channel", online_way), _CHOICE),
        Returned(DraftForm.REGISTER, "reference", of_ticket("reference_number", lambda one: one.reference_number)),
        Returned(DraftForm.REGISTER, "received", received),
        Returned(DraftForm.REGISTER, f"satker{TYPED_TEXT}", ticket_satker),
        Returned(DraftForm.REGISTER, "topics", topics, _LIST),
        Returned(DraftForm.REGISTER, "purpose", of_ticket("purpose", lambda one: one.purpose)),
        Returned(DraftForm.REGISTER, "priority", of_ticket("priority", lambda one: one.priority_reason), _CHOICE),
        Returned(DraftForm.REGISTER, "kind", of_ticket("stakeholder_kind", lambda one: one.stakeholder_kind), _CHOICE),
    ),
    Action.IDENTIFY: (
        Returned(DraftForm.IDENTITY, "name", of_ticket("visitor_name", lambda one: one.visitor_name)),
        Returned(DraftForm.IDENTITY, "role", of_ticket("visitor_role", lambda one: one.visitor_role)),
        Returned(DraftForm.IDENTITY, f"satker{TYPED_TEXT}", ticket_satker),
        Returned(DraftForm.IDENTITY, "kind", of_ticket("stakeholder_kind", lambda one: one.stakeholder_kind), _CHOICE),
        Returned(
            DraftForm.IDENTITY,
            "declined",
            of_ticket("identity_declined", lambda one: "declines" if one.identity_declined else "gives"),
            _CHOICE,
        ),
    ),
    Action.PRIORITISE: (
        Returned(DraftForm.PRIORITY, "text", of_ticket("priority_reason", lambda one: one.priority_reason)),
    ),
    Action.CANCEL_TICKET: (
        Returned(DraftForm.CANCEL_TICKET, "text", of_ticket("close_reason", lambda one: one.close_reason)),
    ),
    Action.ADD_CONSULTATION: (
        Returned(DraftForm.ADD, "topic", topics, _CHOICE),
        Returned(DraftForm.ADD, f"topic{TYPED_TEXT}", topics, _CHOICE),
        Returned(DraftForm.ADD, "reason", of_consultation("split_reason", lambda one: one.split_reason)),
    ),
    Action.RECORD: (
        Returned(DraftForm.VISIT, "question", _question, _AREA),
        Returned(DraftForm.VISIT, "answer", _answer, _AREA),
        Returned(DraftForm.VISIT, "references", cited, _LIST),
        Returned(DraftForm.TOPIC, "topic", topics, _CHOICE),
        Returned(DraftForm.TOPIC, f"topic{TYPED_TEXT}", topics, _CHOICE),
        Returned(DraftForm.IDENTITY, f"satker{TYPED_TEXT}", consultation_satker),
    ),
    Action.REQUEST_DOCUMENTS: (Returned(DraftForm.DOCUMENTS, "names", documents, _LIST),),
    Action.RESOLVE: (
        Returned(DraftForm.VISIT, "answer", in_session(_answer), _AREA),
        Returned(DraftForm.VISIT, "references", in_session(cited), _LIST),
        Returned(DraftForm.DELIVER, "answer", in_follow_up(_answer), _AREA),
        Returned(DraftForm.DELIVER, "references", in_follow_up(cited), _LIST),
        Returned(
            DraftForm.DELIVER, "delivery", in_follow_up(of_consultation("delivery", lambda one: one.delivery)),
            _CHOICE,
        ),
    ),
    Action.FOLLOW_UP: (
        Returned(
            DraftForm.FOLLOW_UP, "reason", of_consultation("follow_up_reason", lambda one: one.follow_up_reason)
        ),
        *_contact_fields(DraftForm.FOLLOW_UP),
    ),
    Action.ESCALATE: (
        Returned(DraftForm.ESCALATE, "section", of_escalation("section", lambda one: one.section), _CHOICE),
        Returned(
            DraftForm.ESCALATE, "section_reason", of_escalation("section_reason", lambda one: one.section_reason)
        ),
        Returned(DraftForm.ESCALATE, "question", text_of_note(NoteKind.QUESTION), _AREA),
        Returned(DraftForm.ESCALATE, "tried", text_of_note(NoteKind.TRIED), _AREA),
        *_contact_fields(DraftForm.ESCALATE),
    ),
    Action.REFER: (Returned(DraftForm.REFER, "text", _end_reason),),
    Action.CANCEL: (Returned(DraftForm.CANCEL, "text", _end_reason),),
    Action.LOG_PROGRESS: (
        Returned(DraftForm.PROGRESS, "text", of_progress(lambda note: note.text), _AREA),
        Returned(DraftForm.PROGRESS, "kind", of_progress(lambda note: note.kind), _CHOICE),
        Returned(DraftForm.PROGRESS, "channel", of_progress(lambda note: note.channel), _CHOICE),
    ),
    Action.END_SERVICE: (
        Returned(DraftForm.ENDED, "moment", told_moment),
        Returned(DraftForm.ENDED, "reason", told_reason),
    ),
    Action.HOLD_FOR_OUTAGE: (
        Returned(DraftForm.OUTAGE, "moment", told_moment),
        Returned(DraftForm.OUTAGE, "reason", told_reason),
    ),
    Action.EXPLAIN_OVERDUE: (
        Returned(
            DraftForm.OVERDUE, "text", of_consultation("overdue_reason", lambda one: one.overdue_reason), _AREA
        ),
    ),
    Action.ANSWER: (Returned(DraftForm.ANSWER, "text", text_of_note(NoteKind.ANSWER), _AREA),),
    Action.RETURN: (Returned(DraftForm.ASK_BACK, "text", text_of_note(NoteKind.ASK_BACK), _AREA),),
    Action.CLARIFY: (Returned(DraftForm.CLARIFY, "text", text_of_note(NoteKind.CLARIFICATION), _AREA),),
    Action.WITHDRAW: (Returned(DraftForm.WITHDRAW, "text", text_of_note(NoteKind.WITHDRAWAL)),),
    Action.PASS_ON: (
        Returned(DraftForm.PASS_ON, "section", of_escalation("section", lambda one: one.section), _CHOICE),
        Returned(DraftForm.PASS_ON, "reason", text_of_note(NoteKind.PASS_ON)),
    ),
}  # fmt: skip


def returned_texts(event: Event, rows: WrittenRows) -> tuple[ReturnedText, ...]:
    """Return the texts of `event`, which wrote `rows`, each with the field of the form that it was typed in."""
    found = []
    written = replace(rows, rows=(*rows.rows, WrittenRow(event)))
    for line in RETURNED.get(event.action, ()):
        if text := line.read(written):
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

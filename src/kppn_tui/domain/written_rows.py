"""Read what an action wrote: each text of it, out of the rows as they are now."""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from kppn_tui.domain.contact import WAY_AND_REASON, ContactChannel
from kppn_tui.domain.draft_forms import NO_REFERENCE, REFUSES
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


#: Gives a text out of the rows, "" where there is none.
Read = Callable[[WrittenRows], str]


def text_of_note(kind: NoteKind) -> Read:
    """Return how to read the first note of `kind`; copies of earlier ones come after it."""

    def read(rows: WrittenRows) -> str:
        return next((note.text for note in rows.all(EscalationNote, "text") if note.kind is kind), "")

    return read


def of_progress(read: Callable[[Progress], str]) -> Read:
    """Return how to `read` the progress note."""
    return lambda rows: read(note) if (note := rows.any(Progress, "text")) else ""


def of_ticket(column: str, read: Callable[[Ticket], str]) -> Read:
    """Return how to `read` the ticket whose `column` was written."""
    return lambda rows: read(ticket) if (ticket := rows.any(Ticket, column)) else ""


def of_consultation(column: str, read: Callable[[Consultation], str]) -> Read:
    """Return how to `read` the consultation whose `column` was written."""
    return lambda rows: read(consultation) if (consultation := rows.any(Consultation, column)) else ""


def of_escalation(column: str, read: Callable[[Escalation], str]) -> Read:
    """Return how to `read` the escalation whose `column` was written."""
    return lambda rows: read(escalation) if (escalation := rows.any(Escalation, column)) else ""


def cited(rows: WrittenRows) -> str:
    """Return the references as a field of references has them, a line each."""
    consultation = rows.any(Consultation, "cited") or rows.any(Consultation, "no_reference")
    if consultation is None:
        return ""
    return consultation.cited or (NO_REFERENCE if consultation.no_reference else "")


def contact_way(rows: WrittenRows) -> str:
    """Return the way of the contact, or that none was given."""
    if rows.any(Consultation, "agreed_way"):
        return REFUSES
    consultation = rows.any(Consultation, "contact_value") or rows.any(Consultation, "contact_channel")
    return str(consultation.contact_channel) if consultation else str(ContactChannel.NONE)


def contact_or_reason(rows: WrittenRows) -> str:
    """Return the contact, or the reason for giving none: a form asks for both in one field."""
    if refused := rows.any(Consultation, "agreed_way"):
        return refused.agreed_way.rpartition(WAY_AND_REASON)[2]
    consultation = rows.any(Consultation, "contact_value")
    return consultation.contact_value if consultation else ""


def agreed_way(rows: WrittenRows) -> str:
    """Return the way that was agreed instead of a contact."""
    refused = rows.any(Consultation, "agreed_way")
    return refused.agreed_way.rpartition(WAY_AND_REASON)[0] if refused else ""


def _satker(code: str, name: str) -> str:
    return f"{code} {name}".strip()


def ticket_satker(rows: WrittenRows) -> str:
    """Return code and name of the stakeholder of the ticket."""
    ticket = rows.any(Ticket, "satker_code") or rows.any(Ticket, "satker_name")
    return _satker(ticket.satker_code, ticket.satker_name) if ticket else ""


def consultation_satker(rows: WrittenRows) -> str:
    """Return code and name of the stakeholder of the consultation."""
    one = rows.any(Consultation, "satker_code") or rows.any(Consultation, "satker_name")
    return _satker(one.satker_code, one.satker_name) if one else ""


def topics(rows: WrittenRows) -> str:
    """Return the topics, a line each."""
    return "\n".join(one.topic for one in rows.all(Consultation, "topic") if one.topic)


def documents(rows: WrittenRows) -> str:
    """Return the names of the documents, a line each."""
    return "\n".join(document.name for document in rows.all(Document, "name"))


def online_way(ticket: Ticket) -> str:
    """Return the way that a message came, as the registration offers it; "" for a visitor."""
    if ticket.channel is Channel.OFFICIAL_CONTACT:
        return f"kontak:{ticket.channel_detail}"
    return str(ticket.channel) if ticket.online else ""


def received(rows: WrittenRows) -> str:
    """Return when a message was received, as it is typed; "" where that was left open."""
    ticket = rows.any(Ticket, "arrived_at")
    if ticket is None or ticket.arrived_at == ticket.entered_at:
        return ""
    return f"{rows.local(ticket.arrived_at):%d-%m-%Y %H.%M}"


def in_session(read: Read) -> Read:
    """Return how to `read` what was typed at the counter; "" for a follow-up."""
    return lambda rows: read(rows) if not _is_follow_up(rows) else ""


def in_follow_up(read: Read) -> Read:
    """Return how to `read` what was typed for a follow-up; "" at the counter."""
    return lambda rows: read(rows) if _is_follow_up(rows) else ""


def _is_follow_up(rows: WrittenRows) -> bool:
    consultation = rows.any(Consultation, "state")
    return consultation is not None and consultation.followed_up


def told_reason(rows: WrittenRows) -> str:
    """Return the reason that stands in the trail alone."""
    return _told(rows, "reason")


def told_moment(rows: WrittenRows) -> str:
    """Return the moment that stands in the trail alone, as it may be typed in the office's zone."""
    at = _told(rows, "at")
    return f"{rows.local(datetime.fromisoformat(at)):%d-%m-%Y %H.%M}" if at else ""


def _told(rows: WrittenRows, key: str) -> str:
    event = rows.any(Event, "data")
    return str(json.loads(event.data).get(key, "")) if event is not None else ""

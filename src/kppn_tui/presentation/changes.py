"""Changes between two readings of a list, a sentence each: found by key, told in words."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from kppn_tui.domain.records import Consultation
from kppn_tui.domain.states import OUTCOME, ConsultationState, EscalationState, TicketState
from kppn_tui.domain.views import ConsultationView, EscalationView, QueueRow
from kppn_tui.i18n import N_, _
from kppn_tui.presentation import words
from kppn_tui.presentation.case_row import Case, Lens, missed_words
from kppn_tui.presentation.change_words import (
    CONSULTATION_TOLD,
    ESCALATION_TOLD,
    NOTE_OF_STATE,
    PROGRESS_TOLD,
    TICKET_TOLD,
    ChangeKind,
    leads_back,
)
from kppn_tui.presentation.lines import (
    TEXT_MOST,
    asked_words,
    case_name,
    counter_words,
    follow_up_line,
    new_ticket_line,
    number,
    question_line,
    solution_words,
)
from kppn_tui.presentation.spoken import quoted, sentence


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its kind, the key of its row, and the sentence that tells it."""

    kind: ChangeKind
    key: int
    sentence: str


R = TypeVar("R")


def _changes(
    before: Mapping[int, R],
    now: Mapping[int, R],
    ended: Mapping[int, R],
    changed: Callable[[int, R, R], Iterator[Change]],
    gone: Callable[[R], str],
    came: Callable[[R], str],
) -> Iterator[Change]:
    """Yield the changes of rows by key: first of those that left the list (`ended`, as they are now), then in order.

    A row that left and is not in `ended` is no longer known: the database was restored from a backup.
    """
    for key, row in before.items():
        if key in ended:
            yield from changed(key, row, ended[key])
        elif key not in now:
            yield Change(ChangeKind.CORRECTED, key, sentence(gone(row), _("no longer in the list")))
    for key, row in now.items():
        if key in before:
            yield from changed(key, before[key], row)
        else:
            yield Change(ChangeKind.CAME, key, came(row))


# The queue -----------------------------------------------------------------------------------------------------------


def queue_changes(
    before: Mapping[int, QueueRow], now: Mapping[int, QueueRow], ended: Mapping[int, QueueRow], lens: Lens
) -> Iterator[Change]:
    """Yield the changes of the queue."""
    return _changes(
        before,
        now,
        ended,
        lambda key, old, row: _queue_changes(key, old, row, lens),
        lambda row: number(row.ticket, lens),
        lambda row: new_ticket_line(row, lens),
    )


def _queue_changes(key: int, before: QueueRow, row: QueueRow, lens: Lens) -> Iterator[Change]:
    old, ticket = before.ticket, row.ticket
    yield from _consultation_changes(key, before, row, lens)
    if old.state != ticket.state:
        yield _ticket_change(key, before, row, lens)
    elif ticket.state == TicketState.CALLED and ticket.calls > old.calls:
        told = _("called to {counter} again, call {n}").format(counter=counter_words(row), n=ticket.calls)
        yield Change(ChangeKind.CALLED_AGAIN, key, sentence(number(ticket, lens), told))
    elif (old.officer_id, old.counter) != (ticket.officer_id, ticket.counter):
        told = _("now at {counter}").format(counter=counter_words(row))
        yield Change(ChangeKind.CORRECTED, key, sentence(number(ticket, lens), told))
    if ticket.priority and not old.priority:
        told = _("priority: {reason}").format(reason=ticket.priority_reason)
        yield Change(ChangeKind.PRIORITY, key, sentence(number(ticket, lens), told))


def _ticket_change(key: int, before: QueueRow, row: QueueRow, lens: Lens) -> Change:
    ticket, state = row.ticket, row.ticket.state
    about = number(ticket, lens)
    if state is TicketState.CLOSED and ticket.close_reason:
        return Change(ChangeKind.NO_SHOW, key, sentence(about, _("closed without a service")))
    if state is TicketState.CALLED and before.ticket.state != TicketState.WAITING:
        return Change(ChangeKind.CORRECTED, key, sentence(about, _("corrected, is called")))
    if (told := TICKET_TOLD.get(state)) is None:
        return Change(ChangeKind.MOVED, key, sentence(about, words.state_word(state)))
    who = row.officer_name if state is TicketState.SERVING and ticket.counter else ""
    text = _(told.text).format(counter=counter_words(row))
    return Change(told.kind, key, sentence(about, text, who, ticket.close_reason))


def _consultation_changes(key: int, before: QueueRow, row: QueueRow, lens: Lens) -> Iterator[Change]:
    """Yield what has become of the consultations, as far as the change of the ticket does not tell it."""
    known = {one.id: one for one in before.consultations}
    starts = row.ticket.state == TicketState.SERVING != before.ticket.state
    unserved = row.ticket.state == TicketState.CANCELLED or bool(row.ticket.close_reason)
    for one in row.consultations:
        about = f"{number(row.ticket, lens)} {one.topic}".strip()
        old = known.get(one.id)
        if old is None:
            yield Change(ChangeKind.TOPIC_ADDED, key, sentence(about, _("added to the visit")))
        elif old.state != one.state and not unserved and not (starts and one.state == ConsultationState.SERVING):
            yield _consultation_change(key, old, one, about)


def _consultation_change(key: int, before: Consultation, one: Consultation, about: str, missed: str = "") -> Change:
    """Return what became of `one`; `missed` are the days without progress, told once it has ended."""
    state = one.state
    if leads_back(before.state, state):
        return Change(ChangeKind.CORRECTED, key, sentence(about, _("corrected"), words.state_word(state)))
    if one.holds and words.hold_mark(one.hold_reason):
        return Change(ChangeKind.ON_HOLD, key, sentence(about, words.hold_word(one.hold_reason)))
    if (told := CONSULTATION_TOLD.get(state)) is None:
        return Change(ChangeKind.MOVED, key, sentence(about, words.state_word(state)))
    text = N_("in service again") if before.holds and state is ConsultationState.SERVING else told.text
    return Change(told.kind, key, sentence(about, _(text), missed if state in OUTCOME else ""))


# Follow-ups ----------------------------------------------------------------------------------------------------------


def follow_up_changes(
    before: Mapping[int, Case], now: Mapping[int, Case], ended: Mapping[int, Case], lens: Lens
) -> Iterator[Change]:
    """Yield the changes of the follow-ups."""
    return _changes(
        before,
        now,
        ended,
        lambda key, old, case: _case_changes(key, old.view, case.view, lens),
        lambda case: case_name(case.view, lens),
        lambda case: follow_up_line(case, lens, _("new follow-up")),
    )


def _case_changes(key: int, before: ConsultationView, view: ConsultationView, lens: Lens) -> Iterator[Change]:
    about = case_name(view, lens)
    yield from _escalation_changes(key, before, view, lens)
    yield from _document_changes(key, before, view, about)
    for note in view.progress[len(before.progress) :]:
        told = _(PROGRESS_TOLD.get(note.kind, note.kind))
        yield Change(ChangeKind.PROGRESS, key, sentence(about, told, quoted(note.text, TEXT_MOST)))
    old, new = before.consultation, view.consultation
    if new.solution_due_at is not None and old.solution_due_at not in (None, new.solution_due_at):
        yield Change(ChangeKind.DUE_MOVED, key, sentence(about, solution_words(view, lens)))
    if new.overdue_reason and new.overdue_reason != old.overdue_reason:
        told = _("reason of the delay: {reason}").format(reason=new.overdue_reason)
        yield Change(ChangeKind.DELAY_EXPLAINED, key, sentence(about, told))
    if old.state != new.state and not (new.holds or (old.holds and new.state == ConsultationState.FOLLOW_UP)):
        yield _consultation_change(key, old, new, about, missed_words(view, lens))


def _document_changes(key: int, before: ConsultationView, view: ConsultationView, about: str) -> Iterator[Change]:
    known = {one.id: one for one in before.documents}
    for one in view.documents:
        if one.id not in known:
            told = _("document asked for: {name}").format(name=one.name)
            yield Change(ChangeKind.DOCUMENTS_ASKED, key, sentence(about, told))
        elif one.received_at is not None and known[one.id].received_at is None:
            told = _("document received: {name}").format(name=one.name)
            yield Change(ChangeKind.DOCUMENTS_IN, key, sentence(about, told))


def _escalation_changes(key: int, before: ConsultationView, view: ConsultationView, lens: Lens) -> Iterator[Change]:
    known = {one.escalation.id: one for one in before.escalations}
    for one in view.escalations:
        old = known.get(one.escalation.id)
        if old is None:
            told = _("escalated to {section}").format(section=lens.section(one.escalation.section))
            yield Change(ChangeKind.ESCALATED, key, sentence(case_name(view, lens), told, asked_words(one)))
        elif old.escalation.state != one.escalation.state:
            yield _escalation_change(key, view, old, one, lens)


def _escalation_change(
    key: int, view: ConsultationView, before: EscalationView, one: EscalationView, lens: Lens
) -> Change:
    about, section = case_name(view, lens), lens.section(one.escalation.section)
    state, old = one.escalation.state, before.escalation.state
    replied = (old, state) == (EscalationState.RETURNED, EscalationState.SENT)
    if leads_back(old, state) and not replied:
        told = _("corrected, with {section} again").format(section=section)
        return Change(ChangeKind.CORRECTED, key, sentence(about, told))
    if (how := ESCALATION_TOLD.get(state)) is None:
        return Change(ChangeKind.MOVED, key, sentence(about, words.state_word(state), section))
    text = next((note.note.text for note in one.notes if note.note.kind == NOTE_OF_STATE.get(state)), "")
    return Change(how.kind, key, sentence(about, _(how.text).format(section=section), quoted(text, TEXT_MOST)))


# Escalations ---------------------------------------------------------------------------------------------------------


def question_changes(
    before: Mapping[int, Case], now: Mapping[int, Case], ended: Mapping[int, Case], lens: Lens
) -> Iterator[Change]:
    """Yield the changes of the questions in an inbox."""
    return _changes(
        before,
        now,
        ended,
        lambda key, old, case: _question_changes(key, old, case, lens),
        lambda case: case_name(case.view, lens),
        lambda case: question_line(case, lens),
    )


def _question_changes(key: int, before: Case, case: Case, lens: Lens) -> Iterator[Change]:
    old, one = before.escalation, case.escalation
    if old is None or one is None:
        return
    if old.escalation.state != one.escalation.state:
        yield _escalation_change(key, case.view, old, one, lens)
    yield from _document_changes(key, before.view, case.view, case_name(case.view, lens))

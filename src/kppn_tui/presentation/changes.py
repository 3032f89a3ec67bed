"""What has changed between two readings of a list, a sentence each: found by key, told in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kppn_tui.domain.records import Consultation, ProgressKind
from kppn_tui.domain.states import ConsultationState, EscalationState, TicketState
from kppn_tui.domain.views import ConsultationView, EscalationView, QueueRow
from kppn_tui.i18n import N_, _
from kppn_tui.presentation import words
from kppn_tui.presentation.case_row import Case, Lens
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


class ChangeKind(StrEnum):
    """What a change is; scripts read the value."""

    CAME = "came"
    CALLED = "called"
    CALLED_AGAIN = "called_again"
    STARTED = "started"
    ABSENT = "absent"
    BACK_IN_QUEUE = "back_in_queue"
    PRIORITY = "priority"
    TOPIC_ADDED = "topic_added"
    ON_HOLD = "on_hold"
    RESUMED = "resumed"
    RESOLVED = "resolved"
    FOLLOW_UP = "follow_up"
    REFERRED = "referred"
    CANCELLED = "cancelled"
    FINISHED = "finished"
    NO_SHOW = "no_show"
    ESCALATED = "escalated"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    ASKED_BACK = "asked_back"
    REPLIED = "replied"
    PASSED_ON = "passed_on"
    WITHDRAWN = "withdrawn"
    PROGRESS = "progress"
    DOCUMENTS_ASKED = "documents_asked"
    DOCUMENTS_IN = "documents_in"
    DUE_MOVED = "due_moved"
    DELAY_EXPLAINED = "delay_explained"
    CORRECTED = "corrected"
    #: Into a state for which there is no word of its own.
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its kind, the key of its row, and the sentence that tells it."""

    kind: ChangeKind
    key: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Told:
    """How a new state is told."""

    kind: ChangeKind
    text: str


TICKET_TOLD: Mapping[TicketState, Told] = {
    TicketState.WAITING: Told(ChangeKind.BACK_IN_QUEUE, N_("back in the queue")),
    TicketState.CALLED: Told(ChangeKind.CALLED, N_("called to {counter}")),
    TicketState.SERVING: Told(ChangeKind.STARTED, N_("service begins at {counter}")),
    TicketState.ABSENT: Told(ChangeKind.ABSENT, N_("did not come")),
    TicketState.CLOSED: Told(ChangeKind.FINISHED, N_("visit finished")),
    TicketState.CANCELLED: Told(ChangeKind.CANCELLED, N_("ticket cancelled")),
}
CONSULTATION_TOLD: Mapping[ConsultationState, Told] = {
    ConsultationState.OPEN: Told(ChangeKind.CORRECTED, N_("not started any more")),
    ConsultationState.SERVING: Told(ChangeKind.RESUMED, N_("in service now")),
    ConsultationState.ON_HOLD: Told(ChangeKind.ON_HOLD, N_("on hold")),
    ConsultationState.FOLLOW_UP: Told(ChangeKind.FOLLOW_UP, N_("becomes a follow-up")),
    ConsultationState.RESOLVED: Told(ChangeKind.RESOLVED, "Resolved"),
    ConsultationState.REFERRED: Told(ChangeKind.REFERRED, N_("referred elsewhere")),
    ConsultationState.CANCELLED: Told(ChangeKind.CANCELLED, N_("consultation cancelled")),
}
ESCALATION_TOLD: Mapping[EscalationState, Told] = {
    EscalationState.SENT: Told(ChangeKind.REPLIED, N_("replied to {section}")),
    EscalationState.ACCEPTED: Told(ChangeKind.ACCEPTED, N_("accepted by {section}")),
    EscalationState.ANSWERED: Told(ChangeKind.ANSWERED, N_("answered by {section}")),
    EscalationState.RETURNED: Told(ChangeKind.ASKED_BACK, N_("{section} asks back")),
    EscalationState.PASSED_ON: Told(ChangeKind.PASSED_ON, N_("passed on by {section}")),
    EscalationState.WITHDRAWN: Told(ChangeKind.WITHDRAWN, N_("escalation to {section} withdrawn")),
}
PROGRESS_TOLD: Mapping[ProgressKind, str] = {
    ProgressKind.DELIVERED: N_("progress delivered"),
    ProgressKind.ATTEMPTED: N_("progress attempted"),
    ProgressKind.INTERNAL: N_("internal note"),
}


#: An undo leads to a state that lies before the other one.
_ORDER: Mapping[ConsultationState | EscalationState, int] = {
    ConsultationState.OPEN: 0,
    ConsultationState.SERVING: 1,
    ConsultationState.ON_HOLD: 1,
    ConsultationState.FOLLOW_UP: 2,
    ConsultationState.RESOLVED: 3,
    ConsultationState.REFERRED: 3,
    ConsultationState.CANCELLED: 3,
    EscalationState.SENT: 0,
    EscalationState.ACCEPTED: 1,
    EscalationState.RETURNED: 2,
    EscalationState.ANSWERED: 3,
    EscalationState.PASSED_ON: 3,
    EscalationState.WITHDRAWN: 3,
}


# The queue -----------------------------------------------------------------------------------------------------------


def queue_changes(
    before: Mapping[int, QueueRow], now: Mapping[int, QueueRow], ended: Mapping[int, QueueRow], lens: Lens
) -> Iterator[Change]:
    """Yield what has changed: first of the tickets that left the queue (`ended`, as they are now), then in its order.

    A ticket that left and is not in `ended` is no longer known: the database was restored from a backup.
    """
    for key, row in before.items():
        if key in ended:
            yield from _queue_changes(key, row, ended[key], lens)
        elif key not in now:
            yield Change(ChangeKind.CORRECTED, key, sentence(number(row.ticket, lens), _("no longer in the list")))
    for key, row in now.items():
        if key in before:
            yield from _queue_changes(key, before[key], row, lens)
        else:
            yield Change(ChangeKind.CAME, key, new_ticket_line(row, lens))


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


def _consultation_change(key: int, before: Consultation, one: Consultation, about: str) -> Change:
    state = ConsultationState(one.state)
    if _ORDER[state] < _ORDER[ConsultationState(before.state)]:
        return Change(ChangeKind.CORRECTED, key, sentence(about, _("corrected"), words.state_word(state)))
    if one.holds_for_documents:
        return Change(ChangeKind.ON_HOLD, key, sentence(about, _("awaiting documents")))
    told = CONSULTATION_TOLD[state]
    text = N_("in service again") if before.holds and state is ConsultationState.SERVING else told.text
    return Change(told.kind, key, sentence(about, _(text)))


# Follow-ups ----------------------------------------------------------------------------------------------------------


def follow_up_changes(
    before: Mapping[int, Case], now: Mapping[int, Case], ended: Mapping[int, Case], lens: Lens
) -> Iterator[Change]:
    """Yield what has changed: first of the follow-ups that ended (`ended`, as they are now), then in their order."""
    for key, case in before.items():
        if key in ended:
            yield from _case_changes(key, case.view, ended[key].view, lens)
        elif key not in now:
            yield Change(ChangeKind.CORRECTED, key, sentence(case_name(case.view, lens), _("no longer in the list")))
    for key, case in now.items():
        if key in before:
            yield from _case_changes(key, before[key].view, case.view, lens)
        else:
            yield Change(ChangeKind.CAME, key, follow_up_line(case, lens, _("new follow-up")))


def _case_changes(key: int, before: ConsultationView, view: ConsultationView, lens: Lens) -> Iterator[Change]:
    about = case_name(view, lens)
    yield from _escalation_changes(key, before, view, lens)
    yield from _document_changes(key, before, view, about)
    for note in view.progress[len(before.progress) :]:
        told = _(PROGRESS_TOLD[ProgressKind(note.kind)])
        yield Change(ChangeKind.PROGRESS, key, sentence(about, told, quoted(note.text, TEXT_MOST)))
    old, new = before.consultation, view.consultation
    if new.solution_due_at is not None and old.solution_due_at not in (None, new.solution_due_at):
        yield Change(ChangeKind.DUE_MOVED, key, sentence(about, solution_words(view, lens)))
    if new.overdue_reason and new.overdue_reason != old.overdue_reason:
        told = _("reason of the delay: {reason}").format(reason=new.overdue_reason)
        yield Change(ChangeKind.DELAY_EXPLAINED, key, sentence(about, told))
    if old.state != new.state and not (new.holds or (old.holds and new.state == ConsultationState.FOLLOW_UP)):
        yield _consultation_change(key, old, new, about)


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
    state, old = EscalationState(one.escalation.state), EscalationState(before.escalation.state)
    replied = (old, state) == (EscalationState.RETURNED, EscalationState.SENT)
    if _ORDER[state] < _ORDER[old] and not replied:
        told = _("corrected, with {section} again").format(section=section)
        return Change(ChangeKind.CORRECTED, key, sentence(about, told))
    how = ESCALATION_TOLD[state]
    heard = {
        EscalationState.SENT: "clarification",
        EscalationState.ANSWERED: "answer",
        EscalationState.RETURNED: "ask_back",
    }
    text = next((note.note.text for note in one.notes if note.note.kind == heard.get(state)), "")
    return Change(how.kind, key, sentence(about, _(how.text).format(section=section), quoted(text, TEXT_MOST)))


# Escalations ---------------------------------------------------------------------------------------------------------


def question_changes(
    before: Mapping[int, Case], now: Mapping[int, Case], ended: Mapping[int, Case], lens: Lens
) -> Iterator[Change]:
    """Yield what has changed: first of the questions that left the inbox (`ended`, as they are now), then in order."""
    for key, case in before.items():
        if key in ended:
            yield from _question_changes(key, case, ended[key], lens)
        elif key not in now:
            yield Change(ChangeKind.CORRECTED, key, sentence(case_name(case.view, lens), _("no longer in the list")))
    for key, case in now.items():
        if key in before:
            yield from _question_changes(key, before[key], case, lens)
        else:
            yield Change(ChangeKind.CAME, key, question_line(case, lens))


def _question_changes(key: int, before: Case, case: Case, lens: Lens) -> Iterator[Change]:
    old, one = before.escalation, case.escalation
    if old is None or one is None:
        return
    if old.escalation.state != one.escalation.state:
        yield _escalation_change(key, case.view, old, one, lens)
    yield from _document_changes(key, before.view, case.view, case_name(case.view, lens))

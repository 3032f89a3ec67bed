"""Queue, follow-ups and escalations as plain sentences, one a row, for ears, braille and scripts.

State and time stand in words. Of a contact only the way is told, since a masked number is of no use to the ear.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta

from kppn_tui.domain.conditions import is_overdue
from kppn_tui.domain.errors import CalendarMissing
from kppn_tui.domain.records import Consultation, Deadline, DeadlineKind, Ticket
from kppn_tui.domain.states import OPEN_TICKET, ConsultationState, EscalationState, TicketState
from kppn_tui.domain.views import ConsultationView, EscalationView, QueueRow
from kppn_tui.i18n import N_, _, ngettext
from kppn_tui.presentation import words
from kppn_tui.presentation.case_row import Case, Lens, lacks_progress_today, missed_words, standing
from kppn_tui.presentation.deadlines import all_done, channel_text, phase_of
from kppn_tui.presentation.queue import topics, waited
from kppn_tui.presentation.spoken import cut, day_words, due_words, quoted, sentence, span_words

#: How much of what somebody wrote is read aloud, in characters.
TEXT_MOST = 240
#: Whoever came less long ago is told as new, not as waiting.
FRESH = timedelta(minutes=1)
#: How many are in which state; of a state that is not here its own word is told.
_COUNTED = {
    TicketState.SERVING: N_("{n} in service"),
    TicketState.CALLED: N_("{n} called"),
    TicketState.WAITING: N_("{n} waiting"),
    TicketState.ABSENT: N_("{n} absent"),
}
#: What the head calls the state of a question (as the inbox does).
QUESTION_STATE = {
    EscalationState.SENT: N_("new question"),
    EscalationState.ACCEPTED: N_("accepted question"),
    EscalationState.RETURNED: N_("waits for the reply of the CSO officer"),
    EscalationState.ANSWERED: N_("answered"),
    EscalationState.PASSED_ON: N_("passed on"),
    EscalationState.WITHDRAWN: N_("withdrawn"),
}


def number(ticket: Ticket, lens: Lens) -> str:
    """Return the queue number, with its day unless that is today, since numbers begin anew each day."""
    day, today = lens.local(ticket.arrived_at).date(), lens.local(lens.now).date()
    if ticket.day == today.isoformat():
        return ticket.label
    return _("{label} of {day}").format(label=ticket.label, day=day_words(day, today))


def institution(code: str, name: str) -> str:
    """Return the name of an institution, then its code: the name is what an ear knows."""
    return f"{name} {code}".strip()


# The queue -----------------------------------------------------------------------------------------------------------


def queue_heading(rows: Iterable[QueueRow]) -> str:
    """Return how many are in which state."""
    counted = Counter(row.ticket.state for row in rows)
    told = [_how_many(state, counted[state]) for state in dict.fromkeys((*OPEN_TICKET, *counted)) if counted[state]]
    return sentence(_("Queue"), *(told or [_("empty")]))


def _how_many(state: TicketState, n: int) -> str:
    return _(_COUNTED[state]).format(n=n) if state in _COUNTED else f"{n} {words.state_word(state)}"


def queue_line(row: QueueRow, lens: Lens) -> str:
    """Return number, state and place of a ticket, then who asks about what."""
    return sentence(number(row.ticket, lens), *_place(row, lens), *_about(row))


def new_ticket_line(row: QueueRow, lens: Lens) -> str:
    """Return the line of a ticket that has just come."""
    fresh = row.ticket.state == TicketState.WAITING and waited(row, lens.now) < FRESH
    place = () if fresh else _place(row, lens)
    return sentence(number(row.ticket, lens), _("new"), *place, *_about(row))


def _about(row: QueueRow) -> tuple[str, ...]:
    ticket, current = row.ticket, row.current
    way = channel_text(ticket) if ticket.online else ""
    named = topics(row)
    if ticket.state == TicketState.SERVING and current is not None and row.deadline is not None:
        # The topic in service was named with its time.
        others = ", ".join(one.topic for one in row.consultations if one.topic and one.id != current.id)
        named = _("also {topics}").format(topics=others) if others else ""
    return _priority(ticket), _who(ticket), named, cut(ticket.purpose, TEXT_MOST), way


def counter_words(row: QueueRow) -> str:
    """Return the counter a ticket is at, or the officer where the counter has no name; "" for none."""
    return _("counter {n}").format(n=row.ticket.counter) if row.ticket.counter else row.officer_name


def _who(ticket: Ticket) -> str:
    return institution(ticket.satker_code, ticket.satker_name) or ticket.visitor_name


def _priority(ticket: Ticket) -> str:
    return _("priority: {reason}").format(reason=ticket.priority_reason) if ticket.priority else ""


def _waiting(row: QueueRow, lens: Lens) -> list[str]:
    return [_("waiting {span}").format(span=span_words(waited(row, lens.now)))]


def _called(row: QueueRow, lens: Lens) -> list[str]:
    times = ngettext("once", "{n} times", row.ticket.calls).format(n=row.ticket.calls)
    return [_("called to {counter}").format(counter=counter_words(row)), times]


def _serving(row: QueueRow, lens: Lens) -> list[str]:
    place = _("in service at {counter}").format(counter=counter_words(row))
    who = row.officer_name if row.ticket.counter else ""
    return [place, who, service_words(row, lens)]


def _absent(row: QueueRow, lens: Lens) -> list[str]:
    calls = row.ticket.calls
    return [ngettext("absent after {n} call", "absent after {n} calls", calls).format(n=calls)]


def _state_alone(row: QueueRow, lens: Lens) -> list[str]:
    return [words.state_word(row.ticket.state)]


_PLACE: Mapping[TicketState, Callable[[QueueRow, Lens], list[str]]] = {
    TicketState.WAITING: _waiting,
    TicketState.CALLED: _called,
    TicketState.SERVING: _serving,
    TicketState.ABSENT: _absent,
}


def _place(row: QueueRow, lens: Lens) -> list[str]:
    """Return where the ticket is; its state where no more is to be said of it."""
    return _PLACE.get(row.ticket.state, _state_alone)(row, lens)


def service_words(row: QueueRow, lens: Lens) -> str:
    """Return how the running service stands: time left, over, or why its time stands still."""
    current, deadline = row.current, row.deadline
    if current is None or deadline is None:
        return _("every outcome is recorded") if all_done(row) else _("nothing is in service")
    return f"{current.topic} {_clock_words(current, deadline, lens)}".strip()


def _clock_words(current: Consultation, deadline: Deadline, lens: Lens) -> str:
    phase, left = phase_of(deadline, lens.now), deadline.remaining(lens.now)
    if phase == "paused":
        return words.hold_word(current.hold_reason)
    if phase == "over":
        return _("{span} over the limit").format(span=span_words(-left))
    told = _("{span} left").format(span=span_words(left))
    return _("near the limit, {left}").format(left=told) if phase == "warn" else told


# Follow-ups ----------------------------------------------------------------------------------------------------------


def follow_up_heading(cases: Sequence[Case], lens: Lens) -> str:
    """Return how many are open, and how many of them are late or owe progress."""
    if not cases:
        return sentence(_("Follow-ups"), _("none is open"))
    late = sum(is_overdue(case.view.consultation, lens.now) for case in cases)
    owed = sum(lacks_progress_today(case.view, lens) for case in cases)
    missed = sum(bool(case.view.missed_progress) for case in cases)
    return sentence(
        _("Follow-ups"),
        _("{n} open").format(n=len(cases)),
        _("{n} overdue").format(n=late) if late else "",
        ngettext("{n} owes progress today", "{n} owe progress today", owed).format(n=owed) if owed else "",
        _("{n} with days without progress").format(n=missed) if missed else "",
    )


def follow_up_line(case: Case, lens: Lens, news: str = "") -> str:
    """Return number and topic, `news` of it, who asks, where the case is, what is due when, who looks after it."""
    view, consultation = case.view, case.view.consultation
    officer = _("officer {name}").format(name=view.officer_name) if view.officer_name else ""
    where = standing(view, lens).plain
    if where == words.state_word(ConsultationState.FOLLOW_UP):
        # The list is called that.
        where = ""
    return sentence(case_name(view, lens), news, _asker(view), where, solution_words(view, lens),
                    progress_words(view, lens), missed_words(view, lens), _way(consultation), officer)  # fmt: skip


def case_name(view: ConsultationView, lens: Lens) -> str:
    """Return number and topic of a case."""
    return f"{number(view.ticket, lens)} {view.consultation.topic}".strip()


def solution_words(view: ConsultationView, lens: Lens) -> str:
    """Return when the solution is due and how many working days are left, or since when it is late; "" for neither."""
    due = view.consultation.solution_due_at
    if due is None:
        return ""
    moment = due_words(lens.local(due), lens.local(lens.now))
    if is_overdue(view.consultation, lens.now):
        return _("solution overdue since {moment}").format(moment=moment)
    told = _("solution due {moment}").format(moment=moment)
    if not (days := _working_days(view, lens)):
        return told
    left = ngettext("{n} working day left", "{n} working days left", days).format(n=days)
    return f"{told}, {left}"


def progress_words(view: ConsultationView, lens: Lens) -> str:
    """Return that a note to the stakeholder is owed, since when it is late or until when; "" while none is owed."""
    deadline = view.deadline(DeadlineKind.PROGRESS)
    if deadline is None or not lacks_progress_today(view, lens):
        return ""
    moment = due_words(lens.local(deadline.due_at), lens.local(lens.now))
    if lens.now > deadline.due_at:
        return _("progress late since {moment}").format(moment=moment)
    return _("progress owed until {moment}").format(moment=moment)


def _working_days(view: ConsultationView, lens: Lens) -> int:
    due = view.consultation.solution_due_at
    try:
        return lens.calendar.working_days_between(lens.now, due) if due is not None else 0
    except CalendarMissing:
        return 0


def _asker(view: ConsultationView) -> str:
    consultation, ticket = view.consultation, view.ticket
    return institution(consultation.satker_code, consultation.satker_name) or _who(ticket)


def _way(consultation: Consultation) -> str:
    if consultation.contact_refused:
        return _("no contact, agreed: {way}").format(way=consultation.agreed_way)
    if not consultation.contact_value:
        return ""
    return _("to be reached by {channel}").format(channel=words.channel_word(consultation.contact_channel))


# Escalations ---------------------------------------------------------------------------------------------------------


def question_heading(cases: Sequence[Case], sections: Mapping[str, bool], lens: Lens) -> str:
    """Return for which sections, and how many questions wait for an answer."""
    names = [(_("substitute for {section}") if acting else "{section}").format(section=lens.section(code))
             for code, acting in sorted(sections.items())]  # fmt: skip
    about = _("Escalations, {sections}").format(sections=", ".join(names))
    waiting = sum(_waits_for_head(case.escalation) for case in cases if case.escalation)
    others = len(cases) - waiting
    if not cases:
        return sentence(about, _("none"))
    return sentence(
        about,
        ngettext("{n} waits for an answer", "{n} wait for an answer", waiting).format(n=waiting),
        ngettext("{n} waits for the CSO officer", "{n} wait for the CSO officer", others).format(n=others)
        if others
        else "",
    )


def question_line(case: Case, lens: Lens) -> str:
    """Return number and topic, the state of the question, when it has to be answered, who asks what, and the rest."""
    view, one = case.view, case.escalation
    if one is None:
        return follow_up_line(case, lens)
    section = _("for {section}").format(section=lens.section(one.escalation.section))
    state = _(QUESTION_STATE.get(one.escalation.state, one.escalation.state))
    sender = _("from {name}").format(name=one.sent_by_name) if one.sent_by_name else ""
    return sentence(case_name(view, lens), f"{state} {section}", answer_words(one, lens), _asker(view),
                    asked_words(one), sender, solution_words(view, lens))  # fmt: skip


def answer_words(one: EscalationView, lens: Lens) -> str:
    """Return when the head's answer is due or since when it is late; "" while it is not waited for."""
    deadline = one.deadline
    if deadline is None or not deadline.running:
        return ""
    moment = due_words(lens.local(deadline.due_at), lens.local(lens.now))
    if lens.now > deadline.due_at:
        return _("answer late since {moment}").format(moment=moment)
    return _("answer due {moment}").format(moment=moment)


def asked_words(one: EscalationView) -> str:
    """Return the newest thing said to the head: the reply to a question back, else the question."""
    for note in one.notes:
        if note.note.kind == "clarification":
            return _("reply: {text}").format(text=quoted(note.note.text, TEXT_MOST))
        if note.note.kind == "question":
            return _("question: {text}").format(text=quoted(note.note.text, TEXT_MOST))
    return ""


def _waits_for_head(one: EscalationView) -> bool:
    return one.escalation.state in (EscalationState.SENT, EscalationState.ACCEPTED)

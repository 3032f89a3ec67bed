"""What an officer does next at a free counter, and a section head at the inbox."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.records import Channel, Consultation, DeadlineKind, ProgressKind, Ticket
from kppn_tui.domain.states import OPEN_ESCALATION, EscalationState, TicketState
from kppn_tui.domain.text import clean_text
from kppn_tui.domain.views import Board, ConsultationView, EscalationView, QueueRow
from kppn_tui.i18n import N_, _
from kppn_tui.training.plan import Matter, Outcome, ticket_key
from kppn_tui.training.trainee import faults
from kppn_tui.training.trainee.seat import CALL_NEXT, Seat, Step, matched
from kppn_tui.training.trainee.visit import answer_of

#: So late before closing nobody is called any more, and so long before it progress goes before visitors.
LAST_CALL, EVENING = timedelta(minutes=5), timedelta(minutes=90)
#: A message that has waited so long goes before the visitors.
PATIENCE = timedelta(minutes=30)
#: Working time until the officer has found out what was not known at the counter, in seconds.
FOUND_OUT = (8 * 3600, 14 * 3600)
_NONE = timedelta(0)
_PROGRESS = N_("Your question on {topic} is being worked on; the answer comes by the day that was promised.")
_CLARIFIED = N_("The documents were looked through again; the question stands: {question}")
_ASKED_BACK = N_("Which period is it about, and what does the application say?")
_WAITS = (Action.TAKE_TICKET, Action.REQUEUE, Action.REJOIN, Action.UNDO)


@dataclass(frozen=True)
class Chance:
    """Something to do: possible from `ready` (UTC) on, done after `thinking`, before others of a higher `rank`."""

    ready: datetime
    rank: int
    thinking: timedelta
    make: Callable[[datetime], Step]
    margin: timedelta = _NONE


def counter_step(seat: Seat, board: Board) -> Step | None:
    """Answers, questions back and progress first, then who waits, then messages; None when nothing is to do."""
    return _first(seat, Counter(seat, board).chances())


def head_step(seat: Seat) -> Step | None:
    """The next deed of a section head: accept, ask back once if the caller's matter is so, answer."""
    return _first(seat, _inbox(seat))


def _first(seat: Seat, chances: Iterator[Chance]) -> Step | None:
    """The chance that comes first, within office hours and before the room's end."""
    timed = [(seat.in_hours(one.ready, one.thinking, one.margin), one.rank, at, one) for at, one in enumerate(chances)]
    going = [(begin, rank, at, one) for begin, rank, at, one in timed
             if begin + one.thinking + one.margin <= seat.plan.end]  # fmt: skip
    if not going:
        return None
    begin, _rank, _at, one = min(going, key=lambda entry: entry[:3])
    return one.make(begin + one.thinking)


@dataclass(frozen=True)
class Counter:
    """A counter at which nobody is served now."""

    seat: Seat
    board: Board

    @cached_property
    def free(self) -> datetime:
        return self.seat.free_since()

    @cached_property
    def waiting(self) -> list[QueueRow]:
        """The visitors of the day, in the order of service."""
        rows = self.board.in_state(TicketState.WAITING)
        return [row for row in rows if not row.ticket.online]

    def chances(self) -> Iterator[Chance]:
        """All that could be done."""
        for view in self.seat.desk.follow_ups():
            if view.consultation.officer_id == self.seat.officer.id:
                yield from self._case(view)
        yield from self._visitors()
        yield from self._messages()

    def _chance(
        self, ready: datetime, rank: int, span: tuple[int, int], step: tuple[str, int, int | None, dict[str, Any]],
        *key: object, margin: timedelta = _NONE,
    ) -> Chance:  # fmt: skip
        thinking = self.seat.think(*span, step[0], *key)
        return Chance(max(ready, self.free), rank, thinking, lambda at: Step(at, *step), margin)

    # Follow-ups

    def _case(self, view: ConsultationView) -> Iterator[Chance]:
        ticket, consultation = view.ticket, view.consultation
        key = (ticket_key(ticket), consultation.seq)
        if (solved := self._solved(view)) is not None:
            delivery = consultation.contact_channel or _way_back(ticket)
            values = answer_of(self.seat, ticket, consultation, _matter(self.seat, ticket, consultation)) | {
                "delivery": delivery
            }
            if view.head_answer:
                values["answer"] = view.head_answer
            yield self._chance(solved, 0, (120, 300), (Action.RESOLVE, ticket.id, consultation.id, values), *key)
        for one in view.escalations:
            if one.escalation.state == EscalationState.RETURNED and not faults.leaves_unanswered(self.seat, ticket):
                text = clean_text(_(_CLARIFIED).format(question=consultation.question))
                values = {"escalation": one.escalation.id, "text": text}
                asked = _noted(one, "ask_back") or one.escalation.sent_at
                yield self._chance(asked, 1, (120, 240), (Action.CLARIFY, ticket.id, consultation.id, values), *key)
        if (owed := self._owed(view)) is not None and not faults.tells_nothing(self.seat):
            text = _(_PROGRESS).format(topic=consultation.topic)
            values = {"text": text, "kind": str(ProgressKind.DELIVERED),
                      "channel": consultation.contact_channel or _way_back(ticket)}  # fmt: skip
            step = (Action.LOG_PROGRESS, ticket.id, consultation.id, values)
            yield self._chance(owed, 2, (60, 120), step, *key, len(view.progress))

    def _solved(self, view: ConsultationView) -> datetime | None:
        """When the officer has the answer, UTC: the head has given it, or it was found out; None: not yet, or never."""
        consultation, ticket, seat = view.consultation, view.ticket, self.seat
        due, late = consultation.solution_due_at, faults.delivers(seat, ticket, consultation)
        if late is None or consultation.follow_up_at is None or due is None:
            return None
        sent = [one.escalation for one in view.escalations]
        if any(one.state in OPEN_ESCALATION for one in sent):
            return None
        known = max((one.ended_at for one in sent if one.state == EscalationState.ANSWERED and one.ended_at),
                    default=None)  # fmt: skip
        if known is None:
            if _matter(seat, ticket, consultation).outcome is Outcome.ESCALATE and sent:
                return None
            worked = seat.think(*FOUND_OUT, "find_out", ticket_key(ticket), consultation.seq)
            known = seat.desk.calendar.add_time(consultation.follow_up_at, worked, working=True)
        return max(known, due + late) if late else known

    def _owed(self, view: ConsultationView) -> datetime | None:
        """From when on the next progress note may be written: while visitors wait, in the evening (R20)."""
        deadline = view.deadline(DeadlineKind.PROGRESS)
        if deadline is None or deadline.stopped_at is not None or deadline.opens_at is None:
            return None
        return max(deadline.opens_at, deadline.due_at - EVENING) if self.waiting else deadline.opens_at

    # Who waits

    def _visitors(self) -> Iterator[Chance]:
        if not self.waiting:
            return
        today = self.waiting[0].ticket.day
        since = min(self._waits_since(row.ticket) for row in self.waiting)
        first, key = self.waiting[0].ticket, ticket_key(self.waiting[0].ticket)
        step: tuple[str, int, int | None, dict[str, Any]] = (CALL_NEXT, first.id, None, {})
        if len(self.waiting) > 1 and faults.out_of_turn(self.seat, first):
            step = (Action.CALL, self.waiting[1].ticket.id, None, {})
        chance = self._chance(since, 4, (10, 40), step, key, first.calls, margin=LAST_CALL)
        begin = self.seat.in_hours(chance.ready, chance.thinking, LAST_CALL)
        if self.seat.desk.calendar.local(begin).date().isoformat() == today:
            yield chance

    def _waits_since(self, ticket: Ticket) -> datetime:
        """When the ticket last came into the queue."""
        if ticket.entered_at >= self.free:
            return ticket.entered_at
        came = [event.at for event in self.seat.desk.trail(ticket.id) if event.action in _WAITS]
        return max(came, default=ticket.entered_at)

    def _messages(self) -> Iterator[Chance]:
        for row in self.board.in_state(TicketState.WAITING):
            ticket = row.ticket
            if ticket.online:
                wait, rank = (PATIENCE, 3) if self.waiting else (_NONE, 5)
                step: tuple[str, int, int | None, dict[str, Any]] = (Action.START, ticket.id, None, {})
                ready = ticket.entered_at + wait
                yield self._chance(ready, rank, (20, 60), step, ticket_key(ticket), margin=LAST_CALL)


# The inbox ------------------------------------------------------------------------------------------------------------


def _inbox(seat: Seat) -> Iterator[Chance]:
    free, sections = seat.free_since(), seat.desk.sections_of(seat.officer)
    for view in seat.desk.inbox(seat.officer):
        for one in view.escalations:
            if one.escalation.section in sections and one.escalation.state in ("sent", "accepted"):
                yield _question(seat, free, view, one)


def _question(seat: Seat, free: datetime, view: ConsultationView, one: EscalationView) -> Chance:
    """What becomes of a question: accepted first, asked back once where that is the caller's luck, answered."""
    sent, ticket = one.escalation, view.ticket
    matter = _matter(seat, ticket, view.consultation)
    come = _noted(one, "clarification") or sent.sent_at
    values: dict[str, Any] = {"escalation": sent.id}
    if sent.accepted_at is None:
        do, span = Action.ACCEPT, (60, 240)
    elif matter.asks_back and _noted(one, "ask_back") is None:
        do, span = Action.RETURN, (120, 300)
        values["text"] = _(_ASKED_BACK)
    else:
        do, span = Action.ANSWER, (300, 900)
        values["text"] = clean_text(matter.answer)
    ready = max(come, sent.accepted_at or come, free)
    thinking = seat.think(*span, str(do), ticket_key(ticket), view.consultation.seq, sent.id)
    return Chance(ready, 0, thinking, lambda at: Step(at, do, ticket.id, view.consultation.id, values))


def _noted(one: EscalationView, kind: str) -> datetime | None:
    """When a line of that kind was last added to the protocol."""
    return max((note.note.at for note in one.notes if note.note.kind == kind), default=None)


def _matter(seat: Seat, ticket: Ticket, consultation: Consultation) -> Matter:
    """What the consultation is about."""
    consultations = [view.consultation for view in seat.desk.session(ticket.id).consultations]
    caller = seat.caller(ticket, consultations)
    found = next((matter for one, matter in matched(caller, consultations)[0] if one.id == consultation.id), None)
    return found or caller.matters[0]


def _way_back(ticket: Ticket) -> str:
    """How an answer goes out where no contact was given."""
    return str(Channel.HAI_CSO if ticket.channel == Channel.HAI_CSO else Channel.FACE_TO_FACE)

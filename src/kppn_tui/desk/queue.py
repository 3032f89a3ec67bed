"""Verbs of the queue: call, recall, absent, back, start, finish."""

from collections.abc import Callable
from dataclasses import asdict

from kppn_tui.desk.act import Act
from kppn_tui.desk.base import DeskBase
from kppn_tui.desk.consultations import NO_SHOW, begin_service, end_unserved, new_consultation, put_on_hold, serves
from kppn_tui.domain.conditions import Leave, counter_refusal, is_colleagues, is_parked
from kppn_tui.domain.errors import LostRace, NobodyWaiting
from kppn_tui.domain.lifecycle import Action, Need, refusal
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Consultation, Interval, Ticket
from kppn_tui.domain.states import ConsultationState, TicketState
from kppn_tui.domain.text import clean_line
from kppn_tui.store import claims
from kppn_tui.store.backend import WriteMode

FINISH, SWITCH = Leave.FINISH, Leave.SWITCH


class QueueVerbs(DeskBase):
    """From the call to the end of the visit."""

    def call_next(self, officer: Officer, leave: str | None = None) -> Ticket:
        """The visitor whose turn it is, called to the officer's counter: priority first, then by arrival (A24b).

        `leave` says what becomes of a visitor still at the counter: FINISH, SWITCH (on hold), or None to refuse.

        Raises:
            NobodyWaiting: no visitor waits.
            AlreadyServing: somebody is at the counter and `leave` does not settle it.
        """
        # Who leaves nobody behind touches no row but the claimed one.
        with self._act(Action.CALL, officer, WriteMode.WRITE if leave else WriteMode.CLAIM) as act:
            act.refuse(None, refusal(Action.CALL, TicketState.WAITING, act.who.role_set))
            self._leave_counter(act, leave)
            claimed = claims.claim_next(self.store, self.office, act.today, act.who, act.now)
            if claimed is None:
                raise NobodyWaiting
            before, ticket = claimed
            self._called(act, before, ticket)
            return ticket

    def call(self, officer: Officer, ticket: Ticket | int, leave: str | None = None) -> Ticket:
        """The chosen visitor, called out of turn; raises as `call_next`, and WrongState when no longer waiting."""
        with self._act(Action.CALL, officer) as act:
            chosen = act.ticket(ticket)
            act.check_ticket(chosen)
            self._leave_counter(act, leave)
            called = claims.claim(self.store, chosen, act.who, act.now)
            act.data["chosen"] = True
            self._called(act, chosen, called)
            return called

    def _called(self, act: Act, before: Ticket, ticket: Ticket) -> None:
        act.ticket_id = ticket.id
        act.tickets.add(ticket.id)
        act.data.update(label=ticket.label, counter=ticket.counter, to=ticket.state)
        act.data["from"] = before.state
        changed = [name for name, value in asdict(before).items() if value != getattr(ticket, name)]
        act.remember(Ticket, ticket.id, self.store.image(before, changed))
        ended, begun = claims.swap_interval(self.store, ticket, act.who, act.now)
        for interval_id in ended:
            act.remember(Interval, interval_id, {"ended_at": None})
        act.remember(Interval, begun, None)

    def recall(self, officer: Officer, ticket: Ticket | int) -> Ticket:
        """The visitor called once more, counted; not within the recall gap.

        Raises:
            Missing: the gap has not passed.
            WrongState: not called.
        """
        with self._act(Action.RECALL, officer) as act:
            record = act.ticket(ticket)
            act.check_ticket(record)
            act.data["calls"] = record.calls + 1
            return act.change(record, calls=record.calls + 1, last_call_at=act.now)

    def absent(self, officer: Officer, ticket: Ticket | int) -> Ticket:
        """A visitor who did not come after the set number of calls (A24); raises Missing before that."""
        with self._act(Action.ABSENT, officer) as act:
            record = act.ticket(ticket)
            act.check_ticket(record)
            return act.move_ticket(record, TicketState.ABSENT, officer_id=None, counter="")

    def requeue(self, officer: Officer, ticket: Ticket | int) -> Ticket:
        """A called visitor back in the queue, at the place that the arrival gives."""
        with self._act(Action.REQUEUE, officer) as act:
            record = act.ticket(ticket)
            act.check_ticket(record)
            return act.move_ticket(record, TicketState.WAITING, officer_id=None, counter="", calls=0)

    def rejoin(self, officer: Officer, ticket: Ticket | int) -> Ticket:
        """An absent visitor who reports back, put in after the set number of waiting ones (A24); arrival is kept."""
        with self._act(Action.REJOIN, officer) as act:
            record = act.ticket(ticket)
            act.check_ticket(record)
            places = act.limits.rejoin_after
            key = claims.queue_key_after(self.store, self.office, act.today, places, record.priority)
            key = max(record.queue_key, key + 1 if key is not None else 0)
            act.data["key"] = key
            return act.move_ticket(record, TicketState.WAITING, queue_key=key, calls=0, last_call_at=None)

    def start(
        self, officer: Officer, ticket: Ticket | int, leave: str | None = None, *, take_over: bool = False
    ) -> Ticket:
        """Service begins, and with it the first consultation's 20 minutes (A5); an online case needs no call.

        Raises:
            Missing: a visitor who has not been called.
            LostRace: a colleague has called this visitor, and not `take_over`.
            AlreadyServing: as `call_next`.
        """
        with self._act(Action.START, officer) as act:
            record = act.ticket(ticket)
            act.check_ticket(record)
            if is_colleagues(record, act.who) and not take_over:
                raise LostRace(who=self.store.get(Officer, record.officer_id or 0).name)
            self._leave_counter(act, leave, but=record)
            started = act.move_ticket(record, TicketState.SERVING, started_at=act.now, officer_id=act.who.id,
                                      counter=act.who.counter)  # fmt: skip
            consultations = self.store.find(Consultation, ticket_id=record.id)
            first = next(
                (consultation for consultation in consultations if consultation.state == ConsultationState.OPEN), None
            )
            if first is None:
                first = new_consultation(act, started, len(consultations) + 1, "")
            act.data.update(item=first.id, topic=first.topic)
            begin_service(act, first)
            return started

    def finish(self, officer: Officer, ticket: Ticket | int) -> Ticket:
        """The visit is over; follow-ups live on without it. Raises Missing while a consultation has no outcome."""
        with self._act(Action.FINISH, officer) as act:
            record = act.ticket(ticket)
            act.check_ticket(record, consultations=self.store.find(Consultation, ticket_id=record.id))
            return act.move_ticket(record, TicketState.CLOSED, closed_at=act.now)

    def dismiss(self, officer: Officer, ticket: Ticket | int) -> Ticket:
        """An absent visitor who does not come back: the ticket ends as a no-show, counted in volume only (A24)."""
        with self._act(Action.DISMISS, officer) as act:
            record = act.ticket(ticket)
            act.check_ticket(record)
            return end_unserved(act, record, TicketState.CLOSED, NO_SHOW)

    def cancel_ticket(self, officer: Officer, ticket: Ticket | int, reason: str) -> Ticket:
        """A ticket that is not needed any more, with the reason (A24)."""
        with self._act(Action.CANCEL_TICKET, officer) as act:
            record = act.ticket(ticket)
            reason = clean_line(reason)
            act.check_ticket(record, {Need.REASON} if reason else ())
            return end_unserved(act, record, TicketState.CANCELLED, reason)

    def _leave_counter(self, act: Act, leave: str | None, but: Ticket | None = None) -> None:
        """Make the officer's counter free, or refuse (A7: only one consultation of an officer runs)."""
        for held in claims.at_counter(self.store, self.office, act.who.id):
            if but is not None and held.id == but.id:
                continue
            consultations = self.store.find(Consultation, ticket_id=held.id)
            if is_parked(held, consultations):
                continue
            if error := counter_refusal(held, consultations, leave):
                raise error
            act.tickets.add(held.id)
            act.data["left"] = [*act.data.get("left", ()), {"label": held.label, "how": leave}]
            if leave == FINISH:
                act.data.pop("from", None)
                act.move_ticket(held, TicketState.CLOSED, closed_at=act.now)
                for key in ("from", "to"):
                    act.data.pop(key, None)
            else:
                put_on_hold(act, filter(serves, consultations))


#: Actions that take nothing but a ticket.
ON_TICKET: dict[Action, Callable[[QueueVerbs, Officer, int], Ticket]] = {
    Action.RECALL: QueueVerbs.recall,
    Action.ABSENT: QueueVerbs.absent,
    Action.REQUEUE: QueueVerbs.requeue,
    Action.REJOIN: QueueVerbs.rejoin,
    Action.DISMISS: QueueVerbs.dismiss,
    Action.FINISH: QueueVerbs.finish,
}

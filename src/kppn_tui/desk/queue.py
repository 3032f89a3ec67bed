"""Verbs of the queue: call, recall, absent, back, start, finish."""

from collections.abc import Callable
from dataclasses import asdict

from kppn_tui.desk.base import DeskBase
from kppn_tui.desk.consultations import NO_SHOW, begin_service, end_unserved, new_consultation, put_on_hold, serves
from kppn_tui.desk.moves import move_ticket
from kppn_tui.desk.unit_of_work import UnitOfWork
from kppn_tui.domain.conditions import Leave, counter_refusal, is_parked
from kppn_tui.domain.errors import NobodyWaiting
from kppn_tui.domain.lifecycle import Action, Need, refusal
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Consultation, Interval, Ticket
from kppn_tui.domain.states import ConsultationState, TicketState
from kppn_tui.domain.text import clean_line
from kppn_tui.store import claims
from kppn_tui.store.backend import WriteMode

FINISH, SWITCH = Leave.FINISH, Leave.SWITCH


class QueueVerbs(DeskBase):
    """Verbs from the call to the end of the visit."""

    def call_next(self, officer: Officer, leave: str | None = None) -> Ticket:
        """Call the visitor whose turn it is to the officer's counter: priority first, then by arrival (A24b).

        `leave` says what becomes of a visitor still at the counter: FINISH, SWITCH (on hold), or None to refuse.

        Raises:
            NobodyWaiting: no visitor waits.
            AlreadyServing: somebody is at the counter and `leave` does not settle it.
        """
        # Who leaves nobody behind touches no row but the claimed one.
        with self._unit_of_work(Action.CALL, officer, WriteMode.WRITE if leave else WriteMode.CLAIM) as work:
            work.refuse(None, refusal(Action.CALL, TicketState.WAITING, work.who.role_set))
            self._leave_counter(work, leave)
            claimed = claims.claim_next(self.store, self.office, work.today, work.who, work.now)
            if claimed is None:
                raise NobodyWaiting
            before, ticket = claimed
            self._called(work, before, ticket)
            return ticket

    def call(self, officer: Officer, ticket: Ticket | int, leave: str | None = None) -> Ticket:
        """Call the chosen visitor out of turn; raises as `call_next`, and WrongState when no longer waiting."""
        with self._unit_of_work(Action.CALL, officer) as work:
            chosen = work.ticket(ticket)
            work.check_ticket(chosen)
            self._leave_counter(work, leave)
            called = claims.claim(self.store, chosen, work.who, work.now)
            work.data["chosen"] = True
            self._called(work, chosen, called)
            return called

    def _called(self, work: UnitOfWork, before: Ticket, ticket: Ticket) -> None:
        work.ticket_id = ticket.id
        work.tickets.add(ticket.id)
        work.data.update(label=ticket.label, counter=ticket.counter, to=ticket.state)
        work.data["from"] = before.state
        changed = [name for name, value in asdict(before).items() if value != getattr(ticket, name)]
        work.remember(Ticket, ticket.id, self.store.stored_values(before, changed))
        ended, begun = claims.swap_interval(self.store, ticket, work.who, work.now)
        for interval_id in ended:
            work.remember(Interval, interval_id, {"ended_at": None})
        work.remember(Interval, begun, None)

    def recall(self, officer: Officer, ticket: Ticket | int) -> Ticket:
        """Call the visitor once more, counted; not within the recall gap.

        Raises:
            Missing: the gap has not passed.
            WrongState: not called.
        """
        with self._unit_of_work(Action.RECALL, officer) as work:
            record = work.ticket(ticket)
            work.check_ticket(record)
            work.data["calls"] = record.calls + 1
            return work.change(record, calls=record.calls + 1, last_call_at=work.now)

    def absent(self, officer: Officer, ticket: Ticket | int) -> Ticket:
        """Mark a visitor absent who did not come after the set number of calls (A24); raises Missing before that."""
        with self._unit_of_work(Action.ABSENT, officer) as work:
            record = work.ticket(ticket)
            work.check_ticket(record)
            return move_ticket(work, record, TicketState.ABSENT, officer_id=None, counter="")

    def requeue(self, officer: Officer, ticket: Ticket | int) -> Ticket:
        """Put a called visitor back in the queue, at the place that the arrival gives."""
        with self._unit_of_work(Action.REQUEUE, officer) as work:
            record = work.ticket(ticket)
            work.check_ticket(record)
            return move_ticket(work, record, TicketState.WAITING, officer_id=None, counter="", calls=0)

    def rejoin(self, officer: Officer, ticket: Ticket | int) -> Ticket:
        """Put an absent visitor who reports back in after the set number of waiting ones (A24); arrival is kept."""
        with self._unit_of_work(Action.REJOIN, officer) as work:
            record = work.ticket(ticket)
            work.check_ticket(record)
            places = work.limits.rejoin_after
            key = claims.read_queue_key_after(self.store, self.office, work.today, places, record.priority)
            key = max(record.queue_key, key + 1 if key is not None else 0)
            work.data["key"] = key
            return move_ticket(work, record, TicketState.WAITING, queue_key=key, calls=0, last_call_at=None)

    def start(
        self, officer: Officer, ticket: Ticket | int, leave: str | None = None, *, take_over: bool = False
    ) -> Ticket:
        """Start the service, and with it the first consultation's 20 minutes (A5); an online case needs no call.

        Raises:
            Missing: a visitor who has not been called.
            LostRace: a colleague has called this visitor, and not `take_over`.
            AlreadyServing: as `call_next`.
        """
        with self._unit_of_work(Action.START, officer, take_over=take_over) as work:
            record = work.ticket(ticket)
            work.check_ticket(record)
            self._leave_counter(work, leave, but=record)
            started = move_ticket(work, record, TicketState.SERVING, started_at=work.now, officer_id=work.who.id,
                                      counter=work.who.counter)  # fmt: skip
            consultations = self.store.find(Consultation, ticket_id=record.id)
            first = next(
                (consultation for consultation in consultations if consultation.state == ConsultationState.OPEN), None
            )
            if first is None:
                first = new_consultation(work, started, len(consultations) + 1, "")
            work.data.update(item=first.id, topic=first.topic)
            begin_service(work, first)
            return started

    def finish(self, officer: Officer, ticket: Ticket | int, *, take_over: bool = False) -> Ticket:
        """Finish the visit; follow-ups live on without it.

        Raises:
            Missing: a consultation has no outcome yet.
            LostRace: a colleague serves this visitor, and not `take_over`.
        """
        with self._unit_of_work(Action.FINISH, officer, take_over=take_over) as work:
            record = work.ticket(ticket)
            work.check_ticket(record, consultations=self.store.find(Consultation, ticket_id=record.id))
            return move_ticket(work, record, TicketState.CLOSED, closed_at=work.now)

    def dismiss(self, officer: Officer, ticket: Ticket | int) -> Ticket:
        """Close the ticket of an absent visitor as a no-show, counted in volume only (A24)."""
        with self._unit_of_work(Action.DISMISS, officer) as work:
            record = work.ticket(ticket)
            work.check_ticket(record)
            return end_unserved(work, record, TicketState.CLOSED, NO_SHOW)

    def cancel_ticket(self, officer: Officer, ticket: Ticket | int, reason: str) -> Ticket:
        """Cancel a ticket that is not needed any more, with the reason (A24)."""
        with self._unit_of_work(Action.CANCEL_TICKET, officer) as work:
            record = work.ticket(ticket)
            reason = clean_line(reason)
            work.check_ticket(record, {Need.REASON} if reason else ())
            return end_unserved(work, record, TicketState.CANCELLED, reason)

    def _leave_counter(self, work: UnitOfWork, leave: str | None, but: Ticket | None = None) -> None:
        """Make the officer's counter free, or refuse (A7: only one consultation of an officer runs)."""
        for held in claims.read_counter(self.store, self.office, work.who.id):
            if but is not None and held.id == but.id:
                continue
            consultations = self.store.find(Consultation, ticket_id=held.id)
            if is_parked(held, consultations):
                continue
            if error := counter_refusal(held, consultations, leave):
                raise error
            work.tickets.add(held.id)
            work.data["left"] = [*work.data.get("left", ()), {"label": held.label, "how": leave}]
            if leave == FINISH:
                work.data.pop("from", None)
                move_ticket(work, held, TicketState.CLOSED, closed_at=work.now)
                for key in ("from", "to"):
                    work.data.pop(key, None)
            else:
                put_on_hold(work, filter(serves, consultations))


#: Actions that take nothing but a ticket.
ON_TICKET: dict[Action, Callable[[QueueVerbs, Officer, int], Ticket]] = {
    Action.RECALL: QueueVerbs.recall,
    Action.ABSENT: QueueVerbs.absent,
    Action.REQUEUE: QueueVerbs.requeue,
    Action.REJOIN: QueueVerbs.rejoin,
    Action.DISMISS: QueueVerbs.dismiss,
    Action.FINISH: QueueVerbs.finish,
}

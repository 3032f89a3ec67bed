"""Simulated visitors at the door: they arrive, lose patience or come back; messages are received."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial

from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Ticket
from kppn_tui.domain.states import TicketState
from kppn_tui.training.caller_log import CallerLog
from kppn_tui.training.plan import Caller
from kppn_tui.training.simulation.observation import Observation
from kppn_tui.training.simulation.planned_act import PlannedAct
from kppn_tui.training.simulation.roster import Roster

#: Login of the officer who registers every caller, also the messages of earlier days.
GUARD = "satpam"
#: Time between two messages that were waiting already when the office opened.
PAUSE = timedelta(seconds=25)


def planned_acts(
    seen: Observation, roster: Roster, caller_log: CallerLog, expected: Sequence[Caller]
) -> Iterator[PlannedAct]:
    """Yield the next act of each visitor; `expected` are the callers who have no ticket yet."""
    for rank, caller in enumerate(expected):
        at = caller.at
        if at < seen.plan.start:
            at = seen.plan.start + PAUSE * (rank + 1)
        yield PlannedAct(at, ("door", "come", caller.key), partial(_arrive, seen, roster, caller_log, caller))
    guard = roster.officers[GUARD]
    for row in seen.board.in_state(TicketState.WAITING, TicketState.ABSENT):
        caller_here, ticket = seen.callers.get(row.ticket.id), row.ticket
        if caller_here is None:
            continue
        patience, returns = caller_here.patience, caller_here.returns
        if ticket.state == TicketState.WAITING and patience is not None and not ticket.last_call_at:
            leave = partial(seen.desk.cancel_ticket, guard, ticket, "pulang karena menunggu terlalu lama")
            yield PlannedAct(ticket.entered_at + patience, ("door", "leave", ticket.label), leave)
        elif ticket.state == TicketState.ABSENT and returns is not None and ticket.last_call_at:
            come_back = partial(_return, seen, guard, caller_log, ticket)
            yield PlannedAct(ticket.last_call_at + returns, ("door", "return", ticket.label), come_back)


def _arrive(seen: Observation, roster: Roster, caller_log: CallerLog, caller: Caller) -> Ticket:
    """Register `caller` and log whose ticket it is."""
    desk = seen.desk
    names = [topic.name for topic in desk.settings.topics if topic.code in caller.registered]
    ticket = desk.take_ticket(
        roster.officers[GUARD],
        caller.channel,
        satker_code=caller.origin.code,
        satker_name=caller.origin.name,
        stakeholder_kind=caller.origin.kind,
        visitor_name="" if caller.declines_identity else caller.name,
        purpose=", ".join(names) or "Konsultasi",
        topics=caller.registered,
        priority_reason=caller.priority,
        channel_detail=caller.detail,
        reference_number=caller.reference,
        received_at=min(caller.at, desk.now()) if caller.online else None,
    )
    caller_log.add(ticket.id, caller)
    return ticket


def _return(seen: Observation, guard: Officer, caller_log: CallerLog, ticket: Ticket) -> None:
    """Let the visitor of `ticket` come back into the queue; they hear the next call."""
    seen.desk.rejoin(guard, ticket)
    caller_log.mark_returned(ticket.id)

"""The director at the door: people come, messages are received, some lose patience, some come back."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial

from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Ticket
from kppn_tui.domain.states import TicketState
from kppn_tui.training.caller_log import CallerLog
from kppn_tui.training.plan import Caller
from kppn_tui.training.scene import Company, Cue, Scene

#: Who registers whoever comes, also the messages of the days on which nobody was there.
GUARD = "satpam"
#: Between two messages that were waiting already when the office opened.
PAUSE = timedelta(seconds=25)


def cues(scene: Scene, company: Company, caller_log: CallerLog, coming: Sequence[Caller]) -> Iterator[Cue]:
    """What happens at the door; `coming` are the callers who have not been registered."""
    for rank, caller in enumerate(coming):
        at = caller.at
        if at < scene.plan.start:
            at = scene.plan.start + PAUSE * (rank + 1)
        yield Cue(at, ("door", "come", caller.key), partial(_come, scene, company, caller_log, caller))
    guard = company.officers[GUARD]
    for row in scene.board.in_state(TicketState.WAITING, TicketState.ABSENT):
        known, ticket = scene.callers.get(row.ticket.id), row.ticket
        if known is None:
            continue
        if ticket.state == TicketState.WAITING and known.patience is not None and not ticket.last_call_at:
            leave = partial(scene.desk.cancel_ticket, guard, ticket, "pulang karena menunggu terlalu lama")
            yield Cue(ticket.entered_at + known.patience, ("door", "leave", ticket.label), leave)
        elif ticket.state == TicketState.ABSENT and known.returns is not None and ticket.last_call_at:
            back = partial(_return, scene, guard, caller_log, ticket)
            yield Cue(ticket.last_call_at + known.returns, ("door", "return", ticket.label), back)


def _come(scene: Scene, company: Company, caller_log: CallerLog, caller: Caller) -> Ticket:
    """A number for `caller`."""
    desk = scene.desk
    names = [topic.name for topic in desk.settings.topics if topic.code in caller.registered]
    ticket = desk.take_ticket(
        company.officers[GUARD],
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


def _return(scene: Scene, guard: Officer, caller_log: CallerLog, ticket: Ticket) -> None:
    scene.desk.rejoin(guard, ticket)
    caller_log.returned(ticket.id)

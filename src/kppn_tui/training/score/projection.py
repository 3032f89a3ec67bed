"""Projection of the queue: the tickets at any moment of a run, worked out from its events alone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from kppn_tui.desk import FINISH
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.records import Channel, Event
from kppn_tui.domain.states import ConsultationState, TicketState
from kppn_tui.training.score.event_data import EventData
from kppn_tui.training.score.projected_ticket import (
    CHANGES,
    ProjectedConsultation,
    ProjectedTicket,
    end_unserved,
    move_consultations,
)

_AT_COUNTER = (TicketState.CALLED, TicketState.SERVING)
_NOT_SERVED = (TicketState.WAITING, TicketState.CALLED, TicketState.ABSENT)


class QueueProjection:
    """The tickets after the events applied so far. A ticket that an event does not change stays the same record."""

    def __init__(self, zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self.tickets: dict[int, ProjectedTicket] = {}
        #: Those of `tickets` that are open.
        self.open_tickets: dict[int, ProjectedTicket] = {}
        #: Event → the tickets that it changed, as they were before it; None for one that it registered.
        self._before: dict[int, dict[int, ProjectedTicket | None]] = {}
        #: Those of the event that is being applied.
        self._before_event: dict[int, ProjectedTicket | None] = {}

    def apply(self, event: Event, data: EventData) -> bool:
        """Apply `event` with its `data`; return whether any ticket changed by it."""
        self._before_event = self._before[event.id] = {}
        action = Action(event.action)
        if action is Action.TAKE_TICKET:
            self._register(event, data)
        elif action is Action.UNDO:
            self._undo(data.get("undone", 0))
        elif action is Action.CLOSE_DAY:
            self._close_day(event)
        elif action in CHANGES:
            self._leave(event, data, action)
            if (ticket := self.tickets.get(event.ticket_id or 0)) is not None:
                self._put(CHANGES[action](ticket, event, data))
        return bool(self._before_event)

    def next_in_queue(self, at: datetime) -> ProjectedTicket | None:
        """Return the visitor to be called next at `at`: of that local day, priority first, then by arrival (A24b)."""
        today = at.astimezone(self.zone).date()
        waiting = (
            one
            for one in self.open_tickets.values()
            if one.state == TicketState.WAITING and not one.online and one.day == today
        )
        return min(waiting, key=lambda one: one.place, default=None)

    def queue(self) -> tuple[ProjectedTicket, ...]:
        """Return the open tickets in the order of service."""
        return tuple(sorted(self.open_tickets.values(), key=lambda one: one.place))

    def at_counter(self, officer_id: int | None) -> list[ProjectedTicket]:
        """Return the tickets that the officer has called or serves."""
        return [one for one in self.open_tickets.values() if one.officer_id == officer_id and one.state in _AT_COUNTER]

    def _put(self, ticket: ProjectedTicket) -> None:
        """Replace a ticket by what the event made of it."""
        self._before_event.setdefault(ticket.id, self.tickets.get(ticket.id))
        self.tickets[ticket.id] = ticket
        if ticket.is_open:
            self.open_tickets[ticket.id] = ticket
        else:
            self.open_tickets.pop(ticket.id, None)

    def _register(self, event: Event, data: EventData) -> None:
        """Add the ticket that the event registers."""
        assert event.ticket_id is not None, "a registration names its ticket"
        arrived = data.get("arrived")
        self._put(
            ProjectedTicket(
                id=event.ticket_id,
                label=data.get("label", ""),
                channel=data.get("channel", Channel.FACE_TO_FACE),
                day=event.at.astimezone(self.zone).date(),
                arrived=datetime.fromisoformat(arrived).astimezone(UTC) if arrived else event.at,
                key=data.get("key", int(event.at.timestamp()) * 1000),
                priority=bool(data.get("priority")),
                consultations=tuple(ProjectedConsultation(0, topic) for topic in data.get("topics", ())),
            )
        )

    def _undo(self, event_id: int) -> None:
        """Put back what the event `event_id` changed; a registration is cancelled, since its number was given."""
        for ticket_id, before in self._before.get(event_id, {}).items():
            self._put(before or end_unserved(self.tickets[ticket_id], TicketState.CANCELLED))

    def _close_day(self, event: Event) -> None:
        """Close the visitors of earlier days who have not been served (A24)."""
        today = event.at.astimezone(self.zone).date()
        for ticket in list(self.open_tickets.values()):
            if not ticket.online and ticket.day < today and ticket.state in _NOT_SERVED:
                self._put(end_unserved(ticket, TicketState.CLOSED))

    def _leave(self, event: Event, data: EventData, action: Action) -> None:
        """Finish the visits that the officer leaves for another one, or put them on hold (A7)."""
        left = {one["label"]: one["how"] for one in data.get("left", ())}
        if not left and action is not Action.SWITCH:
            return
        for ticket in self.at_counter(event.officer_id):
            if left.get(ticket.label) == FINISH:
                self._put(CHANGES[Action.FINISH](ticket, event, data))
            elif action is Action.SWITCH or ticket.label in left:
                self._put(move_consultations(ticket, ConsultationState.SERVING, ConsultationState.ON_HOLD))

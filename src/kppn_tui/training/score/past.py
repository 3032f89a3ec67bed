"""The queue as it stood at any moment of a run, folded from the events alone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from kppn_tui.desk import FINISH
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.records import Channel, Event
from kppn_tui.domain.states import ConsultationState, TicketState
from kppn_tui.training.score.then import CHANGES, ConsultationThen, Data, TicketThen, each_in, end_unserved

_AT_COUNTER = (TicketState.CALLED, TicketState.SERVING)
_AT_DOOR = (TicketState.WAITING, TicketState.CALLED, TicketState.ABSENT)


class Past:
    """The tickets after the events told so far; a ticket that an event leaves alone stays the same record."""

    def __init__(self, zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self.tickets: dict[int, TicketThen] = {}
        #: Those of `tickets` that are not over.
        self.living: dict[int, TicketThen] = {}
        self._before: dict[int, dict[int, TicketThen | None]] = {}
        self._now: dict[int, TicketThen | None] = {}

    def tell(self, event: Event, data: Data) -> bool:
        """Let `event` with its `data` happen; whether any ticket changed by it."""
        self._now = self._before[event.id] = {}
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
        return bool(self._now)

    def turn(self, at: datetime) -> TicketThen | None:
        """The visitor whose turn it is at `at`: of that local day, priority first, then by arrival (A24b)."""
        today = at.astimezone(self.zone).date()
        waiting = (
            one
            for one in self.living.values()
            if one.state == TicketState.WAITING and not one.online and one.day == today
        )
        return min(waiting, key=lambda one: one.place, default=None)

    def queue(self) -> tuple[TicketThen, ...]:
        """Those that are not over, in the order of service."""
        return tuple(sorted(self.living.values(), key=lambda one: one.place))

    def at_counter(self, officer_id: int | None) -> list[TicketThen]:
        """Whom the officer has called or serves."""
        return [one for one in self.living.values() if one.officer_id == officer_id and one.state in _AT_COUNTER]

    def _put(self, ticket: TicketThen) -> None:
        self._now.setdefault(ticket.id, self.tickets.get(ticket.id))
        self.tickets[ticket.id] = ticket
        if ticket.living:
            self.living[ticket.id] = ticket
        else:
            self.living.pop(ticket.id, None)

    def _register(self, event: Event, data: Data) -> None:
        assert event.ticket_id is not None, "a registration names its ticket"
        arrived = data.get("arrived")
        self._put(
            TicketThen(
                id=event.ticket_id,
                label=data.get("label", ""),
                channel=data.get("channel", Channel.FACE_TO_FACE),
                day=event.at.astimezone(self.zone).date(),
                arrived=datetime.fromisoformat(arrived).astimezone(UTC) if arrived else event.at,
                key=data.get("key", int(event.at.timestamp()) * 1000),
                priority=bool(data.get("priority")),
                consultations=tuple(ConsultationThen(0, topic) for topic in data.get("topics", ())),
            )
        )

    def _undo(self, event_id: int) -> None:
        """What event `event_id` changed as it was before; a registration is cancelled, since its number was given."""
        for ticket_id, before in self._before.get(event_id, {}).items():
            self._put(before or end_unserved(self.tickets[ticket_id], TicketState.CANCELLED))

    def _close_day(self, event: Event) -> None:
        """The walk-ins of earlier days who were left at the door have not been served (A24)."""
        today = event.at.astimezone(self.zone).date()
        for ticket in list(self.living.values()):
            if not ticket.online and ticket.day < today and ticket.state in _AT_DOOR:
                self._put(end_unserved(ticket, TicketState.CLOSED))

    def _leave(self, event: Event, data: Data, action: Action) -> None:
        """The officer turns away from whoever is at the counter: finished, or put on hold (A7)."""
        left = {one["label"]: one["how"] for one in data.get("left", ())}
        if not left and action is not Action.SWITCH:
            return
        for ticket in self.at_counter(event.officer_id):
            if left.get(ticket.label) == FINISH:
                self._put(CHANGES[Action.FINISH](ticket, event, data))
            elif action is Action.SWITCH or ticket.label in left:
                self._put(each_in(ticket, ConsultationState.SERVING, ConsultationState.ON_HOLD))

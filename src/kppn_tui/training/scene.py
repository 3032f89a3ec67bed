"""What the director sees at one moment, and the cues that follow from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kppn_tui.desk import Desk
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Consultation, Ticket
from kppn_tui.domain.states import TicketState
from kppn_tui.domain.views import Board, ConsultationView, QueueRow
from kppn_tui.domain.workdays import WorkCalendar
from kppn_tui.training.plan import Caller, Matter, Plan


@dataclass(frozen=True)
class Cue:
    """What somebody does at `at` (UTC); `name` tells one from another and settles the order at the same moment."""

    at: datetime
    name: tuple[str, ...]
    play: Callable[[], object] = field(repr=False, compare=False)


@dataclass(frozen=True)
class Company:
    """Who plays whom: the officers of the office by login, and which of them real people play."""

    plan: Plan
    officers: Mapping[str, Officer]
    persons: set[str]

    def plays(self, login: str) -> bool:
        """Whether the director plays `login`."""
        return login in self.officers and login not in self.persons


@dataclass(frozen=True)
class Scene:
    """The state of the office at `now`, with who the callers are."""

    desk: Desk
    plan: Plan
    now: datetime
    board: Board
    follow_ups: tuple[ConsultationView, ...]
    callers: Mapping[int, Caller]

    @property
    def calendar(self) -> WorkCalendar:
        """The office's working calendar."""
        return self.desk.calendar

    @property
    def waiting(self) -> tuple[QueueRow, ...]:
        """The visitors who wait, in the order of service."""
        return tuple(row for row in self.board.in_state(TicketState.WAITING) if not row.ticket.online)

    @property
    def messages(self) -> tuple[QueueRow, ...]:
        """The online messages that nobody has taken up."""
        return tuple(row for row in self.board.in_state(TicketState.WAITING) if row.ticket.online)

    def of(self, officer: Officer, *states: TicketState) -> tuple[QueueRow, ...]:
        """The tickets in one of `states` that are `officer`'s."""
        return tuple(row for row in self.board.in_state(*states) if row.ticket.officer_id == officer.id)

    def matter(self, consultation: Consultation) -> Matter | None:
        """What is right for `item`: the caller's matter on its topic, else that at its place; None for a stranger."""
        caller = self.callers.get(consultation.ticket_id)
        if caller is None:
            return None
        at_place = caller.matters[consultation.seq - 1] if consultation.seq <= len(caller.matters) else None
        return caller.matter(consultation.topic) or at_place

    def open_at(self, at: datetime) -> datetime:
        """`at`, or when the office next opens after it, UTC."""
        return self.calendar.next_open(at).astimezone(at.tzinfo)

    def worked(self, at: datetime, time: timedelta) -> datetime:
        """`at` and so much opening time later, UTC."""
        return self.calendar.add_time(at, time).astimezone(at.tzinfo).replace(microsecond=0)


def label_of(ticket: Ticket) -> str:
    """What the luck of a ticket hangs on: its day and number."""
    return f"{ticket.day} {ticket.label}"


def minutes(low: float, high: float) -> tuple[timedelta, timedelta]:
    """A stretch to draw from."""
    return timedelta(minutes=low), timedelta(minutes=high)

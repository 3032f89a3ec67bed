"""Observation: the state of the office at one moment, which the simulated people act upon."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kppn_tui.desk import Desk
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Consultation
from kppn_tui.domain.states import TicketState
from kppn_tui.domain.views import Board, ConsultationView, QueueRow
from kppn_tui.domain.workdays import WorkCalendar
from kppn_tui.training.plan import Caller, Matter, Plan


@dataclass(frozen=True)
class Observation:
    """The office at `now` (UTC), and who the callers of its tickets really are."""

    desk: Desk
    plan: Plan
    now: datetime
    board: Board
    follow_ups: tuple[ConsultationView, ...]
    callers: Mapping[int, Caller]

    @property
    def calendar(self) -> WorkCalendar:
        """Return the office's working calendar."""
        return self.desk.calendar

    @property
    def waiting(self) -> tuple[QueueRow, ...]:
        """Return the visitors who wait, in the order of service."""
        return tuple(row for row in self.board.in_state(TicketState.WAITING) if not row.ticket.online)

    @property
    def messages(self) -> tuple[QueueRow, ...]:
        """Return the online messages that no officer has taken up."""
        return tuple(row for row in self.board.in_state(TicketState.WAITING) if row.ticket.online)

    def tickets_of(self, officer: Officer, state: TicketState) -> tuple[QueueRow, ...]:
        """Return the tickets in `state` that are `officer`'s."""
        return tuple(row for row in self.board.in_state(state) if row.ticket.officer_id == officer.id)

    def matter(self, consultation: Consultation) -> Matter | None:
        """Return the caller's matter that `consultation` is about; None where the caller is not known.

        It is the matter on the topic of the consultation, else the one at its place.
        """
        caller = self.callers.get(consultation.ticket_id)
        if caller is None:
            return None
        at_place = caller.matters[consultation.seq - 1] if consultation.seq <= len(caller.matters) else None
        return caller.matter(consultation.topic) or at_place

    def open_at(self, at: datetime) -> datetime:
        """Return `at`, or when the office next opens after it; UTC."""
        return self.calendar.next_open(at).astimezone(at.tzinfo)

    def after_opening_time(self, at: datetime, time: timedelta) -> datetime:
        """Return the moment at which the office has been open for `time` since `at`; UTC, whole seconds."""
        return self.calendar.add_time(at, time).astimezone(at.tzinfo).replace(microsecond=0)

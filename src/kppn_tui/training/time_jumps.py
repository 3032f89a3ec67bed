"""Time jumps: to which moment the trainer lets the room's clock jump."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from kppn_tui.desk import Desk
from kppn_tui.domain.deadlines import Level
from kppn_tui.domain.errors import N_, BadInput
from kppn_tui.domain.workdays import WorkCalendar

QUARTER = timedelta(minutes=15)
#: Days in which the next holiday is looked for.
_A_YEAR = 366


class TimeJump(StrEnum):
    """Time jump, named by where it leads.

    `WARNING` and `BREACH` lead to the moment at which the first service gets so far (R21), `AFTER_HOLIDAYS` to the
    opening after the next days on which the office is closed though it is no weekend, such as Lebaran.
    """

    EVENT = "event"
    QUARTER = "quarter"
    WARNING = "warning"
    BREACH = "breach"
    CLOSING = "closing"
    NEXT_DAY = "next_day"
    AFTER_HOLIDAYS = "after_holidays"


#: The level of a service's deadline that ends a jump on its way.
ENDING_LEVEL = {TimeJump.WARNING: Level.WARN, TimeJump.BREACH: Level.BREACH}


def jump_target(jump: TimeJump, desk: Desk, next_act: datetime) -> datetime:
    """Return the moment to which `jump` leads, UTC; for a service's level the latest possible, the closing.

    `next_act` is when anybody acts next.

    Raises:
        BadInput: no service runs that could get there, or no holiday is known.
        CalendarMissing: the day is in a year that is not loaded.
    """
    return TARGETS[jump](_Start(desk, next_act))


@dataclass(frozen=True)
class _Start:
    """Start of a jump: the desk, and when anybody acts next."""

    desk: Desk
    next_act: datetime

    @property
    def now(self) -> datetime:
        """Return the room's moment, UTC."""
        return self.desk.now()

    @property
    def calendar(self) -> WorkCalendar:
        """Return the office's working calendar."""
        return self.desk.calendar

    @property
    def today(self) -> date:
        """Return the office's date."""
        return self.calendar.local(self.now).date()

    def opening(self, day: date) -> datetime:
        """Return when the office opens on `day`, UTC."""
        return self.calendar.opening(day).astimezone(UTC)


def _closing(start: _Start) -> datetime:
    """Return today's closing; after it, or on a closed day, the next one."""
    closings = (start.calendar.closing(day).astimezone(UTC) for day in start.calendar.working_days(start.today))
    return next(closing for closing in closings if closing > start.now)


def _service_level(start: _Start) -> datetime:
    """Return the closing, if a service runs that could get so far before it."""
    if not any(row.deadline is not None and row.deadline.running for row in start.desk.board().rows):
        raise BadInput(N_("No service runs that could get there: serve somebody first."))
    return _closing(start)


def _next_day(start: _Start) -> datetime:
    """Return the opening of the next working day."""
    return start.opening(next(iter(start.calendar.working_days(start.today + timedelta(days=1)))))


def _after_holidays(start: _Start) -> datetime:
    """Return the first opening after the next holidays."""
    day = start.today
    for _ in range(_A_YEAR):
        day += timedelta(days=1)
        if day.weekday() < 5 and not start.calendar.is_working_day(day):
            return start.opening(next(iter(start.calendar.working_days(day))))
    raise BadInput(N_("No holiday is known for the next twelve months."))


TARGETS: dict[TimeJump, Callable[[_Start], datetime]] = {
    TimeJump.EVENT: lambda start: start.next_act,
    TimeJump.QUARTER: lambda start: start.now + QUARTER,
    TimeJump.WARNING: _service_level,
    TimeJump.BREACH: _service_level,
    TimeJump.CLOSING: _closing,
    TimeJump.NEXT_DAY: _next_day,
    TimeJump.AFTER_HOLIDAYS: _after_holidays,
}

"""Work out when each promise warns and when it is broken: service, solution, progress and reply."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from kppn_tui.domain.duedates import due_day
from kppn_tui.domain.special_days import Day
from kppn_tui.domain.states import Level as Level
from kppn_tui.domain.workdays import DueDate, WorkCalendar

PROGRESS_WARN: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Limit:
    """The moment from which a deadline warns, and the last one (inclusive) at which its promise is kept."""

    warn_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The span in which a progress note is owed (A13); times in the office's zone."""

    opens_at: datetime
    warn_at: datetime
    due_at: datetime


def level_at(now: datetime, warn_at: datetime, due_at: datetime) -> Level | None:
    """Return the level reached at `now`: exactly at `due_at` is still inside, exactly at `warn_at` warns already."""
    if now > due_at:
        return Level.BREACH
    return Level.WARN if now >= warn_at else None


def service_limit(started: datetime, target: timedelta, warn: timedelta) -> Limit:
    """Return the limits of a service running since `started` (R21; A5).

    Real minutes, whatever the office hours; times in the zone of `started`. ValueError for a naive one."""
    return Limit(_later(started, warn), _later(started, target))


def solution_warn(calendar: WorkCalendar, due: datetime) -> datetime:
    """Return the opening of the day the solution is due (R12, R19); its midnight if that day has been closed since."""
    day = due_day(calendar.local(due))
    return calendar.opening(day) if calendar.is_working_day(day) else calendar.midnight(day)


def reply_due(calendar: WorkCalendar, at: datetime, days: int) -> Limit:
    """Return the internal target for the official's answer: closing of working day `days` after `at` (A18).

    Warns from the opening of that day. Raises as `WorkCalendar.explain` does."""
    due = calendar.add_days(at, days)
    return Limit(solution_warn(calendar, due), due)


def progress_checkpoint(
    calendar: WorkCalendar, solution: DueDate, after: Day, *, warn: timedelta = PROGRESS_WARN
) -> Checkpoint | None:
    """Return the next progress note owed after the local date `after`, due at that working day's closing (R20, A13).

    None when the next working day is the solution's own; asked with that day as `after`, the duty goes on
    daily (A21). It opens at the midnight after the last date accounted for, so a note of day 0 is too early
    and one of the weekend is not; it warns `warn` before it is due, but not before that day's opening.
    Raises CalendarMissing for a year that is not loaded."""
    zero, last = _day_zero(calendar, solution), due_day(solution.due)
    settled = max(after, zero)
    day = next(calendar.working_days(settled + timedelta(days=1)))
    if day == last:
        return None
    previous = _working_day_back(calendar, settled, last if settled >= last else zero)
    due_at = calendar.closing(day)
    return Checkpoint(
        opens_at=calendar.midnight(previous + timedelta(days=1)),
        warn_at=max(_later(due_at, -warn), calendar.opening(day)),
        due_at=due_at,
    )


def _day_zero(calendar: WorkCalendar, solution: DueDate) -> Day:
    """Return the date whose notes are too early for day 1: the consultation's, or its deemed receipt's (A10)."""
    start = solution.start.date()
    if not solution.days or solution.days[0] <= start:
        return start
    return _working_day_back(calendar, solution.days[0] - timedelta(days=1), start)


def _working_day_back(calendar: WorkCalendar, day: Day, floor: Day) -> Day:
    while day > floor and not calendar.is_working_day(day):
        day -= timedelta(days=1)
    return day


def _later(at: datetime, amount: timedelta) -> datetime:
    if at.utcoffset() is None:
        raise ValueError("a deadline needs a time with a zone")
    return (at.astimezone(UTC) + amount).astimezone(at.tzinfo)

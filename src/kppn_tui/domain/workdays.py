"""The working calendar: open hours and working days of an office, on real elapsed time in its own zone."""

from datetime import UTC, datetime, timedelta

from kppn_tui.domain.daybook import DayBook
from kppn_tui.domain.duedates import DueDate, count_days, due_date
from kppn_tui.domain.special_days import (
    CLOSURE,
    COLLECTIVE,
    KINDS,
    NATIONAL,
    WEEKEND,
    Day,
    Holiday,
    Opening,
    Period,
    Skipped,
)

__all__ = [
    "CLOSURE",
    "COLLECTIVE",
    "KINDS",
    "NATIONAL",
    "WEEKEND",
    "Day",
    "DueDate",
    "Holiday",
    "Opening",
    "Period",
    "Skipped",
    "WorkCalendar",
]


class WorkCalendar(DayBook):
    """Hours, days and due dates of one office (R12; A8, A10, A11, A13, A29).

    Every instant taken must be aware (ValueError otherwise); every instant returned is in the office's zone.
    A frame includes both its ends. A date in a year that is not loaded raises CalendarMissing."""

    def is_open(self, at: datetime) -> bool:
        """Return whether the service is open at `at`; exactly at closing is inside."""
        local = self.local(at)
        now = local.astimezone(UTC)
        return any(start <= now <= end for start, end in self.spans(self._first_day(local), local.date()))

    def next_open(self, at: datetime, *, working: bool = False) -> datetime:
        """Return `at` itself while open, else the next opening; raises ValueError when there is none.

        `working` leaves out special openings that do not count (A29), here and in the two below."""
        local = self.local(at)
        now = local.astimezone(UTC)
        spans = self.spans(self._first_day(local), working=working)
        return next(max(start, now) for start, end in spans if now <= end).astimezone(self.zone)

    def add_time(self, at: datetime, amount: timedelta, *, working: bool = False) -> datetime:
        """Return the instant when `amount` of open time has run since `at`; landing exactly on closing stays there.

        Raises ValueError for a negative amount or a calendar that never opens."""
        if amount < timedelta(0):
            raise ValueError("open time is added forward only")
        opened = self.next_open(at, working=working)
        if not amount:
            return opened
        cursor, left = opened.astimezone(UTC), amount
        for start, end in self.spans(opened.date(), working=working):
            available = end - max(start, cursor)
            if left <= available:
                return (max(start, cursor) + left).astimezone(self.zone)
            left -= max(available, timedelta(0))
        raise AssertionError("spans end by raising")

    def time_between(self, a: datetime, b: datetime, *, working: bool = False) -> timedelta:
        """Return the open time from `a` to `b`; zero when `b` is not after `a`."""
        first, last = self.local(a), self.local(b)
        begins, ends = first.astimezone(UTC), last.astimezone(UTC)
        spans = self.spans(first.date(), last.date(), working=working)
        overlaps = (min(end, ends) - max(start, begins) for start, end in spans)
        return sum((overlap for overlap in overlaps if overlap > timedelta(0)), timedelta(0))

    def add_days(
        self,
        at: datetime,
        n: int,
        end_of_day: bool = True,
        *,
        inclusive: bool = False,
        after_hours_next: bool = False,
    ) -> datetime:
        """Return the due instant `n` working days after `at`: closing of that day (A11), as `explain` tells it.

        With `end_of_day=False` the same clock time on that day, or the next opening if it is closed then.
        `inclusive` and `after_hours_next` are the readings of A8 and A10; raises ValueError for n < 0."""
        if end_of_day:
            return self.explain(at, n, inclusive=inclusive, after_hours_next=after_hours_next).due
        days = count_days(self, at, n, inclusive=inclusive, after_hours_next=after_hours_next)
        start = self.local(at)
        return self.next_open(datetime.combine(days[-1], start.timetz()) if days else start)

    def explain(self, at: datetime, n: int, *, inclusive: bool = False, after_hours_next: bool = False) -> DueDate:
        """Return the due date `n` working days after `at`: days counted, days skipped, and when progress is due."""
        return due_date(self, at, n, inclusive=inclusive, after_hours_next=after_hours_next)

    def working_days_between(self, a: datetime, b: datetime) -> int:
        """Return the number of working days after the local date of `a` up to that of `b`; 0 if reversed."""
        first, last = self.local(a).date().toordinal(), self.local(b).date().toordinal()
        return sum(self.is_working_day(Day.fromordinal(day)) for day in range(first + 1, last + 1))

    def _first_day(self, local: datetime) -> Day:
        """Return the day whose frames may still hold `local`: midnight belongs to a day ending at "24:00" too."""
        day = local.date()
        if self.ends_at_midnight and local.astimezone(UTC) <= self.midnight(day).astimezone(UTC):
            return day - timedelta(days=1)
        return day

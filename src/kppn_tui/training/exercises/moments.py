"""Moments of due-date exercises: weekends, holidays, Ramadan and the turn of the year come often."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cached_property
from random import Random
from typing import TypeVar

from kppn_tui.domain.errors import CalendarMissing
from kppn_tui.domain.special_days import COLLECTIVE, WEEKEND
from kppn_tui.domain.workdays import WorkCalendar

T = TypeVar("T")

#: Moments that are known to be instructive, in the office's time.
INSTRUCTIVE_MOMENTS = (
    "2026-11-24T09:10", "2026-11-26T10:00", "2026-11-27T09:00", "2026-11-27T19:40", "2026-11-28T10:00",
    "2026-12-17T10:00", "2026-12-18T15:45", "2026-12-21T09:00", "2026-12-22T11:00", "2026-12-23T15:00",
    "2026-12-28T09:30", "2026-12-30T14:00", "2026-01-14T09:00", "2026-03-16T09:00", "2026-03-17T14:30",
    "2026-03-25T08:30", "2026-04-02T11:00", "2026-04-30T09:00", "2026-05-12T09:00", "2026-05-13T15:00",
    "2026-06-15T10:00", "2026-08-24T09:00", "2027-01-04T10:00", "2027-03-23T10:00",
)  # fmt: skip
#: Minutes are drawn in steps of this many.
STEP = 5
MAX_TRIES = 60


class MomentSampler:
    """Source of instructive moments, drawn from the dates of a calendar."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar
        known = calendar.years or {datetime.fromisoformat(text).year for text in INSTRUCTIVE_MOMENTS}
        self.years = sorted(known)
        self.ways: tuple[Callable[[Random], datetime], ...] = (
            self._worked, self._before_weekend, self._before_holiday, self._before_leave,
            self._on_closed_day, self._after_closing, self._with_other_hours, self._turn_of_year,
        )  # fmt: skip

    def draw(self, random: Random, make: Callable[[datetime], T]) -> T:
        """Return what `make` makes of a drawn moment, in the office's zone. Each way of drawing is equally likely.

        Raises:
            CalendarMissing: `make` raised it for too many moments in a row.
        """
        refused: CalendarMissing | None = None
        for _try in range(MAX_TRIES):
            try:
                return make(random.choice(self.ways)(random))
            except CalendarMissing as error:
                refused = error
        assert refused is not None
        raise refused

    @cached_property
    def _dates(self) -> list[date]:
        """Return all dates of the known years."""
        first = [date(year, 1, 1) for year in self.years]
        return [day + timedelta(days=n) for day in first for n in range((day.replace(month=12, day=31) - day).days + 1)]

    @cached_property
    def _working(self) -> list[date]:
        """Return all working days of the known years."""
        return [day for day in self._dates if self.calendar.is_working_day(day)]

    @cached_property
    def _holidays(self) -> dict[date, str]:
        """Return the days off on usual weekdays, with their kind."""
        reasons = (self.calendar.why_closed(day) for day in self._dates)
        return {one.date: one.kind for one in reasons if one is not None and one.kind != WEEKEND}

    @cached_property
    def _special_hours(self) -> list[date]:
        """Return the working days that close at another time than that weekday mostly does: Ramadan."""
        closing: dict[date, time] = {day: self.calendar.closing(day).time() for day in self._working}
        often: dict[int, Counter[time]] = {}
        for day, end in closing.items():
            often.setdefault(day.weekday(), Counter())[end] += 1
        usual = {weekday: counted.most_common(1)[0][0] for weekday, counted in often.items()}
        return [day for day, end in closing.items() if end != usual[day.weekday()]]

    # Ways of drawing

    def _worked(self, random: Random) -> datetime:
        moment = datetime.fromisoformat(random.choice(INSTRUCTIVE_MOMENTS)).replace(tzinfo=self.calendar.zone)
        self.calendar.is_working_day(moment.date())
        return moment

    def _before_weekend(self, random: Random) -> datetime:
        return self._in_hours(random, [day for day in self._working if day.weekday() in (2, 3, 4)])

    def _before_holiday(self, random: Random) -> datetime:
        return self._shortly_before(random, list(self._holidays))

    def _before_leave(self, random: Random) -> datetime:
        return self._shortly_before(random, [day for day, kind in self._holidays.items() if kind == COLLECTIVE])

    def _on_closed_day(self, random: Random) -> datetime:
        weekends = [day for day in self._dates if day.weekday() > 4 and not self.calendar.is_working_day(day)]
        day = random.choice(random.choice([weekends, list(self._holidays)]) or self._dates)
        return self._at(day, random.randrange(6 * 60, 22 * 60, STEP))

    def _after_closing(self, random: Random) -> datetime:
        closing = self.calendar.closing(random.choice(self._working))
        minutes = closing.hour * 60 + closing.minute
        return self._at(closing.date(), random.randrange(min(minutes + STEP, 23 * 60), 24 * 60, STEP))

    def _with_other_hours(self, random: Random) -> datetime:
        return self._in_hours(random, self._special_hours)

    def _turn_of_year(self, random: Random) -> datetime:
        late = [day for day in self._working if (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 4)]
        return self._in_hours(random, late)

    def _shortly_before(self, random: Random, days: list[date]) -> datetime:
        """Draw a moment in the hours of one of the three working days before one of `days`."""
        day = random.choice(days or self._working)
        before = [one for one in self._working if one < day][-3:]
        return self._in_hours(random, before)

    def _in_hours(self, random: Random, days: list[date]) -> datetime:
        """Draw a moment while the service is open on one of `days`, on any working day when there is none."""
        day = random.choice(days or self._working)
        spans = [(self.calendar.local(a), self.calendar.local(b)) for a, b in self.calendar.spans(day, day)]
        start, end = random.choice(spans)
        return start + timedelta(minutes=random.randrange(0, int((end - start).total_seconds()) // 60, STEP))

    def _at(self, day: date, minutes: int) -> datetime:
        return datetime.combine(day, time(*divmod(minutes, 60)), self.calendar.zone)

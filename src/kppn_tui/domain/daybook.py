"""Tell of each date of the office whether it is a working day, why not, and its hours."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from kppn_tui.domain.errors import CalendarMissing
from kppn_tui.domain.hours import END_OF_DAY, Frames, Week, parse_frames, parse_week
from kppn_tui.domain.special_days import (
    PERIOD,
    WEEKEND,
    Day,
    Holiday,
    HolidayLike,
    Opening,
    Period,
    Skipped,
    as_holiday,
)

LONGEST_GAP: Final = 400
"""Days without any opening after which a search gives up: that is a broken calendar, not a long holiday."""


class DayBook:
    """Every date of the loaded years, local to `zone`; `years=None` means no limit (A10, A11, A29)."""

    def __init__(
        self,
        week: Week,
        holidays: Iterable[HolidayLike],
        zone: str,
        *,
        periods: Iterable[Period] = (),
        openings: Iterable[Opening] = (),
        years: Iterable[int] | None = None,
        version: str = "",
    ) -> None:
        """Read the weeks, and index the days by date. Where periods overlap the last one holds.

        Raises:
            ValueError: a bad week, date or zone.
        """
        self.zone = _zone(zone)
        self.version = version
        self.years = None if years is None else frozenset(years)
        self._week = parse_week(week)
        self._periods = [(period, parse_week(period.week)) for period in periods]
        self._openings = {o.date: (o, parse_frames(o.frames)) for o in openings}
        every = [*self._week.values(), *(f for _, week in self._periods for f in week.values())]
        every += [frames for _, frames in self._openings.values()]
        self.ends_at_midnight = any(end == END_OF_DAY for frames in every for _, end in frames)
        self._holidays: dict[Day, Holiday] = {}
        for holiday in map(as_holiday, holidays):
            known = self._holidays.get(holiday.date)
            if known is None or (known.provisional and not holiday.provisional):
                self._holidays[holiday.date] = holiday

    def local(self, at: datetime) -> datetime:
        """Return `at` as a plain datetime in the office's zone; raises ValueError if it is naive or out of range."""
        if at.utcoffset() is None:
            raise ValueError("a time without a zone can't be placed in the calendar")
        plain = datetime(
            at.year, at.month, at.day, at.hour, at.minute, at.second, at.microsecond, at.tzinfo, fold=at.fold
        )
        try:
            return plain.astimezone(UTC).astimezone(self.zone)
        except OverflowError:
            raise ValueError(f"{at.isoformat()} is outside the calendar") from None

    def midnight(self, day: Day) -> datetime:
        """Return the first instant of `day`, in the office's zone."""
        return datetime.combine(day, time.min, self.zone)

    def is_loaded(self, day: Day) -> bool:
        """Return whether the year of `day` is loaded."""
        return self.years is None or day.year in self.years

    def is_working_day(self, day: Day) -> bool:
        """Return whether `day` counts as a hari kerja; raises CalendarMissing when its year is not loaded."""
        return bool(self._working_frames(day))

    def serves_on(self, day: Day) -> bool:
        """Return whether the service opens at all on `day`: a working day or a special opening (A29)."""
        return bool(self._service_frames(day))

    def opening(self, day: Day) -> datetime:
        """Return when the first frame of `day` starts, in the office's zone; raises ValueError on a closed day."""
        return self._moment(day, self._edges(day)[0][0])

    def closing(self, day: Day) -> datetime:
        """Return when the last frame of `day` ends, in the office's zone; raises ValueError on a closed day.

        A counter that stays open longer on a working day does not move it (A11, A29)."""
        return self._moment(day, self._edges(day)[-1][1])

    def why_closed(self, day: Day) -> Skipped | None:
        """Return why `day` is no working day (a special opening may still serve, A29), or None if it is one."""
        if self.is_working_day(day):
            return None
        holiday, period = self._holidays.get(day), self._period(day)
        # A holiday is told where the office would have worked, by its own week or by the one of a special period.
        if not self._usual_frames(day) and day.weekday() not in self._week:
            return Skipped(day, WEEKEND, "", False)
        if holiday is not None:
            return Skipped(day, holiday.kind, holiday.name, holiday.provisional)
        assert period is not None, "an ordinary day of the week that is no holiday is open"
        return Skipped(day, PERIOD, period[0].name, period[0].provisional)

    def is_provisional(self, day: Day) -> bool:
        """Return whether what is known of `day` (holiday or hours) may still change by decree."""
        holiday, period = self._holidays.get(day), self._period(day)
        return bool((holiday and holiday.provisional) or (period and period[0].provisional))

    def working_days(self, first: Day) -> Iterator[Day]:
        """Return the working days from `first` on; raises ValueError when there is none within LONGEST_GAP days."""
        return (day for day in _days_from(first, self.is_working_day))

    def spans(
        self, first: Day, last: Day | None = None, *, working: bool = False
    ) -> Iterator[tuple[datetime, datetime]]:
        """Return the open stretches (UTC, in order) of the service from `first` on, up to and including `last`.

        With `working` those of the working days alone, without what a special opening adds (A29)."""
        frames_of = self._working_frames if working else self._service_frames
        if last is None:
            days = _days_from(first, lambda day: bool(frames_of(day)))
        else:
            days = map(Day.fromordinal, range(first.toordinal(), last.toordinal() + 1))
        for day in days:
            moments = [
                (self._moment(day, start).astimezone(UTC), self._moment(day, end).astimezone(UTC))
                for start, end in frames_of(day)
            ]
            # An opening may overlap the usual hours; a clock change may swallow or shift a frame.
            yield from _union(sorted(span for span in moments if span[0] < span[1]))

    def _moment(self, day: Day, minutes: int) -> datetime:
        if minutes == END_OF_DAY:
            return self.midnight(day + timedelta(days=1))
        return datetime.combine(day, time(*divmod(minutes, 60)), self.zone)

    def _edges(self, day: Day) -> Frames:
        frames = self._working_frames(day) or self._service_frames(day)
        if not frames:
            raise ValueError(f"the office is closed on {day.isoformat()}")
        return frames

    def _period(self, day: Day) -> tuple[Period, dict[int, Frames]] | None:
        return next((p for p in reversed(self._periods) if p[0].first <= day <= p[0].last), None)

    def _usual_frames(self, day: Day) -> Frames:
        if not self.is_loaded(day):
            raise CalendarMissing(year=day.year)
        period = self._period(day)
        return (period[1] if period else self._week).get(day.weekday(), ())

    def _working_frames(self, day: Day) -> Frames:
        usual = self._usual_frames(day)
        special = self._openings.get(day)
        if special and special[0].counts:
            return special[1]
        return () if day in self._holidays else usual

    def _service_frames(self, day: Day) -> Frames:
        special = self._openings.get(day)
        return self._working_frames(day) + (special[1] if special else ())


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{name!r} is not a known time zone") from None


def _days_from(first: Day, wanted: Callable[[Day], bool]) -> Iterator[Day]:
    gap = 0
    for day in map(Day.fromordinal, range(first.toordinal(), Day.max.toordinal())):
        gap = 0 if wanted(day) else gap + 1
        if gap > LONGEST_GAP:
            break
        if not gap:
            yield day
    raise ValueError(f"the calendar has no open day within {LONGEST_GAP} days of {first.isoformat()}")


def _union(spans: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    merged: list[tuple[datetime, datetime]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged

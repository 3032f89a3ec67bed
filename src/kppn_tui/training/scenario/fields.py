"""Fields of a scenario file: times, choices among known names, and the days on which it plays."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from itertools import islice
from typing import TypeVar

from kppn_tui.domain.errors import N_
from kppn_tui.domain.workdays import WorkCalendar
from kppn_tui.office.file.tables import Table

T = TypeVar("T")

#: How many working days before the scenario, and how many days by date, a message may have been received.
DAYS_BEFORE, DATES_BEFORE = 5, 31
#: The day against which “hari ini” is checked; on others, visitors of closed hours stay away.
ORDINARY = date(2026, 11, 24)
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[.:]([0-5][0-9])")


def read_time(table: Table, key: str, default: str | None = None) -> time:
    """Read the time of day of `key`, written "08.05"."""
    text = table.text(key, default)
    if not (found := _TIME.fullmatch(text)):
        raise table.error(key, N_('{key} must be a time like "08.05", in quotation marks.'), key=key)
    return time(int(found[1]), int(found[2]))


def read_minutes(table: Table, key: str, default: int, low: int, high: int) -> timedelta:
    """Read the whole minutes of `key`."""
    return timedelta(minutes=table.number(key, default, low, high))


def read_one(table: Table, key: str, known: Mapping[str, T], default: str | None = None) -> T:
    """Read the text of `key` and return what `known` has under it."""
    return look_up(table, key, table.text(key, default), known)


def read_optional(table: Table, key: str, known: Mapping[str, T]) -> T | None:
    """Read the text of `key` and return what `known` has under it; None where it is left out or empty."""
    name = table.text(key, "")
    return look_up(table, key, name, known) if name else None


def read_several(table: Table, key: str, known: Mapping[str, T]) -> tuple[T, ...]:
    """Read the texts of `key`, none twice, and return what `known` has under each."""
    names = table.texts(key)
    if twice := next((name for at, name in enumerate(names) if name in names[:at]), None):
        raise table.error(key, N_("{key} names “{value}” twice."), key=key, value=twice)
    return tuple(look_up(table, key, name, known) for name in names)


def look_up(table: Table, key: str, name: str, known: Mapping[str, T]) -> T:
    """Return what `known` has under `name`, the value of `key`; refuse an unknown one with a suggestion."""
    if name in known:
        return known[name]
    by_case = {one.casefold(): one for one in known}
    if near := get_close_matches(name.casefold(), by_case, n=1):
        msgid = N_("{key}: “{value}” is not known; did you mean “{near}”?")
        raise table.error(key, msgid, key=key, value=name, near=by_case[near[0]])
    listed = ", ".join(known)
    raise table.error(key, N_("{key}: “{value}” is not known; known are: {known}."), key=key, value=name, known=listed)


@dataclass(frozen=True, slots=True)
class When:
    """A local time on the working day `day` after the first (0), or the date `on`."""

    time: time
    day: int = 0
    on: date | None = None


@dataclass(frozen=True)
class Timetable:
    """The days of a scenario as its file has them; `first` is None for “hari ini”."""

    first: date | None
    starts: time
    ends: time
    last: int
    calendar: WorkCalendar

    def date_of(self, when: When) -> date:
        """Return the date of `when`, for “hari ini” an ordinary one."""
        return when.on or (ORDINARY if self.first is None else day_after(self.calendar, self.first, when.day))

    def moment(self, when: When) -> datetime:
        """Return the instant of `when` in the office's zone."""
        return datetime.combine(self.date_of(when), when.time, self.calendar.zone)

    def read_day(self, table: Table, *, message: bool) -> tuple[int, date | None]:
        """Read `hari_ke` (1 is the first day; messages may be of a day before) and, for messages, `tanggal`."""
        day = table.number("hari_ke", 1, 1 - DAYS_BEFORE if message else 1, self.last + 1) - 1
        return day, self._read_date(table, "tanggal", message)

    def _read_date(self, table: Table, key: str, message: bool) -> date | None:
        if key not in table:
            table.text(key, "")
            return None
        day = table.day(key)
        if not message or self.first is None or "hari_ke" in table:
            msgid = N_("{key} is for messages of a scenario with a day of its own, in place of hari_ke.")
            raise table.error(key, msgid, key=key)
        last = self.date_of(When(self.ends, self.last))
        if not self.first - timedelta(days=DATES_BEFORE) <= day <= last:
            msgid = N_("{key} must be a day at most {days} days before the scenario and not after its end.")
            raise table.error(key, msgid, key=key, days=DATES_BEFORE)
        return day

    def read_last_date(self, table: Table, first: date | None) -> date | None:
        """Read `sampai_tanggal`, the last of several days of messages; `first` itself where it is left out."""
        last = self._read_date(table, "sampai_tanggal", first is not None)
        if last and first and last < first:
            msgid = N_("{key} must not be before {other}.")
            raise table.error("sampai_tanggal", msgid, key="sampai_tanggal", other="tanggal")
        return last or first

    def check_inside(self, table: Table, key: str, when: When, *, message: bool = False) -> None:
        """Refuse a time before the scenario starts (messages may be older) or after its end."""
        early = not message and (when.day, when.time) < (0, self.starts)
        late = (when.day, when.time) > (self.last, self.ends)
        if when.on:
            early, late = False, self.moment(when) > self.moment(When(self.ends, self.last))
        if early or late:
            msgid = N_("{key}: {value} lies outside the scenario, from {starts} on day 1 to {ends} on day {last}.")
            shown = {name: f"{one:%H.%M}" for name, one in (("starts", self.starts), ("ends", self.ends))}
            raise table.error(key, msgid, key=key, value=f"{when.time:%H.%M}", last=self.last + 1, **shown)

    def check_open(self, table: Table, key: str, when: When) -> None:
        """Refuse a time at which no visitor gets in."""
        if not self.calendar.is_open(self.moment(when)):
            msgid = N_("{key}: the office is closed at {value} on {day}.")
            day, shown = self.date_of(when), f"{when.time:%H.%M}"
            raise table.error(key, msgid, key=key, value=shown, day=day.isoformat())


def day_after(calendar: WorkCalendar, first: date, n: int) -> date:
    """Return the working day `n` after the working day `first`, or before it. Raises CalendarMissing."""
    if n >= 0:
        return next(islice(calendar.working_days(first), n, None))
    day = first
    while n < 0:
        day -= timedelta(days=1)
        n += calendar.is_working_day(day)
    return day

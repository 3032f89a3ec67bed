"""Reading the shipped calendar (holidays, cuti bersama, Ramadan) and joining it with what the office adds."""

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from kppn_tui.domain.errors import N_, BadCalendar
from kppn_tui.domain.hours import NORMAL, RAMADAN, Week, parse_week
from kppn_tui.domain.office import OwnDays
from kppn_tui.domain.special_days import OwnDay
from kppn_tui.domain.workdays import COLLECTIVE, NATIONAL, Holiday, Opening, Period, WorkCalendar
from kppn_tui.namedfile import read_named
from kppn_tui.resources import asset

RAMADAN_NAME = "Ramadan"
#: The longest text of a calendar file, as in the office file.
LONGEST = 1000

_UNREADABLE = N_("it can't be read")
_NOT_JSON = N_("it is not valid JSON")
_WRONG = N_("something is missing or of the wrong kind")
_NOT_A_LINE = N_("a text must be one printable line")
_NOT_A_DATE = N_("a date is not of the form 2026-12-31")
_OTHER_YEAR = N_("a date stands under the wrong year")
_REVERSED = N_("a period ends before it starts")
_UNKNOWN_KIND = N_("the kind of a holiday must be libur_nasional or cuti_bersama")


def load_calendar(
    path: Path | None = None,
    week: Week = NORMAL,
    ramadan_week: Week = RAMADAN,
    zone: str = "Asia/Makassar",
    *,
    extra_holidays: Iterable[Holiday] = (),
    closures: Iterable[Holiday] = (),
    openings: Iterable[Opening] = (),
    extra_periods: Iterable[Period] = (),
) -> WorkCalendar:
    """Return the office's calendar from `path` (the shipped one by default) and its own dates and hours.

    A year counts as loaded when the file has its national holidays and its cuti bersama: without both a due date
    would be a guess, and single dates of the office do not make up for them. The version is the file's, with a
    checksum when the office adds or changes anything.

    Raises:
        BadCalendar: a file that can't be used.
        ValueError: a bad week or zone.
    """
    path = path or asset("calendar.json")
    version, holidays, periods = _read(path, ramadan_week)
    national, collective = ({one.date.year for one in holidays if one.kind == kind} for kind in (NATIONAL, COLLECTIVE))
    own = (*extra_holidays, *closures), tuple(openings), tuple(extra_periods)
    holidays += own[0]
    if any(own) or parse_week(week) != parse_week(NORMAL) or parse_week(ramadan_week) != parse_week(RAMADAN):
        hours = sorted(parse_week(week).items()), sorted(parse_week(ramadan_week).items())
        version += f"+{zlib.crc32(repr((own, hours)).encode()):08x}"
    return WorkCalendar(
        week,
        holidays,
        zone,
        periods=(*periods, *own[2]),
        openings=own[1],
        years=national & collective,
        version=version,
    )


def without_effect(load: Callable[[OwnDays], WorkCalendar], days: OwnDays) -> Iterator[OwnDay]:
    """Yield the entries of `days` that change nothing: whether, when or why not the office is open on their dates.

    `load` gives the calendar with the office's own days. A date of a year that is not loaded is left out: that its
    year is missing is told anyway.
    """
    whole = load(days)
    for entry in days.entries:
        rest = load(days.without(entry))
        dates = [day for day in _dates(entry) if whole.is_loaded(day)]
        if dates and all(_told(whole, day) == _told(rest, day) for day in dates):
            yield entry


def _dates(entry: OwnDay) -> list[date]:
    if isinstance(entry, Period):
        return [date.fromordinal(day) for day in range(entry.first.toordinal(), entry.last.toordinal() + 1)]
    return [entry.date]


def _told(calendar: WorkCalendar, day: date) -> object:
    return calendar.is_working_day(day), list(calendar.spans(day, day)), calendar.why_closed(day)


def _read(path: Path, ramadan_week: Week) -> tuple[str, list[Holiday], list[Period]]:
    try:
        data = json.loads(read_named(path))
    except OSError as error:
        raise _bad(path, _UNREADABLE, error.strerror or "") from None
    except (ValueError, RecursionError) as error:
        raise _bad(path, _NOT_JSON, error) from None
    holidays: list[Holiday] = []
    periods: list[Period] = []
    for label, year in _field(path, data, "years", dict).items():
        source = _field(path, year, "source", str)
        for entry in _field(path, year, "holidays", list):
            holidays.append(_holiday(path, label, entry, source))
        if "ramadan" in year:
            periods.append(_ramadan(path, label, year["ramadan"], ramadan_week))
    return _field(path, data, "version", str), holidays, periods


def _holiday(path: Path, label: str, entry: object, source: str) -> Holiday:
    kind = _field(path, entry, "kind", str)
    if kind not in (NATIONAL, COLLECTIVE):
        raise _bad(path, _UNKNOWN_KIND, kind)
    name, provisional = _field(path, entry, "name", str), _field(path, entry, "provisional", bool)
    return Holiday(_date(path, label, entry, "date"), kind, name, provisional, source)


def _ramadan(path: Path, label: str, entry: object, week: Week) -> Period:
    first, last = _date(path, label, entry, "first"), _date(path, label, entry, "last")
    if last < first:
        raise _bad(path, _REVERSED, f"{first} - {last}")
    return Period(first, last, week, RAMADAN_NAME, _field(path, entry, "provisional", bool))


def _date(path: Path, label: str, entry: object, key: str) -> date:
    text = _field(path, entry, key, str)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _bad(path, _NOT_A_DATE, text) from None
    if day.isoformat() != text:
        raise _bad(path, _NOT_A_DATE, text)
    if str(day.year) != label:
        raise _bad(path, _OTHER_YEAR, f"{label}: {text}")
    return day


def _field(path: Path, entry: object, key: str, kind: type) -> Any:
    value = entry.get(key) if isinstance(entry, Mapping) else None
    if not isinstance(value, kind):
        raise _bad(path, _WRONG, f"{key}: {str(entry)[:60]}")
    if isinstance(value, str) and (len(value) > LONGEST or not value.isprintable()):
        raise _bad(path, _NOT_A_LINE, f"{key}: {value[:60]!r}")
    return value


def _bad(path: Path, problem: str, where: object) -> BadCalendar:
    plain = "".join(char if char.isprintable() else " " for char in str(where))
    return BadCalendar(file=str(path), problem=problem, where=plain)

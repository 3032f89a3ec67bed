"""Read a moment as people and exports write it: day first, or ISO, or with names of days and months, or a while ago.

Names are Indonesian or English. A year or a day that is not written is the latest possible one.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo

from kppn_tui.domain.errors import N_, BadInput

#: A moment that lies further back is asked about before it is taken.
LONG_AGO = timedelta(days=30)
NOT_A_MOMENT = N_("Write the received time as day-month-year hour.minute, for example 24-11-2026 08.15.")

_MONTHS = (
    "januari january jan", "februari february pebruari feb peb", "maret march mar", "april apr", "mei may",
    "juni june jun", "juli july jul", "agustus august agu agt ags aug", "september sept sep",
    "oktober october okt oct", "november nopember nov nop", "desember december des dec",
)  # fmt: skip
_WEEKDAYS = (
    "senin monday sen mon", "selasa tuesday sel tue", "rabu wednesday rab wed", "kamis thursday kam thu",
    "jumat jum'at friday jum fri", "sabtu saturday sab sat", "minggu ahad sunday min sun",
)  # fmt: skip
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_WEEKDAY = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}
#: Days ago.
_AGO = {"hari ini": 0, "tadi": 0, "tadi pagi": 0, "tadi siang": 0, "today": 0, "kemarin": 1, "kemaren": 1,
        "yesterday": 1, "kemarin dulu": 2, "kemarin lusa": 2}  # fmt: skip
_HOURS_AHEAD = {"wib": 7, "wita": 8, "wit": 9, "z": 0, "utc": 0}

_TIME = re.compile(
    r"(?:^|\s|(?<=\d)t)(?:(?:pukul|jam|pkl\.?|at)\s?)?(?P<hour>\d{1,2})[.:](?P<minute>\d{2})"
    r"(?:[.:](?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"(?:\s?(?P<zone>wib|wita|wit|utc|z)|\s?(?P<ahead>[+-]\d{2}):?(?P<minutes_ahead>\d{2})?)?$"
)
_ISO = re.compile(r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})")
_NUMBERS = re.compile(r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})(?:[-/.](?P<year>\d{4}|\d{2}))?")
_NAMED = re.compile(r"(?P<day>\d{1,2})[-\s](?P<month>[a-z]+)\.?(?:[-\s](?P<year>\d{4}|\d{2}))?")


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment that was read, in the zone of the office; without a time of day the midnight that begins its day."""

    at: datetime
    time_known: bool = True


def read_moment(text: str, now: datetime) -> Moment | None:
    """Return the moment that `text` says at the local `now`, in its zone; None for an empty text.

    It lies in the future only where the text says so: with a year, or as a time of today.

    Raises:
        BadInput: not a moment, or its day of the week is not that of its date.
    """
    words = " ".join(text.casefold().replace(",", " ").split())
    if not words:
        return None
    found = _TIME.search(words)
    try:
        zone = _zone(found, now.tzinfo)
        at = time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0)) if found else time.min
        day = _day(words[: found.start()] if found else words, at, now.astimezone(zone))
        return Moment(datetime.combine(day, at, zone).astimezone(now.tzinfo), found is not None)
    except (ValueError, OverflowError):
        raise BadInput(NOT_A_MOMENT) from None


def _zone(found: re.Match[str] | None, own: tzinfo | None) -> tzinfo | None:
    if found is None or not (found["zone"] or found["ahead"]):
        return own
    if found["zone"]:
        return timezone(timedelta(hours=_HOURS_AHEAD[found["zone"]]))
    sign = -1 if found["ahead"][0] == "-" else 1
    return timezone(sign * timedelta(hours=int(found["ahead"][1:]), minutes=int(found["minutes_ahead"] or 0)))


def _day(words: str, at: time, now: datetime) -> date:
    """Return the day that `words` name, where it is `now` in the zone of the text. Raises ValueError."""
    today = now.date()
    if not words or words in _AGO:
        return today - timedelta(days=_AGO.get(words, 0))
    first, _, rest = words.partition(" ")
    weekday = _WEEKDAY.get(first.rstrip("."))
    if weekday is None:
        return _date(words, at, now)
    if not rest:
        latest = today - timedelta(days=(today.weekday() - weekday) % 7)
        return latest if datetime.combine(latest, at, now.tzinfo) <= now else latest - timedelta(days=7)
    day = _date(rest, at, now)
    if day.weekday() != weekday:
        raise BadInput(N_("{day} is not a {weekday}: check the received time."), day=day, weekday=first)
    return day


def _date(words: str, at: time, now: datetime) -> date:
    found = _ISO.fullmatch(words) or _NUMBERS.fullmatch(words) or _NAMED.fullmatch(words)
    if found is None:
        raise ValueError(words)
    day = int(found["day"])
    month = int(found["month"]) if found["month"].isdigit() else _MONTH.get(found["month"], 0)
    if year := found["year"]:
        return date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    if (day, month) == (29, 2):
        return _leap_day(now.date())
    this_year = date(now.year, month, day)
    ahead = datetime.combine(this_year, at, now.tzinfo) > now
    return this_year.replace(year=now.year - 1) if ahead else this_year


def _leap_day(today: date) -> date:
    """Return the 29 February of this year or the year before. Raises ValueError where neither has one."""
    for year in (today.year, today.year - 1):
        try:
            day = date(year, 2, 29)
        except ValueError:
            continue
        if day <= today:
            return day
    raise ValueError("no 29 February within a year")

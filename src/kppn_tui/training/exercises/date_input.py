"""Date input: a date as people write it."""

import re
from datetime import date

from kppn_tui.domain.errors import N_, BadInput

_MONTHS = (
    ("januari", "january"),
    ("februari", "february", "pebruari"),
    ("maret", "march"),
    ("april",),
    ("mei", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("agustus", "august", "agt", "ags"),
    ("september",),
    ("oktober", "october"),
    ("november", "nopember"),
    ("desember", "december"),
)
_DAY_FIRST = re.compile(r"([0-9]{1,2})(?:[ ./-]+([0-9]{1,2}|[a-z]{3,9}))(?:[ ./-]+([0-9]{4}|[0-9]{2}))?")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_WEEKDAY = re.compile(r"^[a-z'’]+[ ,.]+")


def read_date(text: str, after: date) -> date:
    """Return the date that `text` names: 27-11-2026, 27/11/2026, 27 Nov, Jumat, 27 November 2026, 2026-11-27.

    Without a year it is the first such date not before `after`.

    Raises:
        BadInput: it names no date.
    """
    plain = _WEEKDAY.sub("", " ".join(text.casefold().replace(",", " ").split()))
    if iso := _ISO.fullmatch(plain):
        found = _date(int(iso[1]), int(iso[2]), int(iso[3]))
    elif usual := _DAY_FIRST.fullmatch(plain):
        found = _of_parts(int(usual[1]), _month(usual[2]), usual[3] or "", after)
    else:
        found = None
    if found is None:
        raise BadInput(
            N_("“{text}” is not a date; write day, month and year, for example 27-11-2026."), text=text.strip()[:40]
        )
    return found


def _of_parts(day: int, month: int, year: str, after: date) -> date | None:
    """Return the date of its parts; without a year the first one not before `after`."""
    if year:
        return _date(int(year) + 2000 * (len(year) == 2), month, day)
    years = range(after.year, after.year + 9)  # a 29 February may be far
    dates = (_date(one, month, day) for one in years)
    return next((one for one in dates if one is not None and one >= after), None)


def _month(text: str) -> int:
    """Return the number of a month; 0 when it is none."""
    if text.isdecimal():
        return int(text)
    named = (at for at, names in enumerate(_MONTHS, start=1) if any(name.startswith(text) for name in names))
    return next(named, 0)


def _date(year: int, month: int, day: int) -> date | None:
    """Return the date, None when there is no such date."""
    try:
        return date(year, month, day)
    except ValueError:
        return None

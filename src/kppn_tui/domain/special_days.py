"""Dates that differ from the usual week: holidays, local closures, special periods and special openings."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from kppn_tui.domain.hours import Week

NATIONAL: Final = "libur_nasional"
COLLECTIVE: Final = "cuti_bersama"
CLOSURE: Final = "penutupan"
WEEKEND: Final = "akhir_pekan"
PERIOD: Final = "masa_khusus"
KINDS: Final = (NATIONAL, COLLECTIVE, CLOSURE)

Day = date


@dataclass(frozen=True, slots=True)
class Holiday:
    """A date on which nobody works: `kind` is one of KINDS; `provisional` until its decree is out."""

    date: Day
    kind: str = NATIONAL
    name: str = ""
    provisional: bool = False
    source: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind!r} is not a kind of holiday ({', '.join(KINDS)})")


@dataclass(frozen=True, slots=True)
class Period:
    """Dates (both ends included) with a week of their own, such as Ramadan."""

    first: Day
    last: Day
    week: Week
    name: str = ""
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """A special opening (A29): the service is open at `frames`, but a working day only when it `counts`."""

    date: Day
    frames: tuple[tuple[str, str], ...]
    counts: bool = False
    name: str = ""

    def __post_init__(self) -> None:
        if not self.frames:
            raise ValueError(f"the special opening on {self.date.isoformat()} has no hours")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A date that does not count, with its reason.

    `kind` is one of KINDS, WEEKEND for a weekday that is always closed, or PERIOD for one that only the week of a
    special period leaves out.
    """

    date: Day
    kind: str
    name: str
    provisional: bool


OwnDay = Holiday | Period | Opening
"""An entry of the office's own: a closure or collective leave, a period with its own week, a special opening."""

HolidayLike = Holiday | Day | str


def as_holiday(value: HolidayLike, kind: str = NATIONAL) -> Holiday:
    """Return `value` itself if it is a record, else an unnamed Holiday of `kind`; raises ValueError for no date."""
    if isinstance(value, Holiday):
        return value
    if isinstance(value, datetime):
        value = value.date()
    return Holiday(value if isinstance(value, Day) else Day.fromisoformat(value), kind)

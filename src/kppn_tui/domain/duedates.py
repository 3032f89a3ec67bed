"""Due dates that explain themselves: the days counted, the days skipped, and when progress is due."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

from kppn_tui.domain.daybook import DayBook
from kppn_tui.domain.special_days import WEEKEND, Day, Skipped


@dataclass(frozen=True, slots=True)
class DueDate:
    """A promise in working days, all times in the office's zone (R12, A8, A10, A11, A13).

    `days` are the counted working dates, `skipped` the holidays and closures on usual weekdays in between,
    `progress` the closings by which a progress note is due; `provisional` says that a date in the range may
    still change, `version` which calendar was used."""

    start: datetime
    due: datetime
    days: tuple[Day, ...]
    skipped: tuple[Skipped, ...]
    progress: tuple[datetime, ...]
    provisional: bool
    version: str


def due_day(due: datetime) -> Day:
    """Return the date of what is due at `due`, in the office's zone: midnight closes a day, it never opens one."""
    return (due - timedelta(microseconds=1)).date()


def count_days(
    book: DayBook, at: datetime, n: int, *, inclusive: bool = False, after_hours_next: bool = False
) -> tuple[Day, ...]:
    """Return the `n` working dates counted from `at`, whose own date is day 0 (A8).

    `inclusive` makes a working consultation day day 1; `after_hours_next` deems what comes outside hours
    received on the next working day (A10). Raises ValueError for a naive `at` or n < 0, CalendarMissing for
    a year that is not loaded."""
    start = book.local(at)
    if n < 0:
        raise ValueError("working days are counted forward only")
    if n == 0:
        return ()
    zero = start.date()
    if after_hours_next:
        zero = _day_received(book, start)
    first = zero if inclusive else zero + timedelta(days=1)
    days = tuple(islice(book.working_days(first), n))
    if _over(book, days[-1], start):
        # Day 1 is over already when it is the consultation day after closing: no promise lies in the past.
        days = tuple(islice(book.working_days(days[-1] + timedelta(days=1)), n))
    return days


def due_date(
    book: DayBook, at: datetime, n: int, *, inclusive: bool = False, after_hours_next: bool = False
) -> DueDate:
    """Return the promise made at `at`: closing of the n-th counted day; n = 0 is the first closing not before `at`.

    Raises as `count_days` does (R12; A8, A10 and A11 for the readings; A13 for the progress checkpoints)."""
    start = book.local(at)
    today = start.date()
    days = count_days(book, at, n, inclusive=inclusive, after_hours_next=after_hours_next)
    last = days[-1] if days else next(day for day in book.working_days(today) if not _over(book, day, start))
    # The day itself was only passed over where the reading would have counted it.
    first = today if inclusive or after_hours_next else today + timedelta(days=1)
    between = [Day.fromordinal(o) for o in range(first.toordinal(), last.toordinal() + 1)]
    reasons = (book.why_closed(day) for day in between)
    return DueDate(
        start=start,
        due=book.closing(last),
        days=days,
        skipped=tuple(reason for reason in reasons if reason and reason.kind != WEEKEND),
        progress=tuple(book.closing(day) for day in days[:-1] if day > today),
        provisional=any(map(book.is_provisional, between)) or book.is_provisional(last),
        version=book.version,
    )


def _day_received(book: DayBook, start: datetime) -> Day:
    """Return the date on which what came at `start` counts as received: the next working day when outside hours."""
    today = start.date()
    if book.serves_on(today) and not _over(book, today, start):
        return today
    return next(day for day in book.working_days(today) if not _over(book, day, start))


def _over(book: DayBook, day: Day, at: datetime) -> bool:
    return book.closing(day).astimezone(UTC) < at.astimezone(UTC)

"""To which moment a step of the room's clock leads."""

from datetime import UTC, date, datetime, timedelta

from kppn_tui.desk import Desk
from kppn_tui.domain.deadlines import Level
from kppn_tui.domain.errors import N_, BadInput
from kppn_tui.domain.workdays import WorkCalendar

QUARTER = timedelta(minutes=15)
#: The steps that end when a service gets so far (R21).
LEVELS = {"warning": Level.WARN, "breach": Level.BREACH}
#: So far ahead is looked for the next holiday.
_A_YEAR = 366


def target(to: str, desk: Desk, next_act: datetime) -> datetime | None:
    """The moment, UTC; None for a step that is not known.

    `event`: the next act of anybody; `quarter`: 15 minutes on; `warning`, `breach`: the closing at the latest, since
    the service that gets there first (see LEVELS) ends the step; `closing`: the end of the office's day; `next_day`:
    the next working day's opening; `after_holidays`: the opening after the next holidays, Lebaran for one.

    Raises:
        BadInput: no service runs that could get there.
        CalendarMissing: the day is in a year that is not loaded.
    """
    now, calendar = desk.now(), desk.calendar
    today = calendar.local(now).date()
    if to == "event":
        return next_act
    if to == "quarter":
        return now + QUARTER
    if to in LEVELS and not any(row.deadline is not None and row.deadline.running for row in desk.board().rows):
        raise BadInput(N_("No service runs that could get there: serve somebody first."))
    if to == "closing" or to in LEVELS:
        return _closing(calendar, now, today)
    if to == "next_day":
        return _opening(calendar, next(iter(calendar.working_days(today + timedelta(days=1)))))
    if to == "after_holidays":
        return _opening(calendar, _after_holidays(calendar, today))
    return None


def _closing(calendar: WorkCalendar, now: datetime, today: date) -> datetime:
    """Today's closing; after it, or on a closed day, the next one's."""
    for day in calendar.working_days(today):
        closing = calendar.closing(day).astimezone(UTC)
        if closing > now:
            return closing
    raise AssertionError("working days never end")


def _after_holidays(calendar: WorkCalendar, today: date) -> date:
    """The first working day after the next days on which the office is closed though it is no weekend."""
    day = today
    for _ in range(_A_YEAR):
        day += timedelta(days=1)
        if day.weekday() < 5 and not calendar.is_working_day(day):
            return next(iter(calendar.working_days(day)))
    raise BadInput(N_("No holiday is known for the next twelve months."))


def _opening(calendar: WorkCalendar, day: date) -> datetime:
    return calendar.opening(day).astimezone(UTC)

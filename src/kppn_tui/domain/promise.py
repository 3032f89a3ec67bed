"""The three working days of the standard, under the office's readings (R12, R19, A8–A11)."""

from dataclasses import replace
from datetime import datetime

from kppn_tui.domain.duedates import DueDate
from kppn_tui.domain.office import Limits
from kppn_tui.domain.workdays import WorkCalendar


def solution_promise(calendar: WorkCalendar, limits: Limits, at: datetime) -> DueDate:
    """Return when the solution to a consultation of `at` (aware) is due, in the office's zone, with the days behind it.

    Raises:
        CalendarMissing: a year that is needed is not loaded.
    """
    inclusive = limits.first_day == "hari_konsultasi"
    after_hours_next = limits.after_hours == "hari_kerja_berikutnya"
    due = calendar.explain(at, limits.solution_days, inclusive=inclusive, after_hours_next=after_hours_next)
    if limits.due_time == "jam_sama":
        same_time = calendar.add_days(
            at, limits.solution_days, end_of_day=False, inclusive=inclusive, after_hours_next=after_hours_next
        )
        # A time after closing would open the next day: the promise never passes the closing of its own.
        return replace(due, due=min(due.due, same_time))
    return due

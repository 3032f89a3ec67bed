"""Services that nobody ended: when an officer is asked about one, and which moment may be given as its end."""

from datetime import datetime, timedelta

from kppn_tui.domain.errors import N_, BadInput, CalendarMissing
from kppn_tui.domain.records import Deadline
from kppn_tui.domain.workdays import WorkCalendar

IN_FUTURE = N_("That moment is still to come.")
BEFORE_START = N_("That moment is before the service began.")


def is_after_closing(service: Deadline, calendar: WorkCalendar, now: datetime) -> bool:
    """Return whether `service` still runs although the office has closed since it began; at the latest at midnight."""
    if not service.running:
        return False
    day = calendar.local(service.started_at).date()
    end = calendar.midnight(day + timedelta(days=1))
    try:
        if calendar.is_working_day(day) and service.started_at < calendar.closing(day):
            end = calendar.closing(day)
    except CalendarMissing:
        pass
    return now > end


def is_asked_about(service: Deadline, calendar: WorkCalendar, now: datetime, entered_at: datetime) -> bool:
    """Return whether the officer who has signed in at `entered_at` is asked when `service` ended.

    That is one which the office's closing has passed, and one from before the sign-in that is over its limit by then.
    """
    if is_after_closing(service, calendar, now):
        return True
    return service.running and service.started_at < entered_at and service.due_at < entered_at


def moment_refusal(begun: datetime, given: datetime, now: datetime) -> BadInput | None:
    """Return why a service that has run since `begun` can't have ended or stood still at `given`; None when it can."""
    if given > now:
        return BadInput(IN_FUTURE, argument="moment")
    return BadInput(BEFORE_START, argument="moment") if given < begun else None

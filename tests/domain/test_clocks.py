"""The clocks: when each promise warns, and when it is broken."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kppn_tui.domain.deadlines import (
    Checkpoint,
    Level,
    Limit,
    level_at,
    progress_checkpoint,
    reply_due,
    service_limit,
    solution_warn,
)
from kppn_tui.domain.errors import CalendarMissing
from kppn_tui.domain.special_days import COLLECTIVE, Holiday
from kppn_tui.office.calendar import load_calendar
from tests.conftest import wita

CALENDAR = load_calendar()
SECOND = timedelta(seconds=1)
STANDARD = (timedelta(minutes=20), timedelta(minutes=15))


def test_service_warns_at_15_minutes_and_breaks_after_20() -> None:
    started = datetime(2026, 11, 24, 1, 10, tzinfo=UTC)
    limit = service_limit(started, *STANDARD)
    assert limit == Limit(started + timedelta(minutes=15), started + timedelta(minutes=20))
    for at, level in [
        (limit.warn_at - SECOND, None),
        (limit.warn_at, Level.WARN),
        (limit.due_at, Level.WARN),
        (limit.due_at + SECOND, Level.BREACH),
    ]:
        assert level_at(at, limit.warn_at, limit.due_at) is level


def test_the_lunch_break_does_not_put_the_service_clock_off() -> None:
    started = wita("2026-11-24T11:55")
    assert service_limit(started, *STANDARD).due_at == wita("2026-11-24T12:15")
    assert service_limit(started, timedelta(minutes=5), timedelta(minutes=4)).due_at == wita("2026-11-24T12:00")


def test_the_service_clock_counts_real_minutes_when_the_clocks_change() -> None:
    started = datetime(2026, 10, 25, 2, 50, tzinfo=ZoneInfo("Europe/Berlin"))
    assert service_limit(started, *STANDARD).due_at.isoformat() == "2026-10-25T02:10:00+01:00"
    with pytest.raises(ValueError, match="zone"):
        service_limit(started.replace(tzinfo=None), *STANDARD)


@pytest.mark.parametrize(
    ("after", "due", "opens"),
    [
        ("2026-11-23", "2026-11-25T16:00", "2026-11-25T00:00"),
        ("2026-11-24", "2026-11-25T16:00", "2026-11-25T00:00"),
        ("2026-11-25", "2026-11-26T16:00", "2026-11-26T00:00"),
        ("2026-11-26", None, None),  # the next working day is the solution's
        ("2026-11-27", "2026-11-30T16:00", "2026-11-28T00:00"),
        ("2026-11-29", "2026-11-30T16:00", "2026-11-28T00:00"),
        ("2026-11-30", "2026-12-01T16:00", "2026-12-01T00:00"),
    ],
)
def test_progress_is_owed_each_working_day_but_the_first_and_the_last(
    after: str, due: str | None, opens: str | None
) -> None:
    solution = CALENDAR.explain(wita("2026-11-24T09:10"), 3)
    found = progress_checkpoint(CALENDAR, solution, date.fromisoformat(after))
    if due is None or opens is None:
        assert found is None
    else:
        assert found == Checkpoint(wita(opens), wita(due) - timedelta(hours=2), wita(due))


@pytest.mark.parametrize("n", range(5))
@pytest.mark.parametrize("after_hours_next", [False, True])
@pytest.mark.parametrize("inclusive", [False, True])
@pytest.mark.parametrize("at", ["2026-11-26T10:00", "2026-11-28T10:00", "2026-12-23T19:00", "2026-03-16T09:00"])
def test_the_checkpoints_are_those_the_due_date_told(at: str, inclusive: bool, after_hours_next: bool, n: int) -> None:
    solution = CALENDAR.explain(wita(at), n, inclusive=inclusive, after_hours_next=after_hours_next)
    walked, after = [], solution.start.date()
    while checkpoint := progress_checkpoint(CALENDAR, solution, after):
        walked.append(checkpoint.due_at)
        after = checkpoint.due_at.date()
        if len(walked) > n:
            break
    if solution.due.date() == solution.start.date():
        assert walked[0] > solution.due, "due today: the duty begins with the first day overdue"
    else:
        assert tuple(walked) == solution.progress


def test_a_note_of_the_promised_day_is_too_early_even_if_that_day_was_closed_since() -> None:
    solution = CALENDAR.explain(wita("2026-11-24T09:10"), 3)
    closed = load_calendar(extra_holidays=[Holiday(solution.due.date(), COLLECTIVE, "Cuti Bersama Tambahan")])
    found = progress_checkpoint(closed, solution, solution.due.date())
    assert found is not None
    assert (found.opens_at, found.due_at) == (wita("2026-11-28T00:00"), wita("2026-11-30T16:00"))


def test_a_weekend_note_counts_for_monday_and_one_of_the_consultation_day_does_not() -> None:
    solution = CALENDAR.explain(wita("2026-11-27T09:00"), 3)
    found = progress_checkpoint(CALENDAR, solution, date(2026, 11, 27))
    assert found is not None
    assert wita("2026-11-27T23:59:59") < found.opens_at <= wita("2026-11-28T10:00") < found.due_at


def test_the_day_of_a_deemed_receipt_is_day_0() -> None:
    solution = CALENDAR.explain(wita("2026-11-28T10:00"), 3, after_hours_next=True)
    found = progress_checkpoint(CALENDAR, solution, date(2026, 11, 28))
    assert found is not None
    assert (found.opens_at, found.due_at) == (wita("2026-12-01T00:00"), wita("2026-12-01T16:00"))


def test_a_progress_warning_waits_for_the_opening() -> None:
    solution = CALENDAR.explain(wita("2026-03-16T09:00"), 3)
    found = progress_checkpoint(CALENDAR, solution, date(2026, 3, 16))
    assert found == Checkpoint(wita("2026-03-17T00:00"), wita("2026-03-17T13:00"), wita("2026-03-17T15:00"))
    early = progress_checkpoint(CALENDAR, solution, date(2026, 3, 16), warn=timedelta(hours=12))
    assert early is not None
    assert early.warn_at == wita("2026-03-17T08:00")


def test_progress_in_a_year_without_data_is_refused() -> None:
    solution = CALENDAR.explain(wita("2027-12-28T09:00"), 3)
    assert solution.due == wita("2027-12-31T16:30")
    with pytest.raises(CalendarMissing, match="2028"):
        progress_checkpoint(CALENDAR, solution, date(2027, 12, 31))


def test_a_solution_warns_from_the_opening_of_its_day() -> None:
    due = CALENDAR.add_days(wita("2026-11-24T09:10"), 3)
    assert solution_warn(CALENDAR, due.astimezone(UTC)) == wita("2026-11-27T07:30")
    closed = load_calendar(extra_holidays=[Holiday(due.date(), COLLECTIVE, "Cuti Bersama Tambahan")])
    assert solution_warn(closed, due) == wita("2026-11-27T00:00")


def test_a_reply_is_due_at_closing_of_the_second_working_day() -> None:
    assert reply_due(CALENDAR, wita("2026-11-24T09:10"), 2) == Limit(wita("2026-11-26T07:30"), wita("2026-11-26T16:00"))
    assert reply_due(CALENDAR, wita("2026-11-26T15:00"), days=1).due_at == wita("2026-11-27T16:30")

"""Explanations carry their reason: special periods, days that close at midnight, entries that change nothing."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kppn_tui.domain.deadlines import progress_checkpoint, solution_warn
from kppn_tui.domain.duedates import due_day
from kppn_tui.domain.hours import NORMAL
from kppn_tui.domain.office import OwnDays
from kppn_tui.domain.special_days import (
    CLOSURE,
    COLLECTIVE,
    NATIONAL,
    PERIOD,
    WEEKEND,
    Holiday,
    Opening,
    Period,
    Skipped,
)
from kppn_tui.domain.workdays import WorkCalendar
from kppn_tui.office.calendar import without_effect
from kppn_tui.presentation import words
from tests.conftest import wita

ZONE = "Asia/Makassar"
#: Monday and Wednesday only, in the week of 30 November 2026; the Wednesday is collective leave, the Tuesday closed.
SHORT = Period(date(2026, 11, 30), date(2026, 12, 6), {0: [("08:00", "12:00")], 2: [("08:00", "12:00")]}, "Pindahan")
LEAVE = Holiday(date(2026, 12, 2), COLLECTIVE, "Cuti bersama uji")
CLOSED = Holiday(date(2026, 12, 1), CLOSURE, "Listrik padam")
CALENDAR = WorkCalendar(NORMAL, [LEAVE, CLOSED], ZONE, periods=[SHORT])
LATE = {day: [("08:00", "24:00")] for day in range(5)}


def test_each_day_without_hours_in_a_special_period_has_its_own_reason() -> None:
    told = {day: CALENDAR.why_closed(date(2026, 12, 1) + timedelta(days=day)) for day in range(6)}
    assert [one.kind if one else None for one in told.values()] == [
        CLOSURE, COLLECTIVE, PERIOD, PERIOD, WEEKEND, WEEKEND,
    ]  # fmt: skip
    assert told[2] == Skipped(date(2026, 12, 3), PERIOD, "Pindahan", False)


def test_a_promise_over_a_special_period_tells_every_day_it_passes_over() -> None:
    due = CALENDAR.explain(wita("2026-11-27T10:00"), 2)
    assert due.days == (date(2026, 11, 30), date(2026, 12, 7))
    assert [(one.date.day, one.kind) for one in due.skipped] == [
        (1, CLOSURE), (2, COLLECTIVE), (3, PERIOD), (4, PERIOD),
    ]  # fmt: skip
    assert words.why_skipped(due.skipped[-1]) == "tutup menurut jam masa khusus (Pindahan)"


def test_a_period_that_opens_on_a_weekend_tells_the_holiday_there() -> None:
    saturdays = Period(date(2026, 12, 1), date(2026, 12, 31), {5: [("08:00", "12:00")]}, "Akhir tahun")
    calendar = WorkCalendar(NORMAL, [Holiday(date(2026, 12, 26), NATIONAL, "Libur uji")], ZONE, periods=[saturdays])
    assert calendar.why_closed(date(2026, 12, 5)) is None
    assert calendar.why_closed(date(2026, 12, 26)) == Skipped(date(2026, 12, 26), NATIONAL, "Libur uji", False)
    assert calendar.why_closed(date(2026, 12, 27)) == Skipped(date(2026, 12, 27), WEEKEND, "", False)


@given(days=st.lists(st.integers(0, 6), unique=True), at=st.integers(0, 60))
def test_every_closed_day_has_a_reason_and_only_those(days: list[int], at: int) -> None:
    period = Period(date(2026, 11, 20), date(2026, 12, 20), {day: [("09:00", "10:00")] for day in days}, "Uji")
    calendar = WorkCalendar(NORMAL, [LEAVE, CLOSED], ZONE, periods=[period])
    day = date(2026, 11, 1) + timedelta(days=at)
    why = calendar.why_closed(day)
    assert (why is None) is calendar.is_working_day(day)
    if why is not None and day.weekday() < 5:
        assert why.kind != WEEKEND, "an ordinary weekday is no weekend, whatever the period leaves out"


# Midnight -------------------------------------------------------------------------------------------------------------


def test_a_day_that_closes_at_midnight_owes_its_notes_on_the_right_days() -> None:
    calendar = WorkCalendar(LATE, (), ZONE)
    promise = calendar.explain(wita("2026-11-24T10:00"), 3)
    assert promise.due == wita("2026-11-28T00:00")
    owed, after = list[date](), date(2026, 11, 24)
    while checkpoint := progress_checkpoint(calendar, promise, after):
        after = due_day(checkpoint.due_at)
        assert checkpoint.opens_at == calendar.midnight(after)
        owed.append(after)
    assert owed == [date(2026, 11, 25), date(2026, 11, 26)], "day 1 and day 2; on day 3 the solution itself is due"
    assert solution_warn(calendar, promise.due) == wita("2026-11-27T08:00")


def test_what_is_due_at_midnight_is_told_with_its_own_day() -> None:
    at, now = wita("2026-11-28T00:00"), wita("2026-11-27T10:00")
    assert words.long_due(at) == "Jumat, 27 November 2026, 24.00 WITA"
    assert words.short_due(at, now) == words.short_due_moment(at, now) == "24.00"
    assert words.short_due(at, now - timedelta(days=1)) == "27-11"
    assert words.short_due_moment(wita("2026-11-27T16:30"), now - timedelta(days=1)) == "27-11 16.30"


# Entries without effect -----------------------------------------------------------------------------------------------


def load(days: OwnDays) -> WorkCalendar:
    return WorkCalendar(
        NORMAL,
        [Holiday(date(2026, 12, 25), NATIONAL, "Natal"), *days.closures, *days.extra_holidays],
        ZONE,
        periods=days.periods,
        openings=days.openings,
        years=[2026],
    )


USELESS = (
    Opening(date(2026, 11, 24), (("07:30", "12:00"),)),
    Holiday(date(2026, 11, 28), CLOSURE, "Sabtu"),
    Holiday(date(2026, 12, 25), COLLECTIVE, "sudah libur"),
    Period(date(2026, 11, 23), date(2026, 11, 27), NORMAL, "minggu biasa"),
)
USEFUL = (
    Opening(date(2026, 11, 24), (("07:30", "18:00"),)),
    Opening(date(2026, 11, 28), (("08:00", "12:00"),)),
    Opening(date(2026, 11, 24), (("08:00", "12:00"),), counts=True),
    Holiday(date(2026, 11, 24), CLOSURE, "padam"),
    Period(date(2026, 11, 23), date(2026, 11, 29), {0: [("08:00", "10:00")]}, "pindah"),
    Holiday(date(2027, 1, 4), CLOSURE, "tahun yang belum dimuat"),
)


def own(entry: Opening | Holiday | Period) -> OwnDays:
    if isinstance(entry, Opening):
        return OwnDays(openings=(entry,))
    return OwnDays(periods=(entry,)) if isinstance(entry, Period) else OwnDays(closures=(entry,))


@pytest.mark.parametrize("entry", USELESS, ids=str)
def test_an_entry_that_changes_nothing_is_told(entry: Opening | Holiday | Period) -> None:
    days = own(entry)
    assert days.entries == (entry,)
    assert list(without_effect(load, days)) == [entry]


@pytest.mark.parametrize("entry", USEFUL, ids=str)
def test_an_entry_that_changes_something_is_not(entry: Opening | Holiday | Period) -> None:
    assert list(without_effect(load, own(entry))) == []

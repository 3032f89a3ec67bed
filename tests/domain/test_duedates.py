"""Due dates: the worked examples under each reading, what they explain, and their boundaries."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kppn_tui.domain.errors import CalendarMissing
from kppn_tui.domain.hours import NORMAL
from kppn_tui.domain.workdays import COLLECTIVE, Holiday, Opening, Period, WorkCalendar
from kppn_tui.office.calendar import load_calendar
from tests.conftest import wita

EXAMPLES = json.loads((Path(__file__).parents[1] / "data" / "due_examples.json").read_text(encoding="utf-8"))
BY_ID = {example["id"]: example for example in EXAMPLES}
CALENDAR = load_calendar()

# Holidays skipped on usual weekdays under the default reading, LN (national) or CB (collective); else none.
SKIPPED = {
    10: "24/12 CB, 25/12 LN",
    11: "24/12 CB, 25/12 LN",
    12: "24/12 CB, 25/12 LN",
    15: "01/01 LN, 05/01 LN",
    17: "16/01 LN",
    20: "18/03 CB, 19/03 LN, 20/03 CB, 23/03 CB, 24/03 CB",
    21: "18/03 CB, 19/03 LN, 20/03 CB, 23/03 CB, 24/03 CB",
    25: "03/04 LN",
    26: "01/05 LN",
    27: "14/05 LN, 15/05 CB",
    28: "14/05 LN, 15/05 CB",
    30: "16/06 LN",
    32: "25/08 LN",
    35: "05/01 LN",
    37: "25/03 CB, 26/03 LN",
}


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"{example['id']:02}" for example in EXAMPLES])
def test_a_worked_example_holds_under_each_reading(example: dict[str, Any]) -> None:
    start = datetime.fromisoformat(example["start"])
    assert CALENDAR.add_days(start, 3).isoformat() == example["due_default"]
    assert CALENDAR.add_days(start, 3, after_hours_next=True).isoformat() == example["due_after_hours_next"]
    assert CALENDAR.add_days(start, 3, inclusive=True).isoformat() == example["due_inclusive"]


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"{example['id']:02}" for example in EXAMPLES])
def test_a_worked_example_says_which_holidays_it_skips(example: dict[str, Any]) -> None:
    skipped = CALENDAR.explain(datetime.fromisoformat(example["start"]), 3).skipped
    told = ", ".join(f"{s.date:%d/%m} {'CB' if s.kind == COLLECTIVE else 'LN'}" for s in skipped)
    assert told == SKIPPED.get(example["id"], "")
    assert all(s.name for s in skipped)


@pytest.mark.parametrize(
    ("row", "progress"),
    [
        (1, ["2026-11-25T16:00", "2026-11-26T16:00"]),
        (15, ["2026-12-31T16:00", "2027-01-04T16:00"]),
        (20, ["2026-03-17T15:00", "2026-03-25T16:00"]),
    ],
)
def test_progress_is_due_at_closing_of_each_day_before_the_last(row: int, progress: list[str]) -> None:
    told = CALENDAR.explain(datetime.fromisoformat(BY_ID[row]["start"]), 3)
    assert list(told.progress) == [wita(at) for at in progress]
    assert len(told.days) == 3
    assert told.due.date() == told.days[-1]
    assert told.version == CALENDAR.version


def test_the_consultation_day_owes_no_progress_even_when_it_is_day_1() -> None:
    told = CALENDAR.explain(wita("2026-11-24T09:10"), 3, inclusive=True)
    assert told.days == (date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 26))
    assert told.progress == (wita("2026-11-25T16:00"),)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2026-11-24T16:00:00", "2026-11-27T16:30"),
        ("2026-11-24T16:00:01", "2026-11-30T16:00"),
        ("2026-11-24T23:59:59", "2026-11-30T16:00"),
        ("2026-11-25T00:00:00", "2026-11-30T16:00"),
        ("2026-11-25T06:00:00", "2026-11-30T16:00"),
        ("2026-11-25T12:30:00", "2026-11-30T16:00"),
    ],
)
def test_exactly_at_closing_is_inside_and_a_second_later_is_not(at: str, due: str) -> None:
    assert CALENDAR.add_days(wita(at), 3, after_hours_next=True) == wita(due)


def test_midnight_in_the_zone_of_the_office_parts_the_days() -> None:
    assert CALENDAR.add_days(wita("2026-11-24T23:59:59"), 3) == wita("2026-11-27T16:30")
    assert CALENDAR.add_days(wita("2026-11-25T00:00:00"), 3) == wita("2026-11-30T16:00")


def test_the_same_instant_in_another_zone_is_due_at_the_same_time() -> None:
    jakarta = datetime(2026, 11, 24, 23, 30, tzinfo=ZoneInfo("Asia/Jakarta"))
    assert CALENDAR.add_days(jakarta, 3) == wita("2026-11-30T16:00"), "00:30 on the 25th at the office"
    assert CALENDAR.explain(jakarta, 3) == CALENDAR.explain(jakarta.astimezone(UTC), 3)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2026-11-24T09:00", "2026-11-24T16:00"),
        ("2026-11-24T16:00", "2026-11-24T16:00"),
        ("2026-11-24T19:00", "2026-11-25T16:00"),
        ("2026-11-28T10:00", "2026-11-30T16:00"),
    ],
)
def test_no_days_means_the_first_closing_that_is_not_past(at: str, due: str) -> None:
    told = CALENDAR.explain(wita(at), 0)
    assert told.due == wita(due)
    assert told.days == told.progress == ()


def test_a_promise_of_day_1_on_the_consultation_day_is_never_in_the_past() -> None:
    assert CALENDAR.add_days(wita("2026-11-24T10:00"), 1, inclusive=True) == wita("2026-11-24T16:00")
    assert CALENDAR.add_days(wita("2026-11-24T19:00"), 1, inclusive=True) == wita("2026-11-25T16:00")


def test_a_special_opening_saturday_is_day_0() -> None:
    saturday = Opening(date(2026, 12, 5), (("08:00", "12:00"),))
    calendar = load_calendar(openings=[saturday])
    assert calendar.add_days(wita("2026-12-05T10:00"), 3) == wita("2026-12-09T16:00")
    assert calendar.add_days(wita("2026-12-05T10:00"), 3, after_hours_next=True) == wita("2026-12-09T16:00")
    assert calendar.add_days(wita("2026-12-05T13:00"), 3, after_hours_next=True) == wita("2026-12-10T16:00")
    assert calendar.add_days(wita("2026-12-05T10:00"), 3, inclusive=True) == wita("2026-12-09T16:00")


def test_a_due_day_declared_cuti_bersama_later_moves_on_and_says_so() -> None:
    before = CALENDAR.explain(wita("2026-11-24T09:10"), 3)
    declared = Holiday(before.due.date(), COLLECTIVE, "Cuti Bersama Tambahan")
    after = load_calendar(extra_holidays=[declared]).explain(wita("2026-11-24T09:10"), 3)
    assert (before.due, after.due) == (wita("2026-11-27T16:30"), wita("2026-11-30T16:00"))
    assert [skipped.name for skipped in after.skipped] == ["Cuti Bersama Tambahan"]
    assert after.version != before.version


def test_what_was_received_on_a_holiday_tells_that_it_was_passed_over() -> None:
    on_christmas = wita("2026-12-25T10:00")
    assert CALENDAR.explain(on_christmas, 3).skipped == ()
    told = CALENDAR.explain(on_christmas, 3, after_hours_next=True)
    assert told.due == wita("2026-12-31T16:00")
    assert [skipped.date for skipped in told.skipped] == [date(2026, 12, 25)]


@pytest.mark.parametrize(
    ("at", "provisional"),
    [
        ("2026-12-30T14:00", False),
        ("2026-12-21T09:00", False),
        ("2027-02-02T09:00", True),  # cuti bersama not yet decreed for civil servants
        ("2027-02-10T09:00", True),  # Ramadan closing times
        ("2027-03-23T10:00", True),
        ("2027-06-14T10:00", False),
    ],
)
def test_a_provisional_date_in_the_range_shows(at: str, provisional: bool) -> None:
    assert CALENDAR.explain(wita(at), 3).provisional is provisional


def test_a_provisional_period_shows_too() -> None:
    period = Period(date(2026, 11, 27), date(2026, 11, 27), {4: [("08:00", "11:00")]}, provisional=True)
    told = WorkCalendar(NORMAL, (), "Asia/Makassar", periods=[period]).explain(wita("2026-11-24T09:10"), 3)
    assert told.due == wita("2026-11-27T11:00")
    assert told.provisional


def test_a_due_date_in_a_year_without_data_is_refused() -> None:
    with pytest.raises(CalendarMissing, match="2028"):
        CALENDAR.explain(wita("2027-12-29T09:00"), 3)
    with pytest.raises(CalendarMissing, match="2024"):
        CALENDAR.explain(wita("2024-06-03T09:00"), 3)


def test_keeping_the_clock_time_rolls_on_to_the_next_opening() -> None:
    assert CALENDAR.add_days(wita("2026-11-24T09:10"), 3, end_of_day=False) == wita("2026-11-27T09:10")
    assert CALENDAR.add_days(wita("2026-11-24T11:45"), 3, end_of_day=False) == wita("2026-11-27T13:00")
    assert CALENDAR.add_days(wita("2026-11-24T19:00"), 3, end_of_day=False) == wita("2026-11-30T07:30")
    assert CALENDAR.add_days(wita("2026-11-28T10:00"), 0, end_of_day=False) == wita("2026-11-30T07:30")


def test_a_long_promise_is_reckoned_by_days_not_minutes() -> None:
    told = WorkCalendar(NORMAL, (), "Asia/Makassar").explain(wita("2026-11-24T09:10"), 2600)
    assert told.due - told.start > timedelta(days=3600)
    assert len(told.progress) == 2599

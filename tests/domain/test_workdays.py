"""The working calendar: hours, days, special dates, and what it refuses."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pendulum
import pytest

from kppn_tui.domain.errors import CalendarMissing
from kppn_tui.domain.hours import NORMAL, RAMADAN, Week, parse_week
from kppn_tui.domain.workdays import (
    CLOSURE,
    COLLECTIVE,
    WEEKEND,
    Holiday,
    Opening,
    Period,
    Skipped,
    WorkCalendar,
)
from tests.conftest import wita

NEW_YEAR = Holiday(date(2027, 1, 1), name="Tahun Baru Masehi")
CHRISTMAS_EVE = Holiday(date(2026, 12, 24), COLLECTIVE, "Cuti Bersama Hari Raya Natal", provisional=True)
SATURDAY = date(2026, 12, 5)
MINUTE = timedelta(minutes=1)


def office(**special: object) -> WorkCalendar:
    return WorkCalendar(NORMAL, [NEW_YEAR, CHRISTMAS_EVE], "Asia/Makassar", **special)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("at", "is_open", "next_open"),
    [
        ("2026-11-24T07:29:59", False, "2026-11-24T07:30"),
        ("2026-11-24T07:30", True, "2026-11-24T07:30"),
        ("2026-11-24T12:00", True, "2026-11-24T12:00"),
        ("2026-11-24T12:00:01", False, "2026-11-24T13:00"),
        ("2026-11-24T16:00", True, "2026-11-24T16:00"),
        ("2026-11-24T16:00:01", False, "2026-11-25T07:30"),
        ("2026-11-27T11:45", False, "2026-11-27T13:00"),
        ("2026-11-27T16:30", True, "2026-11-27T16:30"),
        ("2026-11-28T10:00", False, "2026-11-30T07:30"),
        ("2026-12-24T10:00", False, "2026-12-25T07:30"),
    ],
)
def test_the_hours_include_both_ends_of_a_frame(at: str, is_open: bool, next_open: str) -> None:
    assert office().is_open(wita(at)) is is_open
    assert office().next_open(wita(at)) == wita(next_open)


def test_the_answer_is_in_the_zone_of_the_office_whatever_zone_was_asked_in() -> None:
    jakarta = datetime(2026, 11, 24, 15, 30, tzinfo=ZoneInfo("Asia/Jakarta"))
    assert not office().is_open(jakarta)
    assert office().next_open(jakarta).isoformat() == "2026-11-25T07:30:00+08:00"


def test_a_pendulum_time_is_answered_with_a_plain_datetime() -> None:
    answer = office().add_time(pendulum.datetime(2026, 11, 24, 3, 50, tz="UTC"), 20 * MINUTE)
    assert type(answer) is datetime
    assert answer == wita("2026-11-24T13:10")


def test_time_runs_only_while_open() -> None:
    calendar = office()
    assert calendar.add_time(wita("2026-11-27T11:20"), 20 * MINUTE) == wita("2026-11-27T13:10")
    assert calendar.add_time(wita("2026-11-27T16:20"), 10 * MINUTE) == wita("2026-11-27T16:30")
    assert calendar.add_time(wita("2026-11-27T16:20"), 11 * MINUTE) == wita("2026-11-30T07:31")
    assert calendar.add_time(wita("2026-11-28T09:00"), timedelta(0)) == wita("2026-11-30T07:30")
    assert calendar.time_between(wita("2026-11-27T16:20"), wita("2026-11-30T07:31")) == 11 * MINUTE
    assert calendar.time_between(wita("2026-11-30T07:31"), wita("2026-11-27T16:20")) == timedelta(0)
    week = calendar.time_between(wita("2026-11-23T00:00"), wita("2026-11-30T00:00"))
    assert week == timedelta(hours=37, minutes=30)


def test_ramadan_has_a_week_of_its_own() -> None:
    calendar = office(periods=[Period(date(2026, 2, 19), date(2026, 3, 20), RAMADAN, "Ramadan")])
    assert calendar.closing(date(2026, 2, 18)) == wita("2026-02-18T16:00")
    assert calendar.opening(date(2026, 2, 19)) == wita("2026-02-19T08:00")
    assert calendar.closing(date(2026, 2, 19)) == wita("2026-02-19T15:00")
    assert calendar.closing(date(2026, 2, 20)) == wita("2026-02-20T15:30")
    week = calendar.time_between(wita("2026-02-23T00:00"), wita("2026-03-02T00:00"))
    assert week == timedelta(hours=32, minutes=30)


def test_of_two_periods_the_last_holds() -> None:
    short, shorter = {1: [("08:00", "15:00")]}, {1: [("08:00", "11:00")]}
    month = Period(date(2026, 12, 1), date(2026, 12, 31), short)
    day = Period(date(2026, 12, 8), date(2026, 12, 8), shorter)
    calendar = office(periods=[month, day])
    assert calendar.closing(date(2026, 12, 8)) == wita("2026-12-08T11:00")
    assert calendar.closing(date(2026, 12, 15)) == wita("2026-12-15T15:00")


def test_a_special_opening_serves_but_does_not_count() -> None:
    calendar = office(openings=[Opening(SATURDAY, (("08:00", "12:00"),), name="Layanan akhir tahun")])
    assert calendar.is_open(wita("2026-12-05T09:00"))
    assert not calendar.is_working_day(SATURDAY)
    assert calendar.closing(SATURDAY) == wita("2026-12-05T12:00")
    assert calendar.why_closed(SATURDAY) == Skipped(SATURDAY, WEEKEND, "", False)
    assert calendar.add_days(wita("2026-12-04T09:00"), 1) == wita("2026-12-07T16:00")
    assert calendar.working_days_between(wita("2026-12-04T09:00"), wita("2026-12-07T09:00")) == 1


def test_time_of_working_days_leaves_a_special_opening_out() -> None:
    longer = Opening(date(2026, 12, 4), (("06:00", "20:00"),), name="Desember")
    calendar = office(openings=[Opening(SATURDAY, (("08:00", "12:00"),)), longer])
    friday, monday = wita("2026-12-04T15:30"), wita("2026-12-07T08:30")
    assert calendar.time_between(friday, monday) == timedelta(hours=9.5)
    assert calendar.time_between(friday, monday, working=True) == timedelta(hours=2)
    assert calendar.add_time(friday, timedelta(hours=2)) == wita("2026-12-04T17:30")
    assert calendar.add_time(friday, timedelta(hours=2), working=True) == monday
    assert calendar.next_open(wita("2026-12-05T09:00")) == wita("2026-12-05T09:00")
    assert calendar.next_open(wita("2026-12-05T09:00"), working=True) == wita("2026-12-07T07:30")


def test_a_special_opening_counts_when_it_is_said_to() -> None:
    calendar = office(openings=[Opening(SATURDAY, (("08:00", "12:00"),), counts=True)])
    assert calendar.is_working_day(SATURDAY)
    assert calendar.why_closed(SATURDAY) is None
    assert calendar.add_days(wita("2026-12-04T09:00"), 1) == wita("2026-12-05T12:00")
    assert calendar.working_days_between(wita("2026-12-04T09:00"), wita("2026-12-07T09:00")) == 2


def test_a_longer_counter_day_moves_no_due_time() -> None:
    calendar = office(openings=[Opening(date(2026, 12, 8), (("08:00", "17:00"),), name="Desember")])
    assert calendar.is_open(wita("2026-12-08T16:45"))
    assert calendar.is_open(wita("2026-12-08T07:30")), "the usual hours still hold"
    assert calendar.is_open(wita("2026-12-08T12:30"))
    assert calendar.time_between(wita("2026-12-08T00:00"), wita("2026-12-09T00:00")) == timedelta(hours=9.5)
    assert calendar.closing(date(2026, 12, 8)) == wita("2026-12-08T16:00")
    assert calendar.add_days(wita("2026-12-07T09:00"), 1) == wita("2026-12-08T16:00")


def test_an_opening_on_a_holiday_makes_it_a_working_day_only_if_it_counts() -> None:
    hours = (("08:00", "12:00"),)
    assert not office(openings=[Opening(CHRISTMAS_EVE.date, hours)]).is_working_day(CHRISTMAS_EVE.date)
    assert office(openings=[Opening(CHRISTMAS_EVE.date, hours, counts=True)]).is_working_day(CHRISTMAS_EVE.date)


def test_a_closed_day_says_why() -> None:
    closure = Holiday(date(2026, 12, 9), CLOSURE, "Pilkada")
    calendar = WorkCalendar(NORMAL, [NEW_YEAR, CHRISTMAS_EVE, closure, "2026-12-10"], "Asia/Makassar")
    assert calendar.why_closed(date(2026, 12, 8)) is None
    assert calendar.why_closed(date(2026, 12, 9)) == Skipped(date(2026, 12, 9), CLOSURE, "Pilkada", False)
    assert calendar.why_closed(date(2026, 12, 10)) == Skipped(date(2026, 12, 10), "libur_nasional", "", False)
    assert calendar.why_closed(CHRISTMAS_EVE.date) == Skipped(
        CHRISTMAS_EVE.date, COLLECTIVE, "Cuti Bersama Hari Raya Natal", True
    )
    with pytest.raises(ValueError, match="closed on 2026-12-09"):
        calendar.closing(date(2026, 12, 9))


def test_a_decreed_date_outweighs_a_provisional_one() -> None:
    day = date(2027, 3, 9)
    guess, decreed = (
        Holiday(day, COLLECTIVE, "Perkiraan", provisional=True),
        Holiday(day, CLOSURE, "Pindahan"),
    )
    for holidays in ([guess, decreed], [decreed, guess]):
        assert WorkCalendar(NORMAL, holidays, "Asia/Makassar").why_closed(day) == Skipped(
            day, CLOSURE, "Pindahan", False
        )


def test_a_frame_may_end_at_midnight() -> None:
    calendar = WorkCalendar({0: [("20:00", "24:00")], 2: [("08:00", "10:00")]}, (), "Asia/Makassar")
    assert calendar.closing(date(2026, 11, 23)) == wita("2026-11-24T00:00")
    assert calendar.is_open(wita("2026-11-24T00:00"))
    assert not calendar.is_open(wita("2026-11-24T00:00:01"))
    assert calendar.add_time(wita("2026-11-23T23:00"), 60 * MINUTE) == wita("2026-11-24T00:00")
    assert calendar.add_time(wita("2026-11-24T00:00"), MINUTE) == wita("2026-11-25T08:01")


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 3), (date(2026, 10, 25), 5)])
def test_hours_are_real_hours_when_the_clocks_change(day: date, hours: int) -> None:
    calendar = WorkCalendar({6: [("01:00", "05:00")]}, (), "Europe/Berlin")
    opening, closing = calendar.opening(day), calendar.closing(day)
    assert calendar.time_between(opening, closing) == timedelta(hours=hours)
    assert calendar.add_time(opening, timedelta(hours=hours)) == closing
    assert calendar.add_time(opening, timedelta(hours=2)).astimezone(UTC) - opening.astimezone(UTC) == timedelta(
        hours=2
    )


@pytest.mark.parametrize("swallowed", [("02:00", "03:00"), ("02:15", "02:45")])
def test_a_frame_swallowed_by_the_clock_change_adds_no_time(swallowed: tuple[str, str]) -> None:
    calendar = WorkCalendar({6: [swallowed, ("03:00", "04:00")]}, (), "Europe/Berlin")
    sunday = date(2026, 3, 29)
    whole_day = calendar.midnight(sunday), calendar.midnight(date(2026, 3, 30))
    assert calendar.time_between(*whole_day) == timedelta(hours=1)


@pytest.mark.parametrize(
    "ask",
    [
        lambda calendar, at: calendar.is_open(at),
        lambda calendar, at: calendar.next_open(at),
        lambda calendar, at: calendar.add_time(at, MINUTE),
        lambda calendar, at: calendar.time_between(at, at),
        lambda calendar, at: calendar.add_days(at, 3),
        lambda calendar, at: calendar.explain(at, 3),
        lambda calendar, at: calendar.working_days_between(at, at),
    ],
)
def test_a_time_without_a_zone_is_refused(ask: Callable[[WorkCalendar, datetime], object]) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        ask(office(), datetime(2026, 11, 24, 9, 0))


def test_a_year_that_is_not_loaded_is_refused() -> None:
    calendar = office(years={2026})
    assert calendar.add_days(wita("2026-12-28T09:30"), 3) == wita("2026-12-31T16:00")
    asked: list[Callable[[], object]] = [
        lambda: calendar.add_days(wita("2026-12-29T09:30"), 3),
        lambda: calendar.is_working_day(date(2027, 1, 4)),
        lambda: calendar.is_open(wita("2027-01-04T09:00")),
        lambda: calendar.next_open(wita("2026-12-31T16:01")),
        lambda: calendar.add_time(wita("2026-12-31T15:50"), 20 * MINUTE),
        lambda: calendar.time_between(wita("2026-12-31T15:50"), wita("2027-01-04T09:00")),
        lambda: calendar.working_days_between(wita("2026-12-31T15:50"), wita("2027-01-04T09:00")),
    ]
    for ask in asked:
        with pytest.raises(CalendarMissing, match="2027") as refused:
            ask()
        assert refused.value.parameters == {"year": 2027}


def test_a_calendar_that_never_opens_is_refused_not_searched_for_ever() -> None:
    shut = WorkCalendar({}, (), "Asia/Makassar")
    at = wita("2026-11-24T09:00")
    assert not shut.is_open(at)
    assert shut.time_between(at, at + timedelta(days=30)) == timedelta(0)
    for ask in (shut.next_open, lambda at: shut.add_time(at, MINUTE), lambda at: shut.add_days(at, 1)):
        with pytest.raises(ValueError, match="no open day"):
            ask(at)


def test_backward_amounts_are_refused() -> None:
    with pytest.raises(ValueError, match="forward"):
        office().add_time(wita("2026-11-24T09:00"), -MINUTE)
    with pytest.raises(ValueError, match="forward"):
        office().add_days(wita("2026-11-24T09:00"), -1)


@pytest.mark.parametrize(
    ("week", "complaint"),
    [
        ({7: [("08:00", "12:00")]}, "weekday"),
        ({0: [("12:00", "08:00")]}, "ends before"),
        ({0: [("08:00", "12:00"), ("11:00", "13:00")]}, "overlap"),
        ({0: [("8", "12:00")]}, "HH:MM"),
        ({0: [("08:00", "24:01")]}, "time of day"),
        ({0: [("08:60", "12:00")]}, "time of day"),
        ({0: ["08:00-12:00"]}, "pair"),
    ],
)
def test_a_week_that_makes_no_sense_is_refused(week: Week, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse_week(week)


def test_other_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        WorkCalendar(NORMAL, (), "Asia/Atlantis")
    with pytest.raises(ValueError, match="kind"):
        Holiday(date(2026, 1, 1), "hari_kejepit")
    with pytest.raises(ValueError, match="no hours"):
        Opening(SATURDAY, ())
    with pytest.raises(ValueError, match="isoformat"):
        WorkCalendar(NORMAL, ["1 Januari"], "Asia/Makassar")
    with pytest.raises(ValueError, match="outside the calendar"):
        office().is_open(datetime.max.replace(tzinfo=UTC))

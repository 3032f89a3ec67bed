"""What holds for every calendar: random weeks, holidays, openings, zones and instants."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kppn_tui.domain.workdays import Holiday, Opening, Period, WorkCalendar

FIRST, LAST = date(2025, 12, 1), date(2026, 12, 31)
ZONES = ("Asia/Makassar", "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")

dates = st.dates(FIRST, LAST)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 30), timezones=st.just(UTC))
amounts = st.integers(0, 6000).map(lambda minutes: timedelta(minutes=minutes)) | st.timedeltas(
    timedelta(0), timedelta(days=4)
)
counts = st.integers(0, 12)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def frames(draw: st.DrawFn) -> tuple[tuple[str, str], ...]:
    """One to three frames of a day on quarter hours, "00:00" and "24:00" among them."""
    marks = sorted(draw(st.sets(st.integers(0, 96), min_size=2, max_size=6)))
    pairs = zip(marks[::2], marks[1::2], strict=False)
    return tuple((_clock(15 * start), _clock(15 * end)) for start, end in pairs)


weeks = st.dictionaries(st.integers(0, 6), frames(), min_size=1, max_size=7)
holidays = st.builds(Holiday, dates, provisional=st.booleans())
openings = st.builds(Opening, dates, frames(), st.booleans())
periods = st.builds(
    lambda first, days, week: Period(first, first + timedelta(days=days), week),
    dates,
    st.integers(0, 40),
    weeks,
)
calendars = st.builds(
    lambda week, off, zone, special, seasons: WorkCalendar(week, off, zone, openings=special, periods=seasons),
    weeks,
    st.lists(holidays, max_size=25),
    st.sampled_from(ZONES),
    st.lists(openings, max_size=4),
    st.lists(periods, max_size=2),
)


@given(calendars, instants, amounts)
def test_adding_time_and_measuring_it_are_inverse(calendar: WorkCalendar, at: datetime, amount: timedelta) -> None:
    assert calendar.time_between(at, calendar.add_time(at, amount)) == amount


@given(calendars, instants, amounts)
def test_time_never_lands_on_a_closed_moment(calendar: WorkCalendar, at: datetime, amount: timedelta) -> None:
    landed = calendar.add_time(at, amount)
    assert calendar.is_open(landed)
    assert landed >= at
    assert landed.tzinfo is calendar.zone


@given(calendars, instants, st.timedeltas(timedelta(0), timedelta(days=9)), amounts, amounts)
def test_time_is_monotone(
    calendar: WorkCalendar, at: datetime, later: timedelta, amount: timedelta, more: timedelta
) -> None:
    assert calendar.add_time(at, amount).astimezone(UTC) <= calendar.add_time(at + later, amount).astimezone(UTC)
    assert calendar.add_time(at, amount).astimezone(UTC) <= calendar.add_time(at, amount + more).astimezone(UTC)


@given(calendars, instants, amounts, amounts)
def test_time_adds_up(calendar: WorkCalendar, at: datetime, one: timedelta, two: timedelta) -> None:
    assert calendar.add_time(calendar.add_time(at, one), two) == calendar.add_time(at, one + two)


@given(calendars, st.lists(instants, min_size=3, max_size=3))
def test_measured_time_is_additive_and_never_more_than_real_time(calendar: WorkCalendar, three: list[datetime]) -> None:
    a, b, c = sorted(three)
    whole = calendar.time_between(a, c)
    assert whole == calendar.time_between(a, b) + calendar.time_between(b, c)
    assert timedelta(0) <= whole <= c - a
    assert calendar.time_between(c, a) == timedelta(0)


@given(calendars, instants)
def test_open_means_the_next_opening_is_now(calendar: WorkCalendar, at: datetime) -> None:
    found = calendar.next_open(at)
    assert calendar.is_open(found)
    assert (found == at) is calendar.is_open(at)
    assert calendar.time_between(at, found) == timedelta(0)
    assert calendar.add_time(at, timedelta(0)) == found


@given(calendars, instants, counts, st.booleans(), st.booleans())
def test_a_due_date_agrees_with_its_explanation(
    calendar: WorkCalendar, at: datetime, n: int, inclusive: bool, after_hours_next: bool
) -> None:
    told = calendar.explain(at, n, inclusive=inclusive, after_hours_next=after_hours_next)
    assert told.due == calendar.add_days(at, n, inclusive=inclusive, after_hours_next=after_hours_next)
    assert told.due.astimezone(UTC) >= told.start.astimezone(UTC) == at
    assert calendar.is_open(told.due)
    assert len(told.days) == n
    assert list(told.days) == sorted(set(told.days))
    assert all(map(calendar.is_working_day, told.days))
    if told.days:
        assert calendar.closing(told.days[-1]) == told.due
    assert not {skipped.date for skipped in told.skipped} & set(told.days)
    assert not any(calendar.is_working_day(skipped.date) for skipped in told.skipped)
    assert all(told.start.date() < at.date() for at in told.progress)


@given(calendars, instants, counts, st.booleans(), st.booleans())
def test_the_same_time_of_day_is_never_a_closed_moment(
    calendar: WorkCalendar, at: datetime, n: int, inclusive: bool, after_hours_next: bool
) -> None:
    due = calendar.add_days(at, n, end_of_day=False, inclusive=inclusive, after_hours_next=after_hours_next)
    assert calendar.is_open(due)
    assert due.tzinfo is calendar.zone


@given(calendars, instants, st.integers(1, 12))
def test_the_days_counted_are_the_days_between(calendar: WorkCalendar, at: datetime, n: int) -> None:
    told = calendar.explain(at, n)
    last = calendar.midnight(told.days[-1])
    assert calendar.working_days_between(at, last) == n
    assert calendar.working_days_between(at, last - timedelta(days=1)) == n - 1
    assert calendar.working_days_between(last, at) == 0


@given(calendars, instants, st.timedeltas(timedelta(0), timedelta(days=9)), counts, st.booleans(), st.booleans())
def test_days_are_monotone(
    calendar: WorkCalendar, at: datetime, later: timedelta, n: int, end_of_day: bool, after_hours_next: bool
) -> None:
    due = calendar.add_days(at, n, end_of_day, after_hours_next=after_hours_next)
    assert due <= calendar.add_days(at, n + 1, end_of_day, after_hours_next=after_hours_next)
    if end_of_day:
        assert due <= calendar.add_days(at + later, n, after_hours_next=after_hours_next)


@given(calendars, instants, st.integers(1, 12))
def test_the_lenient_reading_is_never_earlier_and_the_strict_never_later(
    calendar: WorkCalendar, at: datetime, n: int
) -> None:
    strict, usual = calendar.add_days(at, n, inclusive=True), calendar.add_days(at, n)
    assert strict <= usual <= calendar.add_days(at, n, after_hours_next=True)


@given(calendars, instants, st.timedeltas(timedelta(0), timedelta(days=2)))
def test_the_zone_asked_in_changes_nothing(calendar: WorkCalendar, at: datetime, amount: timedelta) -> None:
    elsewhere = at.astimezone(calendar.zone)
    assert calendar.is_open(elsewhere) is calendar.is_open(at)
    assert calendar.add_time(elsewhere, amount) == calendar.add_time(at, amount)
    assert calendar.explain(elsewhere, 3) == calendar.explain(at, 3)

"""When a machine's clock is in doubt, and when not."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kppn_tui.domain.machine_clock import (
    TOLERANCE,
    ClockDoubt,
    casts_doubt,
    doubt_of_jump,
    doubt_of_records,
    find_doubt,
    is_confirmed,
)

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
AMOUNTS = st.timedeltas(-timedelta(days=10), timedelta(days=10))
SECOND = timedelta(seconds=1)


@given(MOMENTS, AMOUNTS)
def test_a_jump_is_doubted_beyond_five_minutes_only(at: datetime, amount: timedelta) -> None:
    doubt = doubt_of_jump(at, at + amount)
    assert (doubt is None) is (abs(amount) <= TOLERANCE)
    assert doubt is None or doubt.jump == amount


@given(MOMENTS, AMOUNTS)
def test_only_what_is_still_to_come_casts_doubt(newest: datetime, amount: timedelta) -> None:
    doubt = doubt_of_records(newest, newest + amount)
    assert (doubt is None) is (amount >= -TOLERANCE)
    assert doubt_of_records(None, newest) is None


@given(MOMENTS, AMOUNTS, AMOUNTS)
def test_a_recorded_doubt_holds_for_the_clock_that_jumped_and_for_no_right_one(
    trusted: datetime, jump: timedelta, later: timedelta
) -> None:
    if abs(jump) <= TOLERANCE:
        return
    doubt, passed = ClockDoubt(trusted, trusted + jump), abs(later)
    assert casts_doubt(doubt, doubt.machine)
    if jump > timedelta(0):
        assert casts_doubt(doubt, doubt.machine + passed), "as long as nobody settles it"
    right = trusted + passed
    if jump < timedelta(0) or right < doubt.machine - TOLERANCE:
        assert not casts_doubt(doubt, right)


@given(MOMENTS, AMOUNTS, AMOUNTS)
def test_a_new_look_finds_what_is_recorded_or_what_is_to_come(at: datetime, jump: timedelta, newest: timedelta) -> None:
    recorded = ClockDoubt(at, at + jump)
    found = find_doubt(recorded, [None, at + newest], at + jump)
    if jump > timedelta(0) or jump < -TOLERANCE:
        assert found == recorded
    else:
        assert found == doubt_of_records(at + newest, at + jump)
    assert find_doubt(None, [None], at) is None


@given(MOMENTS, AMOUNTS)
def test_a_confirmation_is_taken_over_by_a_clock_that_says_the_same(at: datetime, off: timedelta) -> None:
    assert is_confirmed(at, at + off) is (abs(off) <= TOLERANCE)
    assert not is_confirmed(None, at)

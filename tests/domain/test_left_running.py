"""Which service is asked about, and which moment may be its end."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kppn_tui.domain.left_running import is_after_closing, is_asked_about, moment_refusal
from kppn_tui.domain.records import Deadline, DeadlineKind
from kppn_tui.office.settings import Settings
from tests.conftest import wita


def service(begun: str, **more: Any) -> Deadline:
    at = wita(begun)
    return Deadline(
        id=1, office="kppn", kind=DeadlineKind.SERVICE, consultation_id=1, started_at=at,
        warn_at=at + timedelta(minutes=15), due_at=at + timedelta(minutes=20), **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("begun", "now", "past"),
    [
        ("2026-11-24T15:20", "2026-11-24T15:59", False),
        ("2026-11-24T15:20", "2026-11-24T16:00", False),
        ("2026-11-24T15:20", "2026-11-24T16:01", True),
        ("2026-11-24T15:20", "2026-11-25T07:30", True),
        ("2026-11-24T17:20", "2026-11-24T18:00", False),  # begun after the closing
        ("2026-11-24T17:20", "2026-11-25T00:00:01", True),
        ("2026-11-28T10:00", "2026-11-28T20:00", False),  # a Saturday
        ("2030-11-25T10:00", "2030-11-25T20:00", False),  # no data of that year
        ("2030-11-25T10:00", "2030-11-26T00:00:01", True),
    ],
)
def test_the_closing_of_its_day_ends_a_service_at_the_latest_midnight(
    settings: Settings, begun: str, now: str, past: bool
) -> None:
    assert is_after_closing(service(begun), settings.calendar(), wita(now)) is past
    assert not is_after_closing(service(begun, stopped_at=wita(begun)), settings.calendar(), wita(now))
    assert not is_after_closing(service(begun, paused_at=wita(begun)), settings.calendar(), wita(now))


def test_one_from_before_the_sign_in_is_asked_about_when_it_is_over_its_limit(settings: Settings) -> None:
    calendar, running = settings.calendar(), service("2026-11-24T10:05")
    for entered, asked in (("10:00", False), ("10:20", False), ("10:50", True)):
        at = wita(f"2026-11-24T{entered}")
        assert is_asked_about(running, calendar, at + timedelta(seconds=1), at) is asked


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31))


@given(MOMENTS, MOMENTS, MOMENTS)
def test_a_moment_is_neither_to_come_nor_before_the_service(begun: datetime, given_at: datetime, now: datetime) -> None:
    assert (moment_refusal(begun, given_at, now) is None) is (begun <= given_at <= now)

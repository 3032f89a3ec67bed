"""Cases from the calendars of other service desks: those that share our readings, and those that don't."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kppn_tui.domain.workdays import WorkCalendar

CASES = json.loads((Path(__file__).parents[1] / "data" / "calendar_cases.json").read_text(encoding="utf-8"))

OTHER_READING = {
    "Z18": "lands exactly on closing and rolls on to the next opening; ours stays at closing (its twin Z18b)",
}

Case = dict[str, Any]


def _calendar(case: Case) -> WorkCalendar:
    assert not case["breaks"], "no case has breaks by date; a new one needs a mapping"
    return WorkCalendar({int(day): frames for day, frames in case["week"].items()}, case["holidays"], case["tz"])


def _paused(calendar: WorkCalendar, case: Case) -> timedelta:
    """The open time during which the clock of the case stood still; each pause lies inside the case."""
    pauses = [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in case["pauses"]]
    return sum((calendar.time_between(start, end) for start, end in pauses), timedelta(0))


def _add_minutes(calendar: WorkCalendar, case: Case, at: datetime) -> datetime:
    return calendar.add_time(at, timedelta(minutes=case["amount"]) + _paused(calendar, case))


def _within_minutes(calendar: WorkCalendar, case: Case, at: datetime) -> float:
    net = calendar.time_between(at, datetime.fromisoformat(case["end"])) - _paused(calendar, case)
    return net / timedelta(minutes=1)


OPERATIONS: dict[str, Callable[[WorkCalendar, Case, datetime], datetime | float]] = {
    "add_minutes": _add_minutes,
    "within_minutes": _within_minutes,
    "next_open": lambda calendar, case, at: calendar.next_open(at),
    "add_working_days_end_of_day": lambda calendar, case, at: calendar.add_days(at, case["amount"]),
    "add_working_days_keep_time": lambda calendar, case, at: calendar.add_days(at, case["amount"], False),
}


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_case_agrees_unless_it_reads_otherwise(case: Case) -> None:
    at = datetime.fromisoformat(case["start"])
    got = OPERATIONS[case["op"]](_calendar(case), case, at)
    expected = case["expect"]
    wanted = datetime.fromisoformat(expected) if isinstance(expected, str) else expected
    if case["id"] in OTHER_READING:
        assert got != wanted, "this case agrees now: take it off the table"
    else:
        assert got == wanted


def test_every_listed_difference_is_a_case() -> None:
    assert OTHER_READING.keys() <= {case["id"] for case in CASES}

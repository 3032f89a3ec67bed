"""The hours of a week: frames per weekday, read from text and checked; the two usual weeks as defaults."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

Week = Mapping[int, Sequence[Sequence[str]]]
"""Weekday (0 = Monday) to frames such as ("07:30", "12:00"); a missing one is closed; "24:00" is an end."""

Frames = tuple[tuple[int, int], ...]
"""Frames of one day as minutes after local midnight, in order, not overlapping."""

END_OF_DAY: Final = 24 * 60

_MONDAY_TO_THURSDAY: Final = range(4)
_FRIDAY: Final = 4

NORMAL: Final[Week] = {
    **dict.fromkeys(_MONDAY_TO_THURSDAY, (("07:30", "12:00"), ("13:00", "16:00"))),
    _FRIDAY: (("07:30", "11:30"), ("13:00", "16:30")),
}
"""37 h 30 a week (Perpres 21/2023)."""

RAMADAN: Final[Week] = {
    **dict.fromkeys(_MONDAY_TO_THURSDAY, (("08:00", "12:00"), ("12:30", "15:00"))),
    _FRIDAY: (("08:00", "11:30"), ("12:30", "15:30")),
}
"""32 h 30 a week (Perpres 21/2023)."""

_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})")


def parse_time(text: str) -> int:
    """Return minutes after midnight of "HH:MM", "24:00" included; raises ValueError naming what is wrong."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a time of the form HH:MM")
    hours, minutes = int(match[1]), int(match[2])
    total = hours * 60 + minutes
    if minutes > 59 or total > END_OF_DAY:
        raise ValueError(f"{text!r} is not a time of day")
    return total


def parse_frames(frames: Sequence[Sequence[str]]) -> Frames:
    """Return the frames of one day in minutes; raises ValueError if one is empty, reversed, or overlaps another."""
    parsed: list[tuple[int, int]] = []
    for frame in frames:
        if isinstance(frame, str) or len(frame) != 2:
            raise ValueError(f"{frame!r} is not a pair of times")
        start, end = parse_time(frame[0]), parse_time(frame[1])
        if start >= end:
            raise ValueError(f"{frame[0]}-{frame[1]} ends before it starts")
        parsed.append((start, end))
    parsed.sort()
    for (_, end), (start, _) in pairwise(parsed):
        if start < end:
            raise ValueError("two frames of one day overlap")
    return tuple(parsed)


def parse_week(week: Week) -> dict[int, Frames]:
    """Return the open weekdays with their frames in minutes; raises ValueError for a bad weekday or frame."""
    for weekday in week:
        if weekday not in range(7):
            raise ValueError(f"{weekday!r} is not a weekday from 0 (Monday) to 6 (Sunday)")
    return {weekday: parsed for weekday, frames in week.items() if (parsed := parse_frames(frames))}

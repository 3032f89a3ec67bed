"""Marks of a score card: the points of each criterion, and each lost point with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from kppn_tui.domain.errors import Marked
from kppn_tui.i18n import _
from kppn_tui.presentation.words import long_day
from kppn_tui.training.score.criteria import Criterion


@dataclass(frozen=True, slots=True)
class LostPoint:
    """A point lost at `at` (UTC); the replay opens for it at the event `event_id`.

    `reason` is a marked sentence that `facts` fill. `requirement` is what the trainee fell short of (R11, A24 …).
    """

    criterion: Criterion
    requirement: str
    at: datetime
    event_id: int | None
    label: str
    topic: str
    reason: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """Return the reason in the language in use."""
        return _(self.reason).format(**{name: _readable(value) for name, value in self.facts.items()})


def _readable(value: object) -> object:
    """Return a fact as a sentence shows it."""
    if isinstance(value, Marked):
        return _(value)
    return long_day(value) if isinstance(value, date) else value


@dataclass(frozen=True, slots=True)
class Mark:
    """The points of one criterion, one for each occasion that was judged."""

    criterion: Criterion
    requirement: str
    earned: int
    possible: int
    lost_points: tuple[LostPoint, ...] = ()

    @property
    def tried(self) -> bool:
        """Return whether there was any occasion to be judged."""
        return self.possible > 0

    @property
    def percent(self) -> int:
        """Return the points in percent, rounded half up; 0 when it was not tried."""
        return percent(self.earned, self.possible)


def percent(earned: int, possible: int) -> int:
    """Return `earned` of `possible` in percent, rounded half up; 0 of nothing is 0."""
    return (200 * earned + possible) // (2 * possible) if possible else 0

"""Run: everything that a score card and a replay need of one run through a scenario."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kppn_tui.domain.records import Event
from kppn_tui.training.plan import Caller


@dataclass(frozen=True)
class Run:
    """A run through a scenario, independent of the database it was made in.

    `started_at` and `ended_at` are in UTC, `zone` is the office's; `events` are in order, and may begin before the run
    where a scenario starts in the middle of a day. `callers` are by ticket id, `officers` names by officer id.
    """

    scenario: str
    title: str
    seed: int
    started_at: datetime
    ended_at: datetime
    zone: str
    officers: Mapping[int, str]
    events: tuple[Event, ...]
    callers: Mapping[int, Caller]
    taught_actions: tuple[str, ...] = ()

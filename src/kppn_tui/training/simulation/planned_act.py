"""Planned act of a simulated person: when it is due and how it is done."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class PlannedAct:
    """An act due at `at` (UTC); `name` is unique, and decides the order of acts due at the same moment."""

    at: datetime
    name: tuple[str, ...]
    perform: Callable[[], object] = field(repr=False, compare=False)

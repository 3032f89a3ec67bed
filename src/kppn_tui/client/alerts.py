"""Alerts for an officer: their own service at the counter, and the deadlines that they answer for (R12, R21)."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from kppn_tui.domain.deadline_kinds import Told, deadline_rule
from kppn_tui.domain.deadlines import Level, level_at
from kppn_tui.domain.states import Role
from kppn_tui.domain.sweep import Raised, Sweep
from kppn_tui.domain.views import QueueRow

if TYPE_CHECKING:
    from kppn_tui.desk import Desk
    from kppn_tui.domain.people import Officer


class OwnServiceAlert:
    """Alert that the own service nears its limit, or is over it. Each is raised once, whoever swept."""

    def __init__(self) -> None:
        self._raised: set[tuple[int, Level]] = set()

    def raised(self, row: QueueRow | None, now: datetime) -> Raised | None:
        """Return what is to be told of the service in `row` at `now` (UTC); None when nothing is new."""
        if row is None or row.deadline is None or row.current is None or not row.deadline.running:
            return None
        level = level_at(now, row.deadline.warn_at, row.deadline.due_at)
        if level is None or (row.deadline.id, level) in self._raised:
            return None
        self._raised.add((row.deadline.id, level))
        return Raised(row.deadline, level, f"{row.ticket.label} {row.current.topic}".strip())


def concerning(desk: "Desk", officer: "Officer", sweep: Sweep) -> Sweep:
    """Return what of `sweep` is for `officer`, as `DEADLINE_RULES` says; the own service has its own alert.

    Raises:
        StoreUnavailable: the database does not answer.
    """
    raised = [one for one in sweep.raised if deadline_rule(one.deadline.kind).told != {Told.OFFICER}]
    if not raised:
        return replace(sweep, raised=())
    is_cso, sections = officer.has(Role.CSO), desk.sections_of(officer)

    def is_for_officer(one: Raised) -> bool:
        told = deadline_rule(one.deadline.kind).told
        return (is_cso and Told.CSO in told) or (Told.SECTION in told and _section(desk, one) in sections)

    return replace(sweep, raised=tuple(filter(is_for_officer, raised)))


def _section(desk: "Desk", raised: Raised) -> str | None:
    """Return the section that was asked; None where the deadline is of no escalation."""
    deadline = raised.deadline
    if deadline.escalation_id is None:
        return None
    asked = (one.escalation for one in desk.consultation(deadline.consultation_id).escalations)
    return next((one.section for one in asked if one.id == deadline.escalation_id), None)

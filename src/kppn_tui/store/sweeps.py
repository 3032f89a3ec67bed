"""Statements of the SLA sweep: one indexed select when nothing is due, a few statements when much is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from kppn_tui.domain.records import Deadline
from kppn_tui.domain.states import Level
from kppn_tui.store import models
from kppn_tui.store.clock_doubts import ClockRecord, clock_record
from kppn_tui.store.sql_constants import NEXT_DUE_SQL, RECORD_SWEEP_SQL
from kppn_tui.store.store import Store

T = TypeVar("T")
_BATCH = 500
_LOOK = (
    f"SELECT ({NEXT_DUE_SQL}), last_at, trusted_at, machine_at, confirmed_at, confirmed_event "
    "FROM (SELECT 1) AS one LEFT JOIN sweep ON office = ?"
)


@dataclass(frozen=True, slots=True)
class SweepState:
    """State of the sweep: when the next deadline is due (UTC), and what is known of the clocks."""

    next_at: datetime | None
    known: ClockRecord


@dataclass(frozen=True, slots=True)
class CaseLabel:
    """A consultation as an officer names it (A-014 RETUR), with its ticket and its officer."""

    text: str
    ticket_id: int
    officer_id: int | None


def read_next_due(store: Store, office: str) -> datetime | None:
    """Return when the next deadline of the office warns or breaches, UTC; None when none runs."""
    return _moment(store.query(NEXT_DUE_SQL, (office,))[0][0])


def read_sweep_state(store: Store, office: str) -> SweepState:
    """Return when the next deadline is due, and what is known of the clocks: one statement, outside a transaction."""
    ((due_at, *known),) = store.select_once(_LOOK, (office, office))
    return SweepState(_moment(due_at), clock_record(*known))


def read_due(store: Store, office: str, now: datetime) -> list[Deadline]:
    """Return the deadlines that have to warn or breach at `now`, in the order in which they fell due."""
    deadline = models.Deadline
    query = (
        deadline.select()
        .where(deadline.office == office, deadline.next_at.is_null(False), deadline.next_at <= now)
        .order_by(deadline.next_at, deadline.id)
    )
    return store.select(Deadline, query)


def raise_alerts(
    store: Store, office: str, passed: Sequence[tuple[int, Level]], now: datetime
) -> dict[tuple[int, Level], int]:
    """Write an alert for each (deadline, level) that has none, and return the number of each."""
    moment, written = int(now.timestamp()), dict[tuple[int, Level], int]()
    for chunk in _chunks(passed):
        marks = ", ".join(["(?, ?, ?, ?)"] * len(chunk))
        rows = store.query(
            f"INSERT INTO alert (office, deadline_id, level, at) VALUES {marks} "
            "ON CONFLICT (deadline_id, level) DO NOTHING RETURNING deadline_id, level, id",
            [value for deadline_id, level in chunk for value in (office, deadline_id, str(level), moment)],
        )
        written |= {(int(deadline_id), Level(level)): int(alert_id) for deadline_id, level, alert_id in rows}
    return written


def postpone_to_breach(store: Store, deadline_ids: Sequence[int]) -> None:
    """Let deadlines that have warned come up again when their limit has passed."""
    for chunk in _chunks(deadline_ids):
        marks = ", ".join("?" * len(chunk))
        store.execute(f"UPDATE deadline SET next_at = due_at + 1 WHERE id IN ({marks})", chunk)


def clear_next(store: Store, deadline_ids: Sequence[int]) -> None:
    """Let nothing more be raised for deadlines that have breached."""
    for chunk in _chunks(deadline_ids):
        marks = ", ".join("?" * len(chunk))
        store.execute(f"UPDATE deadline SET next_at = NULL WHERE id IN ({marks})", chunk)


def read_case_labels(store: Store, consultation_ids: Sequence[int]) -> dict[int, CaseLabel]:
    """Return the ticket, the topic and the officer of each consultation."""
    found: dict[int, CaseLabel] = {}
    for chunk in _chunks(consultation_ids):
        marks = ", ".join("?" * len(chunk))
        rows = store.query(
            "SELECT c.id, t.label, c.topic, t.id, c.officer_id FROM consultation c JOIN ticket t ON t.id = c.ticket_id "
            f"WHERE c.id IN ({marks})",
            chunk,
        )
        found |= {
            int(case): CaseLabel(f"{label} {topic}".strip(), ticket, who) for case, label, topic, ticket, who in rows
        }
    return found


def read_last_sweep(store: Store, office: str) -> tuple[datetime, str] | None:
    """Return when the deadlines were last swept, UTC, and by whom."""
    rows = store.query("SELECT last_at, who FROM sweep WHERE office = ?", (office,))
    return (datetime.fromtimestamp(rows[0][0], UTC), str(rows[0][1])) if rows else None


def record_sweep(store: Store, office: str, who: str, now: datetime) -> None:
    """Record that `who` has swept at `now`."""
    store.execute(RECORD_SWEEP_SQL, (office, int(now.timestamp()), who))


def rewrite_last_sweep(store: Store, office: str) -> None:
    """Write the row of the last sweep once more, to find out whether anything can be written."""
    # There and back, since a row that stays as it is would not be written at all.
    for change in ("who || '.'", "substr(who, 1, length(who) - 1)"):
        store.execute(f"UPDATE sweep SET who = {change} WHERE office = ?", (office,))


def _moment(stored: int | None) -> datetime | None:
    return None if stored is None else datetime.fromtimestamp(stored, UTC)


def _chunks(consultations: Sequence[T]) -> Iterator[Sequence[T]]:
    return (consultations[start : start + _BATCH] for start in range(0, len(consultations), _BATCH))

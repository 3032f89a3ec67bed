"""Statements of the notices: what each officer has to be told, told once."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.notices import Notice, Recipient
from kppn_tui.domain.records import Alert, Deadline, Event
from kppn_tui.domain.states import EscalationState
from kppn_tui.domain.sweep import Raised
from kppn_tui.store import models, sweeps
from kppn_tui.store.sql_constants import OPEN_ESCALATION_SQL, UNTOLD_SQL, literal
from kppn_tui.store.store import Store

#: What was told is kept so long.
KEPT = timedelta(days=31)
_BATCH = 100
_COLUMNS = "id, officer_id, alert_id, event_id, escalation_id, section, raised_at, told_at"
_UNTOLD = f"SELECT 1 FROM notice WHERE officer_id = ? AND {UNTOLD_SQL} LIMIT 1"
_TELL = f"UPDATE notice SET told_at = ? WHERE officer_id = ? AND {UNTOLD_SQL} RETURNING id"
#: Questions that wait for a section and of which nothing was ever to be told to an officer.
_WAITING = (
    "SELECT e.id, e.section FROM escalation e JOIN consultation c ON c.id = e.consultation_id "
    f"WHERE e.office = ? AND e.{OPEN_ESCALATION_SQL} AND e.sent_by <> ? AND coalesce(c.officer_id, 0) <> ? "
    f"AND e.state IN ({literal(EscalationState.SENT, EscalationState.ACCEPTED)}) AND e.section IN ({{marks}}) "
    "AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.escalation_id = e.id AND n.officer_id = ?)"
)
_ASKED_BY = (
    "SELECT max(v.id) FROM event v JOIN escalation e ON e.ticket_id = v.ticket_id WHERE e.id = ? "
    f"AND v.consultation_id = e.consultation_id AND v.action IN ({literal(Action.ESCALATE, Action.PASS_ON)})"
)


def add(store: Store, office: str, rows: Sequence[tuple[Recipient, int | None, int | None]], now: datetime) -> int:
    """Add what has to be told: the recipient, and the alert or the event; return how many there were not yet."""
    added, moment = 0, int(now.timestamp())
    for start in range(0, len(rows), _BATCH):
        some = rows[start : start + _BATCH]
        marks = ", ".join(["(?, ?, ?, ?, ?, ?, ?)"] * len(some))
        added += store.execute(
            "INSERT INTO notice (office, officer_id, alert_id, event_id, escalation_id, section, raised_at) "
            f"VALUES {marks} ON CONFLICT DO NOTHING",
            [
                value
                for one, alert_id, event_id in some
                for value in (office, one.officer_id, alert_id, event_id, one.escalation_id, one.section, moment)
            ],
        )
    return added


def has_untold(store: Store, office: str, officer_id: int, acting: Sequence[str]) -> bool:
    """Return whether `officer_id` has to be told something; `acting` are the sections they stand in for today."""
    if store.query(_UNTOLD, (officer_id,)):
        return True
    return bool(acting) and bool(_waiting(store, office, officer_id, acting))


def _waiting(store: Store, office: str, officer_id: int, sections: Sequence[str]) -> list[tuple[Any, ...]]:
    marks = ", ".join("?" * len(sections))
    return store.query(_WAITING.format(marks=marks), (office, officer_id, officer_id, *sections, officer_id))


def add_waiting(store: Store, office: str, officer_id: int, acting: Sequence[str], now: datetime) -> None:
    """Add the questions that wait for the sections that `officer_id` stands in for, asked before that began."""
    rows = [
        (Recipient(officer_id, str(section), int(escalation)), None, store.query(_ASKED_BY, (escalation,))[0][0])
        for escalation, section in (_waiting(store, office, officer_id, acting) if acting else ())
    ]
    add(store, office, [row for row in rows if row[2] is not None], now)


def tell(store: Store, officer_id: int, now: datetime) -> list[int]:
    """Mark as told what `officer_id` has not been told; return those ids: at another desk they are not told again."""
    moment = int(now.timestamp())
    store.execute(
        "DELETE FROM notice WHERE officer_id = ? AND told_at < ?", (officer_id, int((now - KEPT).timestamp()))
    )
    return sorted(int(found) for (found,) in store.query(_TELL, (moment, officer_id)))


def withhold(store: Store, ids: Sequence[int]) -> None:
    """Mark notices as not told after all: their officer had left before they could be shown."""
    store.execute(f"UPDATE notice SET told_at = NULL WHERE id IN ({', '.join('?' * len(ids))})", ids)


def take_back(store: Store, event_id: int) -> list[Recipient]:
    """Remove what nobody has been told of `event_id`; return who has been told of it."""
    store.execute(f"DELETE FROM notice WHERE event_id = ? AND {UNTOLD_SQL}", (event_id,))
    rows = store.query("SELECT officer_id, section, escalation_id FROM notice WHERE event_id = ?", (event_id,))
    return [Recipient(int(officer), str(section), escalation) for officer, section, escalation in rows]


def read(store: Store, ids: Sequence[int]) -> list[Notice]:
    """Return the notices of `ids`, in the order in which they were raised."""
    found: list[tuple[Any, ...]] = []
    for start in range(0, len(ids), _BATCH):
        some = ids[start : start + _BATCH]
        found += store.query(f"SELECT {_COLUMNS} FROM notice WHERE id IN ({', '.join('?' * len(some))})", some)
    return _notices(store, found)


def read_told_since(store: Store, officer_id: int, since: datetime) -> list[Notice]:
    """Return what `officer_id` has been told since `since`, in the order in which it was raised."""
    statement = f"SELECT {_COLUMNS} FROM notice WHERE officer_id = ? AND told_at >= ?"
    return _notices(store, store.query(statement, (officer_id, int(since.timestamp()))))


def _substitute(event: Event | None) -> int | None:
    """Return who stands in by a naming, a change or an end."""
    of_naming = event is not None and event.action == Action.SUBSTITUTE
    return json.loads(event.data).get("substitute") if event is not None and of_naming else None


def _notices(store: Store, rows: Iterable[tuple[Any, ...]]) -> list[Notice]:
    found = sorted(rows, key=lambda row: (row[6], row[0]))
    alerts = {one.id: one for one in store.find(Alert, id=[row[2] for row in found if row[2] is not None])}
    events = {one.id: one for one in store.find(Event, id=[row[3] for row in found if row[3] is not None])}
    deadlines = {one.id: one for one in store.find(Deadline, id=[one.deadline_id for one in alerts.values()])}
    cases = sorted({
        *(one.consultation_id for one in deadlines.values()),
        *(one.consultation_id for one in events.values() if one.consultation_id is not None),
    })  # fmt: skip
    labels = sweeps.read_case_labels(store, cases)
    names = dict(store.query(f"SELECT id, name FROM {models.Officer._meta.table_name}"))
    notices = []
    for notice_id, _officer, alert_id, event_id, escalation_id, section, raised_at, told_at in found:
        alert, event = alerts.get(alert_id), events.get(event_id)
        deadline = deadlines.get(alert.deadline_id) if alert is not None else None
        case = deadline.consultation_id if deadline is not None else event.consultation_id if event else None
        label = labels.get(case or 0)
        notices.append(
            Notice(
                notice_id,
                datetime.fromtimestamp(raised_at, UTC),
                section,
                label.text if label else "",
                label.ticket_id if label else None,
                case,
                escalation_id,
                Raised(deadline, alert.level, label.text if label else "") if alert and deadline else None,
                event,
                str(names.get(event.officer_id, "")) if event is not None else "",
                str(names.get(_substitute(event), "")),
                None if told_at is None else datetime.fromtimestamp(told_at, UTC),
            )
        )
    return notices

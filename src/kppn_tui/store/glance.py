"""Is any clock due? Asked of the file with the standard library alone, so that a timer may ask every minute."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kppn_tui.store.bare import APPLICATION_ID, BEAT, BEAT_SECONDS, LEFT_OVER_SQL, NEXT, SCHEMA, open_existing

_WAIT_SECONDS = 5
#: A glance does not know the office's zone: what may be of an earlier day anywhere is left to a sweep, which does.
_AHEAD = timedelta(hours=14)

_LAST = "SELECT last_at FROM sweep WHERE office = ?"
LEFT_OVER = f"SELECT 1 FROM ticket WHERE {LEFT_OVER_SQL} LIMIT 1"


@dataclass(frozen=True, slots=True)
class Idle:
    """No clock is due; `next_at` is when the next one will be (UTC), None when none runs."""

    next_at: datetime | None


def glance(path: Path, office: str, who: str, now: datetime) -> Idle | None:
    """Idle, with the sign of life of `who` left behind; None when a clock is due at `now` or the file is unusual.

    None asks for a real sweep, which says what is wrong with the file, and ends the day for walk-ins left over.
    """
    try:
        with closing(open_existing(path, _WAIT_SECONDS)) as connection:
            return _look(connection, office, who, now)
    except (sqlite3.Error, ValueError):
        return None


def _look(connection: sqlite3.Connection, office: str, who: str, now: datetime) -> Idle | None:
    moment = int(now.timestamp())

    def one(statement: str, *parameters: object) -> int | None:
        row = connection.execute(statement, parameters).fetchone()
        return None if row is None else row[0]

    if one("PRAGMA application_id") != APPLICATION_ID or one("PRAGMA user_version") != SCHEMA:
        return None
    next_at = one(NEXT, office)
    if next_at is not None and next_at <= moment:
        return None
    last = one(_LAST, office)
    if last is None or moment - last >= BEAT_SECONDS:
        if one(LEFT_OVER, office, (now.astimezone(UTC) + _AHEAD).date().isoformat()):
            return None
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(BEAT, (office, moment, who))
        connection.execute("DELETE FROM undo WHERE expires_at < ?", (moment,))
        connection.execute("COMMIT")
    return Idle(None if next_at is None else datetime.fromtimestamp(next_at, UTC))

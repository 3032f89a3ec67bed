"""Is any clock due? Asked of the file with the standard library alone, so that a timer may ask every minute."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

#: As in `store.database` and `desk.sweep`, which would load the whole store; a test holds them equal.
APPLICATION_ID, SCHEMA = 0x4B50504E, 2
BEAT_SECONDS = 60
_WAIT_SECONDS = 5

_NEXT = "SELECT min(next_at) FROM deadline WHERE office = ? AND next_at IS NOT NULL"
_LAST = "SELECT last_at FROM sweep WHERE office = ?"
_BEAT = (
    "INSERT INTO sweep (office, last_at, who) VALUES (?, ?, ?) "
    "ON CONFLICT (office) DO UPDATE SET last_at = excluded.last_at, who = excluded.who"
)


@dataclass(frozen=True, slots=True)
class Idle:
    """No clock is due; `next_at` is when the next one will be (UTC), None when none runs."""

    next_at: datetime | None


def glance(path: Path, office: str, who: str, now: datetime) -> Idle | None:
    """Idle, with the sign of life of `who` left behind; None when a clock is due at `now` or the file is unusual.

    None asks for a real sweep, which says what is wrong with the file.
    """
    moment = int(now.timestamp())
    try:
        with closing(
            sqlite3.connect(f"{path.as_uri()}?mode=rw", timeout=_WAIT_SECONDS, isolation_level=None, uri=True)
        ) as connection:
            return _look(connection, office, who, moment)
    except (sqlite3.Error, ValueError):
        return None


def _look(connection: sqlite3.Connection, office: str, who: str, moment: int) -> Idle | None:
    def one(statement: str, *parameters: object) -> int | None:
        row = connection.execute(statement, parameters).fetchone()
        return None if row is None else row[0]

    if one("PRAGMA application_id") != APPLICATION_ID or one("PRAGMA user_version") != SCHEMA:
        return None
    next_at = one(_NEXT, office)
    if next_at is not None and next_at <= moment:
        return None
    last = one(_LAST, office)
    if last is None or moment - last >= BEAT_SECONDS:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(_BEAT, (office, moment, who))
        connection.execute("DELETE FROM undo WHERE expires_at < ?", (moment,))
        connection.execute("COMMIT")
    return Idle(None if next_at is None else datetime.fromtimestamp(next_at, UTC))

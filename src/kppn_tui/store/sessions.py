"""Number the sessions of officers: a newer number ends what is older."""

from datetime import datetime

from kppn_tui.store.store import Store

_BEGIN = (
    "INSERT INTO session (officer_id, number, counter, started_at) VALUES (?, 1, ?, ?) ON CONFLICT (officer_id) "
    "DO UPDATE SET number = session.number + 1, counter = excluded.counter, started_at = excluded.started_at "
    "RETURNING number"
)


def begin(store: Store, officer_id: int, counter: str, now: datetime) -> int:
    """Begin a session of the officer at `counter` and return its number; all others of the officer end."""
    return int(store.query(_BEGIN, (officer_id, counter, int(now.timestamp())))[0][0])


def read_newest(store: Store, officer_id: int) -> tuple[int, str]:
    """Return the number of the officer's newest session and its counter; 0 before the first."""
    rows = store.query("SELECT number, counter FROM session WHERE officer_id = ?", (officer_id,))
    return (int(rows[0][0]), str(rows[0][1])) if rows else (0, "")

"""Count the failed tries to sign in, by name and by terminal: a row for each, shared by all desks of the office."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from kppn_tui.domain.credentials import FORGOTTEN, wait_left
from kppn_tui.store.store import Store

_COUNT = (
    "INSERT INTO sign_in_try (office, key, failed, last_at) VALUES (?, ?, 1, ?) ON CONFLICT (office, key) "
    "DO UPDATE SET failed = CASE WHEN sign_in_try.last_at < ? THEN 1 ELSE sign_in_try.failed + 1 END, "
    "last_at = excluded.last_at"
)


def count_try(store: Store, keys: Collection[str], now: datetime) -> timedelta:
    """Count a try under `keys`, as failed until `forget` says otherwise; zero, or how long it has to wait.

    One that has to wait is not counted. It is counted before the password is looked at, so that many at once gain
    nothing.
    """
    marks = ", ".join("?" * len(keys))
    rows = store.query(
        f"SELECT failed, last_at FROM sign_in_try WHERE office = ? AND key IN ({marks})", (store.office, *keys)
    )
    known = [(int(failed), datetime.fromtimestamp(last_at, UTC)) for failed, last_at in rows]
    left = max((wait_left(failed, last_at, now) for failed, last_at in known), default=timedelta(0))
    if not left:
        moment = int(now.timestamp())
        for key in keys:
            store.execute(_COUNT, (store.office, key, moment, moment - int(FORGOTTEN.total_seconds())))
    return left


def forget(store: Store, keys: Collection[str], now: datetime) -> None:
    """Forget the tries under `keys`, and all that are long past."""
    marks = ", ".join("?" * len(keys))
    past = int((now - FORGOTTEN).timestamp())
    store.execute(
        f"DELETE FROM sign_in_try WHERE office = ? AND (key IN ({marks}) OR last_at < ?)", (store.office, *keys, past)
    )

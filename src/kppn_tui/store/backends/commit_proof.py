"""Prove what became of a commit whose connection broke, by the row of its own event.

A server that crashed, or another one that took its place, gives the numbers of transactions anew: they prove nothing.
The event of the verb bears a random mark, and whoever holds the lock of the office knows that no older transaction of
it is still under way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any

import psycopg2

from kppn_tui.store.backend import CommitUnknown
from kppn_tui.store.backends.answer_timeout import AnswerTimeout
from kppn_tui.store.sql_constants import APPLICATION_ID

#: How long the servers are asked, in seconds: longer than one keeps a transaction whose desk is gone
#: (`idle_in_transaction_session_timeout`).
PROOF_SECONDS = 12.0
#: Between two attempts, in seconds.
_PAUSE = 0.2
_LOCK = "SELECT pg_advisory_xact_lock(%s, hashtext(%s))"
#: Locking the row is itself written to the log, so that this commit waits for whatever the server's commits wait for:
#: what a synchronous standby does not have yet is not proven. A standby refuses it.
_FIND = "SELECT 1 FROM event WHERE id = %s AND mark = %s FOR UPDATE"


@dataclass(frozen=True, slots=True)
class EventMark:
    """The event by which a transaction is proven: its id and its random mark."""

    event_id: int
    mark: str


def has_committed(connect: Callable[[], Any], timeout: AnswerTimeout, office: str, proof: EventMark) -> bool:
    """Return whether the transaction of `office` that wrote `proof` has committed; `connect` finds who writes now.

    Raises:
        CommitUnknown: nobody answers in time.
    """
    end = monotonic() + PROOF_SECONDS
    while True:
        try:
            return _is_there(connect, timeout, office, proof)
        except psycopg2.Error as error:
            if monotonic() > end:
                raise CommitUnknown from error
        sleep(_PAUSE)


def _is_there(connect: Callable[[], Any], timeout: AnswerTimeout, office: str, proof: EventMark) -> bool:
    connection = connect()
    try:
        with timeout.limit(connection), connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(_LOCK, (APPLICATION_ID, office))
            # A statement of its own: what it sees is what was committed when the lock was there.
            cursor.execute(_FIND, (proof.event_id, proof.mark))
            found = cursor.fetchall()
            cursor.execute("COMMIT")
    finally:
        connection.close()
    return bool(found)

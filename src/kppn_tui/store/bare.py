"""What is known of a database without Peewee: its marks, how it is reached and locked, the clauses of its indexes."""

import sqlite3
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from random import uniform
from time import monotonic, sleep
from typing import Any

from kppn_tui.domain.states import Channel, TicketState

#: The number of the newest script in store/migrations; kept in the file as PRAGMA user_version.
SCHEMA = 4
#: "KPPN" in ASCII: how a desk's file is told from any other SQLite file.
APPLICATION_ID = 0x4B50504E
#: A sweeper says that it is alive at least this often.
BEAT_SECONDS = 60

#: A connection that a firewall or a pulled cable has cut is given up after about ten seconds; so is a desk that stands
#: still inside a transaction, because the others of its office wait for it.
CONNECTING: dict[str, Any] = {
    "connect_timeout": 3,
    "keepalives": 1,
    "keepalives_idle": 4,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "kppn-tui",
    "options": "-c lock_timeout=5s -c statement_timeout=15s -c idle_in_transaction_session_timeout=10s",
}

#: A transaction that writes: no other writer of the office is at work meanwhile.
WRITE = "write"
#: One that only takes a row which nobody else may take: several go on at once where the database can.
CLAIM = "claim"
#: One that tells nobody and waits for nobody: a sign of life.
QUIET = "quiet"


def literal(*members: StrEnum) -> str:
    """Members of a closed set as a constant statement spells them."""
    return ", ".join(f"'{member}'" for member in members)


# A row is open until its end is written, so that a new state changes no index.
# A statement names the clause of a partial index word for word, never by bound values: else it misses the index.
OPEN_TICKET_SQL = "closed_at IS NULL"
OPEN_CONSULTATION_SQL = "ended_at IS NULL"
OPEN_ESCALATION_SQL = "ended_at IS NULL"
RUNNING_CLOCK_SQL = "next_at IS NOT NULL"

#: When the next clock of an office falls due.
NEXT = f"SELECT min(next_at) FROM deadline WHERE office = ? AND {RUNNING_CLOCK_SQL}"
#: (office, when, who) have swept.
BEAT = (
    "INSERT INTO sweep (office, last_at, who) VALUES (?, ?, ?) "
    "ON CONFLICT (office) DO UPDATE SET last_at = excluded.last_at, who = excluded.who"
)
#: The walk-ins of days before (office, day) who were not served; one in service needs an outcome first.
#: The day is no bare column here, or the index of the numbers would be taken and with it every ticket that ever was.
LEFT_OVER_SQL = (
    f"office = ? AND {OPEN_TICKET_SQL} AND state <> {literal(TicketState.SERVING)} "
    f"AND channel = {literal(Channel.FACE_TO_FACE)} AND day || '' < ?"
)


def in_line(call: Callable[[], None], seconds: float) -> None:
    """Run `call` again while another program has the file locked: turning to WAL does not wait, whatever the timeout.

    Raises what `call` raises, after `seconds` also that the file is locked.
    """
    end = monotonic() + seconds
    while True:
        try:
            return call()
        except Exception as error:
            if "locked" not in str(error) or monotonic() > end:
                raise
            sleep(uniform(0.01, 0.05))


def open_existing(path: Path, timeout: float) -> sqlite3.Connection:
    """A connection to the file at `path` in autocommit, for any thread. Raises sqlite3.OperationalError: none there."""
    uri = f"{path.as_uri()}?mode=rw"
    return sqlite3.connect(uri, timeout=timeout, isolation_level=None, check_same_thread=False, uri=True)

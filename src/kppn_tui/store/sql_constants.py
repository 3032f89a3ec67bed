"""Marks of a database, connection options and clauses of indexes, shared by statements and connections; no Peewee."""

from enum import StrEnum
from typing import Any

from kppn_tui.domain.states import Channel, TicketState

#: The number of the newest script in store/migrations; kept in the file as PRAGMA user_version.
SCHEMA = 10
#: "KPPN" in ASCII: how a desk's file is told from any other SQLite file.
APPLICATION_ID = 0x4B50504E
#: A sweeper records that it is alive at least this often, in seconds.
SWEEP_SIGN_SECONDS = 60

#: A connection that a firewall or a pulled cable has cut is given up after about ten seconds. Of several servers that
#: one is meant which takes writes. What a URL says itself goes first (`store.server_url`).
POSTGRES_OPTIONS: dict[str, Any] = {
    "connect_timeout": 3,
    "keepalives": 1,
    "keepalives_idle": 4,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "kppn-tui",
    "target_session_attrs": "read-write",
}
#: A desk that stands still inside a transaction is given up: the others of its office wait for it.
POSTGRES_SETTINGS = {
    "lock_timeout": "5s",
    "statement_timeout": "15s",
    "idle_in_transaction_session_timeout": "10s",
}


def literal(*members: StrEnum) -> str:
    """Return members of a closed set as a constant statement spells them."""
    return ", ".join(f"'{member}'" for member in members)


# A row is open until its end is written, so that a new state changes no index.
# A statement names the clause of a partial index word for word, never by bound values: else it misses the index.
OPEN_TICKET_SQL = "closed_at IS NULL"
OPEN_CONSULTATION_SQL = "ended_at IS NULL"
OPEN_ESCALATION_SQL = "ended_at IS NULL"
RUNNING_DEADLINE_SQL = "next_at IS NOT NULL"
UNTOLD_SQL = "told_at IS NULL"

#: When the next deadline of an office warns or breaches.
NEXT_DUE_SQL = f"SELECT min(next_at) FROM deadline WHERE office = ? AND {RUNNING_DEADLINE_SQL}"
#: Records that somebody has swept: (office, when, who).
RECORD_SWEEP_SQL = (
    "INSERT INTO sweep (office, last_at, who) VALUES (?, ?, ?) "
    "ON CONFLICT (office) DO UPDATE SET last_at = excluded.last_at, who = excluded.who"
)
#: The clause of walk-ins of days before (office, day) who were not served; one in service needs an outcome first.
#: The day is no bare column here, or the index of the numbers would be taken and with it every ticket that ever was.
LEFT_OVER_SQL = (
    f"office = ? AND {OPEN_TICKET_SQL} AND state <> {literal(TicketState.SERVING)} "
    f"AND channel = {literal(Channel.FACE_TO_FACE)} AND day || '' < ?"
)

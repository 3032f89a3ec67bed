"""The protocol of what SQLite and PostgreSQL do differently; `store.backends` has a class for each.

Beyond it, both understand the same SQL, with question marks for values (`Backend.spell`).
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Protocol

from peewee import OperationalError

#: Runs one select with its values: the rows.
Select = Callable[[str, Sequence[object]], Sequence[Sequence[Any]]]


class WriteMode(Enum):
    """Modes of a transaction that writes: the writers that it keeps out meanwhile."""

    #: Every other writer of the office.
    WRITE = auto()
    #: Only whoever wants the same row: several go on at once where the database can.
    CLAIM = auto()
    #: Nobody. It wakes nobody and waits for nobody: a sign of life.
    QUIET = auto()


class Failure(Enum):
    """Kinds of failures of a transaction, told apart by what somebody has to do then."""

    #: Nothing was saved: try again.
    NOT_SAVED = auto()
    #: Nothing was saved: others held for too long what was wanted.
    BUSY = auto()
    #: Nothing was saved: room has to be made on the disk first.
    FULL = auto()
    #: It may have been saved: somebody has to look.
    UNKNOWN = auto()


class CommitUnknown(OperationalError):
    """The commit broke, and nobody could be asked in time what became of it."""

    def __init__(self) -> None:
        super().__init__("the connection broke over the commit")


class ChangeFeed(Protocol):
    """Tell that another desk has committed. One thread at a time."""

    @property
    def lost(self) -> bool:
        """Return whether the database can't be watched now; `changed` is True once when it can again."""

    def changed(self) -> bool:
        """Return whether any other desk committed since the last call. Cheap enough for many times a second."""

    def close(self) -> None:
        """Let go of the connection."""


class Backend(Protocol):
    """One database, pooled and safe from any thread."""

    #: How it is named to an officer.
    place: str
    #: What a select adds to hold its rows; "" where a claim holds the whole database anyway.
    ROW_LOCK: str
    #: What a select adds to hold its rows and to pass over those that somebody else holds.
    SKIP_LOCKED: str

    def connection_context(self) -> AbstractContextManager[Any]:
        """Give this thread a connection, and take it back on leaving the outermost one."""

    def in_transaction(self) -> bool:
        """Return whether this thread is in a transaction."""

    def atomic(self) -> AbstractContextManager[Any]:
        """Read one consistent snapshot."""

    def writing(self, mode: WriteMode) -> AbstractContextManager[Any]:
        """Write in one transaction: committed whole on leaving, or rolled back. Writers go in order."""

    @property
    def mark(self) -> str | None:
        """Return the random mark for the event of this thread's transaction; None where a commit needs no proof."""

    def marked(self, event_id: int) -> None:
        """Take note that the event with `event_id` bears the mark of this thread's transaction."""

    def failure(self, error: Exception) -> Failure:
        """Return what `error`, which ended a transaction or a reading, means to whoever waited for it."""

    def execute_sql(self, sql: str, params: Sequence[object] | None = None) -> Any:
        """Run one statement in the driver's own spelling; its cursor."""

    def execute(self, query: Any) -> Any:
        """Run one query of Peewee; its cursor, whose rows are as the database keeps them."""

    def spell(self, statement: str) -> str:
        """Return `statement`, whose values are question marks, in the driver's own spelling."""

    def get_sql_context(self) -> Any:
        """Return what compiles Peewee's queries for this database."""

    def select_once(self, statement: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of one constant select outside a transaction, for what is asked over and over."""

    def change_feed(self) -> ChangeFeed:
        """Return a new feed of what other desks commit."""

    def shut_down(self) -> None:
        """Close every connection."""


@dataclass(frozen=True, slots=True)
class FileCondition:
    """The condition of a database file."""

    integrity: str
    journal: str
    mode: int
    #: The room left for others on its disk, in bytes.
    free: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """A database that is read without being changed; `schema` is 0 when it is empty."""

    schema: int
    select: Select
    #: The version of a server, or "".
    server: str = ""
    file: FileCondition | None = None

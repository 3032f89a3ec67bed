"""Open, lock and ask a database on a PostgreSQL server."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache, partial
from hashlib import sha256
from secrets import token_hex
from threading import local
from typing import Any, TypeVar
from uuid import uuid4

import peewee
import psycopg2

from kppn_tui.domain.errors import N_, SchemaTooNew, StoreUnavailable
from kppn_tui.office.places import shown
from kppn_tui.store.backend import CommitUnknown, Failure, Inspection, WriteMode
from kppn_tui.store.backends.answer_timeout import AnswerTimeout
from kppn_tui.store.backends.commit_proof import EventMark, has_committed
from kppn_tui.store.backends.postgres_feed import PostgresFeed
from kppn_tui.store.peewee_private import UncheckedPool, driver_error, replace_connection
from kppn_tui.store.server_url import connect, connection_options
from kppn_tui.store.sql_constants import APPLICATION_ID, SCHEMA

T = TypeVar("T")
#: Codes of a server with which a connection ends, or is of no use: a standby takes no writes (25006). Without a code it
#: is the driver that speaks.
_LOST = ("08", "57P", "25P03", "25P04", "25006")
#: Codes of a server of which the officer has to know more.
_FAILURES = {"55P03": Failure.BUSY, "53100": Failure.FULL}
#: The lock of an office (exclusive or shared) and the notice to its desks: one trip.
_BEGIN = "BEGIN; SELECT pg_advisory_xact_lock{shared}(%s, hashtext(%s)), pg_notify(%s, %s)"


class _RolledBack(peewee.InternalError):
    """The server has rolled back instead of committing."""


class _Transaction(local):
    """The transaction of a thread: its mark, once an event wants one, and the event that bears it."""

    writes = False
    mark: str | None = None
    proof: EventMark | None = None


class PostgresBackend(UncheckedPool):
    """A pooled database on a server; the writers of one office go one after the other, those of two never meet."""

    ROW_LOCK = " FOR UPDATE"
    SKIP_LOCKED = " FOR UPDATE SKIP LOCKED"

    def __init__(self, url: str, office: str) -> None:
        super().__init__(url, max_connections=8, timeout=5, autoconnect=False, **connection_options(url))
        #: How it is named to an officer.
        self.place = shown(url)
        self._office = office
        self._channel = channel_of(office)
        #: By this a desk knows its own notices.
        self._own = uuid4().hex
        self._transaction = _Transaction()
        self._answer_timeout = AnswerTimeout()

    def execute_sql(self, sql: str, params: Sequence[object] | None = None) -> Any:
        if self.is_closed():  # a thread that has not asked for one gets none by the way
            return super().execute_sql(sql, params)
        with self._answer_timeout.limit(self.connection()):
            return super().execute_sql(sql, params)

    def writing(self, mode: WriteMode) -> AbstractContextManager[Any]:
        """Write in one transaction; the server lets the writers of an office in as they came."""
        transaction: AbstractContextManager[Any] = self.atomic(mode)
        return transaction

    def begin(self, mode: WriteMode | None = None) -> None:
        """Begin a snapshot, or with a `mode` a transaction that writes.

        A pooled connection that the server has dropped meanwhile is replaced: nothing was done on it yet.
        """
        self._renewed(lambda: self._begin(mode))

    def _renewed(self, first: Callable[[], T]) -> T:
        """Run the first statement on a connection; again on a new one if the server has dropped it."""
        try:
            return first()
        except (peewee.DatabaseError, peewee.InterfaceError) as error:
            if not self._is_lost(error):
                raise
            replace_connection(self)
            return first()

    def _is_lost(self, error: Exception) -> bool:
        """Return whether the connection is at an end; the driver does not always know it at once."""
        code = _code(error)
        return self.connection().closed or code is None or code.startswith(_LOST)

    def failure(self, error: Exception) -> Failure:
        """Return what `error` means to whoever waited."""
        if isinstance(error, CommitUnknown):
            return Failure.UNKNOWN
        return _FAILURES.get(_code(error) or "", Failure.NOT_SAVED)

    @property
    def mark(self) -> str:
        """Return the random mark for the events of this thread's transaction."""
        if self._transaction.mark is None:
            self._transaction.mark = token_hex(8)
        return self._transaction.mark

    def marked(self, event_id: int) -> None:
        """Take note that the event with `event_id` bears the mark of this thread's transaction."""
        self._transaction.proof = EventMark(event_id, self.mark)

    def _begin(self, mode: WriteMode | None) -> None:
        self._transaction.writes = mode is not None
        self._transaction.mark = self._transaction.proof = None
        if mode is None:
            self.execute_sql("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return
        if mode is WriteMode.QUIET:
            self.execute_sql("BEGIN")
            return
        statement = _BEGIN.format(shared="_shared" if mode is WriteMode.CLAIM else "")
        values = (APPLICATION_ID, self._office, self._channel, self._own)
        self.execute_sql(statement, values)

    def commit(self) -> None:
        """Commit; where the connection breaks over it, the event tells whether it has (see `commit_proof`).

        Raises:
            CommitUnknown: there is no event, or nobody answers.
        """
        try:
            # The server answers ROLLBACK, and no error, where a statement of the transaction had failed.
            if self.execute_sql("COMMIT").statusmessage != "COMMIT":
                raise _RolledBack("a statement before the commit had failed")
        except (peewee.DatabaseError, peewee.InterfaceError) as error:
            if isinstance(error, _RolledBack) or not self._transaction.writes or not self._is_lost(error):
                raise
            # Its lock may still be held there, or its answer still come: nobody uses it any more.
            self.connection().close()
            proof = self._transaction.proof
            if proof is None:
                raise CommitUnknown from error
            if not has_committed(self._raw, self._answer_timeout, self._office, proof):
                raise

    def rollback(self) -> None:
        """Roll back; a connection that is lost has done so already, and the error that led here is the one to tell."""
        connection = self.connection()
        if connection.closed:
            return
        try:
            with self._answer_timeout.limit(connection):
                super().rollback()
        except (peewee.DatabaseError, peewee.InterfaceError):
            connection.close()

    def _raw(self) -> Any:
        return connect(self.database)

    def spell(self, statement: str) -> str:
        """Return `statement` with the placeholders of the driver."""
        return _spelt(statement)

    def select_once(self, statement: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of one constant select outside a transaction."""
        with self.connection_context():
            ask = partial(self.execute_sql, _spelt(statement), parameters)
            cursor = ask() if self.in_transaction() else self._renewed(ask)
            return list(cursor.fetchall())

    def change_feed(self) -> PostgresFeed:
        """Return a new feed of what other desks of the office commit."""
        # A connection to a server that is silent is of no use: the next one is made, and finds out.
        return PostgresFeed(self._raw, self._channel, self._own, self._answer_timeout, self.close_idle)

    def shut_down(self) -> None:
        """Close every connection."""
        self._answer_timeout.end()
        self.close_all()


def _code(error: Exception) -> str | None:
    """Return the code that the server gave, None when it is the driver that speaks."""
    driver = driver_error(error)
    return driver.pgcode if isinstance(driver, psycopg2.Error) else None


@cache
def _spelt(statement: str) -> str:
    return statement.replace("?", "%s")


def channel_of(office: str) -> str:
    """Return the channel on which the desks of `office` tell each other; a code may be longer than a channel's name."""
    return f"kppn_{sha256(office.encode()).hexdigest()[:16]}"


@contextmanager
def inspecting_postgres(url: str, office: str) -> Iterator[Inspection]:
    """Read the database at `url` without changing it.

    Raises:
        StoreUnavailable: the server does not answer, refuses, or the database belongs to another program.
        SchemaTooNew: a newer program wrote it.
    """
    with _told(url):
        database = PostgresBackend(url, office)
        try:
            with database.connection_context():
                schema = _inspect(database)
            (version,) = database.select_once("SHOW server_version")[0]
            yield Inspection(schema, database.select_once, server=str(version))
        finally:
            database.shut_down()


def open_postgres(url: str, office: str) -> PostgresBackend:
    """Open the database at `url`, migrated; an empty one becomes ours. Raises as `inspecting_postgres`."""
    from kppn_tui.store.schema import migrate

    with _told(url):
        database = PostgresBackend(url, office)
        with database.connection_context():
            version = _inspect(database)
        if version < SCHEMA:
            migrate(database)
        return database


@contextmanager
def _told(url: str) -> Iterator[None]:
    try:
        yield
    except (peewee.PeeweeException, psycopg2.Error) as error:
        raise StoreUnavailable(url=shown(url), reason=str(error).strip().partition("\n")[0]) from error


def _inspect(database: PostgresBackend) -> int:
    """Return the schema version, 0 when the database is empty."""
    ask: Callable[..., Any] = database.execute_sql
    if ask("SHOW server_encoding").fetchone()[0] != "UTF8":
        raise StoreUnavailable(url=database.place, reason=N_("its encoding is not UTF8; create it with that"))
    if ask("SELECT current_schema()").fetchone()[0] is None:
        raise StoreUnavailable(url=database.place, reason=N_("there is no schema that its search_path names"))
    tables = set(database.get_tables())
    if {"schema_migration", "consultation", "deadline"} <= tables:
        newest = ask("SELECT max(name) FROM schema_migration").fetchone()[0] or "0"
        version = int(newest.partition("_")[0])
        if version > SCHEMA:
            raise SchemaTooNew(url=database.place)
        return version
    if tables:
        raise StoreUnavailable(url=database.place, reason=N_("it belongs to another program"))
    return 0

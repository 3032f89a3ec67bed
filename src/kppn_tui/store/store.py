"""The store: records in, records out, one short transaction at a time, whichever thread asks."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

import peewee

from kppn_tui.domain.errors import N_, LostRace, NotFound, StoreUnavailable
from kppn_tui.domain.records import Event
from kppn_tui.store.backend import Backend, Failure, WriteMode
from kppn_tui.store.sqlite_connection import FILE_ERRORS
from kppn_tui.store.statements import Statements, office_column, records, stored
from kppn_tui.store.tables import model_named

R = TypeVar("R")
#: What an officer is told; what they have to know stands first, for a form has two lines for it.
SENTENCES = {
    Failure.NOT_SAVED: N_("Nothing was saved, try again: the database {url} does not answer ({reason})."),
    Failure.BUSY: N_("Nothing was saved, try again: others are writing in {url} and did not end in time."),
    Failure.FULL: N_("Nothing was saved: the disk of {url} is full. Have room made, then try again ({reason})."),
    Failure.UNKNOWN: N_("Look whether it was saved before you try again: the connection to {url} broke over it."),
}
#: Errors of this program, not of the file or of the disk.
_OURS = (
    peewee.IntegrityError,
    peewee.ProgrammingError,
    peewee.DataError,
    sqlite3.IntegrityError,
    sqlite3.ProgrammingError,
    sqlite3.DataError,
)


class Store:
    """Reads and writes of one office in one database; the records of the others are not there for it."""

    def __init__(self, database: Backend, office: str) -> None:
        self.database = database
        self.office = office
        self._statements = Statements(database)

    def close(self) -> None:
        """Close every connection."""
        self.database.shut_down()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read one consistent snapshot by several selects; within another one it is that one.

        Raises:
            StoreUnavailable: the database can't be read now.
        """
        with self._guard(), self.database.connection_context(), self._snapshot():
            yield

    def _snapshot(self) -> AbstractContextManager[Any]:
        begin: AbstractContextManager[Any] = self.database.atomic()
        return nullcontext() if self.database.in_transaction() else begin

    @contextmanager
    def writing(self, mode: WriteMode = WriteMode.WRITE) -> Iterator[None]:
        """Write in one transaction: committed whole on leaving, or not at all.

        Raises:
            StoreUnavailable: the database can't be written now; nothing was saved, or it says that this is unknown.
        """
        with self._guard(), self.database.connection_context(), self.database.writing(mode):
            yield

    @contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            yield
        except (peewee.DatabaseError, peewee.InterfaceError, *FILE_ERRORS) as error:
            if isinstance(error, _OURS):
                raise
            raise StoreUnavailable(
                SENTENCES[self.database.failure(error)],
                url=self.database.place,
                reason=str(error).strip().partition("\n")[0],
            ) from error

    # Reading

    def get(self, record_type: type[R], record_id: int) -> R:
        """Return the record with `record_id`.

        Raises:
            NotFound: there is none, or it is another office's.
        """
        for record in self.find(record_type, id=record_id):
            return record
        raise NotFound

    def find(self, record_type: type[R], **equals: object) -> list[R]:
        """Return the records whose columns equal `equals` (a sequence means “one of”), oldest first."""
        if any(isinstance(value, tuple | list) and not value for value in equals.values()):
            return []
        return self._own(record_type, self._rows(*self._statements.select(record_type, equals)))

    def select(self, record_type: type[R], query: Any) -> list[R]:
        """Return the rows of `query` as records."""
        return self._own(record_type, self._rows(*self._statements.of_query(record_type, query)))

    def _own(self, record_type: type[R], rows: list[tuple[Any, ...]]) -> list[R]:
        """Return `rows` as records, those of other offices left out; a row without an office hangs on one that has it.

        All that is asked by an id comes through here, so that no verb and no query can forget whose a record is. It is
        not asked in SQL, where it would draw selects away from the index that they are written for.
        """
        kind: Any = record_type
        at = office_column(kind)
        if at is not None:
            rows = [row for row in rows if row[at] == self.office]
        return records(record_type, rows)

    def query(self, statement: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the raw rows of a constant statement."""
        return self._rows(self.database.spell(statement), parameters)

    def _rows(self, statement: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
        return list(self.database.execute_sql(statement, parameters).fetchall())

    def select_once(self, statement: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the raw rows of one constant select outside a transaction, for what is asked over and over.

        Raises:
            StoreUnavailable: the database can't be read now.
        """
        with self._guard():
            return self.database.select_once(statement, parameters)

    # Writing

    def insert(self, record: R) -> R:
        """Store `record` and return it with its new id."""
        new_id = self._rows(*self._statements.insert(record))[0][0]
        return replace(record, id=new_id)  # type: ignore[type-var]

    def insert_event(self, event: Event) -> Event:
        """Store `event` and return it with its new id; by its row a commit that breaks is proven."""
        mark = self.database.mark
        new_id: int = self._rows(*self._statements.insert(event, mark=mark))[0][0]
        self.database.marked(new_id)
        return replace(event, id=new_id)

    def change(self, record: R, **values: object) -> R:
        """Write `values` if the state of `record` is still the one that was read; return it changed.

        Raises:
            LostRace: it is not.
        """
        if self.execute(*self._statements.update(record, values)) != 1:
            raise LostRace(who=N_("A colleague"))
        return replace(record, **values)  # type: ignore[type-var]

    def stored_values(self, record: object, columns: Sequence[str]) -> dict[str, object]:
        """Return `columns` of `record` as the database keeps them: what an undo writes back."""
        return {name: stored(getattr(record, name)) for name in columns}

    def write_back(self, table: str, record_id: int, image: dict[str, object]) -> None:
        """Write the stored values of `image` over the row."""
        model = model_named(table)
        self.database.execute(model.update(**image).where(model.id == record_id))

    def remove(self, table: str, record_id: int) -> None:
        """Take away a row that an undone action had added; what follows on it goes with it (`ON DELETE CASCADE`)."""
        model = model_named(table)
        self.database.execute(model.delete().where(model.id == record_id))

    def next_number(self, office: str, day: str, series: str) -> int:
        """Issue the next queue number of the series that day, from its counter row, in the caller's transaction."""
        rows = self.query(
            "INSERT INTO counter (office, day, series, last) VALUES (?, ?, ?, 1) "
            "ON CONFLICT (office, day, series) DO UPDATE SET last = counter.last + 1 RETURNING last",
            (office, day, series),
        )
        return int(rows[0][0])

    def keep_undo(self, event_id: int, expires_at: datetime, tickets: Sequence[int], images: list[object]) -> None:
        """Remember what event `event_id` replaced until `expires_at`."""
        self.execute(
            "INSERT INTO undo (event_id, expires_at, tickets, images) VALUES (?, ?, ?, ?)",
            (event_id, int(expires_at.timestamp()), json.dumps(sorted(tickets)), json.dumps(images)),
        )

    def read_undo(self, event_id: int) -> tuple[list[int], list[Any]] | None:
        """Return the tickets and images of event `event_id`, or None when it can't be undone."""
        rows = self.query("SELECT tickets, images FROM undo WHERE event_id = ?", (event_id,))
        return (json.loads(rows[0][0]), json.loads(rows[0][1])) if rows else None

    def drop_undo(self, now: datetime, event_id: int = 0) -> None:
        """Forget what can no longer be undone, and that of `event_id`."""
        self.execute("DELETE FROM undo WHERE expires_at < ? OR event_id = ?", (int(now.timestamp()), event_id))

    def execute(self, statement: str, parameters: Sequence[object] = ()) -> int:
        """Run a constant statement and return how many rows it changed."""
        return int(self.database.execute_sql(self.database.spell(statement), parameters).rowcount)

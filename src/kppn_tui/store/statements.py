"""Compile the plain statements of the records once: building a query costs Peewee more than SQLite needs to run it.

Peewee writes them, so they fit whatever database is behind; what is kept is the text and the order of its values.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeGuard, TypeVar

from peewee import AsIs, BooleanField

from kppn_tui.domain import records as records_of
from kppn_tui.domain.closed_sets import member, members
from kppn_tui.domain.states import ConsultationState, TicketState
from kppn_tui.store.backend import Backend
from kppn_tui.store.fields import InstantField
from kppn_tui.store.models import Interval
from kppn_tui.store.tables import MODEL_OF

R = TypeVar("R")
#: Lists of every length make a statement each; more than these few hundred are not kept.
_MANY = 400


class Statements:
    """The compiled statements of one database."""

    def __init__(self, database: Backend) -> None:
        self._database = database
        self._known: dict[tuple[object, ...], tuple[str, tuple[int, ...]]] = {}

    def select(self, record_type: type, equals: dict[str, object]) -> tuple[str, list[object]]:
        """Return the statement that reads the rows that equal `equals`, oldest first, in the columns of the record."""
        shape = tuple((column, _kind(value)) for column, value in equals.items())
        statement, _ = self._compiled(("select", record_type, shape), lambda: _select(record_type, shape))
        values: list[object] = []
        for value in equals.values():
            values += value if isinstance(value, tuple | list) else [] if value is None else [value]
        return statement, [stored(value) for value in values]

    def of_query(self, record_type: type, query: Any) -> tuple[str, list[object]]:
        """Return the statement of `query` over the model of `record_type`, in the columns of the record."""
        model: Any = MODEL_OF[record_type]
        columns = (getattr(model, name) for name in ("id", *_columns(record_type)))
        context: Any = self._database.get_sql_context()
        statement, values = context.sql(query.columns(*columns)).query()
        return statement, values

    def insert(self, record: object, **more: object) -> tuple[str, list[object]]:
        """Return the statement that adds `record` and returns its id; `more` are columns that the record has not."""
        record_type: Any = type(record)
        names = tuple(more)
        statement, order = self._compiled(("insert", record_type, names), lambda: _insert(record_type, names))
        given = [*(getattr(record, name) for name in _columns(record_type)), *more.values()]
        return statement, [stored(given[at]) for at in order]

    def update(self, record: object, values: dict[str, object]) -> tuple[str, list[object]]:
        """Return the statement that writes `values` in the row of `record` while its state has not moved."""
        record_type, columns = type(record), tuple(values)
        statement, order = self._compiled(("update", record_type, columns), lambda: _update(record_type, columns))
        given = [*values.values(), record.id]  # type: ignore[attr-defined]
        if _has_state(record_type):
            given.append(record.state)  # type: ignore[attr-defined]
        return statement, [stored(given[at]) for at in order]

    def _compiled(self, key: tuple[object, ...], build: Callable[[], Any]) -> tuple[str, tuple[int, ...]]:
        found = self._known.get(key)
        if found is None:
            if len(self._known) > _MANY:
                self._known.clear()
            context: Any = self._database.get_sql_context()
            statement, order = context.sql(build()).query()
            found = self._known[key] = statement, tuple(int(at) for at in order)
        return found


def records(record_type: Callable[..., R], rows: Sequence[tuple[Any, ...]]) -> list[R]:
    """Return rows of `Statements.select` as records."""
    instants, flags, sets = _special(record_type)
    found = []
    for row in rows:
        values = list(row)
        for at in instants:
            if values[at] is not None:
                values[at] = datetime.fromtimestamp(values[at], UTC)
        for at in flags:
            if values[at] is not None:
                values[at] = bool(values[at])
        for at, known in sets:
            values[at] = known[values[at]]
        if record_type is records_of.Interval:
            kind = TicketState if values[_CONSULTATION] is None else ConsultationState
            values[_STATE] = member(kind, values[_STATE])
        found.append(record_type(*values))
    return found


def stored(value: object) -> object:
    """Return `value` as the database keeps it: instants as whole seconds, members of closed sets as text."""
    store = _STORED[type(value)]
    return value if store is None else store(value)


class _HowStored(dict[type, Callable[[Any], object] | None]):
    """The function that makes of a value of a type what the database keeps; None: it is kept as it is."""

    def __missing__(self, kind: type) -> Callable[[Any], object] | None:
        how: Callable[[Any], object] | None = None
        if issubclass(kind, datetime):
            how = _seconds
        elif issubclass(kind, StrEnum):
            how = str
        self[kind] = how
        return how


def _seconds(value: datetime) -> int:
    return int(value.timestamp())


_STORED = _HowStored()


def _kind(value: object) -> int | None:
    """Return None for “is empty”, 0 for “equals”, n for “one of n”."""
    return None if value is None else len(value) if isinstance(value, tuple | list) else 0


def _select(record_type: type, shape: tuple[tuple[str, int | None], ...]) -> Any:
    model: Any = MODEL_OF[record_type]
    query = model.select(*(getattr(model, name) for name in ("id", *_columns(record_type)))).order_by(model.id)
    for column, kind in shape:
        field = getattr(model, column)
        if kind is None:
            query = query.where(field.is_null())
        elif kind:
            query = query.where(field.in_([AsIs(at) for at in range(kind)]))
        else:
            query = query.where(field == AsIs(0))
    return query


def _insert(record_type: type, more: tuple[str, ...]) -> Any:
    """Build the insert; the number of each column stands for its value, so that Peewee tells the order."""
    model: Any = MODEL_OF[record_type]
    values = {getattr(model, name): AsIs(at) for at, name in enumerate((*_columns(record_type), *more))}
    return model.insert(values).returning(model.id)


def _update(record_type: type, columns: tuple[str, ...]) -> Any:
    model: Any = MODEL_OF[record_type]
    values = {getattr(model, name): AsIs(at) for at, name in enumerate(columns)}
    query = model.update(values).where(model.id == AsIs(len(columns)))
    if _has_state(record_type):
        query = query.where(model.state == AsIs(len(columns) + 1))
    return query


def _has_state(record_type: type) -> bool:
    """Return whether the rows move from state to state; an interval's never does."""
    model: Any = MODEL_OF[record_type]
    return "state" in model._meta.fields and model is not Interval


@cache
def _columns(record_type: Any) -> tuple[str, ...]:
    names = tuple(field.name for field in fields(record_type))
    assert names[0] == "id"
    return names[1:]


@cache
def office_column(record_type: Any) -> int | None:
    """Return where in a row its office is; None where it has none of its own."""
    names = ("id", *_columns(record_type))
    return names.index("office") if "office" in names else None


@cache
def _special(record_type: Any) -> tuple[tuple[int, ...], tuple[int, ...], tuple[tuple[int, Mapping[str, Any]], ...]]:
    """Return where in a row the instants, the flags and the members of closed sets are."""
    model: Any = MODEL_OF[record_type]
    kinds = [getattr(model, name) for name in ("id", *_columns(record_type))]
    return (
        tuple(at for at, field in enumerate(kinds) if isinstance(field, InstantField)),
        tuple(at for at, field in enumerate(kinds) if isinstance(field, BooleanField)),
        tuple((at, members(field.type)) for at, field in enumerate(fields(record_type)) if _is_closed_set(field.type)),
    )


def _is_closed_set(kind: object) -> TypeGuard[type[StrEnum]]:
    return isinstance(kind, type) and issubclass(kind, StrEnum)


#: Where an interval tells its state, and whether that is the state of a consultation.
_STATE, _CONSULTATION = (
    [field.name for field in fields(records_of.Interval)].index(name) for name in ("state", "consultation_id")
)

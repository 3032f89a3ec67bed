"""JSON records: frozen dataclasses written as JSON values and read again, each value strictly of its annotated type.

Instants are ISO 8601 with an offset, dates ISO 8601, durations whole seconds, enums their values.
"""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, NewType, TypeVar, get_args, get_origin

from cattrs import AttributeValidationNote, Converter, IterableValidationNote, UnstructureStrategy
from cattrs.errors import BaseValidationError

T = TypeVar("T")
#: The id of a row as the key of a JSON object: digits alone.
RowId = NewType("RowId", int)
_MAX_DIGITS = 12
#: What a converter raises for a wrong value: its own error with all of them, or the one of the outermost value.
_REFUSALS = (BaseValidationError, TypeError, ValueError, LookupError, AttributeError, RecursionError)


class WrongValue(ValueError):
    """A value that is missing or of another type; `where` is its place in the record, like “events[3].at”."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


def _of_type(value: Any, *kinds: type[T]) -> T:
    """Return `value` if its type is one of `kinds`; True is no number."""
    if type(value) not in kinds:
        raise TypeError(value)
    kept: T = value
    return kept


def _read_instant(value: Any) -> datetime:
    """Return the instant of an ISO text. Raises ValueError: it has no offset."""
    at = datetime.fromisoformat(_of_type(value, str))
    if at.utcoffset() is None:
        raise ValueError(value)
    return at


def _read_row_id(value: Any) -> RowId:
    """Return the id of an object's key."""
    text = _of_type(value, str)
    if not (text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS):
        raise ValueError(value)
    return RowId(int(text))


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _read_tuple(converter: Converter, value: Any, kind: Any) -> tuple[Any, ...]:
    """Return the values of a JSON list, all of one type or each of its own. A text is not a list of characters."""
    values, kinds = _of_type(value, list), get_args(kind)
    if kinds[1:] == (...,):
        return tuple(converter.structure(values, list[kinds[0]]))  # type: ignore[valid-type]
    return tuple(converter.structure(one, kind) for one, kind in zip(values, kinds, strict=True))


_WRITERS: dict[Any, Callable[[Any], Any]] = {
    datetime: datetime.isoformat,
    date: date.isoformat,
    timedelta: lambda length: int(length.total_seconds()),
    RowId: str,
}


def make_converter(
    strategy: UnstructureStrategy = UnstructureStrategy.AS_DICT,
    *,
    check_text: Callable[[str], str] = str,
    check_number: Callable[[int], int] = int,
    check_instant: Callable[[datetime], datetime] = lambda at: at,
) -> Converter:
    """Return a converter that reads and writes records, as objects or, `AS_TUPLE`, as lists of their values.

    The checks may refuse or change each value that is read. An object with a key that its record does not know is
    refused.
    """

    def read_text(value: Any, kind: Any) -> str:
        text = check_text(_of_type(value, str))
        if kind is str:
            return text
        enum_member: str = kind(text)  # a StrEnum is read as the text that it is
        return enum_member

    def read_number(value: Any, _kind: Any) -> int:
        return check_number(_of_type(value, int))

    readers: dict[Any, Callable[[Any, Any], Any]] = {
        str: read_text,
        int: read_number,
        float: lambda value, _kind: float(_of_type(value, float, int)),
        bool: lambda value, _kind: _of_type(value, bool),
        datetime: lambda value, _kind: check_instant(_read_instant(value)),
        date: lambda value, _kind: date.fromisoformat(_of_type(value, str)),
        timedelta: lambda value, _kind: timedelta(seconds=read_number(value, int)),
        RowId: lambda value, _kind: _read_row_id(value),
    }
    converter = Converter(unstruct_strat=strategy, forbid_extra_keys=True)
    for kind, read in readers.items():
        converter.register_structure_hook(kind, read)
    for kind, write in _WRITERS.items():
        converter.register_unstructure_hook(kind, write)
    converter.register_structure_hook_func(_is_tuple, lambda value, kind: _read_tuple(converter, value, kind))
    return converter


#: Reads and writes what rooms keep in their folder.
CONVERTER = make_converter()


def to_json(record: object, converter: Converter = CONVERTER) -> str:
    """Return `record` as JSON on one line."""
    return json.dumps(converter.unstructure(record), ensure_ascii=False)


def from_json(text: str | bytes, kind: type[T], converter: Converter = CONVERTER) -> T:
    """Return the record of type `kind` that `to_json` wrote.

    Raises:
        WrongValue: it is not JSON, or a value is missing or of another type.
    """
    try:
        return structure(json.loads(text), kind, converter)
    except WrongValue:
        raise
    except (ValueError, RecursionError) as error:
        raise WrongValue("") from error


def structure(value: Any, kind: type[T], converter: Converter) -> T:
    """Return the record of type `kind` that `value` stands for. Raises WrongValue."""
    try:
        return converter.structure(value, kind)
    except _REFUSALS as error:
        raise WrongValue(_place(error).removeprefix(".")) from error


def _place(error: BaseException) -> str:
    """Return the place of the first wrong value, put together from the notes that the converter has left."""
    if isinstance(error, WrongValue):
        return f".{error.where}"
    if not isinstance(error, BaseValidationError):
        return ""
    first = error.exceptions[0]
    place = "".join(map(_step, getattr(first, "__notes__", ())))
    return f"{place}{_place(first)}"


def _step(note: object) -> str:
    """Return one step of a place: an attribute, the key of an object or the position in a list."""
    if isinstance(note, AttributeValidationNote):
        return f".{note.name}"
    if isinstance(note, IterableValidationNote):
        return f"[{note.index}]" if isinstance(note.index, int) else f".{note.index}"
    return ""

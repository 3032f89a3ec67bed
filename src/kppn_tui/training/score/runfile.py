"""A saved run read again: whoever may have had it in hand, every value is checked before it is believed."""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from types import UnionType
from typing import Any, Final, NoReturn, TypeVar, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from kppn_tui.domain.errors import BadInput
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.records import Event
from kppn_tui.domain.text import clean_text
from kppn_tui.i18n import N_
from kppn_tui.training.caller_log import caller_from_json
from kppn_tui.training.plan import Caller
from kppn_tui.training.score.run import FORM, NAME, Run

LARGEST: Final = 64 * 1024 * 1024
#: Larger than any id, number of seconds or place in the queue.
_MOST: Final = 10**13

_UNREADABLE = N_("{file} can't be read: {reason}")
_BROKEN = N_("{file} is not a whole saved run: line {line} can't be read.")
_OTHER = N_("{file} is no saved run of this program.")
_NEWER = N_("{file} was saved by a newer version of the program.")
_WRONG = N_("{file} is no saved run that can be used: “{where}” is missing or wrong.")
_LARGE = N_("{file} is too large for a saved run.")


T = TypeVar("T")


class _Wrong(Exception):
    """Where a value is missing or not what it should be."""


def read_run(path: Path) -> Run:
    """The run in the file `path`. Raises BadInput: see `run.load_run`."""
    told = _parse(path)
    if not isinstance(told, dict) or told.get("format") != NAME:
        raise BadInput(_OTHER, file=path)
    if told.get("version") != FORM:
        raise BadInput(_NEWER, file=path)
    try:
        return _run(told)
    except _Wrong as wrong:
        raise BadInput(_WRONG, file=path, where=str(wrong)) from wrong


def _parse(path: Path) -> Any:
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(_LARGE, file=path)
        return json.loads(path.read_bytes().decode(), parse_constant=_no_number)
    except OSError as error:
        raise BadInput(_UNREADABLE, file=path, reason=error.strerror or str(error)) from error
    except json.JSONDecodeError as error:
        raise BadInput(_BROKEN, file=path, line=error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise BadInput(_OTHER, file=path) from error


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _run(told: dict[str, Any]) -> Run:
    started, ended = _moment(told.get("started_at"), "started_at"), _moment(told.get("ended_at"), "ended_at")
    if ended < started:
        raise _Wrong("ended_at")
    zone, office = _text(told.get("zone"), "zone"), _text(told.get("office"), "office")
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise _Wrong("zone") from None
    officers = _by_id(told.get("officers"), "officers", _text)
    events = tuple(_list(told.get("events"), "events", lambda one, where: _event(one, where, office)))
    for before, event in pairwise(events):
        if event.id <= before.id:
            raise _Wrong(f"events: id {event.id}")
    return Run(
        scenario=_text(told.get("scenario"), "scenario"),
        title=_text(told.get("title"), "title"),
        seed=_number(told.get("seed"), "seed"),
        started_at=started,
        ended_at=ended,
        zone=zone,
        officers=officers,
        events=events,
        callers=_by_id(told.get("callers"), "callers", _caller),
        keys=tuple(_list(told.get("keys"), "keys", _text)),
    )


# One value each; `where` names it to the reader.


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise _Wrong(where)
    try:
        return clean_text(value)
    except BadInput:
        raise _Wrong(where) from None


def _number(value: Any, where: str) -> int:
    if type(value) is not int or abs(value) >= _MOST:
        raise _Wrong(where)
    return value


def _yes_or_no(value: Any, where: str) -> bool:
    if type(value) is not bool:
        raise _Wrong(where)
    return value


def _moment(value: Any, where: str) -> datetime:
    try:
        at = datetime.fromisoformat(value)
        if at.utcoffset() is not None and 2000 <= at.year <= 2100:
            return at.astimezone(UTC)
    except (TypeError, ValueError):
        pass
    raise _Wrong(where)


def _moment_as_text(value: Any, where: str) -> str:
    _moment(value, where)
    return str(value)


def _list(value: Any, where: str, read: Callable[[Any, str], T]) -> list[T]:
    if not isinstance(value, list):
        raise _Wrong(where)
    return [read(one, f"{where}[{at}]") for at, one in enumerate(value)]


def _texts(value: Any, where: str) -> list[str]:
    return _list(value, where, _text)


def _table(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Wrong(where)
    return value


def _by_id(value: Any, where: str, read: Callable[[Any, str], T]) -> dict[int, T]:
    table = _table(value, where)
    if not all(key.isascii() and key.isdigit() and len(key) < 13 for key in table):
        raise _Wrong(where)
    return {int(key): read(one, f"{where}.{key}") for key, one in table.items()}


# Events


def _left(value: Any, where: str) -> list[dict[str, str]]:
    return _list(
        value, where, lambda one, at: {name: _text(_table(one, at).get(name), at) for name in ("label", "how")}
    )


#: What the score card and the replay read of an event; whatever else an event carries is kept unread.
_READ: dict[str, Callable[[Any, str], object]] = {
    **dict.fromkeys(("label", "channel", "topic", "section", "to_section", "contact", "kind", "to", "from"), _text),
    **dict.fromkeys(("key", "calls", "item", "net", "cited", "undone", "tickets"), _number),
    **dict.fromkeys(("priority", "chosen", "declined", "no_reference", "in_time", "split"), _yes_or_no),
    **dict.fromkeys(("topics", "changed"), _texts),
    **dict.fromkeys(("arrived", "due"), _moment_as_text),
    "left": _left,
}


def _event(value: Any, where: str, office: str) -> Event:
    told = _table(value, where)
    action = _text(told.get("action"), f"{where}.action")
    if action not in set(Action):
        raise _Wrong(f"{where}.action")
    data = _table(told.get("data"), f"{where}.data")
    read = {
        name: _READ[name](one, f"{where}.data.{name}") if name in _READ else _harmless(one, f"{where}.data")
        for name, one in data.items()
    }
    named = {
        f"{name}_id": _number(told[name], f"{where}.{name}")
        for name in ("officer", "ticket", "consultation", "escalation")
        if name in told
    }
    if action == Action.TAKE_TICKET and "ticket_id" not in named:
        raise _Wrong(f"{where}.ticket")
    return Event(
        id=_number(told.get("id"), f"{where}.id"),
        office=office,
        at=_moment(told.get("at"), f"{where}.at"),
        action=Action(action),
        data=json.dumps(read, ensure_ascii=False),
        **named,
    )


def _harmless(value: Any, where: str) -> Any:
    """A value that nobody reads, with its texts cleaned."""
    if isinstance(value, str):
        return _text(value, where)
    if isinstance(value, list):
        return [_harmless(one, where) for one in value]
    if isinstance(value, dict):
        return {name: _harmless(one, where) for name, one in value.items()}
    return value


# Callers


def _caller(value: Any, where: str) -> Caller:
    try:
        caller = caller_from_json(_harmless(_table(value, where), where))
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError):
        raise _Wrong(where) from None
    if not _fits(caller, Caller):
        raise _Wrong(where)
    return caller


def _fits(value: object, kind: Any) -> bool:
    """Whether `value` is what an annotation says: a class, one of several, a tuple, or a record of such."""
    if isinstance(kind, UnionType):
        return any(_fits(value, one) for one in get_args(kind))
    if get_origin(kind) is tuple:
        return isinstance(value, tuple) and all(_fits(one, get_args(kind)[0]) for one in value)
    if type(value) is not kind:
        return False
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return all(_fits(getattr(value, field.name), hints[field.name]) for field in fields(kind))
    return not isinstance(value, datetime) or value.utcoffset() is not None

"""Data of an event: what a score card and a replay read of it, by name and type."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, NewType, TypedDict

from cattrs import Converter
from cattrs.gen.typeddicts import make_dict_structure_fn

from kppn_tui.domain.errors import BadInput
from kppn_tui.domain.records import Event
from kppn_tui.domain.text import clean_text

#: An instant in ISO 8601 with an offset, kept as text.
InstantText = NewType("InstantText", str)


class LeftTicket(TypedDict):
    """A ticket from which the officer turned away, and how: finished or put on hold."""

    label: str
    how: str


EventData = TypedDict(
    "EventData",
    {
        "label": str,
        "channel": str,
        "topic": str,
        "section": str,
        "to_section": str,
        "contact": str,
        "kind": str,
        "to": str,
        "from": str,
        "key": int,
        "calls": int,
        "item": int,
        "net": int,
        "cited": int,
        "undone": int,
        "tickets": int,
        "priority": bool,
        "chosen": bool,
        "declined": bool,
        "no_reference": bool,
        "in_time": bool,
        "split": bool,
        "topics": tuple[str, ...],
        "changed": tuple[str, ...],
        "arrived": InstantText,
        "due": InstantText,
        "left": tuple[LeftTicket, ...],
    },
    total=False,
)


_NAMES = frozenset(EventData.__annotations__)


def event_data(event: Event) -> EventData:
    """Return the data of an event that the desk wrote, or that was checked when its file was read."""
    data: EventData = json.loads(event.data)
    return data


def register_event_data(converter: Converter) -> None:
    """Let `converter` check the values named above, and clean the texts in all others, which are never read."""

    def register(wanted: Any, read: Callable[[Any, Any], Any]) -> None:
        converter.register_structure_hook_func(lambda kind: kind is wanted, read)

    register(InstantText, lambda value, _kind: _check_instant(converter, value))
    register(LeftTicket, make_dict_structure_fn(LeftTicket, converter, _cattrs_forbid_extra_keys=False))
    read_known = make_dict_structure_fn(EventData, converter, _cattrs_forbid_extra_keys=False)

    def read_data(values: Any, kind: Any) -> dict[str, Any]:
        data: dict[str, Any] = dict(read_known(values, kind))
        return {name: value if name in _NAMES else clean_texts(value) for name, value in data.items()}

    register(EventData, read_data)


def clean_texts(value: Any) -> Any:
    """Return a JSON value with its texts made harmless. Raises ValueError: a text is too long."""
    if isinstance(value, str):
        try:
            return clean_text(value)
        except BadInput as error:
            raise ValueError(value[:40]) from error
    if isinstance(value, list):
        return [clean_texts(one) for one in value]
    if isinstance(value, dict):
        return {name: clean_texts(one) for name, one in value.items()}
    return value


def _check_instant(converter: Converter, value: Any) -> InstantText:
    """Return `value` if it is an instant."""
    converter.structure(value, datetime)
    return InstantText(value)

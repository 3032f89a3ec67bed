"""Members of closed sets as they come from a database: the only place where an unknown value is met.

A newer version may have written it. It becomes a member that stands beside the known ones: equal to none of them, in no
table, and written back as it was. So a rule refuses it and a screen shows it as it is spelt, but nothing breaks.
"""

from enum import StrEnum
from typing import Any, Generic, TypeVar

E = TypeVar("E", bound=StrEnum)


class Members(dict[str, E], Generic[E]):
    """The members of `kind` by value; asking for an unknown value gives a member beside the known ones."""

    def __init__(self, kind: type[E]) -> None:
        super().__init__({member.value: member for member in kind})
        self._kind = kind

    def __missing__(self, value: str) -> E:
        member = str.__new__(self._kind, value)
        member._name_, member._value_ = value, value
        return member


def members(kind: type[E]) -> Members[E]:
    """Return the members of `kind` by value, made once."""
    found = _MADE.get(kind)
    if found is None:
        found = _MADE[kind] = Members(kind)
    return found


_MADE: dict[type[StrEnum], Members[Any]] = {}


def member(kind: type[E], value: str) -> E:
    """Return the member of `kind` with `value`, known or not."""
    return members(kind)[value]

"""A call: a verb or a query for the desk, with its arguments, which is not run yet."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from kppn_tui.desk import Desk

R = TypeVar("R")
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Call(Generic[R]):
    """A verb or a query with its arguments; the client runs it in the desk's thread."""

    run: "Callable[[Desk], R]"

    def followed_by(self, second: "Call[S]", between: Callable[[], object] = lambda: None) -> "Call[S]":
        """Return a call that does this one, then `between`, then `second`, whose result it gives."""

        def both(desk: "Desk") -> S:
            self.run(desk)
            between()
            return second.run(desk)

        return Call(both)

    def finally_(self, last: Callable[[], object]) -> "Call[R]":
        """Return this call with `last` done after it, whatever happens."""

        def run(desk: "Desk") -> R:
            try:
                return self.run(desk)
            finally:
                last()

        return Call(run)

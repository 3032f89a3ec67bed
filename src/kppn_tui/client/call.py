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
    #: The same verb where it is meant to take over what a colleague serves; None where it never does.
    over: "Callable[[Desk], R] | None" = None

    def followed_by(self, second: "Call[S]", between: Callable[[], object] = lambda: None) -> "Call[S]":
        """Return a call that does this one, then `between`, then `second`, whose result it gives."""

        def both(first: "Callable[[Desk], object]", then: "Callable[[Desk], S]") -> "Callable[[Desk], S]":
            def run(desk: "Desk") -> S:
                first(desk)
                between()
                return then(desk)

            return run

        over = both(self.over or self.run, second.over or second.run) if self.over or second.over else None
        return Call(both(self.run, second.run), over)

    def finally_(self, last: Callable[[], object]) -> "Call[R]":
        """Return this call with `last` done after it, whatever happens."""

        def with_last(call: "Callable[[Desk], R]") -> "Callable[[Desk], R]":
            def run(desk: "Desk") -> R:
                try:
                    return call(desk)
                finally:
                    last()

            return run

        return Call(with_last(self.run), with_last(self.over) if self.over else None)

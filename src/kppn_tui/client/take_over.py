"""Visits of colleagues that the officer of a session takes over, asked once a visit."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from kppn_tui.domain.errors import DeskError

if TYPE_CHECKING:
    from kppn_tui.domain.records import Ticket


class TakeOver:
    """Visits that the officer has said to take over here, each from the colleague who served it then."""

    def __init__(self) -> None:
        self._agreed: set[tuple[object, object]] = set()
        #: Asks the officer whether to go on: then it calls the first function, else the second one. Without it a front
        #: end takes nothing over.
        self.asks: Callable[[DeskError, Callable[[], None], Callable[[], None]], None] | None = None

    def begin(self) -> None:
        """Begin anew, for an officer who has just signed in."""
        self._agreed.clear()

    def is_agreed(self, ticket: "Ticket") -> bool:
        """Return whether the officer has said to take over `ticket` from the colleague who serves it."""
        return (ticket.id, ticket.officer_id) in self._agreed

    def agree(self, ticket: "Ticket") -> None:
        """Take over `ticket` from the colleague who serves it: what is done on it from now on is meant."""
        self._agreed.add((ticket.id, ticket.officer_id))

    def settle(self, error: DeskError, go_on: Callable[[], None], leave: Callable[[], None]) -> None:
        """Run `go_on` if the officer takes over, or has done so, what `error` has refused; else `leave`."""
        visit = error.parameters.get("ticket_id"), error.parameters.get("officer_id")

        def agreed() -> None:
            self._agreed.add(visit)
            go_on()

        if visit in self._agreed:
            go_on()
        elif self.asks is None:
            leave()
        else:
            self.asks(error, agreed, leave)

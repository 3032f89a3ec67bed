"""Which ticket is open at this desk, as far as the others have been told, and who has the same one open."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kppn_tui.desk import Desk
    from kppn_tui.domain.people import Officer


class Presence:
    """Decides what the others are to be told next; nothing here asks the database."""

    def __init__(self) -> None:
        #: The colleagues with a ticket open at another desk, by ticket, as read last.
        self.others: Mapping[int, tuple[str, ...]] = {}
        self._told: tuple[Officer, int] | None = None
        self._told_at: datetime | None = None

    def step(
        self, desk: "Desk", officer: "Officer | None", ticket: int | None, now: datetime
    ) -> Callable[[], None] | None:
        """What the others are to be told now that `officer` has `ticket` open here; None: they know."""
        from kppn_tui.desk.presence import SIGN_OF_LIFE

        wanted = (officer, ticket) if officer is not None and ticket is not None else None
        if wanted != self._told:
            who = wanted[0] if wanted else self._told[0] if self._told else None
            return partial(desk.open_ticket, who, ticket if wanted else None) if who else None
        if wanted is not None and self._told_at is not None and now - self._told_at >= SIGN_OF_LIFE:
            return partial(desk.still_open, *wanted)
        return None

    def told(self, officer: "Officer | None", ticket: int | None, now: datetime) -> None:
        """The others have been told at `now`."""
        self._told = (officer, ticket) if officer is not None and ticket is not None else None
        self._told_at = now

    def leaving(self, desk: "Desk") -> Callable[[], None] | None:
        """What the others are to be told when this desk is left; None: nothing is open."""
        return partial(desk.open_ticket, self._told[0], None) if self._told else None

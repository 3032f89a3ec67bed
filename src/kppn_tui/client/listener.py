"""The protocol of a front end, by which it hears of its session."""

from typing import TYPE_CHECKING, Any, Protocol

from kppn_tui.client.call import Call
from kppn_tui.domain.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kppn_tui.domain.notices import Notice


class Listener(Protocol):
    """The front end of a session: the methods by which it hears of it."""

    def wanted(self) -> Call[Any] | None:
        """Return what is to be read besides the board; None for the board alone."""

    def refreshed(self, data: Any) -> None:
        """Show the board that was read anew, and with it `data`, what was wanted."""

    def troubled(self) -> None:
        """Show the troubles of the connection, which have changed."""

    def alerted(self, notices: "Sequence[Notice]") -> None:
        """Tell this officer of deadlines that passed a level and of hand-overs: what they have not been told yet."""

    def refused(self, error: DeskError) -> None:
        """Tell that a verb was refused, or that text can't be kept."""

    def second(self) -> None:
        """Show that a second has passed."""

    @property
    def ticket_in_work(self) -> int | None:
        """Return the ticket that is open here; None while there is none."""

    def crashed(self, error: BaseException) -> None:
        """Handle the end of a task of the session in an error that nobody expected."""

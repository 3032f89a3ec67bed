"""The state that the parts of a session share."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from kppn_tui.client.connection import Connection
from kppn_tui.client.desk_access import DeskAccess
from kppn_tui.client.listener import Listener
from kppn_tui.client.take_over import TakeOver
from kppn_tui.client.tasks import Tasks
from kppn_tui.domain.errors import DeskError, SessionEnded
from kppn_tui.domain.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable

    from kppn_tui.domain.people import Officer
    from kppn_tui.domain.views import Board


@dataclass(slots=True)
class SessionState:
    """State of a session: the officer, the parts in use, and what was read last."""

    listener: Listener
    access: DeskAccess
    connection: Connection
    tasks: Tasks
    #: Whether the session reads without an officer, and no board.
    anonymous: bool
    #: Who is signed in.
    officer: "Officer | None" = None
    #: The live queue as read last; None until somebody has signed in.
    board: "Board | None" = None
    #: Whether that was since the officer signed in.
    board_read: bool = False
    #: When the next deadline falls due, as read last, UTC.
    next_wake: datetime | None = None
    #: What the officer takes over from colleagues.
    take_over: TakeOver = field(default_factory=TakeOver)
    #: Ends the session at this desk, since it ended elsewhere.
    ended: "Callable[[SessionEnded], None] | None" = None
    #: Whether the session is being left.
    closed: bool = False

    def failed(self, error: DeskError, kind: Trouble) -> None:
        """Note that `kind` failed by `error`: the database is in trouble, or the officer's session is over."""
        self.connection.failed(error, kind)
        if isinstance(error, SessionEnded) and self.ended is not None and self.officer is not None and not self.closed:
            self.ended(error)

    @property
    def reads(self) -> bool:
        """Return whether the database is read: for the officer who is signed in, or in an anonymous session."""
        return self.access.desk is not None and not self.closed and (self.officer is not None or self.anonymous)

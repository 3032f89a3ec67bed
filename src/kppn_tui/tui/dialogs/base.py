"""Base of the dialogs: all that lies over a full screen, or stands before the desk."""

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.screen import ModalScreen

from kppn_tui.domain.errors import DeskError
from kppn_tui.i18n import _
from kppn_tui.tui.action_row import ActionRow, Place
from kppn_tui.tui.host import Host, host_of

if TYPE_CHECKING:
    from kppn_tui.client.session import Client

Result = TypeVar("Result")


class Dialog(ModalScreen[Result]):
    """A modal screen that knows its host, its title, and why a key is not possible."""

    title_msgid: ClassVar[str] = ""
    #: Where its keys stand in the table of actions.
    PLACES: ClassVar[tuple[Place, ...]] = ()

    @cached_property
    def host(self) -> Host:
        """Return the program around the dialog."""
        return host_of(self)

    @cached_property
    def client(self) -> "Client":
        """Return the session at the desk."""
        return self.host.client

    def heading(self) -> str:
        """Return the title, translated."""
        return _(self.title_msgid)

    def badged(self, title: str) -> str:
        """Return `title` after the badge of the room: a dialog without a header is not taken for the office's."""
        return f"{self.host.badge} · {title}" if self.host.badge else title

    def take_paste(self, text: str) -> bool:
        """Put pasted `text` into several fields at once; return whether it was such a text."""
        return False

    @property
    def possibilities(self) -> None:
        """Return None: what is possible in a dialog is asked each time."""
        return None

    def refusal(self, row: ActionRow) -> DeskError | None:
        """Return why the key of `row` is not possible now; None when it is."""
        return None

"""Host of a screen or a widget: the program that shows it, as far as they may ask it."""

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol, cast, runtime_checkable

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.dom import DOMNode

    from kppn_tui.client.session import Client
    from kppn_tui.domain.people import Officer
    from kppn_tui.office.places import Places
    from kppn_tui.office.settings import Settings
    from kppn_tui.tui.action_row import Place
    from kppn_tui.tui.keys import Keys

Severity = Literal["information", "warning", "error"]


class ScreenName(StrEnum):
    """The full screens; keys name them."""

    QUEUE = "queue"
    SESSION = "session"
    FOLLOW_UPS = "followups"
    INBOX = "inbox"
    STANDARD = "standard"
    DIRECTORY = "directory"
    NOTICES = "told"
    SIGN_IN = "signin"
    WIZARD = "wizard"


class WayToScreens(Protocol):
    """Way from one full screen to another."""

    def go(self, name: ScreenName) -> None:
        """Bring a full screen to the front; the service only while somebody is served."""

    def go_home(self) -> None:
        """Bring the first screen of the officer's role to the front (domain.md 7)."""

    def open_queue(self, ticket_id: int) -> None:
        """Bring the queue to the front with the cursor on `ticket_id`."""

    def open_case(self, consultation_id: int) -> None:
        """Bring the follow-ups to the front with the cursor on `consultation_id`."""

    def open_question(self, escalation_id: int) -> None:
        """Bring the escalations to the front with the cursor on `escalation_id`."""

    def open_session(self, ticket_id: int) -> None:
        """Bring the service of `ticket_id` to the front."""


class Host(Protocol):
    """The program around a screen: its session at the desk, its toasts, and the way to the other screens."""

    @property
    def client(self) -> "Client":
        """Return the session at the desk."""

    @property
    def places(self) -> "Places":
        """Return where the database and the office file are."""

    @property
    def badge(self) -> str:
        """Return the mark of a training room, "" at the office's desk."""

    #: Where the keys that work everywhere stand in the table of actions.
    PLACES: "ClassVar[tuple[Place, ...]]"

    @property
    def keys(self) -> "Keys":
        """Return which keys do what, here."""

    @property
    def screens(self) -> WayToScreens:
        """Return the way to the other full screens."""

    def say(self, sentence: str, severity: Severity = "information") -> None:
        """Show a toast; data in it is never read as markup, and one that is still shown is not said again."""

    def below_header(self) -> "ComposeResult":
        """Give the widgets that stand below the header of every full screen."""

    def signed_in(self, officer: "Officer") -> None:
        """Let `officer` work here."""

    async def open_office(self, settings: "Settings") -> bool:
        """Open the desk of an office whose file has just been written; return whether it knows no officer yet."""


@runtime_checkable
class Patient(Protocol):
    """Screen or dialog that may let keys wait."""

    def keeps_waiting(self, key: str) -> bool:
        """Return whether `key` can't be taken yet: it waits, and so do all that come after it."""


def host_of(node: "DOMNode") -> Host:
    """Return the program that shows `node`."""
    return cast("Host", node.app)

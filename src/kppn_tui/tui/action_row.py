"""Rows of the table of keys: what one says, and in which of the places a key works."""

from dataclasses import dataclass
from enum import StrEnum

from kppn_tui.domain.lifecycle import Action, Ask


class Place(StrEnum):
    """Place where a key works; a screen may be made of several."""

    APP = "app"
    #: All full screens.
    SCREEN = "screen"
    QUEUE = "queue"
    VISIT = "visit"
    #: Follow-ups and inbox.
    CASES = "cases"
    FOLLOW_UPS = "follow_ups"
    INBOX = "inbox"
    STANDARD = "standard"
    DIRECTORY = "directory"
    HELP = "help"
    FORM = "form"
    DELIVER = "deliver"
    CHOICE = "choice"
    KEPT = "kept"
    #: Sign-in and wizard.
    ENTRY = "entry"
    SIGN_IN = "sign_in"
    WIZARD = "wizard"
    # Widgets
    LIST = "list"
    OPTIONS = "options"
    MARKS = "marks"
    TYPEAHEAD = "typeahead"
    # Training rooms
    TRAINING = "training"
    ROOM_SIGN_IN = "room_sign_in"
    BRIEFING = "briefing"
    TOUR = "tour"
    PANEL = "panel"
    EXERCISES = "exercises"
    SCORES = "scores"
    KEEP_FILE = "keep_file"
    RUNS = "runs"
    REPLAY = "replay"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One line of the table; `keys` and `action` as Textual spells them.

    `label` and `tooltip` are marked for translation; without a label it is in no list. `shown` puts it in the footer.
    `priority` lets it work before the widget that has the focus. `ask` has to be possible; None: it always is.
    """

    id: str
    keys: str
    action: str
    label: str = ""
    tooltip: str = ""
    ask: Ask | None = None
    shown: bool = True
    priority: bool = False

    @property
    def place(self) -> Place:
        """Return where the key works."""
        return Place(self.id.partition(".")[0])

    @property
    def default_keys(self) -> tuple[str, ...]:
        """Return the keys one by one."""
        return tuple(self.keys.split(","))


def footer(
    id: str, keys: str, action: str, label: str = "", tooltip: str = "", ask: Ask | None = None, *,  # noqa: A002
    priority: bool = False,
) -> ActionRow:  # fmt: skip
    """Return a row whose key is in the footer while there is room."""
    return ActionRow(id, keys, action, label, tooltip, ask, priority=priority)


def aside(
    id: str, keys: str, action: str, label: str = "", tooltip: str = "", ask: Ask | None = None, *,  # noqa: A002
    priority: bool = False,
) -> ActionRow:  # fmt: skip
    """Return a row whose key is not in the footer."""
    return ActionRow(id, keys, action, label, tooltip, ask, shown=False, priority=priority)


def plain(id: str, keys: str, label: str, tooltip: str, action: Action, *, shown: bool = False) -> ActionRow:  # noqa: A002
    """Return a row whose action takes nothing but what the cursor is on: every screen can do it."""
    return ActionRow(id, keys, f"do('{action}')", label, tooltip, action, shown=shown)

"""Host of the screens and widgets of a room: what they may ask of the program that shows them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, cast

from kppn_tui.tui.host import Host

if TYPE_CHECKING:
    from rich.console import Console
    from textual.dom import DOMNode
    from textual.events import Event
    from textual.screen import Screen

    from kppn_tui.domain.people import Officer
    from kppn_tui.training.orders import Order
    from kppn_tui.training.room import Room
    from kppn_tui.training.terminal_view import TerminalView
    from kppn_tui.tui.base import DeskScreen


class TrainingHost(Host, Protocol):
    """The desk's program in a room: the room, what is known of it, and what the trainer may do."""

    @property
    def room(self) -> "Room":
        """Return the room."""

    @property
    def view(self) -> "TerminalView | None":
        """Return what was read of the room last; None until it was."""

    @property
    def home_officer(self) -> "Officer | None":
        """Return the terminal's own officer, whatever role the trainer takes over; None before a sign-in."""

    @property
    def is_running(self) -> bool:
        """Return whether the program runs: it has started, and is not being left."""

    @property
    def screen(self) -> "Screen[Any]":
        """Return the screen in front."""

    @property
    def base_screen(self) -> "DeskScreen[Any] | None":
        """Return the full screen in front, below any dialog."""

    @property
    def keys_wait(self) -> bool:
        """Return whether keys that were pressed have yet to be heeded."""

    @property
    def trainer_at_work(self) -> bool:
        """Return whether a dialog of the room itself is open, over which no cover is put."""

    @property
    def console(self) -> "Console":
        """Return the console, which measures text."""

    def open_dialog(self, screen: "Screen[Any]", closed: Callable[[Any], None] | None = None) -> None:
        """Show a dialog; `closed` hears its result, None where it was left without one."""

    @property
    def plays_itself(self) -> bool:
        """Return whether a scripted officer presses the keys at this terminal."""

    def hold_back(self, puts_off: "Callable[[Event], bool]") -> None:
        """Let a scripted officer press the keys; an event that `puts_off` is handed on again by it."""

    def post_message(self, message: Any) -> bool:
        """Hand on an event of the terminal."""

    @property
    def hands_free(self) -> bool:
        """Return whether nothing is open over the desk and nobody types: a key is meant for what is seen now."""

    def renew_room_bar(self) -> None:
        """Show anew how time goes and what is said."""

    def clear_notifications(self) -> None:
        """Take away the toasts that are shown."""

    def begin_anew(self) -> None:
        """Open the desk of a room that has been reset, with the terminal's own officer at it."""

    def read_room(self) -> None:
        """Read the room anew."""

    def let_run(self, speed: int) -> None:
        """Let the room's time go at `speed`, unless the trainer has frozen it."""

    def in_room(self, call: Callable[[], object], sentence: str, done: Callable[[], None] | None = None) -> None:
        """Run `call` on the room in the desk's thread, say `sentence`, then `done`; a refusal is told."""

    def order(self, order: "Order", sentence: str, done: Callable[[], None] | None = None) -> None:
        """Ask the room's leader for `order`, say `sentence`, then call `done`."""

    def set_home_officer(self, officer: "Officer") -> None:
        """Make this the terminal of `officer`."""

    def work_as(self, officer: "Officer", sentence: str) -> None:
        """Let `officer` work at this terminal, also where it is another one's, and say `sentence`."""

    def is_here(self, officer: "Officer") -> bool:
        """Return whether `officer` is signed in at this terminal."""

    def action_pause(self) -> None:
        """Pause the room, or let it run."""

    def action_tour(self) -> None:
        """Show the short tour."""

    def action_brief(self) -> None:
        """Show what the scenario is about."""

    def sign_out(self) -> None:
        """Sign out, whatever is left behind."""

    def show_scores(self) -> None:
        """Show the score cards of the room so far."""


def training_host(node: "DOMNode") -> TrainingHost:
    """Return the program that shows `node`, in a room."""
    return cast("TrainingHost", node.app)

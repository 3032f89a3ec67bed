"""Covers over the whole desk during a power cut or while the room is frozen, and the end of the scenario."""

from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from kppn_tui.i18n import _
from kppn_tui.presentation import words
from kppn_tui.resources import asset
from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import Place
from kppn_tui.tui.training.dialog import RoomDialog
from kppn_tui.tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from kppn_tui.training.room_state import RoomState

#: How long a question that nobody has asked for hears no key, in real seconds.
DEAF = 0.5


class Cover(RoomDialog[None]):
    """Cover, modal and without keys of its own: only those of the trainer work. The desk below it stays as it is."""

    AUTO_FOCUS = ""

    def compose(self) -> ComposeResult:
        yield Static(self.sentence(), classes="cover", markup=False)

    def sentence(self) -> Text:
        """Return what has happened, and which key still works."""
        return Text()

    def uncover(self) -> None:
        """Show the desk again."""
        self.dismiss()


class Blackout(Cover):
    """Cover of a power cut: the desk is hidden, and everything on it is kept."""

    def sentence(self) -> Text:
        app = self.training
        until = app.view.state.power_off_until if app.view is not None else None
        told = Text(_("The power is out …"), style="bold")
        if until is not None:
            moment = words.short_moment(app.client.local(until), app.client.local_now())
            told.append("\n\n" + _("It is back at {moment}.").format(moment=moment), style="not bold")
        return told.append("\n\n" + _("F10 is the trainer's panel."), style="not bold dim")

    def uncover(self) -> None:
        """Go back to the first screen, as after starting the computer anew."""
        app = self.training
        self.dismiss()
        app.screens.go_home()
        app.say(_("The power is back. Everything is still there, also what you had half typed."))


class Frozen(Cover):
    """Cover while the trainer shows something: nothing moves, and the desk below it is still seen."""

    def sentence(self) -> Text:
        return Text(_("‖ The trainer has frozen the room: look, your keys wait.  F10 trainer"), no_wrap=True)


class Over(RoomDialog[bool]):
    """Dialog at the end of the scenario; gives whether the score card is wanted."""

    CSS_PATH = asset("styles/dialogs.tcss")
    PLACES: ClassVar[tuple[Place, ...]] = (Place.OVER,)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.OVER)
    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        self._since = monotonic()

    def compose(self) -> ComposeResult:
        title = self.training.room.plan.scenario.title
        with Vertical(classes="form -small"):
            yield Static(_("“{title}” is over.").format(title=title), classes="form-title", markup=False)
            yield Static(_("Enter shows the score card. Esc stays: you may go on looking around."), markup=False)
        yield KeyBar()

    def action_answer(self, scores: bool) -> None:
        """Close with the answer, `DEAF` seconds after this came up at the earliest.

        A key that was on its way before was meant for something else.
        """
        if monotonic() - self._since >= DEAF:
            self.dismiss(scores)


def cover_for(state: "RoomState", now: datetime) -> type[Cover] | None:
    """Return the cover that has to lie over a desk of the room at `now` (UTC); None for no cover."""
    if state.power_off_until is not None and now < state.power_off_until:
        return Blackout
    return Frozen if state.frozen else None

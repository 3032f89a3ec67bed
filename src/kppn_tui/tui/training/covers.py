"""What lies over the whole desk: the lights are out, the room is frozen, the scenario is over."""

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
from kppn_tui.tui.action_row import Place
from kppn_tui.tui.actions import bindings
from kppn_tui.tui.training.dialog import RoomDialog
from kppn_tui.tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from kppn_tui.training.room_state import RoomState

#: How long a question that nobody has asked for hears no key, in real seconds.
DEAF = 0.5


class Cover(RoomDialog[None]):
    """Modal and without keys of its own: only the trainer's work; what lies below stays as it is."""

    AUTO_FOCUS = ""

    def compose(self) -> ComposeResult:
        yield Static(self.sentence(), classes="cover", markup=False)

    def sentence(self) -> Text:
        """What has happened, and which key still works."""
        return Text()

    def uncover(self) -> None:
        """It is over."""
        self.dismiss()


class Blackout(Cover):
    """A power cut: nothing is seen, nothing is lost."""

    def sentence(self) -> Text:
        app = self.training
        until = app.view.state.power_off_until if app.view is not None else None
        told = Text(_("The power is out …"), style="bold")
        if until is not None:
            moment = words.short_moment(app.client.local(until), app.client.local_now())
            told.append("\n\n" + _("It is back at {moment}.").format(moment=moment), style="not bold")
        return told.append("\n\n" + _("F10 is the trainer's panel."), style="not bold dim")

    def uncover(self) -> None:
        """Back at the first screen, as after starting the computer anew."""
        app = self.training
        self.dismiss()
        app.screens.go_home()
        app.say(_("The power is back. Everything is still there, also what you had half typed."))


class Frozen(Cover):
    """The trainer wants to show something: nothing moves, and what lies below is still seen."""

    def sentence(self) -> Text:
        return Text(_("‖ The trainer has frozen the room: look, your keys wait.  F10 trainer"), no_wrap=True)


class Over(RoomDialog[bool]):
    """The scenario has come to its end; gives whether the score card is wanted."""

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
        """Close with the answer; a key that was on its way when this came up was meant for something else."""
        if monotonic() - self._since >= DEAF:
            self.dismiss(scores)


def cover_for(state: "RoomState", now: datetime) -> type[Cover] | None:
    """What has to lie over a desk of the room at `now` (UTC)."""
    if state.power_off_until is not None and now < state.power_off_until:
        return Blackout
    return Frozen if state.frozen else None

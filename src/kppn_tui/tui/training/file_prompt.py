"""Prompt for the place of a file: the usual one is offered, another one may be typed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from kppn_tui.client.call import Call
from kppn_tui.i18n import _
from kppn_tui.namedfile import named_path
from kppn_tui.resources import asset
from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import Place
from kppn_tui.tui.training.dialog import RoomDialog
from kppn_tui.tui.widgets.keybar import KeyBar

LONGEST = 1000
#: Where a room keeps its cards and its runs.
CARDS, RUNS = "kartu", "putar-ulang"


class PlacePrompt(RoomDialog[Path]):
    """Prompt that gives the path that was taken; Esc gives none."""

    CSS_PATH = [asset("styles/dialogs.tcss"), asset("styles/runs.tcss")]  # noqa: RUF012

    PLACES: ClassVar[tuple[Place, ...]] = (Place.KEEP_FILE,)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.KEEP_FILE)

    def __init__(self, title: str, usual: Path) -> None:
        super().__init__()
        self.told = title
        self.usual = usual

    def compose(self) -> ComposeResult:
        with Vertical(classes="form"):
            yield Static(self.told, classes="form-title", markup=False)
            yield Static(f"{self.usual}\n", markup=False)
            hint = _("Enter writes it there; or type another folder or file")
            yield Input(id="place", compact=True, max_length=LONGEST, placeholder=hint)
        yield KeyBar()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        """Take the place typed in the field; the usual one when that is empty."""
        self.dismiss(place_of(self.query_one(Input).value, self.usual))

    def action_give_up(self) -> None:
        """Close without a place, so that no file is written."""
        self.dismiss(None)


def place_of(text: str, usual: Path) -> Path:
    """Return the file that `text` names; in a folder under the usual name, and `usual` itself for no text."""
    if not text.strip():
        return usual
    place = named_path(text.strip())
    return place / usual.name if text.rstrip().endswith("/") or place.is_dir() else place


def free(place: Path) -> Path:
    """Return `place`, or with a number after its name the first one that is not taken."""
    at, found = 1, place
    while found.exists():
        at += 1
        found = place.with_stem(f"{place.stem}-{at}")
    return found


def write_somewhere(dialog: RoomDialog[Any], title: str, usual: Path, write: Callable[[Path], object]) -> None:
    """Ask for the place, have `write` make the new file in the desk's thread, and say where it is or why not."""

    def taken(place: Path | None) -> None:
        if place is not None:
            said = _("Written: {file}").format(file=place)
            dialog.client.act(Call(lambda _desk: write(place)), lambda _done: dialog.host.say(said))

    dialog.app.push_screen(PlacePrompt(title, free(usual)), taken)

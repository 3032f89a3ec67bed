"""Trainer's panel over everything: a list with a letter for each line, and a second list behind some of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import set_cell_size
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.events import Key

from kppn_tui.resources import asset
from kppn_tui.training.clock import SPEEDS
from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import Place
from kppn_tui.tui.training.dialog import RoomDialog
from kppn_tui.tui.training.host import TrainingHost
from kppn_tui.tui.widgets.keybar import KeyBar
from kppn_tui.tui.widgets.standing import stands
from kppn_tui.tui.widgets.told import Told

#: Each is a speed.
DIGITS = [str(number) for number in range(1, len(SPEEDS) + 1)]
#: How much of a line the label has; the rest is its note.
LABEL = 32


@dataclass(frozen=True)
class Item:
    """A line of the panel: its letter, what it does, and how things stand; the panel closes first unless it `stays`."""

    key: str
    label: str
    does: Callable[[], object]
    note: str = ""
    stays: bool = False


@dataclass(frozen=True)
class Page:
    """A list with its heading; `told` stands above it. The first of its lines does no harm."""

    title: str
    items: tuple[Item, ...] = ()
    told: str = ""


class Panel(RoomDialog[None]):
    """Trainer's panel. Letters work at once; Esc goes back one list. A page is made anew while it is shown."""

    CSS_PATH = asset("styles/dialogs.tcss")
    PLACES: ClassVar[tuple[Place, ...]] = (Place.PANEL,)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.PANEL)
    AUTO_FOCUS = ""

    def __init__(self, first: "Callable[[Panel], Page]", titled: Callable[[TrainingHost, str], Text]) -> None:
        """Begin with the page `first`; `titled` gives the line over each page."""
        super().__init__()
        self._pages: list[Callable[[], Page]] = [lambda: first(self)]
        self._titled = titled
        self._at = 0

    def compose(self) -> ComposeResult:
        with Vertical(classes="form panel"):
            yield Told(id="panel-title")
            yield Told(id="panel-list")
        yield KeyBar()

    def on_mount(self) -> None:
        self.renew()
        self.set_interval(0.2, self.renew)

    @property
    def page(self) -> Page:
        """Return the page that is shown, as things stand now."""
        return self._pages[-1]()

    def renew(self) -> None:
        """Show the list as things stand now."""
        if not stands(self):
            return
        page = self.page
        self._at = min(self._at, max(len(page.items) - 1, 0))
        self.query_one("#panel-title", Told).tell(self._titled(self.training, page.title))
        lines = [Text(line) for line in page.told.splitlines()] + ([Text()] if page.told and page.items else [])
        lines += [self._line(item, number == self._at) for number, item in enumerate(page.items)]
        self.query_one("#panel-list", Told).tell(Text("\n").join(lines))

    def _line(self, item: Item, here: bool) -> Text:
        line = Text(no_wrap=True).append(f" {item.key} ", style="bold reverse")
        line.append("▸" if here else " ", style="bold")
        line.append(set_cell_size(item.label, LABEL) if item.note else item.label, style="bold" if here else "")
        if item.note:
            line.append(f" {item.note}", style="dim")
        line.truncate(72, overflow="ellipsis")
        return line

    # Keys

    def on_key(self, event: Key) -> None:
        pressed = event.character or event.key
        found = [number for number, item in enumerate(self.page.items) if item.key == pressed.lower()]
        if found:
            event.stop()
            event.prevent_default()
            self._at = found[0]
            self.action_take()
        elif pressed == "z":
            event.stop()
            self.dismiss()
        elif pressed in DIGITS and len(self._pages) == 1:
            event.stop()
            self.training.let_run(SPEEDS[DIGITS.index(pressed)])

    def action_move(self, step: int) -> None:
        """Move the mark up or down."""
        self._at = min(max(self._at + step, 0), max(len(self.page.items) - 1, 0))
        self.renew()

    def action_take(self) -> None:
        """Do what the marked line says."""
        items = self.page.items
        if not items:
            return
        item = items[self._at]
        if not item.stays:
            self.dismiss()
        item.does()
        if item.stays and self.is_attached:
            self.renew()

    def action_back(self) -> None:
        """Go back one list; from the first one to the desk."""
        if len(self._pages) > 1:
            self._pages.pop()
            self._at = 0
            self.renew()
        else:
            self.dismiss()

    def open(self, page: Callable[[], Page]) -> None:
        """Open another list over this one."""
        self._pages.append(page)
        self._at = 0
        self.renew()

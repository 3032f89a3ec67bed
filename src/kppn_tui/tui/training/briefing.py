"""Briefing before a scenario begins: what it is about, what it teaches, and which keys will be needed."""

from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from kppn_tui.i18n import _
from kppn_tui.resources import asset
from kppn_tui.training.hints import hints_for
from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import Place
from kppn_tui.tui.training.dialog import RoomDialog
from kppn_tui.tui.widgets.keybar import KeyBar


class Briefing(RoomDialog[None]):
    """Briefing: Enter lets the room's time go, Esc closes; with time already under way both only close."""

    CSS_PATH = asset("styles/dialogs.tcss")
    PLACES: ClassVar[tuple[Place, ...]] = (Place.BRIEFING,)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.BRIEFING)
    AUTO_FOCUS = ""

    def compose(self) -> ComposeResult:
        scenario = self.training.room.plan.scenario
        with VerticalScroll(classes="tour-card briefing") as box:
            box.border_title, box.border_subtitle = scenario.title, self._how()
            yield Static(scenario.about, markup=False)
            told = _("Parts of the service standard (key 5): {codes}").format(codes=", ".join(scenario.teaches))
            yield Static(f"\n{told}\n", markup=False)
            yield Static(keys_table(scenario.taught_actions))
        yield KeyBar()

    def _how(self) -> str:
        pace = self.training.room.clock.pace()
        if pace.running:
            return _("Time is under way · F11 pause · F10 faster")
        return _("Enter begins ({speed}×) · F11 pause · F10 faster").format(speed=pace.speed)

    def action_scroll(self, step: int) -> None:
        """Scroll a line up or down, where the text is longer than the screen."""
        self.query_one(VerticalScroll).scroll_relative(y=step, animate=False)

    def action_begin(self) -> None:
        """Close, and let time go."""
        app = self.training
        self.dismiss()
        pace = app.room.clock.pace()
        if not pace.running:
            app.let_run(pace.speed)


def keys_table(actions: tuple[str, ...]) -> Table:
    """Return the keys of `actions`, one a line, with what each does; an action without a hint is left out."""
    table = Table.grid(padding=(0, 1))
    table.add_column(width=10, no_wrap=True)
    table.add_column()
    for action in actions:
        for hint in hints_for(action):
            keys = [key.upper() if len(key) > 1 else key for key in hint.keys if key != "escape"]
            table.add_row(Text(f" {' '.join(keys)} ", style="bold reverse"), Text(_(hint.does)))
    return table

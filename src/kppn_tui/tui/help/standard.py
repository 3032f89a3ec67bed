"""Published service standard, one key away from everywhere (R01–R26)."""

from typing import TYPE_CHECKING, ClassVar

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.events import Resize
from textual.widgets import Static

from kppn_tui.domain.records import Channel
from kppn_tui.i18n import N_, _, language
from kppn_tui.office.standard import Clause, Part, load_standard
from kppn_tui.resources import asset
from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import Place
from kppn_tui.tui.base import DeskScreen
from kppn_tui.tui.host import ScreenName

if TYPE_CHECKING:
    from kppn_tui.office.settings import Settings

#: Short names of the parts, for the line of tabs.
TABS = {
    "requirements": N_("Requirements"),
    "procedure_a": N_("Procedure a"),
    "procedure_b": N_("Procedure b"),
    "time": N_("Time"),
    "cost": N_("Cost"),
    "product": N_("Product"),
    "complaints": N_("Complaints"),
}


class StandardScreen(DeskScreen[None]):
    """Screen of the whole standard as one text; its parts are reached with ← and →."""

    CSS_PATH = asset("styles/help.tcss")

    NAME = ScreenName.STANDARD
    TITLE_MSGID = N_("Service standard")
    PLACES: ClassVar[tuple[Place, ...]] = (Place.SCREEN, Place.STANDARD)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.STANDARD)
    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        self.at = 0

    def body(self) -> ComposeResult:
        self.parts = load_standard(language())
        yield Static("", id="tabs")
        with VerticalScroll(id="standard", can_focus=False):
            for part in self.parts:
                yield Static(id=part.key, classes="part")

    def on_mount(self) -> None:
        self._mark(0)

    def wanted(self) -> None:
        return None

    # Drawing ------------------------------------------------------------------------------------------------------

    def _mark(self, at: int) -> None:
        """Show which part is meant, in the tabs and at its heading."""
        self.at = at
        tabs = Text(no_wrap=True, overflow="ellipsis")
        for index, part in enumerate(self.parts):
            tabs.append(f" {_(TABS[part.key])} ", style="bold reverse" if index == at else "")
            tabs.append(" ")
            shown = part_text(part, index == at)
            self.query_one(f"#{part.key}", Static).update(Group(self._office(), shown) if index == 0 else shown)
        self.query_one("#tabs", Static).update(tabs)

    def _office(self) -> RenderableType:
        return office_text(self.client.settings)

    @property
    def _scroll(self) -> VerticalScroll:
        return self.query_one("#standard", VerticalScroll)

    def _tops(self) -> list[int]:
        return [self.query_one(f"#{part.key}").virtual_region.y for part in self.parts]

    def _follow(self) -> None:
        """Mark the part at the top of the window."""
        top = round(self._scroll.scroll_target_y)
        at = max((index for index, y in enumerate(self._tops()) if y <= top), default=0)
        if at != self.at:
            self._mark(at)

    @on(Resize)
    def _resized(self) -> None:
        self.call_after_refresh(self._bring, self.at)

    def _bring(self, at: int) -> None:
        if self.is_up:
            self._scroll.scroll_to(y=self._tops()[at], animate=False, immediate=True)

    # Keys ---------------------------------------------------------------------------------------------------------

    def action_part(self, step: int) -> None:
        """Go to the part before or after, its heading at the top as far as the text allows."""
        self._mark(min(max(self.at + step, 0), len(self.parts) - 1))
        self._bring(self.at)

    def action_scroll(self, lines: int) -> None:
        """Scroll up or down by lines."""
        self._scroll.scroll_to(y=self._scroll.scroll_target_y + lines, animate=False, immediate=True)
        self._follow()

    def action_page(self, pages: int) -> None:
        """Scroll up or down by a window, less one line."""
        self.action_scroll(pages * max(self._scroll.size.height - 1, 1))

    def action_edge(self, end: int) -> None:
        """Go to the first or the last part."""
        self._mark(end * (len(self.parts) - 1))
        self._scroll.scroll_to(y=end * self._scroll.max_scroll_y, animate=False, immediate=True)

    def action_back(self) -> None:
        """Go to the service that runs, else to the first screen of the officer's role."""
        if self.client.counter.visit is not None:
            self.host.screens.go(ScreenName.SESSION)
        else:
            self.host.screens.go_home()


def office_text(settings: "Settings") -> Group:
    """Return the lines on the office, as far as its file gives them, with an empty line below."""
    office = settings.office
    told = (
        (_("Name"), office.name),
        (_("Address"), office.address),
        (_("Contact"), office.contact),
        (_("Website"), office.website),
        (_("Kanwil"), office.region_office),
        (_("HAI CSO"), settings.channel(Channel.HAI_CSO).host),
        (_("Decree"), office.decree),
    )
    lines = Table.grid(padding=(0, 1), expand=True)
    lines.add_column(no_wrap=True)
    lines.add_column(ratio=1)
    for name, value in told:
        if value:
            lines.add_row(Text(name), Text(value))
    return Group(Text(f"  {_('Office')}", style="bold"), Padding(lines, (0, 0, 1, 4)))


def part_text(part: Part, marked: bool) -> Group:
    """Return a part as it is printed: its heading, its introduction, its numbered lines."""
    heading = Text(f"{'▸ ' if marked else '  '}{part.title}", style="bold reverse" if marked else "bold")
    lines = Table.grid(padding=(0, 1), expand=True)
    lines.add_column(width=5, justify="right", no_wrap=True)
    lines.add_column(ratio=1)
    for line in part.lines:
        lines.add_row(Text(line.id or "•", style="bold"), Text(line.text))
        _add_details(lines, line)
    intro = [Padding(Text(part.intro, style="italic"), (0, 0, 0, 2))] if part.intro else []
    return Group(heading, *intro, lines)


def _add_details(lines: Table, line: Clause) -> None:
    for point in line.points:
        row = Table.grid(padding=(0, 1))
        row.add_column(width=1)
        row.add_column(ratio=1)
        row.add_row(Text("–"), Text(point))
        lines.add_row("", row)
    if line.note:
        lines.add_row("", Text(line.note, style="dim italic"))

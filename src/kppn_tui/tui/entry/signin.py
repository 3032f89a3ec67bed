"""Sign-in at a counter."""

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input, Static

import kppn_tui
from kppn_tui.client.verbs import sign_in
from kppn_tui.domain.errors import DeskError
from kppn_tui.i18n import _, explain
from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import Place
from kppn_tui.tui.entry.base import EntryScreen, free_of_charge, hint_line, title_line

if TYPE_CHECKING:
    from kppn_tui.domain.people import Officer


class SignInScreen(EntryScreen):
    """Sign-in by name, password and counter; the last counter is kept when that field stays empty."""

    PLACES: ClassVar[tuple[Place, ...]] = (Place.ENTRY, Place.SIGN_IN)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.SIGN_IN)

    waiting = False

    def __init__(self, reason: DeskError | None = None) -> None:
        """Tell `reason`, why the session before has ended, until somebody goes on."""
        super().__init__()
        self._reason = reason

    def body(self) -> ComposeResult:
        title = title_line(self.client.settings.office.name if self.client.is_open else "kppn-tui")
        title.id = "office"
        yield title
        badge = f"{self.host.badge} · " if self.host.badge else ""
        yield hint_line(f"{badge}kppn-tui {kppn_tui.__version__}")
        yield self.row(_("Sign-in name"), self.line("login", limit=40))
        yield self.row(_("Password"), self.line("password", secret=True, limit=1000))
        yield self.row(_("Counter"), self.line("counter", hint=_("empty: the one of last time"), limit=20))
        yield hint_line(free_of_charge())

    def keeps_waiting(self, key: str) -> bool:
        return self.waiting or super().keeps_waiting(key)

    def on_mount(self) -> None:
        if self._reason is not None:
            self.tell(explain(self._reason), wrong=True)

    async def action_go_on(self) -> None:
        """Try the name and the password, in the desk's thread."""
        if self.busy:
            return
        self.keep()
        self.waiting = not self.client.is_open
        if self.waiting:
            self.tell(_("Opening the database …"))
            return
        for field in ("login", "password"):
            if not self.values[field]:
                self.set_focus(self.query_one(f"#{field}"))
                return
        self.busy = True
        self.tell(_("Checking …"))
        call = sign_in(self.values["login"], self.values["password"], self.values["counter"])
        self.client.act(call, self._welcome, {DeskError: self._refused})

    async def desk_opened(self) -> None:
        """Show the office, which is known now, and let in whoever pressed Enter already."""
        self.query_one("#office", Static).update(Text(self.client.settings.office.name))
        if self.waiting:
            await self.action_go_on()

    def _welcome(self, officer: "Officer") -> None:
        self.values.clear()
        self.host.signed_in(officer)
        # Where it was the first screen it stays below all others: not with what was typed.
        self.query(".entry").remove()

    def _refused(self, error: DeskError) -> None:
        self.query_one("#password", Input).value = ""
        self.complain(error, "password")

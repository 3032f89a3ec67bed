"""The texts whose case ended while they were typed: to be read and copied until the day ends, or forgotten."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static, TextArea

from kppn_tui.client.call import Call
from kppn_tui.domain.draft_forms import KEPT, owner_of
from kppn_tui.i18n import N_
from kppn_tui.presentation.kept import kept_text
from kppn_tui.resources import asset
from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import Place
from kppn_tui.tui.dialogs.base import Dialog
from kppn_tui.tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kppn_tui.domain.draft_forms import DraftOwner
    from kppn_tui.domain.ending import Ending


class KeptTexts(Dialog[None]):
    """Dialog with all kept texts in one field that can be marked and copied, not changed."""

    title_msgid = N_("Kept texts")
    CSS_PATH = asset("styles/dialogs.tcss")
    PLACES: ClassVar[tuple[Place, ...]] = (Place.KEPT,)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.KEPT)

    def compose(self) -> ComposeResult:
        with Vertical(classes="form"):
            yield Static(self.heading(), classes="form-title", markup=False)
            area = TextArea("", id="kept", read_only=True, compact=True, soft_wrap=True, tab_behavior="focus")
            area.styles.height = 12
            yield area
        yield KeyBar()

    def on_mount(self) -> None:
        kept = self.client.drafts.kept()
        self._show({})
        owners = {owner for field in kept if (owner := owner_of(field)) is not None}
        self.client.ask(Call(lambda desk: desk.endings(owners)), self._show)

    def _show(self, endings: "Mapping[DraftOwner, Ending]") -> None:
        if self.is_attached:
            self.query_one("#kept", TextArea).load_text(kept_text(self.client.drafts.kept(), endings))

    def action_forget(self) -> None:
        """Forget all of them."""
        self.client.drafts.forget(KEPT)
        self.dismiss(None)

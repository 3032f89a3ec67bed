"""Base of the screens before the desk: labelled fields, Enter to go on, one sentence at the foot."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input, Label, Static

from kppn_tui import i18n
from kppn_tui.domain.errors import DeskError
from kppn_tui.i18n import _, explain
from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import Place
from kppn_tui.tui.dialogs.base import Dialog
from kppn_tui.tui.widgets.choice import Choice
from kppn_tui.tui.widgets.keybar import KeyBar
from kppn_tui.tui.widgets.marks import Marks

FIELDS = (Input, Choice, Marks)


class EntryScreen(Dialog[None]):
    """Screen before anybody is signed in; modal, so that the letter keys of the desk do nothing here."""

    PLACES: ClassVar[tuple[Place, ...]] = (Place.ENTRY,)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.ENTRY)

    def __init__(self) -> None:
        super().__init__()
        #: What stands in the fields, by their id; it outlives a change of language.
        self.values: dict[str, str] = {}
        self.busy = False

    def keeps_waiting(self, key: str) -> bool:
        """Return whether it is at work: what is pressed meanwhile is for what comes of it."""
        return self.busy

    def compose(self) -> ComposeResult:
        with Vertical(classes="entry"):
            yield from self.body()
            yield Static("", classes="entry-foot", markup=False)
        yield KeyBar()

    def body(self) -> ComposeResult:
        """Yield the widgets above the foot."""
        yield from ()

    def row(self, label: str, field: Widget, tight: bool = False) -> Horizontal:
        """Return `field` beside its translated label; the next row follows without a gap if `tight`."""
        return Horizontal(Label(label, markup=False), field, classes="entry-row -tight" if tight else "entry-row")

    def line(self, id: str, *, secret: bool = False, hint: str = "", limit: int = 200) -> Input:  # noqa: A002
        """Return a field of one line with the text that was typed in it before."""
        return Input(self.values.get(id, ""), id=id, password=secret, placeholder=hint, max_length=limit, compact=True)

    def keep(self) -> None:
        """Remember what stands in the fields."""
        for field in self.query("Input, Choice, Marks"):
            if field.id and isinstance(field, FIELDS):
                self.values[field.id] = field.value

    async def renew(self, focus: str = "") -> None:
        """Draw everything anew from `values`, with the cursor in the field with the id `focus`."""
        with self.app.batch_update():
            await self.recompose()
        fields = self.query(f"#{focus}") if focus else self.query("Input, Choice, Marks")
        if fields:
            self.set_focus(fields.first())

    async def action_language(self) -> None:
        """Change between Indonesian and English; the text typed stays."""
        self.keep()
        at = self.focused.id if self.focused else ""
        i18n.use("en" if i18n.language() == "id" else "id")
        await self.renew(at or "")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_next_field()

    def action_next_field(self) -> None:
        """Go to the next field, and from the last one on."""
        chain = self.focus_chain
        if self.focused in chain and self.focused is not chain[-1]:
            self.set_focus(chain[chain.index(self.focused) + 1])
        else:
            self.run_worker(self.action_go_on, group="entry")  # type: ignore[arg-type]

    async def action_go_on(self) -> None:
        """Go on: all fields are filled."""

    def complain(self, error: DeskError, field: str = "") -> None:
        """Say at the foot what is wrong, with the cursor where it can be put right; the fields stay."""
        self.busy = False
        self.tell(explain(error), wrong=True)
        for widget in self.query(f"#{field}") if field else ():
            self.set_focus(widget)

    def tell(self, sentence: str, wrong: bool = False) -> None:
        """Show one sentence at the foot."""
        foot = self.query_one(".entry-foot", Static)
        foot.update(Text(f"! {sentence}" if wrong else sentence))
        foot.set_class(wrong, "-wrong")


def title_line(text: str) -> Static:
    """Return a heading; `text` may come from the office file."""
    return Static(Text(text, no_wrap=True, overflow="ellipsis"), classes="entry-title")


def hint_line(text: str) -> Static:
    """Return a line that explains."""
    return Static(Text(text), classes="entry-hint")


def free_of_charge() -> str:
    """Return the sentence of R22, for the sign-in screen and wherever a stakeholder may look."""
    return _("This service is free of charge.")

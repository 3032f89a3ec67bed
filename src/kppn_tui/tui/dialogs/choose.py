"""A question with a few answers; the first is the safe one, Esc chooses it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option as ListOption

from kppn_tui.resources import asset
from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import Place
from kppn_tui.tui.dialogs.base import Dialog
from kppn_tui.tui.widgets.keybar import KeyBar


@dataclass(frozen=True, slots=True)
class Option:
    """An answer; with `why_not` it is shown greyed with its reason."""

    value: str
    label: str
    why_not: str = ""


class Choose(Dialog[str]):
    """Question that gives the value of the chosen option."""

    CSS_PATH = asset("styles/dialogs.tcss")

    PLACES: ClassVar[tuple[Place, ...]] = (Place.CHOICE,)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.CHOICE)

    def __init__(self, question: str, options: Sequence[Option]) -> None:
        super().__init__()
        self.question = question
        self.options = list(options)

    def compose(self) -> ComposeResult:
        with Vertical(classes="form -small"):
            yield Static(self.question, classes="form-title", markup=False)
            yield OptionList(
                *(ListOption(self._line(option), disabled=bool(option.why_not)) for option in self.options)
            )
        yield KeyBar()

    def _line(self, option: Option) -> Text:
        line = Text(option.label)
        if option.why_not:
            line.append(f" — {option.why_not}", style="dim")
        return line

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self.options[event.option_index].value)

    def action_take(self) -> None:
        """Take the marked answer; the list itself takes Enter first."""
        self.query_one(OptionList).action_select()

    def action_first(self) -> None:
        """Take the first answer, which is the safe one."""
        self.dismiss(self.options[0].value)

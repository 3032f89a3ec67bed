"""Choice field: one of a few values, chosen with the arrow keys; nothing opens over the form."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import Place


class Choice(Widget, can_focus=True):
    """Choice field: all of `options` (value, label) on one line if they fit, else `‹ label ›` of the chosen one.

    Left and right, or space, go round. A letter does nothing, so that text typed there by mistake keeps the choice.
    """

    DEFAULT_CSS = """
    Choice { height: 1; padding: 0 1; background: $surface; }
    Choice:focus { background: $surface-lighten-2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.OPTIONS)

    value: reactive[str] = reactive("")

    class Changed(Message):
        """Message that another value was chosen."""

        def __init__(self, choice: "Choice", value: str) -> None:
            super().__init__()
            self.choice = choice
            self.value = value

        @property
        def control(self) -> "Choice":
            return self.choice

    def __init__(self, options: Sequence[tuple[str, str]], value: str = "", *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.options = list(options)
        known = [value for value, _label in self.options]
        self.set_reactive(Choice.value, value if value in known else known[0])

    def render(self) -> Text:
        here = "bold reverse" if self.has_focus else "bold"
        line = Text(no_wrap=True, overflow="ellipsis")
        for value, label in self.options:
            line.append(f"‹{label}›" if value == self.value else f" {label} ", here if value == self.value else "")
        if line.cell_len <= self.size.width:
            return line
        at = self._values.index(self.value)
        line = Text(f"‹ {self.options[at][1]} ›", style=here, no_wrap=True, overflow="ellipsis")
        return line.append(f" {at + 1}/{len(self.options)}", style="not bold not reverse")

    @property
    def _values(self) -> list[str]:
        return [value for value, _label in self.options]

    def choose(self, value: str) -> None:
        """Take `value` if it is one of the options."""
        if value in self._values and value != self.value:
            self.value = value
            self.post_message(self.Changed(self, value))

    def action_step(self, step: int) -> None:
        """Choose the value `step` further; the first one follows the last."""
        values = self._values
        self.choose(values[(values.index(self.value) + step) % len(values)])

    def on_click(self) -> None:
        self.action_step(1)

"""One of a few values, chosen with the arrow keys; nothing opens over the form."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from kppn_tui.i18n import N_


class Choice(Widget, can_focus=True):
    """Shows `‹ value ›`; left and right, or space, go through `options` of (value, label)."""

    DEFAULT_CSS = """
    Choice { height: 1; padding: 0 1; background: $surface; }
    Choice:focus { background: $primary; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", N_("Previous"), show=False),
        Binding("right,space", "step(1)", N_("Next"), show=False),
    ]

    value: reactive[str] = reactive("")

    class Changed(Message):
        """Another value was chosen."""

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
        self.set_reactive(Choice.value, value or self.options[0][0])

    def render(self) -> Text:
        label = next((label for value, label in self.options if value == self.value), self.value)
        return Text(f"‹ {label} ›", no_wrap=True, overflow="ellipsis")

    def action_step(self, step: int) -> None:
        """The value `step` further, round and round."""
        values = [value for value, _ in self.options]
        at = values.index(self.value) if self.value in values else 0
        self.value = values[(at + step) % len(values)]
        self.post_message(self.Changed(self, self.value))

    def on_click(self) -> None:
        self.action_step(1)

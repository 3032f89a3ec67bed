"""Field of marks: several of a few values, marked with the space bar; nothing opens over the form."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.events import Click, Focus
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import Place


class Marks(Widget, can_focus=True):
    """Field with a line for each of `options` (value, label), or one line if `across`; `value` names the marked ones.

    At its ends the arrow keys go on to the neighbouring field, so that they alone lead through a form.
    """

    DEFAULT_CSS = """
    Marks { height: auto; padding: 0 1; background: $surface; }
    """
    # Keys that come faster than messages keep their order: Enter after a mark sees it.
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.MARKS)

    value: reactive[str] = reactive("", layout=True)
    at: reactive[int] = reactive(0)

    class Changed(Message):
        """Message that a value was marked or its mark taken away."""

        def __init__(self, marks: "Marks", value: str) -> None:
            super().__init__()
            self.marks = marks
            self.value = value

        @property
        def control(self) -> "Marks":
            return self.marks

    def __init__(
        self, options: Sequence[tuple[str, str]], value: str = "", *, across: bool = False,
        id: str | None = None,  # noqa: A002
    ) -> None:  # fmt: skip
        super().__init__(id=id)
        self.options = list(options)
        self.across = across
        self.set_reactive(Marks.value, value)

    def render(self) -> Text:
        marked = self.value.split()
        lines = []
        for at, (value, label) in enumerate(self.options):
            here = self.has_focus and at == self.at
            lines.append(Text(f"[{'x' if value in marked else ' '}] {label}", style="bold reverse" if here else ""))
        # Words of one option stay on one line.
        return Text("  " if self.across else "\n").join(lines)

    def action_mark(self) -> None:
        """Mark the value under the cursor, or take its mark away."""
        marked, value = self.value.split(), self.options[self.at][0]
        marked = [one for one in marked if one != value] if value in marked else [*marked, value]
        self.value = " ".join(one for one, _label in self.options if one in marked)
        self.post_message(self.Changed(self, self.value))

    def action_step(self, step: int) -> None:
        """Go up or down: to the next value, from the last one to the next field."""
        if not self.across and 0 <= self.at + step < len(self.options):
            self.at += step
        elif step > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    def action_turn(self, step: int) -> None:
        """Go left or right; the first value follows the last."""
        self.at = (self.at + step) % len(self.options)

    def on_focus(self, event: Focus) -> None:
        self.at = 0

    def on_click(self, event: Click) -> None:
        if not self.across and event.y < len(self.options):
            self.at = event.y
            self.action_mark()

"""A form of one text: a reason, an answer, a note."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.widgets import Input, Label, TextArea

from kppn_tui.tui.dialogs.form import Form
from kppn_tui.tui.widgets.hint import Hint

if TYPE_CHECKING:
    from kppn_tui.client.call import Call


class AskText(Form):
    """Form that asks for one text, then acts by a verb with it: a reason, an answer, a note."""

    def __init__(
        self,
        title: str,
        label: str,
        verb: "Callable[[str], Call[Any]]",
        *,
        draft_key: str = "",
        lines: int = 5,
        hint: str = "",
        text: str = "",
    ) -> None:
        super().__init__(draft_key)
        self._text = text
        self._title = title
        self._label = label
        self._verb = verb
        self._lines = lines
        self._hint = hint

    def heading(self) -> str:
        return self._title

    def fields(self) -> ComposeResult:
        if self._hint:
            yield Hint(self._hint)
        yield Label(self._label, markup=False)
        if self._lines == 1:
            yield Input(self._text, id="text", compact=True, select_on_focus=not self._text)
        else:
            area = TextArea(self._text, id="text", compact=True, soft_wrap=True, tab_behavior="focus")
            area.styles.height = self._lines
            yield area

    def ready(self) -> None:
        self.go_to("text")

    def save(self) -> "Call[Any]":
        return self._verb(self.text_of("text"))

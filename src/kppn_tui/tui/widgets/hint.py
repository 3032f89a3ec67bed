"""Hint over the fields of a form; a long one can be read on with the arrow keys."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from kppn_tui.i18n import _


class Hint(VerticalScroll):
    """Hint of a few lines in sight; only a longer one takes the focus (Shift+Tab), and says so."""

    DEFAULT_CSS = """
    Hint { height: auto; max-height: 7; margin-bottom: 1; scrollbar-size-vertical: 1; }
    Hint.-more { border-bottom: dashed $panel-lighten-2; border-subtitle-color: $text-muted; }
    """

    def __init__(self, text: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, can_focus=False)
        self._text = text

    def compose(self) -> ComposeResult:
        yield Static(self._text, markup=False)

    def say(self, text: str) -> None:
        """Show `text` instead."""
        self._text = text
        self.query_one(Static).update(text)
        self.call_after_refresh(self._measure)

    def on_mount(self) -> None:
        self.call_after_refresh(self._measure)

    def on_resize(self) -> None:
        self._measure()

    def _measure(self) -> None:
        self.can_focus = self.max_scroll_y > 0
        self.set_class(self.can_focus, "-more")
        self.border_subtitle = _("Shift+Tab, ↓: read on") if self.can_focus else ""

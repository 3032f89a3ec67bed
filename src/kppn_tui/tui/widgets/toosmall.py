"""Screen of one sentence while the terminal is smaller than 80×24, instead of a broken layout."""

from typing import Any

from rich.text import Text
from textual.app import App, ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from kppn_tui.i18n import _

COLUMNS, LINES = 80, 24


class TooSmall(ModalScreen[None]):
    """Screen that covers everything; below it all stays as it is, the cursor and half-typed text too."""

    AUTO_FOCUS = ""

    def compose(self) -> ComposeResult:
        yield Static("", markup=False)

    def on_mount(self) -> None:
        self.say()

    def say(self) -> None:
        """Show the sentence with the size that the terminal has now."""
        sentence = _("The terminal is {now}; kppn-tui needs {least}. Enlarge it: what you typed is kept.")
        width, height = self.app.size
        self.query_one(Static).update(Text(sentence.format(now=f"{width}×{height}", least=f"{COLUMNS}×{LINES}")))

    def on_screen_resume(self) -> None:
        watch_size(self.app)

    def on_screen_suspend(self) -> None:
        # A verb that finished in the meantime may have opened another screen above.
        watch_size(self.app)


def watch_size(app: App[Any]) -> None:
    """Cover `app` while its terminal is too small, uncover it when it no longer is; for the app's `on_resize`."""
    # The app itself learns its new size only after its subclasses have heard of it.
    app.call_later(_watch, app)


def _watch(app: App[Any]) -> None:
    if not app.is_running or not app.screen_stack:
        return
    small, top = app.size.width < COLUMNS or app.size.height < LINES, app.screen
    if not isinstance(top, TooSmall):
        if small:
            app.push_screen(TooSmall())
    elif not small:
        app.pop_screen()
    elif top.is_mounted:
        top.say()

"""The footer: at most seven keys, those that matter now and fit whole; one that is not possible is greyed."""

from rich.text import Text
from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Input, TextArea

from kppn_tui.i18n import _

MOST = 6
_KEY_NAMES = {"question_mark": "?", "enter": "Enter", "escape": "Esc", "space": "Spasi", "slash": "/", "ctrl+p": "^P"}


def key_name(key: str) -> str:
    """A key as it stands on the keyboard."""
    return _KEY_NAMES.get(key, key.upper() if key.startswith("f") and key[1:].isdigit() else key)


class KeyBar(Widget):
    """Reads the bindings of the screen in order; while a text field has the focus it names the F-keys."""

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; background: $footer-background; color: $footer-foreground; }
    """

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def render(self) -> Text:
        line, help_key = Text(no_wrap=True), self._key("?", _("Help"), True)
        for key, binding in self._shown()[:MOST]:
            possible = not getattr(self.screen, "why_not", lambda _: "")(binding.action)
            entry = self._key(key_name(key), _(binding.description), possible)
            if line.cell_len + entry.cell_len + help_key.cell_len > self.size.width:
                break
            line.append_text(entry)
        return line.append_text(help_key)

    def _key(self, name: str, description: str, possible: bool) -> Text:
        entry = Text(f" {name} ", style="bold reverse" if possible else "dim")
        entry.append(f" {description} ", style="not bold not reverse" if possible else "dim")
        return entry

    def _shown(self) -> list[tuple[str, Binding]]:
        typing = isinstance(self.screen.focused, Input | TextArea)
        chosen: dict[str, tuple[str, Binding]] = {}
        for key, binding in self.screen._bindings:
            if not binding.show:
                continue
            function_key = (key.startswith("f") and key[1:].isdigit()) or key in ("escape", "ctrl+p", "enter")
            if typing and not function_key:
                continue
            if binding.action not in chosen:
                chosen[binding.action] = (key, binding)
        return list(chosen.values())

"""The footer: at most seven keys, those that matter now and fit whole; one that is not possible is greyed."""

from typing import Protocol, cast

from rich.text import Text
from textual.binding import Binding
from textual.widget import Widget

from kppn_tui.i18n import _
from kppn_tui.tui.textual_private import screen_bindings


class Explains(Protocol):
    """A screen that says why a key of it is not possible."""

    def why_not(self, action: str) -> str:
        """Return why `action` is not possible now, translated; "" when it is."""


#: Before the help key, which always stands last.
MOST = 6
_KEY_NAMES = {
    "question_mark": "?", "enter": "Enter", "escape": "Esc", "slash": "/", "left": "←", "right": "→",
    "up": "↑", "down": "↓", "pageup": "PgUp", "pagedown": "PgDn", "home": "Home", "end": "End",
}  # fmt: skip


def key_name(key: str) -> str:
    """A key as it stands on the keyboard."""
    if key == "space":
        return _("Space")
    if key.startswith("ctrl+"):
        return "^" + key.removeprefix("ctrl+").upper()
    return _KEY_NAMES.get(key, key.upper() if _is_function_key(key) else key)


class KeyBar(Widget):
    """Reads the bindings of the screen in order; while a text field has the focus it names the F-keys."""

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; background: $footer-background; color: $footer-foreground; }
    """

    def on_mount(self) -> None:
        self._shown_now = Text()
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self.renew())
        self.watch(self.screen, "focused", self._focus_moved, init=False)

    def _focus_moved(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Ask anew what is possible; painted only if that has changed."""
        if self._line() != self._shown_now:
            self.refresh()

    def render(self) -> Text:
        self._shown_now = self._line()
        return self._shown_now

    def _line(self) -> Text:
        why_not = cast(Explains, self.screen).why_not
        entries = [
            (possible, self._key(key_name(key), _(binding.description), possible))
            for key, binding in self._shown()
            for possible in (not why_not(binding.action),)
        ]
        help_key = self._help()
        room = self.size.width - help_key.cell_len
        # What is not possible now gives way first.
        while entries and (len(entries) > MOST or sum(entry.cell_len for _possible, entry in entries) > room):
            greyed = [at for at, (possible, _entry) in enumerate(entries) if not possible]
            entries.pop(greyed[-1] if greyed else -1)
        line = Text(no_wrap=True)
        for _possible, entry in entries:
            line.append_text(entry)
        return line.append_text(help_key)

    @property
    def _typing(self) -> bool:
        focused = self.screen.focused
        return focused is not None and focused.check_consume_key("a", "a")

    def _help(self) -> Text:
        """How help is reached from here: `?` would be a letter in a field, and does nothing in a form."""
        asked = [key for key, binding in screen_bindings(self.screen) if binding.action == "app.help"]
        if self.screen.is_modal and not asked:
            return Text()
        return self._key("F1" if asked or self._typing else "?", _("Help"), True)

    def _key(self, name: str, description: str, possible: bool) -> Text:
        entry = Text(f" {name} ", style="bold reverse" if possible else "dim")
        entry.append(f" {description} ", style="not bold not reverse" if possible else "dim")
        return entry

    def _shown(self) -> list[tuple[str, Binding]]:
        typing = self._typing
        chosen: dict[str, tuple[str, Binding]] = {}
        for key, binding in screen_bindings(self.screen):
            if not binding.show or not binding.description:
                continue
            if typing and not (_is_function_key(key) or key in ("escape", "enter")):
                continue
            if binding.action not in chosen:
                chosen[binding.action] = (key, binding)
        return list(chosen.values())


def _is_function_key(key: str) -> bool:
    return key.startswith("f") and key[1:].isdigit()

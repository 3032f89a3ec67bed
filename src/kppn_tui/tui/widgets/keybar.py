"""The footer: at most seven keys, those that matter now and fit whole; one that is not possible is greyed."""

from typing import TYPE_CHECKING, ClassVar, Protocol, cast

from rich.text import Text
from textual.widget import Widget

from kppn_tui.domain.errors import DeskError
from kppn_tui.i18n import _
from kppn_tui.tui.action_lists import rows_of
from kppn_tui.tui.action_row import ActionRow, Place
from kppn_tui.tui.host import Host
from kppn_tui.tui.keys import is_function_key, key_name

if TYPE_CHECKING:
    from kppn_tui.domain.availability import Availability


class Explains(Protocol):
    """A screen whose keys stand in the table, and which says why one is not possible."""

    PLACES: ClassVar[tuple[Place, ...]]

    @property
    def host(self) -> Host:
        """Return the program around the screen."""

    @property
    def possibilities(self) -> "Availability | None":
        """Return what can be done with what is shown, another object when it may differ; None: `refusal` is asked."""

    def refusal(self, row: ActionRow) -> DeskError | None:
        """Return why the key of `row` is not possible now; None when it is."""


#: Before the help key, which always stands last.
MOST = 6


class KeyBar(Widget):
    """Reads the keys of the screen in order; while a text field has the focus it names the F-keys."""

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; background: $footer-background; color: $footer-foreground; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown_now = self._line_now = Text()
        self._made_entries: dict[bool, list[tuple[ActionRow, Text, Text]]] = {}
        #: What the line was made of.
        self._made_of: tuple[object, ...] = ()
        self._renewed = False

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self.renew())

    def renew(self) -> None:
        """Ask anew what is possible; painted only if that has changed."""
        if self._line() != self._shown_now:
            self._renewed = True
            self.refresh()

    def render(self) -> Text:
        if self._renewed and self.size.width == self._made_of[-1]:
            # Made a moment ago, when it was renewed.
            self._shown_now = self._line_now
        else:
            self._shown_now = self._line()
        self._renewed = False
        return self._shown_now

    @property
    def _explains(self) -> Explains:
        return cast(Explains, self.screen)

    def _line(self) -> Text:
        """Return the line, made once of what is possible, where the cursor is and how wide it may be."""
        shown, typing = self._explains.possibilities, self._typing
        made_of = (shown, typing, self.size.width)
        if shown is None or shown is not next(iter(self._made_of), None) or made_of[1:] != self._made_of[1:]:
            self._line_now, self._made_of = self._make_line(shown, typing), made_of
        return self._line_now

    def _make_line(self, shown: "Availability | None", typing: bool) -> Text:
        screen, entries = self._explains, []
        for row, entry, greyed in self._entries(typing):
            possible = (screen.refusal(row) if shown is None else row.ask and shown.refusal(row.ask)) is None
            entries.append((possible, entry if possible else greyed))
        help_key = self._help(typing)
        room = self.size.width - help_key.cell_len
        # What is not possible now gives way first.
        while entries and (len(entries) > MOST or sum(entry.cell_len for _possible, entry in entries) > room):
            impossible = [at for at, (possible, _entry) in enumerate(entries) if not possible]
            entries.pop(impossible[-1] if impossible else -1)
        line = Text(no_wrap=True)
        # A key that is possible leads; else each keeps its place.
        first = next((at for at, (possible, _entry) in enumerate(entries) if possible), 0)
        for _possible, entry in (*entries[first:], *entries[:first]):
            line.append_text(entry)
        return line.append_text(help_key)

    def _entries(self, typing: bool) -> list[tuple[ActionRow, Text, Text]]:
        """Return what may stand here with its two looks, made once for typing and once for not.

        Another language makes another bar.
        """
        if (entries := self._made_entries.get(typing)) is None:
            named = [(row, key_name(key), _(row.label)) for key, row in self._shown(typing)]
            entries = [(row, self._key(key, label, True), self._key(key, label, False)) for row, key, label in named]
            self._made_entries[typing] = entries
        return entries

    @property
    def _typing(self) -> bool:
        focused = self.screen.focused
        return focused is not None and focused.check_consume_key("a", "a")

    def _help(self, typing: bool) -> Text:
        """Return how help is reached from here: `?` would be a letter in a field, and does nothing in a form."""
        asked = any(row.action == "app.help" for row in rows_of(*self._explains.PLACES))
        if self.screen.is_modal and not asked:
            return Text()
        return self._key("F1" if asked or typing else "?", _("Help"), True)

    def _key(self, name: str, description: str, possible: bool) -> Text:
        entry = Text(f" {name} ", style="bold reverse" if possible else "dim")
        entry.append(f" {description} ", style="not bold not reverse" if possible else "dim")
        return entry

    def _shown(self, typing: bool) -> list[tuple[str, ActionRow]]:
        """Return what may stand here, an action once, with the key that works now."""
        keys = self._explains.host.keys
        chosen: dict[str, tuple[str, ActionRow]] = {}
        for row in rows_of(*self._explains.PLACES):
            if not row.shown or row.action in chosen:
                continue
            usable = (key for key in keys.of(row) if not typing or is_function_key(key) or key in ("escape", "enter"))
            if (key := next(usable, None)) is not None:
                chosen[row.action] = key, row
        return list(chosen.values())

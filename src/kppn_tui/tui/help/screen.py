"""Help, made from the action table and the life cycle: a key or a rule that changes there changes here."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rich.console import Group
from rich.table import Table
from rich.text import Text
from textual import on
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, Static

from kppn_tui.domain.errors import DeskError
from kppn_tui.domain.lifecycle import NEED_TEXT, RULES, Rule, Subject
from kppn_tui.domain.office import Limits
from kppn_tui.domain.states import ROLE_TEXT, STATE_TEXT
from kppn_tui.i18n import N_, _, explain
from kppn_tui.resources import asset
from kppn_tui.tui.action_lists import bindings, nearest_first, rows_by_action
from kppn_tui.tui.action_row import ActionRow, Place
from kppn_tui.tui.actions import ROWS
from kppn_tui.tui.base import DeskScreen
from kppn_tui.tui.dialogs.base import Dialog
from kppn_tui.tui.keys import Keys, key_name
from kppn_tui.tui.widgets.keybar import KeyBar

Refusal = Callable[[ActionRow], DeskError | None]
SUBJECT_TITLE = {
    Subject.TICKET: N_("Life of a ticket"),
    Subject.CONSULTATION: N_("Life of a consultation"),
    Subject.ESCALATION: N_("Life of an escalation"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the help: a key or an action, what it is, and more below it."""

    name: str
    text: str
    more: tuple[str, ...] = ()
    aside: str = ""

    def fits(self, words: list[str]) -> bool:
        """Return whether all `words` occur in it."""
        whole = " ".join((self.name, self.text, *self.more, self.aside)).casefold()
        return all(word in whole for word in words)


class HelpScreen(Dialog[None]):
    """Help over the screen that it explains; “/” finds, Esc closes."""

    CSS_PATH = asset("styles/help.tcss")

    PLACES: ClassVar[tuple[Place, ...]] = (Place.HELP,)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.HELP)
    AUTO_FOCUS = ""

    def __init__(self, screen: DeskScreen[Any] | Dialog[Any], base: DeskScreen[Any] | None = None) -> None:
        """Explain `screen`; the life cycle is that of `base`, the full screen below it."""
        super().__init__()
        self.behind = screen
        self.base = base

    def compose(self) -> ComposeResult:
        with Vertical(classes="help"):
            yield Static(Text(self._heading()), classes="help-title")
            yield Input(placeholder=_("“/” finds: a key or a word"), id="find", compact=True, max_length=60)
            with VerticalScroll(id="help-body", can_focus=False):
                yield Static(id="help-text")
        yield KeyBar()

    def on_mount(self) -> None:
        self._show()

    def _heading(self) -> str:
        return " · ".join(part for part in (self.host.badge, _("Help"), self.behind.heading()) if part)

    @on(Input.Changed)
    def _show(self) -> None:
        words = self.query_one(Input).value.casefold().split()
        shown: list[Group | Text] = []
        for title, entries in self._chapters():
            fitting = [entry for entry in entries if entry.fits(words)]
            if fitting:
                shown += [Text(title, style="bold underline"), Group(_table(fitting), Text(""))]
        self.query_one("#help-text", Static).update(Group(*shown) if shown else Text(_("Nothing is found.")))
        self.query_one("#help-body").scroll_to(y=0, animate=False, immediate=True)

    def _chapters(self) -> Iterator[tuple[str, list[Entry]]]:
        keys = self.host.keys
        yield _("Keys here"), list(key_entries(nearest_first(self.behind.PLACES), keys, self.behind.refusal))
        # Over a form the letters of the desk are letters.
        everywhere = () if self.behind.is_modal else key_entries(nearest_first(self.host.PLACES), keys)
        yield _("Keys everywhere"), [*everywhere, *_textual_keys()]
        yield _("Good to know"), list(_tips(self._limits, keys))
        for subject in self.base.SUBJECTS if self.base is not None else tuple(Subject):
            rules = [rule for rule in RULES if rule.subject is subject]
            yield _(SUBJECT_TITLE[subject]), [rule_entry(rule, self._limits) for rule in rules]

    @property
    def _limits(self) -> Limits:
        return self.client.settings.limits if self.client.is_open else Limits()

    # Keys ---------------------------------------------------------------------------------------------------------

    def action_find(self) -> None:
        """Go into the field at the top."""
        self.set_focus(self.query_one(Input))

    @on(Input.Submitted)
    def _found(self) -> None:
        self.set_focus(None)

    def action_scroll(self, lines: int) -> None:
        """Scroll up or down."""
        body = self.query_one("#help-body", VerticalScroll)
        body.scroll_to(y=body.scroll_target_y + lines, animate=False, immediate=True)

    def action_close(self) -> None:
        """Go back to the screen; while something is sought, first back to the whole help."""
        field = self.query_one(Input)
        if field.value:
            field.value = ""
            self.set_focus(None)
        else:
            self.dismiss(None)


def explain_screen(app: App[Any], base: DeskScreen[Any] | None) -> None:
    """Show the help of the screen in front, with the life cycle of `base`, the full screen below it."""
    screen = app.screen
    if isinstance(screen, DeskScreen | Dialog) and not isinstance(screen, HelpScreen):
        app.push_screen(HelpScreen(screen, base))


def key_entries(rows: Iterable[ActionRow], keys: Keys, refusal: Refusal = lambda _row: None) -> Iterator[Entry]:
    """Give a line for each action of `rows`: all its keys, and the reason where it is not possible now."""
    for same in rows_by_action(rows).values():
        names = [key_name(key) for row in sorted(same, key=ROWS.index) for key in keys.of(row)]
        error = refusal(same[0])
        aside = _("not now: {reason}").format(reason=explain(error)) if error else _(same[0].tooltip)
        yield Entry(" ".join(names), _(same[0].label), aside=aside)


def rule_entry(rule: Rule, limits: Limits) -> Entry:
    """Return a line of the life cycle: the states before and after, who may, and what has to be there."""
    order = list(STATE_TEXT)
    sources = ", ".join(_(STATE_TEXT[state]) for state in sorted(rule.sources, key=order.index)) or _("new")
    where = f"{sources} → {_(STATE_TEXT[rule.target])}" if rule.target else sources
    who = ", ".join(_(text) for role, text in ROLE_TEXT.items() if role in rule.roles)
    facts = {"calls_max": limits.calls_max, "seconds": limits.recall_gap_seconds}
    needs = tuple("– " + _(NEED_TEXT[need]).format(**facts) for need in rule.needs)
    return Entry(_(rule.label), where, (_("by: {roles}").format(roles=who), *needs))


def _textual_keys() -> Iterator[Entry]:
    yield Entry("Tab", _("Next field"))
    yield Entry("Shift+Tab", _("Field before"))
    yield Entry("^P", _("Find an action by its name"))
    yield Entry("^Q", _("Quit"))


def _tips(limits: Limits, keys: Keys) -> Iterator[Entry]:
    yield Entry("Esc", _("Leaves a field or a form; what you typed is kept."))
    minutes = limits.correction_minutes
    yield Entry(
        keys.shown("app.undo"),
        _("Undoes your own last action, for {n} minutes; pressed again, the one before.").format(n=minutes),
    )
    yield Entry("Shift", _("Hold it and drag with the mouse to mark text for copying."))
    yield Entry("▶ ! !! ‖", _("A clock: running, near its limit, over it, paused."))


def _table(entries: Sequence[Entry]) -> Table:
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(width=max(Text(entry.name).cell_len for entry in entries))
    table.add_column(ratio=1)
    for entry in entries:
        text = Text(entry.text)
        if entry.aside:
            text.append(f" — {entry.aside}", style="dim")
        for line in entry.more:
            text.append(f"\n{line}", style="dim")
        table.add_row(Text(entry.name, style="bold"), text)
    return table

"""Help, made from the bindings and the life cycle: a key or a rule that changes there changes here."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rich.console import Group
from rich.table import Table
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.dom import DOMNode
from textual.widgets import Input, Static

from kppn_tui.domain.lifecycle import NEED_TEXT, RULES, Rule, Subject
from kppn_tui.domain.office import Limits
from kppn_tui.domain.states import ROLE_TEXT, STATE_TEXT
from kppn_tui.i18n import N_, _
from kppn_tui.resources import asset
from kppn_tui.tui.base import DeskScreen
from kppn_tui.tui.dialogs.base import Dialog
from kppn_tui.tui.widgets.keybar import KeyBar, key_name

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
        """Whether all `words` occur in it."""
        whole = " ".join((self.name, self.text, *self.more, self.aside)).casefold()
        return all(word in whole for word in words)


class HelpScreen(Dialog[None]):
    """Over the screen it explains; “/” finds, Esc closes."""

    CSS_PATH = asset("styles/help.tcss")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", N_("Find")),
        Binding("escape", "close", N_("Close")),
        Binding("question_mark,f1", "close", N_("Close"), show=False),
        Binding("up", "scroll(-1)", N_("Up"), show=False),
        Binding("down", "scroll(1)", N_("Down"), show=False),
        Binding("pageup", "scroll(-15)", N_("Page up"), show=False),
        Binding("pagedown,space", "scroll(15)", N_("Page down"), show=False),
        Binding("home", "scroll(-9999)", N_("To the beginning"), show=False),
        Binding("end", "scroll(9999)", N_("To the end"), show=False),
    ]
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
        yield _("Keys here"), list(_keys(type(self.behind), self.behind.why_not))
        # Over a form the letters of the desk are letters.
        everywhere = () if self.behind.is_modal else _keys(type(self.app))
        yield _("Keys everywhere"), [*everywhere, *_textual_keys()]
        yield _("Good to know"), list(_tips(self._limits))
        for subject in self.base.SUBJECTS if self.base is not None else tuple(Subject):
            rules = [rule for rule in RULES if rule.subject is subject]
            yield _(SUBJECT_TITLE[subject]), [rule_entry(rule, self._limits) for rule in rules]

    @property
    def _limits(self) -> Limits:
        return self.client.settings.limits if self.client.is_open else Limits()

    # Keys ---------------------------------------------------------------------------------------------------------

    def action_find(self) -> None:
        """Into the field at the top."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _found(self) -> None:
        self.set_focus(None)

    def action_scroll(self, lines: int) -> None:
        """Up or down."""
        body = self.query_one("#help-body", VerticalScroll)
        body.scroll_to(y=body.scroll_target_y + lines, animate=False, immediate=True)

    def action_close(self) -> None:
        """Back to the screen; while something is sought, first back to the whole help."""
        field = self.query_one(Input)
        if field.value:
            field.value = ""
            self.set_focus(None)
        else:
            self.dismiss(None)


def _keys(kind: type[DOMNode], why_not: Callable[[str], str] = lambda _action: "") -> Iterator[Entry]:
    """Give our own bindings of `kind`; with the reason, where one is not possible now."""
    for action, (keys, name) in own_keys(kind).items():
        reason = why_not(action)
        yield Entry(" ".join(keys), _(name), aside=_("not now: {reason}").format(reason=reason) if reason else "")


def own_keys(kind: type[DOMNode]) -> dict[str, tuple[list[str], str]]:
    """The keys and the description of each action that our own classes bind; the nearest class has its say first."""
    found: dict[str, tuple[list[str], str]] = {}
    taken: set[str] = set()
    for cls in kind.__mro__:
        if not cls.__module__.startswith("kppn_tui."):
            continue
        declared = [one for one in cls.__dict__.get("BINDINGS", ()) if isinstance(one, Binding)]
        for binding in declared:
            keys = [key for key in binding.key.split(",") if key not in taken]
            if keys and binding.description:
                found.setdefault(binding.action, ([], binding.description))[0].extend(map(key_name, keys))
        taken.update(key for binding in declared for key in binding.key.split(","))
    return found


def rule_entry(rule: Rule, limits: Limits) -> Entry:
    """A line of the life cycle: from where to where, who may, and what has to be there."""
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
    yield Entry("^Q", _("Quit at once"))


def _tips(limits: Limits) -> Iterator[Entry]:
    yield Entry("Esc", _("Leaves a field or a form; what you typed is kept."))
    minutes = limits.correction_minutes
    yield Entry("u", _("Undoes your own last action, for {n} minutes.").format(n=minutes))
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

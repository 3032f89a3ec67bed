"""Directory screen: whom the office knows, found as in a form, and put right where that is the officers' business."""

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input, Static

from kppn_tui.client import queries
from kppn_tui.client.queries import Known
from kppn_tui.domain.availability import Availability, of_directory
from kppn_tui.domain.lifecycle import Compound, Subject
from kppn_tui.domain.people import DirectoryEntry
from kppn_tui.domain.stakeholders import StakeholderSearch
from kppn_tui.i18n import N_, _, ngettext
from kppn_tui.presentation import directory as directory_rows
from kppn_tui.presentation.directory import KnownStakeholder
from kppn_tui.presentation.words import stakeholder_text
from kppn_tui.resources import asset
from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import Place
from kppn_tui.tui.base import DeskScreen
from kppn_tui.tui.dialogs.ask_text import AskText
from kppn_tui.tui.dialogs.choose import Choose, Option
from kppn_tui.tui.host import ScreenName
from kppn_tui.tui.widgets.rowlist import RowList

if TYPE_CHECKING:
    from kppn_tui.client.call import Call


class DirectoryScreen(DeskScreen[Known]):
    """Screen of the directory. What is typed above the list narrows it down, by the search of the forms."""

    CSS_PATH = asset("styles/directory.tcss")

    NAME = ScreenName.DIRECTORY
    TITLE_MSGID = N_("Satker and stakeholders")
    SUBJECTS: ClassVar[tuple[Subject, ...]] = ()
    PLACES: ClassVar[tuple[Place, ...]] = (Place.SCREEN, Place.DIRECTORY)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.DIRECTORY)

    def __init__(self) -> None:
        super().__init__()
        self._search = StakeholderSearch()
        self._known: list[KnownStakeholder] = []
        self._shown: list[KnownStakeholder] = []

    def body(self) -> ComposeResult:
        yield Input(id="find", compact=True, placeholder=_("Find: code, words, or the usual abbreviation"))
        yield Static("", id="told", markup=False)
        yield RowList(directory_rows.columns(), id="directory")

    def on_mount(self) -> None:
        self.set_focus(self.query_one(RowList))

    def wanted(self) -> "Call[Known]":
        return queries.known()

    def show(self, data: Known) -> None:
        directory, self._search = data.directory, data.search
        self._known = directory_rows.known_stakeholders(directory)
        told = directory_rows.skipped_sentence(directory.skipped)
        count = ngettext("{n} satker in the list", "{n} satker in the list", len(directory.listed))
        beside = ngettext("{n} entry beside it", "{n} entries beside it", len(directory.entries))
        counts = f"{count.format(n=len(directory.listed))} · {beside.format(n=len(directory.entries))}"
        self.query_one("#told", Static).update(f"{counts} · {told}" if told else counts)
        self._draw()

    def _draw(self) -> None:
        query = self.query_one("#find", Input).value
        self._shown = directory_rows.found(self._known, query, self._search)
        self.query_one(RowList).show_rows(directory_rows.rows(self._shown, grouped=not query.strip()))

    # What is possible

    @property
    def chosen(self) -> KnownStakeholder | None:
        """Return the stakeholder under the cursor; None without one."""
        key = self.query_one(RowList).key
        return next((each for each in self._shown if each.key == key), None)

    def work_out(self) -> Availability:
        chosen = self.chosen
        return of_directory(chosen.item if chosen else None, self.client.circumstances())

    @on(RowList.Moved)
    def _moved(self) -> None:
        self.renew_possible()

    # Keys

    @on(Input.Changed, "#find")
    def _typed(self) -> None:
        self._draw()
        self.renew_possible()

    @on(Input.Submitted, "#find")
    def _found(self) -> None:
        self.set_focus(self.query_one(RowList))

    def after_field(self) -> None:
        self.set_focus(self.query_one(RowList))

    def action_find(self) -> None:
        """Put the cursor into the field above the list."""
        self.set_focus(self.query_one("#find", Input))

    def action_back(self) -> None:
        """Leave the field, else go to the first screen of the officer's role."""
        if isinstance(self.focused, Input):
            self.action_leave_field()
        else:
            self.host.screens.go_home()

    def action_rename(self) -> None:
        """Give an entry beside the list another name."""
        self.guarded(Compound.EDIT_ENTRY, self._rename)

    def _rename(self) -> None:
        if (chosen := self.chosen) is not None and isinstance(entry := chosen.item, DirectoryEntry):
            verbs = self.client.verbs
            form = AskText(
                _("Rename “{name}”").format(name=entry.name),
                _("Name:"),
                lambda name: verbs.rename_stakeholder(entry, name),
                lines=1,
                text=entry.name,
            )
            self.app.push_screen(form)

    def action_remove(self) -> None:
        """Take an entry beside the list out of the directory."""
        self.guarded(Compound.EDIT_ENTRY, self._remove)

    def _remove(self) -> None:
        if (chosen := self.chosen) is not None and isinstance(entry := chosen.item, DirectoryEntry):
            question = _("Remove “{name}” from the directory? Visits keep what they say; this can't be undone.")
            answers = [Option("stay", _("Keep it")), Option("remove", _("Remove"))]

            def answered(answer: str | None) -> None:
                if answer == "remove":
                    self.act(self.client.verbs.remove_stakeholder(entry))

            self.app.push_screen(Choose(question.format(name=entry.name), answers), answered)

    def action_add_alias(self) -> None:
        """Write down a shorthand of the satker under the cursor."""
        self.guarded(Compound.EDIT_ALIASES, self._add_alias)

    def _add_alias(self) -> None:
        if (chosen := self.chosen) is not None:
            code, verbs = chosen.stakeholder.code, self.client.verbs
            title = _("Shorthand of {satker}").format(satker=stakeholder_text(chosen.stakeholder))
            self.app.push_screen(AskText(title, _("Shorthand:"), lambda text: verbs.add_alias(code, text), lines=1))

    def action_remove_alias(self) -> None:
        """Take a shorthand of the satker under the cursor away."""
        self.guarded(Compound.EDIT_ALIASES, self._remove_alias)

    def _remove_alias(self) -> None:
        chosen = self.chosen
        if chosen is None or not chosen.aliases:
            self.host.say(_("This satker has no shorthand of its own."), "warning")
            return
        aliases = {alias.short: alias for alias in chosen.aliases}

        def answered(answer: str | None) -> None:
            if answer in aliases:
                self.act(self.client.verbs.remove_alias(aliases[answer]))

        question = _("Which shorthand of {satker} is wrong?").format(satker=stakeholder_text(chosen.stakeholder))
        answers = [Option("", _("None: keep them")), *(Option(short, short) for short in aliases)]
        self.app.push_screen(Choose(question, answers), answered)

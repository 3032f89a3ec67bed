"""The directory of stakeholders: the office's own list, what registrations taught, and what officers put right."""

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from kppn_tui.desk.base import DeskBase
from kppn_tui.desk.unit_of_work import UnitOfWork
from kppn_tui.domain.conditions import OFFICIAL, directory_refusal
from kppn_tui.domain.errors import N_, BadInput, DeskError, NotFound
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.people import LEARNED_KINDS, Alias, DirectoryEntry, Officer, Stakeholder, StakeholderKind
from kppn_tui.domain.records import Ticket
from kppn_tui.domain.spelling import words
from kppn_tui.domain.stakeholders import Abbreviations, StakeholderSearch
from kppn_tui.domain.text import clean_line
from kppn_tui.domain.views import Directory
from kppn_tui.store import directory as rows

if TYPE_CHECKING:
    from kppn_tui.office.satker import SatkerList

#: A shorthand has at most so many letters and words; more is a name.
ALIAS_MAX, _ALIAS_WORDS = 40, 4
#: So many shorthands of one form are looked at.
_MOST_TYPED = 3


class DirectoryVerbs(DeskBase):
    """Verbs and queries of the directory."""

    @cached_property
    def satker_list(self) -> "SatkerList":
        """Return the office's own list and what was left out of it, read when it is first needed."""
        return self.settings.satker_list()

    @cached_property
    def _listed_codes(self) -> frozenset[str]:
        return frozenset(one.code for one in self.satker_list.satker)

    @cached_property
    def _abbreviations(self) -> Abbreviations:
        return self.settings.abbreviations()

    def directory(self) -> Directory:
        """Return the whole directory: the office's own list, entries beside it, and the shorthands."""
        listed = self.satker_list
        with self.store.reading():
            entries, aliases = rows.read_entries(self.store, self.office), rows.read_aliases(self.store, self.office)
        beside = tuple(one for one in entries if one.code not in self._listed_codes)
        return Directory(listed.satker, beside, tuple(aliases), listed.skipped)

    def known_stakeholders(self) -> list[Stakeholder]:
        """Return the office's own list, then what registrations have taught."""
        return self.directory().stakeholders()

    def stakeholder_search(self) -> StakeholderSearch:
        """Return the search in all that the office knows; the same object as long as nothing was learned."""
        directory = self.directory()
        known = directory.stakeholders()
        aliases = [(one.short, one.code) for one in directory.aliases]
        if self._search_of != (known, aliases):
            self._search_of = known, aliases
            self._search = StakeholderSearch(known, self._abbreviations, aliases)
        return self._search

    _search_of: tuple[list[Stakeholder], list[tuple[str, str]]] | None = None
    _search = StakeholderSearch()

    # Putting right

    def rename_stakeholder(self, officer: Officer, entry: DirectoryEntry | int, name: str) -> DirectoryEntry:
        """Give an entry beside the office's list another name; two that are then the same become one.

        Raises:
            BadInput: no name.
            NotAllowed: the officer may not change the directory.
            NotFound: the entry is not there any more.
            DeskError: it is in the office's own list.
        """
        name = clean_line(name)
        if not name:
            raise BadInput(N_("Give the name."))
        with self._unit_of_work(Action.DIRECTORY, officer) as work:
            found = self._entry(work, entry, "rename")
            rows.remove_entry(self.store, found)
            renamed = DirectoryEntry(0, self.office, found.kind, found.code, name)
            rows.remove_entry(self.store, renamed)
            return self.store.insert(renamed)

    def remove_stakeholder(self, officer: Officer, entry: DirectoryEntry | int) -> DirectoryEntry:
        """Take an entry out of the directory; registrations keep what they say. Raises as `rename_stakeholder`."""
        with self._unit_of_work(Action.DIRECTORY, officer) as work:
            found = self._entry(work, entry, "remove")
            rows.remove_entry(self.store, found)
            return found

    def add_alias(self, officer: Officer, code: str, alias: str) -> Alias:
        """Write down a shorthand of the satker with `code`.

        Raises:
            BadInput: no satker of the directory has the code, or the text can't be a shorthand.
            NotAllowed: the officer may not change the directory.
        """
        text = shorthand(alias)
        if not text:
            raise BadInput(N_("A shorthand has letters: at most {most}, in at most {n} words."),
                           most=ALIAS_MAX, n=_ALIAS_WORDS)  # fmt: skip
        known = {one.code for one in self.known_stakeholders() if one.code}
        with self._unit_of_work(Action.DIRECTORY, officer) as work:
            self._check(work)
            if code not in known:
                raise BadInput(N_("No satker has the code {code}."), code=clean_line(code, 40))
            written = Alias(0, self.office, text, code)
            rows.remove_alias(self.store, written)
            work.data.update(did="add_alias", code=code)
            return self.store.insert(written)

    def remove_alias(self, officer: Officer, alias: Alias) -> Alias:
        """Take a shorthand away. Raises NotAllowed, and NotFound when it is not there any more."""
        with self._unit_of_work(Action.DIRECTORY, officer) as work:
            self._check(work)
            if not rows.remove_alias(self.store, Alias(0, self.office, alias.short, alias.code)):
                raise NotFound
            work.data.update(did="remove_alias", code=alias.code)
            return alias

    def _entry(self, work: UnitOfWork, entry: DirectoryEntry | int, did: str) -> DirectoryEntry:
        """Return an entry that may be changed; the event says what becomes of it, and no name."""
        number = entry if isinstance(entry, int) else entry.id
        found = self.store.find(DirectoryEntry, id=number, office=self.office)
        if not found:
            raise NotFound
        self._check(work)
        if found[0].code in self._listed_codes:
            raise DeskError(OFFICIAL)
        work.data.update(did=did, entry=number, kind=found[0].kind, code=found[0].code)
        return found[0]

    def _check(self, work: UnitOfWork) -> None:
        work.undoable = False
        work.refuse(None, directory_refusal(work.who))


def shorthand(text: str) -> str:
    """Return what `text` is as a shorthand, in small letters; "" when it is none: a code, a sentence, nothing."""
    if len(text) > 2 * ALIAS_MAX:
        return ""
    typed = words(text)
    short = " ".join(typed)
    is_one = len(typed) <= _ALIAS_WORDS and len(short) <= ALIAS_MAX and any(map(str.isalpha, short))
    return short if is_one and len(short) > 1 else ""


def learn(work: UnitOfWork, ticket: Ticket, typed: Iterable[str] = ()) -> None:
    """Let `ticket` teach the directory whom it is for, and what was `typed` on the way to a code as its shorthands.

    What it taught counts as long as the ticket says so, and no undo leaves it behind. Private persons are not learned.
    """
    kind, code, name = ticket.stakeholder_kind, ticket.satker_code, ticket.satker_name
    if kind not in LEARNED_KINDS or not (code or name):
        return
    entry = DirectoryEntry(0, work.office, kind, code, name, ticket.id)
    if not rows.knows_entry(work.store, entry):
        work.insert(entry)
    if kind != StakeholderKind.SATKER or not code:
        return
    own = {shorthand(name), shorthand(f"{code} {name}"), shorthand(code)}
    for text in dict.fromkeys(shorthand(one) for one in [*typed][:_MOST_TYPED]):
        alias = Alias(0, work.office, text, code, ticket.id)
        if text and text not in own and not rows.knows_alias(work.store, alias):
            work.insert(alias)

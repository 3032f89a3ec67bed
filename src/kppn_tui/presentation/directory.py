"""Rows of the directory: the satker of the office's list, entries beside it, and their shorthands."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from kppn_tui.domain.errors import BadOfficeFile
from kppn_tui.domain.people import STAKEHOLDER_KIND_TEXT, Alias, DirectoryEntry, Stakeholder
from kppn_tui.domain.stakeholders import StakeholderSearch
from kppn_tui.domain.views import Directory
from kppn_tui.i18n import N_, _, ngettext
from kppn_tui.presentation.rows import Column, Row

#: What stands above the entries beside the list, and above the list.
BESIDE, LISTED = N_("Beside the list: learned at the counter"), N_("The office's own list")


@dataclass(frozen=True, slots=True)
class KnownStakeholder:
    """A stakeholder of the directory with the key of its row; of the office's list, or an entry beside it."""

    key: int
    item: Stakeholder | DirectoryEntry
    aliases: tuple[Alias, ...] = ()

    @property
    def stakeholder(self) -> Stakeholder:
        """Return who it is."""
        return self.item.stakeholder if isinstance(self.item, DirectoryEntry) else self.item


def columns() -> tuple[Column, ...]:
    """Return the columns of the directory."""
    return (
        Column(_("Code"), width=cell_len(_("without a code"))),
        Column(_("Name"), weight=3),
        Column(_("Kind"), width=18, from_width=100),
        Column(_("Shorthands"), weight=1),
    )


def known_stakeholders(directory: Directory) -> list[KnownStakeholder]:
    """Return everybody in the directory: what can be put right first, then the office's list."""
    beside = [KnownStakeholder(-one.id, one, directory.aliases_of(one.code)) for one in directory.entries]
    listed = enumerate(directory.listed, start=1)
    return [*beside, *(KnownStakeholder(key, one, directory.aliases_of(one.code)) for key, one in listed)]


def found(known: Sequence[KnownStakeholder], query: str, search: StakeholderSearch) -> list[KnownStakeholder]:
    """Return those that `query` may mean, best first; all of them for an empty one."""
    if not query.strip():
        return list(known)
    order = {one: at for at, one in enumerate(search.find(query).stakeholders)}
    fits = [each for each in known if each.stakeholder in order]
    return sorted(fits, key=lambda each: order[each.stakeholder])


def rows(shown: Sequence[KnownStakeholder], *, grouped: bool) -> list[Row]:
    """Return the rows of `shown`; `grouped` puts a heading above entries and list."""
    made: list[Row] = []
    last = ""
    for each in shown:
        title = BESIDE if isinstance(each.item, DirectoryEntry) else LISTED
        if grouped and title != last:
            made.append(Row(None, (Text(_(title)),)))
            last = title
        made.append(Row(each.key, _cells(each)))
    return made


def _cells(each: KnownStakeholder) -> tuple[Text, ...]:
    one = each.stakeholder
    code = Text(_("without a code"), style="dim") if one.lacks_code else Text(one.code or "—")
    kind = STAKEHOLDER_KIND_TEXT.get(one.kind)
    shorts = ", ".join(alias.short for alias in each.aliases)
    return code, Text(one.name), Text(_(kind) if kind else str(one.kind)), Text(shorts)


def skipped_sentence(skipped: Sequence[BadOfficeFile]) -> str:
    """Return what was left out of the satker list, the first line in words; "" when nothing was."""
    if not skipped:
        return ""
    told = ngettext(
        "{n} line of the satker list is left out, number {line}: {problem}",
        "{n} lines of the satker list are left out, the first is number {line}: {problem}",
        len(skipped),
    )
    first = skipped[0].parameters
    return told.format(n=len(skipped), line=first["line"], problem=first["problem"])

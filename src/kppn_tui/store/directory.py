"""The directory of stakeholders: what the registrations of an office have taught, and what officers put right."""

from kppn_tui.domain.closed_sets import member
from kppn_tui.domain.people import Alias, DirectoryEntry, StakeholderKind
from kppn_tui.domain.states import TicketState
from kppn_tui.store.sql_constants import literal
from kppn_tui.store.store import Store

#: A row counts while the registration that taught it says the same: not cancelled, not undone, not corrected.
_ENTRY_COUNTS = (
    "(s.ticket_id IS NULL OR EXISTS (SELECT 1 FROM ticket WHERE ticket.id = s.ticket_id "
    "AND ticket.stakeholder_kind = s.kind AND ticket.satker_code = s.code AND ticket.satker_name = s.name "
    f"AND ticket.state <> {literal(TicketState.CANCELLED)}))"
)
_ALIAS_COUNTS = (
    "(s.ticket_id IS NULL OR EXISTS (SELECT 1 FROM ticket WHERE ticket.id = s.ticket_id "
    f"AND ticket.satker_code = s.code AND ticket.state <> {literal(TicketState.CANCELLED)}))"
)
_ENTRIES = (
    f"SELECT min(s.id), s.kind, s.code, s.name FROM stakeholder AS s WHERE s.office = ? AND {_ENTRY_COUNTS} "
    "GROUP BY s.kind, s.code, s.name"
)
_ALIASES = (
    f"SELECT min(s.id), s.short, s.code FROM stakeholder_alias AS s WHERE s.office = ? AND {_ALIAS_COUNTS} "
    "GROUP BY s.short, s.code"
)
#: A registration that is still open may yet be cancelled: the next one that says the same teaches it too.
_FOR_GOOD = (
    "(s.ticket_id IS NULL OR EXISTS (SELECT 1 FROM ticket WHERE ticket.id = s.ticket_id "
    "AND ticket.closed_at IS NOT NULL))"
)
_KNOWS_ENTRY = (
    "SELECT 1 FROM stakeholder AS s WHERE s.office = ? AND s.kind = ? AND s.code = ? AND s.name = ? "
    f"AND {_ENTRY_COUNTS} AND {_FOR_GOOD} LIMIT 1"
)
_KNOWS_ALIAS = (
    "SELECT 1 FROM stakeholder_alias AS s WHERE s.office = ? AND s.short = ? AND s.code = ? "
    f"AND {_ALIAS_COUNTS} AND {_FOR_GOOD} LIMIT 1"
)


def read_entries(store: Store, office: str) -> list[DirectoryEntry]:
    """Return what the directory of the office holds beside its list, by name; each with the id of one of its rows."""
    found = [
        DirectoryEntry(number, office, member(StakeholderKind, kind), code, name)
        for number, kind, code, name in store.query(_ENTRIES, (office,))
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.name, one.code, one.kind))


def read_aliases(store: Store, office: str) -> list[Alias]:
    """Return the shorthands of the office's satker, by shorthand; each with the id of one of its rows."""
    found = [Alias(number, office, short, code) for number, short, code in store.query(_ALIASES, (office,))]
    return sorted(found, key=lambda one: (one.short, one.code))


def knows_entry(store: Store, entry: DirectoryEntry) -> bool:
    """Return whether the directory has `entry` for good."""
    return bool(store.query(_KNOWS_ENTRY, (entry.office, str(entry.kind), entry.code, entry.name)))


def knows_alias(store: Store, alias: Alias) -> bool:
    """Return whether the directory has `alias` for good."""
    return bool(store.query(_KNOWS_ALIAS, (alias.office, alias.short, alias.code)))


def remove_entry(store: Store, entry: DirectoryEntry) -> int:
    """Take all rows of `entry` away, whoever taught them; return how many there were."""
    return store.execute(
        "DELETE FROM stakeholder WHERE office = ? AND kind = ? AND code = ? AND name = ?",
        (entry.office, str(entry.kind), entry.code, entry.name),
    )


def remove_alias(store: Store, alias: Alias) -> int:
    """Take all rows of `alias` away, whoever taught them; return how many there were."""
    return store.execute(
        "DELETE FROM stakeholder_alias WHERE office = ? AND short = ? AND code = ?",
        (alias.office, alias.short, alias.code),
    )

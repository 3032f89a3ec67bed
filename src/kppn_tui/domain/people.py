"""Officers, their substitutes, and the stakeholders that the directory knows."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache

from kppn_tui.domain.closed_sets import members
from kppn_tui.domain.errors import N_
from kppn_tui.domain.states import Role

#: The least length of a password, in characters.
PASSWORD_MIN = 8


@cache
def roles_of(codes: str) -> frozenset[Role]:
    """Return the roles of `codes`, which are separated by spaces."""
    return frozenset(map(members(Role).__getitem__, codes.split()))


class StakeholderKind(StrEnum):
    """The kinds of stakeholders (A27); a satker is known by six digits, the others by their names."""

    SATKER = "satker"
    LOCAL_GOVERNMENT = "pemda"
    BANK = "bank"
    SUPPLIER = "penyedia"
    PUBLIC = "masyarakat"


STAKEHOLDER_KIND_TEXT: dict[StakeholderKind, str] = {
    StakeholderKind.SATKER: N_("satker"),
    StakeholderKind.LOCAL_GOVERNMENT: N_("local government"),
    StakeholderKind.BANK: N_("bank or post office"),
    StakeholderKind.SUPPLIER: N_("supplier"),
    StakeholderKind.PUBLIC: N_("public"),
}


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who may sign in; `roles` and `sections` are space-separated codes."""

    id: int
    office: str
    login: str
    name: str
    roles: str
    sections: str = ""
    password_hash: str = field(default="", repr=False)
    counter: str = ""
    active: bool = True
    created_at: datetime | None = None

    def has(self, role: Role) -> bool:
        """Return whether the officer holds `role`."""
        return role in self.roles.split()

    @property
    def role_set(self) -> frozenset[Role]:
        """Return the roles as a set; one that this version does not know allows nothing."""
        return roles_of(self.roles)

    @property
    def section_set(self) -> frozenset[str]:
        """Return the sections the officer heads."""
        return frozenset(self.sections.split())


@dataclass(frozen=True, slots=True)
class Substitute:
    """A Plh.: `officer_id` acts for the head of `section` from `first` to `last`, ISO dates, both inclusive (A17)."""

    id: int
    office: str
    section: str
    officer_id: int
    first: str
    last: str

    def covers(self, day: str) -> bool:
        """Return whether it is in force on `day`, an ISO date."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Holdings:
    """The work that hangs on an officer.

    `visits` are the numbers at their counter, `sections` those for which nobody else answers today.
    """

    visits: tuple[str, ...] = ()
    follow_ups: int = 0
    sections: tuple[str, ...] = ()
    substitutions: tuple[Substitute, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionDesk:
    """The officers who answer for a section today: its heads, and who stands in; `ids` has them all."""

    section: str
    heads: tuple[str, ...] = ()
    acting: tuple[str, ...] = ()
    ids: frozenset[int] = frozenset()


#: What a registration may teach the directory: a supplier or somebody of the public may be a private person.
LEARNED_KINDS = frozenset({StakeholderKind.SATKER, StakeholderKind.LOCAL_GOVERNMENT, StakeholderKind.BANK})


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """A satker (six digits as text) or another institution (A27)."""

    code: str
    name: str
    kind: StakeholderKind = StakeholderKind.SATKER

    @property
    def lacks_code(self) -> bool:
        """Return whether this is a satker that was only typed: its code is not known."""
        return not self.code and self.kind == StakeholderKind.SATKER


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """A stakeholder that a registration taught the directory, or that an officer wrote down (no ticket)."""

    id: int
    office: str
    kind: StakeholderKind
    code: str
    name: str
    ticket_id: int | None = None

    @property
    def stakeholder(self) -> Stakeholder:
        """Return the stakeholder itself."""
        return Stakeholder(self.code, self.name, self.kind)


@dataclass(frozen=True, slots=True)
class Alias:
    """A shorthand of the satker with `code`, which a registration taught or an officer wrote down (no ticket)."""

    id: int
    office: str
    short: str
    code: str
    ticket_id: int | None = None

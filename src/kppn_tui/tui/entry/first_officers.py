"""First officers as the wizard holds them: typed, checked, and only at the end stored."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.text import Text

from kppn_tui.client.setup import NewOfficer
from kppn_tui.domain.credentials import name_refusal, password_refusal, sign_in_name
from kppn_tui.domain.errors import N_, BadInput, DeskError
from kppn_tui.domain.states import ROLE_TEXT, Role
from kppn_tui.domain.text import clean_line
from kppn_tui.i18n import _, ngettext

#: The roles that a first officer may have, with what they do at the desk.
ROLES = (
    (Role.CSO, N_("serves, answers, follows up")),
    (Role.HEAD, N_("answers the escalations of a section")),
    (Role.RECEPTION, N_("registers visitors")),
    (Role.OFFICE_HEAD, N_("sees the figures of the office")),
    (Role.ADMIN, N_("looks after officers and settings")),
)
#: Without these two nobody could serve, or let others in.
NEEDED = (Role.CSO, Role.ADMIN)
#: How many officers the summary names at 80×24.
NAMED = 7


@dataclass
class Person:
    """One officer as typed; the password leaves the memory once it is stored."""

    values: dict[str, str] = field(default_factory=dict)

    @property
    def login(self) -> str:
        """Return the sign-in name as the desk keeps it. Raises BadInput: it is too long."""
        return sign_in_name(self.values.get("login", ""))

    @property
    def name(self) -> str:
        """Return the name on one line. Raises BadInput: it is too long."""
        return clean_line(self.values.get("name", ""))

    @property
    def roles(self) -> list[str]:
        """Return the marked roles."""
        return self.values.get("roles", "").split()

    @property
    def sections(self) -> list[str]:
        """Return the sections led; none without the role."""
        return self.values.get("sections", "").split() if Role.HEAD in self.roles else []

    @property
    def blank(self) -> bool:
        """Return whether sign-in name, name and password are empty."""
        return not any(self.values.get(one, "").strip() for one in ("login", "name", "password"))

    def new_officer(self) -> NewOfficer:
        """Return the officer to be stored."""
        return NewOfficer(self.login, self.name, tuple(self.roles), tuple(self.sections), self.values["password"])

    def words(self) -> str:
        """Return the roles, and the sections led, as they are read."""
        named = [_(ROLE_TEXT[role]) for role in self.roles]
        return ", ".join(named) + (f" ({', '.join(self.sections)})" if self.sections else "")


def problem(person: Person, others: Sequence[Person]) -> tuple[str, DeskError] | None:
    """Return the field that keeps `person` from being an officer, and the error there; None if all is right."""
    try:
        login, name = person.login, person.name
    except BadInput as error:
        return "login", error
    password = person.values.get("password", "")
    refused_name, refused = name_refusal(login), password_refusal(password, login)
    checks = (
        (not login, "login", BadInput(N_("Give a sign-in name and the officer's name."))),
        (login in {one.login for one in others}, "login",
         BadInput(N_("The sign-in name “{login}” is taken."), login=login)),
        (not name, "name", BadInput(N_("Give a sign-in name and the officer's name."))),
        (not person.roles, "roles", BadInput(N_("Mark at least one role with the space bar."))),
        (Role.HEAD in person.roles and not person.sections, "sections",
         BadInput(N_("Say which section this head leads."))),
        (bool(refused_name), "login", refused_name or BadInput()),
        (bool(refused), "password", refused or BadInput()),
        (password != person.values.get("repeat", ""), "repeat", BadInput(N_("The two passwords differ."))),
    )  # fmt: skip
    return next(((where, error) for wrong, where, error in checks if wrong), None)


def missing_roles(people: Sequence[Person]) -> list[Role]:
    """Return the needed roles that none of `people` has yet."""
    present = {role for one in people for role in one.roles}
    return [role for role in NEEDED if role not in present]


def named(people: Sequence[Person]) -> Text:
    """Return the officers of `people`, a line each; of many the first ones, and how many more there are."""
    lines = [Text(f"{one.login} · {one.name} — {one.words()}") for one in people[:NAMED]]
    if (rest := len(people) - NAMED) > 0:
        lines.append(Text(ngettext("and {n} more officer", "and {n} more officers", rest).format(n=rest)))
    for line in lines:
        line.no_wrap, line.overflow = True, "ellipsis"
    return Text("\n", no_wrap=True, overflow="ellipsis").join(lines)

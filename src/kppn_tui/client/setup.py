"""The first officers of an office that nobody can sign in to yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kppn_tui.client.call import Call

if TYPE_CHECKING:
    from kppn_tui.desk import Desk
    from kppn_tui.domain.people import Officer


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """An officer to be stored."""

    login: str
    name: str
    roles: tuple[str, ...]
    sections: tuple[str, ...]
    password: str = field(repr=False)


def store_officers(people: Sequence[NewOfficer], counter: str | None) -> "Call[Officer | None]":
    """Return the call that stores `people`, those that are there already left out.

    With `counter` it gives the first of them, signed in. It raises what `add_officer` and `sign_in` raise.
    """

    def store(desk: "Desk") -> "Officer | None":
        stored = {officer.login for officer in desk.officers()}
        for one in people:
            if one.login not in stored:
                desk.add_officer(None, one.login, one.name, one.roles, one.password, sections=one.sections)
        if counter is None or not people:
            return None
        return desk.sign_in(people[0].login, people[0].password, counter)

    return Call(store)

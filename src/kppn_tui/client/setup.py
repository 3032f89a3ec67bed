"""First set-up of an office: its desk opened for the first time, and its first officers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kppn_tui.client.call import Call

if TYPE_CHECKING:
    from kppn_tui.client.session import Client
    from kppn_tui.desk import Clock, Desk
    from kppn_tui.domain.people import Officer
    from kppn_tui.office.settings import Settings


async def is_empty(client: "Client") -> bool:
    """Return whether the desk knows no officer yet; true without a desk.

    Raises:
        OtherOffice: it knows officers of other offices only.
        StoreUnavailable: it does not answer.
    """

    def asked(desk: "Desk") -> bool:
        if desk.officers():
            return False
        desk.require_not_others()
        return True

    return await client.run(Call(asked)) if client.is_open else True


async def open_office(client: "Client", settings: "Settings", clock: "Clock | None" = None) -> bool:
    """Open the desk of an office whose file has just been written; return whether it knows no officer yet.

    Raises:
        OtherOffice: it knows officers of other offices only.
        StoreUnavailable: it can't be opened.
    """
    from kppn_tui.desk import connect, system_clock

    return await client.open(lambda: connect(settings.url, settings, clock or system_clock))


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

"""Roster of a room: which officers work there, and which of them a real person plays."""

from collections.abc import Mapping
from dataclasses import dataclass

from kppn_tui.domain.people import Officer
from kppn_tui.training.plan import Plan


@dataclass(frozen=True)
class Roster:
    """The officers of the office by login; `persons` are the logins that real people play."""

    plan: Plan
    officers: Mapping[str, Officer]
    persons: set[str]

    def simulates(self, login: str) -> bool:
        """Return whether the simulator plays `login`."""
        return login in self.officers and login not in self.persons

    def head_of(self, section: str) -> str:
        """Return the login of the section's own head, "" without one."""
        return next((one.login for one in self.officers.values() if section in one.section_set), "")

"""Verbs of officers: who may sign in, with which roles; passwords as Argon2id hashes."""

import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kppn_tui.desk.base import DeskBase
from kppn_tui.desk.unit_of_work import UnitOfWork
from kppn_tui.domain.credentials import login_forms, name_refusal, password_refusal, sign_in_name
from kppn_tui.domain.errors import N_, BadInput, NotAllowed
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.people import Officer
from kppn_tui.domain.states import Role
from kppn_tui.domain.text import clean_line
from kppn_tui.store import sessions
from kppn_tui.store.offices import keep_name

if TYPE_CHECKING:
    from argon2 import PasswordHasher


def hasher() -> "PasswordHasher":
    """Return Argon2id with the library's recommended parameters; a function, since loading it costs time at start."""
    from argon2 import PasswordHasher

    return PasswordHasher()


def hashed(password: str) -> str:
    """Return the hash of `password`, composed: whatever keyboard it is typed on, it is the same password."""
    return hasher().hash(unicodedata.normalize("NFC", password))


class OfficerVerbs(DeskBase):
    """Verbs of officers: the first are made at set-up, later ones by an administrator or a command."""

    def officers(self) -> list[Officer]:
        """Return all officers of the office, disabled ones too, oldest first."""
        with self.store.reading():
            return self.store.find(Officer, office=self.office)

    def add_officer(
        self, by: Officer | None, login: str, name: str, roles: Iterable[Role | str], password: str, *,
        sections: Iterable[str] = (),
    ) -> Officer:  # fmt: skip
        """Add an officer; `by` is None at set-up and at the command line, else it must be an administrator.

        Raises:
            BadInput: a name that is taken or empty, an unknown role or section, a password that is too short.
            NotAllowed: `by` is no administrator.
        """
        login, name = sign_in_name(login), clean_line(name)
        codes = _checked_roles(roles)
        heads = [section for section in sections if section]
        self._check_new(login, name, codes, heads, password)
        digest = hashed(password)
        with self._unit_of_work(Action.OFFICER, by) as work:
            self._check_admin(work)
            if self.store.find(Officer, office=self.office, login=login):
                raise BadInput(N_("The sign-in name “{login}” is taken."), login=login)
            work.undoable = False
            work.data.update(login=login, roles=[str(code) for code in codes], did="add")
            keep_name(self.store, self.settings.office.name)
            return work.insert(
                Officer(id=0, office=self.office, login=login, name=name, roles=" ".join(codes),
                        sections=" ".join(heads), password_hash=digest, created_at=work.now)
            )  # fmt: skip

    def _check_new(self, login: str, name: str, roles: list[Role], sections: list[str], password: str) -> None:
        if not login or not name:
            raise BadInput(N_("Give a sign-in name and the officer's name."))
        unknown = set(sections) - {section.code for section in self.settings.sections}
        if unknown:
            raise BadInput(N_("There is no section “{section}”."), section=min(unknown))
        if Role.HEAD in roles and not sections:
            raise BadInput(N_("Say which section this head leads."))
        if error := name_refusal(login) or password_refusal(password, login):
            raise error

    def set_password(self, by: Officer | None, login: str, password: str) -> Officer:
        """Set a new password for `login`, whose sessions end.

        Raises:
            BadInput: unknown, or a password that is too short, too long or the first that anybody tries.
            NotAllowed: `by` is no administrator.
        """
        if error := password_refusal(password, login):
            raise error
        return self._change_officer(by, login, "passwd", password_hash=hashed(password))

    def disable_officer(self, by: Officer | None, login: str) -> Officer:
        """Disable `login`, who can't sign in or act any more, whose sessions end; the history stays.

        Raises BadInput: unknown.
        """
        return self._change_officer(by, login, "disable", active=False)

    def _change_officer(self, by: Officer | None, login: str, did: str, **values: object) -> Officer:
        with self._unit_of_work(Action.OFFICER, by) as work:
            self._check_admin(work)
            found = self.store.find(Officer, office=self.office, login=login_forms(login))
            if not found:
                raise BadInput(N_("There is no officer “{login}”."), login=clean_line(login, 40))
            work.undoable = False
            work.data.update(login=found[0].login, did=did)
            sessions.begin(self.store, found[0].id, "", work.now)
            return work.change(found[0], **values)

    def _check_admin(self, work: UnitOfWork) -> None:
        if work.officer is not None and not work.officer.has(Role.ADMIN):
            raise NotAllowed


def _checked_roles(roles: Iterable[Role | str]) -> list[Role]:
    wanted = [str(role) for role in roles]
    if not wanted or not set(wanted) <= set(Role):
        raise BadInput(N_("Give at least one role: {roles}."), roles=", ".join(Role))
    return [Role(role) for role in dict.fromkeys(wanted)]

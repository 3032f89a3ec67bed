"""Verbs of officers: who may sign in, with which roles; passwords as Argon2id hashes."""

import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from kppn_tui.desk.base import DeskBase
from kppn_tui.desk.notices import answering
from kppn_tui.desk.unit_of_work import UnitOfWork
from kppn_tui.domain.credentials import login_forms, name_refusal, password_refusal, sign_in_name
from kppn_tui.domain.errors import N_, BadInput, NotAllowed
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.people import Holdings, Officer, Substitute
from kppn_tui.domain.states import Role
from kppn_tui.domain.text import clean_line
from kppn_tui.store import presence, sessions
from kppn_tui.store.offices import keep_name

if TYPE_CHECKING:
    from argon2 import PasswordHasher


#: Roles without which an office stands still: the last active officer with one keeps it.
LAST_OF = {
    Role.ADMIN: N_("{name} is the last administrator: make somebody else one first."),
    Role.CSO: N_("{name} is the last CSO officer: add another one first."),
}


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
        self._check_sections(roles, sections)
        if error := name_refusal(login) or password_refusal(password, login):
            raise error

    def _check_sections(self, roles: list[Role], sections: list[str]) -> None:
        unknown = set(sections) - {section.code for section in self.settings.sections}
        if unknown:
            raise BadInput(N_("There is no section “{section}”."), section=min(unknown))
        if Role.HEAD in roles and not sections:
            raise BadInput(N_("Say which section this head leads."))

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
        """Disable `login`, who can't sign in or act any more, whose sessions end.

        The history stays, and what they hold (`holdings`).

        Raises:
            BadInput: unknown, or the last administrator or CSO officer.
        """
        return self._change_officer(by, login, "disable", active=False)

    def enable_officer(self, by: Officer | None, login: str) -> Officer:
        """Let `login` sign in again, with the password and the roles of before. Raises BadInput: unknown."""
        return self._change_officer(by, login, "enable", active=True)

    def change_officer(
        self, by: Officer | None, login: str, *, roles: Iterable[Role | str] | None = None,
        sections: Iterable[str] | None = None, counter: str | None = None, name: str | None = None,
    ) -> Officer:  # fmt: skip
        """Change what is given of `login`; who is no head any more leads no section.

        Raises:
            BadInput: unknown, nothing given, an unknown role or section, a head without section, an empty name, or the
                last administrator or CSO officer who would be none any more.
            NotAllowed: `by` is no administrator.
        """
        values: dict[str, object] = {}
        if roles is not None:
            values["roles"] = " ".join(_checked_roles(roles))
        if sections is not None:
            values["sections"] = " ".join(dict.fromkeys(section for section in sections if section))
        if counter is not None:
            values["counter"] = clean_line(counter, 20)
        if name is not None:
            values["name"] = clean_line(name)
        if not values:
            raise BadInput(N_("Say what to change: role, section, counter or name."))
        return self._change_officer(by, login, "change", **values)

    def holdings(self, login: str) -> Holdings:
        """Return what `login` holds: visits, follow-ups, sections and substitutions. Raises BadInput: unknown."""
        with self.store.reading():
            return self._holdings(self._known(login))

    def _holdings(self, officer: Officer) -> Holdings:
        today = self.calendar.local(self.now()).date().isoformat()
        who = answering(self, self.now())
        without = replace(who, officers=[one for one in who.officers if one.id != officer.id])
        left = [one.code for one in self.settings.sections
                if officer.id in who.of_section(one.code) and not without.of_section(one.code)]  # fmt: skip
        named = self.store.find(Substitute, office=self.office, officer_id=officer.id)
        visits, follow_ups = presence.read_held(self.store, self.office, officer.id)
        return Holdings(tuple(visits), follow_ups, tuple(left), tuple(one for one in named if one.last >= today))

    def _known(self, login: str) -> Officer:
        for found in self.store.find(Officer, office=self.office, login=login_forms(login)):
            return found
        raise BadInput(N_("There is no officer “{login}”."), login=clean_line(login, 40))

    def _change_officer(self, by: Officer | None, login: str, did: str, **values: object) -> Officer:
        with self._unit_of_work(Action.OFFICER, by) as work:
            self._check_admin(work)
            before = self._known(login)
            after = replace(before, **values)  # type: ignore[arg-type]
            if after.sections and not after.has(Role.HEAD) and "roles" in values and "sections" not in values:
                values["sections"], after = "", replace(after, sections="")
            if "roles" in values or "sections" in values:
                self._check_sections(list(after.role_set), after.sections.split())
            if not after.name:
                raise BadInput(N_("Give a sign-in name and the officer's name."))
            self._check_last(before, after)
            work.undoable = False
            work.data.update(login=before.login, did=did)
            if did == "change":
                work.data["changed"] = sorted(values)
                work.data["roles"] = after.roles.split()
            if did in ("passwd", "disable"):
                sessions.begin(self.store, before.id, "", work.now)
            return work.change(before, **values)

    def _check_last(self, before: Officer, after: Officer) -> None:
        """Raise BadInput where nobody would be left who may do what only this role may."""
        others = [one for one in self.store.find(Officer, office=self.office, active=True) if one.id != before.id]
        for role, sentence in LAST_OF.items():
            was, stays = before.active and before.has(role), after.active and after.has(role)
            if was and not stays and not any(one.has(role) for one in others):
                raise BadInput(sentence, name=before.name)

    def _check_admin(self, work: UnitOfWork) -> None:
        if work.officer is not None and not work.officer.has(Role.ADMIN):
            raise NotAllowed


def _checked_roles(roles: Iterable[Role | str]) -> list[Role]:
    wanted = [str(role) for role in roles]
    if not wanted or not set(wanted) <= set(Role):
        raise BadInput(N_("Give at least one role: {roles}."), roles=", ".join(Role))
    return [Role(role) for role in dict.fromkeys(wanted)]

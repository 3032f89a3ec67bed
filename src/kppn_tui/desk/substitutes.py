"""Verbs of substitutes (Plh.): named, changed, ended; who is behind a section today (A17)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from kppn_tui.desk.base import DeskBase
from kppn_tui.desk.notices import answering
from kppn_tui.desk.unit_of_work import UnitOfWork
from kppn_tui.domain.errors import N_, BadInput, NotAllowed, NotFound
from kppn_tui.domain.escalation_conditions import may_name_substitute, substitute_refusal
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.notices import Recipient
from kppn_tui.domain.people import Officer, SectionDesk, Substitute
from kppn_tui.domain.states import Role
from kppn_tui.domain.substitutes import dates_refusal, naming_refusal, person_refusal
from kppn_tui.domain.text import clean_line
from kppn_tui.store.tables import table_name


class SubstituteVerbs(DeskBase):
    """Verbs of an absence. Both sides are told; one stands in for a section at a time."""

    def substitutes(self) -> list[Substitute]:
        """Return the substitutions that are in force or still to come, by section and first day."""
        today = self._today().isoformat()
        with self.store.reading():
            found = self.store.find(Substitute, office=self.office)
        return sorted((one for one in found if one.last >= today), key=lambda one: (one.section, one.first))

    def behind(self) -> dict[str, SectionDesk]:
        """Return who answers for each section of the office today; a section without anybody has no names."""
        with self.store.reading():
            who = answering(self, self.now())
        names = {one.id: one for one in who.officers}
        return {
            section.code: SectionDesk(
                section.code,
                tuple(names[one].name for one in who.of_section(section.code) if not who.acts(one, section.code)),
                tuple(names[one].name for one in who.of_section(section.code) if who.acts(one, section.code)),
                frozenset(who.of_section(section.code)),
            )
            for section in self.settings.sections
        }

    def name_substitute(self, officer: Officer, section: str, login: str, first: str, last: str) -> Substitute:
        """Name the officer with `login` as Plh. of `section` from `first` to `last`, ISO dates (A17).

        Raises:
            BadInput: dates that are none, passed, too far apart or taken; an officer who can't stand in; no section.
            NotAllowed: neither head of that section nor administrator.
        """
        with self._unit_of_work(Action.SUBSTITUTE, officer) as work:
            self._check_naming(work, section)
            days = _day(first), _day(last)
            work.refuse(None, dates_refusal(*days, self._today()))
            login = clean_line(login, 40).lower()
            found = self.store.find(Officer, office=self.office, login=login, active=True)
            if login and not found:
                raise BadInput(N_("There is no active officer “{login}”."), login=login, argument="login")
            person = next(iter(found), None)
            work.refuse(None, person_refusal(person, section, work.who))
            assert person is not None
            new = Substitute(id=0, office=self.office, section=section, officer_id=person.id,
                             first=days[0].isoformat(), last=days[1].isoformat())  # fmt: skip
            self._check_others(work, new)
            # What a Plh. has answered must not lose what it stands on.
            work.undoable = False
            self._tell(work, new, "name")
            return work.insert(new)

    def change_substitute(self, officer: Officer, substitute: Substitute | int, last: str) -> Substitute:
        """Shorten or lengthen a substitution: it ends on `last`, an ISO date, included.

        Raises:
            BadInput: a day that is none or has passed, too many days, or days that somebody else has.
            NotFound: there is none, or it is over.
            NotAllowed: neither head of that section nor administrator.
        """
        with self._unit_of_work(Action.SUBSTITUTE, officer) as work:
            record = self._standing(work, substitute)
            changed = replace(record, last=_day(last).isoformat())
            first = date.fromisoformat(record.first)
            work.refuse(None, dates_refusal(first, _day(last), self._today(), begun=True))
            self._check_others(work, changed)
            work.undoable = False
            self._tell(work, changed, "change")
            return work.change(record, last=changed.last)

    def end_substitute(self, officer: Officer, substitute: Substitute | int) -> None:
        """End a substitution now, or take back one that has not begun.

        Raises:
            NotFound: there is none, or it is over.
            NotAllowed: neither head of that section nor administrator.
        """
        with self._unit_of_work(Action.SUBSTITUTE, officer) as work:
            record = self._standing(work, substitute)
            work.undoable = False
            self._tell(work, record, "end")
            yesterday = (self._today() - timedelta(days=1)).isoformat()
            if record.first <= yesterday:
                work.change(record, last=yesterday)
            else:
                self.store.remove(table_name(Substitute), record.id)

    def sections_of(self, officer: Officer) -> dict[str, bool]:
        """Return the sections whose escalations the officer answers today; True where as substitute (Plh.)."""
        with self.store.reading():
            return self._sections_of(officer)

    def _sections_of(self, officer: Officer) -> dict[str, bool]:
        self.require_of_office(officer)
        today = self._today().isoformat()
        named = self.store.find(Substitute, office=self.office, officer_id=officer.id)
        acting = {row.section: True for row in named if row.covers(today)}
        own = officer.section_set if officer.has(Role.HEAD) else frozenset()
        return acting | dict.fromkeys(own, False)

    def _check_section(self, code: str) -> None:
        if code not in {section.code for section in self.settings.sections}:
            raise BadInput(N_("There is no section “{section}”."), section=code)

    def _check_naming(self, work: UnitOfWork, section: str) -> None:
        work.refuse(None, substitute_refusal(work.who, [known.code for known in self.settings.sections]))
        if not may_name_substitute(work.who, section):
            raise NotAllowed
        self._check_section(section)

    def _check_others(self, work: UnitOfWork, new: Substitute) -> None:
        """Raise BadInput where `new` would leave a question with two, or with somebody who is away."""
        officers = self.store.find(Officer, office=self.office)
        work.refuse(None, naming_refusal(new, officers, self.store.find(Substitute, office=self.office)))

    def _standing(self, work: UnitOfWork, substitute: Substitute | int) -> Substitute:
        """Return the substitution as stored now, which is not over and which the officer may change."""
        record = self.store.get(Substitute, substitute if isinstance(substitute, int) else substitute.id)
        if record.office != self.office or record.last < self._today().isoformat():
            raise NotFound(N_("That substitution is over."))
        self._check_naming(work, record.section)
        return record

    def _tell(self, work: UnitOfWork, substitute: Substitute, did: str) -> None:
        """Let who stands in and the heads of the section be told."""
        section = substitute.section
        work.data.update(section=section, substitute=substitute.officer_id, first=substitute.first,
                         last=substitute.last, did=did)  # fmt: skip
        told: Sequence[int] = [*answering(self, work.now).heads_of(section), substitute.officer_id]
        work.recipients += [Recipient(one, section) for one in dict.fromkeys(told) if one != work.who.id]

    def _today(self) -> date:
        return self.calendar.local(self.now()).date()


def _day(text: str) -> date:
    """Return an ISO date. Raises BadInput: it is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadInput(N_("Write the dates as year-month-day, for example 2026-12-01.")) from None

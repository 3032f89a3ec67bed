"""Notices: who is told of an alert or a hand-over, and what a front end needs to tell it.

Who is told is worked out when it is raised, so that it hangs on the officer, whichever desk swept or acted.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from kppn_tui.domain.deadline_kinds import Told
from kppn_tui.domain.errors import N_
from kppn_tui.domain.escalation_conditions import is_asker
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.people import Officer, Substitute
from kppn_tui.domain.records import Escalation, Event
from kppn_tui.domain.states import Role
from kppn_tui.domain.substitutes import leads
from kppn_tui.domain.sweep import Raised

#: Who is told when a question goes from hand to hand, and in which words; {who} acted, {section} was asked.
HAND_OVERS: dict[Action, tuple[frozenset[Told], str]] = {
    Action.ESCALATE: (frozenset({Told.SECTION}), N_("{who} has a question for {section}.")),
    Action.CLARIFY: (frozenset({Told.SECTION}), N_("{who} replied to what {section} asked back.")),
    Action.WITHDRAW: (frozenset({Told.SECTION}), N_("{who} withdrew the question to {section}.")),
    Action.REFER: (frozenset({Told.SECTION}), N_("{who} referred the case elsewhere; {section} need not answer.")),
    Action.CANCEL: (frozenset({Told.SECTION}), N_("{who} cancelled the case; {section} need not answer.")),
    Action.ANSWER: (frozenset({Told.OFFICER}), N_("{section} has answered ({who}): deliver it.")),
    Action.RETURN: (frozenset({Told.OFFICER}), N_("{section} asks back ({who}): reply to it.")),
    Action.PASS_ON: (frozenset({Told.OFFICER, Told.SECTION}), N_("{who} passed the question on to {section}.")),
}


@dataclass(frozen=True, slots=True)
class Recipient:
    """An officer who is told; `section` is the one for which they answer, "" as the officer of the case."""

    officer_id: int
    section: str = ""
    escalation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Notice for an officer, told or not: a deadline that passed a level, or the event of a hand-over.

    `whose` is the ticket and the topic (A-014 RETUR); `who` is the name of the officer who acted.
    """

    id: int
    raised_at: datetime
    section: str = ""
    whose: str = ""
    ticket_id: int | None = None
    consultation_id: int | None = None
    escalation_id: int | None = None
    alert: Raised | None = None
    event: Event | None = None
    who: str = ""
    #: The name of whom it is about, where that is an officer.
    about: str = ""
    told_at: datetime | None = None


@dataclass(frozen=True)
class Answering:
    """The officers of an office and their substitutes on the day `today` (ISO), to find who is told."""

    officers: Sequence[Officer]
    substitutes: Sequence[Substitute]
    today: str

    def told(self, told: Collection[Told], officer_id: int | None, asked: Escalation | None = None) -> list[Recipient]:
        """Return who is told of what concerns the case of `officer_id` and the question `asked`, each once.

        Who is both is told for the section, where there is something to do; but as a substitute nobody answers their
        own question.
        """
        found: dict[int, Recipient] = {}
        section, escalation_id = (asked.section, asked.id) if asked is not None else ("", None)
        if Told.OFFICER in told:
            found |= {one: Recipient(one, "", escalation_id) for one in self.of_case(officer_id)}
        if Told.SECTION in told and asked is not None:
            found |= {one: Recipient(one, section, escalation_id) for one in self.answering(asked, officer_id)}
        return [found[one] for one in sorted(found)]

    def of_case(self, officer_id: int | None) -> list[int]:
        """Return the officer of a case; every CSO where that one may not sign in, or is none, any more."""
        csos = [one.id for one in self.officers if one.active and one.has(Role.CSO)]
        return [officer_id] if officer_id in csos and officer_id is not None else csos

    def of_section(self, section: str) -> list[int]:
        """Return who answers for `section` today: its heads, and who stands in."""
        return [one.id for one in self.officers if one.active and (leads(one, section) or self.acts(one.id, section))]

    def answering(self, asked: Escalation, case_officer: int | None) -> list[int]:
        """Return who answers `asked` today: nobody in the place of a head what they asked themself."""
        heads = self.heads_of(asked.section)
        return [one for one in self.of_section(asked.section) if one in heads or not is_asker(one, asked, case_officer)]

    def heads_of(self, section: str) -> list[int]:
        """Return the heads of `section`, whether or not somebody stands in."""
        return [one.id for one in self.officers if leads(one, section)]

    def acts(self, officer_id: int, section: str) -> bool:
        """Return whether `officer_id` stands in for the head of `section` today."""
        named = (one for one in self.substitutes if one.section == section and one.covers(self.today))
        return any(one.officer_id == officer_id for one in named)

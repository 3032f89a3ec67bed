"""The queries of the desk, a function each; its `Call` reads one consistent snapshot."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kppn_tui.client.call import Call

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kppn_tui.desk import Desk
    from kppn_tui.domain.credentials import SignInNotice
    from kppn_tui.domain.duedates import DueDate
    from kppn_tui.domain.notices import Notice
    from kppn_tui.domain.people import Officer, SectionDesk, Substitute
    from kppn_tui.domain.records import Consultation
    from kppn_tui.domain.stakeholders import StakeholderSearch
    from kppn_tui.domain.views import ConsultationView, Directory, HallView, SessionView


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit as the service screen shows it, with what may be cited for each topic that was asked for."""

    session: "SessionView"
    references: "Mapping[str, list[str]]" = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Inbox:
    """The cases that wait for an officer as head or substitute.

    `sections` has the sections that the officer answers for, with whether it is as a substitute.
    """

    cases: "tuple[ConsultationView, ...]" = ()
    sections: "Mapping[str, bool]" = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """The directory with the search in it, of the same moment."""

    directory: "Directory"
    search: "StakeholderSearch"


def visit(ticket_id: int, known: Collection[str] = ()) -> Call[Visit]:
    """Return the call for a visit; references of the topics in `known` are left out. It raises NotFound."""

    def read(desk: "Desk") -> Visit:
        session = desk.session(ticket_id)
        topics = {one.consultation.topic for one in session.consultations} - set(known)
        return Visit(session, {topic: desk.references(topic) for topic in topics})

    return Call(read)


def follow_ups() -> "Call[list[ConsultationView]]":
    """Return the call for the open follow-ups by due date."""
    return Call(lambda desk: desk.follow_ups())


def inbox(officer: "Officer") -> Call[Inbox]:
    """Return the call for what waits for the sections that `officer` answers for today, by due date."""
    return Call(lambda desk: Inbox(tuple(desk.inbox(officer)), desk.sections_of(officer)))


def hall() -> "Call[HallView]":
    """Return the call for what the hall may see; it asks for no officer."""
    return Call(lambda desk: desk.hall())


def consultation(consultation_id: int) -> "Call[ConsultationView]":
    """Return the call for a consultation with everything that hangs on it. It raises NotFound."""
    return Call(lambda desk: desk.consultation(consultation_id))


def told_today(officer: "Officer") -> "Call[Sequence[Notice]]":
    """Return the call for what `officer` was told today, oldest first."""
    return Call(lambda desk: desk.told_today(officer))


def references(topic: str) -> "Call[list[str]]":
    """Return the call for what may be cited for `topic`, the usual first."""
    return Call(lambda desk: desk.references(topic))


def promise(consultation: "Consultation | int") -> "Call[DueDate]":
    """Return the call for the due date that a follow-up begun now would get (R12)."""
    return Call(lambda desk: desk.promise(consultation))


def directory() -> "Call[Directory]":
    """Return the call for the whole directory of stakeholders."""
    return Call(lambda desk: desk.directory())


def known() -> Call[Known]:
    """Return the call for the directory and the search in it."""

    def read(desk: "Desk") -> Known:
        with desk.snapshot():
            return Known(desk.directory(), desk.stakeholder_search())

    return Call(read)


def behind() -> "Call[Mapping[str, SectionDesk]]":
    """Return the call for who answers for each section today."""
    return Call(lambda desk: desk.behind())


def absences() -> "Call[tuple[list[Officer], list[Substitute]]]":
    """Return the call for all officers, and the substitutions that are in force or still to come."""
    return Call(lambda desk: (desk.officers(), desk.substitutes()))


def sign_in_notice(officer: "Officer") -> "Call[SignInNotice]":
    """Return the call for what `officer` is to be told who has just signed in."""
    return Call(lambda desk: desk.sign_in_notice(officer))


def officers() -> "Call[list[Officer]]":
    """Return the call for all officers of the office."""
    return Call(lambda desk: desk.officers())

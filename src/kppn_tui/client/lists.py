"""The lists of the line mode: queue, follow-ups, escalations.

A reading also tells what became of the rows that were there before.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from kppn_tui.client.call import Call
from kppn_tui.domain.errors import N_, NotAllowed, NotFound
from kppn_tui.domain.notices import Notice
from kppn_tui.domain.views import QueueRow
from kppn_tui.presentation import changes, fields, lines
from kppn_tui.presentation.case_row import Case, Lens, questions
from kppn_tui.presentation.changes import Change
from kppn_tui.presentation.fields import Fields

if TYPE_CHECKING:
    from kppn_tui.desk import Desk
    from kppn_tui.domain.people import Officer

R = TypeVar("R")


class ListName(StrEnum):
    """The lists, as the command line names them."""

    QUEUE = "queue"
    FOLLOW_UPS = "followups"
    ESCALATIONS = "escalations"


class NoSection(NotAllowed):
    """The officer answers for no section, so there is no inbox to list."""

    msgid = N_("You lead no section and stand in for nobody today: there are no escalations to list for you.")


@dataclass(frozen=True, slots=True)
class Listing(Generic[R]):
    """One reading: the rows by key in order, and what became of those that were there before."""

    rows: Mapping[int, R] = field(default_factory=dict)
    ended: Mapping[int, R] = field(default_factory=dict)
    #: The sections that escalations are listed for, with whether it is as a substitute.
    sections: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListKind(Generic[R]):
    """The functions that read one list and tell it."""

    read: "Callable[[Desk, Officer, Mapping[int, R]], Listing[R]]"
    heading: Callable[[Listing[R], Lens], str]
    line: Callable[[R, Lens], str]
    fields: Callable[[R, Lens], Fields]
    changes: Callable[[Mapping[int, R], Mapping[int, R], Mapping[int, R], Lens], Iterator[Change]]
    #: Whether it is only for officers who answer for a section.
    for_sections: bool = False
    #: Whether its changes tell a hand-over themselves, which then needs no line as a notice.
    tells: Callable[[Notice], bool] = lambda notice: False

    def check(self, first: Listing[R]) -> None:
        """Raise NoSection where the first reading shows that the list is not for this officer."""
        if self.for_sections and not first.sections:
            raise NoSection

    def reading(self, officer: "Officer", before: Listing[R]) -> Call[Listing[R]]:
        """Return the call for a reading after the reading `before`."""

        def read(desk: "Desk") -> Listing[R]:
            with desk.snapshot():
                return self.read(desk, officer, before.rows)

        return Call(read)


def _read_queue(desk: "Desk", officer: "Officer", before: Mapping[int, QueueRow]) -> Listing[QueueRow]:
    board = desk.board(officer)
    rows = {row.ticket.id: row for _, group in board.groups() for row in group}
    ended: dict[int, QueueRow] = {}
    for key in _gone(before, rows):
        # It is not known where the database was restored from a backup.
        with suppress(NotFound):
            visit = desk.session(key)
            consultations = tuple(view.consultation for view in visit.consultations)
            ended[key] = QueueRow(visit.ticket, consultations, visit.officer_name)
    return Listing(rows, ended)


def _read_follow_ups(desk: "Desk", officer: "Officer", before: Mapping[int, Case]) -> Listing[Case]:
    rows = {view.consultation.id: Case(view) for view in desk.follow_ups()}
    ended: dict[int, Case] = {}
    for key in _gone(before, rows):
        with suppress(NotFound):
            ended[key] = Case(desk.consultation(key))
    return Listing(rows, ended)


def _read_escalations(desk: "Desk", officer: "Officer", before: Mapping[int, Case]) -> Listing[Case]:
    sections = desk.sections_of(officer)
    rows = {case.key: case for case in questions(desk.inbox(officer), sections, officer.id)}
    ended: dict[int, Case] = {}
    for key in _gone(before, rows):
        with suppress(NotFound):
            view = desk.consultation(before[key].view.consultation.id)
            ended.update({one.escalation.id: Case(view, one) for one in view.escalations if one.escalation.id == key})
    return Listing(rows, ended, sections)


def _gone(before: Collection[int], rows: Collection[int]) -> list[int]:
    return [key for key in before if key not in rows]


LISTS: Mapping[ListName, ListKind[Any]] = {
    ListName.QUEUE: ListKind(
        _read_queue,
        lambda found, lens: lines.queue_heading(found.rows.values()),
        lines.queue_line,
        fields.queue_fields,
        changes.queue_changes,
    ),
    ListName.FOLLOW_UPS: ListKind(
        _read_follow_ups,
        lambda found, lens: lines.follow_up_heading(list(found.rows.values()), lens),
        lines.follow_up_line,
        fields.follow_up_fields,
        changes.follow_up_changes,
        tells=lambda notice: notice.event is not None and not notice.section,
    ),
    ListName.ESCALATIONS: ListKind(
        _read_escalations,
        lambda found, lens: lines.question_heading(list(found.rows.values()), found.sections, lens),
        lines.question_line,
        fields.question_fields,
        changes.question_changes,
        for_sections=True,
        tells=lambda notice: notice.event is not None and bool(notice.section),
    ),
}

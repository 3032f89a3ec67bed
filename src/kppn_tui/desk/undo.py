"""Undo the officer's own last action, within the grace period, when nothing followed on it (A23)."""

import json
from dataclasses import dataclass

from kppn_tui.desk.base import DeskBase
from kppn_tui.desk.notices import take_back
from kppn_tui.desk.unit_of_work import UnitOfWork
from kppn_tui.domain.errors import N_, NothingToUndo
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import (
    Consultation,
    Deadline,
    Document,
    Escalation,
    EscalationNote,
    Event,
    Interval,
    Progress,
    Ticket,
)
from kppn_tui.domain.states import ConsultationState, EscalationState, TicketState
from kppn_tui.store import history
from kppn_tui.store.tables import table_name


@dataclass(frozen=True, slots=True)
class Ended:
    """Keep the row in `state`, with the moment of the undo in `column`: a number was given, or a head was told."""

    state: TicketState | ConsultationState | EscalationState
    column: str


@dataclass(frozen=True, slots=True)
class Removed:
    """Delete the row, and what follows on it."""


REMOVED = Removed()
#: What an undo does to a row that the event added. A deadline takes those along that a sweep let follow on it.
ADDED: dict[type, Ended | Removed] = {
    Ticket: Ended(TicketState.CANCELLED, "closed_at"),
    Consultation: Ended(ConsultationState.CANCELLED, "ended_at"),
    Escalation: Ended(EscalationState.WITHDRAWN, "ended_at"),
    Document: REMOVED,
    Interval: REMOVED,
    Deadline: REMOVED,
    EscalationNote: REMOVED,
    Progress: REMOVED,
}
_ADDED_TO = {table_name(record_type): how for record_type, how in ADDED.items()}


class UndoVerbs(DeskBase):
    """Verb of corrections: each is a new event; the old one stays in the trail."""

    def undo(self, officer: Officer) -> Event:
        """Take back the officer's last action; the event that was undone is returned.

        Raises:
            NothingToUndo: none within the grace period, it can't be undone, or somebody acted on the ticket since.
        """
        with self._unit_of_work(Action.UNDO, officer) as work:
            last = history.read_last_action(self.store, self.office, work.who.id)
            kept = self.store.read_undo(last.id) if last else None
            grace = work.limits.correction_minutes * 60
            if last is None or kept is None or (work.now - last.at).total_seconds() > grace:
                raise NothingToUndo(N_("Nothing of yours from the last {minutes} minutes can be undone."),
                                    minutes=work.limits.correction_minutes)  # fmt: skip
            tickets, images = kept
            if history.has_followed(self.store, last.id, tickets):
                raise NothingToUndo(N_("Something has followed on your last action; it can't be undone any more."))
            for table, record_id, image in reversed(images):
                _take_back(work, table, record_id, image)
            if history.serves_two(self.store, self.office):
                raise NothingToUndo(N_("Something has followed on your last action; it can't be undone any more."))
            self.store.drop_undo(work.now, last.id)
            take_back(work, last)
            work.undoable = False
            work.ticket_id, work.consultation_id = last.ticket_id, last.consultation_id
            work.escalation_id = last.escalation_id
            work.data = {
                "undone": last.id,
                "action": last.action,
                "of": json.loads(last.data).get("label", ""),
            }
            return last


def _take_back(work: UnitOfWork, table: str, record_id: int, replaced: dict[str, object] | None) -> None:
    """Write what an event replaced in a row, or take back the row that it added, as `ADDED` says."""
    how = _ADDED_TO.get(table, REMOVED)
    if replaced is not None:
        work.store.write_back(table, record_id, replaced)
    elif isinstance(how, Ended):
        work.store.write_back(table, record_id, {"state": str(how.state), how.column: int(work.now.timestamp())})
    else:
        work.store.remove(table, record_id)

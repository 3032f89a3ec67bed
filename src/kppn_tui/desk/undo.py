"""Undo the officer's own actions one by one, within the grace period, when nothing followed on them (A23)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from kppn_tui.desk.base import DeskBase
from kppn_tui.desk.notices import take_back
from kppn_tui.desk.unit_of_work import UnitOfWork
from kppn_tui.domain.errors import N_, NothingToUndo
from kppn_tui.domain.lifecycle import RULE, Action
from kppn_tui.domain.people import Alias, DirectoryEntry, Officer
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
from kppn_tui.domain.undone import Undone, returned_texts
from kppn_tui.domain.written_rows import WrittenRow, WrittenRows
from kppn_tui.store import history
from kppn_tui.store.tables import record_type_of, table_name


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
    DirectoryEntry: REMOVED,
    Alias: REMOVED,
}
_ADDED_TO = {table_name(record_type): how for record_type, how in ADDED.items()}


#: What an action is called that no rule of the life cycle names.
_LABEL = {
    Action.SUBSTITUTE: N_("Name a substitute (Plh.)"),
    Action.OFFICER: N_("Officers"),
    Action.CLOSE_DAY: N_("End of the day"),
}
NO_LONGER = N_("“{what}” {label} was at {at}: after {minutes} minutes it can't be undone any more.")
NEVER = N_("“{what}” of {at} can't be undone.")
FOLLOWED = N_("Something has followed on “{what}” {label}, so it can't be undone: “{next}”, {who}, {at}.")
DAY_ENDED = N_("The end of the day has followed on “{what}” {label}; it can't be undone any more.")
COUNTER_TAKEN = N_("Something has followed on “{what}” {label}: {who} has another visitor at the counter by now.")


class UndoVerbs(DeskBase):
    """Verb of corrections: each is a new event; the old one stays in the trail."""

    def undo(self, officer: Officer) -> Undone:
        """Take back the officer's last action that holds; the event that was undone is returned.

        Another undo takes back the action before that. What was typed is given back to the forms, as drafts of the
        officer, before anything is committed: a text is there twice rather than nowhere.

        Raises:
            NothingToUndo: none within the grace period, it can't be undone, or somebody acted on the ticket since.
            StoreUnavailable: the texts can't be kept.
        """
        with self._unit_of_work(Action.UNDO, officer) as work:
            last = self._last_action(work)
            told = self._told(last)
            kept = self.store.read_undo(last.id)
            if kept is None:
                raise NothingToUndo(NEVER, **told)
            tickets, images = kept
            self._check_nothing_followed(last, tickets, told)
            texts = returned_texts(last, self._written(images))
            for table, record_id, image in reversed(images):
                _take_back(work, table, record_id, image)
            if (other := history.read_serving_two(self.store, self.office)) is not None:
                raise NothingToUndo(COUNTER_TAKEN, **told, who=self._name(other))
            self.store.drop_undo(work.now, last.id)
            take_back(work, last)
            work.undoable = False
            work.ticket_id, work.consultation_id = last.ticket_id, last.consultation_id
            work.escalation_id = last.escalation_id
            work.data = {"undone": last.id, "action": last.action, "of": told["label"]}
            self.drafts.give_back(work.who.id, texts)
            return Undone(**asdict(last), label=told["label"], topic=self._topic(last), texts=texts)

    def _last_action(self, work: UnitOfWork) -> Event:
        """Return the officer's newest action that holds. Raises NothingToUndo: none within the grace period."""
        minutes = work.limits.correction_minutes
        since = work.now - timedelta(minutes=minutes)
        actions, before = history.read_actions_since(self.store, self.office, work.who.id, since)
        if actions:
            return actions[0]
        if before is not None and before.action in RULE:
            raise NothingToUndo(NO_LONGER, **self._told(before), minutes=minutes)
        raise NothingToUndo(N_("Nothing of yours from the last {minutes} minutes can be undone."), minutes=minutes)

    def _told(self, event: Event) -> dict[str, Any]:
        """Return how a sentence names `event`."""
        return {"what": _label_of(event), "label": self._ticket_label(event), "at": self.calendar.local(event.at)}

    def _check_nothing_followed(self, last: Event, tickets: Sequence[int], told: dict[str, Any]) -> None:
        """Raise NothingToUndo, with what was done after `last` on one of `tickets`, and by whom."""
        follower = history.read_follower(self.store, self.office, last.id, tickets)
        if follower is None:
            return
        if follower.officer_id is None:
            raise NothingToUndo(DAY_ENDED, **told)
        raise NothingToUndo(
            FOLLOWED,
            **told | {"next": _label_of(follower), "who": self._name(follower.officer_id),
                      "at": self.calendar.local(follower.at)},
        )  # fmt: skip

    def _written(self, images: Sequence[Sequence[Any]]) -> WrittenRows:
        """Return the rows of `images` as they are now, with the columns that have another value."""
        before: dict[tuple[str, int], dict[str, object] | None] = {}
        for table, record_id, image in images:
            known = before.setdefault((table, record_id), image)
            if known is not None and image is not None:
                before[table, record_id] = image | known
        rows = []
        for (table, record_id), image in before.items():
            found: list[Any] = self.store.find(record_type_of(table), id=record_id)
            for record in found:
                now = None if image is None else self.store.stored_values(record, tuple(image))
                changed = None if now is None or image is None else {name for name in now if now[name] != image[name]}
                rows.append(WrittenRow(record, changed))
        return WrittenRows(rows, self.calendar.local)

    def _name(self, officer_id: int) -> str:
        return self.store.get(Officer, officer_id).name

    def _ticket_label(self, event: Event) -> str:
        return self.store.get(Ticket, event.ticket_id).label if event.ticket_id else ""

    def _topic(self, event: Event) -> str:
        return self.store.get(Consultation, event.consultation_id).topic if event.consultation_id else ""


def _label_of(event: Event) -> str:
    rule = RULE.get(event.action)
    return rule.label if rule else _LABEL.get(event.action, N_("What you did"))


def _take_back(work: UnitOfWork, table: str, record_id: int, replaced: dict[str, object] | None) -> None:
    """Write what an event replaced in a row, or take back the row that it added, as `ADDED` says."""
    how = _ADDED_TO.get(table, REMOVED)
    if replaced is not None:
        work.store.write_back(table, record_id, replaced)
    elif isinstance(how, Ended):
        work.store.write_back(table, record_id, {"state": str(how.state), how.column: int(work.now.timestamp())})
    else:
        work.store.remove(table, record_id)

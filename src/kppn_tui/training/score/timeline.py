"""Timeline of a run as it is judged: what was done and not taken back, on which ticket, about which matter."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from kppn_tui.desk import FINISH
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.records import Event
from kppn_tui.domain.states import ConsultationState
from kppn_tui.training.plan import Caller, Matter
from kppn_tui.training.score.criteria import Criterion
from kppn_tui.training.score.event_data import EventData, event_data
from kppn_tui.training.score.marks import LostPoint
from kppn_tui.training.score.office_facts import OfficeFacts
from kppn_tui.training.score.projected_ticket import ProjectedConsultation, ProjectedTicket
from kppn_tui.training.score.projection import QueueProjection
from kppn_tui.training.score.run import Run

#: What a rule yields: None for a point kept, a `LostPoint` for one lost.
Points = Iterator[LostPoint | None]
#: Actions that take a consultation out of the session, or end it.
SESSION_ENDS = (Action.RESOLVE, Action.FOLLOW_UP, Action.ESCALATE, Action.REFER, Action.CANCEL)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event that counts, with its ticket after it; for a call, `next_in_queue` is who should have been called."""

    event: Event
    action: Action
    data: EventData
    ticket: ProjectedTicket | None
    next_in_queue: ProjectedTicket | None = None

    @property
    def at(self) -> datetime:
        """Return when it happened, UTC."""
        return self.event.at

    @property
    def consultation_id(self) -> int:
        """Return the consultation that it is about, 0 for none."""
        return self.event.consultation_id or 0


class Timeline:
    """The events of a run without those that were undone. The trainee is the officer `officer_id`."""

    def __init__(self, run: Run, officer_id: int, facts: OfficeFacts) -> None:
        self.run, self.officer_id, self.facts = run, officer_id, facts
        events = [(event, event_data(event)) for event in run.events]
        undone = {data.get("undone") for event, data in events if event.action == Action.UNDO}
        #: Whether the trainee has corrected a slip.
        self.corrected = any(e.action == Action.UNDO and e.officer_id == officer_id for e, _ in events)
        self._times = [event.at for event in run.events]
        self.projection = QueueProjection(run.zone)
        #: Ticket → the entry that finished its visit: `finish`, or a call that left it.
        self.finished: dict[int, Entry] = {}
        self.entries: list[Entry] = []
        self.of_ticket: dict[int, list[Entry]] = defaultdict(list)
        self.of_consultation: dict[int, list[Entry]] = defaultdict(list)
        for event, data in events:
            if event.id not in undone and event.action != Action.UNDO:
                self._add(event, data)

    def _add(self, event: Event, data: EventData) -> None:
        """Add the entry of one event, and apply it to the projection."""
        action, projection = Action(event.action), self.projection
        next_in_queue = projection.next_in_queue(event.at) if action is Action.CALL else None
        labels = {one["label"] for one in data.get("left", ()) if one["how"] == FINISH}
        finished = [one.id for one in projection.at_counter(event.officer_id) if one.label in labels] if labels else []
        projection.apply(event, data)
        entry = Entry(event, action, data, projection.tickets.get(event.ticket_id or 0), next_in_queue)
        self.entries.append(entry)
        if action is Action.FINISH and event.ticket_id is not None:
            finished.append(event.ticket_id)
        self.finished.update(dict.fromkeys(finished, entry))
        if event.ticket_id is not None:
            self.of_ticket[event.ticket_id].append(entry)
        if event.consultation_id is not None:
            self.of_consultation[event.consultation_id].append(entry)

    def by_trainee(self, *actions: Action) -> Iterator[Entry]:
        """Yield the trainee's entries of `actions` since the run began."""
        for entry in self.entries:
            if entry.action in actions and self.is_trainees(entry):
                yield entry

    def is_trainees(self, entry: Entry) -> bool:
        """Return whether the trainee did it, in the run."""
        return entry.event.officer_id == self.officer_id and entry.at >= self.run.started_at

    @cached_property
    def session_ends(self) -> list[Entry]:
        """Return, for each consultation whose session the trainee ended, the entry that ended it first."""
        first = (
            next((e for e in entries if e.action in SESSION_ENDS), None) for entries in self.of_consultation.values()
        )
        return [entry for entry in first if entry is not None and self.is_trainees(entry)]

    @cached_property
    def promises(self) -> list[Entry]:
        """Return where the trainee promised a solution: the entry that began each follow-up."""
        return [entry for entry in self.session_ends if "due" in entry.data]

    # Who asked, and what was right

    def caller(self, entry: Entry) -> Caller | None:
        """Return the caller of the ticket; None where the simulator did not make them."""
        return self.run.callers.get(entry.event.ticket_id or 0)

    def consultation(self, entry: Entry) -> ProjectedConsultation | None:
        """Return the consultation of `entry` as it stood at the end of the run."""
        ticket = self.projection.tickets.get(entry.event.ticket_id or 0)
        return ticket.consultation(entry.consultation_id) if ticket else None

    def matter(self, entry: Entry) -> Matter | None:
        """Return the matter that the consultation of `entry` is about; None where it is not known."""
        consultation = self.consultation(entry)
        return self._matters(entry.event.ticket_id or 0).get(consultation) if consultation else None

    def missed_matters(self, ticket_id: int) -> list[Matter]:
        """Return the matters of the caller that no consultation of the ticket is about (A3, A4)."""
        caller = self.run.callers.get(ticket_id)
        if caller is None or ticket_id not in self.projection.tickets:
            return []
        taken = self._matters(ticket_id).values()
        return [matter for matter in _distinct_matters(caller) if matter not in taken]

    def _matters(self, ticket_id: int) -> dict[ProjectedConsultation, Matter]:
        """Return which matter each consultation is about: the one on its topic, else the first that is left."""
        caller, ticket = self.run.callers.get(ticket_id), self.projection.tickets.get(ticket_id)
        if caller is None or ticket is None:
            return {}
        consultations = [one for one in ticket.consultations if one.state != ConsultationState.CANCELLED]
        matters = {one: matter for one in consultations if (matter := caller.matter(one.topic)) is not None}
        left = [matter for matter in _distinct_matters(caller) if matter not in matters.values()]
        matters.update(zip((one for one in consultations if one not in matters), left, strict=False))
        return matters

    # Lost points

    def lost_point(
        self, criterion: Criterion, requirement: str, entry: Entry, reason: str, *,
        at: datetime | None = None, ticket: ProjectedTicket | None = None, **facts: Any,
    ) -> LostPoint:  # fmt: skip
        """Return a point lost by `entry`, on its ticket or another `ticket`.

        With `at` it was lost then, and the replay opens at the last event before.
        """
        on = ticket or entry.ticket
        consultation = None if ticket else self.consultation(entry)
        return LostPoint(
            criterion,
            requirement,
            at or entry.at,
            entry.event.id if at is None else self.last_event(at),
            on.label if on else "",
            consultation.topic if consultation else "",
            reason,
            facts,
        )

    def last_event(self, at: datetime) -> int | None:
        """Return the id of the last event up to `at`, None when there was none yet."""
        place = bisect_right(self._times, at)
        return self.run.events[place - 1].id if place else None


def _distinct_matters(caller: Caller) -> list[Matter]:
    """Return the caller's matters, one for each topic (A4)."""
    return [matter for matter in caller.matters if caller.matter(matter.topic) is matter]

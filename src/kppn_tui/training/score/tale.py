"""A run as its rules read it: what was done and not taken back, to which ticket, about which matter."""

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from kppn_tui.desk import FINISH
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.records import Event
from kppn_tui.domain.states import ConsultationState
from kppn_tui.training.plan import Caller, Matter
from kppn_tui.training.score.marks import Criterion, Facts, Loss
from kppn_tui.training.score.past import Past
from kppn_tui.training.score.run import Run
from kppn_tui.training.score.then import ConsultationThen, TicketThen

#: None for a point kept, a `Loss` for one lost.
Points = Iterator[Loss | None]
#: What takes a consultation out of the session, or ends it.
HANDED_ON = (Action.RESOLVE, Action.FOLLOW_UP, Action.ESCALATE, Action.REFER, Action.CANCEL)


@dataclass(frozen=True, slots=True)
class Deed:
    """One event that counts: its data, its ticket after it, and whose turn it was where somebody was called."""

    event: Event
    action: Action
    data: Mapping[str, Any]
    ticket: TicketThen | None
    turn: TicketThen | None = None

    @property
    def at(self) -> datetime:
        """When it was done, UTC."""
        return self.event.at

    @property
    def consultation_id(self) -> int:
        """The consultation it is about, 0 for none."""
        return self.event.consultation_id or 0


class Tale:
    """The deeds of a run without what was undone; the trainee is `officer_id`."""

    def __init__(self, run: Run, officer_id: int, facts: Facts) -> None:
        self.run, self.officer_id, self.facts = run, officer_id, facts
        told = [(event, json.loads(event.data)) for event in run.events]
        undone = {data.get("undone") for event, data in told if event.action == Action.UNDO}
        #: Whether the trainee has corrected a slip.
        self.corrected = any(e.action == Action.UNDO and e.officer_id == officer_id for e, _ in told)
        self._times = [event.at for event in run.events]
        self.past = Past(run.zone)
        #: By which deed each visit was finished: `finish`, or by the way when the next one was called.
        self.finished: dict[int, Deed] = {}
        self.deeds: list[Deed] = []
        self.of_ticket: dict[int, list[Deed]] = defaultdict(list)
        self.of_consultation: dict[int, list[Deed]] = defaultdict(list)
        for event, data in told:
            if event.id not in undone and event.action != Action.UNDO:
                self._add(event, data)

    def _add(self, event: Event, data: Mapping[str, Any]) -> None:
        action = Action(event.action)
        turn = self.past.turn(event.at) if action is Action.CALL else None
        over = {one["label"] for one in data.get("left", ()) if one["how"] == FINISH}
        left = [one.id for one in self.past.at_counter(event.officer_id) if one.label in over] if over else []
        self.past.tell(event, data)
        deed = Deed(event, action, data, self.past.tickets.get(event.ticket_id or 0), turn)
        self.deeds.append(deed)
        if action is Action.FINISH and event.ticket_id is not None:
            left.append(event.ticket_id)
        self.finished.update(dict.fromkeys(left, deed))
        if event.ticket_id is not None:
            self.of_ticket[event.ticket_id].append(deed)
        if event.consultation_id is not None:
            self.of_consultation[event.consultation_id].append(deed)

    def mine(self, *actions: Action) -> Iterator[Deed]:
        """What the trainee did of `actions` since the run began."""
        for deed in self.deeds:
            if deed.action in actions and self.is_mine(deed):
                yield deed

    def is_mine(self, deed: Deed) -> bool:
        """Whether the trainee did it, in the run."""
        return deed.event.officer_id == self.officer_id and deed.at >= self.run.started_at

    @cached_property
    def handed_on(self) -> list[Deed]:
        """What ended the session of a consultation, or it without one, where the trainee did that; one each."""
        first = (next((d for d in deeds if d.action in HANDED_ON), None) for deeds in self.of_consultation.values())
        return [deed for deed in first if deed is not None and self.is_mine(deed)]

    @cached_property
    def follow_ups(self) -> list[Deed]:
        """Where the trainee promised a solution: the deed that began each follow-up."""
        return [deed for deed in self.handed_on if "due" in deed.data]

    # Who asked, and what was right

    def caller(self, deed: Deed) -> Caller | None:
        """Who stood there; None for somebody whom the director does not play."""
        return self.run.callers.get(deed.event.ticket_id or 0)

    def consultation(self, deed: Deed) -> ConsultationThen | None:
        """The consultation of `deed` as it stood at the end of the run."""
        ticket = self.past.tickets.get(deed.event.ticket_id or 0)
        return ticket.consultation(deed.consultation_id) if ticket else None

    def matter(self, deed: Deed) -> Matter | None:
        """What is right for the consultation of `deed`, None when nobody knows."""
        consultation = self.consultation(deed)
        return self._matters(deed.event.ticket_id or 0).get(consultation) if consultation else None

    def unasked(self, ticket_id: int) -> list[Matter]:
        """The matters of the caller that no consultation of the ticket stands for (A3, A4)."""
        caller = self.run.callers.get(ticket_id)
        if caller is None or ticket_id not in self.past.tickets:
            return []
        taken = self._matters(ticket_id).values()
        return [matter for matter in _distinct(caller) if matter not in taken]

    def _matters(self, ticket_id: int) -> dict[ConsultationThen, Matter]:
        """Which matter each consultation is about: by its topic, else the first that is left."""
        caller, ticket = self.run.callers.get(ticket_id), self.past.tickets.get(ticket_id)
        if caller is None or ticket is None:
            return {}
        consultations = [one for one in ticket.consultations if one.state != ConsultationState.CANCELLED]
        right = {one: matter for one in consultations if (matter := caller.matter(one.topic)) is not None}
        left = [matter for matter in _distinct(caller) if matter not in right.values()]
        right.update(zip((one for one in consultations if one not in right), left, strict=False))
        return right

    # Losing a point

    def lost(
        self, criterion: Criterion, requirement: str, deed: Deed, reason: str, *,
        at: datetime | None = None, ticket: TicketThen | None = None, **facts: Any,
    ) -> Loss:  # fmt: skip
        """A lost point over `deed`, or by it over another `ticket`.

        With `at` it was lost then, and the replay opens at the last event before.
        """
        over = ticket or deed.ticket
        consultation = None if ticket else self.consultation(deed)
        return Loss(
            criterion,
            requirement,
            at or deed.at,
            deed.event.id if at is None else self.last_event(at),
            over.label if over else "",
            consultation.topic if consultation else "",
            reason,
            facts,
        )

    def last_event(self, at: datetime) -> int | None:
        """The id of the last event up to `at`, None when there was none yet."""
        place = bisect_right(self._times, at)
        return self.run.events[place - 1].id if place else None


def _distinct(caller: Caller) -> list[Matter]:
    """The caller's matters, one for each topic (A4)."""
    return [matter for matter in caller.matters if caller.matter(matter.topic) is matter]

"""One verb inside the write lock: its officer, its moment, its one event, and what an undo would put back."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from kppn_tui.domain.conditions import CaseFacts, case_refusal, is_colleagues, is_settled, takes_over, ticket_refusal
from kppn_tui.domain.errors import SERVED_BY_COLLEAGUE, DeskError, LostRace, NotAllowed, NotFound, WrongState
from kppn_tui.domain.escalation_conditions import escalation_refusal
from kppn_tui.domain.lifecycle import RULE, Action, Need
from kppn_tui.domain.machine_clock import casts_doubt, doubt_of_records
from kppn_tui.domain.notices import Recipient
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Consultation, Deadline, Escalation, Event, Ticket
from kppn_tui.domain.workdays import WorkCalendar
from kppn_tui.store import claims, clock_doubts, notices
from kppn_tui.store.backend import WriteMode
from kppn_tui.store.store import Store
from kppn_tui.store.tables import table_name

if TYPE_CHECKING:
    from kppn_tui.office.settings import Settings

R = TypeVar("R")
#: The columns that are written when something ends that a form is about.
_ENDS: Mapping[type, frozenset[str]] = {
    Ticket: frozenset({"closed_at"}),
    Consultation: frozenset({"ended_at", "follow_up_at"}),
    Escalation: frozenset({"ended_at"}),
}


class UnitOfWork:
    """Read, check and write for one verb; `finish` adds its one event."""

    def __init__(
        self, store: Store, settings: "Settings", calendar: WorkCalendar, officer: Officer | None, action: Action,
        now: datetime, mode: WriteMode = WriteMode.WRITE,
    ) -> None:  # fmt: skip
        self.store = store
        self._claims = mode == WriteMode.CLAIM
        self.calendar = calendar
        self.settings = settings
        self.office = settings.office.code
        self.limits = settings.limits
        self.action = action
        self.now = now
        self.officer = self._present(officer) if officer else None
        self.data: dict[str, Any] = {}
        self.ticket_id: int | None = None
        self.consultation_id: int | None = None
        self.escalation_id: int | None = None
        #: What the rule of this verb was last asked about.
        self.subject: Ticket | Consultation | Escalation | None = None
        #: The deadlines by consultation, oldest first, of those that were preloaded (see `deadlines.preload`).
        self.deadlines: dict[int, list[Deadline]] = {}
        #: Who is told of the event of this verb.
        self.recipients: list[Recipient] = []
        self.images: list[object] = []
        #: Whether something has ended by it that somebody may have half typed a text for.
        self.ends = False
        self.tickets: set[int] = set()
        self.undoable = True
        self.silent = False
        #: Whether the verb may act on what a colleague serves now.
        self.take_over = False

    def _present(self, officer: Officer) -> Officer:
        """Return the officer as stored now, so that a disabled one can't go on."""
        if self._claims:
            claims.lock_officer(self.store, officer.id)
        try:
            stored = self.store.get(Officer, officer.id)
        except NotFound:
            raise NotAllowed from None
        if not stored.active or stored.office != self.office:
            raise NotAllowed
        # Where somebody signs in elsewhere, the calls of this counter stay at this counter.
        return replace(stored, counter=officer.counter or stored.counter)

    @property
    def who(self) -> Officer:
        """Return the acting officer of a verb that always has one."""
        if self.officer is None:
            raise NotAllowed
        return self.officer

    @property
    def today(self) -> str:
        """Return the office's own date, ISO."""
        return self.calendar.local(self.now).date().isoformat()

    @cached_property
    def in_doubt(self) -> bool:
        """Return whether the clock that says `now` is in doubt: it can neither keep nor break a promise."""
        known = clock_doubts.read_known(self.store, self.office)
        recorded = known.doubt is not None and casts_doubt(known.doubt, self.now)
        return recorded or doubt_of_records(known.swept_at, self.now) is not None

    # Reading

    def ticket(self, ticket: Ticket | int) -> Ticket:
        """Return the ticket as stored now; the event will name it."""
        record = self.store.get(Ticket, ticket if isinstance(ticket, int) else ticket.id)
        self.ticket_id = record.id
        self.tickets.add(record.id)
        return record

    def consultation(self, consultation: Consultation | int) -> Consultation:
        """Return the consultation as stored now; the event will name it and its ticket."""
        record = self.store.get(Consultation, consultation if isinstance(consultation, int) else consultation.id)
        self.consultation_id, self.ticket_id = record.id, record.ticket_id
        self.tickets.add(record.ticket_id)
        return record

    def escalation(self, escalation: Escalation | int) -> Escalation:
        """Return the escalation as stored now; the event will name it, its consultation and its ticket."""
        record = self.store.get(Escalation, escalation if isinstance(escalation, int) else escalation.id)
        self.escalation_id, self.consultation_id, self.ticket_id = (
            record.id,
            record.consultation_id,
            record.ticket_id,
        )
        self.tickets.add(record.ticket_id)
        return record

    # Asking whether it is possible

    def check_ticket(
        self, ticket: Ticket | None, typed: Collection[Need] = (), *, consultations: Iterable[Consultation] = ()
    ) -> None:
        """Raise why this verb is not possible on `ticket` with what is `typed` (see `conditions.ticket_refusal`)."""
        error = ticket_refusal(
            self.action, ticket, self.who, self.limits, self.now, consultations=consultations, typed=typed
        )
        self._refuse_unless_meant(ticket, None, error)
        self.refuse(ticket, error)

    def check_case(self, facts: CaseFacts, typed: Collection[Need] = ()) -> None:
        """Raise why this verb is not possible on a consultation (see `conditions.case_refusal`)."""
        error, consultation = case_refusal(self.action, facts, self.who, self.now, typed=typed), facts.consultation
        if RULE[self.action].takes_over and not is_settled(consultation):
            ticket = facts.ticket or self.store.get(Ticket, consultation.ticket_id)
            self._refuse_unless_meant(ticket, consultation, error)
        self.refuse(consultation, error)

    def _refuse_unless_meant(
        self, ticket: Ticket | None, consultation: Consultation | None, error: DeskError | None
    ) -> None:
        """Raise LostRace where a colleague serves `ticket` now and to take over is not meant.

        It comes before what is still to be typed, not before an `error` of role or state.
        """
        if ticket is None or not is_colleagues(ticket, self.who) or isinstance(error, NotAllowed | WrongState):
            return
        visit = self.store.find(Consultation, ticket_id=ticket.id)
        if not takes_over(self.action, ticket, visit, self.who, consultation):
            return
        if not self.take_over:
            who = self.store.get(Officer, ticket.officer_id or 0).name
            raise LostRace(
                SERVED_BY_COLLEAGUE, who=who, label=ticket.label, ticket_id=ticket.id, officer_id=ticket.officer_id
            )
        self.data["taken_over"] = True

    def check_escalation(
        self, escalation: Escalation, typed: Collection[Need] = (), *, answers: Mapping[str, bool] | None = None,
        case_officer: int | None = None,
    ) -> None:  # fmt: skip
        """Raise why this verb is not possible on `escalation` (see `escalation_conditions.escalation_refusal`)."""
        self.refuse(
            escalation,
            escalation_refusal(
                self.action, escalation, self.who, answers=answers, case_officer=case_officer, typed=typed
            ),
        )

    def refuse(self, subject: Ticket | Consultation | Escalation | None, error: DeskError | None) -> None:
        """Raise `error`, if there is one; `subject` is what it is about."""
        self.subject = subject
        if error is not None:
            raise error

    # Writing

    def insert(self, record: R) -> R:
        """Store `record` and return it, remembered for undo."""
        stored = self.store.insert(record)
        self.remember(type(stored), stored.id, None)  # type: ignore[attr-defined]
        self._keep(stored)
        return stored

    def change(self, record: R, **values: object) -> R:
        """Write `values` and return `record` changed, remembered for undo; raises LostRace when its state has moved."""
        self.remember(type(record), record.id, self.store.stored_values(record, tuple(values)))  # type: ignore[attr-defined]
        changed = self.store.change(record, **values)
        self.ends = self.ends or not _ENDS.get(type(record), frozenset()).isdisjoint(values)
        self._keep(changed)
        return changed

    def remember(self, record_type: type, record_id: int, replaced: dict[str, object] | None) -> None:
        """Let an undo of this event know the values that were `replaced` in a row; None: the row was added."""
        self.images.append([table_name(record_type), record_id, replaced])

    def _keep(self, record: object) -> None:
        """Keep what was preloaded in step with what is written."""
        if isinstance(record, Deadline) and (known := self.deadlines.get(record.consultation_id)) is not None:
            known[:] = sorted([*(one for one in known if one.id != record.id), record], key=lambda one: one.id)

    def finish(self) -> Event | None:
        """Write the event of this verb, and what an undo within the grace period would put back."""
        if self.silent:
            return None
        event = self.store.insert_event(
            Event(
                id=0,
                office=self.office,
                at=self.now,
                action=self.action,
                officer_id=self.officer.id if self.officer else None,
                ticket_id=self.ticket_id,
                consultation_id=self.consultation_id,
                escalation_id=self.escalation_id,
                data=json.dumps(self.data, ensure_ascii=False),
            )
        )
        if self.recipients:
            notices.add(self.store, self.office, [(one, None, event.id) for one in self.recipients], self.now)
        images = self.images if self.officer and self.undoable else []
        # What nobody did is never undone, but whoever acted on its tickets before has to see that it followed.
        if images or (self.officer is None and self.tickets):
            if not self._claims:
                self.store.drop_undo(self.now)
            grace = timedelta(minutes=self.limits.correction_minutes)
            self.store.keep_undo(event.id, self.now + grace, sorted(self.tickets), images)
        return event

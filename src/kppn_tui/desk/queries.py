"""Queries of the screens: one consistent snapshot each."""

from collections.abc import Iterator
from contextlib import contextmanager

from kppn_tui.desk.base import DeskBase
from kppn_tui.desk.escalation import EscalationVerbs
from kppn_tui.domain.conditions import reveal_refusal
from kppn_tui.domain.errors import OtherOffice
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.office import others_only
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Consultation, Event, Ticket
from kppn_tui.domain.views import Board, ConsultationView, HallView, SessionView
from kppn_tui.store import history, reads
from kppn_tui.store.offices import read_offices
from kppn_tui.store.sql_constants import SCHEMA


class QueryMethods(EscalationVerbs, DeskBase):
    """Queries of the desk."""

    def changed(self) -> bool:
        """Return whether another connection committed since the last call (about 4 µs)."""
        return self.feed.changed()

    @property
    def cut_off(self) -> bool:
        """Return whether the change feed is down; `changed` is True once when it is back."""
        return self.feed.lost

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all queries within see the same moment. Raises StoreUnavailable."""
        with self.store.reading():
            yield

    def board(self, officer: Officer | None = None) -> Board:
        """Return the live queue and the figures of the header; `inbox` counts for the sections of `officer`."""
        now = self.now()
        calendar = self.calendar
        day_start = calendar.midnight(calendar.local(now).date())
        with self.store.reading():
            sections, officer_id = (self._sections_of(officer), officer.id) if officer else ({}, 0)
            return reads.read_board(
                self.store, self.office, now, day_start, self.settings.limits.service_minutes * 60, sections, officer_id
            )

    def hall(self) -> HallView:
        """Return today's calls with their counters, and how many wait in the hall: nothing about anybody."""
        today = self.calendar.local(self.now()).date().isoformat()
        with self.store.reading():
            return reads.read_hall(self.store, self.office, today)

    def session(self, ticket: Ticket | int) -> SessionView:
        """Return a ticket with all its consultations. Raises NotFound."""
        with self.store.reading():
            return reads.read_session(self.store, ticket if isinstance(ticket, int) else ticket.id)

    def consultation(self, consultation: Consultation | int) -> ConsultationView:
        """Return a consultation with everything that hangs on it. Raises NotFound."""
        with self.store.reading():
            return reads.read_consultation(
                self.store, consultation if isinstance(consultation, int) else consultation.id
            )

    #: The name that scripts outside the project use.
    item = consultation

    def follow_ups(self) -> list[ConsultationView]:
        """Return the open follow-ups by due date."""
        with self.store.reading():
            return reads.read_follow_ups(self.store, self.office)

    def inbox(self, officer: Officer) -> list[ConsultationView]:
        """Return the questions to the sections that `officer` answers for today, by due date."""
        with self.store.reading():
            return reads.read_inbox(self.store, self.office, self._sections_of(officer), officer.id)

    def trail(self, ticket: Ticket | int) -> list[Event]:
        """Return the events of a ticket, oldest first. Raises NotFound."""
        with self.store.reading():
            return history.read_trail(self.store, ticket if isinstance(ticket, int) else ticket.id)

    def log(self, after: int = 0) -> list[Event]:
        """Return the whole event log of the office from the event after number `after` on, in the order of writing."""
        with self.store.reading():
            return history.read_after(self.store, self.office, after)

    def last_action(self, officer: Officer) -> Event | None:
        """Return the officer's newest event, looks and sign-ins left out; None when there is none yet."""
        with self.store.reading():
            return history.read_last_action(self.store, self.office, officer.id)

    def require_not_others(self) -> None:
        """Raise OtherOffice where other offices have officers in this database, and the own one has none."""
        with self.store.reading():
            held = read_offices(self.store.query, SCHEMA)
        if others := others_only(held, self.office):
            office = self.settings.office
            raise OtherOffice(url=self.store.database.place, offices=others, office=office.name, code=office.code)

    def others_here(self) -> bool:
        """Return whether the database holds officers or tickets of another office."""
        with self.store.reading():
            return history.has_other_offices(self.store, self.office)

    def references(self, topic: str) -> list[str]:
        """Return references for `topic`: its usual basis, then those cited for it lately, then other recent ones."""
        with self.store.reading():
            recent = reads.read_references(self.store, self.office, topic)
        usual = next((known.basis for known in self.settings.topics if known.code == topic), ())
        return list(dict.fromkeys([*usual, *recent]))

    def reveal_contact(self, officer: Officer, consultation: Consultation | int) -> str:
        """Return the contact in clear; the view is written to the trail.

        Raises:
            NotAllowed: neither CSO nor head.
            Missing: the stakeholder gave none.
        """
        with self._unit_of_work(Action.REVEAL_CONTACT, officer) as work:
            consultation = work.consultation(consultation)
            work.refuse(consultation, reveal_refusal(consultation, work.who))
            work.undoable = False
            return consultation.contact_value

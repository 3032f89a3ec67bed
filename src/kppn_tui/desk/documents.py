"""Verbs of supporting documents: asked for by name, received one by one (R07, R16)."""

from collections.abc import Iterable

from kppn_tui.desk import deadlines
from kppn_tui.desk.base import DeskBase
from kppn_tui.desk.consultations import begin_service, serves
from kppn_tui.desk.moves import move_consultation
from kppn_tui.desk.progress import begin_progress
from kppn_tui.desk.unit_of_work import UnitOfWork
from kppn_tui.domain.conditions import CaseFacts
from kppn_tui.domain.lifecycle import Action, Need
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Consultation, DeadlineKind, Document
from kppn_tui.domain.states import ConsultationState, HoldReason, TicketState
from kppn_tui.domain.text import clean_line
from kppn_tui.store import claims


class DocumentVerbs(DeskBase):
    """Verbs of the only wait that pauses a service (A6)."""

    def request_documents(
        self, officer: Officer, consultation: Consultation | int, names: Iterable[str], *, take_over: bool = False
    ) -> Consultation:
        """Wait for the named documents: step a.5; the 20 minutes pause meanwhile, the 3 days do not (R07, A6, A12).

        Raises:
            Missing: no document is named.
            LostRace: a colleague serves this visitor, and not `take_over`.
        """
        with self._unit_of_work(Action.REQUEST_DOCUMENTS, officer, take_over=take_over) as work:
            consultation = work.consultation(consultation)
            wanted = [line for name in names if (line := clean_line(name))]
            work.check_case(CaseFacts(consultation), {Need.DOCUMENT} if wanted else ())
            for name in dict.fromkeys(wanted):
                work.insert(Document(id=0, consultation_id=consultation.id, name=name, requested_at=work.now,
                                    requested_by=work.who.id))  # fmt: skip
            work.data["documents"] = len(wanted)
            if not consultation.followed_up and work.limits.pause_for_documents:
                deadlines.pause(work, deadlines.newest_deadline(work, consultation, DeadlineKind.SERVICE))
            if consultation.followed_up and work.limits.pause_solution_for_documents:
                deadlines.pause(work, deadlines.newest_deadline(work, consultation, DeadlineKind.SOLUTION))
            return move_consultation(work, consultation, ConsultationState.ON_HOLD, HoldReason.DOCUMENTS)

    def documents_received(
        self, officer: Officer, consultation: Consultation | int, names: Iterable[str] | None = None, *,
        take_over: bool = False,
    ) -> Consultation:  # fmt: skip
        """Record that the named documents (None: all) have come; with the last one the work goes on.

        While the officer serves another consultation the consultation stays on hold as switched.

        Raises:
            Missing: none of the awaited documents is named.
            LostRace: a colleague serves this visitor, and not `take_over`.
        """
        with self._unit_of_work(Action.DOCUMENTS_RECEIVED, officer, take_over=take_over) as work:
            consultation = work.consultation(consultation)
            awaited = self.store.find(Document, consultation_id=consultation.id, received_at=None)
            wanted = None if names is None else {clean_line(name) for name in names}
            came = [document for document in awaited if wanted is None or document.name in wanted]
            work.check_case(CaseFacts(consultation, awaited=awaited), {Need.DOCUMENT} if came else ())
            for document in came:
                work.change(document, received_at=work.now, received_by=work.who.id)
            work.data["documents"] = len(came)
            if len(came) < len(awaited) or not consultation.holds_for_documents:
                return consultation
            if consultation.followed_up:
                solution = deadlines.resume(work, deadlines.newest_deadline(work, consultation, DeadlineKind.SOLUTION))
                due = solution.due_at if solution else consultation.solution_due_at
                moved = move_consultation(work, consultation, ConsultationState.FOLLOW_UP, solution_due_at=due)
                if moved.solution_due_at != consultation.solution_due_at:
                    begin_progress(work, moved)
                return moved
            if self._free_for(work, consultation):
                return begin_service(work, consultation)
            deadlines.pause(work, deadlines.newest_deadline(work, consultation, DeadlineKind.SERVICE))
            return move_consultation(work, consultation, ConsultationState.ON_HOLD, HoldReason.SWITCHED)

    def _free_for(self, work: UnitOfWork, consultation: Consultation) -> bool:
        """Return whether the officer, whose visit this is, serves nothing else now."""
        held = claims.read_counter(self.store, self.office, work.who.id)
        others = [other for ticket in held for other in self.store.find(Consultation, ticket_id=ticket.id)]
        mine = any(ticket.id == consultation.ticket_id for ticket in held)
        called = any(ticket.state == TicketState.CALLED for ticket in held)
        return mine and not called and not any(serves(other) for other in others)

"""Verbs of a service that did not go its way: nobody ended it, or the power or an application was down."""

from datetime import UTC, datetime

from kppn_tui.desk import deadlines
from kppn_tui.desk.base import DeskBase
from kppn_tui.desk.moves import move_consultation
from kppn_tui.desk.unit_of_work import UnitOfWork
from kppn_tui.domain.conditions import CaseFacts
from kppn_tui.domain.left_running import moment_refusal
from kppn_tui.domain.lifecycle import Action, Need
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Consultation, Deadline, DeadlineKind, Interval
from kppn_tui.domain.states import ConsultationState, HoldReason
from kppn_tui.domain.text import clean_line


class InterruptionVerbs(DeskBase):
    """Verbs that say afterwards when a service ended or stood still (R21)."""

    def end_service(
        self, officer: Officer, consultation: Consultation | int, ended_at: datetime, reason: str, *,
        take_over: bool = False,
    ) -> Consultation:  # fmt: skip
        """Record that the service ended at `ended_at` (aware), as `officer` says; it needs its outcome all the same.

        Such a time was not measured: it is marked as unreliable, and counts in no rate.

        Raises:
            BadInput: the moment is still to come or before the service began, or its end is recorded already.
            LostRace: a colleague serves this visitor, and not `take_over`.
            Missing: no reason.
        """
        with self._unit_of_work(Action.END_SERVICE, officer, take_over=take_over) as work:
            record, service, at = self._running(work, consultation, ended_at, reason)
            net, gross = service.net(at), service.gross(at)
            work.change(service, stopped_at=at, next_at=None, unreliable=True)
            return work.change(
                record,
                session_ended_at=at,
                net_seconds=int(net.total_seconds()),
                gross_seconds=int(gross.total_seconds()),
                unreliable=True,
            )

    def hold_for_outage(
        self, officer: Officer, consultation: Consultation | int, reason: str, since: datetime | None = None, *,
        take_over: bool = False,
    ) -> Consultation:  # fmt: skip
        """Put the service on hold because the power or an application is down, `since` then (aware; None: now).

        The time counts as gross, not as net, and its interval says why. `switch` takes the service up again.

        Raises:
            BadInput: the moment is still to come or before the service began.
            LostRace: a colleague serves this visitor, and not `take_over`.
            Missing: no reason.
        """
        with self._unit_of_work(Action.HOLD_FOR_OUTAGE, officer, take_over=take_over) as work:
            record, service, at = self._running(work, consultation, since, reason)
            work.change(service, paused_at=at, next_at=None)
            held = move_consultation(work, record, ConsultationState.ON_HOLD, HoldReason.OUTAGE)
            # What was said later holds from then on.
            *_, served, pause = self.store.find(Interval, ticket_id=record.ticket_id, consultation_id=record.id)
            work.change(served, ended_at=at)
            work.change(pause, started_at=at)
            return held

    def _running(
        self, work: UnitOfWork, consultation: Consultation | int, given: datetime | None, reason: str
    ) -> tuple[Consultation, Deadline, datetime]:
        """Return the consultation, its running service and the moment that was given, checked and told to the trail."""
        record = work.consultation(consultation)
        told = clean_line(reason)
        work.check_case(CaseFacts(record), {Need.REASON} if told else ())
        at = given.astimezone(UTC).replace(microsecond=0) if given is not None else work.now
        service = deadlines.newest_deadline(work, record, DeadlineKind.SERVICE)
        assert service is not None, "what is in service has its deadline"
        # After a pause it has run since that was over: what was before is measured.
        running = self.store.find(Interval, ticket_id=record.ticket_id, consultation_id=record.id, ended_at=None)
        begun = max([service.started_at, *(interval.started_at for interval in running)])
        work.refuse(record, moment_refusal(begun, at, work.now))
        work.data.update(topic=record.topic, at=at.isoformat(), reason=told)
        return record, service, at

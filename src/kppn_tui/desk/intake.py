"""Verbs at the door: a visit or a message gets its number, and some are served before others for a reason."""

from collections.abc import Iterable
from datetime import datetime

from kppn_tui.desk import registration
from kppn_tui.desk.base import DeskBase
from kppn_tui.desk.registration import NewTicket, register_ticket
from kppn_tui.domain.lifecycle import Action, Need
from kppn_tui.domain.people import Officer, StakeholderKind
from kppn_tui.domain.records import Channel, Ticket
from kppn_tui.domain.text import clean_line


class IntakeVerbs(DeskBase):
    """Verbs from the door to the queue."""

    def take_ticket(
        self,
        officer: Officer,
        channel: Channel | str = Channel.FACE_TO_FACE,
        *,
        satker_code: str = "",
        satker_name: str = "",
        stakeholder_kind: StakeholderKind | str = StakeholderKind.SATKER,
        visitor_name: str = "",
        purpose: str = "",
        topics: Iterable[str] = (),
        priority_reason: str = "",
        channel_detail: str = "",
        reference_number: str = "",
        received_at: datetime | None = None,
        typed: Iterable[str] = (),
    ) -> Ticket:
        """Register a visit or a message and return its ticket; only a rough purpose is asked (R01, R04).

        Online, `received_at` is aware (R02). What was `typed` on the way to the code is learned as its shorthands.

        Raises:
            BadInput: an online case without reference or means, a received time in the future, an unknown topic.
            NotAllowed: the officer may not register.
        """
        new = NewTicket(
            channel=channel,
            satker_code=satker_code,
            satker_name=satker_name,
            stakeholder_kind=stakeholder_kind,
            visitor_name=visitor_name,
            purpose=purpose,
            topics=tuple(topics),
            priority_reason=priority_reason,
            channel_detail=channel_detail,
            reference_number=reference_number,
            received_at=received_at,
            typed=tuple(typed),
        )
        with self._unit_of_work(Action.TAKE_TICKET, officer) as work:
            return register_ticket(work, new)

    def prioritise(self, officer: Officer, ticket: Ticket | int, reason: str) -> Ticket:
        """Serve a waiting visitor before the others, for a reason that everybody sees; empty text takes it back.

        Raises:
            Missing: no reason, and no priority to take back.
            BadInput: the office serves in the order of arrival only.
        """
        with self._unit_of_work(Action.PRIORITISE, officer) as work:
            record = work.ticket(ticket)
            work.check_ticket(record, {Need.REASON} if clean_line(reason) else ())
            reason = registration.priority_reason(work, reason)
            work.data["priority"] = bool(reason)
            return work.change(record, priority=1 if reason else 0, priority_reason=reason)

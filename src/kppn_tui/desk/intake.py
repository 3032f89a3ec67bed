"""Verbs at the door: a visit or a message gets its number, and some are served before others for a reason."""

from collections.abc import Iterable
from datetime import UTC, datetime

from kppn_tui.desk.act import Act
from kppn_tui.desk.base import DeskBase
from kppn_tui.desk.consultations import new_consultation
from kppn_tui.domain.closed_sets import member
from kppn_tui.domain.conditions import IN_ORDER_ONLY
from kppn_tui.domain.errors import N_, BadInput
from kppn_tui.domain.lifecycle import Action, Need
from kppn_tui.domain.people import Officer, StakeholderKind
from kppn_tui.domain.records import Channel, Ticket
from kppn_tui.domain.states import TicketState
from kppn_tui.domain.text import clean_line


class IntakeVerbs(DeskBase):
    """From the door to the queue."""

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
    ) -> Ticket:
        """A new ticket with its number; only a rough purpose is asked (R01, R04). Online: `received_at` in UTC (R02).

        Raises:
            BadInput: an online case without reference or means, a received time in the future, an unknown topic.
            NotAllowed: the officer may not register.
        """
        with self._act(Action.TAKE_TICKET, officer) as act:
            act.check_ticket(None)
            channel = self._channel(channel)
            reference_number = clean_line(reference_number)
            channel_detail = clean_line(channel_detail)
            received_at = received_at.astimezone(UTC).replace(microsecond=0) if received_at else None
            self._check_arrival(act, channel, channel_detail, reference_number, received_at)
            arrived = received_at or act.now
            series = next(known.series for known in self.settings.channels if known.code == channel)
            number = self.store.next_number(self.office, act.today, series)
            kind = member(StakeholderKind, clean_line(stakeholder_kind))
            code, name = clean_line(satker_code), clean_line(satker_name)
            reason = self._priority_reason(priority_reason)
            ticket = act.insert(
                Ticket(
                    id=0,
                    office=self.office,
                    day=act.today,
                    series=series,
                    number=number,
                    label=f"{series}-{number:03d}",
                    channel=channel,
                    channel_detail=channel_detail,
                    reference_number=reference_number,
                    arrived_at=arrived,
                    entered_at=act.now,
                    # Room for two in the same second, and for one who is put in after a third (A24).
                    queue_key=int(arrived.timestamp()) * 1000 + min(number, 998),
                    stakeholder_kind=kind,
                    satker_code=code,
                    satker_name=name,
                    visitor_name=clean_line(visitor_name),
                    purpose=clean_line(purpose, 500),
                    priority=1 if reason else 0,
                    priority_reason=reason,
                )
            )
            act.ticket_id = ticket.id
            act.tickets.add(ticket.id)
            act.begin_waiting(ticket)
            wanted = list(dict.fromkeys(topics))
            for seq, topic in enumerate(wanted, start=1):
                new_consultation(act, ticket, seq, topic)
            self.store.learn_stakeholder(self.office, kind, code, name)
            act.data = {
                "to": ticket.state,
                "label": ticket.label,
                "channel": ticket.channel,
                "arrived": arrived.isoformat(),
                "key": ticket.queue_key,
                "priority": bool(reason),
                "topics": wanted,
            }
            return ticket

    def _channel(self, code: Channel | str) -> Channel:
        if code not in {known.code for known in self.settings.channels}:
            raise BadInput
        return Channel(code)

    def _priority_reason(self, text: str) -> str:
        """The reason of a priority, cleaned (A24b). Raises BadInput where the office has switched priority off."""
        reason = clean_line(text)
        if reason and not self.settings.limits.priority_enabled:
            raise BadInput(IN_ORDER_ONLY)
        return reason

    def _check_arrival(
        self, act: Act, channel: Channel, detail: str, reference: str, received_at: datetime | None
    ) -> None:
        if received_at and received_at > act.now:
            raise BadInput(N_("The received time lies in the future."))
        if channel is Channel.HAI_CSO:
            if not reference:
                raise BadInput(N_("A HAI CSO case needs its reference number."))
            for known in self.store.find(Ticket, office=self.office, reference_number=reference):
                if known.state != TicketState.CANCELLED:
                    raise BadInput(N_("{reference} is already registered as {label} of {day}."),
                                   reference=reference, label=known.label, day=known.day)  # fmt: skip
        if channel is Channel.OFFICIAL_CONTACT and not detail:
            raise BadInput(N_("Say which official contact it came through: WhatsApp, telephone, e-mail …"))

    def prioritise(self, officer: Officer, ticket: Ticket | int, reason: str) -> Ticket:
        """A waiting visitor served before the others, for a reason that everybody sees; empty text takes it back.

        Raises:
            Missing: no reason, and no priority to take back.
            BadInput: the office serves in the order of arrival only.
        """
        with self._act(Action.PRIORITISE, officer) as act:
            record = act.ticket(ticket)
            act.check_ticket(record, {Need.REASON} if clean_line(reason) else ())
            reason = self._priority_reason(reason)
            act.data["priority"] = bool(reason)
            return act.change(record, priority=1 if reason else 0, priority_reason=reason)

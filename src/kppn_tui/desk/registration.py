"""Register a ticket by one function of the unit of work, so that many can be registered in one transaction."""

from dataclasses import dataclass
from datetime import UTC, datetime

from kppn_tui.desk.consultations import new_consultation
from kppn_tui.desk.directory import learn
from kppn_tui.desk.moves import begin_interval
from kppn_tui.desk.unit_of_work import UnitOfWork
from kppn_tui.domain.closed_sets import member
from kppn_tui.domain.conditions import IN_ORDER_ONLY
from kppn_tui.domain.errors import N_, BadInput
from kppn_tui.domain.people import StakeholderKind
from kppn_tui.domain.records import Channel, Ticket
from kppn_tui.domain.states import TicketState
from kppn_tui.domain.text import clean_line
from kppn_tui.store import claims


@dataclass(frozen=True, slots=True)
class NewTicket:
    """A visit or a message at the door, as it was typed; online, `received_at` is aware (R02)."""

    channel: Channel | str = Channel.FACE_TO_FACE
    satker_code: str = ""
    satker_name: str = ""
    stakeholder_kind: StakeholderKind | str = StakeholderKind.SATKER
    visitor_name: str = ""
    purpose: str = ""
    topics: tuple[str, ...] = ()
    priority_reason: str = ""
    channel_detail: str = ""
    reference_number: str = ""
    received_at: datetime | None = None
    #: Shorthands that led to the code, if one was chosen.
    typed: tuple[str, ...] = ()


def register_ticket(work: UnitOfWork, new: NewTicket) -> Ticket:
    """Store `new` with its queue number, its consultations and its place in the queue (R01, R02, R04).

    The unit of work is of `Action.TAKE_TICKET`, a unit for each ticket; several may be in one transaction
    (`DeskBase.transaction`).

    Raises:
        BadInput: an online case without reference or means, a received time in the future, an unknown topic.
        NotAllowed: the officer may not register.
    """
    work.check_ticket(None)
    channel = _known_channel(work, new.channel)
    reference, detail = clean_line(new.reference_number), clean_line(new.channel_detail)
    received_at = new.received_at.astimezone(UTC).replace(microsecond=0) if new.received_at else None
    _check_arrival(work, channel, detail, reference, received_at)
    arrived = received_at or work.now
    series = next(known.series for known in work.settings.channels if known.code == channel)
    number = work.store.next_number(work.office, work.today, series)
    kind = member(StakeholderKind, clean_line(new.stakeholder_kind))
    code, name = clean_line(new.satker_code), clean_line(new.satker_name)
    reason = priority_reason(work, new.priority_reason)
    ticket = work.insert(
        Ticket(
            id=0,
            office=work.office,
            day=work.today,
            series=series,
            number=number,
            label=f"{series}-{number:03d}",
            channel=channel,
            channel_detail=detail,
            reference_number=reference,
            arrived_at=arrived,
            entered_at=work.now,
            # Room for two in the same second, and for one who is put in after a third (A24).
            queue_key=_place(work, channel, arrived) * 1000 + min(number, 998),
            stakeholder_kind=kind,
            satker_code=code,
            satker_name=name,
            visitor_name=clean_line(new.visitor_name),
            purpose=clean_line(new.purpose, 500),
            priority=1 if reason else 0,
            priority_reason=reason,
        )
    )
    work.ticket_id = ticket.id
    work.tickets.add(ticket.id)
    begin_interval(work, ticket)
    topics = list(dict.fromkeys(new.topics))
    for seq, topic in enumerate(topics, start=1):
        new_consultation(work, ticket, seq, topic)
    learn(work, ticket, new.typed)
    work.data = {
        "to": ticket.state,
        "label": ticket.label,
        "channel": ticket.channel,
        "arrived": arrived.isoformat(),
        "key": ticket.queue_key,
        "priority": bool(reason),
        "topics": topics,
    }
    return ticket


def priority_reason(work: UnitOfWork, text: str) -> str:
    """Return the reason of a priority, cleaned (A24b).

    Raises:
        BadInput: the office serves in the order of arrival only.
    """
    reason = clean_line(text)
    if reason and not work.limits.priority_enabled:
        raise BadInput(IN_ORDER_ONLY)
    return reason


def _place(work: UnitOfWork, channel: Channel, arrived: datetime) -> int:
    """Return the second by which a place in the queue is given: never before a visitor who came earlier.

    The clock may have been set back since.
    """
    latest = claims.read_latest_arrival(work.store, work.office, work.today) if channel is Channel.FACE_TO_FACE else 0
    return max(int(arrived.timestamp()), latest)


def _known_channel(work: UnitOfWork, code: Channel | str) -> Channel:
    if code not in {known.code for known in work.settings.channels}:
        raise BadInput
    return Channel(code)


def _check_arrival(
    work: UnitOfWork, channel: Channel, detail: str, reference: str, received_at: datetime | None
) -> None:
    if received_at and received_at > work.now:
        raise BadInput(N_("The received time lies in the future."), argument="received_at")
    if channel is Channel.HAI_CSO:
        if not reference:
            raise BadInput(N_("A HAI CSO case needs its reference number."), argument="reference_number")
        for known in work.store.find(Ticket, office=work.office, reference_number=reference):
            if known.state != TicketState.CANCELLED:
                raise BadInput(N_("{reference} is already registered as {label} of {day}."),
                               reference=reference, label=known.label, day=known.day,
                               argument="reference_number")  # fmt: skip
    if channel is Channel.OFFICIAL_CONTACT and not detail:
        raise BadInput(
            N_("Say which official contact it came through: WhatsApp, telephone, e-mail …"), argument="channel_detail"
        )

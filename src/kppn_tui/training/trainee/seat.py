"""Where a scripted officer sits: what they can see, who stands before them, and how long they think."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from kppn_tui.desk import Desk
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.people import Officer, Stakeholder
from kppn_tui.domain.records import Channel, Consultation, Event, Ticket
from kppn_tui.domain.states import ConsultationState
from kppn_tui.domain.text import clean_text
from kppn_tui.i18n import N_, _
from kppn_tui.training.plan import Caller, Matter, Plan

#: What an officer does without a ticket in the hand yet: the queue decides whom it is about.
CALL_NEXT = "call_next"
#: Events that nobody would call work.
_LOOKS = frozenset({Action.SIGN_IN, Action.SIGN_OUT, Action.REVEAL_CONTACT})
_SECOND = timedelta(seconds=1)
_QUESTION = N_("Asks about {topic}.")
_ANSWER = N_("Gone through the rules on {topic} together.")


class Manner(StrEnum):
    """How a scripted officer works: by the standard, or with the faults that a score card finds."""

    GOOD = "teladan"
    CARELESS = "ceroboh"


@dataclass(frozen=True, slots=True)
class Step:
    """What an officer does at `at` (UTC): an action of the life cycle, or `call_next`, with what is typed for it."""

    at: datetime
    do: str
    ticket_id: int = 0
    consultation_id: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Seat:
    """An officer in a room. All that is asked here is a pure function of plan and database."""

    desk: Desk
    officer: Officer
    plan: Plan
    callers: Mapping[int, Caller]
    manner: Manner = Manner.GOOD

    # Chance

    def think(self, low: float, high: float, *what: object) -> timedelta:
        """How long the officer needs, between `low` and `high` seconds, by the luck of `what`."""
        return self.plan.duration(timedelta(seconds=low), timedelta(seconds=high), self.officer.login, *what)

    def errs(self, fault: str, *what: object, share: float = 0.5) -> bool:
        """Whether a careless officer makes `fault` here: on about `share` of the occasions."""
        careless = self.manner is Manner.CARELESS
        return careless and self.plan.random_for("careless", fault, self.officer.login, *what).random() < share

    # Time

    def deeds(self, ticket_id: int) -> list[Event]:
        """What this officer has done on a ticket, oldest first."""
        return [event for event in self.desk.trail(ticket_id) if event.officer_id == self.officer.id and _works(event)]

    def free_since(self) -> datetime:
        """When the officer last did anything, UTC; the room's start, if that was never."""
        last = self.desk.last_action(self.officer)
        return (last.at if last else self.plan.start).astimezone(UTC)

    def in_hours(self, ready: datetime, thinking: timedelta, margin: timedelta = timedelta(0)) -> datetime:
        """The beginning, UTC and within office hours, of what is possible from `ready` on and done after `thinking`.

        What would end less than `margin` before closing begins on the next working day.
        """
        calendar = self.desk.calendar
        begin = calendar.next_open(ready, working=True)
        while True:
            end = begin + thinking
            if not calendar.is_open(end):
                begin = calendar.next_open(end, working=True)
            elif end.date() == begin.date() and end + margin > calendar.closing(end.date()):
                begin = calendar.next_open(calendar.closing(end.date()) + _SECOND, working=True)
            else:
                return begin.astimezone(UTC)

    # People

    def caller(self, ticket: Ticket, consultations: Sequence[Consultation]) -> Caller:
        """Who the ticket's person is; somebody made up from what is written down if the room does not know them."""
        return self.callers.get(ticket.id) or self._stand_in(ticket, consultations)

    def _stand_in(self, ticket: Ticket, consultations: Sequence[Consultation]) -> Caller:
        topics = self.desk.settings.topics
        known = {topic.code: topic for topic in topics}
        matters = []
        for consultation in consultations:
            topic = known.get(consultation.topic, topics[0])
            text = consultation.question or _(_QUESTION).format(topic=topic.name)
            answer = consultation.answer or _(_ANSWER).format(topic=topic.name)
            matters.append(Matter("", text, topic.code, answer, consultation.references or topic.basis[:1]))
        origin = Stakeholder(ticket.satker_code, ticket.satker_name or _("not named"), ticket.stakeholder_kind)
        name = ticket.visitor_name or _("Visitor")
        channel = Channel(ticket.channel)
        return Caller(ticket.label, ticket.arrived_at, name, ticket.visitor_role, origin, tuple(matters), channel)


def matched(
    caller: Caller, consultations: Sequence[Consultation]
) -> tuple[list[tuple[Consultation, Matter | None]], list[Matter]]:
    """Which of the caller's matters each living or ended consultation is about, and the matters that have none yet.

    By the question that was written down, else by the topic, else in the order of both. A cancelled one is about none.
    """
    living = [consultation for consultation in consultations if consultation.state != ConsultationState.CANCELLED]
    left, found = list(caller.matters), dict[int, Matter]()
    tests = (
        lambda consultation, matter: bool(consultation.question) and consultation.question == clean_text(matter.text),
        lambda consultation, matter: consultation.topic == matter.topic,
        lambda _consultation, _matter: True,
    )
    for test in tests:
        for consultation in living:
            fitting = next(
                (matter for matter in left if consultation.id not in found and test(consultation, matter)), None
            )
            if fitting is not None:
                found[consultation.id] = fitting
                left.remove(fitting)
    return [(consultation, found.get(consultation.id)) for consultation in living], left


def _works(event: Event) -> bool:
    return event.action not in _LOOKS

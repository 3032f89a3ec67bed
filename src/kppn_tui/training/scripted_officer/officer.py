"""Scripted officer at work: what they can see, who stands before them, and how long they think."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kppn_tui.desk import Desk
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.people import Officer, Stakeholder
from kppn_tui.domain.records import Channel, Consultation, Event, Ticket
from kppn_tui.domain.states import ConsultationState
from kppn_tui.domain.text import clean_text
from kppn_tui.i18n import N_, _
from kppn_tui.training.plan import Caller, Matter, Plan
from kppn_tui.training.scripted_officer.steps import Manner

#: Events that are no work on a visit.
_NO_WORK = frozenset({Action.SIGN_IN, Action.SIGN_OUT, Action.REVEAL_CONTACT})
_SECOND = timedelta(seconds=1)
_QUESTION = N_("Asks about {topic}.")
_ANSWER = N_("Gone through the rules on {topic} together.")


@dataclass(frozen=True)
class ScriptedOfficer:
    """An officer of a room. The answers of its methods follow from the plan and the database alone."""

    desk: Desk
    officer: Officer
    plan: Plan
    callers: Mapping[int, Caller]
    manner: Manner = Manner.GOOD

    def thinking_time(self, low: float, high: float, *key: object) -> timedelta:
        """Draw how long the officer thinks, between `low` and `high` seconds, by the random source of `key`."""
        return self.plan.duration(timedelta(seconds=low), timedelta(seconds=high), self.officer.login, *key)

    # Time

    def own_events(self, ticket_id: int) -> list[Event]:
        """Return what this officer has done on a ticket, oldest first."""
        mine = (event for event in self.desk.trail(ticket_id) if event.officer_id == self.officer.id)
        return [event for event in mine if event.action not in _NO_WORK]

    def free_since(self) -> datetime:
        """Return when the officer last did anything, UTC; the room's start, if that was never."""
        last = self.desk.last_action(self.officer)
        return (last.at if last else self.plan.start).astimezone(UTC)

    def start_within_hours(self, ready: datetime, thinking: timedelta, margin: timedelta = timedelta(0)) -> datetime:
        """Return when to begin what is possible from `ready` on, UTC, so that it is done within office hours.

        Work that would end less than `margin` before closing begins on the next working day.
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

    # Callers

    def caller(self, ticket: Ticket, consultations: Sequence[Consultation]) -> Caller:
        """Return the caller of the ticket; where the room does not know them, one made up from what is recorded."""
        return self.callers.get(ticket.id) or self._made_up_caller(ticket, consultations)

    def _made_up_caller(self, ticket: Ticket, consultations: Sequence[Consultation]) -> Caller:
        topics = self.desk.settings.topics
        by_code = {topic.code: topic for topic in topics}
        matters = []
        for consultation in consultations:
            topic = by_code.get(consultation.topic, topics[0])
            text = consultation.question or _(_QUESTION).format(topic=topic.name)
            answer = consultation.answer or _(_ANSWER).format(topic=topic.name)
            matters.append(Matter("", text, topic.code, answer, consultation.references or topic.basis[:1]))
        origin = Stakeholder(ticket.satker_code, ticket.satker_name or _("not named"), ticket.stakeholder_kind)
        name = ticket.visitor_name or _("Visitor")
        channel = Channel(ticket.channel)
        return Caller(ticket.label, ticket.arrived_at, name, ticket.visitor_role, origin, tuple(matters), channel)


def match_matters(
    caller: Caller, consultations: Sequence[Consultation]
) -> tuple[list[tuple[Consultation, Matter | None]], list[Matter]]:
    """Return each consultation with the matter that it is about, and the matters that have no consultation yet.

    They are matched by the question that was written down, else by the topic, else in their order. A consultation that
    was cancelled is about none.
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
            if consultation.id in found:
                continue
            fitting = next((matter for matter in left if test(consultation, matter)), None)
            if fitting is not None:
                found[consultation.id] = fitting
                left.remove(fitting)
    return [(consultation, found.get(consultation.id)) for consultation in living], left

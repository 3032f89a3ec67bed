"""Simulated section heads: they accept, ask back and answer; a substitute acts while they are on leave."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from itertools import islice

from kppn_tui.desk import Desk
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Consultation, Escalation
from kppn_tui.domain.states import EscalationState
from kppn_tui.domain.views import ConsultationView, EscalationView
from kppn_tui.training.plan import HeadRule, Matter, minutes, ticket_key
from kppn_tui.training.simulation.observation import Observation
from kppn_tui.training.simulation.planned_act import PlannedAct
from kppn_tui.training.simulation.roster import Roster

#: How long the head of a section takes for which the scenario has no rule.
USUAL = minutes(45, 150)
#: Time from a section's opening after a leave until its questions are taken up.
SETTLING_IN = timedelta(minutes=40)
_WAITING_FOR_HEAD = (EscalationState.SENT, EscalationState.ACCEPTED)
#: Notes after which a question is with the head again.
_NEWLY_ASKED = ("clarification", "pass_on")


def planned_acts(seen: Observation, roster: Roster) -> Iterator[PlannedAct]:
    """Yield the next act on each question that waits for a head, and the naming of each substitute."""
    sections = {rule.section: _Section(seen, roster, rule) for rule in roster.plan.scenario.heads}
    for section in sections.values():
        yield from section.name_substitute()
    for view in seen.follow_ups:
        for one in view.escalations:
            if one.escalation.state in _WAITING_FOR_HEAD:
                code = one.escalation.section
                section = sections.get(code) or _Section(seen, roster, HeadRule(code, *USUAL))
                yield from section.handle(view, one)


def answer(
    desk: Desk, head: Officer, escalation: Escalation, consultation: Consultation, matter: Matter | None
) -> Escalation:
    """Let `head` give the answer that is right for `matter`; return the answered escalation."""
    text = matter.answer if matter else f"Ikuti juknis {consultation.topic} yang berlaku."
    return desk.answer(head, escalation, text)


@dataclass(frozen=True)
class _Section:
    """One section as observed, with the rule of its head."""

    seen: Observation
    roster: Roster
    rule: HeadRule

    def handle(self, view: ConsultationView, one: EscalationView) -> Iterator[PlannedAct]:
        """Yield what becomes of a question: accepted first, then asked back or answered."""
        seen, plan, escalation = self.seen, self.roster.plan, one.escalation
        key = f"{ticket_key(view.ticket)} {view.consultation.seq} {escalation.section}"
        name = ("head", escalation.section, key)
        asked_at = max([escalation.sent_at, *(n.note.at for n in one.notes if n.note.kind in _NEWLY_ASKED)])
        if escalation.state == EscalationState.SENT and escalation.accepted_at is None:
            at = self._present(seen.after_opening_time(asked_at, plan.duration(*minutes(4, 15), "accept", key)))
            if (head := self._acting_head(at)) is not None:
                yield PlannedAct(at, (*name, "accept"), partial(seen.desk.accept, head, escalation))
            return
        matter = seen.matter(view.consultation)
        length = plan.duration(self.rule.fastest, self.rule.slowest, "reply", key)
        asks_back = _asks_back(matter, one)
        at = self._present(seen.after_opening_time(asked_at, length / 2 if asks_back else length))
        if (head := self._acting_head(at)) is None:
            return
        if asks_back:
            ask = partial(seen.desk.return_, head, escalation, "Mohon dilampirkan tangkapan layar dan periodenya.")
            yield PlannedAct(at, (*name, "ask back"), ask)
        else:
            reply = partial(answer, seen.desk, head, escalation, view.consultation, matter)
            yield PlannedAct(at, (*name, "answer"), reply)

    def name_substitute(self) -> Iterator[PlannedAct]:
        """Yield the naming of who acts during the head's leave, due before it begins (A17)."""
        seen, rule, leave, head = self.seen, self.rule, self._leave, self.roster.head_of(self.rule.section)
        if leave is None or not rule.substitute or not head or seen.calendar.local(seen.now).date() > leave[1]:
            return
        opening = seen.calendar.opening(leave[0]).astimezone(seen.now.tzinfo)
        if seen.now >= opening and rule.section in seen.desk.sections_of(self.roster.officers[rule.substitute]):
            return
        first, last = leave[0].isoformat(), leave[1].isoformat()
        officer, at = self.roster.officers[head], max(opening, seen.plan.start)
        # A leave that has begun before the room did is named from its first day in the room.
        begins = max(leave[0], seen.calendar.local(at).date()).isoformat()
        name = partial(seen.desk.name_substitute, officer, rule.section, rule.substitute, begins, last)
        yield PlannedAct(at, ("head", rule.section, "leave", first), name)

    def _acting_head(self, at: datetime) -> Officer | None:
        """Return who answers for the section at `at`; None while that is nobody, or a real person."""
        login = self.rule.substitute if self._on_leave(at) else self.roster.head_of(self.rule.section)
        return self.roster.officers[login] if login and self.roster.simulates(login) else None

    def _present(self, at: datetime) -> datetime:
        """Return `at`, or the first morning on which the section has a head again."""
        calendar = self.seen.calendar
        while self._on_leave(at) and not self.rule.substitute:
            following = calendar.local(at).date() + timedelta(days=1)
            day = next(iter(calendar.working_days(following)))
            at = calendar.opening(day).astimezone(at.tzinfo) + SETTLING_IN
        return at

    @cached_property
    def _leave(self) -> tuple[date, date] | None:
        """Return the first and last day of the head's leave."""
        first, last = self.rule.away_first, self.rule.away_last
        if first is None or last is None:
            return None
        calendar = self.seen.calendar
        first_day = calendar.local(self.seen.plan.start).date()
        days = list(islice(calendar.working_days(first_day), last + 1))
        return days[first], days[last]

    def _on_leave(self, at: datetime) -> bool:
        """Return whether the head is on leave on the day of `at`."""
        return self._leave is not None and self._leave[0] <= self.seen.calendar.local(at).date() <= self._leave[1]


def _asks_back(matter: Matter | None, one: EscalationView) -> bool:
    """Return whether the head still has to ask back."""
    return matter is not None and matter.asks_back and not any(n.note.kind == "ask_back" for n in one.notes)

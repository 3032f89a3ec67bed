"""The director in the sections: heads who accept, ask back and answer, and who substitutes for them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice

from kppn_tui.desk import Desk
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Consultation, Escalation
from kppn_tui.domain.states import EscalationState
from kppn_tui.domain.views import ConsultationView, EscalationView
from kppn_tui.training.plan import HeadRule, Matter
from kppn_tui.training.scene import Company, Cue, Scene, label_of, minutes

#: Of a section that the scenario says nothing about.
USUAL = minutes(45, 150)
_WAITS = (EscalationState.SENT, EscalationState.ACCEPTED)


def cues(scene: Scene, company: Company) -> Iterator[Cue]:
    """What the heads do next, and on the first day of a leave the naming of the substitute."""
    rules = {rule.section: rule for rule in company.plan.scenario.heads}
    yield from _substitutes(scene, company, rules)
    for view in scene.follow_ups:
        for one in view.escalations:
            if one.escalation.state in _WAITS:
                rule = rules.get(one.escalation.section) or HeadRule(one.escalation.section, *USUAL)
                yield from _handle(scene, company, rule, view, one)


def _handle(
    scene: Scene, company: Company, rule: HeadRule, view: ConsultationView, one: EscalationView
) -> Iterator[Cue]:
    plan, escalation, consultation = company.plan, one.escalation, view.consultation
    label = f"{label_of(view.ticket)} {consultation.seq} {escalation.section}"
    asked = max([escalation.sent_at, *(n.note.at for n in one.notes if n.note.kind in ("clarification", "pass_on"))])
    name = ("head", escalation.section, label)
    if escalation.state == EscalationState.SENT and escalation.accepted_at is None:
        at = _present(scene, rule, scene.worked(asked, plan.between(*minutes(4, 15), "accept", label)))
        if (head := _who(scene, company, rule, at)) is not None:
            yield Cue(at, (*name, "accept"), partial(scene.desk.accept, head, escalation))
        return
    length = plan.between(rule.fastest, rule.slowest, "reply", label)
    asks = _asks_back(scene.matter(consultation), one)
    at = _present(scene, rule, scene.worked(asked, length / 2 if asks else length))
    head = _who(scene, company, rule, at)
    if head is None:
        return
    if asks:
        ask = partial(scene.desk.return_, head, escalation, "Mohon dilampirkan tangkapan layar dan periodenya.")
        yield Cue(at, (*name, "ask back"), ask)
    else:
        yield Cue(
            at,
            (*name, "answer"),
            partial(answer, scene.desk, head, escalation, consultation, scene.matter(consultation)),
        )


def answer(
    desk: Desk, head: Officer, escalation: Escalation, consultation: Consultation, matter: Matter | None
) -> Escalation:
    """The head's answer: what is right for the matter."""
    text = matter.answer if matter else f"Ikuti juknis {consultation.topic} yang berlaku."
    return desk.answer(head, escalation, text)


def _asks_back(matter: Matter | None, one: EscalationView) -> bool:
    """Whether the head still has to ask back."""
    return matter is not None and matter.asks_back and not any(n.note.kind == "ask_back" for n in one.notes)


def _who(scene: Scene, company: Company, rule: HeadRule, at: datetime) -> Officer | None:
    """Who answers for the section at `at`; None while that is nobody, or a real person."""
    login = rule.substitute if _away(scene, rule, at) else head_of(company, rule.section)
    return company.officers[login] if login and company.plays(login) else None


def head_of(company: Company, section: str) -> str:
    """The login of the section's own head, "" without one."""
    return next((one.login for one in company.officers.values() if section in one.section_set), "")


def _present(scene: Scene, rule: HeadRule, at: datetime) -> datetime:
    """`at`, or the first morning on which somebody is there for the section again."""
    while _away(scene, rule, at) and not rule.substitute:
        following = scene.calendar.local(at).date() + timedelta(days=1)
        day = next(iter(scene.calendar.working_days(following)))
        at = scene.calendar.opening(day).astimezone(at.tzinfo) + timedelta(minutes=40)
    return at


def _leave(scene: Scene, rule: HeadRule) -> tuple[date, date] | None:
    """The first and last day of the head's leave."""
    if rule.away_first is None or rule.away_last is None:
        return None
    first = scene.calendar.local(scene.plan.start).date()
    days = list(islice(scene.calendar.working_days(first), rule.away_last + 1))
    return days[rule.away_first], days[rule.away_last]


def _away(scene: Scene, rule: HeadRule, at: datetime) -> bool:
    leave = _leave(scene, rule)
    return leave is not None and leave[0] <= scene.calendar.local(at).date() <= leave[1]


def _substitutes(scene: Scene, company: Company, rules: dict[str, HeadRule]) -> Iterator[Cue]:
    """Before a leave begins its head names who acts meanwhile (A17)."""
    for rule in rules.values():
        leave, head = _leave(scene, rule), head_of(company, rule.section)
        if leave is None or not rule.substitute or not head or scene.calendar.local(scene.now).date() > leave[1]:
            continue
        opening = scene.calendar.opening(leave[0]).astimezone(scene.now.tzinfo)
        if scene.now >= opening and rule.section in scene.desk.sections_of(company.officers[rule.substitute]):
            continue
        first, last = leave[0].isoformat(), leave[1].isoformat()
        name = partial(scene.desk.name_substitute, company.officers[head], rule.section, rule.substitute, first, last)
        yield Cue(max(opening, scene.plan.start), ("head", rule.section, "leave", first), name)

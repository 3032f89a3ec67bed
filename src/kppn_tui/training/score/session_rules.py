"""Rules about the session at the counter; each yields None for a point kept and a `LostPoint` for one lost."""

from datetime import timedelta
from typing import Any

from kppn_tui.domain.lifecycle import Action
from kppn_tui.i18n import N_
from kppn_tui.presentation.words import minutes_seconds
from kppn_tui.training.plan import Matter, Outcome
from kppn_tui.training.score.criteria import Criterion
from kppn_tui.training.score.marks import LostPoint
from kppn_tui.training.score.timeline import Entry, Points, Timeline


def service_time(timeline: Timeline) -> Points:
    """Judge each session that the trainee ended: was it within the standard time, pauses left out (R21)?"""
    target = timeline.facts.limits.service_minutes
    for entry in timeline.by_trainee(Action.RESOLVE, Action.FOLLOW_UP, Action.ESCALATE):
        net = entry.data.get("net")
        if net is None:
            continue
        reason = N_("The service took {net}; the standard is {minutes} minutes for one type of service.")
        facts: dict[str, Any] = {"net": minutes_seconds(timedelta(seconds=net)), "minutes": target}
        late = net > target * 60
        yield timeline.lost_point(Criterion.SERVICE_TIME, "R21", entry, reason, **facts) if late else None


def topic(timeline: Timeline) -> Points:
    """Judge each consultation: has it the topic of the question (R05)? Each missed question is lost (A3, A4)."""
    for entry in timeline.session_ends:
        consultation, caller = timeline.consultation(entry), timeline.caller(entry)
        if caller is None or consultation is None or entry.action is Action.CANCEL:
            continue
        right = timeline.matter(entry)
        if right is not None and right.topic == consultation.topic:
            yield None
            continue
        wrong = N_("The topic {topic} does not fit the question: it belongs to {right}.")
        none = N_("The stakeholder asked nothing about {topic}.")
        facts: dict[str, Any] = {"topic": consultation.topic, "right": right.topic if right else ""}
        yield timeline.lost_point(Criterion.TOPIC, "R05", entry, wrong if right else none, **facts)
    for ticket_id, entry in timeline.finished.items():
        if timeline.is_trainees(entry):
            for matter in timeline.missed_matters(ticket_id):
                reason = N_("The stakeholder also asked about {right}: it gets a consultation of its own.")
                ticket = timeline.projection.tickets[ticket_id]
                yield timeline.lost_point(Criterion.TOPIC, "R05", entry, reason, ticket=ticket, right=matter.topic)


def section(timeline: Timeline) -> Points:
    """Judge each escalation: was it needed, and did it go to the right section (R18, R10)? A missing one is lost."""
    for entry in timeline.by_trainee(Action.ESCALATE):
        if (matter := timeline.matter(entry)) is not None:
            yield _escalation(timeline, entry, matter)
    for entry in timeline.session_ends:
        matter = timeline.matter(entry)
        asked = any(one.action is Action.ESCALATE for one in timeline.of_consultation[entry.consultation_id])
        if matter is not None and matter.outcome is Outcome.ESCALATE and not asked and entry.action != Action.CANCEL:
            reason = N_("This needed the confirmation of the section head: it is escalated to {section}.")
            right = timeline.facts.sections.get(matter.topic, "")
            yield timeline.lost_point(Criterion.SECTION, "R10", entry, reason, section=right)


def _escalation(timeline: Timeline, entry: Entry, matter: Matter) -> LostPoint | None:
    """Judge one escalation of a known matter."""
    if matter.outcome is Outcome.ANSWER:
        reason = N_("The answer was there at once: no section head had to be asked.")
        return timeline.lost_point(Criterion.SECTION, "R10", entry, reason)
    right, chosen = timeline.facts.sections.get(matter.topic, ""), _section(entry)
    entries = timeline.of_consultation[entry.consultation_id]
    asked = {_section(one) for one in entries if one.action is Action.ESCALATE}
    if chosen == right or (right in asked and chosen in timeline.facts.support.get(matter.topic, ())):
        return None
    reason = N_("The question went to {section}: {topic} belongs to {right}.")
    return timeline.lost_point(Criterion.SECTION, "R18", entry, reason, section=chosen, topic=matter.topic, right=right)


def _section(entry: Entry) -> str:
    """Return the section to which an escalation went."""
    return entry.data.get("to_section") or entry.data.get("section", "")


def identity(timeline: Timeline) -> Points:
    """Judge each visit: was it recorded who asks before any answer, and as declined only where that is so (R03)?

    The senders of online messages are not asked.
    """
    answering = (Action.RECORD, Action.RESOLVE, Action.FOLLOW_UP, Action.ESCALATE)
    for ticket_id, entries in timeline.of_ticket.items():
        ticket = timeline.projection.tickets.get(ticket_id)
        if ticket is None or ticket.online:
            continue
        answers = (e for e in entries if e.action in answering and timeline.is_trainees(e))
        first = next((e for e in answers if e.action != Action.RECORD or "answer" in e.data.get("changed", ())), None)
        asked = [entry for entry in entries if entry.action is Action.IDENTIFY]
        if first is not None:
            early = not asked or asked[0].event.id > first.event.id
            reason = N_("The answer was begun before it was recorded who the stakeholder is.")
            yield timeline.lost_point(Criterion.IDENTITY, "R03", first, reason) if early else None
        if asked and timeline.is_trainees(asked[-1]):
            yield from _declined(timeline, asked[-1])


def _declined(timeline: Timeline, entry: Entry) -> Points:
    """Judge whether “declines” was recorded for a caller who declines, and for no other."""
    caller, declined = timeline.caller(entry), bool(entry.data.get("declined"))
    if caller is None or not (declined or caller.declines_identity):
        return
    if declined == caller.declines_identity:
        yield None
    elif declined:
        reason = N_("“Declines” was recorded; this stakeholder says who they are when asked.")
        yield timeline.lost_point(Criterion.IDENTITY, "R03", entry, reason)
    else:
        reason = N_("This stakeholder declines to say who they are: that is recorded, nothing else.")
        yield timeline.lost_point(Criterion.IDENTITY, "R03", entry, reason)


def reference(timeline: Timeline) -> Points:
    """Judge each answer: does it cite what it rests on, and “without reference” only where there is none (R06)?"""
    for entry in timeline.by_trainee(Action.RESOLVE):
        matter, cited = timeline.matter(entry), entry.data.get("cited", 0)
        facts: dict[str, Any] = {}
        if matter is None:
            continue
        if matter.references:
            reason = N_("“Without reference” was chosen; the answer rests on {reference}.")
            facts["reference"] = matter.references[0]
            lost = bool(entry.data.get("no_reference"))
        else:
            reason = N_("A regulation was cited where the answer rests on none: “without reference” is right.")
            lost = bool(cited)
        yield timeline.lost_point(Criterion.REFERENCE, "R06", entry, reason, **facts) if lost else None


def contact(timeline: Timeline) -> Points:
    """Judge each contact: was it asked for only for a later answer, and a refusal recorded only where true (R11)?"""
    for entry in timeline.by_trainee(Action.FOLLOW_UP, Action.ESCALATE):
        matter, caller = timeline.matter(entry), timeline.caller(entry)
        given = entry.data.get("contact")
        if matter is None or caller is None or given not in ("given", "refused"):
            continue
        reason = ""
        if matter.outcome in (Outcome.ANSWER, Outcome.REFER):
            reason = N_("The contact was asked for without need: no answer had to come later.")
        elif given == "refused" and caller.refusal is None:
            reason = N_("A refusal was recorded; this stakeholder gives a contact when asked.")
        elif given == "given" and caller.refusal is not None:
            reason = N_("This stakeholder gives no contact: the refusal is recorded with the agreed way.")
        yield timeline.lost_point(Criterion.CONTACT, "R11", entry, reason) if reason else None

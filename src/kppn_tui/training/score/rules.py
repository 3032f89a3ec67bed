"""The rules about a session: each yields None for a point kept and a `Loss` for one lost."""

from datetime import timedelta
from typing import Any

from kppn_tui.domain.lifecycle import Action
from kppn_tui.i18n import N_
from kppn_tui.presentation.words import minutes_seconds
from kppn_tui.training.plan import Matter, Outcome
from kppn_tui.training.score.marks import Criterion, Loss
from kppn_tui.training.score.tale import Deed, Points, Tale


def service_time(tale: Tale) -> Points:
    """R21: each session that the trainee ended took no longer than the standard, pauses left out."""
    target = tale.facts.limits.service_minutes
    for deed in tale.mine(Action.RESOLVE, Action.FOLLOW_UP, Action.ESCALATE):
        net = deed.data.get("net")
        if net is None:
            continue
        reason = N_("The service took {net}; the standard is {minutes} minutes for one type of service.")
        facts: dict[str, Any] = {"net": minutes_seconds(timedelta(seconds=net)), "minutes": target}
        yield tale.lost(Criterion.SERVICE_TIME, "R21", deed, reason, **facts) if net > target * 60 else None


def topic(tale: Tale) -> Points:
    """R05: what was handed on has the topic of what was asked, and nothing that was asked is left out (A3, A4)."""
    for deed in tale.handed_on:
        consultation, caller = tale.consultation(deed), tale.caller(deed)
        if caller is None or consultation is None or deed.action is Action.CANCEL:
            continue
        right = tale.matter(deed)
        if right is not None and right.topic == consultation.topic:
            yield None
            continue
        known = N_("The topic {topic} does not fit the question: it belongs to {right}.")
        none = N_("The stakeholder asked nothing about {topic}.")
        facts: dict[str, Any] = {"topic": consultation.topic, "right": right.topic if right else ""}
        yield tale.lost(Criterion.TOPIC, "R05", deed, known if right else none, **facts)
    for ticket_id, deed in tale.finished.items():
        if tale.is_mine(deed):
            for matter in tale.unasked(ticket_id):
                reason = N_("The stakeholder also asked about {right}: it gets a consultation of its own.")
                ticket = tale.past.tickets[ticket_id]
                yield tale.lost(Criterion.TOPIC, "R05", deed, reason, ticket=ticket, right=matter.topic)


def section(tale: Tale) -> Points:
    """R18, R10: each escalation went where the problem belongs and was needed; what needed one got one."""
    for deed in tale.mine(Action.ESCALATE):
        if (matter := tale.matter(deed)) is not None:
            yield _escalation(tale, deed, matter)
    for deed in tale.handed_on:
        matter = tale.matter(deed)
        asked = any(one.action is Action.ESCALATE for one in tale.of_consultation[deed.consultation_id])
        if matter is not None and matter.outcome is Outcome.ESCALATE and not asked and deed.action != Action.CANCEL:
            reason = N_("This needed the confirmation of the section head: it is escalated to {section}.")
            right = tale.facts.sections.get(matter.topic, "")
            yield tale.lost(Criterion.SECTION, "R10", deed, reason, section=right)


def _escalation(tale: Tale, deed: Deed, matter: Matter) -> Loss | None:
    if matter.outcome is Outcome.ANSWER:
        reason = N_("The answer was there at once: no section head had to be asked.")
        return tale.lost(Criterion.SECTION, "R10", deed, reason)
    right, went = tale.facts.sections.get(matter.topic, ""), _section(deed)
    asked = {_section(one) for one in tale.of_consultation[deed.consultation_id] if one.action is Action.ESCALATE}
    if went == right or (right in asked and went in tale.facts.support.get(matter.topic, ())):
        return None
    reason = N_("The question went to {section}: {topic} belongs to {right}.")
    return tale.lost(Criterion.SECTION, "R18", deed, reason, section=went, topic=matter.topic, right=right)


def _section(deed: Deed) -> str:
    return str(deed.data.get("to_section") or deed.data.get("section", ""))


def identity(tale: Tale) -> Points:
    """R03: who asks is recorded before any answer, and as declined only by who declines; online nobody is asked."""
    answering = (Action.RECORD, Action.RESOLVE, Action.FOLLOW_UP, Action.ESCALATE)
    for ticket_id, deeds in tale.of_ticket.items():
        ticket = tale.past.tickets.get(ticket_id)
        if ticket is None or ticket.online:
            continue
        mine = (d for d in deeds if d.action in answering and tale.is_mine(d))
        first = next((d for d in mine if d.action != Action.RECORD or "answer" in d.data.get("changed", ())), None)
        asked = [deed for deed in deeds if deed.action is Action.IDENTIFY]
        if first is not None:
            early = not asked or asked[0].event.id > first.event.id
            reason = N_("The answer was begun before it was recorded who the stakeholder is.")
            yield tale.lost(Criterion.IDENTITY, "R03", first, reason) if early else None
        if asked and tale.is_mine(asked[-1]):
            yield from _declined(tale, asked[-1])


def _declined(tale: Tale, deed: Deed) -> Points:
    caller, declined = tale.caller(deed), bool(deed.data.get("declined"))
    if caller is None or not (declined or caller.declines_identity):
        return
    if declined == caller.declines_identity:
        yield None
    elif declined:
        reason = N_("“Declines” was recorded; this stakeholder says who they are when asked.")
        yield tale.lost(Criterion.IDENTITY, "R03", deed, reason)
    else:
        reason = N_("This stakeholder declines to say who they are: that is recorded, nothing else.")
        yield tale.lost(Criterion.IDENTITY, "R03", deed, reason)


def reference(tale: Tale) -> Points:
    """R06: an answer cites what it rests on, and “without reference” stands only where there is none."""
    for deed in tale.mine(Action.RESOLVE):
        matter, cited = tale.matter(deed), deed.data.get("cited", 0)
        facts: dict[str, Any] = {}
        if matter is None:
            continue
        if matter.references:
            reason = N_("“Without reference” was chosen; the answer rests on {reference}.")
            facts["reference"] = matter.references[0]
            lost = bool(deed.data.get("no_reference"))
        else:
            reason = N_("A regulation was cited where the answer rests on none: “without reference” is right.")
            lost = bool(cited)
        yield tale.lost(Criterion.REFERENCE, "R06", deed, reason, **facts) if lost else None


def contact(tale: Tale) -> Points:
    """R11: a contact is asked for only when the answer comes later, and a refusal recorded only where there is one."""
    for deed in tale.mine(Action.FOLLOW_UP, Action.ESCALATE):
        matter, caller = tale.matter(deed), tale.caller(deed)
        given = deed.data.get("contact")
        if matter is None or caller is None or given not in ("given", "refused"):
            continue
        reason = ""
        if matter.outcome in (Outcome.ANSWER, Outcome.REFER):
            reason = N_("The contact was asked for without need: no answer had to come later.")
        elif given == "refused" and caller.refusal is None:
            reason = N_("A refusal was recorded; this stakeholder gives a contact when asked.")
        elif given == "given" and caller.refusal is not None:
            reason = N_("This stakeholder gives no contact: the refusal is recorded with the agreed way.")
        yield tale.lost(Criterion.CONTACT, "R11", deed, reason) if reason else None

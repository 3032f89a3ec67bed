"""Sentences that several screens say."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

from kppn_tui.domain.credentials import SignInNotice
from kppn_tui.domain.ending import Ending
from kppn_tui.domain.lifecycle import RULE, Action
from kppn_tui.domain.records import Escalation, Ticket
from kppn_tui.domain.undone import Undone
from kppn_tui.domain.views import ConsultationView
from kppn_tui.i18n import N_, _, clock_time, ngettext
from kppn_tui.presentation.case_row import Lens


def called_sentence(ticket: Ticket) -> str:
    """Return whom to call aloud, and where to."""
    counter = _("counter {n}").format(n=ticket.counter) if ticket.counter else ""
    return _("Please call: {label} {counter}").format(label=ticket.label, counter=counter).strip()


_HANDED = {
    Action.ACCEPT: N_("{label}: accepted; {who} sees it."),
    Action.ANSWER: N_("{label}: the answer is with {who}, who delivers it."),
    Action.RETURN: N_("{label}: asked back; {who} replies to you."),
    Action.PASS_ON: N_("{label}: passed on to {who}."),
    Action.ESCALATE: N_("{label}: the question is with {who}."),
}


def handed_sentence(
    action: Action, view: ConsultationView, escalation: Escalation, lens: Lens, undo_key: str, behind: str = ""
) -> str:
    """Return who has the question after `action`, and until when it can be undone by `undo_key`.

    `behind` names who answers for the section.
    """
    section = escalation.section
    to_section = action in (Action.PASS_ON, Action.ESCALATE)
    who = " — ".join(part for part in (lens.head(section), behind) if part) if to_section else view.officer_name
    label = f"{lens.name(view.ticket)} {view.consultation.topic}".strip()
    told = _(_HANDED[action]).format(label=label, who=who or "CSO")
    minutes = lens.settings.limits.correction_minutes
    if not minutes:
        return told
    until = clock_time(lens.local(lens.now + timedelta(minutes=minutes)))
    return f"{told} " + _("“{key}” takes it back until {time}.").format(key=undo_key, time=until)


def ended_sentence(ending: Ending, *, kept: bool) -> str:
    """Return who has ended meanwhile what somebody types for, and where the text is if it is `kept`."""
    told = ""
    if ending.who and ending.at is not None:
        sentence = (
            _("Meanwhile {who}: “{what}”, {at}, “{reason}”.")
            if ending.reason
            else _("Meanwhile {who}: “{what}”, {at}.")
        )
        told = sentence.format(who=ending.who, what=_(ending.what), at=clock_time(ending.at), reason=ending.reason)
    told = told or _("This has ended meanwhile.")
    if not kept:
        return told
    where = _("What you typed is kept until the day ends (Ctrl+P, “{name}”).")
    return f"{told} {where.format(name=_('Kept texts'))}"


def undone_sentence(event: Undone) -> str:
    """Return which action on which ticket was taken back, who is in service again by it, and where its text is."""
    data, rule = json.loads(event.data), RULE.get(Action(event.action))
    action = f"{_(rule.label) if rule else event.action} {event.label}".strip()
    told = _("Undone: {action}.").format(action=action)
    again = [_("{label} is in service again.").format(label=left["label"]) for left in data.get("left", ())]
    typed = [_("What was typed is in its form again.")] if event.texts else []
    return " ".join([told, *again, *typed])


def resolved_sentence(topic: str, missed: str = "") -> str:
    """Return that a consultation is resolved, and the days without progress that stay on record (R20)."""
    told = _("{topic}: Resolved.").format(topic=topic)
    return f"{told} {missed[:1].upper()}{missed[1:]}." if missed else told


def sign_in_sentence(notice: SignInNotice, moment: Callable[[datetime], str]) -> str:
    """Return what an officer is told at the sign-in, "" for nothing; `moment` tells an instant."""
    told = []
    if notice.failed and notice.since is not None:
        since = moment(notice.since)
        told.append(
            ngettext(
                "{n} failed try to sign in with your name since {since}.",
                "{n} failed tries to sign in with your name since {since}.",
                notice.failed,
            ).format(n=notice.failed, since=since)
        )
    for label, counter in notice.elsewhere:
        told.append(_("{label} is still with you at counter {counter}.").format(label=label, counter=counter))
    return "\n".join(told)

"""Sentences that several screens say."""

import json

from kppn_tui.domain.ending import Ending
from kppn_tui.domain.lifecycle import RULE, Action
from kppn_tui.domain.records import Ticket
from kppn_tui.domain.undone import Undone
from kppn_tui.i18n import _, clock_time


def called_sentence(ticket: Ticket) -> str:
    """Return whom to call aloud, and where to."""
    counter = _("counter {n}").format(n=ticket.counter) if ticket.counter else ""
    return _("Please call: {label} {counter}").format(label=ticket.label, counter=counter).strip()


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

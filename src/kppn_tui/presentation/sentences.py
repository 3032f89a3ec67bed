"""Sentences that several screens say."""

import json

from kppn_tui.domain.lifecycle import RULE, Action
from kppn_tui.domain.records import Event, Ticket
from kppn_tui.i18n import _


def called_sentence(ticket: Ticket) -> str:
    """Return whom to call aloud, and where to."""
    counter = _("counter {n}").format(n=ticket.counter) if ticket.counter else ""
    return _("Please call: {label} {counter}").format(label=ticket.label, counter=counter).strip()


def undone_sentence(event: Event) -> str:
    """Return which action on which ticket was taken back, and who is in service again by it."""
    data, rule = json.loads(event.data), RULE.get(Action(event.action))
    action = f"{_(rule.label) if rule else event.action} {data.get('label', '')}".strip()
    told = _("Undone: {action}.").format(action=action)
    again = [_("{label} is in service again.").format(label=left["label"]) for left in data.get("left", ())]
    return " ".join([told, *again])


def resolved_sentence(topic: str, missed: str = "") -> str:
    """Return that a consultation is resolved, and the days without progress that stay on record (R20)."""
    told = _("{topic}: Resolved.").format(topic=topic)
    return f"{told} {missed[:1].upper()}{missed[1:]}." if missed else told

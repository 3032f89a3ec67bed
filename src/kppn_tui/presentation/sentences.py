"""Sentences that several screens say."""

import json
from collections.abc import Callable
from datetime import datetime

from kppn_tui.domain.credentials import SignInNotice
from kppn_tui.domain.lifecycle import RULE, Action
from kppn_tui.domain.records import Event, Ticket
from kppn_tui.i18n import _, ngettext


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

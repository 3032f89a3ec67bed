"""Sentences that several screens say."""

from kppn_tui.domain.lifecycle import RULE, Action
from kppn_tui.domain.records import Event
from kppn_tui.i18n import _


def undone_sentence(event: Event) -> str:
    """Which action was taken back."""
    rule = RULE.get(Action(event.action))
    return _("Undone: {action}.").format(action=_(rule.label) if rule else event.action)

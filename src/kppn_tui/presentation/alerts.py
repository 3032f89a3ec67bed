"""Sentences for deadlines that have passed a level, in neutral words: one line each, or one digest."""

from typing import TYPE_CHECKING

from kppn_tui.domain.deadline_kinds import deadline_rule
from kppn_tui.i18n import _, ngettext

if TYPE_CHECKING:
    from kppn_tui.domain.sweep import Raised, Sweep

#: More than this at once, after a pause of the worker, is told as one digest.
SINGLY = 2


def sweep_sentence(sweep: "Sweep") -> str:
    """Return what a sweep raised: each deadline on its own line, or one digest when there are many."""
    if len(sweep.raised) <= SINGLY:
        return "\n".join(raised_sentence(raised) for raised in sweep.raised)
    return digest_sentence(sweep)


def digest_sentence(sweep: "Sweep") -> str:
    """Return all that a sweep raised in one line."""
    return ngettext(
        "{n} clock has passed a limit, {m} of them are over. See the follow-ups.",
        "{n} clocks have passed a limit, {m} of them are over. See the follow-ups.",
        len(sweep.raised),
    ).format(n=len(sweep.raised), m=sweep.breaches)


def raised_sentence(raised: "Raised") -> str:
    """Return one alert in neutral words, after the ticket and the topic that it is about."""
    return f"{raised.whose}: " + _(deadline_rule(raised.deadline.kind).sentence(raised.level))

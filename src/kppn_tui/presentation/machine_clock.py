"""Sentences about a machine's clock in doubt."""

from collections.abc import Callable
from datetime import datetime, timedelta

from kppn_tui.domain.machine_clock import ClockDoubt
from kppn_tui.i18n import _
from kppn_tui.presentation.words import long_moment, short_span


def jump_words(doubt: ClockDoubt) -> str:
    """Return in a few words how far the clock is off, to the minute."""
    off = timedelta(minutes=round(doubt.jump / timedelta(minutes=1)))
    if off < timedelta(0):
        return _("The machine's clock is {span} behind").format(span=short_span(-off))
    return _("The machine's clock is {span} ahead").format(span=short_span(off))


def doubt_sentence(doubt: ClockDoubt, local: Callable[[datetime], datetime]) -> str:
    """Return what the clock says and what it should say; `local` gives the office's time."""
    return _(
        "The machine's clock says {machine}; by what was counted or recorded before it should be {trusted}."
    ).format(machine=long_moment(local(doubt.machine)), trusted=long_moment(local(doubt.trusted)))


def held_sentence(doubt: ClockDoubt, local: Callable[[datetime], datetime]) -> str:
    """Return the same, and what the worker does about it."""
    held = _(
        "No day is closed and no alert raised until the clock is right again, or an officer confirms it at a desk."
    )
    return f"{doubt_sentence(doubt, local)} {held}"


def confirm_question(doubt: ClockDoubt, local: Callable[[datetime], datetime]) -> str:
    """Return the question to the officer who confirms the clock."""
    question = _("Is the clock of the machine right?")
    return f"{doubt_sentence(doubt, local)} {question}"

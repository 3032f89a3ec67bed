"""Texts of the display of the hall, without markup: nothing here knows a visitor."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from kppn_tui.domain.errors import CalendarMissing
from kppn_tui.domain.states import TicketState
from kppn_tui.domain.text import harmless
from kppn_tui.domain.views import HallCall
from kppn_tui.i18n import _, clock_time, language, ngettext
from kppn_tui.office.standard import load_standard
from kppn_tui.presentation.words import short_office, why_skipped

if TYPE_CHECKING:
    from kppn_tui.domain.workdays import WorkCalendar
    from kppn_tui.office.settings import Settings


def office_text(settings: "Settings") -> str:
    """Return the short name of the office."""
    return harmless(short_office(settings.office.name))


def counter_text(call: HallCall) -> str:
    """Return the name of the counter as it is written there; "" where the officer gave none."""
    return harmless(call.counter)


def call_text(call: HallCall) -> str:
    """Return whom the display calls and where to, in words; or that this was the last call."""
    label, counter = harmless(call.label), counter_text(call)
    if call.state is TicketState.CALLED:
        if not counter:
            return _("Number {label}, please come to the counter").format(label=label)
        return _("Number {label}, please come to counter {counter}").format(label=label, counter=counter)
    if not counter:
        return _("Last call: {label}").format(label=label)
    return _("Last call: {label}, counter {counter}").format(label=label, counter=counter)


def place_text(call: HallCall) -> str:
    """Return the counter of an earlier call."""
    return _("counter {n}").format(n=counter_text(call)) if call.counter else ""


def waiting_text(waiting: int) -> str:
    """Return how many people wait in the hall."""
    if not waiting:
        return _("Nobody is waiting")
    return ngettext("{n} person is waiting", "{n} people are waiting", waiting).format(n=waiting)


def terms_text(settings: "Settings") -> str:
    """Return how long a service takes and what it costs, as the standard promises (R21, R22)."""
    minutes = settings.limits.service_minutes
    time = _("{n} minutes for each type of service").format(n=minutes)
    (cost,) = (part for part in load_standard(language()) if part.key == "cost")
    return f"{time} · {cost.lines[0].text[:1].lower()}{cost.lines[0].text[1:]}"


def hours_text(calendar: "WorkCalendar", local_now: datetime) -> str:
    """Return the opening hours of today, or why the office is closed; "" where the calendar does not reach."""
    day = local_now.date()
    try:
        spans = [(calendar.local(start), calendar.local(end)) for start, end in calendar.spans(day, day)]
        closed = calendar.why_closed(day)
    except CalendarMissing:
        return ""
    if spans:
        frames = [f"{clock_time(start)}–{clock_time(end)}" for start, end in spans]
        return _("Open today {hours}").format(hours=_(" and ").join(frames))
    return _("Closed today: {why}").format(why=why_skipped(closed) if closed else "").rstrip(": ")


def complaint_texts(settings: "Settings") -> tuple[str, tuple[str, ...]]:
    """Return the introduction and the channels for complaints as published, the office's own contact with the last."""
    (part,) = (part for part in load_standard(language()) if part.key == "complaints")
    channels = [line.text for line in part.lines]
    if contact := harmless(settings.office.contact):
        channels[-1] = f"{channels[-1].rstrip('.')}: {contact}"
    return part.intro.rstrip(":"), tuple(channels)


def lost_text(since: datetime | None) -> str:
    """Return that the display may be out of date, and of when it is (local)."""
    if since is None:
        return _("! Not connected; it is tried again")
    return _("! Not connected; this is how it was at {time}").format(time=clock_time(since))


def wrapped(text: str, width: int) -> Sequence[str]:
    """Return `text` broken between words into lines of at most `width` cells; a longer word is cut."""
    from textwrap import wrap

    return wrap(text, width, break_on_hyphens=False)

"""Times, durations and states as an officer reads them, in the language in use."""

from datetime import date, datetime, timedelta
from typing import Literal

from kppn_tui.domain.contact import CONTACT_CHANNELS
from kppn_tui.domain.duedates import due_day
from kppn_tui.domain.moments import Moment
from kppn_tui.domain.office import CHANNEL_LABELS
from kppn_tui.domain.people import Stakeholder
from kppn_tui.domain.records import Ticket
from kppn_tui.domain.special_days import CLOSURE, COLLECTIVE, NATIONAL, PERIOD, WEEKEND, Skipped
from kppn_tui.domain.states import STATE_TEXT, HoldReason
from kppn_tui.i18n import N_, _, clock_time, language, ngettext

Phase = Literal["calm", "warn", "over", "paused"]

#: State is never colour alone: a symbol and a word go with it.
PHASE_SYMBOL: dict[Phase, str] = {"calm": "▶", "warn": "!", "over": "!!", "paused": "‖"}

#: How offices write themselves out; the short form stands on every door.
FULL_NAME = "Kantor Pelayanan Perbendaharaan Negara"


def short_office(name: str) -> str:
    """Return the name of an office with KPPN in its short form."""
    return name.replace(FULL_NAME, "KPPN")


def minutes_seconds(amount: timedelta) -> str:
    """Return `amount` as 12:34, or as 1:02:03 from an hour on; never negative."""
    seconds = max(int(amount.total_seconds()), 0)
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes:02d}:{seconds:02d}"


def short_span(amount: timedelta) -> str:
    """Return `amount` in the largest fitting units: 4 mnt, 2 jam 5 mnt, 3 hari."""
    minutes = max(int(amount.total_seconds()), 0) // 60
    if minutes < 60:
        return _("{n} min").format(n=minutes)
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return _("{h} h {m} min").format(h=hours, m=minutes)
    return ngettext("{n} day", "{n} days", hours // 24).format(n=hours // 24)


def short_day(day: date) -> str:
    """Return `day` short enough for a list: 27-11 for 27-11-2026."""
    return f"{day:%d-%m}"


def short_moment(at: datetime, now: datetime) -> str:
    """Return the time of a local `at` today, else its day and time."""
    return clock_time(at) if at.date() == now.date() else f"{short_day(at)} {clock_time(at)}"


def short_due(at: datetime, now: datetime) -> str:
    """Return the time of what is due today at the local `at`, else its day: it is due at the closing of that day."""
    day = due_day(at)
    return due_time(at) if day == now.date() else short_day(day)


def short_due_moment(at: datetime, now: datetime) -> str:
    """Return the time of what is due today at the local `at`, else its day and time."""
    day = due_day(at)
    return due_time(at) if day == now.date() else f"{short_day(day)} {due_time(at)}"


def due_time(at: datetime) -> str:
    """Return the time of day of what is due at the local `at`: 24.00 for the midnight that closes a day."""
    return clock_time(at) if at.date() == due_day(at) else clock_time(at).replace("00", "24", 1)


def ticket_name(label: str, day: str, today: date) -> str:
    """Return a queue number as it is called: A-014 today, 19-11 A-014 of another `day` (ISO).

    Numbers begin anew each day.
    """
    return label if day == today.isoformat() else f"{short_day(date.fromisoformat(day))} {label}"


def long_day(day: date) -> str:
    """Return `day` in full: Jumat, 27 November 2026."""
    import pendulum

    return pendulum.date(day.year, day.month, day.day).format("dddd, D MMMM YYYY", locale=language())


def long_moment(at: datetime) -> str:
    """Return a local `at` in full: Jumat, 27 November 2026, 16.30 WITA."""
    return f"{long_day(at.date())}, {clock_time(at)} {at.tzname() or ''}".rstrip()


def received_words(received: Moment) -> str:
    """Return a moment that was read from a text in full; of a day without a time that it counts as a whole."""
    if received.time_known:
        return _("Received {moment}").format(moment=long_moment(received.at))
    return _("Received {day}, time unknown").format(day=long_day(received.at.date()))


def long_due(at: datetime) -> str:
    """Return in full when something is due, a local `at`: Jumat, 27 November 2026, 16.30 WITA."""
    return f"{long_day(due_day(at))}, {due_time(at)} {at.tzname() or ''}".rstrip()


def state_word(state: str) -> str:
    """Return the name of a state; `Resolved` stays as it is (R23)."""
    return _(STATE_TEXT.get(state, state))


#: Why a service is on hold, in words and as a mark behind its time.
_HOLD = {
    HoldReason.DOCUMENTS: (N_("awaiting documents"), N_("docs")),
    HoldReason.OUTAGE: (N_("held by an outage"), N_("outage")),
}


def hold_word(reason: str) -> str:
    """Return why a service is on hold."""
    return _(_HOLD[HoldReason(reason)][0]) if reason in _HOLD else _("on hold")


def hold_mark(reason: str) -> str:
    """Return the mark behind the time of a service on hold, "" for a colleague's or another visitor's turn."""
    return _(_HOLD[HoldReason(reason)][1]) if reason in _HOLD else ""


def channel_word(channel: str) -> str:
    """Return the name of a channel of arrival or of a contact."""
    return _(CHANNEL_LABELS.get(channel) or CONTACT_CHANNELS.get(channel, channel))


def left_or_over(remaining: timedelta) -> str:
    """Return “4 min left” or “2 min over”, neutral."""
    if remaining >= timedelta(0):
        return _("{span} left").format(span=short_span(remaining))
    return _("{span} over").format(span=short_span(-remaining))


#: Why a day is not counted, by its kind.
_WHY = {
    NATIONAL: N_("national holiday"),
    COLLECTIVE: N_("collective leave"),
    CLOSURE: N_("the office is closed"),
    PERIOD: N_("closed by the hours of the special period"),
    WEEKEND: N_("weekend"),
}


def why_skipped(day: Skipped) -> str:
    """Return why `day` does not count: libur nasional (Hari Raya Natal)."""
    why = _(_WHY.get(day.kind, day.kind))
    if day.name:
        why = day.name if day.name.casefold().startswith(why.casefold()) else f"{why} ({day.name})"
    return ", ".join([why, _("provisional")]) if day.provisional else why


def stakeholder_text(one: Stakeholder) -> str:
    """Return code and name; a satker that was only typed says that its code is missing."""
    return f"{one.code} {one.name}".strip() + (_mark() if one.lacks_code else "")


def without_mark(text: str) -> str:
    """Return `text` without what `stakeholder_text` says of a missing code."""
    return text.removesuffix(_mark())


def institution_text(ticket: Ticket) -> str:
    """Return for whom `ticket` is: code and name, as `stakeholder_text`; "" when that is not known."""
    return f"{ticket.satker_code} {ticket.satker_name}".strip() + (_mark() if ticket.lacks_code else "")


def _mark() -> str:
    return " · " + _("without a code")

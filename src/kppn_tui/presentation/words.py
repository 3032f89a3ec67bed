"""Times, durations and states as an officer reads them, in the language in use."""

from datetime import date, datetime, timedelta
from typing import Literal

from kppn_tui.domain.contact import CONTACT_CHANNELS
from kppn_tui.domain.office import CHANNEL_LABELS
from kppn_tui.domain.special_days import CLOSURE, COLLECTIVE, NATIONAL, WEEKEND, Skipped
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
    """Return the time of a local `at` today, else its day: what is due on another day is due at its closing."""
    return clock_time(at) if at.date() == now.date() else short_day(at)


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
    WEEKEND: N_("weekend"),
}


def why_skipped(day: Skipped) -> str:
    """Return why `day` does not count: libur nasional (Hari Raya Natal)."""
    why = _(_WHY.get(day.kind, day.kind))
    if day.name:
        why = day.name if day.name.casefold().startswith(why.casefold()) else f"{why} ({day.name})"
    return ", ".join([why, _("provisional")]) if day.provisional else why

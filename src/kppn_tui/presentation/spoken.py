"""Times and spans as they are read aloud: in words, without symbols and abbreviations."""

from datetime import date, datetime, timedelta

from kppn_tui.domain.duedates import due_day
from kppn_tui.domain.text import harmless
from kppn_tui.i18n import _, clock_time, language, ngettext
from kppn_tui.presentation.words import due_time

#: After one of these no full stop is needed.
_ENDS = (".", "?", "!", "…")


def span_words(amount: timedelta) -> str:
    """Return `amount` in the largest units that fit: 5 minutes, 1 hour 20 minutes, 3 days; never negative."""
    minutes = max(int(amount.total_seconds()), 0) // 60
    if not minutes:
        return _("less than a minute")
    hours, rest = divmod(minutes, 60)
    parts = [ngettext("{n} hour", "{n} hours", hours).format(n=hours)] if hours else []
    if rest:
        parts.append(ngettext("{n} minute", "{n} minutes", rest).format(n=rest))
    if hours < 24:
        return " ".join(parts)
    return ngettext("{n} day", "{n} days", hours // 24).format(n=hours // 24)


def day_words(day: date, today: date) -> str:
    """Return `day` as it is said on `today`: today, tomorrow, Friday 27 November; the year only when it is another."""
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    if (distance := (day - today).days) in near:
        return near[distance]
    import pendulum

    form = "dddd D MMMM" if day.year == today.year else "dddd D MMMM YYYY"
    return pendulum.date(day.year, day.month, day.day).format(form, locale=language())


def due_words(at: datetime, now: datetime) -> str:
    """Return as it is said at the local `now` when something is due: today at 16:30, Friday 27 November at 16:30."""
    return _("{day} at {time}").format(day=day_words(due_day(at), now.date()), time=due_time(at))


def time_words(at: datetime) -> str:
    """Return the time of day of a local `at`: at 10:17."""
    return _("at {time}").format(time=clock_time(at))


def sentence(about: str, *parts: str) -> str:
    """Return one line, "about: part, part.", without the empty parts and what a terminal would obey."""
    said = harmless(f"{about}: " + ", ".join(part for part in map(harmless, parts) if part))
    return said if said.endswith(_ENDS) else f"{said}."


def timed(said: str, at: datetime) -> str:
    """Return the sentence `said` with the local moment at which it happened behind it, where it is in nobody's way."""
    return f"{said.removesuffix('.')}, {time_words(at)}."


def cut(text: str, most: int) -> str:
    """Return `text` on one line, cut between words at `most` characters."""
    plain = harmless(text)
    if len(plain) <= most:
        return plain
    return (plain[: most - 1].rpartition(" ")[0] or plain[: most - 2]).rstrip(",;:") + " …"


def quoted(text: str, most: int) -> str:
    """Return what somebody wrote, cut and in quotation marks, so that it is heard where it ends; "" for nothing."""
    return f"“{said}”" if (said := cut(text, most)) else ""

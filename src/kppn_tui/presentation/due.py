"""A due date in words, with the days that are skipped and why."""

from rich.text import Text

from kppn_tui.domain.duedates import DueDate
from kppn_tui.domain.special_days import PERIOD
from kppn_tui.i18n import _, ngettext
from kppn_tui.presentation import words


def due_sentence(due: DueDate) -> Text:
    """Return the due date and why days are skipped: Jumat, 27 November 2026, 16.30 WITA — 3 hari kerja."""
    days = ngettext("{n} working day", "{n} working days", len(due.days)).format(n=len(due.days))
    text = Text(_("Due {moment} — {days}").format(moment=words.long_due(due.due), days=days), style="bold")
    if due.skipped:
        named = "; ".join(
            f"{words.short_day(one.date)} {one.name if one.name and one.kind != PERIOD else words.why_skipped(one)}"
            for one in due.skipped
        )
        text.append("\n" + _("Skipped: {days}").format(days=named), style="default")
    if due.provisional:
        text.append("\n" + _("A date on the way is provisional: it may still change by decree."), style="italic")
    return text

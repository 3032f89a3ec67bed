"""`kppn-tui due START`: when a solution is due, spelt out, with the days that are skipped and why."""

import json
from argparse import Namespace
from dataclasses import replace
from datetime import date, datetime

from kppn_tui.commands import WrongUsage
from kppn_tui.domain.duedates import DueDate
from kppn_tui.domain.promise import solution_promise
from kppn_tui.domain.workdays import WorkCalendar
from kppn_tui.i18n import N_, _, ngettext
from kppn_tui.office.file.presets import preset_path
from kppn_tui.office.places import Places, is_set_up
from kppn_tui.office.settings import Settings, load_settings


def run(options: Namespace, places: Places) -> int:
    """Print the due date (R12) and return the exit code.

    Without an office file it is as an A2 office reads the standard.
    """
    settings = _settings(options, places)
    calendar = settings.calendar()
    limits = settings.limits
    days = limits.solution_days if options.days is None else options.days
    start = parse_start(options.start, calendar)
    try:
        due = solution_promise(calendar, replace(limits, solution_days=days), start)
    except (ValueError, OverflowError) as error:
        raise WrongUsage(N_("{start} lies outside the calendar."), start=options.start[:40]) from error
    if options.json:
        print(json.dumps(as_json(due, days, options.explain), ensure_ascii=False))
    else:
        print("\n".join(_lines(due, days, options.explain)))
    return 0


def _settings(options: Namespace, places: Places) -> Settings:
    named = options.office or is_set_up(places)
    return load_settings(places if named else replace(places, office_path=preset_path("A2")))


def parse_start(text: str, calendar: WorkCalendar) -> datetime:
    """Return the moment that ISO 8601 `text` names, in the office's zone; without an offset it is read in that zone.

    Raises:
        WrongUsage: it is none.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        return calendar.local(moment if moment.utcoffset() is not None else moment.replace(tzinfo=calendar.zone))
    except (ValueError, OverflowError):
        raise WrongUsage(
            N_("“{text}” is not a time; write it as year-month-day and time, for example 2026-11-24T09:10."),
            text=text[:40],
        ) from None


def as_json(due: DueDate, days: int, explain: bool = False) -> dict[str, object]:
    """Return the due date as scripts read it; instants carry their offset.

    `explain` adds how it came about.
    """
    found: dict[str, object] = {
        "start": due.start.isoformat(),
        "due": due.due.isoformat(),
        "days": days,
        "skipped": [{"date": day.date.isoformat(), "kind": day.kind, "name": day.name} for day in due.skipped],
        "progress": [moment.isoformat() for moment in due.progress],
    }
    if explain:
        found["counted"] = [day.isoformat() for day in due.days]
        found["provisional"] = due.provisional
        found["calendar"] = due.version
    return found


def _lines(due: DueDate, days: int, explain: bool) -> list[str]:
    from kppn_tui.presentation.words import long_day, long_due, long_moment, why_skipped

    count = ngettext("{n} working day", "{n} working days", days).format(n=days)
    told = [f"{long_due(due.due)} — {count}"]
    if explain:
        told.append(_("From: {moment}").format(moment=long_moment(due.start)))
        told += [f"  {long_day(day)}: {step}" for day, step in sorted(_steps(due).items())]
        told.append(_("Calendar: {version}").format(version=due.version))
    else:
        told += [_("Skipped: {day}, {why}").format(day=long_day(day.date), why=why_skipped(day)) for day in due.skipped]
    if due.provisional:
        told.append(_("Provisional: a date in between may still be moved by decree."))
    return told


def _steps(due: DueDate) -> dict[date, str]:
    """Return a few words for each day, counted or skipped, on what it is."""
    from kppn_tui.i18n import clock_time
    from kppn_tui.presentation.words import why_skipped

    steps = {day: _("day {n}").format(n=at) for at, day in enumerate(due.days, start=1)}
    for moment in due.progress:
        steps[moment.date()] += _(", progress is owed by {time}").format(time=clock_time(moment))
    return steps | {day.date: why_skipped(day) for day in due.skipped}

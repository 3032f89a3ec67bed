"""`kppn-tui check`: is all well with the office file, the database, the calendar and the worker?"""

import json
import sys
from argparse import Namespace
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from kppn_tui.commands.office import office_settings
from kppn_tui.desk import system_clock
from kppn_tui.desk.sweep import SWEEP_SIGN
from kppn_tui.domain.errors import CalendarMissing, DeskError, OtherOffice, StoreUnavailable
from kppn_tui.domain.machine_clock import TOLERANCE, find_doubt
from kppn_tui.domain.notices import Answering
from kppn_tui.domain.office import others_only
from kppn_tui.domain.special_days import Opening, OwnDay, Period
from kppn_tui.domain.workdays import WorkCalendar
from kppn_tui.i18n import N_, _, explain, ngettext
from kppn_tui.office.places import shown
from kppn_tui.office.settings import Places, Settings
from kppn_tui.presentation.alerts import section_names
from kppn_tui.presentation.machine_clock import held_sentence
from kppn_tui.presentation.words import long_day, long_moment, short_span
from kppn_tui.store.backend import FileCondition
from kppn_tui.store.health import ClockTraces, Health, examine
from kppn_tui.store.sql_constants import SCHEMA
from kppn_tui.tui.keys import check_keys

#: How far ahead dates are promised, and so how far the calendar has to reach.
AHEAD = timedelta(days=60)
#: A due alert that nobody has told for so long means that no desk and no worker is running.
LATE = 3 * SWEEP_SIGN
#: So many bad lines of the satker list are told one by one.
MOST_LINES = 20
MEGABYTE = 1 << 20
#: An office writes some hundred megabytes a year.
LOW = 200 * MEGABYTE
_TITLES = {
    "office": N_("office file"),
    "database": N_("database"),
    "calendar": N_("calendar"),
    "worker": N_("worker"),
    "clock": N_("machine's clock"),
    "sections": N_("sections"),
}


@dataclass
class Finding:
    """One part of the check: what is wrong (nothing, if all is well), what is known, and as data for scripts."""

    part: str
    problems: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    data: dict[str, object] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Return whether nothing is wrong."""
        return not self.problems


def run(options: Namespace, places: Places) -> int:
    """Look at everything and say what was found; 0 all is well, 1 something is not, 3 no database."""
    now = system_clock()
    office, settings = _check_office(places)
    database, health = _check_database(places, settings, now)
    findings = [office, database]
    if settings is not None:
        findings += _check_days(settings, health, now)
    if options.json:
        _print_json(findings)
    else:
        _print(findings)
    if health is None:
        return 3
    return 0 if all(finding.ok for finding in findings) else 1


def _check_office(places: Places) -> tuple[Finding, Settings | None]:
    finding = Finding("office", data={"path": str(places.office_path)}, facts=[str(places.office_path)])
    try:
        settings = office_settings(places)
    except DeskError as error:
        finding.problems.append(explain(error))
        return finding, None
    finding.facts.append(settings.office.name)
    finding.data["name"] = settings.office.name
    for part in (partial(_check_satker, finding, settings), partial(check_keys, settings)):
        try:
            part()
        except DeskError as error:
            finding.problems.append(explain(error))
    return finding, settings


def _check_satker(finding: Finding, settings: Settings) -> None:
    """Tell what was left out of the satker list, and how many there are. Raises BadOfficeFile."""
    found = settings.satker_list()
    skipped = len(found.skipped)
    finding.data |= {"satker": len(found.satker), "satker_lines_left_out": skipped}
    if settings.stakeholder_path is not None:
        finding.facts.append(ngettext("{n} satker", "{n} satker", len(found.satker)).format(n=len(found.satker)))
    finding.problems += [explain(error) for error in found.skipped[:MOST_LINES]]
    if skipped > MOST_LINES:
        finding.problems.append(_("… and {n} more lines of the satker list.").format(n=skipped - MOST_LINES))


def _check_database(places: Places, settings: Settings | None, now: datetime) -> tuple[Finding, Health | None]:
    url = shown(places.url)
    finding = Finding("database", data={"url": url}, facts=[url])
    try:
        health = examine(places.url, settings.office.code if settings else "", now)
    except StoreUnavailable as error:
        finding.problems.append(explain(error))
        return finding, None
    counts = health.counts
    finding.facts.append(
        _("schema {n} of {newest}, {tickets} tickets, {consultations} consultations, {officers} officers").format(
            n=health.schema, newest=SCHEMA, tickets=counts["ticket"], consultations=counts["consultation"],
            officers=counts["officer"],
        )
    )  # fmt: skip
    finding.data |= {"schema": health.schema, "newest_schema": SCHEMA, "counts": counts}
    finding.data["offices"] = [{"code": one.code, "name": one.name} for one in health.offices]
    if settings is not None and (others := others_only(health.offices, settings.office.code)):
        office = settings.office
        finding.problems.append(explain(OtherOffice(url=url, offices=others, office=office.name, code=office.code)))
    if health.server:
        finding.facts.append(f"PostgreSQL {health.server}")
        finding.data["server"] = health.server
    if health.file is not None:
        _check_file(finding, health.file)
    return finding, health


def _check_file(finding: Finding, file: FileCondition) -> None:
    finding.data |= {"integrity": file.integrity, "journal": file.journal, "mode": f"{file.mode:04o}"}
    finding.data["free_bytes"] = file.free
    finding.facts.append(_("{n} MB free on its disk").format(n=file.free // MEGABYTE))
    if file.free < LOW:
        finding.problems.append(_("Only {n} MB are free on the disk of the database: make room before it is full.")
                                .format(n=file.free // MEGABYTE))  # fmt: skip
    if file.integrity != "ok":
        finding.problems.append(_("The file is damaged ({reason}); restore a backup.").format(reason=file.integrity))
    if file.journal != "wal":
        finding.problems.append(_("The file is not in write-ahead mode: two desks would wait for each other."))
    if file.mode & 0o077:
        finding.problems.append(_("Others on this machine can read the file: set its mode to 0600."))


def _check_days(settings: Settings, health: Health | None, now: datetime) -> list[Finding]:
    try:
        calendar = settings.calendar()
    except DeskError as error:
        return [Finding("calendar", [explain(error)])]
    today = calendar.local(now).date()
    days = _check_calendar(calendar, today)
    days.problems += map(_no_effect, settings.days_without_effect())
    if health is None:
        return [days]
    clock = _check_clock(calendar, health.clocks, now)
    worker = _check_worker(calendar, health, now, in_doubt=not clock.ok)
    return [days, worker, clock, _check_sections(settings, health, today.isoformat())]


def _check_sections(settings: Settings, health: Health, today: str) -> Finding:
    """List the sections for which nobody answers today: a problem where a question waits for one of them."""
    who = Answering(health.officers, health.substitutes, today)
    empty = [section.code for section in settings.sections if not who.of_section(section.code)]
    finding = Finding("sections", data={"without_head": empty})
    waiting = [code for code in empty if code in health.asked]
    if empty:
        told = _("nobody answers for {sections}").format(sections=section_names(empty, settings))
        finding.facts.append(told)
    else:
        finding.facts.append(_("somebody answers for each section"))
    if waiting:
        finding.problems.append(
            _("Questions wait for {sections}, where nobody answers: name a head or a Plh.").format(
                sections=section_names(waiting, settings)
            )
        )
    return finding


def _check_calendar(calendar: WorkCalendar, today: date) -> Finding:
    loaded = sorted(calendar.years or ())
    needed = sorted({today.year, (today + AHEAD).year})
    ahead = [today + timedelta(days=n) for n in range(AHEAD.days + 1)]
    provisional = [day for day in ahead if day.year in loaded and calendar.is_provisional(day)]
    finding = Finding("calendar", data={"version": calendar.version, "years": loaded, "needed": needed,
                                        "provisional": [day.isoformat() for day in provisional]})  # fmt: skip
    finding.facts.append(_("years {years}, version {version}").format(
        years=", ".join(map(str, loaded)), version=calendar.version))  # fmt: skip
    finding.problems += [explain(CalendarMissing(year=year)) for year in needed if year not in loaded]
    if provisional:
        told = ngettext("{n} provisional date in the next {days} days, the first {day}",
                        "{n} provisional dates in the next {days} days, the first {day}", len(provisional))  # fmt: skip
        finding.facts.append(told.format(n=len(provisional), days=AHEAD.days, day=long_day(provisional[0])))
    return finding


def _no_effect(entry: OwnDay) -> str:
    """Return that an entry of the office file changes nothing, and what to do."""
    if isinstance(entry, Period):
        return _("[[masa_khusus]] {first}–{last} changes nothing: those days have these hours anyway.").format(
            first=long_day(entry.first), last=long_day(entry.last))  # fmt: skip
    if isinstance(entry, Opening):
        return _("[[hari_layanan_khusus]] {day} changes nothing: the office is open then. To have other hours that day,"
                 " write hitung_hari_kerja = true.").format(day=long_day(entry.date))  # fmt: skip
    return _("The free day {day} of the office file changes nothing: the office is closed then anyway.").format(
        day=long_day(entry.date))  # fmt: skip


def _check_worker(calendar: WorkCalendar, health: Health, now: datetime, *, in_doubt: bool) -> Finding:
    """Say when was last swept; by a clock in doubt nobody knows whether an alert has waited."""
    finding = Finding("worker", data={"last": None, "by": health.swept_by, "seconds_ago": None, "waiting_since": None})
    if health.swept_at is None:
        finding.facts.append(_("no sweep yet"))
    else:
        local, ago = calendar.local(health.swept_at), now - health.swept_at
        finding.data |= {"last": local.isoformat(), "seconds_ago": int(ago.total_seconds())}
        told = _("last sweep {moment}, in the future") if ago < -TOLERANCE else _("last sweep {moment}, {span} ago")
        finding.facts.append(told.format(moment=long_moment(local), span=short_span(ago)))
    if health.next_at is not None and now - health.next_at > LATE and not in_doubt:
        since = calendar.local(health.next_at)
        finding.data["waiting_since"] = since.isoformat()
        finding.problems.append(
            _("An alert has waited since {moment}: open a desk or start kppn-tui worker.").format(
                moment=long_moment(since)
            )
        )
    return finding


def _check_clock(calendar: WorkCalendar, traces: ClockTraces, now: datetime) -> Finding:
    """Say whether a clock is in doubt, and name what such a clock has written."""
    doubt = find_doubt(traces.known.doubt, [traces.known.swept_at, traces.newest_event], now)
    deadlines, services = traces.unreliable
    finding = Finding("clock", data={"closed_in_future": list(traces.closed), "alerts_in_future": traces.alerts,
                                     "unreliable_deadlines": deadlines, "unreliable_services": services})  # fmt: skip
    finding.facts.append(long_moment(calendar.local(now)))
    if deadlines or services:
        finding.facts.append(_("marked as unreliable: {deadlines} deadlines, {services} services").format(
            deadlines=deadlines, services=services))  # fmt: skip
    if doubt is not None:
        finding.data["ahead"] = int(doubt.jump.total_seconds())
        finding.problems.append(held_sentence(doubt, calendar.local))
    # Once an officer has confirmed the clock, they stay as what has been.
    traced = finding.problems if doubt is not None else finding.facts
    if traces.closed:
        traced.append(_("closed at a moment that is still to come: {tickets}").format(tickets=", ".join(traces.closed)))
    if traces.alerts:
        told = ngettext("{n} alert raised at a moment that is still to come",
                        "{n} alerts raised at a moment that is still to come", traces.alerts)  # fmt: skip
        traced.append(told.format(n=traces.alerts))
    return finding


def _print(findings: list[Finding]) -> None:
    for finding in findings:
        mark = _("well") if finding.ok else _("attention")
        print(f"{'✓' if finding.ok else '!'} {_(_TITLES[finding.part])} ({mark}): {'; '.join(finding.facts)}")
        for problem in finding.problems:
            print(f"    {problem}")


def _print_json(findings: list[Finding]) -> None:
    parts = {one.part: {"ok": one.ok, "problems": one.problems, **one.data} for one in findings}
    json.dump({"ok": all(finding.ok for finding in findings), **parts}, sys.stdout, ensure_ascii=False)
    print()

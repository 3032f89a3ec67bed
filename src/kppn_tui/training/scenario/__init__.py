"""Scenario file, written in TOML by a trainer: what a room teaches, who works there and who comes."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path

from kppn_tui.domain.errors import N_, BadInput, BadOfficeFile, CalendarMissing
from kppn_tui.domain.lifecycle import RULES, Action
from kppn_tui.domain.states import Role
from kppn_tui.office.calendar import load_calendar
from kppn_tui.office.file.parts import shipped_topics
from kppn_tui.office.file.tables import Table, bad_file, read_document
from kppn_tui.resources import asset
from kppn_tui.training.demo_data import DemoData, load_demo_data
from kppn_tui.training.plan import ColleagueRule, HeadRule, Scenario, SurpriseKind
from kppn_tui.training.scenario.arrivals import LONGEST_WAIT, Arrival, ArrivalReader, Stream
from kppn_tui.training.scenario.fields import (
    DAYS_BEFORE,
    Timetable,
    When,
    read_minutes,
    read_one,
    read_optional,
    read_several,
    read_time,
)

#: The shipped scenarios in teaching order.
CODES = (
    "pelajaran-pertama",
    "hari-biasa",
    "tamu-sulit",
    "banyak-urusan",
    "minggu-gaji",
    "kasi-cuti",
    "banjir-lebaran",
    "listrik-padam",
    "akhir-tahun",
)
TODAY = "hari ini"
REQUIREMENTS = {f"R{n:02}": f"R{n:02}" for n in range(1, 27)}
#: Actions that a scenario can teach: the desk's own, and undo.
_OWN_ACTIONS = {str(rule.action): str(rule.action) for rule in RULES if Role.CSO in rule.roles}
TAUGHT_ACTIONS = _OWN_ACTIONS | {"undo": str(Action.UNDO)}
SURPRISES = {"listrik_padam": SurpriseKind.POWER_CUT, "pengumuman": SurpriseKind.NOTICE}
#: When a filled morning is over at the earliest.
FILLED_FROM = time(10, 15)
#: How long a head takes for whom the file has no rule.
USUAL_HEAD = timedelta(minutes=30), timedelta(minutes=90)
LARGEST, MOST_DAYS, MOST_ARRIVALS, MOST_SURPRISES = 256 * 1024, 10, 300, 20


class BadScenario(BadInput):
    """Error in a scenario file; the sentence names the file, the line and the reason."""

    msgid = N_("{file}, line {line}: {problem}")


@dataclass(frozen=True, slots=True)
class SurpriseRule:
    """A surprise as the file has it."""

    when: When
    kind: SurpriseKind
    lasts: timedelta
    text: str


@dataclass(frozen=True)
class ScenarioFile:
    """A scenario with its arrivals and surprises as written; `drawing.draw` gives them instants and people."""

    scenario: Scenario
    arrivals: tuple[Arrival, ...]
    streams: tuple[Stream, ...]
    surprises: tuple[SurpriseRule, ...]


def scenario_codes() -> tuple[str, ...]:
    """Return the codes of the shipped scenarios in teaching order."""
    return CODES


def scenario_path(chosen: str) -> Path:
    """Return the file of a shipped scenario, or of a trainer's own. Raises BadInput, which names the known codes."""
    own = Path(chosen)
    if own.suffix == ".toml" or own.is_file():
        return own
    if chosen not in CODES:
        msgid = N_("There is no scenario “{code}”. Known are: {known}; or give the path of a .toml file.")
        raise BadInput(msgid, code=chosen, known=", ".join(CODES))
    return asset(f"scenarios/{chosen}.toml")


def shipped(code: str) -> ScenarioFile:
    """Return the shipped scenario of that code. Raises BadInput, which names the known codes."""
    return read_scenario(scenario_path(code))


def read_scenario(path: Path) -> ScenarioFile:
    """Return the scenario in the file `path`; its code is the file's name.

    Raises:
        BadScenario: the file can't be read or has an error: file, line and reason.
    """
    try:
        if path.exists() and (not path.is_file() or path.stat().st_size > LARGEST):
            raise bad_file(path, 1, N_("this is no scenario: it must be a text file of at most 256 KiB."))
        return read_table(read_document(path))
    except BadOfficeFile as error:
        raise BadScenario(None, **error.parameters) from error


def read_table(file: Table) -> ScenarioFile:
    """Return the scenario of the outermost table of a file. Raises BadOfficeFile."""
    demo = load_demo_data()
    timetable = _read_timetable(file)
    whole = ScenarioFile(
        _read_scenario(file, demo, timetable),
        *_read_arrivals(file, demo, timetable),
        tuple(_read_surprise(table, timetable) for table in file.tables("kejutan")),
    )
    file.finish()
    scenario, many = whole.scenario, len(whole.arrivals) + sum(stream.count for stream in whole.streams)
    if not scenario.teaches:
        raise file.error("mengajarkan", N_('{key} must name what is taught, e.g. ["R03", "R21"].'), key="mengajarkan")
    if scenario.filled and scenario.starts < FILLED_FROM:
        msgid = N_("{key} must not be before {time} when terisi = true: the morning is over by then.")
        raise file.error("mulai", msgid, key="mulai", time=f"{FILLED_FROM:%H.%M}")
    if not 0 < many <= MOST_ARRIVALS:
        msgid = N_("a scenario has 1 to {most} visitors and messages in all; these are {many}.")
        raise file.error("arus" if whole.streams else "tamu", msgid, most=MOST_ARRIVALS, many=many)
    if len(whole.surprises) > MOST_SURPRISES:
        msgid = N_("at most {most} surprises fit into a scenario.")
        raise file.error("kejutan", msgid, most=MOST_SURPRISES)
    return whole


def _read_timetable(file: Table) -> Timetable:
    calendar = load_calendar()
    first = _read_day(file)
    starts, ends = read_time(file, "mulai"), read_time(file, "selesai")
    last = file.number("jumlah_hari", 1, 1, MOST_DAYS) - 1
    if not last and ends <= starts:
        raise file.error("selesai", N_("{key} must be after {other}."), key="selesai", other="mulai")
    timetable = Timetable(first, starts, ends, last, calendar)
    try:
        if first and (closed := calendar.why_closed(first)):
            holiday = N_("{day} is no working day ({why}); choose another one.")
            msgid = holiday if closed.name else N_("{day} is no working day; choose another one.")
            raise file.error("hari", msgid, day=first.isoformat(), why=closed.name)
        days = [timetable.date_of(When(starts, day)) for day in (-DAYS_BEFORE, 0, last)]
    except CalendarMissing as error:
        msgid = N_("the calendar of {year} is not known, so no scenario can play there.")
        raise file.error("hari", msgid, **error.parameters) from error
    for key, at, day in (("mulai", starts, days[1]), ("selesai", ends, days[2])):
        opening, closing = calendar.opening(day), calendar.closing(day)
        if not opening.time() <= at <= closing.time():
            msgid = N_("{key} must lie between {opening} and {closing}, when the office is open.")
            shown = {"opening": f"{opening:%H.%M}", "closing": f"{closing:%H.%M}"}
            raise file.error(key, msgid, key=key, **shown)
    return timetable


def _read_day(file: Table) -> date | None:
    try:
        if file.text("hari", TODAY) == TODAY:
            return None
    except BadOfficeFile:
        pass  # a date without quotation marks
    try:
        return file.day("hari")
    except BadOfficeFile:
        msgid = N_('{key} must be a day like 2026-12-09 or "hari ini".')
        raise file.error("hari", msgid, key="hari") from None


def _read_scenario(file: Table, demo: DemoData, timetable: Timetable) -> Scenario:
    return Scenario(
        code="-".join(re.findall(r"\w+", file.file.stem.casefold()))[:60] or "skenario",
        title=file.text("judul"),
        about=file.text("tentang"),
        teaches=read_several(file, "mengajarkan", REQUIREMENTS),
        taught_actions=read_several(file, "tombol", TAUGHT_ACTIONS),
        day=timetable.first,
        starts=timetable.starts,
        ends=timetable.ends,
        days=timetable.last,
        trainee_login=(trainee_login := read_one(file, "kursi", _logins(demo, Role.CSO), "cso1")),
        hints=file.flag("petunjuk", False),
        filled=file.flag("terisi", False),
        heads=_read_heads(file, demo, timetable),
        colleagues=_read_colleagues(file, demo, trainee_login),
    )


def _logins(demo: DemoData, role: Role) -> dict[str, str]:
    return {officer.login: officer.login for officer in demo.officers if role in officer.roles}


def _read_heads(file: Table, demo: DemoData, timetable: Timetable) -> tuple[HeadRule, ...]:
    """Return a rule for every section, the usual one where the file has no [[kasi]]."""
    heads = {section: officer.login for officer in demo.officers for section in officer.sections}
    rules: dict[str, HeadRule] = {}
    for table in file.tables("kasi"):
        rule = _read_head(table, heads, demo, timetable)
        if rule.section in rules:
            raise table.error("seksi", N_("section {code} appears a second time."), code=rule.section)
        rules[rule.section] = rule
    return tuple(rules.get(section, HeadRule(section, *USUAL_HEAD)) for section in heads)


def _read_head(table: Table, heads: dict[str, str], demo: DemoData, timetable: Timetable) -> HeadRule:
    section = read_one(table, "seksi", {code: code for code in heads})
    fastest, slowest = _read_range(table, 30, 90, MOST_DAYS * 480)
    substitute = read_optional(table, "pengganti", _logins(demo, Role.HEAD)) or ""
    first = table.number("cuti_dari_hari", 0, 0, timetable.last + 1)
    last = table.number("cuti_sampai_hari", first, 0, MOST_DAYS)
    away = [key for key in ("cuti_dari_hari", "cuti_sampai_hari", "pengganti") if key in table]
    if len(away) not in (0, 3):
        msgid = N_("leave needs all of cuti_dari_hari, cuti_sampai_hari and pengganti.")
        raise table.error(away[0], msgid)
    if away and not 0 < first <= last:
        msgid = N_("{key} must not be before {other}.")
        raise table.error("cuti_sampai_hari", msgid, key="cuti_sampai_hari", other="cuti_dari_hari")
    if substitute == heads[section]:
        raise table.error("pengganti", N_("{value} heads this section already."), value=substitute)
    if not away:
        return HeadRule(section, fastest, slowest)
    return HeadRule(section, fastest, slowest, first - 1, last - 1, substitute)


def _read_colleagues(file: Table, demo: DemoData, trainee_login: str) -> tuple[ColleagueRule, ...]:
    rules: dict[str, ColleagueRule] = {}
    for table in file.tables("rekan"):
        login = read_one(table, "petugas", _logins(demo, Role.CSO))
        if login in rules or login == trainee_login:
            msgid = N_("{value} has the trainee's seat or appears a second time.")
            raise table.error("petugas", msgid, value=login)
        breaks = tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in table.frames("istirahat"))
        rules[login] = ColleagueRule(login, *_read_range(table, 8, 16, LONGEST_WAIT), breaks)
    return tuple(rules.values())


def _read_range(table: Table, low: int, high: int, most: int) -> tuple[timedelta, timedelta]:
    fastest = read_minutes(table, "tercepat_menit", low, 1, most)
    slowest = read_minutes(table, "terlama_menit", max(high, int(fastest.total_seconds() // 60)), 1, most)
    if slowest < fastest:
        msgid = N_("{key} must not be less than {other}.")
        raise table.error("terlama_menit", msgid, key="terlama_menit", other="tercepat_menit")
    return fastest, slowest


def _read_arrivals(file: Table, demo: DemoData, timetable: Timetable) -> tuple[tuple[Arrival, ...], tuple[Stream, ...]]:
    topics = {topic.code: topic.code for topic in shipped_topics("A2")}
    reader = ArrivalReader(timetable, demo, topics)
    return (
        tuple(reader.arrival(table, f"tamu-{at:03}") for at, table in enumerate(file.tables("tamu"), start=1)),
        tuple(reader.stream(table, f"arus-{at:02}") for at, table in enumerate(file.tables("arus"), start=1)),
    )


def _read_surprise(table: Table, timetable: Timetable) -> SurpriseRule:
    kind = read_one(table, "jenis", SURPRISES)
    day = table.number("hari_ke", 1, 1, timetable.last + 1) - 1
    when = When(read_time(table, "jam"), day)
    timetable.check_inside(table, "jam", when)
    lasts, text = read_minutes(table, "lama_menit", 0, 0, LONGEST_WAIT), table.text("teks", "")
    if kind is SurpriseKind.POWER_CUT and not lasts:
        raise table.error(None, N_("a power cut needs lama_menit: how long does it last?"))
    if kind is SurpriseKind.NOTICE and not text:
        raise table.error(None, N_("a notice needs teks: what are the officers told?"))
    return SurpriseRule(when, kind, lasts, text)

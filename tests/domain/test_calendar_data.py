"""The shipped calendar: against an independent source, and how a broken file is refused."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import holidays
import pytest

from kppn_tui.domain.errors import BadCalendar, CalendarMissing
from kppn_tui.domain.hours import NORMAL, RAMADAN
from kppn_tui.domain.workdays import CLOSURE, COLLECTIVE, NATIONAL, Holiday, Opening
from kppn_tui.office.calendar import load_calendar
from kppn_tui.resources import asset

SHIPPED: dict[str, Any] = json.loads(asset("calendar.json").read_text(encoding="utf-8"))
YEARS = (2025, 2026, 2027)
ESTIMATE = " (perkiraan)"


def _elsewhere(category: str, kind: str) -> set[tuple[str, str, str]]:
    found = holidays.country_holidays("ID", years=YEARS, categories=(category,), language="id")
    return {(day.isoformat(), kind, name.removesuffix(ESTIMATE)) for day, name in found.items()}


def _shipped() -> list[dict[str, Any]]:
    return [entry for year in SHIPPED["years"].values() for entry in year["holidays"]]


def test_the_shipped_dates_are_those_of_the_holidays_package() -> None:
    ours = {(entry["date"], entry["kind"], entry["name"]) for entry in _shipped()}
    theirs = _elsewhere("public", NATIONAL) | _elsewhere("government", COLLECTIVE)
    assert sorted(ours - theirs) == [], "only in assets/calendar.json: look at the decree"
    assert sorted(theirs - ours) == [], "only in the holidays package: look at the decree"


def test_estimates_and_undecreed_cuti_bersama_are_provisional() -> None:
    found = holidays.country_holidays("ID", years=YEARS, categories=("public",), language="id")
    estimates = {day.isoformat() for day, name in found.items() if name.endswith(ESTIMATE)}
    undecreed = {e["date"] for e in _shipped() if e["kind"] == COLLECTIVE and e["date"] > "2027"}
    assert len(undecreed) == 8
    assert {entry["date"] for entry in _shipped() if entry["provisional"]} == estimates | undecreed


def test_every_year_names_its_source_and_ramadan() -> None:
    assert list(SHIPPED["years"]) == [str(year) for year in YEARS]
    assert all(year["source"] for year in SHIPPED["years"].values())
    assert [year["ramadan"]["provisional"] for year in SHIPPED["years"].values()] == [False, False, True]
    calendar = load_calendar()
    assert calendar.years == frozenset(YEARS)
    for first in ("2025-03-03", "2026-02-19", "2027-02-08"):
        assert calendar.opening(date.fromisoformat(first)).hour == 8
        assert calendar.closing(date.fromisoformat(first)).hour == 15
    for usual in ("2025-02-28", "2026-02-18", "2027-02-04"):
        assert calendar.opening(date.fromisoformat(usual)).minute == 30


JANUARY_2028 = datetime.fromisoformat("2028-01-03T09:00:00+08:00")
NEW_YEAR_2028 = {"date": "2028-01-01", "kind": NATIONAL, "name": "Tahun Baru Masehi", "provisional": False}
LEAVE_2028 = {"date": "2028-01-04", "kind": COLLECTIVE, "name": "Cuti Bersama", "provisional": True}


def _with_2028(folder: Path, *holidays: dict[str, object]) -> Path:
    """The shipped file with one more year, as an office would write it."""
    path = folder / "kalender.json"
    year = {"source": "SKB 3 Menteri", "holidays": list(holidays)}
    path.write_text(_change(lambda data: data["years"].update({"2028": year})), encoding="utf-8")
    return path


def test_single_dates_of_an_office_load_no_year() -> None:
    """Else 17 August 2028 would count as a working day."""
    own = [Holiday(date(2028, 1, 1)), Holiday(date(2028, 1, 4), COLLECTIVE, "Cuti Bersama")]
    calendar = load_calendar(extra_holidays=own)
    assert calendar.years == frozenset(YEARS)
    with pytest.raises(CalendarMissing, match=r"2028.*berkas_kalender"):
        calendar.explain(JANUARY_2028, 3)
    with pytest.raises(CalendarMissing):
        calendar.is_working_day(date(2028, 8, 17))


def test_a_calendar_file_of_the_office_loads_a_year(tmp_path: Path) -> None:
    told = load_calendar(_with_2028(tmp_path, NEW_YEAR_2028, LEAVE_2028)).explain(JANUARY_2028, 3)
    assert told.due.isoformat() == "2028-01-07T16:30:00+08:00"
    assert told.provisional


@pytest.mark.parametrize("alone", [NEW_YEAR_2028, LEAVE_2028], ids=lambda entry: str(entry["kind"]))
def test_half_a_year_is_not_loaded(tmp_path: Path, alone: dict[str, object]) -> None:
    with pytest.raises(CalendarMissing, match="2028"):
        load_calendar(_with_2028(tmp_path, alone)).explain(JANUARY_2028, 3)


def test_the_version_tells_an_office_with_dates_or_hours_of_its_own() -> None:
    closure = Holiday(date(2026, 12, 9), CLOSURE, "Pilkada")
    opening = Opening(date(2026, 12, 5), (("08:00", "12:00"),))
    versions = [
        load_calendar().version,
        load_calendar(closures=[closure]).version,
        load_calendar(openings=[opening]).version,
        load_calendar(week={**NORMAL, 4: [("07:30", "11:30")]}).version,
    ]
    assert versions[0] == SHIPPED["version"]
    assert len(set(versions)) == len(versions)
    assert all(version.startswith(SHIPPED["version"]) for version in versions)
    spelt_otherwise = {day: [list(frame) for frame in frames] for day, frames in NORMAL.items()}
    assert load_calendar(week=spelt_otherwise, ramadan_week=RAMADAN).version == versions[0]
    assert load_calendar(closures=[closure]).why_closed(closure.date) is not None


def _change(change: Callable[[dict[str, Any]], object]) -> str:
    data = json.loads(json.dumps(SHIPPED))
    change(data)
    return json.dumps(data)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ("[]", "of the wrong kind"),
        (_change(lambda data: data.pop("version")), "of the wrong kind .version"),
        (_change(lambda data: data.update(years=[])), "of the wrong kind .years"),
        (_change(lambda data: data["years"].update({"2027": None})), "of the wrong kind .source"),
        (_change(lambda data: data["years"]["2026"].pop("holidays")), "of the wrong kind .holidays"),
        (_change(lambda data: data["years"]["2026"]["holidays"].append("x")), "of the wrong kind .kind"),
        (_change(lambda data: data["years"]["2026"]["holidays"][0].update(provisional="no")), "provisional"),
        (_change(lambda data: data["years"]["2026"]["holidays"][0].update(kind="libur")), "must be .*libur"),
        (_change(lambda data: data["years"]["2026"]["holidays"][0].update(date="2026-02-30")), "2026-02-30"),
        (
            _change(lambda data: data["years"]["2026"]["holidays"][0].update(date="20260101")),
            "not of the form",
        ),
        (_change(lambda data: data["years"]["2026"]["holidays"][0].update(date="2027-01-01")), "wrong year"),
        (
            _change(lambda data: data["years"]["2026"]["ramadan"].update(last="2026-01-01")),
            "before it starts",
        ),
        (_change(lambda data: data.update(version="1\x1b[2J")), "printable line .version"),
        (_change(lambda data: data["years"]["2026"].update(source="SKB\nlain")), "printable line .source"),
        (
            _change(lambda data: data["years"]["2026"]["holidays"][0].update(name="\x1b]0;x\x07")),
            "printable line .name",
        ),
        (_change(lambda data: data["years"]["2026"]["holidays"][0].update(name="x" * 1001)), "printable line .name"),
        (_change(lambda data: data["years"].update({"\x1b[2J": data["years"]["2026"]})), "wrong year"),
    ],
)
def test_a_broken_file_is_one_plain_sentence(tmp_path: Path, text: str, complaint: str) -> None:
    broken = tmp_path / "calendar.json"
    broken.write_text(text, encoding="utf-8")
    with pytest.raises(BadCalendar, match=complaint) as refused:
        load_calendar(broken)
    assert str(broken) in str(refused.value)
    assert str(refused.value).isprintable()


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadCalendar, match="can't be read"):
        load_calendar(tmp_path / "nowhere.json")
    with pytest.raises(BadCalendar, match="can't be read"):
        load_calendar(tmp_path)
    binary = tmp_path / "calendar.json"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadCalendar, match="not valid JSON"):
        load_calendar(binary)

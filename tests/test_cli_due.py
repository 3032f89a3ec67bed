"""`kppn-tui due`: for people spelt out, for scripts as JSON with offsets."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kppn_tui.office.settings import write_office
from kppn_tui.resources import asset
from tests.program import Program

EXAMPLES = json.loads((Path(__file__).parent / "data" / "due_examples.json").read_text("utf-8"))
SPREAD = EXAMPLES[::7]


def due(program: Program, *options: object) -> dict[str, Any]:
    done = program.run("due", "--json", *options)
    assert (done.code, done.err) == (0, "")
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_the_json_has_these_keys_and_no_other(program: Program) -> None:
    assert due(program, "2026-12-30T14:00") == {
        "start": "2026-12-30T14:00:00+08:00",
        "due": "2027-01-06T16:00:00+08:00",
        "days": 3,
        "skipped": [
            {"date": "2027-01-01", "kind": "libur_nasional", "name": "Tahun Baru Masehi"},
            {"date": "2027-01-05", "kind": "libur_nasional", "name": "Isra Mikraj Nabi Muhammad"},
        ],
        "progress": ["2026-12-31T16:00:00+08:00", "2027-01-04T16:00:00+08:00"],
    }
    more = due(program, "2026-12-30T14:00", "--explain")
    assert more["counted"] == ["2026-12-31", "2027-01-04", "2027-01-06"]
    assert more["provisional"] is False and more["calendar"]


@pytest.mark.parametrize("example", SPREAD, ids=[str(one["id"]) for one in SPREAD])
def test_the_worked_examples(program: Program, example: dict[str, Any]) -> None:
    assert due(program, example["start"])["due"] == example["due_default"]


def test_a_time_with_an_offset_is_the_same_instant(program: Program) -> None:
    assert (
        due(program, "2026-11-24T08:10+07:00") == due(program, "2026-11-24T01:10Z") == due(program, "2026-11-24 09:10")
    )


def test_other_numbers_of_days(program: Program) -> None:
    assert due(program, "2026-11-24T09:10", "--days", "0")["due"] == "2026-11-24T16:00:00+08:00"
    assert due(program, "2026-11-24T09:10", "--days", "1") | {"skipped": []} == {
        "start": "2026-11-24T09:10:00+08:00", "due": "2026-11-25T16:00:00+08:00", "days": 1, "skipped": [],
        "progress": [],
    }  # fmt: skip


def test_people_read_it_spelt_out(program: Program) -> None:
    told = program.run("due", "2026-11-24T09:10")
    assert (told.code, told.out) == (0, "Jumat, 27 November 2026, 16.30 WITA — 3 hari kerja\n")
    assert program.run("due", "2026-12-21T09:00").out.splitlines() == [
        "Senin, 28 Desember 2026, 16.00 WITA — 3 hari kerja",
        "Dilewati: Kamis, 24 Desember 2026, Cuti Bersama Hari Raya Natal",
        "Dilewati: Jumat, 25 Desember 2026, libur nasional (Hari Raya Natal)",
    ]
    english = program.run("due", "2026-11-24T09:10", "--lang", "en", "--days", "1").out
    assert english == "Wednesday, 25 November 2026, 16:00 WITA — 1 working day\n"


def test_explain_goes_day_by_day_and_says_what_is_provisional(program: Program) -> None:
    lines = program.run("due", "2027-03-05T10:00", "--explain").out.splitlines()
    assert lines[0] == "Kamis, 18 Maret 2027, 16.00 WITA — 3 hari kerja"
    assert lines[1] == "Mulai: Jumat, 5 Maret 2027, 10.00 WITA"
    assert [line.split(",")[0].strip() for line in lines[2:-2]] == [
        "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Senin", "Selasa", "Rabu", "Kamis",
    ]  # fmt: skip
    assert lines[3].endswith(", sementara")
    assert lines[8] == "  Selasa, 16 Maret 2027: hari ke-1, progres disampaikan paling lambat pukul 16.00"
    assert lines[-1].startswith("Sementara")


def test_the_office_file_decides_how_the_standard_is_read(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "kantor.toml"
    write_office(file, "A2", name="KPPN Serojabaru", zone="Asia/Jakarta")
    text = file.read_text("utf-8").replace('hari_pertama = "berikutnya"', 'hari_pertama = "hari_konsultasi"')
    file.write_text(text.replace("hari_solusi = 3", "hari_solusi = 2"), "utf-8")
    found = due(program, "2026-11-24T09:10", "--office", file)
    assert (found["start"], found["due"], found["days"]) == (
        "2026-11-24T09:10:00+07:00", "2026-11-25T16:00:00+07:00", 2,
    )  # fmt: skip
    by_environment = replace(program, more={"KPPN_TUI_OFFICE": str(file)})
    assert due(by_environment, "2026-11-24T09:10") == found
    assert "tidak-ada.toml" in program.fails(1, "due", "2026-11-24", "--office", tmp_path / "tidak-ada.toml")


def test_a_calendar_file_gives_a_terminal_nothing_to_obey(program: Program, tmp_path: Path) -> None:
    write_office(tmp_path / "kantor.toml", "A2", name="KPPN Serojabaru")
    file = tmp_path / "kantor.toml"
    file.write_text(file.read_text("utf-8").replace("# berkas_kalender", "berkas_kalender"), "utf-8")
    calendar = json.loads(asset("calendar.json").read_text("utf-8"))
    holiday = calendar["years"]["2026"]["holidays"][-1]
    holiday["name"] = "\x1b[2J" + holiday["name"]
    (tmp_path / "kalender.json").write_text(json.dumps(calendar), "utf-8")
    told = program.fails(1, "due", "2026-12-23T09:00", "--explain", "--office", file)
    assert "kalender.json" in told and told.isprintable()

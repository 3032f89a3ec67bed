"""Scenario files: the shipped ones can be read, the document tells every key, a broken one is refused with its line."""

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from kppn_tui import i18n
from kppn_tui.domain.errors import BadInput, DeskError
from kppn_tui.office.file.tables import Table, read_document
from kppn_tui.resources import asset
from kppn_tui.training.demo_data import load_demo_data
from kppn_tui.training.plan import HeadRule, Outcome, SurpriseKind
from kppn_tui.training.scenario import (
    LARGEST,
    TAUGHT_ACTIONS,
    BadScenario,
    read_scenario,
    read_table,
    scenario_codes,
    shipped,
)
from kppn_tui.training.scenario.arrivals import SHARES

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "skenario.md"
#: Line 1 is `judul`, line 8 the first [[tamu]].
BASE = """\
judul = "Uji"
tentang = "Untuk menguji."
mengajarkan = ["R03"]
tombol = ["call"]
hari = 2026-11-24
mulai = "08.00"
selesai = "10.00"
[[tamu]]
jam = "08.05"
soal = ["Q02"]
"""
STREAM = '[[arus]]\ndari = "08.10"\nsampai = "09.00"\n'
ERRAND = '[[tamu.urusan]]\nsoal = "Q30"\n'
MESSAGE = '[[tamu]]\nkanal = "hai_cso"\njam = "07.00"\nsoal = ["Q05"]\n'
HEAD = '[[kasi]]\nseksi = "PDMS"\n'
SURPRISE = '[[kejutan]]\njam = "09.00"\n'

#: What is replaced (or "" to add at the end) by what, the line that is told, and a part of the reason.
BREAKS: list[tuple[str, str, int, str]] = [
    ("judul", "judull", 1, "“judull” is not known here; did you mean “judul”?"),
    ('judul = "Uji"', "judul = 3", 1, "judul must be text in quotation marks."),
    ('judul = "Uji"', 'judul = "Uji', 1, "this can't be read"),
    ('judul = "Uji"', "judul = " + "[" * 5000, 1, "this can't be read"),
    ('judul = "Uji"', 'judul = "Uji\\u001b[2J"', 1, "judul must be one line"),
    ('judul = "Uji"', f'judul = "{"x" * 1001}"', 1, "at most 1000 characters"),
    ('judul = "Uji"', "", 1, "judul is missing."),
    ("[[tamu]]", "judul = 'Dua'\n[[tamu]]", 8, "appears a second time"),
    ("[[tamu]]", "[[tammu]]", 8, "did you mean “tamu”?"),
    ("[[tamu]]", "[tamu]", 8, "write each entry of tamu under its own [[tamu]]"),
    ('["R03"]', '["R27"]', 3, "mengajarkan: “R27” is not known"),
    ('["R03"]', "[]", 3, "mengajarkan must name what is taught"),
    ('["R03"]', '["R03", "R03"]', 3, "mengajarkan names “R03” twice."),
    ('["call"]', '["recal"]', 4, "“recal” is not known; did you mean “recall”?"),
    ('["call"]', '["accept"]', 4, "“accept” is not known"),
    ("2026-11-24", "2026-11-28", 5, "2026-11-28 is no working day; choose"),
    ("2026-11-24", "2026-12-24", 5, "no working day (Cuti Bersama Hari Raya Natal)"),
    ("2026-11-24", "2031-11-24", 5, "the calendar of 2031 is not known"),
    ("2026-11-24", '"besok"', 5, "hari must be a day like 2026-12-09"),
    ("2026-11-24", "2026-11-31", 5, "this can't be read"),
    ('mulai = "08.00"', "mulai = 8.00", 6, "mulai must be text"),
    ('mulai = "08.00"', 'mulai = "8 pagi"', 6, "mulai must be a time like"),
    ('mulai = "08.00"', 'mulai = "06.00"', 6, "mulai must lie between 07.30 and 16.00"),
    ('selesai = "10.00"', 'selesai = "08.00"', 7, "selesai must be after mulai."),
    ('selesai = "10.00"', 'selesai = "17.00"', 7, "selesai must lie between 07.30 and 16.00"),
    ("[[tamu]]", "jumlah_hari = 11\n[[tamu]]", 8, "jumlah_hari must be a whole number from 1 to 10."),
    ("[[tamu]]", "petunjuk = 1\n[[tamu]]", 8, "petunjuk must be true or false."),
    ("[[tamu]]", 'kursi = "satpam"\n[[tamu]]', 8, "kursi: “satpam” is not known"),
    ("[[tamu]]", "terisi = true\n[[tamu]]", 6, "mulai must not be before 10.15"),
    ('[[tamu]]\njam = "08.05"\nsoal = ["Q02"]\n', "", 1, "1 to 300 visitors and messages in all; these are 0"),
    ('jam = "08.05"', 'jam = "07.55"', 9, "07.55 lies outside the scenario, from 08.00 on day 1 to 10.00 on day 1"),
    ('jam = "08.05"', 'jam = "10.30"', 9, "10.30 lies outside the scenario"),
    ('jam = "08.05"\n', "", 8, "jam is missing in [tamu]."),
    ('soal = ["Q02"]\n', "", 8, "a visitor brings 1 to 6 matters"),
    ('["Q02"]', '["Q04"]', 10, "soal: “Q04” is not known; did you mean “Q"),
    ('["Q02"]', '"Q02"', 10, "soal must be a list of texts"),
    ('["Q02"]', '["Q02", "Q03", "Q05", "Q07", "Q09", "Q10", "Q11"]', 8, "1 to 6 matters"),
    ("", 'satker = "980131"\n', 11, "satker: “980131” is not known; did you mean “98013"),
    ("", 'nama = "Ratna"\n', 11, "nama: “Ratna” is not known"),
    ("", 'didaftarkan = ["SP2DD"]\n', 11, "did you mean “SP2D”?"),
    ("", 'didaftarkan = ["SP2D", "SPM"]\n', 11, "at most one topic for each matter, here 1."),
    ("", "hari_ke = 2\n", 11, "hari_ke must be a whole number from 1 to 1."),
    ("", "tanggal = 2026-11-20\n", 11, "tanggal is for messages of a scenario with a day of its own"),
    ("", "sabar_menit = -5\n", 11, "sabar_menit must be a whole number from 0 to 480."),
    ("", "kembali_menit = 5\n", 11, "datang_pada_panggilan = 0"),
    ("", 'tolak_kontak = "tidak mau"\n', 11, "tolak_kontak needs cara_lain as well."),
    ("", 'tolak_kontak = "a"\ncara_lain = "b"\nkontak = "surel"\n', 13, "kontak and tolak_kontak exclude each other."),
    ("", 'kontak = "merpati"\n', 11, "kontak: “merpati” is not known"),
    ("", 'sarana = "Surel"\n', 11, 'sarana is for messages with kanal = "kontak_resmi".'),
    ("", 'nomor = "HAI-1"\n', 11, 'nomor is for messages with kanal = "hai_cso".'),
    ("", MESSAGE + 'prioritas = "lansia"\n', 15, 'prioritas is for visitors with kanal = "tatap_muka".'),
    ("", MESSAGE + "tanggal = 2026-10-01\n", 15, "at most 31 days before the scenario"),
    ("", MESSAGE + "tanggal = 2026-11-23\nhari_ke = 0\n", 15, "in place of hari_ke"),
    ("", 2 * (MESSAGE + 'nomor = "HAI-1"\n'), 20, "number HAI-1 appears a second time."),
    ("", ERRAND + 'hasil = "jwab"\n', 13, "did you mean “jawab”?"),
    ("", ERRAND + "ambil_menit = 5\n", 13, "ambil_menit needs dokumen"),
    ("", ERRAND + "tanya_balik = true\n", 13, 'tanya_balik needs hasil = "eskalasi".'),
    ("", ERRAND + 'hasill = "jawab"\n', 13, "“hasill” is not known here; did you mean “hasil”?"),
    ("", '[[tamu.urusan]]\nsoal = "Q02"\n', 11, "two matters on topic SP2D are one consultation"),
    ("", STREAM + "banyak = 1000000000\n", 14, "banyak must be a whole number from 1 to 60."),
    ("", STREAM + "persen_prioritas = 101\n", 14, "persen_prioritas must be a whole number from 0 to 100."),
    ("", STREAM + "persen_eskalasi = 95\n", 14, "together must not be more than 100"),
    ("", STREAM.replace("09.00", "08.10"), 13, "sampai must be after dari."),
    ("", STREAM + 'kanal = "hai_cso"\npersen_tidak_hadir = 5\n', 15, 'is for visitors with kanal = "tatap_muka".'),
    ("", 6 * (STREAM + "banyak = 60\n"), 11, "these are 361"),
    ("", HEAD.replace("PDMS", "MSKI"), 12, "seksi: “MSKI” is not known"),
    ("", HEAD + HEAD, 14, "section PDMS appears a second time."),
    ("", HEAD + "tercepat_menit = 50\nterlama_menit = 40\n", 14, "terlama_menit must not be less than tercepat_menit."),
    ("", HEAD + "cuti_dari_hari = 1\n", 13, "leave needs all of"),
    (
        "",
        HEAD + 'cuti_dari_hari = 1\ncuti_sampai_hari = 1\npengganti = "kasi.pdms"\n',
        15,
        "kasi.pdms heads this section already.",
    ),
    ("", '[[rekan]]\npetugas = "cso1"\n', 12, "cso1 has the trainee's seat"),
    ("", '[[rekan]]\npetugas = "cso2"\nistirahat = ["10.00"]\n', 13, "“10.00” must be written like 07.30-12.00"),
    ("", SURPRISE + 'jenis = "gempa"\n', 13, "jenis: “gempa” is not known; known are: listrik_padam, pengumuman."),
    ("", SURPRISE + 'jenis = "listrik_padam"\n', 11, "a power cut needs lama_menit"),
    ("", SURPRISE + 'jenis = "pengumuman"\n', 11, "a notice needs teks"),
    ("", 21 * (SURPRISE + 'jenis = "pengumuman"\nteks = "x"\n'), 11, "at most 20 surprises"),
    ("", "x = " + "9" * 5000 + "\n", 11, "this can't be read"),
]  # fmt: skip

Refused = Callable[[str], str]


@pytest.fixture
def refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Refused:
    """The sentence with which a text is refused as a scenario file."""
    monkeypatch.setattr(i18n, "_current", "en")

    def read(text: str) -> str:
        path = tmp_path / "uji.toml"
        path.write_text(text, "utf-8")
        with pytest.raises(BadScenario) as error:
            read_scenario(path)
        sentence = i18n.explain(error.value)
        assert "\n" not in sentence
        return sentence.removeprefix(f"{path}, ")

    return read


def test_the_base_of_the_broken_ones_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "Latihan Saya.toml"
    path.write_text(BASE, "utf-8")
    file = read_scenario(path)
    assert (file.scenario.code, file.scenario.title, file.scenario.day) == ("latihan-saya", "Uji", date(2026, 11, 24))
    assert [rule.section for rule in file.scenario.heads] == ["PDMS", "BANK", "VERAKI", "UMUM"]
    assert (file.scenario.trainee_login, file.scenario.colleagues, file.scenario.days) == ("cso1", (), 0)


@pytest.mark.parametrize(("old", "new", "line", "reason"), BREAKS)
def test_a_broken_file_is_refused_with_line_and_reason(
    old: str, new: str, line: int, reason: str, refused: Refused
) -> None:
    assert old in BASE
    text = BASE.replace(old, new, 1) if old else BASE + new
    sentence = refused(text)
    assert sentence.startswith(f"line {line}: ")
    assert reason in sentence


@pytest.mark.parametrize("at", range(len(BASE.splitlines()) + 1))
@pytest.mark.parametrize("rubbish", ["=", "???", '"""', "[[", "zzz = 1", "\x00"])
def test_rubbish_on_any_line_is_refused_on_that_line_or_where_it_is_noticed(
    rubbish: str, at: int, refused: Refused
) -> None:
    lines = BASE.splitlines()
    sentence = refused("\n".join([*lines[:at], rubbish, *lines[at:]]) + "\n")
    found = re.match(r"line (\d+): ", sentence)
    assert found and at + 1 <= int(found[1]) <= len(lines) + 1
    if rubbish != '"""':
        assert int(found[1]) == at + 1


def test_a_break_of_the_office_is_no_time_to_come(refused: Refused) -> None:
    long = BASE.replace("10.00", "15.00")
    assert "line 9: jam: the office is closed at 12.30 on 2026-11-24." in refused(long.replace("08.05", "12.30"))
    over_noon = STREAM.replace("09.00", "14.00")
    assert "line 13: sampai: the office is closed in between" in refused(long + over_noon)


def test_what_is_no_text_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_current", "en")
    large, latin = tmp_path / "besar.toml", tmp_path / "latin.toml"
    large.write_text(BASE + "#" * LARGEST)
    latin.write_bytes(BASE.encode() + b"# \xe9\n")
    reasons = {
        large: "line 1: this is no scenario",
        tmp_path: "line 1: this is no scenario",
        tmp_path / "tidak-ada.toml": "line 1: the file can't be read",
        latin: "line 11: save the file as UTF-8 text",
    }
    for path, reason in reasons.items():
        with pytest.raises(BadScenario) as error:
            read_scenario(path)
        assert f"{path}, {reason}" in i18n.explain(error.value)


def test_an_unknown_code_is_answered_with_the_known_ones() -> None:
    with pytest.raises(BadInput) as error:
        shipped("hari-luar-biasa")
    assert all(code in str(error.value) for code in scenario_codes())
    assert isinstance(error.value, DeskError) and not isinstance(error.value, BadScenario)


# The shipped ones


def test_the_shipped_files_are_the_known_codes() -> None:
    assert {path.stem for path in asset("scenarios").glob("*.toml")} == set(scenario_codes())
    assert scenario_codes()[0] == "pelajaran-pertama"
    assert len(scenario_codes()) >= 9


@pytest.mark.parametrize("code", scenario_codes())
def test_a_shipped_scenario_tells_what_it_is_about(code: str) -> None:
    scenario = shipped(code).scenario
    assert scenario.code == code
    assert 2 <= len(re.findall(r"[.!?](?:\s|$)", scenario.about)) <= 5
    assert scenario.teaches == tuple(sorted(scenario.teaches))
    assert scenario.taught_actions
    assert scenario.trainee_login == "cso1"
    if not scenario.days and code != "pelajaran-pertama":
        length = timedelta(hours=scenario.ends.hour - scenario.starts.hour) + timedelta(
            minutes=scenario.ends.minute - scenario.starts.minute
        )
        assert timedelta(minutes=60) <= length <= timedelta(minutes=150)


def test_the_first_lesson_is_quiet() -> None:
    file = shipped("pelajaran-pertama")
    assert file.scenario.hints and not file.scenario.colleagues and not file.streams
    assert len(file.arrivals) == 3
    times = [arrival.when.time for arrival in file.arrivals]
    assert all(later.minute - earlier.minute >= 10 or later.hour > earlier.hour for earlier, later in pairwise(times))


def test_the_shipped_scenarios_cover_what_a_desk_meets() -> None:
    files = {code: shipped(code) for code in scenario_codes()}
    arrivals = [arrival for file in files.values() for arrival in file.arrivals]
    errands = [errand for arrival in arrivals for errand in arrival.errands]
    sections = {"SPM": "PDMS", "BILLING": "BANK", "REKON": "VERAKI", "SAKTI-USER": "UMUM"}
    escalated = {one.question.topic for one in errands if one.outcome is Outcome.ESCALATE}
    assert set(sections) <= escalated
    assert {one.outcome for one in errands} == set(Outcome)
    assert any(one.asks_back for one in errands)
    assert any(one.documents for one in errands)
    assert any(len(arrival.errands) == 3 for arrival in arrivals)
    assert any(one.text for one in errands), "a second question on the same topic"
    assert any(arrival.declines_identity for arrival in arrivals)
    assert any(arrival.refusal for arrival in arrivals)
    assert any(arrival.registered and len(arrival.registered) < len(arrival.errands) for arrival in arrivals)
    assert any(
        arrival.registered and arrival.registered[0] != arrival.errands[0].question.topic for arrival in arrivals
    )
    assert any(arrival.priority for arrival in arrivals)
    assert any(arrival.patience for arrival in arrivals)
    assert {(arrival.hears, arrival.returns is None) for arrival in arrivals} >= {(0, True), (0, False), (2, True)}
    assert {arrival.channel for arrival in arrivals} == {"tatap_muka", "hai_cso", "kontak_resmi"}
    leave = next(rule for rule in files["kasi-cuti"].scenario.heads if rule.section == "PDMS")
    assert leave == HeadRule("PDMS", timedelta(minutes=240), timedelta(minutes=420), 0, 2, "kasi.bank")
    assert {one.kind for one in files["listrik-padam"].surprises} == set(SurpriseKind)
    assert files["hari-biasa"].scenario.filled and files["hari-biasa"].scenario.starts == time(10, 15)


# The document


def test_the_example_of_the_document_can_be_read(tmp_path: Path) -> None:
    file = read_table(example(tmp_path))
    assert (len(file.arrivals), len(file.streams), len(file.surprises)) == (3, 1, 1)


def test_the_document_tells_every_key_of_every_table(tmp_path: Path) -> None:
    table = example(tmp_path)
    read_table(table)
    arrival = table.tables("tamu")[1]
    read = {
        "Bagian pertama": table,
        "`[[tamu]]`": arrival,
        "`[[tamu.urusan]]`": arrival.tables("urusan")[0],
        **{f"`[[{name}]]`": table.tables(name)[0] for name in ("arus", "kasi", "rekan", "kejutan")},
    }
    parts = re.split(r"^## ", DOCUMENT.read_text("utf-8"), flags=re.MULTILINE)
    for heading, one in read.items():
        part = next(part for part in parts if part.startswith(heading))
        cells = re.findall(r"^\| (`.+?) \|", part, flags=re.MULTILINE)
        told = [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]
        assert sorted(told) == sorted(one.known), heading
    usual = dict(re.findall(r"^\| `persen_(\w+)` \|.*\| (\d+) \|$", DOCUMENT.read_text("utf-8"), flags=re.MULTILINE))
    assert {name: int(share) for name, share in usual.items()} == SHARES
    assert all(f"`{key}`" in DOCUMENT.read_text("utf-8") for key in TAUGHT_ACTIONS)


def example(folder: Path) -> Table:
    """The example of the document as a table."""
    found = re.search(r"```toml\n(.*?)```", DOCUMENT.read_text("utf-8"), flags=re.DOTALL)
    assert found
    path = folder / "contoh.toml"
    path.write_text(found[1], "utf-8")
    return read_document(path)


def test_the_questions_of_the_cast_have_their_own_ids() -> None:
    demo = load_demo_data()
    assert len({question.id for question in demo.questions}) == len(demo.questions) == 30
    assert "Mega Seroja" in {officer.name for officer in demo.officers if "pelatih" in officer.roles}

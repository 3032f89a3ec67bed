"""The satker list of an office as offices have it: headings, columns and marks in any way, and what is wrong told."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kppn_tui import i18n
from kppn_tui.domain.errors import BadOfficeFile
from kppn_tui.i18n import explain
from kppn_tui.office.file import tables
from kppn_tui.office.satker import SatkerList, read_satker_list

TWO = [("012345", "BALAI DIKLAT SEROJA"), ("980101", "PENGADILAN SEROJA")]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    i18n.use("en")
    yield
    i18n.use("id")


def read(path: Path, text: str | bytes) -> SatkerList:
    file = path / "satker.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_satker_list(file)


def pairs(found: SatkerList) -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in found.satker]


@pytest.mark.parametrize(
    "text",
    [
        'kode,nama\n012345,BALAI DIKLAT SEROJA\n980101,"PENGADILAN SEROJA"\n',
        'nama,kode\nBALAI DIKLAT SEROJA,012345\n"PENGADILAN SEROJA",980101\n',
        "Kode Satker\tNama Satker\n012345\tBALAI DIKLAT SEROJA\n980101\tPENGADILAN SEROJA\n",
        'BA;Es.I;kdsatker;nmsatker\r\n005;01;012345;BALAI DIKLAT SEROJA\r\n005;01;980101;"PENGADILAN SEROJA"\r\n',
        "BA,Es.I,KD_SATKER,URAIAN SATKER,KPPN\n025,04,012345,BALAI DIKLAT SEROJA,x\n005,01,980101,PENGADILAN SEROJA,x",
        "\ufeffDAFTAR SATKER 2026\n\nNo|Kode BA|Nama BA|Kode Satuan Kerja|Nama Satuan Kerja\n"
        "1|025|AGAMA|012345|BALAI DIKLAT SEROJA\n2|005|MA|980101|PENGADILAN SEROJA\n",
        '005,01,"012345",BALAI DIKLAT SEROJA\n005,01,"980101",PENGADILAN SEROJA\n',
        '012345;"BALAI DIKLAT SEROJA"\n980101;"PENGADILAN SEROJA"\n',
        'sep=;\nKODE;NAMA\n="012345";BALAI DIKLAT SEROJA\n\'980101;"PENGADILAN SEROJA"\n',
        "Satker\nBALAI DIKLAT SEROJA (012345)\nPENGADILAN SEROJA (980101)\n",
        "025.04.012345\tBALAI DIKLAT SEROJA\n005.01.980101\tPENGADILAN SEROJA\n",
        "kode,nama\r012345,BALAI DIKLAT SEROJA\r980101,PENGADILAN SEROJA\r",
        'kode,nama\n012345,"BALAI DIKLAT\nSEROJA"\n980101,PENGADILAN SEROJA\n980101,PENGADILAN SEROJA\n',
    ],
)
def test_a_list_is_read_by_its_headings_or_by_what_its_columns_hold(text: str, tmp_path: Path) -> None:
    for data in (text.encode(), text.encode("utf-16")):
        found = read(tmp_path, data)
        assert (pairs(found), found.skipped) == (TWO, ())


def test_the_text_of_an_older_windows_is_read(tmp_path: Path) -> None:
    assert pairs(read(tmp_path, "kode;nama\n980101;KANTOR\xa0A – B\n".encode("cp1252"))) == [("980101", "KANTOR A – B")]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (f"980102,{'A' * 300}", "the name of satker 980102 has 300 letters; at most 200 fit."),
        ("12345,B", "“12345” has 5 digits, a satker code has six: a spreadsheet has dropped zeros in front."),
        ("9801021,B", "“9801021” is not a satker code of six digits."),
        ("٩٨٠١٠١,B", "“٩٨٠١٠١” is not a satker code of six digits."),
        ("980102", "satker 980102 needs a name of one line."),
        ("980102,A\x1b[2J", "satker 980102 needs a name of one line."),
        ("980101,OTHER", "satker 980101 appears a second time, with another name."),
        ('980102,"A', "“980102” "),
        ("9" * 200_000 + ",B", "is not a satker code of six digits."),
    ],
)
def test_a_bad_line_is_left_out_and_told_the_others_are_read(line: str, told: str, tmp_path: Path) -> None:
    found = read(tmp_path, f"kode,nama\n980101,A\n{line}\n980103,C\n980104,D\n980105,E\n980106,F\n")
    if told == "“980102” ":  # A quotation mark that is never closed takes nobody else along.
        assert ("980102", "A") in pairs(found) and not found.skipped
        return
    assert [code for code, _ in pairs(found)] == ["980101", "980103", "980104", "980105", "980106"]
    (error,) = found.skipped
    assert error.parameters["line"] == 3 and told in str(error.parameters["problem"])
    assert told.split("”")[-1].strip() and "\x1b" not in explain(error)


def test_a_quotation_mark_that_is_closed_far_below_takes_nobody_along(tmp_path: Path) -> None:
    between = "".join(f"98010{n},S{n}\n" for n in range(2, 9))
    found = read(tmp_path, f'kode,nama\n980101,"SATU\n{between}980109,SEMBILAN"\n980110,SEPULUH\n')
    assert [code for code, _ in pairs(found)] == [f"9801{n:02}" for n in range(1, 11)] and found.skipped == ()


@pytest.mark.parametrize("text", ["daftar satker\nbelum ada\n", "a,b\nc,d\n", "kode,nama x\n1,2"])
def test_a_list_without_codes_says_what_was_seen(text: str, tmp_path: Path) -> None:
    with pytest.raises(BadOfficeFile) as refused:
        read(tmp_path, text)
    seen = text.split("\n")[0].replace(",", " | ")
    assert f"the first line reads “{seen}”" in str(refused.value.parameters["problem"])


def test_an_empty_list_is_an_empty_list(tmp_path: Path) -> None:
    assert read(tmp_path, "") == read(tmp_path, "\n\n") == SatkerList()
    assert read(tmp_path, "kode,nama\n") == SatkerList()


def test_a_pipe_a_device_a_folder_and_a_flood_are_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe, huge = tmp_path / "pipe", tmp_path / "huge"
    os.mkfifo(pipe)
    monkeypatch.setattr(tables, "MOST_BYTES", 1 << 20)
    huge.write_bytes(b"9" * (3 << 20))
    told = []
    for path in (pipe, Path("/dev/zero"), huge, tmp_path, tmp_path / "none"):
        with pytest.raises(BadOfficeFile) as refused:
            read_satker_list(path)
        told.append(str(refused.value.parameters["problem"]))
    assert told[:3] == [
        "the file can't be read (it is not an ordinary file).",
        "the file can't be read (it is not an ordinary file).",
        "the file can't be read (it is too large).",
    ]
    assert all(sentence.startswith("the file can't be read") for sentence in told[3:])


@given(st.one_of(st.binary(max_size=300), st.text('0123456789,;\t"\n\rkodenama', max_size=300).map(str.encode)))
def test_whatever_the_file_holds_it_is_read_or_refused(data: bytes) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        try:
            found = read(Path(folder), data)
        except BadOfficeFile as error:
            assert explain(error)
            return
    assert all(len(one.code) == 6 and one.code.isdigit() and 0 < len(one.name) <= 200 for one in found.satker)

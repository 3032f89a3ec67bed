"""The standard is quoted whole, in order and word for word; what is read otherwise than it is written is listed."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from kppn_tui.office.file.presets import preset_path
from kppn_tui.office.standard import Part, load_standard

SOURCE = (Path(__file__).parent / "data" / "service-standard.txt").read_text("utf-8")
PARTS = ["requirements", "procedure_a", "procedure_b", "time", "cost", "product", "complaints"]
SIC = " [sic]"
#: Where the source is read otherwise than it is written: a host with a slip, a quotation that nobody closes.
READINGS = (("https://djob.", "https://djpb."), ('"Resolved,', '"Resolved",'))
#: The head of each printed page: the office, and its place in the ministry.
HEAD = {
    "Kantor Pelayanan Perbendaharaan Negara tipe A2 Pelaihari",
    "Jl. Datu Insad, No. 79 70813 081377664083",
    "https://djpb.kemenkeu.go.id/kppn/pelaihari/id/",
    "Kementerian Keuangan/Direktorat Jenderal Perbendaharaan/Kantor Wilayah",
    "Direktorat Jenderal Perbendaharaan Provinsi Kalimantan Selatan/Kantor",
    "Layanan Konsultasi Stakeholder",
    "Pelayanan Perbendaharaan Negara tipe A2 Pelaihari",
    "No. SK :",
}


def by_key(language: str = "id") -> dict[str, Part]:
    return {part.key: part for part in load_standard(language)}


def folded(text: str) -> str:
    """`text` with each run of white space as one blank, and none beside a slash: there the source breaks its lines."""
    return re.sub(r" ?/ ?", "/", " ".join(text.split()))


def source() -> list[str]:
    """The lines of the source as they are read, without the running numbers of its form and the marks of its links."""
    text = SOURCE
    for written, read in READINGS:
        assert written in text
        text = text.replace(written, read)
    lines = (folded(re.sub(r"^\d+\. |[<>]", "", line)) for line in text.splitlines())
    return [line for line in lines if line]


def quoted() -> Iterator[str]:
    """What the screen of the standard quotes, from its first line to its last."""
    before = ""
    for part in load_standard():
        if part.title != before:  # both procedures stand under one title
            yield part.title
        before = part.title
        yield from filter(None, [part.intro])
        for line in part.lines:
            yield line.text.replace(SIC, "")
            yield from line.points


def test_the_standard_is_quoted_word_for_word_in_its_order() -> None:
    text, at = "\n".join(source()), 0
    for quote in map(folded, quoted()):
        found = text.find(quote, at)
        assert found >= 0, quote
        at = found + len(quote)


def test_nothing_of_the_standard_is_left_out_but_a_lone_zero() -> None:
    quotes = sorted(map(folded, quoted()), key=len, reverse=True)
    left = []
    for line in source():
        for quote in quotes:
            line = line.replace(quote, "")
        left.append(line.strip(" ,"))
    assert [line for line in left if line and line not in HEAD] == ["0"]


def test_the_lone_zero_is_not_shown() -> None:
    texts = [text for part in load_standard() for line in part.lines for text in (line.text, *line.points)]
    assert "0" not in texts
    assert [line.text for line in by_key()["time"].lines] == ["20 menit per satu jenis layanan"]


def test_what_makes_no_sense_is_marked_and_read_below() -> None:
    lines = {line.id: line for line in by_key()["procedure_a"].lines}
    assert [step for step, line in lines.items() if SIC in line.text] == ["a.3"]
    assert lines["a.3"].text.endswith(f"identifikasi pertanyaan dan/atau belum disetor{SIC}.")
    assert "identifikasi pertanyaan dan/atau permasalahan" in lines["a.3"].note


def test_the_broken_quotation_is_three_products() -> None:
    status, service, progress = by_key()["product"].lines
    assert status.text.endswith('"Resolved"') and SIC in status.note
    assert service.text == "Layanan yang diberikan secara langsung/online"
    assert progress.text.startswith("Progres atas penyelesaian solusi")


def test_the_office_of_the_source_is_that_of_the_preset() -> None:
    office = tomllib.loads(preset_path("A2").read_text("utf-8"))["kantor"]
    text = " ".join(source())
    for key in ("nama", "alamat", "kontak", "situs", "kanwil"):
        assert office[key] and office[key] in text, key


@pytest.mark.parametrize("language", ["id", "en"])
def test_all_parts_and_steps_are_there(language: str) -> None:
    parts = by_key(language)
    assert list(parts) == PARTS
    face_to_face, online = parts["procedure_a"].lines, parts["procedure_b"].lines
    assert [step.id for step in face_to_face] == [f"a.{n}" for n in range(1, 8)]
    assert [step.id for step in online] == [f"b.{n}" for n in range(1, 7)]
    assert all(line.text for part in parts.values() for line in part.lines)
    assert [len(step.points) for step in (face_to_face[-1], online[-1])] == [2, 2]
    assert SIC in face_to_face[2].text
    assert '"Resolved"' in parts["product"].lines[0].text

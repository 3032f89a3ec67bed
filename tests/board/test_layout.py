"""The display at every size: the number and its counter as large as there is room, and nothing over anything else."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from kppn_tui.board import layout
from kppn_tui.board.canvas import Canvas, Ink, Pixel
from kppn_tui.board.digits import GLYPHS, HEIGHT, drawable, pixels, width_of
from kppn_tui.board.layout import Content, arrange
from tests.board.drawn import BLOCK, lines_of, shows

CHANNELS = (
    "Sistem Pengelolaan Pengaduan Pelayanan Publik Nasional (SP4N) Layanan Aspirasi dan Pengaduan Online Rakyat "
    "(LAPOR)",
    "Whistleblowing System Kemenkeu: https://wise.kemenkeu.go.id",
    "Kotak saran/kotak pengaduan, SMS, portal pengaduan SIPANDU https://pengaduandjpb.kemenkeu.go.id atau melalui HAI "
    "DJPb https://hai.kemenkeu.go.id",
    "Kontak resmi atau tatap muka secara langsung melalui masing-masing KPPN: 081377664083",
)
CONTENT = Content(
    office="KPPN Serojabaru",
    service="Layanan Konsultasi Stakeholder",
    time="10.17 WITA",
    day="Selasa, 24 November 2026",
    number="A-019",
    called=True,
    sentence="Nomor A-019, silakan ke loket 1",
    counter_word="Loket",
    counter="1",
    before_word="Sebelumnya",
    before=tuple((f"A-{n:03}", f"loket {n % 5 + 1}") for n in range(18, 8, -1)),
    invitation="Silakan mengambil nomor antrean",
    complaints="Pengaduan, saran dan masukan atas layanan disampaikan melalui kanal berupa",
    channels=CHANNELS,
    foot=("Jam layanan hari ini 07.30–12.00 dan 13.00–16.00", "Menunggu 6 orang · 20 menit per jenis layanan"),
)
SIZES = ((80, 24), (120, 36), (200, 50))
LARGE: dict[tuple[int, int], Pixel] = {(80, 24): (2, 1), (120, 36): (4, 2), (200, 50): (6, 3)}


def said(lines: list[str]) -> str:
    """Return all text with each run of white space as one blank."""
    return " ".join(" ".join(lines).replace(BLOCK, " ").split())


def test_the_letters_are_of_one_height_and_no_two_alike() -> None:
    assert set("0123456789ABCDEF-LOKET") <= set(GLYPHS)
    assert all(len(rows) == HEIGHT and len({len(row) for row in rows}) == 1 for rows in GLYPHS.values())
    assert len(set(GLYPHS.values())) == len(GLYPHS)
    assert width_of("A-019") == len(pixels("A-019")[0]) == 27
    assert drawable("b-002") and not drawable("loket é") and not drawable("")


@pytest.mark.parametrize("size", SIZES)
def test_number_and_counter_are_drawn_in_large_letters(size: tuple[int, int]) -> None:
    lines = lines_of(arrange(CONTENT, *size))
    assert [len(line) for line in lines] == [size[0]] * size[1]
    assert shows(lines, "A-019", LARGE[size]) and shows(lines, "1", LARGE[size])
    text = said(lines)
    for part in ("KPPN Serojabaru", "10.17 WITA", CONTENT.sentence, "Sebelumnya", *CONTENT.foot):
        assert part in text, part
    if size == (200, 50):
        assert shows(lines, "LOKET", (2, 1)) and all(shows(lines, f"A-0{n}", (1, 1)) for n in (18, 17, 16))
        assert "loket 4" in text
    else:
        assert all(re.search(f"A-0{n} +loket", "\n".join(lines)) for n in (18, 17, 16))


class StrictCanvas(Canvas):
    """Refuses to draw over what is there already."""

    def write(self, x: int, y: int, text: str, ink: Ink, most: int | None = None) -> None:
        with self._kept(text):
            super().write(x, y, text, ink, most)

    def draw(self, x: int, y: int, text: str, pixel: Pixel, ink: Ink, *, reverse: bool = False) -> None:
        with self._kept(text):
            super().draw(x, y, text, pixel, ink, reverse=reverse)

    @contextmanager
    def _kept(self, text: str) -> Iterator[None]:
        before = [list(line) for line in self._cells]
        yield
        for old, new in zip(before, self._cells, strict=True):
            if old != new:
                pairs = zip(old, new, strict=True)
                assert all(one == other or (one[0] == " " and not one[2]) for one, other in pairs), text


@pytest.mark.parametrize("size", [*SIZES, (100, 30), (132, 43), (167, 60), (240, 67)])
@pytest.mark.parametrize("number", ["A-019", "B-1000", "HAI-12", "Antrean é 12", ""])
@pytest.mark.parametrize("counter", ["1", "12", "CSO 1", "Ruang konsultasi", "é", ""])
def test_nothing_lies_over_anything_else(
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], number: str, counter: str
) -> None:
    monkeypatch.setattr(layout, "Canvas", StrictCanvas)
    called = f"Nomor {number}, silakan ke loket {counter}".rstrip() if number else ""
    content = replace(CONTENT, number=number, counter=counter, sentence=called, trouble="! Tidak tersambung")
    lines = lines_of(arrange(content, *size))
    assert all(len(line) == size[0] for line in lines)
    text = said(lines)
    for part in (content.office, called or content.invitation, *content.foot):
        assert part in text, part
    if drawable(number):
        assert any(shows(lines, number, pixel) for pixel in ((6, 3), (4, 2), (2, 1)))
        if drawable(counter) and len(counter) <= 2:
            assert any(shows(lines, counter, pixel) for pixel in ((6, 3), (4, 2), (2, 1)))


@pytest.mark.parametrize("size", SIZES)
def test_every_channel_for_complaints_has_its_turn_whole(size: tuple[int, int]) -> None:
    shown = [said(lines_of(arrange(replace(CONTENT, page=page), *size))) for page in range(4)]
    for channel in CHANNELS:
        # Beside other columns a channel is wrapped: word by word in order.
        pattern = r".*?".join(map(re.escape, channel.split()))
        assert any(re.search(pattern, one) for one in shown), channel
    assert all("Pengaduan, saran" in one for one in shown)
    assert len(set(shown)) == (2 if size == (80, 24) else 1)


@pytest.mark.parametrize("size", SIZES)
def test_a_day_without_a_call_invites_to_take_a_number(size: tuple[int, int]) -> None:
    lines = lines_of(arrange(replace(CONTENT, number="", sentence="", counter="", before=()), *size))
    text = said(lines)
    assert CONTENT.invitation in text and "Sebelumnya" not in text and "Pengaduan, saran" in text
    assert shows(lines, "KPPN SEROJABARU", (2, 1)) is (size == (200, 50))
    assert all(foot in text for foot in CONTENT.foot)


@pytest.mark.parametrize("size", [(79, 24), (80, 23), (40, 10), (10, 3), (1, 1), (0, 0)])
def test_too_small_a_terminal_gets_text_and_no_broken_picture(size: tuple[int, int]) -> None:
    lines = lines_of(arrange(CONTENT, *size))
    assert [len(line) for line in lines] == [size[0]] * size[1] and not any(BLOCK in line for line in lines)
    if size[0] >= 40:
        assert CONTENT.sentence in said(lines)


@pytest.mark.parametrize("size", SIZES)
def test_a_reversed_number_is_the_same_letters_the_other_way_round(size: tuple[int, int]) -> None:
    plain, flashed = (lines_of(arrange(replace(CONTENT, reversed=one), *size)) for one in (False, True))
    wide, high = LARGE[size]
    changed = [y for y, (one, other) in enumerate(zip(plain, flashed, strict=True)) if one != other]
    assert len(changed) == HEIGHT * high
    for y in changed:
        before, after = (line[2 : 2 + 27 * wide] for line in (plain[y], flashed[y]))
        assert all((one == BLOCK) is not (other == BLOCK) for one, other in zip(before, after, strict=True))


def test_a_trouble_stands_in_its_own_line_and_moves_nothing() -> None:
    for size in SIZES:
        calm = lines_of(arrange(CONTENT, *size))
        told = lines_of(arrange(replace(CONTENT, trouble="! Tidak tersambung"), *size))
        assert [y for y, pair in enumerate(zip(calm, told, strict=True)) if pair[0] != pair[1]] == [1]
        assert "! Tidak tersambung" in told[1]


def test_a_canvas_keeps_what_is_drawn_within_itself() -> None:
    canvas = Canvas(5, 2)
    canvas.write(3, 0, "日本語", Ink.TEXT)
    canvas.write(-1, 0, "x", Ink.TEXT)
    canvas.write(0, 7, "x", Ink.TEXT)
    canvas.draw(3, -2, "8", (2, 2), Ink.NUMBER)
    assert [sum(len(run.text) + run.text.count("日") for run in line) for line in canvas.lines()] == [5, 5]

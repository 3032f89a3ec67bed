"""The display of the hall beside a desk, on both databases: who is called where, and nothing about anybody."""

import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
from typing import Any

import pytest
from textual.pilot import Pilot

from kppn_tui.board.app import BoardApp
from kppn_tui.board.calls import READ
from kppn_tui.board.canvas import Pixel
from kppn_tui.board.layout import Content
from kppn_tui.client.queries import hall
from kppn_tui.desk import Desk, connect
from kppn_tui.domain.records import Channel
from kppn_tui.domain.states import TicketState
from kppn_tui.domain.views import Board, HallCall, HallView
from kppn_tui.office.settings import Settings
from tests.board.drawn import BLOCK, shows
from tests.conftest import HandClock, People
from tests.desk.kit import absent, serve, visit
from tests.program import Program
from tests.raw import dump_of, rows_of, run
from tests.tui.helpers import wait_until

SIZES = ((80, 24), (120, 36), (200, 50))
LARGE: dict[tuple[int, int], Pixel] = {(80, 24): (2, 1), (120, 36): (4, 2), (200, 50): (6, 3)}
#: Whatever of a visitor is anywhere in the database.
MARK = "Rahasia"


@dataclass
class Ticks:
    """A monotonic time that stands until it is moved."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


class Hall:
    """Somebody who sits in the hall and looks at the display."""

    def __init__(self, app: BoardApp, pilot: Pilot[Any], ticks: Ticks) -> None:
        self.app, self.pilot, self.ticks = app, pilot, ticks

    @property
    def lines(self) -> list[str]:
        """What is seen, blocks as blocks."""
        strips = self.app.screen._compositor.render_strips()
        return ["".join(part.text.replace(" ", BLOCK) if part.style and part.style.reverse else part.text
                        for part in strip) for strip in strips]  # fmt: skip

    @property
    def text(self) -> str:
        """All text, each run of white space as one blank."""
        return " ".join(" ".join(self.lines).replace(BLOCK, " ").split())

    def reads(self, number: str, counter: str) -> bool:
        """Whether number and counter are drawn as large as the terminal allows."""
        size = (self.app.size.width, self.app.size.height)
        return shows(self.lines, number, LARGE[size]) and shows(self.lines, counter, LARGE[size])

    async def until(self, predicate: Callable[[], object], what: str) -> None:
        await wait_until(self.pilot, predicate, what)

    async def see(self, sentence: str) -> None:
        await self.until(lambda: sentence in self.text, sentence)

    async def later(self, seconds: float) -> None:
        """Let time pass."""
        self.ticks.now += seconds
        self.app.paint()
        await self.pilot.pause()


@asynccontextmanager
async def at_hall(settings: Settings, clock: HandClock, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Hall]:
    """A display of its own on the office's database."""
    ticks = Ticks()
    app = BoardApp(ticks)
    app.client.attach(connect(settings.url, settings, clock))
    async with app.run_test(size=size) as pilot:
        seen = Hall(app, pilot, ticks)
        await seen.until(lambda: "Jam layanan" in seen.text, "the first reading")
        yield seen


@pytest.mark.parametrize("size", SIZES)
async def test_a_call_is_seen_with_its_counter(
    desk: Desk, people: People, clock: HandClock, settings: Settings, size: tuple[int, int]
) -> None:
    async with at_hall(settings, clock, size) as hall:
        assert "Silakan mengambil nomor antrean" in hall.text and "Tidak ada yang menunggu" in hall.text
        first, second = visit(desk, people), visit(desk, people)
        desk.take_ticket(people.ana, Channel.HAI_CSO, reference_number="HAI-1", satker_code="980101")
        await hall.see("Menunggu 2 orang")
        desk.call(people.ana, first)
        await hall.see("Nomor A-001, silakan ke loket 1")
        assert "Sebelumnya" not in hall.text
        await hall.later(READ)
        assert hall.reads("A-001", "1")
        desk.call(people.budi, second)
        await hall.see("Nomor A-002, silakan ke loket 2")
        await hall.later(READ)
        assert hall.reads("A-002", "2")
        for part in ("Sebelumnya", "tidak dipungut biaya", "20 menit per jenis layanan", "09.10 WITA",
                     "Jam layanan hari ini 07.30–12.00 dan 13.00–16.00", "Pengaduan, saran"):  # fmt: skip
            assert part in hall.text, part
        if size == (200, 50):
            assert shows(hall.lines, "A-001", (1, 1)) and shows(hall.lines, "LOKET", (2, 1))
        else:
            assert "A-001 loket 1" in hall.text
        desk.start(people.budi, second)
        await hall.see("Panggilan terakhir: A-002, loket 2")


async def test_two_calls_at_once_are_seen_one_after_the_other_and_a_recall_again(
    desk: Desk, people: People, clock: HandClock, settings: Settings
) -> None:
    first, second = visit(desk, people), visit(desk, people)
    async with at_hall(settings, clock) as hall:
        with desk.store.writing():
            # Nobody sees the one without the other.
            desk.call(people.ana, first)
            desk.call(people.budi, second)
        await hall.see("Nomor A-001, silakan ke loket 1")
        assert "A-002" not in hall.text
        await hall.later(READ - 1)
        assert "Nomor A-001, silakan ke loket 1" in hall.text
        await hall.later(1)
        assert "Nomor A-002, silakan ke loket 2" in hall.text and "A-001 loket 1" in hall.text
        await hall.later(READ)
        clock.forward(1)
        desk.recall(people.ana, first)
        await hall.see("Nomor A-001, silakan ke loket 1")
        assert not shows(hall.lines, "A-001", (2, 1)), "it is reversed for a moment"
        await hall.later(0.5)
        assert shows(hall.lines, "A-001", (2, 1))


async def test_what_was_taken_back_and_who_did_not_come_are_gone(
    desk: Desk, people: People, clock: HandClock, settings: Settings
) -> None:
    first, second = visit(desk, people), visit(desk, people)
    desk.call(people.ana, first)
    clock.forward(1)
    desk.call(people.budi, second)
    async with at_hall(settings, clock) as hall:
        await hall.see("Nomor A-002, silakan ke loket 2")
        desk.requeue(people.budi, second)
        await hall.see("Nomor A-001, silakan ke loket 1")
        assert "A-002" not in hall.text
        desk.requeue(people.ana, first)
        await hall.see("Silakan mengambil nomor antrean")
        gone = absent(desk, people, clock)
        await hall.see("Menunggu 2 orang")
        assert gone.label not in hall.text
        desk.dismiss(people.satpam, gone)
        serve(desk, people)
        await hall.see("Panggilan terakhir: A-004, loket 1")
        assert gone.label not in hall.text


async def test_the_next_day_begins_empty_without_anybody_acting(
    desk: Desk, people: People, clock: HandClock, settings: Settings
) -> None:
    serve(desk, people)
    async with at_hall(settings, clock) as hall:
        await hall.see("Panggilan terakhir: A-001, loket 1")
        clock.forward(days=1)
        await hall.see("Silakan mengambil nomor antrean")


# Nothing about anybody -----------------------------------------------------------------------------------------------


def test_the_view_of_the_hall_has_no_room_for_anything_else() -> None:
    assert [one.name for one in fields(HallCall)] == ["label", "counter", "called_at", "state"]
    assert [one.name for one in fields(HallView)] == ["calls", "waiting"]


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_about_a_visitor_reaches_the_display(
    desk: Desk, people: People, clock: HandClock, settings: Settings, size: tuple[int, int]
) -> None:
    """Every text of every ticket, consultation and officer is marked, but for number and counter."""
    ticket, _items = serve(desk, people, "SPM")
    desk.call(people.budi, visit(desk, people, "LPJ"))
    for table in ("ticket", "consultation", "officer", "event"):
        for column, value in rows_of(settings.url, f"SELECT * FROM {table}")[0].items():
            kept = ("office", "day", "label", "counter", "state", "channel", "series", "close_reason", "roles", "login")
            if isinstance(value, str) and column not in kept:
                run(settings.url, f"UPDATE {table} SET {column} = '{MARK}'")
    async with at_hall(settings, clock, size) as display:
        await display.see("Nomor A-002, silakan ke loket 2")
        assert display.reads("A-002", "2")
        app = display.app
        assert app._view == HallView(
            (HallCall("A-002", "2", clock(), TicketState.CALLED), HallCall("A-001", "1", clock(), TicketState.SERVING)),
            0,
        )
        assert app.client.board == Board(), "the board is not even read"
        assert app.client.stakeholders.known == () and app.client.officer is None
        for key in ("", "f12"):
            if key:
                await display.pilot.press(key)
            for page in range(4):
                await display.later(12 * page)
                assert MARK not in "\n".join(display.lines)
                assert not any(part in display.text for part in ("SPM", "LPJ", "980101", "Bendahara"))
    assert ticket.label == "A-001"
    found = hall().run(desk)
    assert isinstance(found, HallView) and MARK not in repr(found)


def test_what_is_painted_is_text_that_the_display_made_itself() -> None:
    """A field of another type would let a record through."""
    assert {one.type for one in fields(Content)} == {
        "str", "bool", "int", "tuple[str, ...]", "tuple[tuple[str, str], ...]",
    } or {str(one.type) for one in fields(Content)} == {
        "<class 'str'>", "<class 'bool'>", "<class 'int'>", "tuple[str, ...]", "tuple[tuple[str, str], ...]",
    }  # fmt: skip


async def test_it_reads_and_never_writes(desk: Desk, people: People, clock: HandClock, settings: Settings) -> None:
    """Whatever falls due: nothing is swept, nobody is signed in, no day is closed."""
    serve(desk, people)
    visit(desk, people)
    before = dump_of(settings.url)
    async with at_hall(settings, clock) as hall:
        clock.forward(days=2)
        for _ in range(3):
            hall.app.client.pulse(force=True)
            hall.app.second()
        await hall.see("Silakan mengambil nomor antrean")
        await hall.until(lambda: not hall.app.client.busy, "nothing more to do")
    assert dump_of(settings.url) == before


# Keys ----------------------------------------------------------------------------------------------------------------


async def test_no_key_does_anything_but_leaving_and_the_light(
    desk: Desk, people: People, clock: HandClock, settings: Settings
) -> None:
    visit(desk, people)
    before = dump_of(settings.url)
    async with at_hall(settings, clock) as hall:
        shown = hall.lines
        for key in ("n", "a", "1", "2", "enter", "tab", "space", "f1", "question_mark", "f9", "f10", "ctrl+p", "ctrl+c",
                    "ctrl+q", "l", "u", "s", "up", "pagedown", "ctrl+s", "ctrl+z"):  # fmt: skip
            await hall.pilot.press(key)
            assert hall.app.is_running and len(hall.app.screen_stack) == 1, key
        assert hall.lines == shown
        assert hall.app.theme == "kppn-dark"
        await hall.pilot.press("f12")
        assert hall.app.theme == "kppn-light"
        assert hall.lines == shown, "the same in another light"
        await hall.pilot.press("f12")
        assert hall.app.theme == "kppn-dark"
    assert dump_of(settings.url) == before


@pytest.mark.parametrize("key", ["q", "escape"])
async def test_it_is_left_by(desk: Desk, people: People, clock: HandClock, settings: Settings, key: str) -> None:
    async with at_hall(settings, clock) as hall:
        await hall.pilot.press(key)
        await hall.until(lambda: not hall.app.is_running, "it is left")
    assert hall.app.return_code == 0


# Starting ------------------------------------------------------------------------------------------------------------


def test_without_an_office_a_desk_or_a_terminal_it_says_so(settings: Settings, program: Program) -> None:
    assert "terminal" in program.fails(2, "board")


def test_neither_loads_the_other() -> None:
    for loaded, apart in (("kppn_tui.board.app", "kppn_tui.tui"), ("kppn_tui.tui.app", "kppn_tui.board")):
        script = f"import sys, {loaded}; print([name for name in sys.modules if name.startswith('{apart}')])"
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        assert done.stdout == "[]\n"

"""The service standard: the whole text, one key away, read by keys."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from kppn_tui import i18n
from kppn_tui.desk import Desk
from kppn_tui.office.standard import load_standard
from kppn_tui.tui.app import KppnApp
from kppn_tui.tui.cases.inbox import InboxScreen
from kppn_tui.tui.help.standard import StandardScreen
from kppn_tui.tui.queue.screen import QueueScreen
from kppn_tui.tui.visit.screen import SessionScreen
from tests.conftest import HandClock, People
from tests.desk.kit import serve
from tests.tui.helpers import screen_text, shown_words, wait_until

SIZES = [(80, 24), (120, 36)]


@asynccontextmanager
async def reading(
    desk: Desk, clock: HandClock, officer: object, size: tuple[int, int] = (80, 24), key: str = "5"
) -> AsyncIterator[tuple[KppnApp, Pilot[None]]]:
    app = KppnApp(desk.settings.places, desk=desk, clock=clock, officer=officer)  # type: ignore[arg-type]
    async with app.run_test(size=size) as pilot:
        await wait_until(pilot, lambda: app.base_screen is not None and bool(app.base_screen.is_mounted))
        await pilot.pause()
        await pilot.press(key)
        await wait_until(pilot, lambda: isinstance(app.screen, StandardScreen) and app.screen.is_mounted)
        await pilot.pause()
        yield app, pilot


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("size", SIZES)
async def test_every_line_can_be_read(
    desk: Desk, people: People, clock: HandClock, size: tuple[int, int], language: str
) -> None:
    i18n.use(language)
    async with reading(desk, clock, people.ana, size) as (app, pilot):
        seen = ""
        while (window := bare(screen_text(app))) not in seen:
            seen += window
            await pilot.press("pagedown")
            await pilot.pause()
        for part in load_standard(language):
            texts = [part.title, *(text for line in part.lines for text in (line.note, *line.points))]
            texts += [line.text for line in part.lines]
            # A long line may be seen in two windows: its beginning and its end are looked for.
            for text in filter(None, texts):
                assert bare(text)[:40] in seen and bare(text)[-20:] in seen, text


OFFICE = {
    "address": "Jl. Seroja [/b] No. 1, Serojabaru",
    "contact": "0812-0000-0001",
    "website": "https://seroja.example/kppn",
    "region_office": "Kanwil Tanah Seroja",
    "decree": "KEP-1/SEROJA/2026",
}


@pytest.mark.parametrize("size", SIZES)
async def test_the_office_of_the_standard_is_named_first(
    desk: Desk, people: People, clock: HandClock, size: tuple[int, int]
) -> None:
    office = replace(desk.settings.office, **OFFICE)  # type: ignore[arg-type]
    desk.settings = replace(desk.settings, office=office)
    async with reading(desk, clock, people.ana, size) as (app, _pilot):
        seen = screen_text(app).partition("▸")[0]
        for text in ("Kantor", office.name, *OFFICE.values(), "HAI CSO", "MyIntress"):
            assert text in seen


async def test_what_the_office_file_leaves_empty_is_not_named(desk: Desk, people: People, clock: HandClock) -> None:
    async with reading(desk, clock, people.ana) as (app, _pilot):
        seen = screen_text(app).partition("▸")[0]
    assert desk.settings.office.name in seen
    assert [name for name in ("Alamat", "Kontak", "Situs", "Kanwil", "Nomor SK") if name in seen] == []


@pytest.mark.parametrize("size", SIZES)
async def test_arrows_jump_from_part_to_part(
    desk: Desk, people: People, clock: HandClock, size: tuple[int, int]
) -> None:
    async with reading(desk, clock, people.ana, size) as (app, pilot):
        for part in load_standard("id"):
            heading = part.lines[0].text.split()[0]
            await wait_until(pilot, lambda title=part.title: f"▸ {title}" in screen_text(app), part.title)  # type: ignore[misc]
            below = screen_text(app).partition("▸")[2]
            assert heading in below
            await pilot.press("right")
        await wait_until(pilot, lambda: "https://hai.kemenkeu.go.id" in shown_words(app), "the fourth channel")
        assert shown_words(app).count("▸") == 1
        await pilot.press("home")
        await wait_until(pilot, lambda: "▸ Persyaratan" in screen_text(app), "the beginning")


async def test_scrolling_marks_the_part_at_the_top(desk: Desk, people: People, clock: HandClock) -> None:
    async with reading(desk, clock, people.ana) as (app, pilot):
        await pilot.press("pagedown")
        await wait_until(pilot, lambda: isinstance(app.screen, StandardScreen) and app.screen.at == 1, "procedure a")
        await pilot.press("pageup")
        await wait_until(pilot, lambda: isinstance(app.screen, StandardScreen) and app.screen.at == 0, "the first")


async def test_esc_goes_back_to_the_running_service(desk: Desk, people: People, clock: HandClock) -> None:
    serve(desk, people)
    async with reading(desk, clock, people.ana) as (app, pilot):
        await wait_until(pilot, lambda: app.client.counter.visit is not None, "the own service")
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, SessionScreen), "the service")


async def test_esc_goes_back_to_the_first_screen_of_the_role(desk: Desk, people: People, clock: HandClock) -> None:
    async with reading(desk, clock, people.satpam) as (app, pilot):
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, QueueScreen), "the queue")


async def test_a_head_comes_back_to_the_inbox(desk: Desk, people: People, clock: HandClock) -> None:
    async with reading(desk, clock, people.kasi) as (app, pilot):
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, InboxScreen), "the inbox")


async def test_a_resize_keeps_the_part(desk: Desk, people: People, clock: HandClock) -> None:
    async with reading(desk, clock, people.ana) as (app, pilot):
        await pilot.press("right", "right")
        await wait_until(pilot, lambda: "b.1" in screen_text(app))
        await pilot.resize_terminal(120, 36)
        await wait_until(pilot, lambda: screen_text(app).splitlines()[3].strip().startswith("▸"), "its heading on top")
        assert "b.1" in screen_text(app)

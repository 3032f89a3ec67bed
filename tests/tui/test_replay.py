"""The replay at the keyboard: each event with the queue as it stood, forward and back, one officer's or all."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from kppn_tui import i18n
from kppn_tui.desk import Desk
from kppn_tui.i18n import _
from kppn_tui.resources import asset
from kppn_tui.training.score.replay import frames
from kppn_tui.training.score.run import Run
from kppn_tui.training.score.run_file import save_run
from kppn_tui.tui.keys import Keys
from kppn_tui.tui.training import replay
from kppn_tui.tui.training.frame_text import queue_text
from kppn_tui.tui.training.replay import ReplayScreen, RunsScreen, saved_runs
from tests.conftest import HandClock, People
from tests.training.lesson import RULE, Lesson, matter
from tests.tui.helpers import desk_of, screen_text, shown_words, wait_until
from tests.tui.rooms import at_room

SIZES = [(80, 24), (120, 36)]


@pytest.fixture
def run(desk: Desk, people: People, clock: HandClock) -> Run:
    """Ana serves two, the second after a recall; eleven more wait; Budi calls one."""
    lesson = Lesson(desk, people, clock)
    (item,) = lesson.start(lesson.come(matter("RETUR")))
    lesson.ask(item)
    lesson.resolve(item, RULE)
    desk.finish(people.ana, item.ticket_id)
    for _n in range(12):
        lesson.come(matter("LPJ"))
    desk.call_next(people.budi)
    ticket = desk.call_next(people.ana)
    clock.forward(1)
    desk.recall(people.ana, ticket)
    lesson.clock.forward(1)
    desk.start(people.ana, ticket)
    return lesson.run()


class Bare(App[None]):
    """No room behind it."""

    CSS_PATH = asset("styles/base.tcss")
    badge = ""
    keys = Keys()

    def say(self, sentence: str) -> None:
        """As the host of a screen does."""
        self.notify(sentence, markup=False)


@asynccontextmanager
async def replaying(run: Run, size: tuple[int, int] = (80, 24), *more: Any) -> AsyncIterator[tuple[Any, Any]]:
    app = Bare()
    async with app.run_test(size=size, notifications=True) as pilot:
        screen = ReplayScreen(run, *more)
        await app.push_screen(screen)
        await pilot.pause()
        yield screen, pilot


def position(pilot: Any) -> str:
    return next(word for word in screen_text(pilot.app).splitlines()[0].split(" · ") if "/" in word).split()[0]


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
@pytest.mark.parametrize("lang", ["id", "en"])
async def test_every_event_is_shown_with_the_queue_as_it_stood(run: Run, size: tuple[int, int], lang: str) -> None:
    i18n.use(lang)
    told = frames(run)
    async with replaying(run, size) as (screen, pilot):
        for number, frame in enumerate(told, start=1):
            await wait_until(pilot, lambda at=number: position(pilot) == f"{at}/{len(told)}", f"event {number}")  # type: ignore[misc]
            seen = shown_words(pilot.app)
            assert frame.who in seen and _(frame.does) in seen and frame.label in seen
            assert f"{frame.at:%S}" in seen
            for one in frame.tickets[:8]:
                assert one.label in seen
            for line in frame.details:
                assert line.split()[0] in seen
            await pilot.press("right")
        assert screen.at == len(told) - 1


async def test_keys_move_by_one_by_ten_and_to_the_ends(run: Run) -> None:
    last = len(frames(run)) - 1
    async with replaying(run) as (screen, pilot):
        places = []
        for key in ("left", "right", "pagedown", "left", "pageup", "end", "right", "pageup", "home"):
            await pilot.press(key)
            places.append(screen.at)
        assert places == [0, 1, 11, 10, 0, last, last, last - 10, 0]


async def test_it_opens_at_the_event_that_is_asked_for(run: Run) -> None:
    wanted = run.events[9]
    async with replaying(run, (80, 24), wanted.id) as (screen, pilot):
        assert screen.frame.event.id == wanted.id and position(pilot).startswith("10/")
    async with replaying(run, (80, 24), 99_999) as (screen, _pilot):
        assert screen.at == 0


async def test_only_one_officers_events_and_all_again(run: Run, people: People) -> None:
    async with replaying(run) as (screen, pilot):
        await pilot.press("end", "t")
        assert screen.only == people.ana.id
        mine = [event for event in run.events if event.officer_id == people.ana.id]
        assert position(pilot) == f"{len(mine)}/{len(mine)}"
        assert people.ana.name in screen_text(pilot.app).splitlines()[0]
        await pilot.press("left")
        assert screen.frame.event.id == mine[-2].id
        await pilot.press("t")
        assert screen.frame.event.id == mine[-2].id and len(screen.shown) == len(run.events)


async def test_the_trainee_is_meant_wherever_one_is(run: Run, people: People) -> None:
    at = next(event.id for event in run.events if event.officer_id == people.budi.id and event.ticket_id)
    async with replaying(run, (80, 24), at, people.ana.id) as (screen, pilot):
        await pilot.press("t")
        assert screen.only == people.ana.id
        assert screen.frame.event.id < at and screen.frame.event.officer_id == people.ana.id


async def test_what_nobody_did_by_hand_is_nobodys(run: Run) -> None:
    sweep = replace(run.events[0], officer_id=None)
    async with replaying(replace(run, events=(sweep, *run.events[1:]))) as (screen, pilot):
        await pilot.press("t")
        assert screen.only is None
        await wait_until(pilot, lambda: _("Nobody did this by hand.") in shown_words(pilot.app), "a sentence")


async def test_it_plays_to_its_end_and_stops_at_a_key(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async with replaying(run) as (screen, pilot):
        monkeypatch.setattr(replay, "PACE", 60)
        await pilot.press("space")
        assert screen.playing
        await pilot.press("right", "left")
        assert not screen.playing
        await pilot.press("space", "space")
        assert not screen.playing
        monkeypatch.setattr(replay, "PACE", 0.02)
        await pilot.press("space")
        await wait_until(pilot, lambda: screen.at == len(run.events) - 1 and not screen.playing, "the end")
        monkeypatch.setattr(replay, "PACE", 60)
        await pilot.press("space")
        assert screen.playing and screen.at == 0, "from its end it begins anew"


async def test_a_long_queue_is_shown_around_the_event(run: Run) -> None:
    tickets = len(frames(run)[-1].tickets)
    async with replaying(run, (80, 24)) as (screen, pilot):
        await pilot.press("end")
        for height in (6, 9):
            shown = queue_text(screen.frame, run, height)
            with pilot.app.console.capture() as captured:
                pilot.app.console.print(shown, height=height)
            lines = captured.get().splitlines()
            assert sum("▸" in line for line in lines) == 1
            assert str(tickets) in lines[0] and f"1–{height - 1}" in lines[0]


async def test_a_run_in_which_nothing_happened(run: Run) -> None:
    async with replaying(replace(run, events=())) as (screen, pilot):
        await pilot.press("right", "t", "space", "end")
        assert _("Nothing has happened in this run.") in shown_words(pilot.app) and screen.frame is None


async def test_what_a_saved_run_names_is_never_read_as_markup(run: Run) -> None:
    officers = {one: "Ana [/red] Seroja" for one in run.officers}
    async with replaying(replace(run, title="Hari [bold]uji[/]", officers=officers)) as (_screen, pilot):
        await pilot.press("end")
        seen = shown_words(pilot.app)
        assert "Hari [bold]uji[/]" in seen and "Ana [/red] Seroja" in seen


# Which run


async def test_the_present_run_and_the_saved_ones_newest_first(tmp_path: Path, run: Run) -> None:
    async with at_room(tmp_path / "ruang") as officer:
        folder = officer.room.folder / "putar-ulang"
        for name in ("lama", "baru"):
            save_run(run, folder / f"{name}.json")
        os.utime(folder / "lama.json", (1, 1))
        (folder / "rusak.json").write_text("{")
        os.utime(folder / "rusak.json", (0, 0))
        assert [one.name for one in saved_runs(folder)] == ["baru", "lama", "rusak"]
        screen = RunsScreen(officer.room)
        await officer.app.push_screen(screen)
        await officer.see("The present run")
        places = [officer.text.index(name) for name in ("The present run", "baru", "lama", "rusak")]
        assert places == sorted(places)
        await officer.press("down", "enter")
        await officer.until(lambda: isinstance(officer.app.screen, ReplayScreen), "the saved run")
        shown: Any = officer.app.screen
        assert shown.run == run
        await officer.press("escape", "end", "enter")
        await officer.until(lambda: any("rusak.json" in told for told in officer.toasts), "what is wrong with it")
        assert officer.app.screen is screen
        await officer.press("home", "enter")
        await officer.until(lambda: isinstance(officer.app.screen, ReplayScreen), "the present run")
        present: Any = officer.app.screen
        assert present.run.scenario == officer.room.plan.scenario.code
        assert [event.id for event in present.run.events] == [event.id for event in desk_of(officer.app).log()]


async def test_without_saved_runs_there_is_the_present_one(tmp_path: Path) -> None:
    async with at_room(tmp_path) as officer:
        await officer.app.push_screen(RunsScreen(officer.room))
        await officer.see("The present run")
        await officer.press("enter")
        await officer.until(lambda: isinstance(officer.app.screen, ReplayScreen), "the replay")
        assert json.loads(officer.app.screen.frame.event.data) is not None  # type: ignore[attr-defined]

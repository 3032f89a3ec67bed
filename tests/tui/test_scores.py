"""The score card at the keyboard: points, lost points with their moments, the replay, and what is written."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kppn_tui.i18n import _
from kppn_tui.training.score.criteria import CRITERION_TEXT, Criterion
from kppn_tui.training.score.export import to_csv, to_html
from kppn_tui.training.score.office_facts import OfficeFacts
from kppn_tui.training.score.run_file import load_run
from kppn_tui.training.score.score_card import score
from kppn_tui.tui.training.file_prompt import PlacePrompt, place_of
from kppn_tui.tui.training.replay import ReplayScreen
from kppn_tui.tui.training.scores import ScoreScreen, event_of, file_name
from kppn_tui.tui.widgets.rowlist import RowList
from tests.tui.helpers import desk_of
from tests.tui.rooms import OfficerInRoom, at_room

SIZES = [(80, 24), (120, 36)]


def careless(officer: OfficerInRoom) -> None:
    """The trainee calls the second visitor before the first, and answers without a reference."""
    desk, ana = desk_of(officer.app), officer.app.client.officer
    assert desk is not None and ana is not None
    officer.comes()
    second = officer.comes("Cahyo [/b] Seroja")
    desk.call(ana, second.id)
    desk.start(ana, second.id)
    desk.identify(ana, second.id, name="Cahyo Seroja", satker_code="980113", satker_name="PUSKESMAS SEROJA")
    item = desk.session(second.id).consultations[0].consultation
    desk.record(ana, item, topic="LPJ", question="Bagaimana?")
    desk.resolve(ana, item, answer="Begini.", no_reference=True)
    desk.finish(ana, second.id)


def right_half(officer: OfficerInRoom) -> str:
    return " ".join(" ".join(line.partition("│")[2] for line in officer.lines).split())


@asynccontextmanager
async def at_scores(folder: Path, act: Any = careless, **more: Any) -> AsyncIterator[tuple[OfficerInRoom, Any]]:
    async with at_room(folder, **more) as officer:
        act(officer)
        screen = ScoreScreen(officer.room)
        officer.app.push_screen(screen)
        await officer.until(lambda: screen.cards and screen.card.officer in officer.text, "the card")
        yield officer, screen


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
@pytest.mark.parametrize("lang", ["id", "en"])
async def test_each_criterion_and_each_lost_point_is_seen(tmp_path: Path, size: tuple[int, int], lang: str) -> None:
    async with at_scores(tmp_path, size=size, lang=lang) as (officer, screen):
        card = screen.card
        assert card.lost_points and f"{card.percent}%" in officer.lines[0]
        for mark in card.marks:
            named = _(CRITERION_TEXT[mark.criterion]), mark.requirement
            await officer.until(partial(officer.line, *named), "the criterion is painted")
            line = officer.line(*named)
            assert (f"{mark.earned}/{mark.possible}" if mark.tried else "–") in line
        for loss in card.lost_points:
            assert loss.requirement in officer.line(loss.label, loss.sentence[:30])
        assert card.lost_points[0].sentence in officer.text, "whole at the foot"
        for key, name in (("Enter", "replay"), ("h", "html"), ("c", "csv"), ("s", "save")):
            assert f" {key} " in officer.footer, name
        await officer.press("down")
        await officer.until(lambda: card.lost_points[1].sentence in officer.text, "the next one whole")


async def test_the_card_is_the_one_that_the_rules_give(tmp_path: Path) -> None:
    async with at_scores(tmp_path) as (officer, screen):
        room, desk = officer.room, desk_of(officer.app)
        assert desk is not None
        run = room.run_to_save(desk)
        card = score(run, room.trainee(desk).id, OfficeFacts.of(room.settings))
        assert (screen.card.marks, screen.card.officer) == (card.marks, officer.app.client.officer.name)  # type: ignore[union-attr]
        assert not card.mark(Criterion.ORDER).earned and card.mark(Criterion.IDENTITY).earned


async def test_the_card_of_another_officer_is_one_key_away(tmp_path: Path) -> None:
    def both(officer: OfficerInRoom) -> None:
        careless(officer)
        assert desk_of(officer.app) is not None
        desk_of(officer.app).call_next(officer.person("cso2"))

    async with at_scores(tmp_path, both) as (officer, screen):
        names = [officer.person("cso1").name, officer.person("cso2").name]
        assert [card.officer for card in screen.cards] == names, "the satpam is judged by nothing here"
        assert f"‹ {names[0]} ›" in officer.text
        for key, name in (("right", names[1]), ("right", names[0]), ("left", names[1])):
            await officer.press(key)
            await officer.until(lambda who=name: f"‹ {who} ›" in officer.text, name)  # type: ignore[misc]
        assert f"{screen.cards[1].percent}%" in officer.lines[0]


async def test_a_card_without_a_lost_point_says_so(tmp_path: Path) -> None:
    async with at_scores(tmp_path) as (officer, screen):
        full = tuple(replace(mark, earned=mark.possible, lost_points=()) for mark in screen.card.marks)
        for marks, told in ((full, "No point is lost."), ((), "Nothing has been judged yet.")):
            screen.cards = [replace(screen.card, marks=marks)]
            screen.action_officer(1)
            await officer.see(told)
            await officer.press("enter")
            assert officer.app.screen is screen and officer.greyed("Replay")


async def test_a_lost_point_opens_the_replay_at_its_moment(tmp_path: Path) -> None:
    async with at_scores(tmp_path) as (officer, screen):
        await officer.press("down")
        loss = screen.loss
        assert loss == screen.card.lost_points[1]
        await officer.press("enter")
        await officer.until(lambda: isinstance(officer.app.screen, ReplayScreen), "the replay")
        replay: Any = officer.app.screen
        assert replay.frame.event.id == loss.event_id
        await officer.until(
            lambda: f"✗ {loss.requirement} {loss.sentence}" in right_half(officer), "what was lost there"
        )
        await officer.press("escape")
        await officer.until(lambda: officer.app.screen is screen, "the card")
        assert screen.loss == loss


@pytest.mark.parametrize(("key", "ending", "text_of"), [("h", "html", to_html), ("c", "csv", to_csv)])
async def test_the_card_is_written_into_the_room(tmp_path: Path, key: str, ending: str, text_of: Any) -> None:
    async with at_scores(tmp_path) as (officer, screen):
        place = officer.room.folder / "kartu" / f"{file_name(screen.card.run, screen.card.officer)}.{ending}"
        for written in (place, place.with_stem(f"{place.stem}-2")):
            await officer.press(key)
            await officer.until(lambda: isinstance(officer.app.screen, PlacePrompt), "the place")
            await officer.press("enter")
            await officer.until(lambda file=written: any(str(file) in told for told in officer.toasts), "where it is")  # type: ignore[misc]
            assert written.read_bytes().decode("utf-8") == text_of(screen.card)
        assert officer.app.screen is screen


async def test_another_place_may_be_typed_and_nothing_is_overwritten(tmp_path: Path) -> None:
    there = tmp_path / "kelas [b]"
    there.mkdir()
    (there / "ada.csv").write_text("milik orang lain")
    async with at_scores(tmp_path) as (officer, screen):
        usual = f"{file_name(screen.card.run, screen.card.officer)}.csv"
        for typed, written in ((str(there), there / usual), (str(there / "baru" / "x.csv"), there / "baru" / "x.csv")):
            await officer.press("c")
            await officer.until(lambda: isinstance(officer.app.screen, PlacePrompt), "the place")
            officer.app.screen.query_one("Input").value = typed  # type: ignore[attr-defined]
            await officer.press("enter")
            await officer.until(written.exists, "the file")
            await officer.until(lambda file=written: any(str(file) in told for told in officer.toasts), "where it is")  # type: ignore[misc]
        await officer.press("c")
        await officer.until(lambda: isinstance(officer.app.screen, PlacePrompt), "the place")
        officer.app.screen.query_one("Input").value = str(there / "ada.csv")  # type: ignore[attr-defined]
        await officer.press("enter")
        await officer.until(lambda: any("ada.csv" in told for told in officer.toasts), "a refusal")
        assert (there / "ada.csv").read_text() == "milik orang lain"
        await officer.press("c")
        await officer.until(lambda: isinstance(officer.app.screen, PlacePrompt), "the place")
        before = sorted(tmp_path.rglob("*"))
        await officer.press("escape")
        await officer.until(lambda: officer.app.screen is screen, "back")
        assert sorted(tmp_path.rglob("*")) == before


async def test_the_run_is_saved_and_can_be_read_again(tmp_path: Path) -> None:
    async with at_scores(tmp_path) as (officer, screen):
        await officer.press("s")
        await officer.until(lambda: isinstance(officer.app.screen, PlacePrompt), "the place")
        await officer.press("enter")
        file = officer.room.folder / "putar-ulang" / f"{file_name(screen.card.run)}.json"
        await officer.until(lambda: any(str(file) in told for told in officer.toasts), "where it is")
        assert load_run(file) == screen.card.run


async def test_before_anything_is_done_there_is_a_card_too(tmp_path: Path) -> None:
    async with at_scores(tmp_path, lambda _officer: None) as (officer, screen):
        assert len(screen.cards) == 1
        assert [mark.criterion for mark in screen.card.marks if mark.tried] == [Criterion.ACTIONS]
        assert officer.greyed("Next officer")
        await officer.press("right", "escape")
        await officer.until(lambda: officer.app.screen is not screen, "back")


async def test_letters_of_the_desk_do_nothing_here(tmp_path: Path) -> None:
    async with at_scores(tmp_path) as (officer, screen):
        assert isinstance(screen.focused, RowList)
        await officer.press("n", "a", "1", "u", "q")
        assert officer.app.screen is screen and officer.app.is_running


def test_what_is_typed_names_a_file_or_a_folder(tmp_path: Path) -> None:
    usual = tmp_path / "kartu" / "a.html"
    assert place_of("  ", usual) == usual
    assert place_of(str(tmp_path), usual) == tmp_path / "a.html"
    assert place_of(f"{tmp_path}/baru/", usual) == tmp_path / "baru" / "a.html"
    assert place_of("~/b.html", usual) == Path.home() / "b.html"


async def test_a_loss_that_no_event_caused_is_shown_at_the_last_one_before_it(tmp_path: Path) -> None:
    async with at_scores(tmp_path) as (_officer, screen):
        run, loss = screen.card.run, screen.card.lost_points[0]
        assert event_of(run, loss) == loss.event_id
        unmarked = replace(loss, event_id=None)
        assert event_of(run, replace(unmarked, at=run.events[-1].at + timedelta(hours=1))) == run.events[-1].id
        assert event_of(run, replace(unmarked, at=run.events[0].at - timedelta(hours=1))) is None

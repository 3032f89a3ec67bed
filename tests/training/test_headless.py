"""Every shipped scenario to its end with a scripted trainee: the same each time, and the laws of the desk hold."""

import json
from pathlib import Path
from typing import Any

import pytest

from kppn_tui.desk import Desk
from kppn_tui.training.headless import run_headless
from kppn_tui.training.room import Room
from kppn_tui.training.scenario import scenario_codes
from kppn_tui.training.score.office_facts import OfficeFacts
from kppn_tui.training.score.score_card import ScoreCard, score
from kppn_tui.training.scripted_officer import Manner
from tests.invariants import check
from tests.soak import in_soak
from tests.training.rooms import new_room

CODES = scenario_codes()
#: Played twice with the same seed always: several days.
TWICE = ("tamu-sulit",)
FAULTS = "the faults of a careless trainee are the same in every scenario"
SAME = "that chance comes from the seed alone is shown by one scenario"
#: The log without what chance there is: the numbers of the rows are the same, so nothing is left out.
Log = list[tuple[Any, ...]]


def log_of(desk: Desk) -> Log:
    """Every event with everything in it."""
    return [
        (e.id, e.at, e.action, e.officer_id, e.ticket_id, e.consultation_id, e.escalation_id, json.loads(e.data))
        for e in desk.log()
    ]


def card_of(room: Room, desk: Desk) -> ScoreCard:
    """The trainee's score card."""
    return score(room.run_to_save(desk), room.trainee(desk).id, OfficeFacts.of(desk.settings))


def lived(folder: Path, code: str, seed: int, manner: Manner) -> tuple[Room, Log, ScoreCard]:
    """A whole run in a folder of its own; the laws of rows and trail are checked."""
    folder.mkdir()
    room = new_room(folder, code, seed)
    with run_headless(room, manner) as desk:
        assert desk.now() == room.plan.end
        log, card = log_of(desk), card_of(room, desk)
    check(room.settings.url, room.settings.office.code)
    return room, log, card


@pytest.mark.parametrize("code", [*TWICE, *(in_soak(SAME, code) for code in CODES if code not in TWICE)])
def test_the_same_seed_gives_the_same_log_and_score(tmp_path: Path, code: str) -> None:
    room, first, card = lived(tmp_path / "one", code, 1, Manner.GOOD)
    _, again, same = lived(tmp_path / "two", code, 1, Manner.GOOD)
    assert again == first
    assert same.marks == card.marks
    came = {caller.key for caller in room.callers().values()}
    assert {caller.key for caller in room.plan.callers if caller.at <= room.plan.end} <= came


@pytest.mark.parametrize("seed", [2, in_soak("another drawing of the same scenario", 3)])
@pytest.mark.parametrize("code", CODES)
def test_a_good_trainee_keeps_the_standard(tmp_path: Path, code: str, seed: int) -> None:
    _, _log, card = lived(tmp_path / "good", code, seed, Manner.GOOD)
    assert [(loss.requirement, loss.label, loss.sentence) for mark in card.marks for loss in mark.lost_points] == []
    assert card.percent == 100


@pytest.mark.parametrize("seed", [2, in_soak("another drawing of the same scenario", 3)])
@pytest.mark.parametrize("code", [*TWICE, *(in_soak(FAULTS, code) for code in CODES if code not in TWICE)])
def test_a_careless_trainee_does_not(tmp_path: Path, code: str, seed: int) -> None:
    _, _log, card = lived(tmp_path / "careless", code, seed, Manner.CARELESS)
    assert card.percent < 90

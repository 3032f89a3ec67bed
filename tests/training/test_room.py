"""A room on the disk: whole or not there, and what is damaged is said in one sentence."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from kppn_tui.domain.errors import CalendarMissing, RuleRefused
from kppn_tui.office.places import room_folder
from kppn_tui.training.room import open_room
from tests.conftest import WITA
from tests.training.rooms import new_room

Told = dict[str, Any]


def test_half_a_room_is_not_left_behind(tmp_path: Path) -> None:
    with pytest.raises(CalendarMissing):
        new_room(tmp_path, now=datetime(2031, 1, 6, 9, 0, tzinfo=WITA))
    assert list(tmp_path.iterdir()) == []
    assert new_room(tmp_path).plan.callers


def test_a_room_opened_again_plays_the_same_plan(tmp_path: Path) -> None:
    room = new_room(tmp_path, "minggu-gaji", seed=7)
    again = open_room(room.path, "id")
    assert (again.plan, again.today, again.state()) == (room.plan, room.today, room.state())
    assert again.caller_log.callers() == room.caller_log.callers()


@pytest.mark.parametrize(
    "damage",
    [
        lambda told: told | {"format": 99},
        lambda told: told | {"seed": "satu"},
        lambda told: told | {"today": "kemarin"},
        lambda told: {name: told[name] for name in told if name != "scenario"},
        lambda told: [told],
        lambda told: None,
    ],
)
def test_a_damaged_room_is_refused_in_one_sentence(tmp_path: Path, damage: Callable[[Told], object]) -> None:
    room = new_room(tmp_path)
    facts = room_folder(room.path) / "ruang.json"
    facts.write_text(json.dumps(damage(json.loads(facts.read_text()))))
    with pytest.raises(RuleRefused) as error:
        open_room(room.path, "id")
    assert error.value.parameters["file"] == room.path


def test_a_room_cut_off_in_the_middle_is_refused(tmp_path: Path) -> None:
    room = new_room(tmp_path)
    (room_folder(room.path) / "ruang.json").write_text('{"format": 1, "scen')
    with pytest.raises(RuleRefused):
        open_room(room.path, "id")

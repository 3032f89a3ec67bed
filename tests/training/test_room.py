"""A room on the disk: whole or not there, and what is damaged is said in one sentence."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kppn_tui.domain.errors import CalendarMissing, RuleRefused
from kppn_tui.office.places import room_folder
from kppn_tui.training.room import open_room
from kppn_tui.training.room_state import PlayedBy, RoomState
from kppn_tui.training.time_jumps import TimeJump
from tests.conftest import WITA
from tests.training.rooms import make_room, new_room

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


@pytest.mark.parametrize("name", ["keadaan.json", "jam.json", "tamu.jsonl"])
@pytest.mark.parametrize("content", ["", "[1, 2]", '{"generation": "satu"}', "{", '{"ticket": 7}\n', "null\n"])
def test_a_room_with_a_damaged_file_is_refused_in_one_sentence(tmp_path: Path, name: str, content: str) -> None:
    room = make_room(tmp_path)
    (room.folder / name).write_text(content)
    if (name, content) in NOT_DAMAGED:
        assert open_room(room.path, "id").callers() == {}
        return
    with pytest.raises(RuleRefused) as error:
        open_room(room.path, "id")
    assert error.value.parameters["file"] == room.path


#: A caller log may be empty, and its last line may be one that is being written.
NOT_DAMAGED = [("tamu.jsonl", content) for content in ("", "[1, 2]", '{"generation": "satu"}', "{")]


def test_the_state_of_a_room_is_read_and_written_as_its_first_version_did(tmp_path: Path) -> None:
    room = make_room(tmp_path)
    first = {
        "generation": 3,
        "hints": True,
        "frozen": False,
        "over": False,
        "leaping": "after_holidays",
        "dark_until": "2026-11-24T02:30:00+00:00",
        "notice": "SAKTI mati",
        "notices": 2,
        "roles": {"cso1": "person", "cso2": "director"},
    }
    (room.folder / "keadaan.json").write_text(json.dumps(first))
    state = RoomState(
        generation=3,
        hints=True,
        jumping_to=TimeJump.AFTER_HOLIDAYS,
        power_off_until=datetime(2026, 11, 24, 2, 30, tzinfo=UTC),
        notice="SAKTI mati",
        notices=2,
        played_by={"cso1": PlayedBy.PERSON, "cso2": PlayedBy.SIMULATOR},
    )
    assert room.state() == state
    room.change_state()
    assert json.loads((room.folder / "keadaan.json").read_text()) == first
    room.change_state(jumping_to=None, power_off_until=None)
    again = json.loads((room.folder / "keadaan.json").read_text())
    assert (again["leaping"], again["dark_until"]) == ("", None)

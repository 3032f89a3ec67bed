"""State of a room: what every terminal of it shows, written by its leader."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from kppn_tui.training.json_records import from_json, make_converter, to_json
from kppn_tui.training.room_files import write_whole
from kppn_tui.training.time_jumps import TimeJump


class PlayedBy(StrEnum):
    """Player of an officer. The values stand in files that older versions of the program read as well."""

    SIMULATOR = "director"
    PERSON = "person"


@dataclass(frozen=True)
class RoomState:
    """State of a room, as every terminal of it shows it.

    `jumping_to` is where the clock jumps at the moment. `generation` grows with each reset, after which every terminal
    opens the database anew; `notices` with each `notice`. `played_by` tells by login who plays each officer.
    """

    generation: int = 1
    hints: bool = False
    frozen: bool = False
    over: bool = False
    jumping_to: TimeJump | None = None
    power_off_until: datetime | None = None
    notice: str = ""
    notices: int = 0
    played_by: Mapping[str, PlayedBy] = field(default_factory=dict)


def read_state(file: Path) -> RoomState:
    """Return the state as it was written last. Raises WrongValue: the file is damaged."""
    return from_json(file.read_bytes(), RoomState, _CONVERTER)


def write_state(file: Path, state: RoomState) -> None:
    """Write `state` for every terminal to see."""
    write_whole(file, to_json(state, _CONVERTER))


# Names in the file are those of its first version.
_CONVERTER = make_converter()
_JUMPING_TO = override(
    rename="leaping",
    struct_hook=lambda value, _kind: TimeJump(value) if value else None,
    unstruct_hook=lambda jump: jump or "",
)
_POWER_OFF_UNTIL, _PLAYED_BY = override(rename="dark_until"), override(rename="roles")
_CONVERTER.register_structure_hook(
    RoomState,
    make_dict_structure_fn(
        RoomState, _CONVERTER, jumping_to=_JUMPING_TO, power_off_until=_POWER_OFF_UNTIL, played_by=_PLAYED_BY
    ),
)
_CONVERTER.register_unstructure_hook(
    RoomState,
    make_dict_unstructure_fn(
        RoomState, _CONVERTER, jumping_to=_JUMPING_TO, power_off_until=_POWER_OFF_UNTIL, played_by=_PLAYED_BY
    ),
)

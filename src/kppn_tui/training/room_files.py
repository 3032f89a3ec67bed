"""Files of a room, in the folder beside its database, and how they are written."""

import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from threading import get_ident

from kppn_tui.domain.errors import N_, RuleRefused
from kppn_tui.office.places import room_folder
from kppn_tui.training.json_records import WrongValue, from_json, to_json

FORMAT = 1
DAMAGED = N_("The room of {file} can't be used any more: name a new file.")


@dataclass(frozen=True)
class RoomFiles:
    """The paths of the room whose database is `database`."""

    database: Path

    @property
    def folder(self) -> Path:
        """Return the folder that holds everything but the database."""
        return room_folder(self.database)

    @property
    def origin(self) -> Path:
        """Return the file that tells what the room was made of; without it, it is no room."""
        return self.folder / "ruang.json"

    @property
    def office(self) -> Path:
        """Return the office file."""
        return self.folder / "kantor.toml"

    @property
    def satker(self) -> Path:
        """Return the list of satker."""
        return self.folder / "satker.csv"

    @property
    def state(self) -> Path:
        """Return the file of the state that every terminal shows."""
        return self.folder / "keadaan.json"

    @property
    def clock(self) -> Path:
        """Return the clock's file."""
        return self.folder / "jam.json"

    @property
    def callers(self) -> Path:
        """Return the caller log."""
        return self.folder / "tamu.jsonl"

    @property
    def orders(self) -> Path:
        """Return the file of orders to the leader."""
        return self.folder / "perintah.jsonl"

    @property
    def orders_read(self) -> Path:
        """Return the file that tells up to which byte the orders were read."""
        return self.folder / "didengar"

    @property
    def leader_lock(self) -> Path:
        """Return the file that the leader holds locked."""
        return self.folder / "pemimpin.lock"

    @property
    def new_database(self) -> Path:
        """Return where a reset makes the database anew."""
        return self.folder / "baru.db"

    @property
    def new_callers(self) -> Path:
        """Return where a reset makes the caller log anew."""
        return self.folder / "baru.jsonl"


@dataclass(frozen=True)
class RoomOrigin:
    """Origin of a room, from which its plan follows. `scenario` is a file in the room's folder."""

    format: int
    scenario: str
    seed: int
    today: date
    start: datetime


def read_origin(files: RoomFiles) -> RoomOrigin:
    """Return what the room was made of. Raises RuleRefused: the room is damaged, or another version made it."""
    try:
        origin = from_json(files.origin.read_bytes(), RoomOrigin)
        if origin.format != FORMAT:
            raise WrongValue("format")
    except (OSError, WrongValue) as error:
        raise RuleRefused(DAMAGED, file=files.database) from error
    return origin


def write_origin(files: RoomFiles, origin: RoomOrigin) -> None:
    """Write down what the room was made of."""
    write_whole(files.origin, to_json(origin))


def write_whole(file: Path, text: str) -> None:
    """Replace the content of `file` by `text`; a program that reads it meanwhile never sees half of it."""
    draft = file.with_name(f"{file.name}.{os.getpid()}.{get_ident()}")
    draft.write_text(text, "utf-8")
    draft.replace(file)


def remove_database(database: Path) -> None:
    """Remove a SQLite file with what SQLite keeps beside it."""
    for file in (database, *database.parent.glob(f"{database.name}-*")):
        file.unlink(missing_ok=True)

"""Orders that any terminal may give to the leader of a room, who alone can carry them out."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, get_args

from kppn_tui.domain.errors import N_, BadInput
from kppn_tui.training.json_records import CONVERTER, WrongValue, structure
from kppn_tui.training.room_files import RoomFiles, write_whole
from kppn_tui.training.simulation.injects import Inject
from kppn_tui.training.time_jumps import TimeJump


class OrderKind(StrEnum):
    """Kind of order to the leader. The values stand in the room's file of orders."""

    JUMP = "step"
    INJECT = "inject"
    SHOW_HINTS = "hints"
    FREEZE = "freeze"
    TAKE_ROLE = "take"
    GIVE_ROLE_BACK = "give_back"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class JumpOrder:
    """Order to let the clock jump to a moment."""

    kind: ClassVar = OrderKind.JUMP
    to: TimeJump


@dataclass(frozen=True, slots=True)
class InjectOrder:
    """Order to let something happen now."""

    kind: ClassVar = OrderKind.INJECT
    what: Inject


@dataclass(frozen=True, slots=True)
class HintsOrder:
    """Order to show the hints, or to hide them."""

    kind: ClassVar = OrderKind.SHOW_HINTS
    on: bool


@dataclass(frozen=True, slots=True)
class FreezeOrder:
    """Order to freeze the room, or to let it go on."""

    kind: ClassVar = OrderKind.FREEZE
    on: bool


@dataclass(frozen=True, slots=True)
class TakeRoleOrder:
    """Order to simulate the officer `login` no longer: a real person plays them."""

    kind: ClassVar = OrderKind.TAKE_ROLE
    login: str


@dataclass(frozen=True, slots=True)
class GiveRoleBackOrder:
    """Order to simulate the officer `login` again."""

    kind: ClassVar = OrderKind.GIVE_ROLE_BACK
    login: str


@dataclass(frozen=True, slots=True)
class ResetOrder:
    """Order to begin the room anew."""

    kind: ClassVar = OrderKind.RESET


Order = JumpOrder | InjectOrder | HintsOrder | FreezeOrder | TakeRoleOrder | GiveRoleBackOrder | ResetOrder
ORDERS: dict[OrderKind, type[Order]] = {order.kind: order for order in get_args(Order)}


def read_order(line: bytes) -> Order:
    """Return the order that a line of the file stands for. Raises BadInput: this version knows no such order."""
    try:
        values = json.loads(line)
        kind = OrderKind(values.pop("do"))
        return structure(values, ORDERS[kind], CONVERTER)
    except (ValueError, TypeError, LookupError, AttributeError, WrongValue) as error:
        raise BadInput(N_("There is no such order: {order}"), order=line.decode(errors="replace")[:100]) from error


class OrderFile:
    """The room's file of orders, to which any terminal adds. A new leader goes on reading where the last one ended."""

    def __init__(self, files: RoomFiles) -> None:
        self._path = files.orders
        self._read_path = files.orders_read

    def send(self, order: Order) -> None:
        """Ask the leader for `order`."""
        values = {"do": order.kind, **CONVERTER.unstructure(order)}
        with self._path.open("ab", buffering=0) as file:
            file.write(json.dumps(values).encode() + b"\n")

    @property
    def waiting(self) -> bool:
        """Return whether there are orders that were not taken yet."""
        return self._path.exists() and self._path.stat().st_size > self._read_bytes()

    def take(self) -> Iterator[bytes]:
        """Yield the line of each order that was not taken yet, and never again; `read_order` understands them."""
        if not self.waiting:
            return
        with self._path.open("rb") as file:
            file.seek(self._read_bytes())
            lines = file.read().splitlines()
            write_whole(self._read_path, str(file.tell()))
        yield from lines

    def _read_bytes(self) -> int:
        return int(self._read_path.read_text()) if self._read_path.exists() else 0

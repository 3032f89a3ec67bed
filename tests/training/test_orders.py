"""Orders to the leader: each kind has its record and its handler, and none that is not understood stops the room."""

from contextlib import closing
from pathlib import Path

import pytest

from kppn_tui.domain.errors import BadInput
from kppn_tui.i18n import _
from kppn_tui.training.orders import (
    ORDERS,
    FreezeOrder,
    GiveRoleBackOrder,
    HintsOrder,
    InjectOrder,
    JumpOrder,
    Order,
    OrderFile,
    OrderKind,
    ResetOrder,
    TakeRoleOrder,
    read_order,
)
from kppn_tui.training.room_files import RoomFiles
from kppn_tui.training.room_loop import HANDLERS, RoomLoop
from kppn_tui.training.simulation.injects import ACTS, Inject
from kppn_tui.training.time_jumps import TARGETS, TimeJump
from tests.training.rooms import HandTime, make_room

EACH: tuple[Order, ...] = (
    JumpOrder(TimeJump.AFTER_HOLIDAYS),
    InjectOrder(Inject.POWER_CUT),
    HintsOrder(True),
    FreezeOrder(False),
    TakeRoleOrder("cso2"),
    GiveRoleBackOrder("cso2"),
    ResetOrder(),
)


def test_every_kind_of_order_jump_and_inject_is_in_its_table() -> None:
    assert set(ORDERS) == set(HANDLERS) == set(OrderKind) == {order.kind for order in EACH}
    assert set(TARGETS) == set(TimeJump)
    assert set(ACTS) == set(Inject)


def test_orders_are_taken_once_and_in_order_by_whoever_reads(tmp_path: Path) -> None:
    files = RoomFiles(tmp_path / "latihan.db")
    files.folder.mkdir()
    one, other = OrderFile(files), OrderFile(files)
    waiting = [one.waiting]
    assert list(one.take()) == []
    for order in EACH:
        other.send(order)
    waiting.append(one.waiting)
    assert [read_order(line) for line in one.take()] == list(EACH)
    waiting.append(other.waiting)
    assert list(other.take()) == []
    one.send(ResetOrder())
    assert [read_order(line) for line in other.take()] == [ResetOrder()]
    assert waiting == [False, True, False]


NOT_UNDERSTOOD = [
    b'{"do": "dance"}',
    b'{"do": "step", "to": "yesterday"}',
    b'{"do": "inject"}',
    b'{"do": "hints", "on": 1}',
    b'{"do": "reset", "now": true}',
    b'{"to": "event"}',
    b'["step"]',
    b'{"do": "st',
    b"\xff",
]


@pytest.mark.parametrize("line", NOT_UNDERSTOOD)
def test_an_order_that_is_not_understood_is_refused(line: bytes) -> None:
    with pytest.raises(BadInput):
        read_order(line)


def test_an_order_of_another_version_is_announced_and_the_next_one_done(tmp_path: Path) -> None:
    time = HandTime()
    room = make_room(tmp_path, monotonic=time)
    with closing(RoomLoop(room, time.wait)) as loop:
        loop.open()
        room.files.orders.write_bytes(b'{"do": "dance"}\n')
        room.orders.send(HintsOrder(True))
        loop.turn()
        assert room.state().notice == _("There is no such order: {order}").format(order='{"do": "dance"}')
        assert room.state().hints

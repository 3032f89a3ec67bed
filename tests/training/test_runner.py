"""The runner of each program of a room: who leads, who follows, and what happens when it can't go on."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from kppn_tui.domain.errors import StoreUnavailable
from kppn_tui.i18n import _
from kppn_tui.training.orders import JumpOrder
from kppn_tui.training.room import Room, open_room
from kppn_tui.training.runner import LEFT, RETRY, SUCCESSION, RoomRunner
from kppn_tui.training.scripted_officer import Step
from kppn_tui.training.simulation.driver import OfficerDriver
from kppn_tui.training.time_jumps import TimeJump
from tests.conftest import WITA, wita
from tests.invariants import check
from tests.training.rooms import HandTime, make_room, turn_until

CLOSING = wita("2026-11-24 16:00")


def runner_of(room: Room, time: HandTime, plan_step: Callable[[], Step | None] | None = None) -> RoomRunner:
    """A runner whose turns are run by hand; `plan_step` is that of a scripted trainee."""
    make_driver = None if plan_step is None else lambda _desk: OfficerDriver(plan_step, lambda _step: None)
    return RoomRunner(room, make_driver=make_driver, wait=time.wait)


def test_another_terminal_sees_the_same_moment_and_leads_when_the_first_has_gone(tmp_path: Path) -> None:
    time = HandTime()
    room = make_room(tmp_path, monotonic=time)
    other = open_room(room.path, "id", time)
    first, second = runner_of(room, time), runner_of(other, time)
    room.orders.send(JumpOrder(TimeJump.QUARTER))
    turn_until(first.turn, lambda: room.clock().astimezone(WITA) == wita("2026-11-24 10:30"), "a quarter later")
    before = time.at
    second.turn()
    assert (other.is_leader, time.at - before) == (False, SUCCESSION)
    assert other.clock() == room.clock()
    assert other.callers() == room.callers()
    first.stop()
    assert not room.is_leader
    other.orders.send(JumpOrder(TimeJump.CLOSING))
    turn_until(second.turn, lambda: other.clock().astimezone(WITA) == CLOSING, "the second leads on")
    assert other.is_leader
    assert (other.state().notice, other.state().notices) == (_(LEFT), 1)
    second.stop()
    assert (first.failure, second.failure) == (None, None)
    check(room.settings.url, room.settings.office.code)


def test_a_database_that_does_not_answer_is_tried_again(tmp_path: Path) -> None:
    time = HandTime()
    room, failures = make_room(tmp_path, monotonic=time), [StoreUnavailable(url="latihan.db", reason="uji")]

    def plan_step() -> None:
        while failures:
            raise failures.pop()

    runner, before = runner_of(room, time, plan_step), time.at
    runner.turn()
    assert (room.is_leader, time.at - before) == (False, RETRY)
    room.orders.send(JumpOrder(TimeJump.CLOSING))
    turn_until(runner.turn, lambda: room.clock().astimezone(WITA) == CLOSING, "the room goes on")
    runner.stop()
    assert runner.failure is None
    assert room.state().notices == 0


def test_a_jump_goes_on_after_a_database_that_did_not_answer(tmp_path: Path) -> None:
    time = HandTime()
    room, failures = make_room(tmp_path, monotonic=time), list[StoreUnavailable]()

    def plan_step() -> None:
        while failures:
            raise failures.pop()

    runner = runner_of(room, time, plan_step)
    room.orders.send(JumpOrder(TimeJump.CLOSING))
    runner.turn()
    failures.append(StoreUnavailable(url="latihan.db", reason="uji"))
    turn_until(runner.turn, lambda: not failures, "the database fails")
    turn_until(runner.turn, lambda: room.clock().astimezone(WITA) == CLOSING, "the jump goes on")
    runner.stop()
    assert runner.failure is None


def test_a_runner_that_cannot_go_on_says_so_and_lets_another_lead(tmp_path: Path) -> None:
    time = HandTime()
    room, told = make_room(tmp_path, monotonic=time), list[str]()

    def plan_step() -> None:
        raise RuntimeError("the scripted officer fell asleep")

    runner = RoomRunner(
        room,
        make_driver=lambda _desk: OfficerDriver(plan_step, lambda _step: None),
        on_failure=lambda: told.append("failed"),
        wait=time.wait,
    )
    room.clock.run()
    with suppress(RuntimeError):
        runner.run()
    assert str(runner.failure) == "the scripted officer fell asleep"
    assert told == ["failed"]
    assert not room.clock.pace().running
    assert open_room(room.path, "id").try_to_lead()


@pytest.mark.timeout(60)
def test_its_thread_leads_until_it_is_stopped(tmp_path: Path) -> None:
    room = make_room(tmp_path)
    seen_by_waiter = list[bool]()
    runner = RoomRunner(room)
    wait = runner._wait

    def watched(seconds: float) -> object:
        seen_by_waiter.append(room.is_leader)
        return wait(seconds)

    runner._loop._wait = watched
    runner.start()
    while not seen_by_waiter:
        runner._stopped.wait(0.001)
    runner.stop()
    assert seen_by_waiter[0]
    assert not room.is_leader
    assert runner.failure is None

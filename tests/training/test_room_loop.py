"""The loop of the leading program, turn by turn on a real file and by a clock moved by hand."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kppn_tui.desk import connect
from kppn_tui.domain.states import TicketState
from kppn_tui.domain.sweep import Sweep
from kppn_tui.i18n import _
from kppn_tui.training.headless import run_headless
from kppn_tui.training.orders import (
    FreezeOrder,
    GiveRoleBackOrder,
    HintsOrder,
    InjectOrder,
    JumpOrder,
    Order,
    ResetOrder,
    TakeRoleOrder,
)
from kppn_tui.training.plan import Caller
from kppn_tui.training.room import Room
from kppn_tui.training.room_loop import RoomLoop
from kppn_tui.training.room_state import PlayedBy
from kppn_tui.training.simulation.injects import TRAITS, Inject
from kppn_tui.training.time_jumps import TimeJump
from tests.conftest import WITA, wita
from tests.invariants import check
from tests.training.rooms import DAY, HandTime, make_room, turn_until
from tests.training.test_headless import log_of


class Led:
    """A room and its loop, and a desk that looks on."""

    def __init__(self, folder: Path, code: str, on_sweep: Callable[[Sweep], None], oversleep: float) -> None:
        self.time = HandTime(oversleep)
        self.room: Room = make_room(folder, code, monotonic=self.time)
        self.loop = RoomLoop(self.room, self.time.wait, on_sweep)
        self.desk = connect(self.room.settings.url, self.room.settings, self.room.clock)

    def local(self) -> datetime:
        """The room's moment in the office's zone."""
        return self.room.clock().astimezone(WITA)

    def until(self, holds: Callable[[], object], what: str) -> None:
        """Run turn after turn until it holds."""
        turn_until(self.loop.turn, holds, what)

    def order(self, order: Order) -> None:
        """Order something and run the turn in which it is done."""
        self.room.orders.send(order)
        self.loop.turn()
        self.until(lambda: not self.room.orders.waiting, "the order is taken")

    def jump(self, to: TimeJump) -> datetime:
        """Jump, and tell the office's time afterwards."""
        before = self.room.clock()
        self.order(JumpOrder(to))
        self.until(lambda: self.room.state().jumping_to is None, f"the jump to {to} is over")
        assert self.room.clock() > before
        assert not self.room.clock.pace().running
        return self.local()

    def new_callers(self, act: Callable[[], None], count: int = 1) -> list[tuple[int, Caller]]:
        """The callers who come by `act`, with their tickets."""
        before = set(self.room.caller_log.callers())
        act()
        self.until(lambda: len(set(self.room.caller_log.callers()) - before) == count, "callers come")
        return [
            (ticket_id, one) for ticket_id, one in self.room.caller_log.callers().items() if ticket_id not in before
        ]


@contextmanager
def led(
    folder: Path,
    code: str = DAY,
    on_sweep: Callable[[Sweep], None] = lambda _sweep: None,
    oversleep: float = 0.0,
) -> Iterator[Led]:
    """A room with its loop open."""
    one = Led(folder, code, on_sweep, oversleep)
    with closing(one.desk), closing(one.loop):
        one.loop.open()
        yield one
    check(one.room.settings.url, one.room.settings.office.code)


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Led]:
    with led(tmp_path) as one:
        yield one


# Jumps


def test_jumps_lead_to_their_moments_and_time_stands_there(filled: Led) -> None:
    start = filled.local()
    assert start == wita("2026-11-24 10:15")
    assert start < filled.jump(TimeJump.EVENT) < start + timedelta(minutes=10)
    before = filled.local()
    assert filled.jump(TimeJump.QUARTER) == before + timedelta(minutes=15)
    assert filled.jump(TimeJump.CLOSING) == wita("2026-11-24 16:00")
    assert filled.jump(TimeJump.NEXT_DAY) == wita("2026-11-25 07:30")
    # 24 December is collective leave, 25 December a holiday, then the weekend.
    assert filled.jump(TimeJump.AFTER_HOLIDAYS) == wita("2026-12-28 07:30")


def test_a_jump_that_was_ordered_first_of_all_leads_beyond_what_is_due_already(filled: Led) -> None:
    assert filled.jump(TimeJump.EVENT) == wita("2026-11-24 10:16")


@pytest.mark.parametrize(("to", "minutes", "level"), [(TimeJump.WARNING, 15, "warn"), (TimeJump.BREACH, 20, "breach")])
def test_a_jump_to_a_limit_of_the_service_shows_the_alert(
    tmp_path: Path, to: TimeJump, minutes: int, level: str
) -> None:
    raised: list[Sweep] = []
    with led(tmp_path, "pelajaran-pertama", raised.append) as one:
        one.jump(TimeJump.EVENT)
        cso, (row,) = one.room.trainee(one.desk), one.desk.board().rows
        one.desk.start(cso, one.desk.call(cso, row.ticket))
        begun = one.local()
        assert one.jump(to) - begun in (timedelta(minutes=minutes), timedelta(minutes=minutes, seconds=1))
        assert [str(one.level) for one in raised[-1].raised] == [level]


def test_a_jump_without_a_service_to_wait_for_says_what_to_do_each_time(tmp_path: Path) -> None:
    with led(tmp_path, "pelajaran-pertama") as one:
        at = one.local()
        for times in (1, 2):
            one.order(JumpOrder(TimeJump.BREACH))
            assert one.room.state().notice == _("No service runs that could get there: serve somebody first.")
            assert one.room.state().notices == times
        assert one.local() == at


def test_a_jump_that_another_leader_has_left_is_over(tmp_path: Path) -> None:
    with led(tmp_path) as one:
        one.room.change_state(jumping_to=TimeJump.CLOSING)
        one.loop.close()
        one.loop.open()
        assert one.room.state().jumping_to is None


# Time


def test_time_passes_by_itself_and_never_passes_an_act(tmp_path: Path) -> None:
    with led(tmp_path, "minggu-gaji", oversleep=0.3) as one:
        one.room.clock.set_speed(600)
        one.room.clock.run()
        one.until(lambda: one.room.state().over, "the scenario is over")
        assert one.room.clock() == one.room.plan.end
        planned = {caller.key: caller.at for caller in one.room.plan.callers}
        came = one.room.caller_log.callers()
        for event in one.desk.log():
            if event.action == "take_ticket" and not came[event.ticket_id or 0].online:
                assert event.at == planned[came[event.ticket_id or 0].key]


def test_the_loop_runs_what_a_headless_run_does(tmp_path: Path) -> None:
    """Nobody at the trainee's counter: at 600× the same happens as in jumps from act to act."""
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    with led(tmp_path / "one", "listrik-padam") as one:
        one.order(TakeRoleOrder("cso1"))
        one.room.clock.set_speed(600)
        one.room.clock.run()
        one.until(lambda: one.room.state().over, "the scenario is over")
        log = log_of(one.desk)
        assert not one.desk.board().in_state(TicketState.CALLED)
    with run_headless(make_room(tmp_path / "two", "listrik-padam"), None) as desk:
        assert log == log_of(desk)


def test_what_another_desk_does_ends_the_waiting(filled: Led) -> None:
    filled.until(lambda: filled.time.at > 1000, "nothing is due, so the loop waits")
    guard = next(one for one in filled.desk.officers() if one.login == "satpam")
    filled.desk.take_ticket(guard, topics=["RETUR"])
    before = filled.time.at
    filled.loop.turn()
    assert filled.time.at == before
    filled.loop.turn()
    assert filled.time.at > before


def test_nothing_moves_in_a_frozen_room(filled: Led) -> None:
    filled.room.clock.run()
    filled.order(FreezeOrder(True))
    assert filled.room.state().frozen
    at = filled.room.clock()
    assert not filled.room.clock.pace().running
    filled.order(JumpOrder(TimeJump.CLOSING))
    events = len(filled.desk.log())
    filled.order(HintsOrder(True))
    assert filled.room.state().hints
    assert (filled.room.clock(), len(filled.desk.log())) == (at, events)
    filled.order(FreezeOrder(False))
    filled.until(lambda: filled.local() == wita("2026-11-24 16:00"), "what was ordered meanwhile is done")


# Injects


@pytest.mark.parametrize("inject", TRAITS)
def test_the_trainer_lets_somebody_come(filled: Led, inject: Inject) -> None:
    ((ticket_id, caller),) = filled.new_callers(lambda: filled.order(InjectOrder(inject)))
    ticket = filled.desk.session(ticket_id).ticket
    assert ticket.channel == ("hai_cso" if inject is Inject.ONLINE else "tatap_muka")
    assert bool(ticket.priority) == (inject is Inject.PRIORITY)
    assert (caller.hears == 0) == (inject is Inject.ABSENT)
    assert (caller.patience is not None) == (inject is Inject.IMPATIENT)
    assert (caller.refusal is not None) == (inject is Inject.REFUSES_CONTACT)


def test_two_of_the_same_are_two_people(filled: Led) -> None:
    def two() -> None:
        filled.order(InjectOrder(Inject.VISITOR))
        filled.order(InjectOrder(Inject.VISITOR))

    first, second = filled.new_callers(two, 2)
    assert first[1].key != second[1].key


def test_the_head_answers_when_the_trainer_says_so(filled: Led) -> None:
    def states() -> dict[int, str]:
        return {
            one.escalation.id: one.escalation.state for view in filled.desk.follow_ups() for one in view.escalations
        }

    waiting = {number for number, state in states().items() if state in ("sent", "accepted")}
    filled.order(InjectOrder(Inject.HEAD_ANSWERS))
    assert [states()[number] for number in waiting].count("answered") == 1


def test_in_a_power_cut_nobody_works_and_then_they_go_on(filled: Led) -> None:
    filled.order(InjectOrder(Inject.POWER_CUT))
    power_off_until = filled.room.state().power_off_until
    assert power_off_until is not None
    filled.jump(TimeJump.QUARTER)
    assert filled.room.state().power_off_until is None
    inside = [event for event in filled.desk.log() if filled.room.plan.start < event.at < power_off_until]
    assert {event.action for event in inside} <= {"take_ticket", "sweep", "cancel_ticket", "rejoin"}
    assert any(event.at >= power_off_until for event in filled.desk.log())


# Roles and the reset


def test_whoever_takes_a_role_is_not_simulated_any_more(filled: Led) -> None:
    cso2 = next(one for one in filled.desk.officers() if one.login == "cso2")
    filled.order(TakeRoleOrder("cso2"))
    assert filled.room.state().played_by["cso2"] is PlayedBy.PERSON
    mark = max(event.id for event in filled.desk.log())
    filled.jump(TimeJump.QUARTER)
    filled.jump(TimeJump.QUARTER)
    assert [event for event in filled.desk.log(mark) if event.officer_id == cso2.id] == []
    filled.order(GiveRoleBackOrder("cso2"))
    assert filled.room.state().played_by["cso2"] is PlayedBy.SIMULATOR
    filled.jump(TimeJump.QUARTER)
    assert [event for event in filled.desk.log(mark) if event.officer_id == cso2.id]


def test_a_reset_begins_anew_and_keeps_what_was_saved(filled: Led) -> None:
    saved = filled.room.folder / "kartu" / "satu.html"
    saved.parent.mkdir()
    saved.write_text("nilai")
    first = log_of(filled.desk)
    filled.jump(TimeJump.CLOSING)
    assert len(log_of(filled.desk)) > len(first)
    filled.desk.close()
    filled.order(ResetOrder())
    assert filled.room.state().generation == 2
    filled.desk = connect(filled.room.settings.url, filled.room.settings, filled.room.clock)
    with closing(filled.desk):
        assert log_of(filled.desk)[: len(first)] == first
        assert saved.read_text() == "nilai"
        assert filled.jump(TimeJump.CLOSING) == wita("2026-11-24 16:00")
        assert len(log_of(filled.desk)) > len(first)

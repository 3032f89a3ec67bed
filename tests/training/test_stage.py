"""The stage in its thread, on a real file and by the real clock: steps, orders, surprises, and who leads."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from kppn_tui.desk import Desk, connect
from kppn_tui.domain.errors import StoreUnavailable
from kppn_tui.domain.states import TicketState
from kppn_tui.domain.sweep import Sweep
from kppn_tui.i18n import _
from kppn_tui.training.headless import run_headless
from kppn_tui.training.room import Room, open_room
from kppn_tui.training.simulation.driver import OfficerDriver
from kppn_tui.training.stage import Stage
from tests.conftest import WITA, wita
from tests.invariants import check
from tests.training.rooms import make_room
from tests.training.test_rehearsal import log_of

PATIENCE = 30.0


def until(holds: Callable[[], object], what: str) -> None:
    """Look until it holds.

    Raises:
        AssertionError: it does not after PATIENCE.
    """
    limit = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < limit, f"waited in vain: {what}"
        time.sleep(0.005)


class Playing:
    """A room on its stage, and a desk that looks on."""

    def __init__(self, room: Room, told: Callable[[Sweep], None] | None = None) -> None:
        self.room = room
        self.stage = Stage(room, told)
        self.desk: Desk = connect(room.settings.url, room.settings, room.clock)

    def local(self) -> datetime:
        return self.room.clock().astimezone(WITA)

    def step(self, to: str) -> datetime:
        """Step, and the office's time afterwards."""
        before = self.room.clock()
        self.room.order("step", to=to)
        until(lambda: self.room.clock() > before and not self.room.state().leaping, f"the step to {to} is over")
        assert not self.room.clock.pace().running
        return self.local()

    def order(self, do: str, **values: object) -> None:
        """Order something and wait until it was heard."""
        self.room.order(do, **values)
        until(lambda: not self.room.ordered, "the order was heard")

    def close(self) -> None:
        self.stage.stop()
        self.desk.close()
        assert self.stage.failure is None


@contextmanager
def playing(room: Room, told: Callable[[Sweep], None] | None = None) -> Iterator[Playing]:
    """The room with its curtain up."""
    one = Playing(room, told)
    one.stage.start()
    try:
        until(lambda: room.leads, "the stage leads")
        yield one
    finally:
        one.close()


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Playing]:
    with playing(make_room(tmp_path)) as one:
        yield one


def test_steps_lead_to_their_moments_and_time_stands_there(filled: Playing) -> None:
    start = filled.local()
    assert start == wita("2026-11-24 10:15")
    assert start < filled.step("event") < start + timedelta(minutes=10)
    before = filled.local()
    assert filled.step("quarter") == before + timedelta(minutes=15)
    assert filled.step("closing") == wita("2026-11-24 16:00")
    assert filled.step("next_day") == wita("2026-11-25 07:30")
    # 24 December is collective leave, 25 December a holiday, then the weekend.
    assert filled.step("after_holidays") == wita("2026-12-28 07:30")
    check(filled.room.settings.url, filled.room.settings.office.code)


def test_a_step_that_was_ordered_first_of_all_leads_beyond_what_is_due_already(tmp_path: Path) -> None:
    room = make_room(tmp_path)
    before = room.clock()
    room.order("step", to="event")
    with playing(room) as one:
        until(lambda: one.room.clock() > before and not room.state().leaping, "the step is over")
        assert one.local() == wita("2026-11-24 10:16")


@pytest.mark.parametrize(("to", "minutes"), [("warning", 15), ("breach", 20)])
def test_a_step_to_a_limit_of_the_service_shows_the_alert(tmp_path: Path, to: str, minutes: int) -> None:
    raised: list[Sweep] = []
    with playing(make_room(tmp_path, "pelajaran-pertama"), raised.append) as room:
        room.step("event")
        cso, (row,) = room.room.trainee(room.desk), room.desk.board().rows
        room.desk.start(cso, room.desk.call(cso, row.ticket))
        begun = room.local()
        at = room.step(to)
        assert at - begun in (timedelta(minutes=minutes), timedelta(minutes=minutes, seconds=1))
        assert [str(one.level) for one in raised[-1].raised] == [{"warning": "warn"}.get(to, to)]


def test_a_step_without_a_clock_to_wait_for_says_what_to_do(tmp_path: Path) -> None:
    with playing(make_room(tmp_path, "pelajaran-pertama")) as room:
        at = room.local()
        room.order("step", to="breach")
        until(lambda: room.room.state().notice, "a sentence")
        assert room.room.state().notice == _("No service runs that could get there: serve somebody first.")
        assert room.local() == at


def test_time_goes_by_itself_and_never_passes_an_act(tmp_path: Path) -> None:
    with playing(make_room(tmp_path, "minggu-gaji")) as room:
        room.room.clock.set_speed(600)
        room.room.clock.run()
        until(lambda: room.room.state().over, "the scenario is over")
        assert room.room.clock() == room.room.plan.end
        planned = {caller.key: caller.at for caller in room.room.plan.callers}
        came = room.room.caller_log.callers()
        for event in room.desk.log():
            if event.action == "take_ticket" and not came[event.ticket_id or 0].online:
                assert event.at == planned[came[event.ticket_id or 0].key]
    check(room.room.settings.url, room.room.settings.office.code)


def test_nothing_moves_in_a_frozen_room(filled: Playing) -> None:
    filled.room.clock.run()
    filled.order("freeze", on=True)
    until(lambda: filled.room.state().frozen, "frozen")
    at = filled.room.clock()
    assert not filled.room.clock.pace().running
    filled.order("step", to="closing")
    events = len(filled.desk.log())
    filled.order("hints", on=True)
    assert (filled.room.clock(), len(filled.desk.log())) == (at, events)
    filled.order("freeze", on=False)
    until(lambda: filled.local() == wita("2026-11-24 16:00"), "what was ordered meanwhile is done")


@pytest.mark.parametrize(
    ("what", "state"),
    [
        ("visitor", {"channel": "tatap_muka", "priority": 0}),
        ("priority", {"channel": "tatap_muka", "priority": 1}),
        ("online", {"channel": "hai_cso", "priority": 0}),
        ("absent", {"channel": "tatap_muka"}),
        ("impatient", {"channel": "tatap_muka"}),
        ("refuses_contact", {"channel": "tatap_muka"}),
    ],
)
def test_the_trainer_lets_somebody_come(filled: Playing, what: str, state: dict[str, object]) -> None:
    before = set(filled.room.caller_log.callers())
    filled.order("inject", what=what)
    until(lambda: set(filled.room.caller_log.callers()) - before, "somebody came")
    (new,) = set(filled.room.caller_log.callers()) - before
    ticket = filled.desk.session(new).ticket
    caller = filled.room.caller_log.callers()[new]
    assert {name: getattr(ticket, name) for name in state} == state
    assert (caller.hears == 0) == (what == "absent")
    assert (caller.patience is not None) == (what == "impatient")
    assert (caller.refusal is not None) == (what == "refuses_contact")


def test_two_of_the_same_are_two_people(filled: Playing) -> None:
    before = set(filled.room.caller_log.callers())
    for n in (1, 2):
        filled.order("inject", what="visitor")
        until(lambda n=n: len(set(filled.room.caller_log.callers()) - before) == n, "somebody came")  # type: ignore[misc]
    new = [filled.room.caller_log.callers()[one] for one in set(filled.room.caller_log.callers()) - before]
    assert len({one.key for one in new}) == 2


def test_the_head_answers_when_the_trainer_says_so(filled: Playing) -> None:
    waiting = {one.escalation.id for view in filled.desk.follow_ups() for one in view.escalations
               if one.escalation.state in ("sent", "accepted")}  # fmt: skip
    filled.order("inject", what="head_answers")
    until(
        lambda: any(
            one.escalation.id in waiting and one.escalation.state == "answered"
            for view in filled.desk.follow_ups()
            for one in view.escalations
        ),
        "an answer",
    )


def test_in_a_power_cut_nobody_works_and_then_they_go_on(tmp_path: Path) -> None:
    with playing(make_room(tmp_path)) as room:
        room.order("inject", what="power_cut")
        until(lambda: room.room.state().dark_until is not None, "it is dark")
        dark = room.room.state().dark_until
        assert dark is not None
        room.step("quarter")
        assert room.room.state().dark_until is None
        inside = [e for e in room.desk.log() if room.room.plan.start < e.at < dark]
        assert {e.action for e in inside} <= {"take_ticket", "sweep", "cancel_ticket", "rejoin"}
        assert any(e.at >= dark for e in room.desk.log())


def test_whoever_takes_a_role_is_not_played_any_more(filled: Playing) -> None:
    cso2 = next(one for one in filled.desk.officers() if one.login == "cso2")
    filled.order("take", login="cso2")
    until(lambda: filled.room.state().roles["cso2"] == "person", "taken")
    mark = max(e.id for e in filled.desk.log())
    filled.step("quarter")
    filled.step("quarter")
    assert [e for e in filled.desk.log(mark) if e.officer_id == cso2.id] == []
    filled.order("give_back", login="cso2")
    until(lambda: filled.room.state().roles["cso2"] == "director", "given back")
    filled.step("quarter")
    assert [e for e in filled.desk.log(mark) if e.officer_id == cso2.id]


def test_reset_begins_anew_and_keeps_what_was_saved(filled: Playing) -> None:
    saved = filled.room.folder / "kartu" / "satu.html"
    saved.parent.mkdir()
    saved.write_text("nilai")
    first = log_of(filled.desk)
    filled.step("closing")
    assert len(log_of(filled.desk)) > len(first)
    filled.order("reset")
    until(lambda: filled.room.state().generation == 2, "a new generation")
    again = connect(filled.room.settings.url, filled.room.settings, filled.room.clock)
    try:
        assert log_of(again)[: len(first)] == first
        assert filled.local() == wita("2026-11-24 10:15")
        assert saved.read_text() == "nilai"
        assert filled.step("closing") == wita("2026-11-24 16:00")
        assert len(log_of(again)) > len(first)
    finally:
        again.close()


def test_another_terminal_sees_the_same_moment_and_leads_when_the_first_has_gone(tmp_path: Path) -> None:
    room = make_room(tmp_path)
    with ExitStack() as stack:
        other = open_room(room.path, "id")
        with playing(room) as first:
            second = Stage(other)
            second.start()
            stack.callback(second.stop)
            first.step("quarter")
            assert other.clock() == room.clock()
            assert other.callers() == room.callers()
            assert not other.leads
        until(lambda: other.leads, "the second leads")
        other.order("step", to="closing")
        until(lambda: other.clock().astimezone(WITA) == wita("2026-11-24 16:00"), "the second plays on")
        second.stop()
        assert second.failure is None
    check(room.settings.url, room.settings.office.code)


def test_the_stage_plays_what_the_rehearsal_plays(tmp_path: Path) -> None:
    """Nobody at the trainee's counter: by the real clock at 600× the same happens as in hops."""
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    with playing(make_room(tmp_path / "one", "listrik-padam")) as room:
        room.order("take", login="cso1")
        room.room.clock.set_speed(600)
        room.room.clock.run()
        until(lambda: room.room.state().over, "the scenario is over")
        told = log_of(room.desk)
        assert not room.desk.board().in_state(TicketState.CALLED)
    assert told == log_without_trainee(tmp_path / "two")


def log_without_trainee(folder: Path) -> list[tuple[object, ...]]:
    """The same scenario in hops, nobody at the trainee's counter."""
    with run_headless(make_room(folder, "listrik-padam"), None) as desk:
        return log_of(desk)


def test_a_database_that_does_not_answer_is_tried_again(tmp_path: Path) -> None:
    room, failures = make_room(tmp_path), iter([StoreUnavailable(url="latihan.db", reason="uji")])

    def think() -> None:
        if (failure := next(failures, None)) is not None:
            raise failure

    stage = Stage(room, trainee=lambda _desk: OfficerDriver(think, lambda _step: None))
    stage.start()
    try:
        until(lambda: next(failures, None) is None and room.leads, "it was tried again")
        room.order("step", to="closing")
        until(lambda: room.clock().astimezone(WITA) == wita("2026-11-24 16:00"), "the room goes on")
    finally:
        stage.stop()
    assert stage.failure is None


def test_a_stage_that_cannot_go_on_says_so_and_lets_another_lead(tmp_path: Path) -> None:
    room, told = make_room(tmp_path), Event()

    def think() -> None:
        raise RuntimeError("the trainee fell asleep")

    stage = Stage(room, trainee=lambda _desk: OfficerDriver(think, lambda _step: None), failed=told.set)
    room.clock.run()
    stage.start()
    try:
        assert told.wait(PATIENCE)
    finally:
        stage.stop()
    assert str(stage.failure) == "the trainee fell asleep"
    assert not room.clock.pace().running
    assert open_room(room.path, "id").lead()


def test_the_same_refusal_twice_is_told_twice(tmp_path: Path) -> None:
    with playing(make_room(tmp_path, "pelajaran-pertama")) as room:
        for times in (1, 2):
            room.room.order("step", to="breach")
            until(lambda times=times: room.room.state().notices == times, "a notice")  # type: ignore[misc]

"""The room's clock: one file, many readers, never past what is allowed and never back."""

import multiprocessing
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kppn_tui.training.clock import SPEEDS, RoomClock

START = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)


class Machine:
    """The machine's monotonic clock, moved by hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def new_clock(folder: Path, speed: int = 1) -> tuple[RoomClock, Machine]:
    machine = Machine()
    clock = RoomClock(folder / "jam.json", machine)
    clock.start(START, speed)
    clock.allow(None)
    return clock, machine


@pytest.mark.parametrize("speed", SPEEDS)
def test_it_runs_so_many_times_as_fast_and_stands_when_paused(tmp_path: Path, speed: int) -> None:
    clock, machine = new_clock(tmp_path, speed)
    machine.at += 5
    assert clock() == START
    clock.run()
    machine.at += 3
    assert clock() == START + timedelta(seconds=3 * speed)
    clock.pause()
    machine.at += 100
    assert clock() == START + timedelta(seconds=3 * speed)
    clock.run()
    clock.set_speed(1)
    machine.at += 1
    assert clock() == START + timedelta(seconds=3 * speed + 1)


def test_nobody_sees_a_moment_that_a_change_takes_back(tmp_path: Path) -> None:
    changing, machine = new_clock(tmp_path, 600)
    changing.run()
    reading, seen, writing = RoomClock(changing.path, machine), list[datetime](), False
    reader = Thread(target=lambda: seen.append(reading()))

    def held_up() -> float:
        """Between having read the old moment and writing the new one; enough time for somebody to look meanwhile."""
        nonlocal writing
        if writing:
            machine.at += 1
            reader.start()
            reader.join(0.2)
        writing = not writing
        return machine.at

    changing._monotonic = held_up
    changing.pause()
    reader.join()
    assert seen == [reading()]


def test_a_new_clock_waits_for_the_leader(tmp_path: Path) -> None:
    machine = Machine()
    clock = RoomClock(tmp_path / "jam.json", machine)
    clock.start(START, 600)
    clock.run()
    machine.at += 60
    assert clock() == START


def test_it_waits_where_somebody_has_to_act(tmp_path: Path) -> None:
    clock, machine = new_clock(tmp_path, 600)
    until = START + timedelta(minutes=7)
    clock.allow(until)
    clock.run()
    machine.at += 0.6
    assert clock.real_seconds(until) == pytest.approx(0.1)
    machine.at += 3600
    assert clock() == until
    clock.allow(None)
    assert clock() == until
    machine.at += 1
    assert clock() == until + timedelta(minutes=10)


def test_a_hop_leads_forward_only_and_waits_there(tmp_path: Path) -> None:
    clock, machine = new_clock(tmp_path)
    clock.run()
    clock.jump_to(START + timedelta(hours=2))
    machine.at += 60
    clock.jump_to(START + timedelta(hours=1))
    machine.at += 60
    assert clock() == START + timedelta(hours=2)
    clock.allow(None)
    machine.at += 60
    assert clock() == START + timedelta(hours=2, minutes=1)


@pytest.mark.parametrize("speed", [0, -1, 601])
def test_another_speed_is_refused(tmp_path: Path, speed: int) -> None:
    clock, _ = new_clock(tmp_path)
    with pytest.raises(ValueError, match="between 1 and 600"):
        clock.set_speed(speed)


def test_after_a_restart_of_the_machine_it_goes_on_where_it_was_set(tmp_path: Path) -> None:
    clock, machine = new_clock(tmp_path, 10)
    clock.run()
    machine.at = 3.0
    assert clock() == START
    machine.at = 4.0
    assert clock() >= START


class Twice(RuleBasedStateMachine):
    """Two programs with the same file: whatever they do, both see the same, and time never goes back."""

    def __init__(self) -> None:
        super().__init__()
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        self.one, self.machine = new_clock(Path(self.folder.name))
        self.other = RoomClock(self.one.path, self.machine)
        self.last = START

    def teardown(self) -> None:
        self.folder.cleanup()

    @rule(which=st.booleans())
    def run(self, which: bool) -> None:
        (self.one if which else self.other).run()

    @rule(which=st.booleans())
    def pause(self, which: bool) -> None:
        (self.one if which else self.other).pause()

    @rule(which=st.booleans(), speed=st.sampled_from(SPEEDS))
    def set_speed(self, which: bool, speed: int) -> None:
        (self.one if which else self.other).set_speed(speed)

    @rule(minutes=st.none() | st.integers(-5, 100))
    def allow(self, minutes: int | None) -> None:
        self.one.allow(None if minutes is None else self.last + timedelta(minutes=minutes))

    @rule(minutes=st.integers(-5, 100))
    def hop(self, minutes: int) -> None:
        self.other.jump_to(self.last + timedelta(minutes=minutes))

    @rule(seconds=st.floats(0, 50))
    def pass_time(self, seconds: float) -> None:
        self.machine.at += seconds

    @invariant()
    def both_see_the_same_and_nothing_goes_back(self) -> None:
        pace = self.one.pace()
        assert self.other.pace() == pace
        assert pace.at >= self.last
        assert pace.until is None or pace.at <= max(pace.until, self.last)
        self.last = pace.at


TestTwice = Twice.TestCase


@given(st.integers(1, 600), st.integers(0, 10**6))
def test_real_seconds_tell_when_it_will_be(speed: int, seconds: int) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        clock, machine = new_clock(Path(folder), speed)
        clock.run()
        to = START + timedelta(seconds=seconds)
        machine.at += clock.real_seconds(to)
        assert abs(clock() - to) < timedelta(milliseconds=1)


def toggle(path: Path, times: int) -> None:
    """Another program that changes the same clock."""
    clock = RoomClock(path)
    for _ in range(times):
        clock.run()
        clock.pause()


def test_programs_change_it_at_once_and_none_reads_half_a_file(tmp_path: Path) -> None:
    path, before = tmp_path / "jam.json", time.monotonic()
    clock = RoomClock(path)
    clock.start(START, 1)
    clock.allow(None)
    context = multiprocessing.get_context("forkserver")
    others = [context.Process(target=toggle, args=(path, 200)) for _ in range(2)]
    for other in others:
        other.start()
    seen = [clock() for _ in range(2000)]
    for other in others:
        other.join()
        assert other.exitcode == 0
    assert seen == sorted(seen)
    at, passed = clock(), timedelta(seconds=time.monotonic() - before)
    assert START <= at <= START + passed

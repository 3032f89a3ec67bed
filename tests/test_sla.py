"""The SLA-check worker as a process: each alert once, awake in time, quiet when it may be, gone at once."""

import json
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from queue import SimpleQueue
from typing import Any

import pytest

from kppn_tui.client import sla
from kppn_tui.desk import Desk, connect
from kppn_tui.desk.sweep import SWEEP_SIGN
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Channel
from kppn_tui.domain.sweep import Sweep
from kppn_tui.i18n import explain
from kppn_tui.office.settings import Settings
from kppn_tui.store.sqlite_connection import sqlite_path
from tests.conftest import PASSWORD, HandClock
from tests.desk.kit import last_beat
from tests.machine import Machine
from tests.program import Program
from tests.waiting import PATIENCE, wait_for

MANY = 40
#: Less than a worker sleeps when nobody wakes it, in seconds.
ASLEEP = SWEEP_SIGN.total_seconds() / 2
#: The worker, telling of each sweep that it begins; it waits for another writer as long as a test does.
SWEEPING = """
import sys
from kppn_tui.cli import main
from kppn_tui.desk import Desk
from kppn_tui.store.backends import sqlite
sqlite.BUSY_SECONDS = 600
sqlite.PRAGMAS["busy_timeout"] = 600_000
sweep = Desk.sweep
def told(desk, who):
    print("sweeping", flush=True)
    return sweep(desk, who)
Desk.sweep = told
sys.exit(main(["worker"]))
"""


@pytest.fixture
def past() -> HandClock:
    """A clock that the tests move, near the real time that the worker lives in."""
    return HandClock(datetime.now(UTC).replace(microsecond=0))


@pytest.fixture
def office(settings: Settings, past: HandClock) -> Iterator[Desk]:
    """A desk whose time is `past`, on the file that the workers watch."""
    desk = connect(settings.url, settings, past)
    yield desk
    desk.close()


class Worker:
    """A running `kppn-tui worker` (or `script` in its place), heard line by line."""

    def __init__(self, program: Program, *options: str, script: str = "") -> None:
        self.process = program.start("worker", *options, script=script)
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self._reader.join()
        with self.process:
            pass

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))

    def line(self) -> str:
        """The next line it says."""
        return self._lines.get(timeout=PATIENCE)

    def rest(self) -> list[str]:
        """What it has said besides, once it has ended."""
        self._reader.join()
        return [self._lines.get() for _ in range(self._lines.qsize())]

    def end(self, how: signal.Signals = signal.SIGTERM) -> float:
        """Seconds from the signal to the end of the process, which must be a good one."""
        before = time.perf_counter()
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE)
        passed = time.perf_counter() - before
        assert code == 0
        return passed


def serve(desk: Desk, clock: HandClock, number: int, started: timedelta, now: datetime | None = None) -> None:
    """An officer of their own serves a message since `started` ago."""
    clock.at = (now or datetime.now(UTC)) - started
    officer = employ(desk, number)
    ticket = desk.take_ticket(officer, Channel.HAI_CSO, reference_number=f"HAI-{number}", satker_code="980101",
                              satker_name="PN", topics=["RETUR"])  # fmt: skip
    desk.start(officer, ticket)


def employ(desk: Desk, number: int) -> Officer:
    return desk.add_officer(None, f"cso{number}", f"CSO {number} Seroja", ["cso"], PASSWORD)


def alerts(desk: Desk) -> list[tuple[int, str]]:
    with closing(sqlite3.connect(sqlite_path(desk.settings.url))) as connection:
        return sorted(connection.execute("SELECT deadline_id, level FROM alert").fetchall())


def test_two_workers_raise_each_alert_once(program: Program, office: Desk, past: HandClock) -> None:
    raised: list[tuple[int, str]] = []
    with ExitStack() as stack:
        workers = [stack.enter_context(Worker(program, "--json")) for _ in range(2)]
        for number in range(MANY):
            serve(office, past, number, timedelta(minutes=30))
            if number % 10 == 0:  # from here on both are awake, and meet some more at each look
                wait_for(lambda: alerts(office))
        wait_for(lambda: len(alerts(office)) == MANY)
        for worker in workers:
            worker.end()
            raised += [(one["deadline"], one["level"]) for line in worker.rest() for one in json.loads(line)["raised"]]
    assert sorted(raised) == alerts(office)
    assert len({deadline for deadline, _ in raised}) == MANY


def test_it_wakes_for_a_clock_that_another_process_starts(program: Program, office: Desk, past: HandClock) -> None:
    with Worker(program, "--json") as worker:
        wait_for(lambda: last_beat(office) is not None)
        serve(office, past, 1, timedelta(minutes=15, seconds=-1))
        before = time.perf_counter()
        told = json.loads(worker.line())
        assert time.perf_counter() - before < ASLEEP
        assert [(one["kind"], one["level"]) for one in told["raised"]] == [("service", "warn")]
        due = datetime.fromisoformat(told["raised"][0]["due"])
        assert datetime.fromisoformat(told["next"]) == due + timedelta(seconds=1)
        assert datetime.fromisoformat(told["at"]) >= due - timedelta(minutes=5)


def test_it_sweeps_for_a_reason_and_else_only_looks(
    office: Desk, past: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sla, "POLL", 0.002)
    serve(office, past, 1, timedelta(minutes=14, seconds=30))
    past.forward(minutes=14, seconds=30)
    looks, sweeps, told, stop = 0, counted(office), SimpleQueue[sla.News](), threading.Event()

    def clock() -> datetime:
        nonlocal looks
        looks += 1
        return past()

    def quiet() -> int:
        """How often it has swept in all when it has looked for a while."""
        before = looks
        wait_for(lambda: looks > before + 50)
        return len(sweeps)

    def swept(before: int) -> int:
        """How often it sweeps until it only looks again."""
        wait_for(lambda: len(sweeps) > before)
        after = quiet()
        assert quiet() == after
        return after - before

    office.clock = clock
    worker = threading.Thread(target=sla.run_worker, args=(office, stop, told.put, "worker"), daemon=True)
    worker.start()
    try:
        # What a sweep writes itself is a commit as well: one more looks at that.
        assert swept(0) <= 2
        with closing(sqlite3.connect(sqlite_path(office.settings.url))) as other:
            for who in ("ana", "budi", "citra"):
                before = len(sweeps)
                other.execute("UPDATE sweep SET who = ?", (who,))
                other.commit()
                assert swept(before) == 1
        before = len(sweeps)
        past.forward(seconds=29)
        assert quiet() == before and told.empty()
        past.forward(seconds=1)
        assert swept(before) <= 2
        assert told.get(timeout=PATIENCE).sweep is not None
        before = len(sweeps)
        past.at += SWEEP_SIGN
        assert swept(before) <= 2
    finally:
        stop.set()
        worker.join(PATIENCE)
    assert told.empty() and not worker.is_alive()


def test_a_downtime_is_told_in_one_line(program: Program, office: Desk, past: HandClock) -> None:
    for number in range(2):
        serve(office, past, number, timedelta(minutes=30))
    with Worker(program) as worker:
        assert "  2 tenggat " in worker.line()
        serve(office, past, 9, timedelta(minutes=16))
        assert "  B-003 RETUR: " in worker.line()
        worker.end()
        assert worker.rest() == []


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_at_once(program: Program, office: Desk, how: signal.Signals) -> None:
    with Worker(program) as worker:
        wait_for(lambda: last_beat(office) is not None)
        assert worker.end(how) < ASLEEP
        assert worker.rest() == []
        assert worker.process.stderr is not None and worker.process.stderr.read() == ""


def test_it_ends_at_once_while_another_holds_the_file(program: Program, office: Desk, past: HandClock) -> None:
    serve(office, past, 1, timedelta(minutes=15))
    with closing(sqlite3.connect(sqlite_path(office.settings.url), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with Worker(program, script=SWEEPING) as worker:
            # A clock is due, so this sweep can't end before the transaction does.
            assert worker.line() == "sweeping"
            worker.end()
            assert worker.rest() == []
        other.execute("ROLLBACK")
    assert alerts(office) == []
    assert len(office.sweep().raised) == 0
    past.forward(16)
    assert len(office.sweep().raised) == 1


def test_trouble_is_told_once_and_the_next_sweep_catches_up(
    office: Desk, past: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sla, "RETRY", 0.05)
    told: SimpleQueue[sla.News] = SimpleQueue()
    stop = threading.Event()
    for number in range(2):
        serve(office, past, number, timedelta(minutes=30))
    past.at = datetime.now(UTC)
    rename(office, "deadline", "mislaid")
    sweeps = counted(office)
    worker = threading.Thread(target=sla.run_worker, args=(office, stop, told.put, "worker"), daemon=True)
    worker.start()
    first = told.get(timeout=PATIENCE)
    assert first.trouble is not None and str(sqlite_path(office.settings.url)) in explain(first.trouble)
    wait_for(lambda: len(sweeps) > 2)  # it has tried again meanwhile, and was silent
    rename(office, "mislaid", "deadline")
    second = told.get(timeout=PATIENCE)
    assert second.sweep is not None and second.catching_up and second.sweep.breaches == 2
    assert sla.sentence(second).count("\n") == 0
    stop.set()
    worker.join(PATIENCE)
    assert not worker.is_alive() and told.empty()


def test_once_says_what_it_raised(program: Program, office: Desk, past: HandClock) -> None:
    serve(office, past, 1, timedelta(minutes=16))
    serve(office, past, 2, timedelta(minutes=5))
    found = once(program)
    assert [(one["kind"], one["level"], one["escalation"]) for one in found["raised"]] == [("service", "warn", None)]
    assert once(program)["raised"] == []
    assert "Tidak ada" in program.run("worker", "--once").out
    serve(office, past, 3, timedelta(minutes=21))
    assert "B-003 RETUR: " in program.run("worker", "--once").out


def once(program: Program) -> dict[str, Any]:
    done = program.run("worker", "--once", "--json")
    assert (done.code, done.err) == (0, "")
    found: dict[str, Any] = json.loads(done.out)
    return found


def counted(desk: Desk) -> list[str]:
    """Who sweeps at `desk` from now on, a sweep an entry."""
    sweeps: list[str] = []
    sweep = desk.sweep

    def counting(who: str = "") -> Sweep:
        sweeps.append(who)
        return sweep(who)

    desk.sweep = counting  # type: ignore[method-assign]
    return sweeps


def rename(desk: Desk, table: str, name: str) -> None:
    with closing(sqlite3.connect(sqlite_path(desk.settings.url))) as connection, connection:
        connection.execute("PRAGMA legacy_alter_table = on")
        connection.execute(f"ALTER TABLE {table} RENAME TO {name}")


def test_a_worker_tells_of_a_jump_once_and_raises_nothing(
    settings: Settings, office: Desk, past: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sla, "POLL", 0.002)
    serve(office, past, 1, timedelta(minutes=5))
    machine = Machine(past.at + timedelta(minutes=5))
    with closing(connect(settings.url, settings, machine.clock())) as desk:
        told, stop, sweeps = SimpleQueue[sla.News](), threading.Event(), counted(desk)
        worker = threading.Thread(target=sla.run_worker, args=(desk, stop, told.put, "worker"), daemon=True)
        worker.start()
        try:
            wait_for(lambda: len(sweeps) > 0)
            machine.jump(days=4)
            for _ in range(3):
                before = len(sweeps)
                # When the next sweep is due is counted from the end of the last one: time goes on until it has come.
                wait_for(lambda: machine.forward(seconds=10) or len(sweeps) > before)  # type: ignore[func-returns-value]  # noqa: B023
            news = told.get(timeout=PATIENCE)
            assert (
                news.sweep is not None and news.sweep.doubt is not None and news.sweep.doubt.jump == timedelta(days=4)
            )
            assert sla.as_json(desk, news)["clock"] == {
                "machine": desk.calendar.local(news.sweep.doubt.machine).isoformat(),
                "trusted": desk.calendar.local(news.sweep.doubt.trusted).isoformat(), "ahead": 4 * 86400,
            }  # fmt: skip
            assert alerts(office) == []
            machine.right()
            machine.forward(30)
            wait_for(lambda: machine.forward(seconds=10) or not told.empty())  # type: ignore[func-returns-value]
            raised = told.get(timeout=PATIENCE)
            assert raised.sweep is not None and raised.sweep.breaches == 1 and told.empty()
        finally:
            stop.set()
            worker.join(PATIENCE)


def test_once_by_a_clock_that_is_behind_says_so_and_does_nothing(
    program: Program, office: Desk, past: HandClock
) -> None:
    past.forward(days=2)
    serve(office, past, 1, timedelta(minutes=30), past.at)
    office.sweep()
    before = last_beat(office)
    done = program.run("worker", "--once")
    assert done.code == 1 and "Jam komputer menunjukkan" in done.err and "Traceback" not in done.err
    assert last_beat(office) == before and alerts(office) == []
    found = json.loads(program.run("check", "--json").out)
    assert not found["clock"]["ok"] and found["clock"]["ahead"] < -86400
    told = program.run("check")
    assert told.code == 1 and "di masa depan" in told.out and "Tidak ada hari yang ditutup" in told.out

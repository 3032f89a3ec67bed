"""Writers of one file go in the order in which they came, whoever is killed, stopped or can't queue meanwhile."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest

from kppn_tui.desk import Desk, connect
from kppn_tui.domain.people import Officer
from kppn_tui.office.settings import Settings
from kppn_tui.store import writer_queue
from kppn_tui.store.backend import WriteMode
from kppn_tui.store.drafts import Drafts
from kppn_tui.store.sqlite_connection import sqlite_path
from kppn_tui.store.writer_queue import WriterQueue
from tests.conftest import HandClock, People

#: Longer than any machine needs; only a queue that hangs takes so long.
PATIENCE = 60.0
WRITER = """
import os, sys
from pathlib import Path
from kppn_tui.store.writer_queue import WriterQueue
database, told, name = sys.argv[1:]
queue = WriterQueue(Path(database))
print("ready", flush=True)
sys.stdin.readline()
with queue.turn():
    file = os.open(told, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, f"{name} ".encode())
    if name == "holder":
        print("writing", flush=True)
        sys.stdin.readline()
"""


class Writers:
    """A database file, those who want to write, and the order in which they did."""

    def __init__(self, folder: Path) -> None:
        self.database, self.told = folder / "kppn.db", folder / "order"
        self.database.touch()
        self.told.touch()
        self.processes: list[subprocess.Popen[str]] = []
        self.threads: list[Thread] = []

    def places(self) -> int:
        """How many hold a place."""
        queue = WriterQueue(self.database)
        file = queue._take_file()
        assert file is not None
        count, last = 0, 0
        while last := writer_queue._first_held(file, last + 1, writer_queue._DOOR):
            count += 1
        os.close(file)
        return count

    def process(self, name: str) -> "subprocess.Popen[str]":
        """A writer in a process of its own, which begins when its input says so."""
        started = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(self.database), str(self.told), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.processes.append(started)
        assert started.stdout is not None and started.stdout.readline() == "ready\n"
        return started

    def say(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()

    def thread(self, queue: WriterQueue, name: str) -> None:
        """A writer in a thread of this process, which begins at once."""

        def write() -> None:
            with queue.turn(), self.told.open("a") as told:
                told.write(f"{name} ")

        self.threads.append(Thread(target=write))
        self.threads[-1].start()

    def wait_for(self, places: int) -> None:
        until(lambda: self.places() == places)

    def order(self, count: int) -> list[str]:
        """Who has written, once so many have."""
        until(lambda: len(self.told.read_text().split()) >= count)
        return self.told.read_text().split()


def until(happened: Callable[[], bool]) -> None:
    end = monotonic() + PATIENCE
    while not happened():
        assert monotonic() < end
        sleep(0.002)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No machine is so slow that the order is given up."""
    monkeypatch.setattr(writer_queue, "STALL_SECONDS", PATIENCE)


@pytest.fixture
def writers(tmp_path: Path) -> Iterator[Writers]:
    writers = Writers(tmp_path)
    yield writers
    for process in writers.processes:
        process.send_signal(signal.SIGCONT)
        process.kill()
        process.communicate(timeout=PATIENCE)
    for thread in writers.threads:
        thread.join(PATIENCE)


def test_threads_and_processes_write_in_the_order_in_which_they_came(writers: Writers) -> None:
    """They come one by one while somebody writes, in a process or as one of many threads."""
    shared = WriterQueue(writers.database)
    with WriterQueue(writers.database).turn():
        for number in range(8):
            if number % 2:
                writers.thread(shared, str(number))
            else:
                writers.say(writers.process(str(number)))
            writers.wait_for(number + 2)
    assert writers.order(8) == [str(number) for number in range(8)]
    writers.wait_for(0)


def test_whoever_comes_back_at_once_stands_behind_those_who_wait(writers: Writers) -> None:
    queue, told = WriterQueue(writers.database), []
    with queue.turn():
        writers.thread(queue, "waiting")
        writers.wait_for(2)
    with queue.turn():
        told = writers.told.read_text().split()
    assert told == ["waiting"]


def test_a_killed_writer_holds_up_nobody(writers: Writers) -> None:
    """One is killed while it writes, and one while it waits in the middle: the others keep their order."""
    holder = writers.process("holder")
    writers.say(holder)
    assert holder.stdout is not None and holder.stdout.readline() == "writing\n"
    waiting = {}
    for count, name in enumerate(("a", "b", "c"), 2):
        waiting[name] = writers.process(name)
        writers.say(waiting[name])
        writers.wait_for(count)
    waiting["b"].kill()
    writers.wait_for(3)
    assert writers.told.read_text().split() == ["holder"], "the one behind the killed one still waits"
    holder.kill()
    assert writers.order(3) == ["holder", "a", "c"]


def test_a_stopped_writer_is_waited_for_once(writers: Writers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_queue, "STALL_SECONDS", 0.05)
    holder = writers.process("holder")
    writers.say(holder)
    assert holder.stdout is not None and holder.stdout.readline() == "writing\n"
    holder.send_signal(signal.SIGSTOP)
    naps: list[float] = []
    monkeypatch.setattr(writer_queue, "sleep", naps.append)
    queue = WriterQueue(writers.database)
    with queue.turn():
        assert naps, "it was waited for"
    naps.clear()
    with queue.turn():
        assert not naps, "it is known now"
    holder.kill()
    holder.wait(PATIENCE)
    with queue.turn():
        assert queue._ignored == 0, "whoever comes next at that place is waited for again"


def test_one_that_stands_in_the_door_is_waited_for_once(writers: Writers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_queue, "STALL_SECONDS", 0.05)
    file = WriterQueue(writers.database)._take_file()
    assert file is not None and writer_queue._lock(file, writer_queue._DOOR, 1)
    naps: list[float] = []
    monkeypatch.setattr(writer_queue, "sleep", naps.append)
    queue = WriterQueue(writers.database)
    with queue.turn():
        assert naps
    naps.clear()
    with queue.turn():
        assert not naps
    os.close(file)


def test_one_who_may_not_wait_goes_on_without_the_turn(writers: Writers) -> None:
    with WriterQueue(writers.database).turn(), WriterQueue(writers.database).turn(longest=0.01):
        assert writers.places() == 2


def test_a_child_after_a_fork_waits_for_its_parent(writers: Writers) -> None:
    """The opened lock files are shared with the parent then, and with them their locks."""
    script = """
import os, sys
from pathlib import Path
from kppn_tui.store import writer_queue
writer_queue.STALL_SECONDS = 60.0
queue = writer_queue.WriterQueue(Path(sys.argv[1]))
with queue.turn():
    pass
read, write = os.pipe()
with queue.turn():
    child = os.fork()
    if not child:
        writer_queue.sleep = lambda seconds: os.write(write, b"waits")
        with queue.turn():
            os.write(write, b" wrote")
            os._exit(0)
    assert os.read(read, 5) == b"waits"
os.waitpid(child, 0)
assert os.read(read, 1_000_000).endswith(b" wrote")
"""
    subprocess.run([sys.executable, "-c", script, str(writers.database)], check=True, timeout=PATIENCE)


def test_without_a_lock_file_one_writes_all_the_same(tmp_path: Path) -> None:
    with WriterQueue(tmp_path / "nowhere" / "kppn.db").turn() as turn:
        assert turn is None


def test_without_locks_one_writes_all_the_same(writers: Writers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some file systems of a network have none."""

    def refuse(*_: Any) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(writer_queue, "fcntl", refuse)
    with WriterQueue(writers.database).turn() as turn:
        assert turn is None


def test_a_link_to_the_file_leads_to_the_same_queue(writers: Writers, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(writers.database)
    with WriterQueue(link).turn():
        assert writers.places() == 1


@pytest.mark.sqlite_only(reason="a server has an order of its own")
def test_the_verbs_of_many_desks_go_in_order(desk: Desk, people: People, settings: Settings, clock: HandClock) -> None:
    writers = Writers(sqlite_path(settings.url).parent)
    desks = [connect(settings.url, settings, clock) for _ in range(4)]
    numbers: dict[int, int] = {}

    def register(at: int, officer: Officer) -> None:
        numbers[at] = desks[at].take_ticket(officer).number

    threads = [Thread(target=register, args=(at, people.satpam)) for at in range(4)]
    with WriterQueue(sqlite_path(settings.url)).turn():
        for places, thread in enumerate(threads, 2):
            thread.start()
            writers.wait_for(places)
        with desk.store.writing(WriteMode.QUIET):
            assert writers.places() == 6, "a sign of life waits for nobody"
    for thread in threads:
        thread.join(PATIENCE)
    assert numbers == {0: 1, 1: 2, 2: 3, 3: 4}
    for one in desks:
        one.close()


def test_half_typed_text_is_saved_in_order(tmp_path: Path) -> None:
    writers = Writers(tmp_path)
    files = [Drafts(writers.database) for _ in range(3)]
    threads = [Thread(target=drafts.save, args=(1, "f", str(at))) for at, drafts in enumerate(files)]
    with WriterQueue(writers.database).turn():
        for places, thread in enumerate(threads, 2):
            thread.start()
            writers.wait_for(places)
    for thread in threads:
        thread.join(PATIENCE)
    assert files[0].load(1, "f") == {"f": "2"}
    for drafts in files:
        drafts.close()

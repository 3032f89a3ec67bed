"""The change feed across processes, and half-typed text that outlives its program."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from kppn_tui.desk import Desk, connect
from kppn_tui.domain.errors import StoreUnavailable
from kppn_tui.store.backends.sqlite_feed import SqliteFeed
from kppn_tui.store.drafts import Drafts
from kppn_tui.store.sqlite_connection import sqlite_path
from tests.conftest import HandClock, People
from tests.waiting import PATIENCE, wait_for

COMMIT = """
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as connection:
    connection.execute("UPDATE officer SET counter = '9'")
"""
TYPING = """
import sys, time
from pathlib import Path
from kppn_tui.store.drafts import Drafts
drafts = Drafts(Path(sys.argv[1]))
for n in range(1, 1_000_000):
    drafts.save(1, "answer:7", f"kalimat {n}")
    print(n, flush=True)
"""


@pytest.mark.sqlite_only(reason="any commit on the file counts; on a server the desks tell each other")
def test_the_feed_sees_a_commit_of_another_process(desk: Desk, people: People) -> None:
    assert desk.changed() is True, "the first look is a change"
    assert desk.changed() is False
    subprocess.run([sys.executable, "-c", COMMIT, str(sqlite_path(desk.settings.url))], check=True, timeout=PATIENCE)
    assert desk.changed() is True
    assert desk.changed() is False


def hears(desk: Desk, what: str) -> None:
    """Wait until the desk hears of a change; a server's notice needs a moment, and so does its line."""
    wait_for(desk.changed, what)


def test_the_feed_sees_another_desk_and_ignores_looks_and_drafts(desk: Desk, people: People, clock: HandClock) -> None:
    other = connect(desk.settings.url, desk.settings, clock)
    try:
        hears(desk, "of the start")
        other.board(people.ana)
        other.drafts.save(1, "answer", "setengah")
        assert desk.changed() is False
        other.take_ticket(people.satpam)
        hears(desk, "of the other one")
    finally:
        other.close()


def test_the_feed_of_a_lost_file_is_quiet_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "a #1%20 ?" / "there.db"
    feed = SqliteFeed(path)
    path.parent.mkdir()
    assert feed.changed() is False
    assert list(path.parent.iterdir()) == [], "whoever looks makes no file"
    sqlite3.connect(path).close()
    assert feed.changed() is True
    feed.close()


@pytest.mark.sqlite_only(reason="the file is moved away")
def test_a_look_at_a_lost_file_makes_none(desk: Desk) -> None:
    desk.store.close()
    path = sqlite_path(desk.settings.url)
    path.rename(path.with_name("mislaid"))
    with pytest.raises(StoreUnavailable):
        desk.next_wake()
    assert not path.exists()
    path.with_name("mislaid").rename(path)
    assert desk.next_wake() is None


def test_drafts_that_cannot_be_kept_say_so(tmp_path: Path) -> None:
    """Another program holds the file, or it is gone bad: every way to it ends in the same refusal."""
    with pytest.raises(StoreUnavailable, match="can't be opened"):
        Drafts(Path(__file__) / "there")
    drafts = Drafts(tmp_path / "d")
    drafts.save(1, "answer:7", "satu")
    drafts._connection.execute("PRAGMA busy_timeout = 1")
    with closing(sqlite3.connect(tmp_path / "d", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreUnavailable, match="locked"):
            drafts.save(1, "answer:7", "dua")
        with pytest.raises(StoreUnavailable, match="locked"):
            drafts.forget(1, "")
        other.execute("ROLLBACK")
        other.execute("DROP TABLE draft")
    with pytest.raises(StoreUnavailable, match="no such table"):
        drafts.load(1, "")
    drafts.close()


def test_drafts_are_by_officer_and_field(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "d")
    assert drafts._connection.execute("PRAGMA synchronous").fetchone() == (2,), "a power cut loses nothing either"
    drafts.save(1, "answer:7", "satu")
    drafts.save(1, "question:7", "dua")
    drafts.save(2, "answer:7", "tiga")
    assert drafts.load(1, "") == {"answer:7": "satu", "question:7": "dua"}
    assert drafts.load(1, "answer") == {"answer:7": "satu"}
    drafts.save(1, "answer:7", "")
    drafts.forget(2, "answer:7")
    assert (drafts.load(1, ""), drafts.load(2, "")) == ({"question:7": "dua"}, {})
    drafts.save(1, "a%_", "\ud800 esc \x1b [/x]")
    assert drafts.load(1, "a%") == {"a%_": "? esc \x1b [/x]"}
    drafts.close()


@pytest.mark.parametrize("after", [1, 25])
def test_drafts_survive_kill_9(tmp_path: Path, after: int) -> None:
    """What had been said to be kept is there after the reopening, and not a letter less."""
    path = tmp_path / "kppn.db.drafts"
    with subprocess.Popen([sys.executable, "-c", TYPING, str(path)], stdout=subprocess.PIPE, text=True) as typing:
        assert typing.stdout is not None
        kept = [int(typing.stdout.readline()) for _ in range(after)]
        typing.send_signal(signal.SIGKILL)
        kept += [int(line) for line in typing.stdout if line.strip()]
    drafts = Drafts(path)
    (text,) = drafts.load(1, "answer:").values()
    drafts.close()
    assert int(text.split()[1]) in (kept[-1], kept[-1] + 1)

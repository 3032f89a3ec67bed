"""Where the file can be, who may read it, and what is said when it can't be used."""

import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest

from kppn_tui.desk import Desk, connect
from kppn_tui.domain.errors import DeskError, StoreUnavailable
from kppn_tui.office.settings import Settings
from kppn_tui.store.backends.sqlite import open_sqlite
from kppn_tui.store.peewee_private import connections_in_use
from kppn_tui.store.sqlite_connection import sqlite_path
from tests.conftest import HandClock, People
from tests.desk.kit import serve


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="it is a folder"):
        open_sqlite(tmp_path)


@pytest.mark.parametrize("place", ["/proc/kppn/kppn.db", "/dev/full/kppn.db", "{tmp}/berkas/kppn.db", "/proc/version"])
def test_a_place_that_cannot_be_written_is_one_plain_sentence(tmp_path: Path, place: str) -> None:
    (tmp_path / "berkas").write_text("ini berkas")
    path = Path(place.format(tmp=tmp_path))
    with pytest.raises(StoreUnavailable) as refused:
        open_sqlite(path)
    said = str(refused.value)
    assert str(path) in said and "\n" not in said and "Errno" not in said and "None" not in said


def test_missing_folders_are_made_for_the_owner_alone(tmp_path: Path) -> None:
    open_sqlite(tmp_path / "a" / "b" / "kppn.db").close_all()
    assert mode(tmp_path / "a" / "b") == 0o700


@pytest.mark.sqlite_only(reason="the modes of the files")
def test_every_file_beside_the_database_is_the_owners_alone(desk: Desk, people: People) -> None:
    desk.drafts.save(1, "answer", "setengah jadi")
    with desk.store.writing():
        desk.store.execute("UPDATE officer SET counter = '9'")
        files = sorted(path.name for path in sqlite_path(desk.settings.url).parent.glob("kppn.db*"))
        assert {name: mode(sqlite_path(desk.settings.url).with_name(name)) for name in files} == dict.fromkeys(
            files, 0o600
        )
    assert {"kppn.db", "kppn.db-wal", "kppn.db-shm", "kppn.db.drafts", "kppn.db.drafts-wal"} <= set(files)


@pytest.mark.sqlite_only(reason="the pragmas of the file")
def test_commits_are_durable(desk: Desk) -> None:
    with desk.store.reading():
        pragmas = {name: desk.store.query(f"PRAGMA {name}")[0][0] for name in
                   ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")}  # fmt: skip
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_no_connection_is_left_open_after_a_verb(desk: Desk, people: People, clock: HandClock) -> None:
    _, (item,) = serve(desk, people)
    desk.board(), desk.sweep(), desk.inbox(people.kasi), desk.promise(item)
    with pytest.raises(DeskError):
        desk.call_next(people.ana)
    database = desk.store.database
    assert connections_in_use(database) == 0, "every connection is back in the pool"
    with pytest.raises(Exception, match="not opened"):
        desk.store.query("SELECT 1")


def test_every_thread_has_a_connection_of_its_own(desk: Desk, people: People) -> None:
    """Screens ask from worker threads: many at once, each verb whole."""
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(10):
                desk.take_ticket(people.satpam, topics=["RETUR"])
                desk.board(people.ana)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    labels = [row.ticket.label for row in desk.board().rows]
    assert sorted(labels) == [f"A-{number:03d}" for number in range(1, 81)]
    assert connections_in_use(desk.store.database) == 0


@pytest.mark.sqlite_only(reason="the lock of the file")
def test_a_locked_file_is_said_and_nothing_saved(desk: Desk, people: People) -> None:
    with desk.store.reading():
        desk.store.query("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(sqlite_path(desk.settings.url), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match=r"Nothing was saved, try again: others are writing"):
            desk.take_ticket(people.satpam)
        assert desk.board().rows == (), "reading goes on"
        other.execute("ROLLBACK")
    assert desk.take_ticket(people.satpam).label == "A-001"


@pytest.mark.sqlite_only(reason="the pages of the file")
def test_a_spoilt_file_is_said(settings: Settings, clock: HandClock) -> None:
    connect(settings.url, settings, clock).close()
    path = sqlite_path(settings.url)
    with closing(sqlite3.connect(path)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        pages = [page for (page,) in connection.execute("SELECT rootpage FROM sqlite_master WHERE tbl_name = 'ticket'")]
    with path.open("r+b") as file:
        for page in pages:
            file.seek((page - 1) * size)
            file.write(b"\xff" * size)
    desk = connect(settings.url, settings, clock)
    try:
        with pytest.raises(StoreUnavailable, match="malformed"):
            desk.board()
    finally:
        desk.close()


@pytest.mark.sqlite_only(reason="the drafts beside the file")
def test_drafts_that_cannot_be_kept_are_said(settings: Settings, clock: HandClock) -> None:
    sqlite_path(settings.url).with_name("kppn.db.drafts").mkdir()
    with pytest.raises(StoreUnavailable, match="drafts"):
        connect(settings.url, settings, clock)


def test_another_kind_of_database_is_refused_without_its_password() -> None:
    with pytest.raises(StoreUnavailable, match="name an SQLite file") as refused:
        sqlite_path("mysql://ana:rahasia@server/kppn")
    assert "rahasia" not in str(refused.value)
    with pytest.raises(StoreUnavailable):
        sqlite_path("sqlite:///")

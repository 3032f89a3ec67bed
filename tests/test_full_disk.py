"""A disk that is full, or takes no writes: what failed is told as what it is, and what is there can be saved."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import peewee
import pytest

from kppn_tui.backup import make_backup
from kppn_tui.commands import check
from kppn_tui.desk import Desk
from kppn_tui.domain.errors import BadInput, StoreUnavailable
from kppn_tui.office.places import locate
from kppn_tui.store import sqlite_connection
from kppn_tui.store.health import examine
from tests.conftest import People
from tests.program import Program
from tests.raw import rows_of

NOBODY = 65534
#: Takes tickets until its journal may grow no more: a write that the disk refuses without being full.
REFUSED = """
import resource, signal, sys
from kppn_tui.desk import connect
from kppn_tui.domain.errors import StoreUnavailable
from kppn_tui.office.settings import load_settings, locate
settings = load_settings(locate(db=sys.argv[1]))
desk = connect(settings.url, settings)
satpam = next(one for one in desk.officers() if one.login == "satpam")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
limit = 300_000
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
for _ in range(1000):
    try:
        print(desk.take_ticket(satpam, topics=["RETUR"]).label)
    except StoreUnavailable as error:
        print(error)
        break
"""


def test_a_full_disk_is_told_as_full_and_nothing_is_half_there(desk: Desk, people: People) -> None:
    with desk.store.reading():
        ((pages,),) = desk.store.query("PRAGMA page_count")
        desk.store.query(f"PRAGMA max_page_count = {pages + 3}")
    saved: list[str] = []
    with pytest.raises(StoreUnavailable, match=r"Nothing was saved: the disk of .* is full"):
        while len(saved) < 1000:
            saved.append(desk.take_ticket(people.satpam, topics=["RETUR"]).label)
    there = rows_of(desk.settings.url, "SELECT label FROM ticket ORDER BY id")
    assert [row["label"] for row in there] == saved
    with desk.store.reading():
        desk.store.query("PRAGMA max_page_count = 1000000")
    assert desk.take_ticket(people.satpam).number == len(saved) + 1, "no number is lost"


def test_a_write_that_the_disk_refuses_is_told_with_its_own_reason(desk: Desk, people: People) -> None:
    path = str(desk.settings.places.database_path)
    done = subprocess.run([sys.executable, "-c", REFUSED, path], capture_output=True, text=True, check=True)
    *saved, told = done.stdout.splitlines()
    assert told.startswith("Nothing was saved") and "disk I/O error" in told
    assert saved == [row["label"] for row in rows_of(path, "SELECT label FROM ticket ORDER BY id")]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("SQLITE_IOERR_FSYNC", "Look whether it was saved"),
        ("SQLITE_IOERR_WRITE", "Nothing was saved"),
        ("SQLITE_FULL", "the disk of .* is full"),
    ],
)
def test_a_commit_that_the_disk_did_not_confirm_is_unknown(
    desk: Desk, people: People, monkeypatch: pytest.MonkeyPatch, name: str, told: str
) -> None:
    """It stands in the journal with all that belongs to it: after a power cut it may be there, and may not."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = name

    def commit(database: object) -> None:
        raise peewee.OperationalError(error)

    monkeypatch.setattr(peewee.SqliteDatabase, "commit", commit)
    with pytest.raises(StoreUnavailable, match=told):
        desk.take_ticket(people.satpam)
    monkeypatch.undo()
    assert desk.board().rows == ()


@contextmanager
def as_nobody() -> Iterator[None]:
    """Within, the rights of files hold: root has all of them."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder to which everybody finds the way."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize("left", [True, False], ids=["with a journal", "closed"])
def test_a_backup_from_a_folder_that_takes_no_writes_is_whole(
    desk: Desk, people: People, open_folder: Path, left: bool
) -> None:
    """What stands in the journal alone is in it; the index beside it can't be made there."""
    for _ in range(3):
        desk.take_ticket(people.satpam)
    source, target = open_folder / "lama", open_folder / "baru"
    source.mkdir()
    target.mkdir(mode=0o777)
    target.chmod(0o777)
    path = desk.settings.places.database_path
    assert path is not None
    if not left:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for one in (path, path.with_name(f"{path.name}-wal")):
        if one.exists():
            shutil.copy(one, source / one.name)
            (source / one.name).chmod(0o444)
    assert left is ((source / f"{path.name}-wal").stat().st_size > 0)
    source.chmod(0o555)
    db = source / path.name
    with as_nobody():
        made = make_backup(locate(db=str(db)), target / "senin.db")
        assert examine(f"sqlite:///{db}", "kppn", datetime.now(UTC)).counts["ticket"] == 3
    assert made.tickets == 3
    assert sorted(one.name for one in target.iterdir()) == ["senin.db"]
    assert [row["label"] for row in rows_of(str(target / "senin.db"), "SELECT label FROM ticket")] == [
        "A-001", "A-002", "A-003",
    ]  # fmt: skip


def test_a_file_that_is_written_in_spite_of_it_is_not_trusted(
    desk: Desk, people: People, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_connection, "_needs_room", lambda connection: True)
    path = desk.settings.places.database_path
    assert path is not None
    with pytest.raises(StoreUnavailable, match="written meanwhile"), sqlite_connection.reading(path):
        desk.take_ticket(people.satpam)


def test_a_target_that_is_full_says_so(desk: Desk, people: People) -> None:
    with pytest.raises(BadInput, match="/dev/full"):
        make_backup(desk.settings.places, Path("/dev/full/x"))


def test_check_tells_how_much_room_is_left(
    desk: Desk, people: People, program: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert json.loads(program.run("check", "--json").out)["database"]["free_bytes"] > 0
    assert " MB" in program.run("check").out
    monkeypatch.setattr(check, "LOW", 1 << 62)
    assert check.run(Namespace(json=False), desk.settings.places) == 1
    assert "sebelum penuh" in capsys.readouterr().out

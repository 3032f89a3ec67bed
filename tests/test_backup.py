"""Backup and restore: whole or not at all, and nothing that was there is lost."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from kppn_tui.backup import restore_backup
from kppn_tui.desk import Desk, connect
from kppn_tui.office.settings import Settings, load_settings, locate
from kppn_tui.store.sql_constants import APPLICATION_ID, SCHEMA
from tests.conftest import HandClock, People
from tests.program import Program

#: Makes a backup, or restores one, and is killed by the system once a file grows past the size in the last argument.
CUT = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from kppn_tui.backup import make_backup, restore_backup
from kppn_tui.office.places import locate
does, db, copy, size = sys.argv[1:]
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), int(size)))
if does == "backup":
    make_backup(locate(db=db), Path(copy))
else:
    restore_backup(locate(db=db), Path(copy), datetime.now(UTC))
"""
#: Takes tickets until it is ended, and says so after the first.
BUSY = """
import sys
from kppn_tui.office.settings import load_settings, locate
from kppn_tui.desk import connect
settings = load_settings(locate(db=sys.argv[1]))
desk = connect(settings.url, settings)
satpam = next(one for one in desk.officers() if one.login == "satpam")
while True:
    desk.take_ticket(satpam, satker_code="980101", satker_name="PN", topics=["RETUR"])
    print("one", flush=True)
"""


@pytest.fixture
def db(settings: Settings) -> Path:
    path = settings.places.database_path
    assert path is not None
    return path


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Where the backups go."""
    (tmp_path / "cadangan").mkdir()
    return tmp_path / "cadangan" / "senin.db"


def take(desk: Desk, people: People) -> None:
    desk.take_ticket(people.satpam, satker_code="980101", satker_name="PN", topics=["RETUR"])


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def tickets(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM ticket").fetchone()[0])


def test_a_backup_holds_everything_while_a_desk_works(
    program: Program, desk: Desk, people: People, db: Path, copy: Path
) -> None:
    take(desk, people)
    done = program.run("backup", copy)
    assert (done.code, done.err) == (0, "")
    assert dump(copy) == dump(db)
    office = copy.with_name("senin.db.kantor.toml")
    assert office.read_bytes() == db.with_name("kantor.toml").read_bytes()
    assert {path.name: path.stat().st_mode & 0o777 for path in copy.parent.iterdir()} == {
        "senin.db": 0o600, "senin.db.kantor.toml": 0o600,
    }  # fmt: skip
    take(desk, people)
    assert (tickets(copy), tickets(db)) == (1, 2)


def test_a_backup_in_the_middle_of_writing_is_consistent(
    program: Program, desk: Desk, people: People, db: Path, copy: Path
) -> None:
    busy = subprocess.Popen([sys.executable, "-c", BUSY, str(db)], stdout=subprocess.PIPE, text=True)
    with busy:
        assert busy.stdout is not None and busy.stdout.readline() == "one\n"
        done = program.run("backup", copy)
        busy.kill()
    assert done.code == 0, done
    with closing(sqlite3.connect(copy)) as connection:
        count = connection.execute(
            "SELECT (SELECT count(*) FROM ticket), (SELECT count(*) FROM event WHERE action = 'take_ticket'), "
            "(SELECT last FROM counter)"
        ).fetchone()
    assert len(set(count)) == 1 and count[0] >= 1


def cut(does: str, db: Path, copy: Path) -> int:
    """How `does` ends when the machine dies in the middle of the office file."""
    return subprocess.run([sys.executable, "-c", CUT, does, str(db), str(copy), "2000000"], check=False).returncode


def visible(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def test_a_cut_off_office_file_never_has_its_name(program: Program, desk: Desk, db: Path, copy: Path) -> None:
    office = db.with_name("kantor.toml")
    office.write_bytes(office.read_bytes() + b"# catatan\n" * 300_000)
    assert cut("backup", db, copy) == -signal.SIGXFSZ
    assert visible(copy.parent) == ["senin.db"]
    whole = copy.with_name("selasa.db")
    assert program.run("backup", whole).code == 0
    new = db.parent / "mesin-baru" / "kppn.db"
    assert cut("restore", new, whole) == -signal.SIGXFSZ
    assert visible(new.parent) == ["kppn.db"]
    assert program.run("restore", whole, "--db", new).code == 0
    assert new.with_name("kantor.toml").read_bytes() == office.read_bytes()


def test_a_backup_overwrites_nothing(program: Program, desk: Desk, copy: Path, tmp_path: Path) -> None:
    copy.write_text("surat")
    assert str(copy) in program.fails(1, "backup", copy)
    assert copy.read_text() == "surat"
    other = copy.with_name("selasa.db")
    other.with_name("selasa.db.kantor.toml").write_text("surat")
    assert "selasa.db.kantor.toml" in program.fails(1, "backup", other)
    assert not other.exists()
    assert str(tmp_path / "tidak" / "ada.db") in program.fails(1, "backup", tmp_path / "tidak" / "ada.db")
    assert sorted(path.name for path in copy.parent.iterdir()) == ["selasa.db.kantor.toml", "senin.db"]


def test_a_damaged_database_is_not_copied_as_if_it_were_whole(
    program: Program, desk: Desk, people: People, db: Path, copy: Path
) -> None:
    take(desk, people)
    desk.close()
    content = bytearray(db.read_bytes())
    content[8192:12288] = b"\xff" * 4096
    db.write_bytes(content)
    program.fails(1, "backup", copy)
    assert list(copy.parent.iterdir()) == []


def test_restore_brings_back_and_keeps_what_was_there(
    program: Program, desk: Desk, people: People, db: Path, copy: Path, clock: HandClock
) -> None:
    take(desk, people)
    assert program.run("backup", copy).code == 0
    take(desk, people)
    desk.drafts.save(people.ana.id, "question:7", "setengah kalimat")
    desk.close()
    before, office = dump(db), db.with_name("kantor.toml").read_bytes()
    done = program.run("restore", copy)
    assert (done.code, done.err) == (0, "")
    assert dump(db) == dump(copy)
    (aside,) = [path for path in db.parent.iterdir() if "before-restore" in path.name and path.suffix != ".drafts"]
    assert str(aside) in done.out
    assert dump(aside) == before
    assert {path.stat().st_mode & 0o777 for path in (db, aside)} == {0o600}
    assert db.with_name("kantor.toml").read_bytes() == office
    settings = load_settings(locate(db=str(db)))
    again = connect(settings.url, settings, clock)
    take(again, people)
    # A half-typed sentence must not land in another record of the same number.
    assert again.drafts.load(people.ana.id, "") == {}
    again.close()
    assert aside.with_name(f"{aside.name}.drafts").exists()
    assert program.run("check").code == 0


def test_restore_waits_for_nobody_who_works(program: Program, desk: Desk, people: People, db: Path, copy: Path) -> None:
    take(desk, people)
    assert program.run("backup", copy).code == 0
    take(desk, people)
    told = program.fails(1, "restore", copy)
    assert "tutup semua meja" in told
    assert tickets(db) == 2
    assert [path.name for path in db.parent.iterdir() if "restore" in path.name] == []
    take(desk, people)
    assert tickets(db) == 3


def test_restore_on_an_empty_machine(program: Program, desk: Desk, copy: Path, tmp_path: Path) -> None:
    assert program.run("backup", copy).code == 0
    new = tmp_path / "mesin-baru" / "kppn.db"
    done = program.run("restore", copy, "--db", new)
    assert (done.code, done.err) == (0, "")
    assert dump(new) == dump(copy)
    assert sorted(path.name for path in new.parent.iterdir()) == ["kantor.toml", "kppn.db"]
    assert program.run("officer", "list", "--db", new).code == 0


def test_restore_where_only_the_database_is_gone(
    program: Program, desk: Desk, people: People, db: Path, copy: Path, clock: HandClock
) -> None:
    """Half-typed text and a journal that belong to other records must not meet the restored ones."""
    assert program.run("backup", copy).code == 0
    take(desk, people)
    desk.drafts.save(people.ana.id, "question:7", "setengah kalimat")
    journal = Path(f"{db}-wal").read_bytes()
    desk.close()
    db.unlink()
    Path(f"{db}-wal").write_bytes(journal)
    done = program.run("restore", copy)
    assert (done.code, done.err) == (0, "")
    assert tickets(db) == 0
    kept = {path.name.partition("Z")[2]: path for path in db.parent.iterdir() if "before-restore" in path.name}
    assert set(kept) == {"-wal", ".drafts"}
    assert kept["-wal"].read_bytes() == journal
    assert str(kept[".drafts"]) in done.out
    again = connect(desk.settings.url, desk.settings, clock)
    assert again.drafts.load(people.ana.id, "") == {}
    again.close()


def test_two_restores_in_one_second_set_aside_twice(
    program: Program, desk: Desk, people: People, settings: Settings, db: Path, copy: Path, clock: HandClock
) -> None:
    assert program.run("backup", copy).code == 0
    take(desk, people)
    desk.close()
    first, second = (restore_backup(settings.places, copy, clock()).aside for _ in range(2))
    assert first is not None and second is not None and first != second
    assert (tickets(first), tickets(second), tickets(db)) == (1, 0, 0)


@pytest.mark.parametrize("damage", ["missing", "folder", "text", "foreign", "newer", "torn"])
def test_what_is_no_backup_is_refused(program: Program, desk: Desk, db: Path, copy: Path, damage: str) -> None:
    assert program.run("backup", copy).code == 0
    desk.close()
    whole = copy.read_bytes()
    copy.unlink()
    if damage == "folder":
        copy.mkdir()
    elif damage == "text":
        copy.write_text("bukan cadangan " * 100)
    elif damage == "torn":
        copy.write_bytes(whole[:8192] + b"\xff" * 4096 + whole[12288:])
    elif damage != "missing":
        with closing(sqlite3.connect(copy)) as connection:
            connection.execute("CREATE TABLE catatan (isi TEXT)")
            if damage == "newer":
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    before = dump(db)
    assert str(copy) in program.fails(1, "restore", copy)
    assert dump(db) == before
    assert [path.name for path in db.parent.iterdir() if "restore" in path.name] == []


def test_restore_over_a_damaged_file(program: Program, desk: Desk, people: People, db: Path, copy: Path) -> None:
    take(desk, people)
    assert program.run("backup", copy).code == 0
    desk.close()
    db.write_bytes(b"rusak" * 1000)
    assert program.run("restore", copy).code == 0
    assert dump(db) == dump(copy)
    (aside,) = [path for path in db.parent.iterdir() if "before-restore" in path.name and path.suffix != ".drafts"]
    assert aside.read_bytes() == b"rusak" * 1000


def test_restore_after_a_power_cut_keeps_what_was_in_the_journal(
    program: Program, desk: Desk, people: People, db: Path, copy: Path
) -> None:
    take(desk, people)
    assert program.run("backup", copy).code == 0
    take(desk, people)
    cut = {path: path.read_bytes() for path in (db, Path(f"{db}-wal"))}
    desk.close()
    for path, content in cut.items():
        path.write_bytes(content)
    assert program.run("restore", copy).code == 0
    (aside,) = [path for path in db.parent.iterdir() if "before-restore" in path.name and path.suffix != ".drafts"]
    assert (tickets(db), tickets(aside)) == (1, 2)
    assert not Path(f"{db}-wal").exists()


def test_restore_never_replaces_the_database_of_another_program(
    program: Program, desk: Desk, copy: Path, tmp_path: Path
) -> None:
    assert program.run("backup", copy).code == 0
    foreign = tmp_path / "lain.db"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE catatan (isi TEXT)")
    before = foreign.read_bytes()
    assert str(foreign) in program.fails(3, "restore", copy, "--db", foreign)
    assert foreign.read_bytes() == before
    assert str(tmp_path) in program.fails(3, "restore", copy, "--db", tmp_path)

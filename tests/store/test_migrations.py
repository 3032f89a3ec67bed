"""Files of every age: new, older, newer, somebody else's; and two programs that start at once."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from peewee import SqliteDatabase
from playhouse.schema_diff import diff_models

from kppn_tui.desk import open_desk
from kppn_tui.domain.errors import SchemaTooNew, StoreUnavailable
from kppn_tui.office.settings import Settings
from kppn_tui.store import schema
from kppn_tui.store.backends.sqlite import SqliteBackend, open_sqlite
from kppn_tui.store.models import MODELS
from kppn_tui.store.sql_constants import APPLICATION_ID, SCHEMA
from tests.conftest import TUESDAY, HandClock
from tests.waiting import PATIENCE

SCRIPTS = sorted(path.stem for path in schema.DIRECTORY.glob("[0-9]*.py"))


def ask(path: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


def version(path: Path) -> tuple[object, object]:
    return ask(path, "PRAGMA application_id")[0][0], ask(path, "PRAGMA user_version")[0][0]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kppn.db"


@pytest.fixture
def oldest(path: Path) -> Path:
    """A file of the first version with an officer, a ticket in service and its clock."""
    migrated(path, SCRIPTS[0])
    now = int(TUESDAY.timestamp())
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO officer VALUES (1, 'kppn', 'ana', 'Ana Seroja', 'cso', '', 'x', '1', 1, ?)", (now,)
        )
        connection.execute(
            "INSERT INTO ticket (id, office, day, series, number, label, channel, arrived_at, entered_at, queue_key, "
            "state, channel_detail, reference_number, stakeholder_kind, satker_code, satker_name, visitor_name, "
            "visitor_role, identity_declined, purpose, priority, priority_reason, calls, counter, officer_id, "
            "close_reason) VALUES (1, 'kppn', '2026-11-24', 'A', 1, 'A-001', 'tatap_muka', ?, ?, ?, 'serving', '', '', "
            "'satker', '980101', 'PN', 'Bendahara', '', 0, 'retur', 0, '', 1, '1', 1, '')",
            (now, now, now * 1000),
        )
        connection.execute(
            "INSERT INTO consultation (id, office, ticket_id, seq, created_at, topic, section, satker_code, "
            "satker_name, state, hold_reason, split_reason, question, answer, cited, no_reference, delivery, "
            "officer_id, started_at, follow_up_reason, contact_channel, contact_value, contact_refused, agreed_way, "
            "calendar_version, overdue_reason, end_reason) VALUES (1, 'kppn', 1, 1, ?, 'RETUR', 'BANK', '980101', "
            "'PN', 'serving', '', '', 'Kapan?', '', '', 0, '', 1, ?, '', '', '', 0, '', '', '', '')",
            (now, now),
        )
        connection.execute(
            "INSERT INTO deadline (id, office, kind, consultation_id, started_at, warn_at, due_at, next_at, "
            "paused_seconds, calendar_version) VALUES (1, 'kppn', 'service', 1, ?, ?, ?, ?, 0, '')",
            (now, now + 900, now + 1200, now + 900),
        )
    return path


def migrated(path: Path, target: str | None = None) -> None:
    database = SqliteBackend(path)
    schema.migrate(database, target)
    database.shut_down()


def test_a_new_file_has_the_newest_schema(path: Path) -> None:
    open_sqlite(path).close_all()
    assert version(path) == (APPLICATION_ID, SCHEMA)
    assert int(SCRIPTS[-1].partition("_")[0]) == SCHEMA, "the number in sql_constants.py is that of the newest script"


def test_the_scripts_make_what_the_models_say(path: Path, tmp_path: Path) -> None:
    """Columns with type, null and key, foreign keys, and indexes with their SQL."""
    migrated(path)
    database = SqliteDatabase(str(path))
    with database.connection_context(), database.bind_ctx(MODELS):
        assert str(diff_models(database, MODELS)) == ""
    fresh = tmp_path / "fresh.db"
    other = SqliteDatabase(str(fresh))
    with other.connection_context(), other.bind_ctx(MODELS):
        other.create_tables(MODELS)
    for model in MODELS:
        name = model._meta.table_name
        for pragma in ("table_info", "foreign_key_list"):
            by_name = f"SELECT * FROM pragma_{pragma}('{name}')"
            assert sorted(ask(path, by_name)) == sorted(ask(fresh, by_name)), name
    indexes = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> '' AND tbl_name <> 'schema_migration' "
        "ORDER BY name"
    )
    assert ask(path, indexes) == ask(fresh, indexes)


@pytest.mark.sqlite_only(reason="an older file")
def test_an_older_file_is_brought_up_by_the_program_with_its_data(
    oldest: Path, settings: Settings, clock: HandClock
) -> None:
    assert version(oldest) == (APPLICATION_ID, 1)
    assert ask(oldest, "SELECT name FROM sqlite_master WHERE name IN ('sweep', 'substitute')") == []
    clock.forward(16)
    with open_desk(settings.url, settings, clock) as desk:
        (row,) = desk.board().rows
        assert (row.ticket.label, row.officer_name) == ("A-001", "Ana Seroja")
        assert row.deadline is not None and row.deadline.net(desk.now()).total_seconds() == 960
        assert len(desk.sweep().raised) == 1
        (ana,) = desk.officers()
        desk.cancel(ana, row.consultations[0], "tidak jadi")
        desk.finish(ana, row.ticket)
    assert version(oldest) == (APPLICATION_ID, SCHEMA)
    assert [name for (name,) in ask(oldest, "SELECT name FROM schema_migration ORDER BY id")] == SCRIPTS
    assert ask(oldest, "PRAGMA foreign_key_check") == []


def test_checkpoints_of_an_older_file_follow_on_each_other(oldest: Path) -> None:
    now = int(TUESDAY.timestamp())
    kinds = ("solution", "progress", "progress", "reply", "progress")
    with closing(sqlite3.connect(oldest)) as connection, connection:
        connection.executemany(
            "INSERT INTO deadline (kind, office, consultation_id, started_at, warn_at, due_at, paused_seconds, "
            "calendar_version) VALUES (?, 'kppn', 1, ?, ?, ?, 0, '')",
            [(kind, now, now, now) for kind in kinds],
        )
    migrated(oldest)
    assert ask(oldest, "SELECT id, kind, previous_id FROM deadline ORDER BY id") == [
        (1, "service", None), (2, "solution", None), (3, "progress", 2), (4, "progress", 3), (5, "reply", None),
        (6, "progress", 4),
    ]  # fmt: skip


def test_private_persons_leave_the_directory_of_an_older_file(oldest: Path) -> None:
    rows = [("satker", "980101", "PN"), ("masyarakat", "", "BUDI"), ("penyedia", "", "CV BUDI"), ("bank", "", "BANK")]
    with closing(sqlite3.connect(oldest)) as connection, connection:
        connection.executemany("INSERT INTO stakeholder (kind, code, name) VALUES (?, ?, ?)", rows)
    migrated(oldest)
    assert sorted(ask(oldest, "SELECT office, kind, name, ticket_id FROM stakeholder")) == [
        ("kppn", "bank", "BANK", None), ("kppn", "satker", "PN", None),
    ]  # fmt: skip


def test_migrating_again_changes_nothing(path: Path) -> None:
    migrated(path)
    before = path.read_bytes()
    migrated(path)
    open_sqlite(path).close_all()
    assert ask(path, "SELECT count(*) FROM schema_migration") == [(len(SCRIPTS),)]
    assert len(path.read_bytes()) == len(before)


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    oldest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All scripts run in one transaction, so a broken one half-way loses nothing, and the next start tries again."""
    broken = tmp_path / "scripts"
    shutil.copytree(schema.DIRECTORY, broken)
    (broken / "0003_broken.py").write_text(
        "def up(migrator, db):\n    db.execute_sql('DELETE FROM ticket')\n    db.execute_sql('SELECT nonsense')\n"
    )
    before = ask(oldest, "SELECT * FROM sqlite_master"), ask(oldest, "SELECT * FROM ticket")
    with monkeypatch.context() as patch:
        patch.setattr(schema, "DIRECTORY", broken)
        with pytest.raises(StoreUnavailable, match="nonsense"):
            open_sqlite(oldest)
    assert (ask(oldest, "SELECT * FROM sqlite_master"), ask(oldest, "SELECT * FROM ticket")) == before
    assert version(oldest) == (APPLICATION_ID, 1)
    open_sqlite(oldest).close_all()
    assert version(oldest) == (APPLICATION_ID, SCHEMA)


TOGETHER = """
import sys
from pathlib import Path
from kppn_tui.store.backends.sqlite import open_sqlite
print("ready", flush=True)
for line in sys.stdin:
    open_sqlite(Path(line.strip())).close_all()
    print("done", flush=True)
"""


@pytest.fixture
def openers() -> Iterator[list["subprocess.Popen[str]"]]:
    """Two programs, ready to open what they are told."""
    pipe = subprocess.PIPE
    started = [subprocess.Popen([sys.executable, "-c", TOGETHER], stdin=pipe, stdout=pipe, text=True) for _ in range(2)]
    for opener in started:
        assert opener.stdout is not None and opener.stdout.readline() == "ready\n"
    yield started
    for opener in started:
        opener.communicate(timeout=PATIENCE)


def test_two_programs_that_open_at_once_wait_for_each_other(
    oldest: Path, tmp_path: Path, openers: list["subprocess.Popen[str]"]
) -> None:
    for turn in range(30):
        path = tmp_path / f"{turn}.db"
        if turn % 2:
            shutil.copy(oldest, path)
        for opener in openers:
            assert opener.stdin is not None
            opener.stdin.write(f"{path}\n")
            opener.stdin.flush()
        for opener in openers:
            assert opener.stdout is not None and opener.stdout.readline() == "done\n", f"turn {turn}"
        assert version(path) == (APPLICATION_ID, SCHEMA)
        assert ask(path, "SELECT count(*) FROM schema_migration") == [(len(SCRIPTS),)]


def test_a_newer_file_is_refused_and_untouched(path: Path) -> None:
    open_sqlite(path).close_all()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    with pytest.raises(SchemaTooNew, match="newer version of kppn-tui"):
        open_sqlite(path)
    assert version(path) == (APPLICATION_ID, SCHEMA + 1)


def test_another_programs_sqlite_file_is_refused_and_untouched(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE album (id INTEGER)")
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match="belongs to another program"):
        open_sqlite(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_untouched(path: Path) -> None:
    path.write_text("Laporan bulanan\n" * 100)
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match="not a kppn-tui database"):
        open_sqlite(path)
    assert path.read_bytes() == before


def test_an_empty_file_becomes_a_desks_file(path: Path) -> None:
    path.touch()
    open_sqlite(path).close_all()
    assert version(path) == (APPLICATION_ID, SCHEMA)

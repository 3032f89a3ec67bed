"""Restore takes a file only with the schema of its version, and another office's only when that is meant."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from peewee import SqliteDatabase

from kppn_tui.desk import Desk
from kppn_tui.domain.errors import BadInput, DeskError, OtherOffice
from kppn_tui.office.settings import Settings
from kppn_tui.store.backends.sqlite import SqliteBackend
from kppn_tui.store.schema import DIRECTORY, migrate
from kppn_tui.store.schema_check import find_difference
from kppn_tui.store.sql_constants import APPLICATION_ID, SCHEMA
from tests.conftest import HandClock, People
from tests.program import Program

MARK = f"PRAGMA application_id = {APPLICATION_ID}"
#: What somebody has done to a good backup, and what of it the sentence names.
CHANGED: dict[str, tuple[str, str]] = {
    "a trigger": (
        "CREATE TRIGGER rises AFTER INSERT ON event BEGIN UPDATE officer SET roles = 'admin cso'; END", "rises",
    ),
    "a trigger named as a table is": (
        "CREATE TRIGGER sweep_daily AFTER UPDATE ON sweep BEGIN DELETE FROM event; END", "sweep_daily",
    ),
    "a view beside the tables": ("CREATE VIEW everybody AS SELECT * FROM officer", "everybody"),
    "a view in place of a table": (
        "ALTER TABLE alert RENAME TO alert_kept; CREATE VIEW alert AS SELECT * FROM alert_kept", "alert_kept",
    ),
    "one table more": ("CREATE TABLE notes (text TEXT)", "notes"),
    "a virtual table": ("CREATE VIRTUAL TABLE words USING fts5(text)", "words"),
    "a table less": ("DROP TABLE presence", "presence"),
    "one column more": ("ALTER TABLE officer ADD COLUMN nip TEXT", "officer"),
    "a computed column": ("ALTER TABLE officer ADD COLUMN nip TEXT GENERATED ALWAYS AS (login) VIRTUAL", "officer"),
    "a column less": ("ALTER TABLE progress DROP COLUMN channel", "progress"),
    "an index less": ("DROP INDEX event_officer", "event_officer"),
    "an index that is not unique": (
        "DROP INDEX officer_office_login; CREATE INDEX officer_office_login ON officer (office, login)", "officer",
    ),
    "an index of other rows": (
        "DROP INDEX deadline_next; CREATE INDEX deadline_next ON deadline (office, next_at) WHERE next_at > 5",
        "deadline_next",
    ),
    "an index in another order": (
        "DROP INDEX escalation_open; CREATE INDEX escalation_open ON escalation (section, office) "
        "WHERE ended_at IS NULL", "escalation_open",
    ),
    "a script that did not run": ("DELETE FROM schema_migration WHERE name LIKE '0002%'", "schema_migration"),
}  # fmt: skip


@pytest.fixture
def copy(tmp_path: Path, settings: Settings, desk: Desk, people: People, program: Program) -> Path:
    """A good backup."""
    desk.take_ticket(people.satpam, satker_code="980101", satker_name="PN", topics=["RETUR"])
    path = tmp_path / "salinan.db"
    assert program.run("backup", path).code == 0
    desk.close()
    return path


def change(path: Path, script: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)


def refusal(places: Settings, copy: Path, clock: HandClock) -> DeskError:
    from kppn_tui.backup import restore_backup

    before = sorted(path.name for path in copy.parent.iterdir())
    with pytest.raises(DeskError) as refused:
        restore_backup(places.places, copy, clock())
    assert sorted(path.name for path in copy.parent.iterdir()) == before, "nothing was put anywhere"
    return refused.value


def test_every_change_of_the_schema_is_refused_by_its_name(
    settings: Settings, copy: Path, clock: HandClock, tmp_path: Path
) -> None:
    good = copy.read_bytes()
    for what, (script, name) in CHANGED.items():
        copy.write_bytes(good)
        change(copy, script)
        error = refusal(settings, copy, clock)
        assert isinstance(error, BadInput) and f"“{name}”" in str(error), (what, str(error))


@pytest.mark.parametrize("version", [0, -3, SCHEMA - 1, 3])
def test_a_file_of_no_version_or_of_another_one_is_refused(
    settings: Settings, copy: Path, clock: HandClock, version: int
) -> None:
    change(copy, f"PRAGMA user_version = {version}")
    assert isinstance(refusal(settings, copy, clock), BadInput)


def test_a_file_with_our_mark_alone_is_refused(settings: Settings, copy: Path, clock: HandClock) -> None:
    copy.unlink()
    change(copy, f"{MARK}; PRAGMA user_version = {SCHEMA}; CREATE TABLE ticket (id INTEGER PRIMARY KEY)")
    assert "is missing" in str(refusal(settings, copy, clock))
    copy.unlink()
    # Nothing is counted in a view that never ends before the schema was looked at.
    endless = "CREATE VIEW ticket AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT x FROM n"
    change(copy, f"{MARK}; PRAGMA user_version = {SCHEMA}; {endless}")
    assert isinstance(refusal(settings, copy, clock), BadInput)


def test_a_name_that_a_terminal_would_obey_is_harmless(settings: Settings, copy: Path, clock: HandClock) -> None:
    change(copy, 'CREATE TABLE "\x1b]0;x\x07a{file}" (text TEXT)')
    told = str(refusal(settings, copy, clock))
    assert told.isprintable() and "a{file}" in told


@pytest.mark.parametrize("script", sorted(path.stem for path in DIRECTORY.glob("[0-9]*.py")))
def test_a_file_of_every_version_is_its_version(tmp_path: Path, script: str) -> None:
    """Brought up at once, or version by version, and with the statistics that SQLite keeps."""
    for name, steps in (("once", [script]), ("steps", sorted(p.stem for p in DIRECTORY.glob("[0-9]*.py")))):
        database = SqliteBackend(tmp_path / f"{name}.db")
        for step in steps:
            if step <= script:
                migrate(database, step)
        database.close_all()
        with closing(sqlite3.connect(tmp_path / f"{name}.db")) as connection:
            connection.execute("ANALYZE")
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            assert version == int(script[:4]) and find_difference(connection, version) is None
    assert issubclass(SqliteBackend, SqliteDatabase)


def test_another_office_is_restored_only_when_it_is_said(
    program: Program, settings: Settings, copy: Path, clock: HandClock
) -> None:
    path = settings.places.office_path
    text = path.read_text("utf-8")
    for other in (text.replace('kode = "kppn"', 'kode = "lain"'), text.replace("KPPN Serojabaru", "KPPN Seroja Jauh")):
        path.write_text(other, "utf-8")
        assert isinstance(refusal(settings, copy, clock), OtherOffice)
        told = program.fails(1, "restore", copy)
        assert "KPPN Serojabaru (kode kppn)" in told and "--other-office" in told
    done = program.run("restore", copy, "--other-office")
    assert done.code == 0 and "KPPN Serojabaru (kode kppn)" in done.out
    # The desk then says whose it is, and opens no wizard.
    path.write_text(text.replace('kode = "kppn"', 'kode = "lain"'), "utf-8")
    assert program.run("check").code == 1


def test_without_an_office_file_the_one_beside_the_backup_says_whose_it_is(
    program: Program, settings: Settings, copy: Path, clock: HandClock
) -> None:
    settings.places.office_path.unlink()
    beside = copy.with_name(f"{copy.name}.kantor.toml")
    good = beside.read_bytes()
    beside.write_bytes(good.replace(b'kode = "kppn"', b'kode = "lain"'))
    assert isinstance(refusal(settings, copy, clock), OtherOffice)
    beside.write_bytes(good)
    assert program.run("restore", copy).code == 0
    assert settings.places.office_path.read_bytes() == good

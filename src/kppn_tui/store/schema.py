"""Run the numbered migrations of store/migrations in order, under one write lock."""

from pathlib import Path
from typing import Any

from peewee import Database, SqliteDatabase
from playhouse.migrations import Runner

from kppn_tui.store.backend import WriteMode
from kppn_tui.store.sql_constants import APPLICATION_ID

DIRECTORY = Path(__file__).parent / "migrations"


def migrate(database: Database, target: str | None = None) -> None:
    """Bring `database` to `target` (a script's name; the newest if None); processes that start together take turns.

    The runner takes no lock of its own, so the whole run is one transaction under a lock: all of it or nothing.
    """
    raw: Any = database
    with database.connection_context(), raw.writing(WriteMode.WRITE):
        if not isinstance(database, SqliteDatabase):
            raw.execute_sql("SELECT pg_advisory_xact_lock(%s, 0)", (APPLICATION_ID,))
        runner: Any = Runner(database, directory=str(DIRECTORY))
        runner.up(target)
        if isinstance(database, SqliteDatabase):
            newest = max(migration.idx for migration in runner.status() if migration.applied)
            raw.execute_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            raw.execute_sql(f"PRAGMA user_version = {newest}")

"""Mark times that reports leave out, and keep what is known of a machine's clock that is in doubt.

A frozen copy: independent of store.models on purpose, so that old files always migrate the same way.
"""

from typing import Any

from peewee import Database, SqliteDatabase
from playhouse.migrate import SchemaMigrator

_INSTANTS = ("trusted_at", "machine_at", "confirmed_at")


def up(migrator: SchemaMigrator, db: Database) -> None:
    run: Any = db.execute_sql
    flag = "INTEGER" if isinstance(db, SqliteDatabase) else "BOOLEAN"
    for table in ("deadline", "consultation"):
        run(f'ALTER TABLE "{table}" ADD COLUMN "unreliable" {flag} NOT NULL DEFAULT false')
    number = "INTEGER" if isinstance(db, SqliteDatabase) else "BIGINT"
    for column in _INSTANTS:
        run(f'ALTER TABLE "sweep" ADD COLUMN "{column}" {number}')
    run(f'ALTER TABLE "sweep" ADD COLUMN "confirmed_event" {number} NOT NULL DEFAULT 0')

"""Add what each officer has to be told and when it was told: hung on the officer, not on a desk.

A frozen copy: independent of store.models on purpose, so that old files always migrate the same way. What was raised
before has been told by the desks of then; nobody is told of it again.
"""

from typing import Any

from peewee import Database, SqliteDatabase
from playhouse.migrate import SchemaMigrator

_INDEXES = (
    'CREATE UNIQUE INDEX "notice_alert" ON "notice" ("alert_id", "officer_id") WHERE alert_id IS NOT NULL',
    'CREATE UNIQUE INDEX "notice_event" ON "notice" ("event_id", "officer_id") WHERE event_id IS NOT NULL',
    'CREATE INDEX "notice_untold" ON "notice" ("officer_id") WHERE told_at IS NULL',
    'CREATE INDEX "notice_told" ON "notice" ("officer_id", "told_at")',
    'CREATE INDEX "notice_escalation" ON "notice" ("escalation_id") WHERE escalation_id IS NOT NULL',
)


def up(migrator: SchemaMigrator, db: Database) -> None:
    run: Any = db.execute_sql
    on_file = isinstance(db, SqliteDatabase)
    number = "INTEGER" if on_file else "BIGINT"
    key = "INTEGER NOT NULL PRIMARY KEY" if on_file else "BIGSERIAL NOT NULL PRIMARY KEY"
    run(
        f'CREATE TABLE "notice" ("id" {key}, "office" TEXT NOT NULL, '
        f'"officer_id" {number} NOT NULL REFERENCES "officer" ("id") ON DELETE CASCADE, '
        f'"alert_id" {number} REFERENCES "alert" ("id") ON DELETE CASCADE, '
        f'"event_id" {number} REFERENCES "event" ("id") ON DELETE CASCADE, '
        f'"escalation_id" {number}, "section" TEXT NOT NULL, "raised_at" {number} NOT NULL, "told_at" {number})'
    )
    for statement in _INDEXES:
        run(statement)

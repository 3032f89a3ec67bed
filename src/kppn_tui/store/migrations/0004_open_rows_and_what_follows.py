"""Let a row be open until its end is written, whatever states there are, and a deadline know which one it follows.

A frozen copy: independent of store.models on purpose, so that old files always migrate the same way.
"""

from typing import Any

from peewee import Database, SqliteDatabase
from playhouse.migrate import SchemaMigrator

#: The clauses of these indexes named the open states, so that each new state needed a migration.
_INDEXES = {
    "ticket_open": '"ticket" ("office", "priority" DESC, "queue_key", "id") WHERE closed_at IS NULL',
    "consultation_open": '"consultation" ("office", "solution_due_at") WHERE ended_at IS NULL',
    "escalation_open": '"escalation" ("office", "section") WHERE ended_at IS NULL',
}
_PREVIOUS = (
    'CREATE INDEX "deadline_previous" ON "deadline" ("previous_id") WHERE previous_id IS NOT NULL',
    # Each checkpoint follows on the one before it, the first one on the solution.
    "UPDATE deadline SET previous_id = (SELECT max(earlier.id) FROM deadline AS earlier "
    "WHERE earlier.consultation_id = deadline.consultation_id AND earlier.kind IN ('solution', 'progress') "
    "AND earlier.id < deadline.id) WHERE kind = 'progress'",
)


def up(migrator: SchemaMigrator, db: Database) -> None:
    run: Any = db.execute_sql
    number = "INTEGER" if isinstance(db, SqliteDatabase) else "BIGINT"
    run(f'ALTER TABLE "deadline" ADD COLUMN "previous_id" {number} REFERENCES "deadline" ("id") ON DELETE CASCADE')
    for statement in _PREVIOUS:
        run(statement)
    for name, clause in _INDEXES.items():
        run(f'DROP INDEX "{name}"')
        run(f'CREATE INDEX "{name}" ON {clause}')

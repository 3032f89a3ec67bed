"""Let an event know the random mark of its transaction, which proves a broken commit; older events have none.

A frozen copy: independent of store.models on purpose, so that old files always migrate the same way.
"""

from typing import Any

from peewee import Database
from playhouse.migrate import SchemaMigrator


def up(migrator: SchemaMigrator, db: Database) -> None:
    run: Any = db.execute_sql
    run('ALTER TABLE "event" ADD COLUMN "mark" TEXT')

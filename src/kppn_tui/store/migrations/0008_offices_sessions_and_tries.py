"""Add the names of the offices, the sessions at desks, and the failed tries to sign in.

A frozen copy: independent of store.models on purpose, so that old files always migrate the same way.
"""

from typing import Any

from peewee import SQL, BigIntegerField, CompositeKey, Database, IntegerField, Model, SqliteDatabase, TextField
from playhouse.migrate import SchemaMigrator


class Office(Model):
    code = TextField(primary_key=True)
    name = TextField()


class Session(Model):
    officer_id = IntegerField(primary_key=True, constraints=[SQL('REFERENCES "officer" ("id") ON DELETE CASCADE')])
    number = IntegerField()
    counter = TextField()
    started_at = BigIntegerField()


class SignInTry(Model):
    office = TextField()
    key = TextField()
    failed = IntegerField()
    last_at = BigIntegerField()

    class Meta:
        table_name = "sign_in_try"
        primary_key = CompositeKey("office", "key")


def up(migrator: SchemaMigrator, db: Database) -> None:
    tables: list[type[Model]] = [Office, Session, SignInTry]
    with db.bind_ctx(tables):
        db.create_tables(tables, safe=False)
    if not isinstance(db, SqliteDatabase):
        run: Any = db.execute_sql
        run('ALTER TABLE "session" ALTER COLUMN "officer_id" TYPE bigint')

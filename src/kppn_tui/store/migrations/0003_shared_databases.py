"""Add who has a ticket open, a directory an office, and on a server row numbers for ten years of all offices.

A frozen copy: independent of store.models on purpose, so that old files always migrate the same way.
"""

from typing import Any

from peewee import SQL, BigIntegerField, CompositeKey, Database, IntegerField, Model, SqliteDatabase, TextField
from playhouse.migrate import SchemaMigrator

_NARROW = (
    "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() "
    "AND data_type = 'integer' AND (column_name = 'id' OR column_name LIKE %s)"
)


_MOVE = (
    "INSERT INTO stakeholder (office, kind, code, name) "
    "SELECT coalesce((SELECT min(office) FROM officer), ''), kind, code, name FROM stakeholder_before"
)


class Stakeholder(Model):
    office = TextField()
    kind = TextField()
    code = TextField()
    name = TextField()

    class Meta:
        primary_key = CompositeKey("office", "kind", "code", "name")


class Presence(Model):
    office = TextField()
    desk = TextField()
    ticket_id = IntegerField(constraints=[SQL('REFERENCES "ticket" ("id") ON DELETE CASCADE')])
    officer_id = IntegerField()
    seen_at = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("office", "desk", "ticket_id")


def up(migrator: SchemaMigrator, db: Database) -> None:
    run: Any = db.execute_sql
    run("ALTER TABLE stakeholder RENAME TO stakeholder_before")
    tables: list[type[Model]] = [Stakeholder, Presence]
    with db.bind_ctx(tables):
        db.create_tables(tables, safe=False)
    run(_MOVE)
    run("DROP TABLE stakeholder_before")
    if isinstance(db, SqliteDatabase):
        return
    for table, column in run(_NARROW, ("%\\_id",)).fetchall():
        run(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE bigint')
        if column == "id":
            run(f'ALTER SEQUENCE "{table}_id_seq" AS bigint')

"""Let the directory know who taught it what: shorthands of satker, and no names of private persons.

A frozen copy: independent of store.models on purpose, so that old files always migrate the same way.
"""

from typing import Any

from peewee import SQL, AutoField, Database, IntegerField, Model, SqliteDatabase, TextField
from playhouse.migrate import SchemaMigrator

_TICKET = 'REFERENCES "ticket" ("id") ON DELETE CASCADE'
#: Suppliers and the public may be private persons.
_MOVE = (
    "INSERT INTO stakeholder (office, kind, code, name) SELECT office, kind, code, name FROM stakeholder_before "
    "WHERE kind IN ('satker', 'pemda', 'bank')"
)


class Stakeholder(Model):
    id = AutoField()
    office = TextField(index=True)
    kind = TextField()
    code = TextField()
    name = TextField()
    ticket_id = IntegerField(null=True, constraints=[SQL(_TICKET)])


class StakeholderAlias(Model):
    id = AutoField()
    office = TextField(index=True)
    short = TextField()
    code = TextField()
    ticket_id = IntegerField(null=True, constraints=[SQL(_TICKET)])

    class Meta:
        table_name = "stakeholder_alias"


def up(migrator: SchemaMigrator, db: Database) -> None:
    run: Any = db.execute_sql
    run("ALTER TABLE stakeholder RENAME TO stakeholder_before")
    tables: list[type[Model]] = [Stakeholder, StakeholderAlias]
    with db.bind_ctx(tables):
        db.create_tables(tables, safe=False)
    run(_MOVE)
    run("DROP TABLE stakeholder_before")
    if isinstance(db, SqliteDatabase):
        return
    for table in ("stakeholder", "stakeholder_alias"):
        for column in ("id", "ticket_id"):
            run(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE bigint')
        run(f'ALTER SEQUENCE "{table}_id_seq" AS bigint')

"""Add substitutes of section heads (Plh.), and when the clocks were last swept.

A frozen copy: independent of store.models on purpose, so that old files always migrate the same way.
"""

from peewee import SQL, AutoField, BigIntegerField, Database, IntegerField, Model, Node, TextField
from playhouse.migrate import SchemaMigrator


def _reference(table: str, on_delete: str = "CASCADE") -> list[Node]:
    return [SQL(f'REFERENCES "{table}" ("id") ON DELETE {on_delete}')]


class Substitute(Model):
    id = AutoField()
    office = TextField()
    section = TextField()
    officer_id = IntegerField(constraints=_reference("officer"))
    first = TextField()
    last = TextField()


class Sweep(Model):
    office = TextField(primary_key=True)
    last_at = BigIntegerField()
    who = TextField()


def up(migrator: SchemaMigrator, db: Database) -> None:
    tables: list[type[Model]] = [Substitute, Sweep]
    with db.bind_ctx(tables):
        db.create_tables(tables, safe=False)

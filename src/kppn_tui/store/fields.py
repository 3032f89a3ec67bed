"""Fields and references of the tables beside Peewee's own."""

from datetime import UTC, datetime

from peewee import SQL, BigIntegerField, Node


class InstantField(BigIntegerField):
    """A column for aware UTC datetimes with whole seconds; an integer in the table."""

    def db_value(self, value: datetime | int | None) -> int | None:
        return int(value.timestamp()) if isinstance(value, datetime) else value

    def python_value(self, value: int | None) -> datetime | None:
        return None if value is None else datetime.fromtimestamp(value, UTC)


def reference(table: str, on_delete: str = "CASCADE") -> list[Node]:
    return [SQL(f'REFERENCES "{table}" ("id") ON DELETE {on_delete}')]

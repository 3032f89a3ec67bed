"""What the database says, read by nobody of ours: sqlite3 on a read-only connection."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.conftest import WITA

Row = dict[str, Any]


@dataclass(frozen=True)
class Books:
    """The database file of a desk."""

    path: Path

    def rows(self, statement: str, *parameters: object) -> list[Row]:
        """The rows of a question."""
        with closing(sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(statement, parameters)]

    def row(self, statement: str, *parameters: object) -> Row:
        """The only row of a question."""
        (row,) = self.rows(statement, *parameters)
        return row

    def item(self, topic: str) -> Row:
        """The consultation about `topic`."""
        return self.row("SELECT * FROM consultation WHERE topic = ?", topic)

    def spent(self, item: Row, *states: str) -> int:
        """The seconds that a consultation was in `states`, from its intervals."""
        marks = ", ".join("?" * len(states))
        spent = "SELECT sum(ended_at - started_at) AS n FROM interval"
        row = self.row(f"{spent} WHERE consultation_id = ? AND state IN ({marks})", item["id"], *states)
        return int(row["n"] or 0)

    def story(self, *actions: str) -> list[tuple[Any, ...]]:
        """Events as (action, login of the officer, topic, from, to), in order."""
        question = (
            "SELECT action, coalesce(login, '') AS login, coalesce(topic, '') AS topic, data FROM event"
            " LEFT JOIN officer ON officer.id = event.officer_id"
            " LEFT JOIN consultation ON consultation.id = event.consultation_id ORDER BY event.id"
        )
        told = [(row, json.loads(row["data"])) for row in self.rows(question)]
        return [
            (row["action"], row["login"], row["topic"], data.get("from", ""), data.get("to", ""))
            for row, data in told
            if not actions or row["action"] in actions
        ]

    def moment(self, action: str, item: Row) -> int:
        """When the only event of that kind on a consultation was."""
        question = "SELECT at FROM event WHERE action = ? AND consultation_id = ?"
        return int(self.row(question, action, item["id"])["at"])


def local(seconds: int) -> str:
    """A stored instant in the office's zone, to the minute."""
    return f"{datetime.fromtimestamp(seconds, WITA):%Y-%m-%d %H:%M}"


def unbroken(intervals: Sequence[Row]) -> bool:
    """Whether each interval begins where the one before ended."""
    return all(one["ended_at"] == other["started_at"] for one, other in pairwise(intervals))


def states(intervals: Iterable[Row]) -> list[str]:
    """The states of intervals, in order."""
    return [row["state"] for row in intervals]

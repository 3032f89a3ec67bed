"""What a ticket came to, alike for two tickets that had the same fate: no ids, no numbers, times from the start."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.invariants import Book, Row

#: What differs between two tickets with the same fate.
_APART = {"id", "office", "number", "label", "queue_key", "day", "reference_number", "calendar_version", "mark"}
_TOLD_APART = {"label", "key", "arrived", "item", "undone", "of", "due", "left"}


def picture(book: Book, ticket: int, base: datetime, names: Mapping[int, str]) -> Row:
    """The rows of `ticket` and of all that hangs on it, officers by their role in the race (`names`)."""
    items = [row["id"] for row in book.of("consultation", "ticket_id", ticket)]
    sent = [row["id"] for item in items for row in book.of("escalation", "consultation_id", item)]
    clocks = [row["id"] for item in items for row in book.of("deadline", "consultation_id", item)]
    known: dict[str, list[int]] = {"ticket_id": [ticket], "consultation_id": items, "escalation_id": sent,
                                   "deadline_id": clocks}  # fmt: skip
    plain = _Plain(int(base.timestamp()), known, names)
    return {
        "ticket": plain.rows(book.of("ticket", "id", ticket)),
        "consultation": plain.rows(
            [row for item in items for row in book.of("consultation", "id", item)], follows="consultation_id"
        ),
        "interval": plain.rows(book.of("interval", "ticket_id", ticket)),
        "document": plain.rows([row for item in items for row in book.of("document", "consultation_id", item)]),
        "deadline": plain.rows(
            [row for item in items for row in book.of("deadline", "consultation_id", item)], follows="deadline_id"
        ),
        "alert": sorted(
            plain.rows([row for clock in clocks for row in book.of("alert", "deadline_id", clock)]), key=str
        ),
        "escalation": plain.rows(
            [row for one in sent for row in book.of("escalation", "id", one)], follows="escalation_id"
        ),
        "note": plain.rows([row for one in sent for row in book.of("escalation_note", "escalation_id", one)]),
        "progress": plain.rows([row for item in items for row in book.of("progress", "consultation_id", item)]),
        "event": plain.rows(book.of("event", "ticket_id", ticket)),
    }


class _Plain:
    def __init__(self, base: int, known: Mapping[str, list[int]], names: Mapping[int, str]) -> None:
        self.base, self.known, self.names = base, known, names

    def rows(self, rows: list[Row], follows: str = "") -> list[Row]:
        """The rows as they are compared; `follows` names the ids that their `previous_id` is one of."""
        return [
            {
                column: self._value(follows if column == "previous_id" else column, value)
                for column, value in row.items()
                if column not in _APART
            }
            for row in rows
        ]

    def _value(self, column: str, value: Any) -> Any:
        if value is None:
            return None
        if column in self.known:
            return self.known[column].index(value)
        if column.endswith("_at") or column == "at":
            return value - self.base
        if column == "officer_id" or column.endswith("_by"):
            return self.names.get(value, "another")
        if column == "data":
            told = json.loads(value)
            return {name: told[name] for name in told if name not in _TOLD_APART}
        return value

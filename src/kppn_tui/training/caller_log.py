"""Who the people of the tickets really are: a line a ticket, written when the director brings them to the door."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any

from kppn_tui.domain.contact import Contact, Refusal
from kppn_tui.domain.people import Stakeholder
from kppn_tui.training.plan import Caller, Matter, Outcome


class CallerLog:
    """The callers by ticket id; every program of the room reads the same file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._callers: dict[int, Caller] = {}
        self._present: dict[int, Caller] = {}
        self._read, self._file = 0, 0
        self._reading = Lock()

    def add(self, ticket_id: int, caller: Caller) -> None:
        """`ticket_id` is `caller`'s."""
        self._write({"ticket": ticket_id, **caller_to_json(caller)})

    def mark_returned(self, ticket_id: int) -> None:
        """Whoever was absent is there now, and hears the next call."""
        self._write({"ticket": ticket_id})

    def _write(self, line: dict[str, Any]) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")

    def present_callers(self) -> Mapping[int, Caller]:
        """As `callers`, with those who have come back as they are now."""
        self.callers()
        return self._present

    def callers(self) -> Mapping[int, Caller]:
        """Everybody so far as they came first, by ticket id; only what is new since the last call is read."""
        with self._reading:
            self._read_new()
        return self._callers

    def _read_new(self) -> None:
        """Read what is new, of a new file everything."""
        if self.path.exists():
            with self.path.open("rb") as file:
                if (facts := os.fstat(file.fileno())).st_ino != self._file:  # the room began anew
                    self._callers, self._present, self._read, self._file = {}, {}, 0, facts.st_ino
                if facts.st_size <= self._read:
                    return
                file.seek(self._read)
                whole = file.read().rpartition(b"\n")
            for line in whole[0].splitlines():
                told = json.loads(line)
                ticket_id = told.pop("ticket")
                if told:
                    self._callers[ticket_id] = self._present[ticket_id] = caller_from_json(told)
                else:
                    self._present[ticket_id] = replace(self._callers[ticket_id], hears=1, returns=None)
            self._read += len(whole[0]) + len(whole[1])


def caller_to_json(caller: Caller) -> dict[str, Any]:
    """`caller` as plain values: instants in ISO form, stretches in seconds."""
    told = asdict(caller)
    told["at"] = caller.at.isoformat()
    for name in ("returns", "patience"):
        told[name] = _seconds(told[name])
    for matter in told["matters"]:
        matter["fetch"] = _seconds(matter["fetch"])
    return told


def caller_from_json(told: Mapping[str, Any]) -> Caller:
    """The caller that `caller_to_json` wrote. Raises TypeError, ValueError, KeyError, AttributeError for another."""
    contact, refusal = told.get("contact"), told.get("refusal")
    return Caller(
        **{
            **told,
            "at": datetime.fromisoformat(told["at"]),
            "origin": Stakeholder(**told["origin"]),
            "matters": tuple(_matter(one) for one in told["matters"]),
            "registered": tuple(told.get("registered", ())),
            "contact": Contact(**contact) if contact else None,
            "refusal": Refusal(**refusal) if refusal else None,
            "returns": _stretch(told.get("returns")),
            "patience": _stretch(told.get("patience")),
        }
    )


def _matter(told: Mapping[str, Any]) -> Matter:
    return Matter(
        **{
            **told,
            "references": tuple(told.get("references", ())),
            "outcome": Outcome(told.get("outcome", Outcome.ANSWER)),
            "documents": tuple(told.get("documents", ())),
            "fetch": _stretch(told.get("fetch")) or timedelta(0),
        }
    )


def _seconds(stretch: timedelta | None) -> int | None:
    return None if stretch is None else int(stretch.total_seconds())


def _stretch(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)

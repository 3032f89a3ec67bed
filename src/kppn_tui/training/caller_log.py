"""Log of the callers of a room: a line for each ticket, written when its caller comes to the door."""

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

from kppn_tui.training.json_records import CONVERTER, structure
from kppn_tui.training.plan import Caller


class CallerLog:
    """The callers by ticket id. Every program of the room reads the same file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._callers: dict[int, Caller] = {}
        self._present: dict[int, Caller] = {}
        self._read_bytes, self._inode = 0, 0
        self._reading = Lock()

    def add(self, ticket_id: int, caller: Caller) -> None:
        """Write down that `ticket_id` is `caller`'s."""
        self._write({"ticket": ticket_id, **CONVERTER.unstructure(caller)})

    def mark_returned(self, ticket_id: int) -> None:
        """Write down that the caller was absent and has come back; they hear the next call."""
        self._write({"ticket": ticket_id})

    def callers(self) -> Mapping[int, Caller]:
        """Return all callers so far as they first came, by ticket id. Only what is new in the file is read."""
        with self._reading:
            self._read_new()
        return self._callers

    def present_callers(self) -> Mapping[int, Caller]:
        """Return all callers as they are now, by ticket id: who has come back hears the next call."""
        self.callers()
        return self._present

    def _write(self, line: dict[str, Any]) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")

    def _read_new(self) -> None:
        """Read the whole lines that are new; everything where the room was reset and the file is another one."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            status = os.fstat(file.fileno())
            if status.st_ino != self._inode:
                self._callers, self._present, self._read_bytes, self._inode = {}, {}, 0, status.st_ino
            if status.st_size <= self._read_bytes:
                return
            file.seek(self._read_bytes)
            lines, line_end, _unfinished = file.read().rpartition(b"\n")
        for line in lines.splitlines():
            self._add_line(structure(json.loads(line), dict, CONVERTER))
        self._read_bytes += len(lines) + len(line_end)

    def _add_line(self, values: dict[str, Any]) -> None:
        """Take up one line: a caller, or the ticket alone of a caller who has come back."""
        ticket_id = structure(values.pop("ticket", None), int, CONVERTER)
        if values:
            self._callers[ticket_id] = self._present[ticket_id] = structure(values, Caller, CONVERTER)
        else:
            self._present[ticket_id] = replace(self._callers[ticket_id], hears=1, returns=None)

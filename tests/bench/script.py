"""What a verb says to the database, written down to be said again without our own code."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

Statements = list[tuple[str, Sequence[Any]]]


class Script(logging.Handler):
    """Every statement that Peewee runs, as it runs."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: Statements = []

    @classmethod
    @contextmanager
    def listening(cls) -> Iterator["Script"]:
        """One that writes down what runs in the block."""
        script, logger = cls(), logging.getLogger("peewee")
        before = logger.level
        logger.addHandler(script)
        logger.setLevel(logging.DEBUG)
        try:
            yield script
        finally:
            logger.removeHandler(script)
            logger.setLevel(before)

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.msg, tuple):
            statement, parameters = record.msg
            self._lines.append((statement, tuple(parameters or ())))

    def taken(self, begins: bool = False) -> Statements:
        """The lines so far, once, with their transaction: as they began it themselves, or an immediate one."""
        lines, self._lines = self._lines, []
        if begins:
            assert lines[0][0].startswith("BEGIN"), lines[0]
            return [*lines, ("COMMIT", ())]
        bare = [line for line in lines if line[0].split()[0].upper() not in ("BEGIN", "COMMIT")]
        return [("BEGIN IMMEDIATE", ()), *bare, ("COMMIT", ())]

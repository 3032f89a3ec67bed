"""Keep half-typed text beside the database, so that it survives Esc, a crash and a power cut.

A file of its own: a draft is nobody else's business and must not wake the other desks.
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from kppn_tui.domain.draft_forms import ReturnedText, joined_fields
from kppn_tui.domain.errors import N_, StoreUnavailable
from kppn_tui.store.sqlite_connection import FILE_ERRORS, LenientConnection, retry_while_locked
from kppn_tui.store.writer_queue import WriterQueue

#: A source of "now".
Clock = Callable[[], datetime]
#: Has the journal forget as well what the file has forgotten.
_ERASE = "PRAGMA wal_checkpoint(TRUNCATE)"
_NOT_KEPT = N_("Half-typed text can't be kept ({reason}): finish and save it before you leave this screen.")


class Drafts:
    """Half-typed text by officer and field; safe from any thread. Raises StoreUnavailable: the file can't be used."""

    def __init__(self, path: Path, clock: Clock | None = None) -> None:
        """Open the file at `path`; each text is dated by `clock`, so that some end with the day."""
        self._path = path
        self._clock = clock
        self._lock = threading.Lock()
        self._queue = WriterQueue(path)
        with self._guard(None):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not path.exists():
                os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
            self._connection = sqlite3.connect(
                path, timeout=5, isolation_level=None, check_same_thread=False, factory=LenientConnection
            )
            with self._queue.turn():
                retry_while_locked(self._prepare, 5)

    def _prepare(self) -> None:
        for statement in (
            "PRAGMA journal_mode = wal",
            "PRAGMA synchronous = full",
            # What is forgotten is not to be found in the file any more.
            "PRAGMA secure_delete = on",
            "CREATE TABLE IF NOT EXISTS draft (officer INTEGER, field TEXT, text TEXT, PRIMARY KEY (officer, field))",
        ):
            self._connection.execute(statement)
        if "at" not in {row[1] for row in self._connection.execute("PRAGMA table_info(draft)")}:
            self._connection.execute("ALTER TABLE draft ADD COLUMN at INTEGER NOT NULL DEFAULT 0")

    @contextmanager
    def _guard(self, msgid: str | None = _NOT_KEPT) -> Iterator[None]:
        """Let one thread in at a time, and tell an error of the file or the disk as `msgid`."""
        try:
            with self._lock:
                yield
        except (OSError, *FILE_ERRORS) as error:
            raise StoreUnavailable(msgid, url=str(self._path), reason=str(error)) from error

    def save(self, officer_id: int, field: str, text: str) -> None:
        """Keep `text` for `field`; empty text forgets it."""
        text = text.encode("utf-8", "replace").decode()
        with self._guard(), self._queue.turn():
            if text:
                self._put(officer_id, {field: text})
            else:
                self._connection.execute("DELETE FROM draft WHERE officer = ? AND field = ?", (officer_id, field))

    def load(self, officer_id: int, prefix: str) -> dict[str, str]:
        """Return the kept texts of the officer whose field starts with `prefix`, by field."""
        with self._guard():
            rows = self._connection.execute(
                "SELECT field, text FROM draft WHERE officer = ? AND substr(field, 1, ?) = ?",
                (officer_id, len(prefix), prefix),
            ).fetchall()
        return dict(rows)

    def forget(self, officer_id: int, prefix: str) -> None:
        """Forget the officer's texts whose field starts with `prefix`: their verb has committed."""
        with self._guard(), self._queue.turn():
            self._connection.execute(
                "DELETE FROM draft WHERE officer = ? AND substr(field, 1, ?) = ?",
                (officer_id, len(prefix), prefix),
            )
            self._connection.execute(_ERASE)

    def give_back(self, officer_id: int, texts: Collection[ReturnedText]) -> None:
        """Keep `texts` of an undone action for the officer, together with what their fields hold already."""
        if not texts:
            return
        kept = self.load(officer_id, "")
        with self._guard(), self._queue.turn():
            self._put(officer_id, joined_fields(texts, kept))

    def dated(self) -> list[tuple[int, str, datetime]]:
        """Return what is kept of everybody: officer, field, and when it was written last."""
        with self._guard():
            rows = self._connection.execute("SELECT officer, field, at FROM draft").fetchall()
        return [(officer, field, datetime.fromtimestamp(at, UTC)) for officer, field, at in rows]

    def rename(self, names: Mapping[tuple[int, str], str | None]) -> None:
        """Keep the text of each officer and field under another name, dated now; None forgets it, without a trace."""
        with self._guard(), self._queue.turn():
            for (officer_id, field), name in names.items():
                if name is not None:
                    self._connection.execute(
                        "INSERT OR REPLACE INTO draft (officer, field, text, at) "
                        "SELECT officer, ?, text, ? FROM draft WHERE officer = ? AND field = ?",
                        (name, self._now(), officer_id, field),
                    )
                self._connection.execute("DELETE FROM draft WHERE officer = ? AND field = ?", (officer_id, field))
            self._connection.execute(_ERASE)

    def _now(self) -> int:
        return int(self._clock().timestamp()) if self._clock is not None else 0

    def _put(self, officer_id: int, texts: Mapping[str, str]) -> None:
        self._connection.executemany(
            "INSERT OR REPLACE INTO draft (officer, field, text, at) VALUES (?, ?, ?, ?)",
            [(officer_id, field, text, self._now()) for field, text in texts.items()],
        )

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()
            self._queue.close()

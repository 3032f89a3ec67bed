"""A PostgreSQL server for measurements: what it has committed survives a power cut, as in an office."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from tests.postgres import Server

OPTIONS: dict[str, object] = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "wal_level": "replica",
    "autovacuum": "on",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
}


@contextmanager
def server() -> Iterator[Server]:
    """One, thrown away afterwards with the half-typed text of its desks."""
    with Server(**OPTIONS) as durable, TemporaryDirectory() as drafts:
        before = os.environ.get("XDG_DATA_HOME")
        os.environ["XDG_DATA_HOME"] = drafts
        try:
            yield durable
        finally:
            del os.environ["XDG_DATA_HOME"]
            if before is not None:
                os.environ["XDG_DATA_HOME"] = before

"""Choose the backend behind a URL: the only module that names both."""

from contextlib import AbstractContextManager
from importlib.util import find_spec

from kppn_tui.domain.errors import N_, StoreUnavailable
from kppn_tui.office.places import is_server, shown
from kppn_tui.store.backend import Backend, Inspection
from kppn_tui.store.sqlite_connection import sqlite_path


def open_database(url: str, office: str) -> Backend:
    """Open the database at `url` for a desk of `office`, migrated to the schema of this program.

    Raises:
        StoreUnavailable: it can't be opened, or is not one of ours.
        SchemaTooNew: a newer program wrote it.
    """
    if is_server(url):
        _require_driver(url)
        from kppn_tui.store.backends.postgres import open_postgres

        return open_postgres(url, office)
    from kppn_tui.store.backends.sqlite import open_sqlite

    return open_sqlite(sqlite_path(url))


def inspecting(url: str, office: str) -> AbstractContextManager[Inspection]:
    """Read the database at `url` without changing it; on a server it may be empty.

    Raises:
        StoreUnavailable: it can't be read or is not one of ours.
        SchemaTooNew: a newer program wrote it.
    """
    if is_server(url):
        _require_driver(url)
        from kppn_tui.store.backends.postgres import inspecting_postgres

        return inspecting_postgres(url, office)
    from kppn_tui.store.backends.sqlite import inspecting_sqlite

    return inspecting_sqlite(sqlite_path(url))


def _require_driver(url: str) -> None:
    """Raise StoreUnavailable: what PostgreSQL needs is not installed; a desk on a file does without."""
    if find_spec("psycopg2") is None:
        raise StoreUnavailable(
            url=shown(url), reason=N_("its driver is missing; install it with: pip install 'kppn-tui[postgres]'")
        )

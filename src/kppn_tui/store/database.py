"""Which database is behind a URL. Both kinds offer the same few things beyond what Peewee has.

`begin` with a mode, `spell`, `look`, `feed`, `shut`, `place`, `ROW_LOCK` and `SKIP_LOCKED`: see `sqlite.SqliteFile`.
"""

from importlib.util import find_spec
from typing import TYPE_CHECKING

from kppn_tui.domain.errors import N_, StoreUnavailable
from kppn_tui.office.places import is_server, shown
from kppn_tui.store.sqlite import SqliteFile, open_sqlite, sqlite_path

if TYPE_CHECKING:
    from kppn_tui.store.postgres import PostgresServer


def open_database(url: str, office: str) -> "SqliteFile | PostgresServer":
    """The database at `url` for a desk of `office`, migrated to the schema of this program.

    Raises:
        StoreUnavailable: it can't be opened, or is not one of ours.
        SchemaTooNew: a newer program wrote it.
    """
    if is_server(url):
        require_driver(url)
        from kppn_tui.store.postgres import open_postgres

        return open_postgres(url, office)
    return open_sqlite(sqlite_path(url))


def require_driver(url: str) -> None:
    """Raises StoreUnavailable: what PostgreSQL needs is not installed; a desk on a file does without."""
    if find_spec("psycopg2") is None:
        raise StoreUnavailable(
            url=shown(url), reason=N_("its driver is missing; install it with: pip install 'kppn-tui[postgres]'")
        )

"""The private parts of Peewee that this program touches; `tests/store/test_peewee_private.py` fails when one changes.

Written against Peewee 4.5.3, which pyproject.toml pins to 4.5. Each says why no public way serves; where an upstream
issue is known it is named. `Model._meta` is documented and therefore not here.
"""

from typing import Any

from peewee import OperationalError, PeeweeException
from playhouse.pool import PooledPostgresqlDatabase

#: The version that was read.
VERSION = "4.5.3"


class UncheckedPool(PooledPostgresqlDatabase):  # type: ignore[misc]
    """A pool that gives out its connections unchecked.

    Peewee 4.5.3 asks the server `SELECT 1` whenever a connection leaves the pool, since it gave out dead ones before
    (https://github.com/coleifer/peewee/pull/444), and there is no setting. That is a trip to the server for every verb,
    and while the server is silent nobody else could connect. Here the first statement finds out.
    """

    def _is_closed(self, conn: Any) -> bool:
        return bool(conn.closed)


def replace_connection(database: PooledPostgresqlDatabase) -> None:
    """Give this thread another connection in place of the lost one, within the contexts in which it is.

    `close` and `connect` of Peewee 4.5.3 forget the contexts (`connection_context`) in which a thread is, and neither
    notices that the server has dropped the connection (https://github.com/coleifer/peewee/issues/2036, open).

    Raises:
        peewee.OperationalError: no connection can be made.
    """
    lost = database.connection()
    with database._pool_lock:
        database._in_use.pop(database.conn_key(lost), None)
    database._close_raw(lost)
    database.close_idle()
    try:
        with database._lock:
            database._state.conn = database._connect()
    except Exception as error:
        if isinstance(error, OperationalError):
            raise
        raise OperationalError(error) from error


def driver_error(error: Exception) -> BaseException | None:
    """Return the driver's own error behind one of Peewee 4.5.3, which keeps it in `orig` and documents that nowhere.

    The code of a server stands there (no issue found). None: Peewee itself speaks.
    """
    driver: BaseException | None = vars(error).get("orig") if isinstance(error, PeeweeException) else error
    return driver


def connections_in_use(database: Any) -> int:
    """Return how many connections are out of the pool: it does not tell (no issue found)."""
    return len(database._in_use)


def idle_connections(database: Any) -> list[Any]:
    """Return the connections that lie in the pool: it does not tell (no issue found)."""
    return [connection for _, _, connection in database._connections]

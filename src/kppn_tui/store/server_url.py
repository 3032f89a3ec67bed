"""Read the URL of a PostgreSQL server: what it says wins over what this program would say, and is never repeated.

A driver repeats in its errors what it could not read, passwords among it.
"""

from typing import Any

import psycopg2
from psycopg2.extensions import parse_dsn

from kppn_tui.domain.errors import N_, StoreUnavailable
from kppn_tui.office.places import shown
from kppn_tui.store.sql_constants import POSTGRES_OPTIONS, POSTGRES_SETTINGS

_NOT_A_URL = N_(
    "this is not an address of a server; name it as postgresql://user@server/name, and write % / @ : ? # in a name or "
    "password as %25 %2F %40 %3A %3F %23"
)


def connect(url: str, **more: Any) -> Any:
    """Return a new connection to the server at `url`, in autocommit.

    Raises:
        StoreUnavailable: `url` can't be read.
        psycopg2.Error: there is no server, or it refuses.
    """
    connection = psycopg2.connect(url, **connection_options(url), **more)
    if not more:
        connection.autocommit = True
    return connection


def connection_options(url: str) -> dict[str, Any]:
    """Return what a connection to `url` needs beyond it: the options that it does not give, its settings beside ours.

    Raises:
        StoreUnavailable: `url` can't be read.
    """
    given = _parse(url)
    settings = " ".join(f"-c {name}={value}" for name, value in POSTGRES_SETTINGS.items())
    # Of two settings of one name the server takes the last.
    options = {"options": f"{settings} {given.get('options', '')}".strip()}
    return {**{name: value for name, value in POSTGRES_OPTIONS.items() if name not in given}, **options}


def _parse(url: str) -> dict[str, str]:
    try:
        given: dict[str, str] = parse_dsn(url)
    except (psycopg2.Error, UnicodeError):
        # From nothing: the driver's error must not stand in a report of this one.
        raise StoreUnavailable(url=shown(url), reason=_NOT_A_URL) from None
    path = url.partition("?")[0]
    ports = [port for port in given.get("port", "").split(",") if port]
    # A password that was not written as it has to be is read as a port, a host or a database.
    misread = "@" in given.get("host", "") or path.count("@") > 1 or not all(port.isdecimal() for port in ports)
    after_host = path.partition("://")[2].partition("/")[2]
    if misread or "@" in after_host:
        raise StoreUnavailable(url=shown(url), reason=_NOT_A_URL)
    return given

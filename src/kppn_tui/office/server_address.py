"""The address of a database on a server, as its URL means it: two spellings of one database have one address."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from urllib.parse import parse_qsl, unquote, urlsplit

_PORT = "5432"
#: Names of this machine.
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """The hosts with their ports, in no order, and the name of the database; user, password and options are no part."""

    hosts: frozenset[tuple[str, str]]
    database: str


def server_address(url: str, env: Mapping[str, str]) -> ServerAddress:
    """Return the address that libpq reads in `url`, with the defaults that `env` gives it.

    Options behind the question mark go before what stands in front of it; several hosts are separated by commas.
    """
    parts = urlsplit(url)
    named = dict(parse_qsl(parts.query))
    user, _at, places = parts.netloc.rpartition("@")
    pairs = [_split(place) for place in places.split(",")] if places else []
    login = named.get("user") or unquote(user.partition(":")[0]) or env.get("PGUSER", "")
    hosts = _listed(named.get("host") or named.get("hostaddr")) or [unquote(host) for host, _port in pairs]
    ports = _listed(named.get("port")) or [port for _host, port in pairs]
    database = named.get("dbname") or unquote(parts.path.removeprefix("/")) or env.get("PGDATABASE", "") or login
    hosts = hosts if any(hosts) else _listed(env.get("PGHOST")) or [""]
    default = env.get("PGPORT", "") or _PORT
    if len(ports) == 1:
        ports = ports * len(hosts)
    return ServerAddress(
        frozenset(
            (_host(host), port or default) for host, port in zip_longest(hosts, ports[: len(hosts)], fillvalue="")
        ),
        database,
    )


def _split(place: str) -> tuple[str, str]:
    """Return host and port of `host:port`, `[::1]:port` or a host alone."""
    if place.startswith("["):
        host, _, rest = place[1:].partition("]")
        return host, rest.removeprefix(":")
    host, _, port = place.partition(":")
    return host, port


def _listed(text: str | None) -> list[str]:
    return text.split(",") if text else []


def _host(name: str) -> str:
    """Return a host by one name: letters small, this machine as `localhost`; the folder of a socket as it is."""
    if name.startswith(("/", "@")):
        return name.rstrip("/")
    name = name.lower().rstrip(".")
    return "localhost" if name in _LOOPBACK else name

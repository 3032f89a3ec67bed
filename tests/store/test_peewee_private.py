"""What is private in Peewee is in one module, and is still as that module takes it to be."""

import ast
import inspect
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from playhouse.pool import PooledPostgresqlDatabase, PooledSqliteDatabase

from kppn_tui.store import peewee_private
from kppn_tui.store.backends.postgres import PostgresBackend
from kppn_tui.store.backends.sqlite import SqliteBackend
from kppn_tui.store.peewee_private import (
    UncheckedPool,
    connections_in_use,
    idle_connections,
)

STORE = Path(peewee_private.__file__).parent
#: The documented ones.
PUBLIC = {"_meta"}


class Driver:
    """A connection that counts the trips to its server."""

    closed = 0

    def __init__(self) -> None:
        self.trips = 0

    def cursor(self) -> Any:
        return self

    def execute(self, statement: str) -> None:
        self.trips += 1

    def get_transaction_status(self) -> int:
        return 0

    @property
    def info(self) -> Any:
        return type("Info", (), {"transaction_status": 0})


def test_the_version_is_the_one_that_was_read() -> None:
    assert version("peewee") == peewee_private.VERSION, "read peewee_private.py against the new version"


def test_peewee_asks_the_server_when_a_connection_leaves_the_pool_and_we_do_not() -> None:
    plain, ours, driver = PooledPostgresqlDatabase("x"), UncheckedPool("x"), Driver()
    assert plain._is_closed(driver) is False and driver.trips == 1, "no longer needed"
    assert ours._is_closed(driver) is False and driver.trips == 1
    driver.closed = 1
    assert ours._is_closed(driver) is True


def test_the_pool_tells_of_its_connections_in_the_way_that_is_read_here(tmp_path: Path) -> None:
    database = PooledSqliteDatabase(str(tmp_path / "x.db"), autoconnect=False)
    assert (connections_in_use(database), idle_connections(database)) == (0, [])
    with database.connection_context():
        used = database.connection()
        assert (connections_in_use(database), idle_connections(database)) == (1, [])
    assert (connections_in_use(database), idle_connections(database)) == (0, [used])
    database.close_all()


def test_close_and_connect_of_peewee_still_forget_the_contexts(tmp_path: Path) -> None:
    """Else `replace_connection` could use them."""
    database = PooledSqliteDatabase(str(tmp_path / "x.db"), autoconnect=False)
    with pytest.raises(IndexError), database.connection_context():
        database.manual_close()
        database.connect()
    database.close_all()


def touched(path: Path) -> set[str]:
    """The private attributes of other objects that the module at `path` touches."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__"):
            of_own = isinstance(node.value, ast.Name) and node.value.id == "self"
            found |= set() if of_own else {node.attr}
    return found


def test_no_other_module_of_the_store_touches_what_is_private() -> None:
    """Neither of other objects, the closed sets of `statements` aside, nor in the backends of what they inherit."""
    paths = [path for path in STORE.rglob("*.py") if "migrations" not in path.parts]
    found = {path.relative_to(STORE).as_posix(): touched(path) - PUBLIC for path in paths}
    assert found.pop("peewee_private.py") >= {"_in_use", "_pool_lock", "_state", "_lock", "_close_raw", "_connect"}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize("backend", [SqliteBackend, PostgresBackend])
def test_a_backend_hides_nothing_private_of_what_it_inherits(backend: type) -> None:
    base = backend.__mro__[1]
    inherited = {name for name in dir(base("x")) if name.startswith("_") and not name.startswith("__")}
    own = set(vars(backend)) | set(re.findall(r"self\.(_\w+) =", inspect.getsource(backend)))
    assert own & inherited == set()


def test_only_one_module_knows_which_backends_there_are() -> None:
    package = STORE.parent
    naming = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if "SqliteBackend" in (text := path.read_text("utf-8")) or "PostgresBackend" in text
        or "backends.sqlite" in text or "backends.postgres" in text
    }  # fmt: skip
    assert naming == {"store/backends/__init__.py", "store/backends/sqlite.py", "store/backends/postgres.py"}

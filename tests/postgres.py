"""A PostgreSQL server of the tests' own: thrown away afterwards, on a Unix socket only, started and stopped at will."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

import psycopg2
from psycopg2.extensions import connection as Connection

USER = "kppn"
#: Settings of a server that a standby may follow.
REPLICATED = {"wal_level": "replica", "max_wal_senders": 4, "wal_sender_timeout": "60s", "wal_writer_delay": "10s"}
MISSING = "the tests need the programs of a PostgreSQL server; install them with: apt-get install postgresql"
#: A socket's path may be no longer, terminating zero included.
SOCKET_PATH = 107
MEMORY = "/dev/shm"
#: What a server may come to need there, in bytes.
ROOM = 1 << 30
#: Nothing here outlives the machine's power, so nothing waits for the disk.
OPTIONS = {
    "listen_addresses": "",
    "max_connections": 200,
    "shared_buffers": "32MB",
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_wal_size": "64MB",
    "wal_level": "minimal",
    "max_wal_senders": 0,
}
#: Waits until whoever started it is gone, however that happened, and leaves nothing behind. The last of the server's
#: processes may still write while the folder is being removed.
GUARD = """
cat >/dev/null
"$1" -D "$2/data" -m immediate stop >/dev/null 2>&1
for _ in 1 2 3 4 5; do rm -rf "$2" 2>/dev/null && exit; sleep 0.1; done
"""


def programs() -> Path:
    """The folder with initdb and pg_ctl: POSTGRES_BIN, else the PATH, else the newest that Debian put away.

    Raises:
        FileNotFoundError: there is none; what to install.
    """
    if named := os.environ.get("POSTGRES_BIN"):
        places = [Path(named)]
    else:
        found = shutil.which("initdb")
        debian = Path("/usr/lib/postgresql").glob("*/bin")
        places = [Path(found).resolve().parent] if found else []
        places += sorted(debian, key=lambda place: float(place.parent.name), reverse=True)
    for place in places:
        if (place / "initdb").exists() and (place / "pg_ctl").exists():
            return place
    raise FileNotFoundError(MISSING)


def identity() -> dict[str, Any]:
    """As whom the server runs: the user `postgres` where the tests run as root, whom PostgreSQL refuses."""
    if os.geteuid():
        return {}
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        raise FileNotFoundError(MISSING) from None
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


class Server:
    """One server in a folder of its own; `with Server() as server:` starts it and throws it away."""

    def __init__(self, **options: object) -> None:
        """`options` are settings of the server beyond OPTIONS, or in their place."""
        self._primary: Server | None = None
        self._bin = programs()
        self._as = identity()
        self._options = {**OPTIONS, **options}
        self.folder = Path(tempfile.mkdtemp(prefix="kppn-pg-", dir=_fast_folder()))
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        self._databases = 0
        if self._as:
            os.chown(self.folder, self._as["user"], self._as["group"])
        self._guard = subprocess.Popen(
            ["sh", "-c", GUARD, "guard", self._bin / "pg_ctl", self.folder],
            stdin=subprocess.PIPE,
            start_new_session=True,
            cwd="/",
            **self._as,
        )

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.throw_away()

    def start(self) -> None:
        """Start it, unless it runs; returns when it answers."""
        if self.running:
            return
        if not self.data.exists():
            self._make()
        options = " ".join(f"-c {name}='{value}'" for name, value in self._options.items())
        self._run("pg_ctl", "-w", "-l", str(self.log), "-o", f"{options} -k {self.folder}", "start")

    def _make(self) -> None:
        if self._primary is None:
            self._run("initdb", "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
            return
        whom = ("-h", str(self._primary.folder), "-U", USER)
        self._run("pg_basebackup", *whom, "-R", "-X", "stream", "-c", "fast", "--no-sync")

    def follow(self, primary: "Server") -> None:
        """Begin anew as a standby of `primary`, whatever it was before."""
        self.stop("immediate")
        shutil.rmtree(self.data, ignore_errors=True)
        self._primary = primary
        self.start()

    def promote(self) -> None:
        """Make a standby the primary; returns when it takes writes."""
        self._run("pg_ctl", "-w", "promote")
        self._primary = None

    def stop(self, mode: str = "fast") -> None:
        """Stop it, unless it is stopped; `immediate` is a crash, `smart` waits for everybody to leave."""
        if self.running:
            self._run("pg_ctl", "-w", "-m", mode, "stop")

    def restart(self, mode: str = "fast") -> None:
        """Stop and start it."""
        self.stop(mode)
        self.start()

    @property
    def running(self) -> bool:
        """Whether it has not been stopped."""
        return (self.data / "postmaster.pid").exists()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Within, none of its processes does anything: no answer, no error."""
        postmaster = int((self.data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        pids = [postmaster, *map(int, children)]
        try:
            _tell(pids, signal.SIGSTOP)
            yield
        finally:
            _tell(pids, signal.SIGCONT)

    def throw_away(self) -> None:
        """Crash it and remove its folder."""
        self._guard.communicate()

    def url(self, database: str = "postgres") -> str:
        """How a desk finds `database`."""
        return url_of(database, self)

    def connect(self, database: str = "postgres") -> Connection:
        """A connection without our own code, each statement a transaction."""
        connection = psycopg2.connect(self.url(database))
        connection.autocommit = True
        return connection

    def sql(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """The rows that `statement` gives."""
        with closing(self.connect(database)) as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def create(self, name: str = "", template: str = "template0") -> str:
        """A new database like `template`, whom nobody may be connected to; its name."""
        self._databases += 1
        name = name or f"test_{self._databases}"
        with closing(self.connect()) as connection:
            quick = " STRATEGY file_copy" if connection.server_version >= 150_000 else ""
            connection.cursor().execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"{quick}')
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """The URL of a new database that is dropped afterwards."""
        name = self.create(template=template)
        try:
            yield self.url(name)
        finally:
            self.start()
            self.drop(name)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._bin / program), "-D", str(self.data), *arguments]
        done = subprocess.run(
            command, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, check=False, start_new_session=True, **self._as,
        )  # fmt: skip
        if done.returncode:
            log = self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""
            raise RuntimeError(f"{' '.join(command)}: {done.stdout}\n{log}")


def url_of(database: str, *servers: Server) -> str:
    """How a desk finds `database` on one of `servers`."""
    return f"postgresql://{USER}@/{database}?host={','.join(quote(str(one.folder), safe='/') for one in servers)}"


def _fast_folder() -> str | None:
    """Memory where there is enough of it (a new database is a thousand files), else the usual folder for such things.

    A folder that is too deep for a socket gives way to /tmp.
    """
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        return MEMORY
    usual = tempfile.gettempdir()
    return usual if len(f"{usual}/kppn-pg-12345678/.s.PGSQL.5432.lock") < SOCKET_PATH else "/tmp"


def _tell(pids: Iterable[int], what: signal.Signals) -> None:
    """Send a signal to each process that is still there: one that ends meanwhile must not keep it from the others."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, what)

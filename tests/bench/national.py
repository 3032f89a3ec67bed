"""What the desks of many offices cost one server, for docs/scale.md: `python -m tests.bench.national`.

Idle listeners of up to 182 offices, ten each, while a few writers of different offices commit with a notice: all in
one database, or spread over several. What a connection takes in memory; how long a desk takes to read its board.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from statistics import median
from threading import Thread
from time import perf_counter

from psycopg2.extensions import connection as Connection

from tests.bench.durable import OPTIONS
from tests.bench.loader import Office, load_past, load_waiting
from tests.bench.table import spread, timed
from tests.postgres import Server

OFFICES, DESKS, WRITERS, SECONDS = 182, 10, 8, 3.0
_COMMIT = "INSERT INTO trail (office, note) VALUES (%s, 'x')"
_NOTICE = "BEGIN; SELECT pg_advisory_xact_lock(1, %s), pg_notify('office_' || %s, '')"
_QUIET = "BEGIN; SELECT pg_advisory_xact_lock(1, %s), length('office_' || %s)"
#: How many offices have their desks open, and over how many databases all of them are spread.
CASES = ((0, 1), (18, 1), (91, 1), (OFFICES, 1), (OFFICES, 34), (OFFICES, OFFICES))


def main() -> None:
    """Print what was found."""
    with Server(**OPTIONS | {"max_connections": OFFICES * DESKS + 50}) as server:
        server.create("first")
        server.sql("CREATE TABLE trail (id bigserial PRIMARY KEY, office int, note text)", "first")
        for offices, spread_over in CASES:
            databases = ["first", *(server.create(template="first") for _ in range(spread_over - 1))]
            with _listeners(server, offices, databases):
                told = f"{offices * DESKS:5} listeners in {spread_over:3} databases"
                if held := _memory(server, ""):
                    told += f" ({median(held):.1f} MB each)"
                for how, begin in (("without notices", _QUIET), ("with notices", _NOTICE)):
                    waits, cpu = _write(server, databases, begin)
                    rate = f"{len(waits) / SECONDS:6,.0f} commits/s"
                    print(f"{told}, {how}: {rate}, each {spread(waits)}, {cpu * 1e3:.2f} ms of a core", flush=True)
            for name in databases[1:]:
                server.drop(name)
        _board(server)


@contextmanager
def _listeners(server: Server, offices: int, databases: list[str]) -> Iterator[None]:
    """Ten idle connections for each office, which nobody reads: the server tells them all the same."""
    with ExitStack() as stack:
        for office in range(offices):
            for _ in range(DESKS):
                listener = stack.enter_context(closing(server.connect(databases[office % len(databases)])))
                with listener.cursor() as cursor:
                    cursor.execute(f"LISTEN office_{office}")
        yield


def _write(server: Server, databases: list[str], begin: str) -> tuple[list[float], float]:
    """How long each commit took, and the processor time of the server for one."""
    waits: list[float] = []
    connections = [server.connect(databases[office % len(databases)]) for office in range(WRITERS)]
    threads = [Thread(target=_writer, args=(one, number, begin, waits)) for number, one in enumerate(connections)]
    before = _cpu(server)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    used = _cpu(server) - before
    for connection in connections:
        connection.close()
    return waits, used / len(waits)


def _writer(connection: Connection, office: int, begin: str, waits: list[float]) -> None:
    end = perf_counter() + SECONDS
    with connection.cursor() as cursor:
        while (start := perf_counter()) < end:
            cursor.execute(begin, (office, office))
            cursor.execute(_COMMIT, (office,))
            cursor.execute("COMMIT")
            waits.append(perf_counter() - start)


def _processes(server: Server) -> list[Path]:
    """Every process of the server."""
    first = (server.data / "postmaster.pid").read_text().split()[0]
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    return [Path("/proc", number) for number in (first, *children)]


def _cpu(server: Server) -> float:
    """The processor time of the server so far, in seconds."""
    # Most of them run for less than one tick of the coarser counters.
    return sum(int((process / "schedstat").read_text().split()[0]) for process in _processes(server)) / 1e9


def _memory(server: Server, which: str) -> list[float]:
    """What each connection of the programs named `which` takes for itself alone, in MB."""
    clients = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    held = []
    for (number,) in server.sql(f"{clients} AND application_name = '{which}'"):
        lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()[1:]
        held.append(int(dict(line.split()[:2] for line in lines)["Private_Dirty:"]) / 1000)
    return held


def _board(server: Server) -> None:
    """The board of an office with a long past and a full waiting room."""
    with tempfile.TemporaryDirectory(prefix="kppn-national-") as folder, server.database() as url:
        office = Office(Path(folder), url)
        load_past(url, 100_000)
        officer = office.officer()
        load_waiting(url, 30)
        office.desk.board(officer)
        taken = [timed(lambda: office.desk.board(officer)) for _ in range(300)]
        told = ", ".join(f"{one:.1f}" for one in _memory(server, "kppn-tui"))
        print(f"board of 30 waiting, 100,000 past visits: {spread(taken)}; the desk's connections: {told} MB")
        office.close()


if __name__ == "__main__":
    main()

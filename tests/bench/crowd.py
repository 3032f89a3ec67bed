"""Processes that call the next visitor on PostgreSQL, against the bare SQL of the same statements in as many."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from time import perf_counter

from kppn_tui.desk import connect
from kppn_tui.domain.people import Officer
from kppn_tui.office.settings import load_settings, locate
from tests.bench.loader import NOW, Bare, Office, bare, load_waiting
from tests.bench.script import Script, Statements
from tests.bench.table import Row

#: The ids of each kind begin here, so that a number in a statement tells what it is.
FIRST = {"officer": 5_000_001, "ticket": 6_000_001, "interval": 7_000_001, "event": 8_000_001}
#: What ends a visit between two calls, outside of both measurements; it takes no lock of the office.
_CLEAR = "UPDATE ticket SET state = 'closed', closed_at = last_call_at WHERE id = %s"


@dataclass(frozen=True)
class Turn:
    """What one call says to the database, with the numbers that it named then."""

    statements: Statements
    officer: int
    ticket: int
    event: int


def measure(office: Office, processes: int, rounds: int, calls: int, waiting: int) -> Row:
    """`rounds` times in turn: every process calls `calls` visitors by the verb, then as many by bare SQL."""
    with bare(office.url) as connection:
        for table, first in FIRST.items():
            connection.run("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", (table, first))
    logins = [f"cso{number}" for number in range(processes)]
    officers = [office.officer(login, str(number)) for number, login in enumerate(logins, 1)]
    load_waiting(office.url, 2 * processes * rounds * calls + waiting + 1)
    turn = _written_down(office, officers[0])
    taken: dict[str, list[float]] = {"verb": [], "bare": []}
    called: Counter[int] = Counter({turn.ticket: 1})
    with _desks(office, logins, turn) as desks:
        for _ in range(rounds):
            for how, times in taken.items():
                for desk in desks:
                    desk.send((how, calls))
                for desk in desks:
                    tickets, seconds = desk.recv()
                    called.update(tickets)
                    times += seconds
    _nobody_twice(office.url, called, 1 + 2 * processes * rounds * calls)
    many = f"{processes} processes" if processes > 1 else "1 process"
    what = f"call_next, PostgreSQL, durable, {many}, {waiting} waiting, nobody called twice"
    return Row(what, taken["verb"], taken["bare"], ratio=3)


def _written_down(office: Office, officer: Officer) -> Turn:
    with Script.listening() as script:
        ticket = office.desk.call_next(officer)
        statements = script.taken(begins=True)
    with bare(office.url) as connection:
        connection.run(_CLEAR, (ticket.id,))
        ((event,),) = connection.run("SELECT max(id) FROM event")
    return Turn(statements, officer.id, ticket.id, event)


def _nobody_twice(url: str, called: Counter[int], calls: int) -> None:
    """Every call took another visitor, and the trail says the same as the callers."""
    assert sum(called.values()) == len(called) == calls, called.most_common(3)
    with bare(url) as connection:
        told = connection.run("SELECT ticket_id, count(*) FROM event WHERE action = 'call' GROUP BY ticket_id")
    assert dict(told) == called


@contextmanager
def _desks(office: Office, logins: list[str], turn: Turn) -> Iterator[list[Connection]]:
    """A process for each of `logins`, all of them ready; they end with this."""
    context = get_context("spawn")
    barrier, pipes, started = context.Barrier(len(logins)), [], []
    for login in logins:
        ours, theirs = context.Pipe()
        arguments = (theirs, barrier, office.url, str(office.settings.places.office_path), login, turn)
        process = context.Process(target=be_a_desk, args=arguments, daemon=True)
        process.start()
        theirs.close()
        pipes.append(ours)
        started.append(process)
    for pipe in pipes:
        assert pipe.recv() == "ready"
    try:
        yield pipes
    finally:
        for pipe in pipes:
            pipe.close()
        for process in started:
            process.join(30)


def be_a_desk(pipe: Connection, barrier: Barrier, url: str, office_file: str, login: str, turn: Turn) -> None:
    """The life of one process: wait for an order, call so many visitors, tell whom and how long each took."""
    desk = connect(url, load_settings(locate(db=url, office=office_file)), lambda: NOW + timedelta(seconds=1))
    officer = next(known for known in desk.officers() if known.login == login)
    with bare(url) as connection, bare(url) as broom:
        pipe.send("ready")
        while (order := _order(pipe)) is not None:
            how, calls = order
            barrier.wait(60)
            tickets, taken = [], []
            for _ in range(calls):
                start = perf_counter()
                ticket = desk.call_next(officer).id if how == "verb" else replay(connection, turn, officer.id)
                taken.append(perf_counter() - start)
                broom.run(_CLEAR, (ticket,))
                tickets.append(ticket)
            pipe.send((tickets, taken))
    desk.close()


def _order(pipe: Connection) -> tuple[str, int] | None:
    try:
        how, calls = pipe.recv()
    except EOFError:
        return None
    return how, calls


def replay(connection: Bare, turn: Turn, officer: int) -> int:
    """The statements of `turn` once more, of `officer`, on whoever is next; the ticket."""
    now = {turn.officer: officer}
    for statement, values in turn.statements:
        rows = connection.run(statement, [now.get(value, value) for value in values])
        if "LIMIT 1" in statement:
            now[turn.ticket] = rows[0][0]
        elif statement.startswith('INSERT INTO "event"'):
            now[turn.event] = rows[0][0]
    return int(now[turn.ticket])

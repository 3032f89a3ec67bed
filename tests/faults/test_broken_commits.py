"""Commits that break, with others writing at once: what was told as saved is there, and nothing else.

Of a commit that was broken nobody at the desk knows whether it happened. A server that comes up again, or another one
that takes its place, gives the numbers of transactions anew, so that a number proves nothing.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread

import psycopg2
import pytest
from psycopg2.extensions import POLL_OK
from psycopg2.extras import wait_select

from tests.conftest import HandClock
from tests.faults.broken import HANG, SLOW, Crowd, in_commit, tickets
from tests.faults.proxy import proxy
from tests.postgres import REPLICATED, Server, url_of
from tests.soak import in_soak
from tests.waiting import wait_for

NAME = "kppn"
#: With this nobody is there whom a commit could wait for: it is written, and not told.
NOBODY = "ALTER SYSTEM SET synchronous_standby_names = 'nobody'"
ANYBODY = "ALTER SYSTEM SET synchronous_standby_names = '*'"
RESET = "ALTER SYSTEM RESET synchronous_standby_names"
RELOAD = "SELECT pg_reload_conf()"
#: A ticket that is committed as soon as may be.
QUICK = "biasa"
#: How many offices there are, and how often the commits of each are broken in both ways.
FEW = pytest.param(1, 1, id="few")
MANY = pytest.param(10, 10, marks=[pytest.mark.soak(reason="two hundred commits"), pytest.mark.timeout(1800)], id="200")


@pytest.fixture
def alone() -> Iterator[Server]:
    with Server(**REPLICATED) as server:
        server.create(NAME)
        yield server


@pytest.fixture
def two() -> Iterator[tuple[Server, Server]]:
    """A primary and its standby."""
    with Server(**REPLICATED) as primary:
        primary.create(NAME)
        standby = Server(**REPLICATED)
        standby.follow(primary)
        with standby:
            yield primary, standby


def hold_commits(server: Server) -> None:
    """From now on each commit is written and not told."""
    insistent(server, NOBODY, RELOAD)
    probe = "SELECT pg_logical_emit_message(true, '', '')"

    def held() -> bool:
        with closing(psycopg2.connect(server.url(NAME), async_=True)) as connection:
            wait_select(connection)
            cursor = connection.cursor()
            cursor.execute(probe)
            while connection.poll() != POLL_OK:
                if server.sql(f"SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query = $${probe}$$"):
                    return True
        return False

    wait_for(held, "commits are held")


def caught_up(primary: Server, standby: Server) -> None:
    """Wait until the standby has all that was written: what nobody has, nobody can be told."""
    ((written,),) = primary.sql("SELECT pg_current_wal_flush_lsn()")
    wait_for(lambda: standby.sql(f"SELECT pg_last_wal_receive_lsn() >= '{written}'") == [(True,)], "the standby")


Strike = Callable[[Server, list[int]], None]


def terminate(server: Server, pids: list[int]) -> None:
    """The backends are asked to leave."""
    server.sql(f"SELECT pg_terminate_backend(pid) FROM unnest(ARRAY{pids}) AS pid")


def crash(server: Server, pids: list[int]) -> None:
    """A backend is killed: the server starts all of itself anew."""
    os.kill(pids[0], signal.SIGKILL)


def restart(server: Server, pids: list[int]) -> None:
    """The whole server is killed, and started again by hand."""
    server.restart("immediate")


def insistent(server: Server, *statements: str) -> None:
    """Run statements as soon as the server lets somebody in."""

    def done() -> bool:
        try:
            for statement in statements:
                server.sql(statement)
        except psycopg2.Error:
            return False
        return True

    wait_for(done, "the server is up")


def told(crowd: Crowd, server: Server, rounds: int) -> None:
    """Everybody was told the truth, and everybody was answered."""
    assert crowd.book.wrong(tickets(server, NAME)) == []
    broken = len(crowd.pairs) * rounds
    assert (crowd.book.told(SLOW), crowd.book.told(QUICK)) == ({"NOT_SAVED": broken}, {"SAVED": broken})


@pytest.mark.parametrize("strike", [terminate, crash, in_soak("much the same", restart)])
@pytest.mark.parametrize(("offices", "rounds"), [FEW, MANY])
def test_commits_broken_by_a_killed_backend(
    alone: Server, tmp_path: Path, clock: HandClock, strike: Strike, offices: int, rounds: int
) -> None:
    crowd = Crowd(alone.url(NAME), tmp_path, clock, offices)
    for statement in HANG:
        alone.sql(statement, NAME)

    def within() -> None:
        strike(alone, in_commit(alone, "PgSleep"))

    def afterwards() -> None:
        strike(alone, in_commit(alone, "SyncRep"))
        insistent(alone, RESET, RELOAD)

    try:
        for _ in range(rounds):
            crowd.break_commits(crowd.pairs, SLOW, lambda: len(in_commit(alone, "PgSleep")) == offices, within)
            # The commit of a verb lets no other one pass that has a notice for the other desks as well.
            for pair in crowd.pairs:
                hold_commits(alone)
                crowd.break_commits([pair], QUICK, lambda: in_commit(alone, "SyncRep"), afterwards)
        told(crowd, alone, rounds)
    finally:
        crowd.close()


@pytest.mark.parametrize(("offices", "rounds"), [FEW, MANY])
def test_commits_broken_by_a_promoted_standby(
    two: tuple[Server, Server], tmp_path: Path, clock: HandClock, offices: int, rounds: int
) -> None:
    primary, standby = two
    crowd = Crowd(url_of(NAME, *two), tmp_path, clock, offices)
    for statement in HANG:
        primary.sql(statement, NAME)
    insistent(primary, ANYBODY, RELOAD)

    def fail_over() -> None:
        caught_up(primary, standby)
        primary.stop("immediate")
        standby.promote()
        insistent(standby, RESET, RELOAD)

    def begin_anew() -> None:
        nonlocal primary, standby
        primary, standby = standby, primary
        standby.follow(primary)

    try:
        for _ in range(rounds):
            insistent(primary, ANYBODY, RELOAD)
            crowd.break_commits(crowd.pairs, SLOW, lambda: len(in_commit(primary, "PgSleep")) == offices, fail_over)
            begin_anew()
            for pair in crowd.pairs:
                hold_commits(primary)
                crowd.break_commits([pair], QUICK, lambda: in_commit(primary, "SyncRep"), fail_over)
                begin_anew()
        told(crowd, primary, rounds)
    finally:
        crowd.close()


def held_up(crowd: Crowd, disturb: Callable[[], None], server: Server) -> None:
    """Have one commit held, do something to it, and see that it is told as saved when it goes on."""
    (pair,) = crowd.pairs
    hold_commits(server)
    verb = Thread(target=pair.take, args=(pair.desk, QUICK))
    verb.start()
    wait_for(lambda: in_commit(server, "SyncRep"), "the commit is held")
    disturb()
    assert verb.is_alive(), "it is not answered before that is known"
    insistent(server, RESET, RELOAD)
    verb.join()
    assert crowd.book.told(QUICK) == {"SAVED": 1}
    assert crowd.book.wrong(tickets(server, NAME)) == []


def test_a_commit_that_still_goes_on_is_waited_for(alone: Server, tmp_path: Path, clock: HandClock) -> None:
    """The line is cut while the server commits: whoever looks at once finds nothing, though it will be there."""
    waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'advisory'"
    with proxy(alone.folder) as line:
        crowd = Crowd(f"postgresql://kppn@127.0.0.1:{line.port}/{NAME}", tmp_path, clock, 1)

        def cut() -> None:
            line.cut()
            wait_for(lambda: alone.sql(waits), "somebody waits for the lock")

        try:
            held_up(crowd, cut, alone)
        finally:
            crowd.close()


def test_what_no_standby_has_yet_is_not_proven(alone: Server, tmp_path: Path, clock: HandClock) -> None:
    """A backend that is ended while it waits for the standby has committed here, and perhaps here alone."""
    crowd = Crowd(alone.url(NAME), tmp_path, clock, 1)

    def end() -> None:
        (pid,) = in_commit(alone, "SyncRep")
        terminate(alone, [pid])
        wait_for(lambda: set(in_commit(alone, "SyncRep")) - {pid}, "the proof waits for the standby as well")

    try:
        held_up(crowd, end, alone)
    finally:
        crowd.close()

"""A PostgreSQL server that goes away in the worst moments: nothing is half there, and nobody waits without end."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread

import peewee
import psycopg2.extensions
import pytest

from kppn_tui.desk import Desk, connect
from kppn_tui.domain.errors import StoreUnavailable
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.people import Officer
from kppn_tui.domain.states import Role
from kppn_tui.office.settings import Settings
from kppn_tui.store.backends import answer_timeout, commit_proof, postgres_feed
from kppn_tui.store.backends.postgres import PostgresBackend
from kppn_tui.store.backends.postgres_feed import PostgresFeed
from kppn_tui.store.peewee_private import connections_in_use, idle_connections, replace_connection
from tests.conftest import PASSWORD, HandClock, Templates, an_office
from tests.faults.proxy import Proxy, proxy
from tests.invariants import check
from tests.postgres import Server
from tests.raw import connected, dump_of, rows_of, run
from tests.waiting import PATIENCE, wait_for

#: Whoever writes an event loses the connection: at once, or in the middle of the commit.
KILL = """CREATE FUNCTION kill() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5); RETURN NEW; END'"""
AT_ONCE = "CREATE TRIGGER kill BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION kill()"
AT_COMMIT = """CREATE CONSTRAINT TRIGGER kill AFTER INSERT ON event DEFERRABLE INITIALLY DEFERRED
               FOR EACH ROW EXECUTE FUNCTION kill()"""
FULL = """CREATE FUNCTION kill() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN RAISE ''could not extend file'' USING ERRCODE = ''disk_full''; END'"""
MEND = ("DROP TRIGGER kill ON event", "DROP FUNCTION kill")
#: Everybody else at this database.
OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
NOT_SAVED, UNKNOWN = "Nothing was saved, try again", "Look whether it was saved"
#: A server that says nothing is given up after so many seconds here.
SOON = 1.0


@pytest.fixture
def office(server: Server, templates: Templates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    for name in ("DATA", "STATE", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setattr(answer_timeout, "ANSWER_SECONDS", SOON)
    monkeypatch.setattr(answer_timeout, "_CHECK_SECONDS", 0.05)
    server.start()
    with server.database(templates.database(server, peopled=False)) as url:
        yield an_office(url, tmp_path)


@pytest.fixture
def desk(office: Settings, clock: HandClock) -> Iterator[Desk]:
    desk = connect(office.url, office, clock)
    yield desk
    desk.close()


@pytest.fixture
def line(server: Server, office: Settings) -> Iterator[Proxy]:
    with proxy(server.folder) as made:
        yield made


@pytest.fixture
def far(office: Settings, line: Proxy, clock: HandClock) -> Iterator[Desk]:
    """The desk at the other end of the line."""
    name = psycopg2.extensions.parse_dsn(office.url)["dbname"]
    places = replace(office.places, url=f"postgresql://kppn@127.0.0.1:{line.port}/{name}")
    settings = replace(office, places=places)
    desk = connect(settings.url, settings, clock)
    yield desk
    desk.close()


def ana(desk: Desk) -> Officer:
    """A CSO officer at a counter."""
    desk.add_officer(None, "ana", "Ana Seroja", [Role.CSO, Role.RECEPTION], PASSWORD)
    return desk.sign_in("ana", PASSWORD, "1")


def refused(verb: Callable[[], object], sentence: str, url: str) -> None:
    """`verb` is refused with `sentence`, and nothing of it is in the database at `url`."""
    before = dump_of(url)
    with pytest.raises(StoreUnavailable, match=sentence):
        verb()
    assert dump_of(url) == before


def heard(desk: Desk, what: str) -> None:
    """Wait until the change feed says something."""
    wait_for(desk.changed, what)


# Before a transaction -------------------------------------------------------------------------------------------------


def terminate(url: str) -> None:
    """Everybody is thrown out, and is gone."""
    with connected(url) as cursor:
        cursor.execute(f"SELECT pg_terminate_backend(pid) {OTHERS}")
        left = [1]
        while left:
            cursor.execute(f"SELECT pid {OTHERS}")
            left = cursor.fetchall()


def test_a_replaced_connection_leaves_the_contexts_as_they_are(desk: Desk) -> None:
    database = desk.store.database
    assert isinstance(database, PostgresBackend)
    with database.connection_context(), database.connection_context():
        lost = database.connection()
        replace_connection(database)
        assert database.connection() is not lost and lost.closed
        assert connections_in_use(database) == 1
        assert database.execute_sql("SELECT 1").fetchone() == (1,)
    assert database.is_closed() and connections_in_use(database) == 0


def two_in_the_pool(desk: Desk) -> None:
    """Let a second connection lie in the pool, which is lost with the first."""
    with desk.snapshot():
        other = Thread(target=desk.board)
        other.start()
        other.join()
    assert len(idle_connections(desk.store.database)) == 2


@pytest.mark.parametrize("how", ["thrown out", "fast", "immediate"])
def test_a_restart_between_two_verbs_is_not_noticed(server: Server, desk: Desk, how: str) -> None:
    """Whatever is asked first: a verb, a view, a look, a sweep."""
    officer = ana(desk)
    asked: list[Callable[[], object]] = [
        lambda: desk.take_ticket(officer, topics=["RETUR"]), lambda: desk.call_next(officer), desk.board,
        desk.next_wake, desk.sweep, lambda: desk.open_ticket(officer, 1), lambda: desk.still_open(officer, 1),
    ]  # fmt: skip
    two_in_the_pool(desk)
    for ask in asked:
        terminate(desk.settings.url) if how == "thrown out" else server.restart(how)
        ask()
    check(desk.settings.url)
    assert [row["state"] for row in rows_of(desk.settings.url, "SELECT state FROM ticket")] == ["called"]


def test_a_verb_while_the_server_is_stopped_says_so_and_works_afterwards(server: Server, desk: Desk) -> None:
    officer = ana(desk)
    server.stop("immediate")
    for ask in (lambda: desk.take_ticket(officer), desk.board, desk.next_wake, desk.sweep):
        with pytest.raises(StoreUnavailable, match=NOT_SAVED):
            ask()
    server.start()
    assert desk.take_ticket(officer).number == 1
    check(desk.settings.url)


# In a transaction, and at its commit ----------------------------------------------------------------------------------


@pytest.mark.parametrize("when", [AT_ONCE, AT_COMMIT], ids=["in it", "at its commit"])
def test_a_verb_whose_connection_is_killed_did_not_happen(desk: Desk, when: str) -> None:
    officer, url = ana(desk), desk.settings.url
    run(url, KILL, when)
    refused(lambda: desk.take_ticket(officer, topics=["RETUR"]), NOT_SAVED, url)
    run(url, *MEND)
    assert desk.take_ticket(officer, topics=["RETUR"]).number == 1, "no number is lost"
    check(url)


def test_a_full_disk_refuses_and_nothing_is_half_there(desk: Desk) -> None:
    officer, url = ana(desk), desk.settings.url
    run(url, FULL, AT_ONCE)
    refused(
        lambda: desk.take_ticket(officer, topics=["RETUR"]),
        "Nothing was saved: the disk of .* is full.*could not extend file",
        url,
    )
    assert desk.board(officer).rows == (), "what is there can be read"
    run(url, *MEND)
    assert desk.take_ticket(officer, topics=["RETUR"]).number == 1
    check(url)


def test_a_commit_whose_answer_is_lost_is_asked_after(line: Proxy, far: Desk, office: Settings) -> None:
    """The verb has happened, and says so."""
    officer = ana(far)
    line.lose_answer.set()
    assert far.take_ticket(officer, topics=["RETUR"]).label == "A-001"
    assert not line.lose_answer.is_set()
    assert rows_of(office.url, "SELECT label, state FROM ticket") == [{"label": "A-001", "state": "waiting"}]
    check(office.url)


def test_a_commit_that_nobody_can_be_asked_about_is_unknown(
    line: Proxy, far: Desk, office: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not said that nothing was saved: here it was."""
    monkeypatch.setattr(commit_proof, "PROOF_SECONDS", 0.3)
    officer = ana(far)
    line.lose_answer.set()
    line.closed.set()
    with pytest.raises(StoreUnavailable, match=UNKNOWN):
        far.take_ticket(officer, topics=["RETUR"])
    line.closed.clear()
    assert [row.ticket.label for row in far.board(officer).rows] == ["A-001"]
    assert far.take_ticket(officer).label == "A-002"
    check(office.url)


def test_a_reading_that_breaks_at_its_end_asks_nobody_to_look(desk: Desk) -> None:
    officer = ana(desk)
    with pytest.raises(StoreUnavailable, match=NOT_SAVED), desk.snapshot():
        desk.board(officer)
        terminate(desk.settings.url)


def test_what_leaves_no_event_is_unknown_when_its_commit_breaks(desk: Desk) -> None:
    """A sign of life has no event to look for: that of the verb before it is not meant."""
    officer, url = ana(desk), desk.settings.url
    ticket = desk.take_ticket(officer, topics=["RETUR"])
    run(url, KILL, AT_COMMIT.replace("ON event", "ON presence").replace("INSERT", "INSERT OR UPDATE"))
    refused(lambda: desk.still_open(officer, ticket.id), UNKNOWN, url)


def test_a_commit_that_the_server_turns_into_a_rollback_is_not_told_as_saved(desk: Desk) -> None:
    """It does so without an error where a statement had failed, whoever let that pass."""
    officer, url = ana(desk), desk.settings.url

    def verb() -> None:
        with desk.transaction() as begin, begin(Action.SIGN_OUT, officer) as work:
            with suppress(peewee.ProgrammingError):
                work.store.query("SELECT nothing FROM nowhere")
            work.silent = True

    refused(verb, NOT_SAVED, url)


# Silence --------------------------------------------------------------------------------------------------------------


def given_up(verb: Callable[[], object], sentence: str) -> None:
    """`verb` gives up; nobody else ends its waiting."""
    begun = time.monotonic()
    with pytest.raises(StoreUnavailable, match=sentence):
        verb()
    assert time.monotonic() - begun < PATIENCE


def test_a_silent_line_is_given_up_and_another_one_works(line: Proxy, far: Desk, office: Settings) -> None:
    officer = ana(far)
    heard(far, "the first line")
    far.take_ticket(officer)
    line.silent.set()
    # The one that is cut, and one that can't be made anew.
    given_up(lambda: far.take_ticket(officer), NOT_SAVED)
    heard(far, "the feed is cut with it")
    assert far.cut_off
    line.silent.clear()
    heard(far, "the feed is back")
    assert far.take_ticket(officer).label == "A-002"
    check(office.url)


def test_a_frozen_server_is_given_up(server: Server, desk: Desk) -> None:
    officer = ana(desk)
    with server.frozen():
        given_up(lambda: desk.take_ticket(officer), NOT_SAVED)
    assert desk.take_ticket(officer).number in (1, 2)
    check(desk.settings.url)


def test_a_desk_at_rest_notices_a_frozen_server(server: Server, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody asks it anything, and no line is cut: only the listener's own question tells."""
    officer = ana(desk)
    monkeypatch.setattr(postgres_feed, "PING_SECONDS", 0.1)
    monkeypatch.setattr(postgres_feed, "PONG_SECONDS", 0.5)
    desk.feed.close()
    desk.feed = desk.store.database.change_feed()
    heard(desk, "the first line")
    with server.frozen():
        wait_for(lambda: desk.cut_off, "the silence")
        assert idle_connections(desk.store.database) == [], "the next one to ask does not wait on an old connection"
    heard(desk, "it is lost, and back")
    assert desk.take_ticket(officer).number == 1


def test_a_line_that_is_being_made_holds_up_nobody_who_leaves(server: Server, desk: Desk) -> None:
    with server.frozen():
        feed = desk.store.database.change_feed()
        feed.close()
        assert isinstance(feed, PostgresFeed) and feed.lost
        assert feed._thread.is_alive(), "nobody has waited for it"


# The change feed ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_the_feed_says_that_the_line_is_lost_and_that_it_is_back(
    server: Server, desk: Desk, clock: HandClock, mode: str
) -> None:
    officer = ana(desk)
    heard(desk, "the first line")
    server.stop(mode)
    heard(desk, "the line is lost")
    assert (desk.cut_off, desk.changed()) == (True, False)
    server.start()
    heard(desk, "it is back")
    assert (desk.cut_off, desk.changed()) == (False, False)
    other = connect(desk.settings.url, desk.settings, clock)
    try:
        other.take_ticket(officer)
        heard(desk, "a change of another desk")
    finally:
        other.close()

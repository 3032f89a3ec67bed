"""The URL of a server: what it says is done wholly or refused, and what it keeps secret is never repeated."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg2.extensions
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kppn_tui.desk import open_desk
from kppn_tui.domain.errors import StoreUnavailable
from kppn_tui.office.places import locate, shown
from kppn_tui.store.backends import open_database
from kppn_tui.store.backends.postgres import PostgresBackend, open_postgres
from kppn_tui.store.server_url import connection_options
from tests.conftest import HandClock, Templates, an_office, sign_everybody_in
from tests.postgres import Server
from tests.program import Program
from tests.raw import connected, rows_of
from tests.waiting import wait_for


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    """An empty database."""
    server.start()
    with server.database() as made:
        yield made


def setting(database: PostgresBackend, name: str) -> str:
    return str(database.select_once(f"SHOW {name}")[0][0])


def test_settings_of_the_url_stand_beside_ours(url: str) -> None:
    own = quote("-c lock_timeout=700ms -c search_path=public,pg_temp")
    database = open_postgres(f"{url}&options={own}&application_name=meja-3&target_session_attrs=any", "kppn")
    try:
        assert [setting(database, name) for name in ("lock_timeout", "search_path", "application_name")] == [
            "700ms", "public,pg_temp", "meja-3",
        ]  # fmt: skip
        assert setting(database, "statement_timeout") == "15s", "what the URL does not name stays ours"
    finally:
        database.shut_down()


def test_a_search_path_is_honoured_wholly(url: str, clock: HandClock, tmp_path: Path) -> None:
    with connected(url) as cursor:
        cursor.execute("CREATE SCHEMA seroja")
    own = f"{url}&options={quote('-c search_path=seroja')}"
    settings = an_office(own, tmp_path)
    with open_desk(settings.url, settings, clock) as desk:
        sign_everybody_in(desk)
        (ana,) = (one for one in desk.officers() if one.login == "ana")
        desk.take_ticket(ana, topics=["RETUR"])
    with open_desk(settings.url, settings, clock) as desk:
        assert [row.ticket.label for row in desk.board().rows] == ["A-001"], "found again, not made anew"
    where = "SELECT schemaname, count(*) AS n FROM pg_tables WHERE schemaname IN ('public', 'seroja') GROUP BY 1"
    assert [row["schemaname"] for row in rows_of(url, where)] == ["seroja"]


def test_a_search_path_that_leads_nowhere_is_refused(url: str) -> None:
    with pytest.raises(StoreUnavailable, match="no schema"):
        open_postgres(f"{url}&options={quote('-c search_path=tiada')}", "kppn")


def test_a_lock_that_is_held_is_told_once_as_busy(
    server: Server, templates: Templates, clock: HandClock, tmp_path: Path
) -> None:
    """The connection is not lost by it: nobody waits twice."""
    server.start()
    with server.database(templates.database(server, peopled=True)) as plain:
        settings = an_office(f"{plain}&options={quote('-c lock_timeout=300ms')}", tmp_path)
        with open_desk(settings.url, settings, clock) as desk:
            ana = desk.officers()[0]
            desk.take_ticket(ana)
            pid = desk.store.select_once("SELECT pg_backend_pid()")
            with psycopg2.connect(plain) as other, other.cursor() as cursor:
                cursor.execute("LOCK TABLE event")
                with pytest.raises(StoreUnavailable, match="others are writing"):
                    desk.take_ticket(ana)
            other.close()
            assert desk.store.select_once("SELECT pg_backend_pid()") == pid, "it is the same connection"
            assert desk.take_ticket(ana).label == "A-002"
            wait_for(lambda: not desk.cut_off, "the feed")


SECRET = "raHas1a"
#: Passwords that nobody has written as a URL wants them, each with the secret in it.
WRONG = (
    f"u:{SECRET}%W", f"u:{SECRET}/x", f"u:9/{SECRET}", f"u:{SECRET}@x", f"u:@{SECRET}", f"u:x%{SECRET}",
    f"u:{SECRET}%00", f"u:/{SECRET}", f"u:9@{SECRET}/x", f"u:x@y/{SECRET}",
)  # fmt: skip


@pytest.mark.parametrize("who", WRONG)
def test_what_stands_before_the_server_is_never_repeated(who: str) -> None:
    url = locate(f"postgres://{who}@127.0.0.1:1/kppn").url
    assert SECRET not in shown(url)
    with pytest.raises(StoreUnavailable) as refused:
        open_postgres(url, "kppn")
    assert SECRET not in str(refused.value) and "%40" in str(refused.value)


@given(st.text("aB%/@:?#&= 9[],", max_size=12), st.text("aB%/@:?#&= 9[],", max_size=12))
def test_no_password_is_ever_repeated(before: str, after: str) -> None:
    url = f"postgresql://u:{before}{SECRET}{after}@127.0.0.1:1/kppn"
    assert SECRET not in shown(url)
    try:
        connection_options(url)
    except StoreUnavailable as refused:
        assert SECRET not in str(refused)
    else:
        # An “@” before it ends the password, for whoever reads the URL.
        read = psycopg2.extensions.parse_dsn(url)["password"].count(SECRET)
        assert read == 1 or "@" in before, "it is read as a password"


@pytest.mark.parametrize("command", [("check", "--json"), ("officer", "list"), ("worker", "--once"), ("check",)])
@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://u:{SECRET}%W@127.0.0.1:1/x", f"postgresql://u:{SECRET}/y@127.0.0.1:1/x",
        f"host=127.0.0.1 port=1 user=u password={SECRET} dbname=x", f"postgresql://127.0.0.1:1/x?password={SECRET}@y",
    ],
)  # fmt: skip
def test_no_command_repeats_a_password(tmp_path: Path, command: tuple[str, ...], url: str) -> None:
    done = Program(tmp_path, {"KPPN_TUI_DB": url}).run(*command)
    assert done.code in (1, 3)
    assert SECRET not in done.out + done.err
    assert "Traceback" not in done.err
    assert done.err or json.loads(done.out) if "--json" in command else done.err or done.out


def test_keywords_are_no_file() -> None:
    for db in ("host=srv dbname=kppn", "dbname=kppn", "  user = u  password=x", "service=kppn"):
        places = locate(db)
        assert places.database_path is None
        with pytest.raises(StoreUnavailable, match="postgresql://user@server/name"):
            open_database(places.url, "kppn")
    assert locate("./host=srv.db").database_path is not None

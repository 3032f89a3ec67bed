"""Two servers, of which one follows the other: a desk finds the one that takes writes, and notices when it is gone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kppn_tui.desk import Desk, connect
from kppn_tui.domain.errors import StoreUnavailable
from kppn_tui.domain.trouble import DATABASE, Trouble
from kppn_tui.office.settings import Settings
from kppn_tui.store.backends import answer_timeout, postgres_feed
from tests.client.test_session import at_work
from tests.conftest import HandClock, an_office, sign_everybody_in
from tests.postgres import REPLICATED, Server, url_of

NAME = "kppn"


@pytest.fixture
def primary() -> Iterator[Server]:
    with Server(**REPLICATED) as server:
        server.create(NAME)
        yield server


@pytest.fixture
def standby(primary: Server) -> Iterator[Server]:
    server = Server(**REPLICATED)
    server.follow(primary)
    with server:
        yield server


@pytest.fixture
def office(primary: Server, standby: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An office whose URL names both, the standby first."""
    monkeypatch.setattr(answer_timeout, "ANSWER_SECONDS", 1.0)
    monkeypatch.setattr(answer_timeout, "_CHECK_SECONDS", 0.05)
    monkeypatch.setattr(postgres_feed, "PING_SECONDS", 0.1)
    monkeypatch.setattr(postgres_feed, "PONG_SECONDS", 1.0)
    return an_office(url_of(NAME, standby, primary), tmp_path)


@pytest.fixture
def desk(office: Settings, clock: HandClock) -> Iterator[Desk]:
    desk = connect(office.url, office, clock)
    sign_everybody_in(desk)
    yield desk
    desk.close()


async def test_a_resting_desk_notices_a_frozen_server_and_comes_back_with_the_other(
    desk: Desk, clock: HandClock, primary: Server, standby: Server
) -> None:
    ana = next(one for one in desk.officers() if one.login == "ana")
    async with at_work(desk, clock, ana) as session:

        def troubles() -> frozenset[Trouble]:
            return session.client.connection.troubles & DATABASE

        assert not troubles()
        with primary.frozen():
            await session.until(troubles)
            standby.promote()
            await session.until(lambda: not troubles())
            assert desk.take_ticket(ana, topics=["RETUR"]).label == "A-001"
            await session.until(lambda: session.states() == {"A-001": "waiting"})


def test_a_desk_that_was_told_to_take_any_server_writes_when_its_standby_may(
    desk: Desk, clock: HandClock, office: Settings, standby: Server
) -> None:
    """The URL goes first; that a server takes no writes is told as an outage, not as a fault of the program."""
    ana = next(one for one in desk.officers() if one.login == "ana")
    places = replace(office.places, url=f"{url_of(NAME, standby)}&target_session_attrs=any")
    reader = connect(places.url, replace(office, places=places), clock)
    try:
        assert reader.board(ana).rows == ()
        with pytest.raises(StoreUnavailable, match="Nothing was saved, try again"):
            reader.take_ticket(ana)
        standby.promote()
        assert reader.take_ticket(ana).label == "A-001"
    finally:
        reader.close()


def test_a_standby_alone_is_not_taken_for_the_database(desk: Desk, clock: HandClock, office: Settings) -> None:
    first, _, _ = office.url.partition(",")
    with pytest.raises(StoreUnavailable, match="read-only"):
        connect(first, office, clock)

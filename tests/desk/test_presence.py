"""Who else has a ticket open: no lock, no trace in the trail, and gone by itself."""

from collections.abc import Iterator
from contextlib import closing
from select import select

import psycopg2
import pytest

from kppn_tui.desk import Desk, connect, open_desk
from kppn_tui.desk.presence import FADES, SIGN_OF_LIFE
from kppn_tui.office.places import is_server
from kppn_tui.store.backends.postgres import channel_of
from tests.conftest import HandClock, People
from tests.desk.kit import dump, rows, visit
from tests.waiting import wait_for


@pytest.fixture
def other(desk: Desk, clock: HandClock) -> Iterator[Desk]:
    """The desk next to it."""
    other = connect(desk.settings.url, desk.settings, clock)
    yield other
    other.close()


def test_the_others_see_what_is_open_here_and_only_that(desk: Desk, other: Desk, people: People) -> None:
    first, second = visit(desk, people), visit(desk, people)
    before = dump(desk)
    desk.open_ticket(people.ana, first.id)
    assert other.also_open(people.budi) == {first.id: ("Ana Seroja",)}
    assert desk.also_open(people.ana) == {}, "nobody meets themselves"
    assert other.also_open(people.ana) == {}, "at another terminal neither"
    desk.open_ticket(people.ana, second.id)
    other.open_ticket(people.budi, second.id)
    assert other.also_open(people.budi) == {second.id: ("Ana Seroja",)}
    assert other.also_open(people.kasi) == {second.id: ("Ana Seroja",)}, "other desks than this one"
    for one, officer in ((desk, people.ana), (other, people.budi)):
        one.open_ticket(officer, None)
    assert other.also_open(people.budi) == desk.also_open(people.ana) == {}
    assert dump(desk) == before, "nothing is left, least of all in the trail"


def test_it_fades_without_a_sign_of_life(desk: Desk, other: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people)
    desk.open_ticket(people.ana, ticket.id)
    for _ in range(4):
        clock.at += SIGN_OF_LIFE
        desk.still_open(people.ana, ticket.id)
    clock.at += FADES
    assert other.also_open(people.budi) == {ticket.id: ("Ana Seroja",)}
    clock.forward(seconds=1)
    assert other.also_open(people.budi) == {}
    other.open_ticket(people.budi, None)
    assert dump(desk)["presence"] == [], "whoever comes or goes next tidies up"


def test_nobody_is_kept_from_anything(desk: Desk, other: Desk, people: People) -> None:
    ticket = visit(desk, people)
    desk.open_ticket(people.ana, ticket.id)
    assert other.call(people.budi, ticket.id).officer_id == people.budi.id


def test_coming_and_going_is_told(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people)
    with open_desk(desk.settings.url, desk.settings, clock) as other:
        told(other)
        assert not other.changed()
        desk.open_ticket(people.ana, ticket.id)
        told(other)
        assert not other.changed()
        desk.open_ticket(people.ana, None)
        told(other)


def test_a_sign_of_life_wakes_nobody(desk: Desk, people: People) -> None:
    """On a file every commit does, so it leaves at least no trace there."""
    ticket = visit(desk, people)
    url, channel = desk.settings.url, channel_of(desk.office)
    if not is_server(url):
        before = rows(desk, "SELECT * FROM event")
        desk.still_open(people.ana, ticket.id)
        assert rows(desk, "SELECT * FROM event") == before
        return
    with closing(psycopg2.connect(url)) as listener:
        listener.autocommit = True
        listener.cursor().execute(f"LISTEN {channel}")
        desk.still_open(people.ana, ticket.id)
        desk.open_ticket(people.ana, None)
        listener.cursor().execute(f"NOTIFY {channel}, 'end'")
        heard = [notice.payload for notice in listener.notifies]
        while "end" not in heard:
            select([listener], [], [])
            listener.poll()
            heard = [notice.payload for notice in listener.notifies]
        assert len(heard) == 2, "one for the going, and the end"


def told(desk: Desk) -> None:
    """Wait until the feed says something."""
    wait_for(desk.changed, "the feed")

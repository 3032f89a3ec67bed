"""The session that a front end holds ends elsewhere; a script holds none."""

from collections.abc import Iterator

import pytest

from kppn_tui.desk import Desk, connect
from kppn_tui.domain.errors import NotAllowed, SessionEnded
from kppn_tui.domain.people import Officer
from kppn_tui.i18n import explain
from kppn_tui.office.settings import Settings
from tests.conftest import PASSWORD, HandClock, People
from tests.desk.kit import events, rows, ticket_of, visit


@pytest.fixture
def front(desk: Desk, settings: Settings, clock: HandClock) -> Iterator[Desk]:
    """The desk of a front end at counter 1; `desk` is another one."""
    front = connect(settings.url, settings, clock)
    yield front
    front.close()


def signed_in(front: Desk, counter: str = "1") -> Officer:
    officer = front.sign_in("ana", PASSWORD, counter)
    front.begin_session(officer)
    return officer


def told(front: Desk, officer: Officer) -> str:
    """Why nothing is done any more; reading and acting say the same."""
    with pytest.raises(SessionEnded) as acted:
        front.call_next(officer)
    with pytest.raises(SessionEnded) as read:
        front.require_session()
    assert explain(acted.value) == explain(read.value)
    return str(acted.value)


def test_a_session_goes_on_until_something_ends_it(front: Desk, desk: Desk, people: People) -> None:
    ana = signed_in(front)
    front.require_session()
    visit(desk, people)
    desk.sign_in("budi", PASSWORD, "2")
    desk.set_password(people.admin, "budi", PASSWORD + "x")
    assert front.call_next(ana).officer_id == ana.id
    desk.sign_out(ana)
    front.require_session()


def test_a_sign_in_elsewhere_ends_it_and_moves_no_call(front: Desk, desk: Desk, people: People) -> None:
    ana, ticket = signed_in(front), visit(desk, people)
    front.call_next(ana)
    elsewhere = desk.sign_in("ana", PASSWORD, "7")
    assert "counter 7" in told(front, ana)
    assert (ticket_of(desk, ticket).state, ticket_of(desk, ticket).counter) == ("called", "1")
    assert desk.sign_in_notice(elsewhere).elsewhere == (("A-001", "1"),)
    # Whoever signs in here again ends that one.
    again = signed_in(front)
    front.require_session()
    assert again.counter == "1" and front.sign_in_notice(again).elsewhere == ()


def test_a_new_password_and_disabling_end_it(front: Desk, desk: Desk, people: People) -> None:
    ana = signed_in(front)
    desk.set_password(None, "ana", "kata-baru-1")
    assert "password" in told(front, ana)
    ana = front.sign_in("ana", "kata-baru-1", "1")
    front.begin_session(ana)
    desk.disable_officer(people.admin, "ana")
    assert ana.name in told(front, ana)


def test_a_front_end_that_only_looks_goes_on_beside_a_desk(
    front: Desk, desk: Desk, people: People, settings: Settings, clock: HandClock
) -> None:
    ana = signed_in(front)
    looks = connect(settings.url, settings, clock)
    try:
        officer = looks.sign_in("ana", PASSWORD, beside=True)
        looks.begin_session(officer, beside=True)
        front.require_session()
        desk.sign_in("ana", PASSWORD, "3")
        told(front, ana)
        looks.require_session()
        desk.set_password(None, "ana", "kata-baru-1")
        with pytest.raises(SessionEnded):
            looks.require_session()
    finally:
        looks.close()


def test_a_script_has_no_session_and_keeps_its_counter(desk: Desk, people: People) -> None:
    first = desk.sign_in("ana", PASSWORD, "1")
    visit(desk, people), visit(desk, people)
    second = desk.sign_in("ana", PASSWORD, "7")
    assert desk.call_next(first).counter == "1"
    desk.requeue(first, 1)
    assert desk.call_next(second).counter == "7"
    desk.set_password(None, "ana", "kata-baru-1")
    desk.requeue(first, 1)
    desk.disable_officer(None, "ana")
    with pytest.raises(NotAllowed):
        desk.call_next(first)
    assert rows(desk, "SELECT number FROM session WHERE officer_id = ?", people.ana.id)[0]["number"] >= 4
    assert "sign_in" in [action for action, _ in events(desk)]

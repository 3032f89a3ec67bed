"""A glance at the clocks, for a timer of the system: through the bare driver, of one mind with a sweep."""

from datetime import timedelta

from kppn_tui.desk import Desk
from kppn_tui.office.places import is_server
from kppn_tui.store import sweeps
from kppn_tui.store.timer_query import Idle, find_idle
from tests.conftest import HandClock, People
from tests.desk.kit import serve
from tests.raw import run

MINUTE = timedelta(minutes=1)


def test_a_glance_is_of_one_mind_with_a_sweep(desk: Desk, people: People, clock: HandClock) -> None:
    serve(desk, people)
    url, office, now = desk.settings.url, desk.office, desk.now()
    due = desk.sweep("desk").next_at
    assert due is not None and find_idle(url, office, "timer", now + MINUTE / 2) == Idle(due)
    assert beat(desk) == "desk", "the sign of life is still fresh"
    assert find_idle(url, office, "timer", now + MINUTE) == Idle(due)
    assert beat(desk) == "timer"
    assert find_idle(url, office, "timer", due) is None
    assert find_idle(url, "another office", "timer", due) == Idle(None)


def test_it_leaves_walk_ins_of_yesterday_to_a_sweep(desk: Desk, people: People, clock: HandClock) -> None:
    desk.take_ticket(people.satpam)
    clock.forward(days=2)
    assert find_idle(desk.settings.url, desk.office, "timer", desk.now()) is None
    desk.sweep()
    clock.forward(2)
    assert find_idle(desk.settings.url, desk.office, "timer", desk.now()) == Idle(None)


def test_a_newer_schema_is_left_to_a_sweep(desk: Desk) -> None:
    url = desk.settings.url
    run(url, *(["UPDATE schema_migration SET name = '9' || name"] if is_server(url) else ["PRAGMA user_version = 99"]))
    assert find_idle(url, desk.office, "timer", desk.now()) is None


def beat(desk: Desk) -> str | None:
    """Who swept last."""
    with desk.store.reading():
        found = sweeps.read_last_sweep(desk.store, desk.office)
    return found[1] if found else None

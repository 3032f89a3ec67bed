"""Each law of `tests.invariants` and `tests.trail` notices what it is there for."""

import sqlite3
from contextlib import closing
from typing import Any

import psycopg2
import pytest

from kppn_tui.desk import Desk
from kppn_tui.office.places import database_file
from tests import invariants
from tests.conftest import HandClock, People
from tests.desk.kit import escalated, serve, visit
from tests.invariants import LAWS
from tests.trail import TRAIL

DAMAGE = {
    "nothing_hangs_in_the_air": "UPDATE ticket SET officer_id = 9999 WHERE state = 'serving'",
    "one_open_interval_while_open": "UPDATE interval SET ended_at = started_at WHERE ended_at IS NULL",
    "intervals_follow_on_each_other": "UPDATE interval SET started_at = started_at + 1 WHERE ended_at IS NULL",
    "one_service_at_a_time": "UPDATE consultation SET officer_id = 1 WHERE state = 'serving'",
    "one_visitor_called_at_a_time": "UPDATE ticket SET officer_id = 1 WHERE state = 'called'",
    "tickets_and_their_consultations_agree": "UPDATE ticket SET closed_at = 1 WHERE state = 'waiting'",
    "clocks_run_on_what_is_open": "UPDATE deadline SET paused_at = started_at, next_at = NULL WHERE kind = 'service'",
    "progress_follows_on_the_promise": "UPDATE deadline SET previous_id = NULL WHERE kind = 'progress'",
    "clocks_are_told_of_once": "UPDATE deadline SET next_at = due_at - 5 WHERE next_at IS NOT NULL",
    "escalations_end_with_their_consultation": "UPDATE consultation SET state = 'Resolved' WHERE state = 'follow_up'",
    "reply_clocks_follow_their_escalation": "UPDATE escalation SET state = 'returned' WHERE state = 'sent'",
    "numbers_without_gap_or_double": "UPDATE counter SET last = last + 1",
    "states_follow_from_the_trail": "UPDATE ticket SET calls = calls + 1 WHERE state = 'waiting'",
    "numbers_follow_from_the_trail": "DELETE FROM event WHERE action = 'take_ticket' AND "
    "id IN (SELECT min(id) FROM event WHERE action = 'take_ticket')",
    "alerts_follow_from_the_trail": "DELETE FROM event WHERE action = 'sweep'",
    "every_event_is_somebodys": "UPDATE event SET officer_id = NULL WHERE action = 'call'",
    "nobody_is_called_twice": "INSERT INTO event (office, at, action, officer_id, ticket_id, data) "
    "SELECT office, at, action, officer_id, ticket_id, data FROM event WHERE action = 'call'",
}


def test_every_law_is_tried() -> None:
    assert list(DAMAGE) == [law.__name__ for law in (*LAWS, *TRAIL)]


@pytest.mark.parametrize("law", DAMAGE)
def test_a_law_notices(desk: Desk, people: People, clock: HandClock, law: str) -> None:
    escalated(desk, people)
    serve(desk, people)
    serve(desk, people, by=people.budi)
    for _ in range(3):
        visit(desk, people)
    clock.forward(25)
    desk.sweep()
    for name in ("first", "second"):
        desk.call_next(desk.add_officer(None, name, name, ["cso"], "rahasia-123"))
    invariants.check(desk.settings.url)
    damage(desk.settings.url, DAMAGE[law])
    with pytest.raises(AssertionError, match=f"(?m)^{law}: "):
        invariants.check(desk.settings.url)


def damage(url: str, statement: str) -> None:
    """Do what no desk does."""
    path = database_file(url)
    connection: Any = sqlite3.connect(path) if path else psycopg2.connect(url)
    with closing(connection), closing(connection.cursor()) as cursor:
        cursor.execute(statement)
        connection.commit()

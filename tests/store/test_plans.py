"""No statement of a busy day reads a whole table: every plan goes through an index."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from kppn_tui.desk import Desk
from kppn_tui.domain.draft_forms import DraftForm, DraftOwner
from kppn_tui.domain.records import Deadline, Escalation, Ticket
from kppn_tui.store import claims, history, reads, sweeps, timer_query
from kppn_tui.store.sqlite_connection import sqlite_path
from tests.conftest import HandClock, People
from tests.desk.kit import escalated
from tests.desk.stage import DEEDS, Stage

pytestmark = pytest.mark.sqlite_only(reason="the plans are SQLite's; a server chooses by what it has counted")

#: Tables that stay small, or that are read whole on purpose.
SMALL = ("officer", "substitute", "sweep", "stakeholder", "stakeholder_alias", "undo", "counter", "schema_migration")
Statement = tuple[str, tuple[Any, ...]]


class Listener(logging.Handler):
    """The statements that Peewee runs, with their parameters unexpanded: a bound value proves no partial index."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: dict[str, Statement] = {}

    def emit(self, record: logging.LogRecord) -> None:
        if not isinstance(record.msg, tuple):  # a connection comes or goes
            return
        statement, parameters = record.msg
        self.heard[statement] = (statement, tuple(parameters or ()))


@pytest.fixture
def listener() -> Iterator[Listener]:
    logger, handler = logging.getLogger("peewee"), Listener()
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield handler
    logger.removeHandler(handler)
    logger.setLevel(level)


def plan(desk: Desk, statement: str, parameters: tuple[Any, ...]) -> list[str]:
    with closing(sqlite3.connect(sqlite_path(desk.settings.url))) as connection:
        return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]


def scans(desk: Desk, listener: Listener) -> list[str]:
    """The statements that read a whole table which grows."""
    found = []
    for statement, parameters in listener.heard.values():
        verb = statement.split()[0].upper()
        if verb not in ("SELECT", "UPDATE", "DELETE", "INSERT") or any(f'FROM "{name}"' in statement for name in SMALL):
            continue
        if any(f"FROM {name} " in f"{statement} " for name in SMALL):
            continue
        steps = plan(desk, statement, parameters)
        # A list of values is walked as a whole, which is no table; SCAN CONSTANT ROW is an insert.
        if any(step.startswith("SCAN") and "CONSTANT ROW" not in step and "json_each" not in step for step in steps):
            found.append(f"{statement}: {steps}")
    return found


@pytest.mark.parametrize("name", DEEDS)
def test_no_verb_scans(desk: Desk, people: People, clock: HandClock, listener: Listener, name: str) -> None:
    officer, act = Stage(desk, people, clock).deed(name)
    act()
    clock.forward(5)
    desk.undo(officer)
    assert len(listener.heard) > 10
    assert scans(desk, listener) == []


def test_no_screen_and_no_sweep_scans(desk: Desk, people: People, clock: HandClock, listener: Listener) -> None:
    escalation = escalated(desk, people)
    listener.heard.clear()
    desk.board(people.kasi), desk.inbox(people.kasi), desk.follow_ups(), desk.trail(escalation.ticket_id)
    desk.session(escalation.ticket_id), desk.consultation(escalation.consultation_id), desk.references("LPJ")
    desk.hall()
    desk.endings({DraftOwner(form, escalation.id) for form in DraftForm})
    desk.sweep_drafts()
    clock.forward(days=9)
    desk.sweep(), desk.sweep(), desk.next_wake()
    for officer in (people.kasi, people.ana):
        assert desk.has_untold(officer) and desk.tell(officer) and desk.told_today(officer)
    assert len(listener.heard) > 20
    assert scans(desk, listener) == []


@pytest.mark.parametrize(
    ("what", "index"),
    [
        ("claim_next", "ticket_open"),
        ("at_counter", "ticket_open"),
        ("queue_key_after", "ticket_open"),
        ("left_over", "ticket_open"),
        ("left_over_at_a_glance", "ticket_open"),
        ("board", "ticket_open"),
        ("due", "deadline_next"),
        ("next_at", "deadline_next"),
        ("follow_ups", "consultation_open"),
        ("inbox", "escalation_open"),
        ("reference_number", "ticket_office_reference_number"),
        ("last_action", "event_officer"),
        ("own_actions", "event_officer"),
        ("reply_clocks", "deadline_consultation_id"),
    ],
)
def test_the_hot_questions_use_the_index_made_for_them(
    desk: Desk, people: People, listener: Listener, what: str, index: str
) -> None:
    store, office, now = desk.store, desk.office, desk.now()
    with store.writing():
        listener.heard.clear()
        ask: dict[str, Any] = {
            "claim_next": lambda: claims.claim_next(store, office, "2026-11-24", people.ana, now),
            "at_counter": lambda: claims.read_counter(store, office, people.ana.id),
            "queue_key_after": lambda: claims.read_queue_key_after(store, office, "2026-11-24", 3, 0),
            "left_over": lambda: claims.read_left_over(store, office, "2026-11-24"),
            "left_over_at_a_glance": lambda: store.query(timer_query.LEFT_OVER_QUERY, (office, "2026-11-24")),
            "board": lambda: reads.read_board(store, office, now, now, 1200, {"PDMS": False}),
            "due": lambda: sweeps.read_due(store, office, now),
            "next_at": lambda: sweeps.read_next_due(store, office),
            "follow_ups": lambda: reads.read_follow_ups(store, office),
            "inbox": lambda: reads.read_inbox(store, office, {"PDMS": False, "BANK": True}),
            "reference_number": lambda: store.find(Ticket, office=office, reference_number="HAI-1"),
            "last_action": lambda: history.read_last_action(store, office, people.ana.id),
            "own_actions": lambda: history.read_actions_since(store, office, people.ana.id, now),
            "reply_clocks": lambda: store.find(Deadline, consultation_id=1, escalation_id=1, stopped_at=None),
        }
        ask[what]()
    first = next(iter(listener.heard.values()))
    steps = plan(desk, *first)
    assert f"INDEX {index} " in " ".join(steps) and not any(step.startswith("SCAN") for step in steps), steps
    if what in ("claim_next", "due", "next_at", "queue_key_after", "board", "follow_ups"):
        assert not any("TEMP B-TREE" in step for step in steps), f"the index gives the order: {steps}"


def test_the_guard_itself_sees_a_scan(desk: Desk, people: People, listener: Listener) -> None:
    """Bound states prove no partial index; the reader of the inbox must not ask that way."""
    with desk.store.reading():
        listener.heard.clear()
        desk.store.find(Escalation, office=desk.office, section=["PDMS"], state=("sent", "accepted"))
    assert len(scans(desk, listener)) == 1

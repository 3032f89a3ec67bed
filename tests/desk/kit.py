"""Short ways to a situation, and to what the database then says."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kppn_tui.desk import Desk, connect
from kppn_tui.domain.contact import Contact
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Channel, Consultation, Deadline, DeadlineKind, Escalation, Ticket
from kppn_tui.domain.special_days import Opening
from kppn_tui.domain.states import OUTCOME
from kppn_tui.office.places import is_server
from tests.conftest import WITA, HandClock, People
from tests.raw import connected, dump_of, rows_of

PHONE = "+6281377664083"
WHATSAPP = Contact("whatsapp", "0813-7766-4083")
#: Tables that an undo does not put back: the trail, the undo itself, numbers given out, the directory, the beat, and
#: what officers were told.
APART = frozenset({
    "event", "undo", "counter", "schema_migration", "sweep", "sqlite_sequence", "notice", "office", "session",
    "sign_in_try",
})  # fmt: skip

Rows = dict[str, list[dict[str, Any]]]


@contextmanager
def desk_with(desk: Desk, clock: HandClock, openings: tuple[Opening, ...] = (), **limits: Any) -> Iterator[Desk]:
    """Another desk on the same file, whose office reads the standard otherwise, or opens on special days."""
    known = desk.settings
    settings = replace(known, limits=replace(known.limits, **limits), days=replace(known.days, openings=openings))
    other = connect(settings.url, settings, clock)
    try:
        yield other
    finally:
        other.close()


def rows(desk: Desk, statement: str, *parameters: object) -> list[dict[str, Any]]:
    """What the database says, read without our own code."""
    return rows_of(desk.settings.url, statement, *parameters)


def dump(desk: Desk) -> Rows:
    """Every row of every table."""
    return dump_of(desk.settings.url)


def visit(desk: Desk, people: People, *topics: str, **more: Any) -> Ticket:
    """Somebody waits."""
    return desk.take_ticket(people.satpam, topics=topics or ("RETUR",), satker_code="980101", satker_name="PN", **more)


def serve(
    desk: Desk, people: People, *topics: str, by: Officer | None = None, identified: bool = True
) -> tuple[Ticket, list[Consultation]]:
    """A visitor in service at the counter of `by` (Ana), who they are and what they ask written down."""
    officer = by or people.ana
    ticket = visit(desk, people, *topics)
    desk.call(officer, ticket)
    ticket = desk.start(officer, ticket)
    if identified:
        ticket = desk.identify(officer, ticket, name="Bendahara", role="bendahara", satker_code="980101",
                               satker_name="PN")  # fmt: skip
    for view in desk.session(ticket).consultations:
        desk.record(officer, view.consultation, question="Bagaimana?")
    return ticket, items_of(desk, ticket)


def followed(desk: Desk, people: People, topic: str = "RETUR", **more: Any) -> Consultation:
    """A consultation in follow-up, its visit finished."""
    ticket, (item,) = serve(desk, people, topic)
    given: dict[str, Any] = {"contact": WHATSAPP, "reason": "perlu telaah"} | more
    desk.follow_up(people.ana, item, **given)
    desk.finish(people.ana, ticket)
    return now_of(desk, item)


def absent(desk: Desk, people: People, clock: HandClock) -> Ticket:
    """A visitor who did not come."""
    ticket = visit(desk, people)
    desk.call(people.ana, ticket)
    for _ in range(2):
        clock.forward(seconds=20)
        desk.recall(people.ana, ticket)
    return desk.absent(people.ana, ticket)


def escalated(desk: Desk, people: People, topic: str = "SUPPLIER", **more: Any) -> Escalation:
    """A question at the head of the section PDMS (topic SUPPLIER)."""
    item = followed(desk, people, topic)
    return desk.escalate(people.ana, item.id, "Mohon arahan", tried="Sudah dicek", **more)


def message(desk: Desk, people: People, clock: HandClock, begun: str = "2026-11-25T10:00") -> Consultation:
    """A HAI CSO case received now, in service since `begun` with its question written down."""
    received = clock.at
    clock.to(begun)
    ticket = desk.take_ticket(people.ana, Channel.HAI_CSO, reference_number="HAI-1", topics=["LPJ"],
                              received_at=received)  # fmt: skip
    desk.start(people.ana, ticket)
    desk.identify(people.ana, ticket, declined=True)
    (item,) = items_of(desk, ticket)
    return desk.record(people.ana, item, question="LPJ?")


def online(desk: Desk, people: People, clock: HandClock, begun: str = "2026-11-25T10:00") -> Consultation:
    """The same as a follow-up."""
    return desk.follow_up(people.ana, message(desk, people, clock, begun), contact=WHATSAPP, reason="telaah")


def items_of(desk: Desk, ticket: Ticket) -> list[Consultation]:
    return [view.consultation for view in desk.session(ticket).consultations]


def now_of(desk: Desk, item: Consultation) -> Consultation:
    return desk.consultation(item.id).consultation


def ticket_of(desk: Desk, ticket: Ticket) -> Ticket:
    return desk.session(ticket.id).ticket


def clock_of(desk: Desk, item: Consultation, kind: DeadlineKind) -> Deadline:
    found = desk.consultation(item.id).deadline(kind)
    assert found is not None
    return found


def clocks_of(desk: Desk, item: Consultation, kind: DeadlineKind) -> list[Deadline]:
    return [clock for clock in desk.consultation(item.id).deadlines if clock.kind == kind]


def wita(moment: datetime | None) -> str:
    """`moment` as the office reads it."""
    assert moment is not None
    return moment.astimezone(WITA).strftime("%Y-%m-%d %H:%M")


def last_beat(desk: Desk) -> tuple[datetime, str] | None:
    """When the clocks were last swept (UTC), and by whom."""
    for row in rows(desk, "SELECT last_at, who FROM sweep"):
        return datetime.fromtimestamp(row["last_at"], UTC), row["who"]
    return None


def events(desk: Desk) -> list[tuple[str, dict[str, Any]]]:
    return [(row["action"], json.loads(row["data"])) for row in rows(desk, "SELECT * FROM event ORDER BY id")]


def check_invariants(database: str | Path) -> None:
    """What must hold at any moment, whoever was stopped where: read from the database (URL or file) alone."""
    url = str(database)
    with connected(url) as cursor:

        def found(statement: str) -> list[tuple[Any, ...]]:
            cursor.execute(statement)
            return [tuple(dict(row).values()) for row in cursor.fetchall()]

        def none(statement: str) -> None:
            assert found(statement) == [], statement

        if not is_server(url):
            assert found("PRAGMA integrity_check") == [("ok",)]
            none("PRAGMA foreign_key_check")
        living = "('waiting', 'called', 'serving', 'absent')"
        # Each living ticket has exactly one open interval, in its state; an ended one has none.
        none(f"""SELECT t.id FROM ticket t WHERE (SELECT count(*) FROM interval i WHERE i.ticket_id = t.id
                 AND i.consultation_id IS NULL AND i.ended_at IS NULL)
                 <> CASE WHEN t.state IN {living} THEN 1 ELSE 0 END""")
        none("""SELECT t.id FROM ticket t JOIN interval i ON i.ticket_id = t.id AND i.consultation_id IS NULL
                AND i.ended_at IS NULL WHERE i.state <> t.state""")
        open_ = "('open', 'serving', 'on_hold', 'follow_up')"
        none(f"""SELECT c.id FROM consultation c WHERE (SELECT count(*) FROM interval i WHERE i.consultation_id = c.id
                AND i.ended_at IS NULL) <> CASE WHEN c.state IN {open_} THEN 1 ELSE 0 END""")
        none("""SELECT c.id FROM consultation c JOIN interval i ON i.consultation_id = c.id
                AND i.ended_at IS NULL WHERE i.state <> c.state""")
        none("SELECT id FROM interval WHERE ended_at < started_at")
        # Every ticket tells in the trail how it came, and its newest change of state is told there.
        none("""SELECT id FROM ticket t WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.ticket_id = t.id
                AND e.action = 'take_ticket')""")
        # Only one consultation of an officer runs, and what runs has a running clock.
        none("""SELECT officer_id FROM consultation WHERE state = 'serving' GROUP BY officer_id
                HAVING count(*) > 1""")
        none("""SELECT c.id FROM consultation c WHERE c.state = 'serving' AND c.session_ended_at IS NULL
                AND NOT EXISTS (SELECT 1 FROM deadline d
                WHERE d.consultation_id = c.id AND d.kind = 'service' AND d.stopped_at IS NULL
                AND d.paused_at IS NULL)""")
        outcomes = ", ".join(f"'{state}'" for state in OUTCOME if state != "follow_up")
        none(f"""SELECT c.id FROM consultation c JOIN deadline d ON d.consultation_id = c.id
                 WHERE c.state IN ({outcomes}) AND d.stopped_at IS NULL""")
        # Numbers without a gap or a double.
        none("""SELECT office, day, series FROM counter c WHERE last <> (SELECT count(DISTINCT number) FROM ticket t
                WHERE t.office = c.office AND t.day = c.day AND t.series = c.series)""")
        none("SELECT office, day, series, number FROM ticket GROUP BY 1, 2, 3, 4 HAVING count(*) > 1")


def utc(text: str) -> datetime:
    """An ISO time of the office, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=WITA).astimezone(UTC)

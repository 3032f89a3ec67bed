"""What holds in a database at any moment, whoever did what at once; read without our own code.

The laws of the tables are here, those of the trail in `tests/trail.py`: `check` asks both. They are meant for every
suite that lets several desks work, fail or be killed, on SQLite and on PostgreSQL alike.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from typing import Any

import psycopg2

from kppn_tui.domain.states import OPEN_CONSULTATION, OPEN_ESCALATION, OPEN_TICKET
from kppn_tui.office.places import database_file

Row = dict[str, Any]
Law = Callable[["Book"], Iterator[str]]

TABLES = ("officer", "counter", "ticket", "consultation", "document", "interval", "deadline", "alert", "escalation",
          "escalation_note", "progress", "event", "undo")  # fmt: skip
#: A row without an office of its own has that of the one it hangs on.
_HANGS_ON = {"document": "consultation", "escalation_note": "escalation", "undo": "event"}
#: Where a column points to.
_POINTS = {"ticket_id": "ticket", "consultation_id": "consultation", "escalation_id": "escalation",
           "deadline_id": "deadline", "event_id": "event", "officer_id": "officer"}  # fmt: skip


class Book:
    """The rows of all tables as they were at one moment, those of one office where it is named."""

    def __init__(self, url: str, office: str | None = None) -> None:
        with reading(url) as ask:
            self._rows = {table: ask(f"SELECT * FROM {table}") for table in TABLES}
        self._found: dict[tuple[str, str], dict[Any, list[Row]]] = {}
        if office is not None:
            for table in TABLES:
                self._rows[table] = [row for row in self._rows[table] if self._office_of(table, row) == office]
        for table in TABLES:
            self._rows[table].sort(key=lambda row: row.get("id", row.get("event_id", 0)))

    def _office_of(self, table: str, row: Row) -> object:
        parent = _HANGS_ON.get(table)
        if parent is None:
            return row["office"]
        owners = self.by(parent, "id").get(row[f"{parent.removesuffix('_note')}_id"])
        return owners[0]["office"] if owners else None

    def __getitem__(self, table: str) -> list[Row]:
        rows: list[Row] = self._rows[table]
        return rows

    def by(self, table: str, column: str) -> dict[Any, list[Row]]:
        """The rows of `table` by what stands in `column`, oldest first."""
        key = table, column
        if key not in self._found:
            groups: dict[Any, list[Row]] = defaultdict(list)
            for row in self._rows[table]:
                groups[row[column]].append(row)
            self._found[key] = dict(groups)
        return self._found[key]

    def of(self, table: str, column: str, value: object) -> list[Row]:
        """The rows of `table` with `value` in `column`, oldest first."""
        return self.by(table, column).get(value, [])


@contextmanager
def reading(url: str) -> Iterator[Callable[[str], list[Row]]]:
    """What answers selects from one snapshot of the database at `url`, through its bare driver."""
    path = database_file(url)
    connection: Any
    if path is not None:
        connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=10)
    else:
        connection = psycopg2.connect(url)
        connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
    with closing(connection), closing(connection.cursor()) as cursor:
        if path is not None:
            cursor.execute("BEGIN")

        def ask(statement: str) -> list[Row]:
            cursor.execute(statement)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

        yield ask


def check(url: str, office: str | None = None) -> Book:
    """Assert every law on the database at `url` (of one office, where it is named); the rows are returned."""
    from tests.trail import TRAIL

    book = Book(url, office)
    broken = [f"{law.__name__}: {what}" for law in (*LAWS, *TRAIL) for what in law(book)]
    assert not broken, "\n".join(broken)
    return book


# The laws of the tables


def nothing_hangs_in_the_air(book: Book) -> Iterator[str]:
    for table in TABLES:
        for row in book[table]:
            for column, parent in _POINTS.items():
                if row.get(column) is not None and not book.of(parent, "id", row[column]):
                    yield f"{table} {row} has no {parent}"


def one_open_interval_while_open(book: Book) -> Iterator[str]:
    for table, living, rows in _subjects(book):
        for row, intervals in rows:
            states = [interval["state"] for interval in intervals if interval["ended_at"] is None]
            wanted = [row["state"]] if row["state"] in living else []
            if states != wanted:
                yield f"{table} {row['id']} is {row['state']}, its open intervals are {states}"


def intervals_follow_on_each_other(book: Book) -> Iterator[str]:
    for table, _, rows in _subjects(book):
        for row, intervals in rows:
            for before, after in pairwise(intervals):
                if before["ended_at"] is None or before["ended_at"] != after["started_at"]:
                    yield f"{table} {row['id']}: {_span(before)} is followed by {_span(after)}"
            for interval in intervals:
                if interval["ended_at"] is not None and interval["ended_at"] < interval["started_at"]:
                    yield f"{table} {row['id']}: {_span(interval)} ends before it begins"


def one_service_at_a_time(book: Book) -> Iterator[str]:
    for officer, count in Counter(row["officer_id"] for row in book.of("consultation", "state", "serving")).items():
        if count > 1 or officer is None:
            yield f"officer {officer} serves {count} consultations"


def one_visitor_called_at_a_time(book: Book) -> Iterator[str]:
    for officer, count in Counter(row["officer_id"] for row in book.of("ticket", "state", "called")).items():
        if count > 1 or officer is None:
            yield f"officer {officer} has called {count} visitors who have not come yet"


def tickets_and_their_consultations_agree(book: Book) -> Iterator[str]:
    for ticket in book["ticket"]:
        ended = ticket["state"] not in OPEN_TICKET
        if (ticket["closed_at"] is not None) is not ended:
            yield f"ticket {ticket['id']} is {ticket['state']}, closed at {ticket['closed_at']}"
        if ticket["state"] in ("called", "serving") and ticket["officer_id"] is None:
            yield f"ticket {ticket['id']} is {ticket['state']} by nobody"
        for item in book.of("consultation", "ticket_id", ticket["id"]):
            over = item["state"] not in OPEN_CONSULTATION
            if (item["ended_at"] is not None) is not over:
                yield f"consultation {item['id']} is {item['state']}, ended at {item['ended_at']}"
            in_visit = not over and item["follow_up_at"] is None
            if in_visit and ended:
                yield f"ticket {ticket['id']} is {ticket['state']}, its consultation {item['id']} {item['state']}"
            if in_visit and item["state"] != "open" and ticket["state"] != "serving":
                yield f"consultation {item['id']} is {item['state']}, its ticket {ticket['state']}"
            if item["state"] == "follow_up" and item["follow_up_at"] is None:
                yield f"consultation {item['id']} is a follow-up since never"


def clocks_run_on_what_is_open(book: Book) -> Iterator[str]:
    for item in book["consultation"]:
        clocks = book.of("deadline", "consultation_id", item["id"])
        live = Counter(clock["kind"] for clock in clocks if clock["stopped_at"] is None)
        running = Counter(clock["kind"] for clock in clocks if clock["stopped_at"] is None and not clock["paused_at"])
        label = f"consultation {item['id']} ({item['state']})"
        over = item["state"] not in OPEN_CONSULTATION
        if over and live:
            yield f"{label} is over, its clocks {dict(live)} are not"
        followed = item["follow_up_at"] is not None and not over
        # Of a service whose end was given afterwards nothing runs, though it has no outcome yet.
        ended = item["session_ended_at"] is not None
        wanted = item["state"] in ("serving", "on_hold") and not followed and not ended
        if live["service"] != wanted:
            yield f"{label} has {live['service']} service clocks"
        if item["state"] == "serving" and not ended and running["service"] != 1:
            yield f"{label} has {running['service']} running service clocks"
        if item["state"] == "on_hold" and item["hold_reason"] == "switched" and running["service"]:
            yield f"{label} is left for another, its service clock runs on"
        if live["solution"] != followed or (item["state"] == "follow_up" and running["solution"] != 1):
            yield f"{label} has {live['solution']} solution clocks, {running['solution']} of them running"
        if live["progress"] > followed or (live["progress"] and item["contact_refused"]):
            yield f"{label} has {live['progress']} progress clocks"


def progress_follows_on_the_promise(book: Book) -> Iterator[str]:
    for row in book.of("deadline", "kind", "progress"):
        before = book.of("deadline", "id", row["previous_id"])
        if not before or before[0]["id"] >= row["id"] or before[0]["kind"] not in ("solution", "progress"):
            yield f"progress deadline {row['id']} follows on {before}"
        elif before[0]["consultation_id"] != row["consultation_id"]:
            yield f"progress deadline {row['id']} follows on {before[0]['id']} of another consultation"


def clocks_are_told_of_once(book: Book) -> Iterator[str]:
    for (deadline, level), count in Counter((row["deadline_id"], row["level"]) for row in book["alert"]).items():
        if count > 1:
            yield f"deadline {deadline} has {count} alerts of {level}"
    for clock in book["deadline"]:
        if clock["next_at"] is None:
            continue
        if clock["next_at"] not in (clock["warn_at"], clock["due_at"] + 1):
            yield f"deadline {clock['id']} is looked at again at {clock['next_at']}, which is none of its moments"
        if clock["paused_at"] is not None:
            yield f"deadline {clock['id']} is paused and waited for"
        if clock["stopped_at"] is not None and (clock["kind"], clock["met"]) != ("progress", False):
            yield f"deadline {clock['id']} is stopped and waited for"


def escalations_end_with_their_consultation(book: Book) -> Iterator[str]:
    for item in book["consultation"]:
        sent = [row for row in book.of("escalation", "consultation_id", item["id"]) if row["state"] in OPEN_ESCALATION]
        if sent and item["state"] not in ("follow_up", "on_hold"):
            yield f"consultation {item['id']} is {item['state']} with {len(sent)} open escalations"
        if item["state"] == "Resolved" and book.of("escalation", "consultation_id", item["id"]) and sent:
            yield f"consultation {item['id']} is Resolved, a head still has it"
        for section, count in Counter(row["section"] for row in sent).items():
            if count > 1:
                yield f"consultation {item['id']} is {count} times at {section}"


def reply_clocks_follow_their_escalation(book: Book) -> Iterator[str]:
    for row in book["escalation"]:
        clocks = [clock for clock in book.of("deadline", "escalation_id", row["id"]) if clock["stopped_at"] is None]
        is_open = row["state"] in OPEN_ESCALATION
        if (row["ended_at"] is None) is not is_open:
            yield f"escalation {row['id']} is {row['state']}, ended at {row['ended_at']}"
        asked_back = [clock for clock in clocks if clock["kind"] == "ask_back"]
        if len(asked_back) != (row["state"] == "returned"):
            yield f"escalation {row['id']} is {row['state']} with {len(asked_back)} clocks of a question back"
        paused = [clock["paused_at"] is not None for clock in clocks if clock["kind"] == "reply"]
        if paused != ([row["state"] == "returned"] if is_open else []):
            yield f"escalation {row['id']} is {row['state']}, its reply clocks are paused: {paused}"


def numbers_without_gap_or_double(book: Book) -> Iterator[str]:
    given: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for ticket in book["ticket"]:
        given[ticket["office"], ticket["day"], ticket["series"]].append(ticket["number"])
        if ticket["label"] != f"{ticket['series']}-{ticket['number']:03d}":
            yield f"ticket {ticket['id']} is called {ticket['label']}, its number is {ticket['number']}"
    last = {(row["office"], row["day"], row["series"]): row["last"] for row in book["counter"]}
    for series in given.keys() | last.keys():
        numbers = sorted(given.get(series, []))
        if numbers != list(range(1, last.get(series, 0) + 1)):
            yield f"{series}: given {numbers}, the last {last.get(series)}"


def _subjects(book: Book) -> Iterator[tuple[str, tuple[str, ...], list[tuple[Row, list[Row]]]]]:
    """Tickets and consultations with the states in which they live, each with its own intervals."""
    tickets = [
        (row, [one for one in book.of("interval", "ticket_id", row["id"]) if one["consultation_id"] is None])
        for row in book["ticket"]
    ]
    items = [(row, book.of("interval", "consultation_id", row["id"])) for row in book["consultation"]]
    yield "ticket", OPEN_TICKET, tickets
    yield "consultation", OPEN_CONSULTATION, items


def _span(interval: Row) -> str:
    return f"{interval['state']} {interval['started_at']}–{interval['ended_at']}"


LAWS: tuple[Law, ...] = (
    nothing_hangs_in_the_air,
    one_open_interval_while_open,
    intervals_follow_on_each_other,
    one_service_at_a_time,
    one_visitor_called_at_a_time,
    tickets_and_their_consultations_agree,
    clocks_run_on_what_is_open,
    progress_follows_on_the_promise,
    clocks_are_told_of_once,
    escalations_end_with_their_consultation,
    reply_clocks_follow_their_escalation,
    numbers_without_gap_or_double,
)

"""The trail played again: from the events alone follow the states that the tables hold.

Of the tables only what never changes is asked: which consultation belongs to which ticket, which escalation was passed
on from which, and a ticket's day and channel.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from kppn_tui.domain.states import OPEN_ESCALATION
from tests.invariants import Book, Law, Row

ZONE = ZoneInfo("Asia/Makassar")
#: Of a ticket, a consultation or an escalation: from where an action may come, and where it leads.
TICKET = {
    "absent": ({"called"}, "absent"),
    "requeue": ({"called"}, "waiting"),
    "rejoin": ({"absent"}, "waiting"),
    "finish": ({"serving"}, "closed"),
    "dismiss": ({"absent"}, "closed"),
    "cancel_ticket": ({"waiting", "absent"}, "cancelled"),
}
CONSULTATION = {
    "switch": ({"open", "on_hold"}, "serving"),
    "hold_for_outage": ({"serving"}, "on_hold"),
    "request_documents": ({"serving", "on_hold", "follow_up"}, "on_hold"),
    "follow_up": ({"serving", "on_hold"}, "follow_up"),
    "resolve": ({"serving", "on_hold", "follow_up"}, "Resolved"),
    "refer": ({"open", "serving", "on_hold", "follow_up"}, "referred"),
    "cancel": ({"open", "serving", "on_hold", "follow_up"}, "cancelled"),
}
ESCALATION = {
    "accept": ({"sent"}, "accepted"),
    "answer": ({"sent", "accepted"}, "answered"),
    "return": ({"sent", "accepted"}, "returned"),
    "pass_on": ({"sent", "accepted"}, "passed_on"),
    "clarify": ({"returned"}, "sent"),
    "withdraw": ({"sent", "accepted", "returned"}, "withdrawn"),
}
#: What an undo makes of what the undone action had added.
ENDED = {"ticket": "cancelled", "consultation": "cancelled", "escalation": "withdrawn"}


class Told:
    """What the events have told so far."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.now: dict[tuple[str, int], Any] = {}
        self.wrong: list[str] = []
        self.changes: dict[int, list[tuple[tuple[str, int], Any]]] = defaultdict(list)
        self.undone: set[int] = set()
        self.event: Row = {}
        self.data: Row = {}
        self.added = {row["consultation_id"] for row in book.of("event", "action", "add_consultation")}
        #: The tickets that an officer has at the counter, or had.
        self.held: dict[int, set[int]] = defaultdict(set)

    def play(self) -> "Told":
        for event in self.book["event"]:
            self.event, self.data = event, json.loads(event["data"])
            action = event["action"]
            deed: Callable[[], None] | None = getattr(self, f"_{action}", None)
            if deed is not None:
                deed()
            elif action in TICKET:
                self._move("ticket", *TICKET[action])
            elif action in CONSULTATION:
                self._move("consultation", *CONSULTATION[action])
            elif action in ESCALATION:
                self._move("escalation", *ESCALATION[action])
        return self

    # Small steps

    def _set(self, what: str, key: int, value: Any) -> None:
        self.changes[self.event["id"]].append(((what, key), self.now.get((what, key))))
        self.now[what, key] = value
        if what == "officer" and value is not None:
            self.held[value].add(key)

    def _say(self, text: str) -> None:
        self.wrong.append(f"event {self.event['id']} ({self.event['action']}): {text}")

    def _move(self, what: str, sources: set[str], target: str) -> None:
        key = self.event[f"{what}_id"]
        was = self.now.get((what, key))
        told = self.data.get("from", was) if what != "escalation" else was
        if was not in sources or told != was:
            self._say(f"{what} {key} was {was}, it says {told}")
        self._set(what, key, target)

    def _items(self, ticket: int) -> list[int]:
        return [
            row["id"]
            for row in self.book.of("consultation", "ticket_id", ticket)
            if ("consultation", row["id"]) in self.now
        ]

    def _in_state(self, ticket: int, state: str) -> list[int]:
        return [item for item in self._items(ticket) if self.now["consultation", item] == state]

    def _leave(self, but: int | None) -> None:
        """The officer turns away from whoever is at the counter: finished, or put on hold."""
        how = next((left["how"] for left in self.data.get("left", ())), None)
        for ticket in self._at_counter(self.event["officer_id"]):
            running = self._in_state(ticket, "serving")
            held = [item for item in self._in_state(ticket, "on_hold") if not self.now.get(("followed", item))]
            if ticket == but or (not running and held):
                continue
            if self.now["ticket", ticket] == "called" or how is None:
                self._say(f"ticket {ticket} is still at the counter")
            elif how == "finish":
                self._set("ticket", ticket, "closed")
            else:
                for item in running:
                    self._set("consultation", item, "on_hold")

    def _at_counter(self, officer: int) -> list[int]:
        return [
            ticket
            for ticket in sorted(self.held[officer])
            if self.now.get(("officer", ticket)) == officer and self.now["ticket", ticket] in ("called", "serving")
        ]

    # Events that do more than move what they name

    def _take_ticket(self) -> None:
        ticket = self.event["ticket_id"]
        if ("ticket", ticket) in self.now:
            self._say(f"ticket {ticket} came twice")
        self._set("ticket", ticket, "waiting")
        self._set("calls", ticket, 0)
        for row in self.book.of("consultation", "ticket_id", ticket):
            if row["id"] not in self.added:
                self._set("consultation", row["id"], "open")

    def _call(self) -> None:
        ticket = self.event["ticket_id"]
        self._leave(None)
        if self.now.get(("ticket", ticket)) != "waiting" or self.data["from"] != "waiting":
            self._say(f"ticket {ticket} was {self.now.get(('ticket', ticket))}, it says {self.data['from']}")
        self._set("ticket", ticket, "called")
        self._set("officer", ticket, self.event["officer_id"])
        self._set("calls", ticket, (self.now.get(("calls", ticket)) or 0) + 1)

    def _recall(self) -> None:
        ticket = self.event["ticket_id"]
        self._move("ticket", {"called"}, "called")
        self._set("calls", ticket, (self.now.get(("calls", ticket)) or 0) + 1)

    def _absent(self) -> None:
        self._move("ticket", *TICKET["absent"])
        self._set("officer", self.event["ticket_id"], None)

    def _requeue(self) -> None:
        self._move("ticket", *TICKET["requeue"])
        self._set("officer", self.event["ticket_id"], None)
        self._set("calls", self.event["ticket_id"], 0)

    def _rejoin(self) -> None:
        self._move("ticket", *TICKET["rejoin"])
        self._set("calls", self.event["ticket_id"], 0)

    def _start(self) -> None:
        ticket, officer = self.event["ticket_id"], self.event["officer_id"]
        self._leave(ticket)
        self._move("ticket", {"called", "waiting"}, "serving")
        self._set("officer", ticket, officer)
        waiting = self._in_state(ticket, "open")
        if not waiting:
            self._say(f"ticket {ticket} has nothing to serve")
            return
        self._set("consultation", waiting[0], "serving")

    def _dismiss(self) -> None:
        self._move("ticket", *TICKET["dismiss"])
        self._end_unserved(self.event["ticket_id"])

    def _cancel_ticket(self) -> None:
        self._move("ticket", *TICKET["cancel_ticket"])
        self._end_unserved(self.event["ticket_id"])

    def _close_day(self) -> None:
        today = datetime.fromtimestamp(self.event["at"], UTC).astimezone(ZONE).date().isoformat()
        left = [
            row["id"]
            for row in self.book["ticket"]
            if row["channel"] == "tatap_muka"
            and row["day"] < today
            and self.now.get(("ticket", row["id"])) in ("waiting", "called", "absent")
        ]
        if len(left) != self.data["tickets"]:
            self._say(f"{self.data['tickets']} were left over, it should be {left}")
        for ticket in left:
            self._set("ticket", ticket, "closed")
            self._end_unserved(ticket)

    def _end_unserved(self, ticket: int) -> None:
        for item in self._in_state(ticket, "open"):
            self._set("consultation", item, "cancelled")

    def _add_consultation(self) -> None:
        self._set("consultation", self.event["consultation_id"], "open")

    def _switch(self) -> None:
        # A colleague's visit that is taken over with it had something in service too.
        for ticket in {*self._at_counter(self.event["officer_id"]), self.event["ticket_id"]}:
            for item in self._in_state(ticket, "serving"):
                self._set("consultation", item, "on_hold")
        self._move("consultation", *CONSULTATION["switch"])
        self._set("officer", self.event["ticket_id"], self.event["officer_id"])

    def _documents_received(self) -> None:
        if target := self.data.get("to"):
            self._move("consultation", {"on_hold"}, target)

    def _follow_up(self) -> None:
        self._move("consultation", *CONSULTATION["follow_up"])
        self._set("followed", self.event["consultation_id"], True)

    def _escalate(self) -> None:
        item = self.event["consultation_id"]
        if not self.now.get(("followed", item)):
            self._move("consultation", *CONSULTATION["follow_up"])
            self._set("followed", item, True)
        if ("escalation", self.event["escalation_id"]) in self.now:
            self._say(f"escalation {self.event['escalation_id']} was sent twice")
        self._set("escalation", self.event["escalation_id"], "sent")

    def _pass_on(self) -> None:
        self._move("escalation", *ESCALATION["pass_on"])
        for row in self.book.of("escalation", "previous_id", self.event["escalation_id"]):
            if ("escalation", row["id"]) not in self.now:
                self._set("escalation", row["id"], "sent")
                return
        self._say("it went nowhere")

    def _refer(self) -> None:
        self._move("consultation", *CONSULTATION["refer"])
        self._withdraw_all()

    def _cancel(self) -> None:
        self._move("consultation", *CONSULTATION["cancel"])
        self._withdraw_all()

    def _withdraw_all(self) -> None:
        for row in self.book.of("escalation", "consultation_id", self.event["consultation_id"]):
            if self.now.get(("escalation", row["id"])) in OPEN_ESCALATION:
                self._set("escalation", row["id"], "withdrawn")

    def _log_progress(self) -> None:
        item = self.event["consultation_id"]
        self._set("notes", item, (self.now.get(("notes", item)) or 0) + 1)

    def _undo(self) -> None:
        undone = self.data["undone"]
        (last,) = self.book.of("event", "id", undone)
        if undone in self.undone or last["officer_id"] != self.event["officer_id"] or undone > self.event["id"]:
            self._say(f"{undone} is not theirs to undo")
        self.undone.add(undone)
        for (what, key), value in reversed(self.changes[undone]):
            added = value is None and what in ENDED
            self._set(what, key, ENDED[what] if added else value)
        if last["action"] == "start":
            self._take_back_start(last)

    def _take_back_start(self, start: Row) -> None:
        """A start makes a consultation where none waited; its undo ends that one again, still without a topic."""
        for row in self.book.of("consultation", "ticket_id", start["ticket_id"]):
            key = "consultation", row["id"]
            made = row["id"] not in self.added and not row["topic"] and row["created_at"] == start["at"]
            if made and key in [changed for changed, _ in self.changes[start["id"]]]:
                self._set(*key, "cancelled")


def states_follow_from_the_trail(book: Book) -> Iterator[str]:
    told = Told(book).play()
    yield from told.wrong
    for what in ("ticket", "consultation", "escalation"):
        for row in book[what]:
            if told.now.get((what, row["id"])) != row["state"]:
                yield f"{what} {row['id']} is {row['state']}, the trail tells {told.now.get((what, row['id']))}"
    for row in book["ticket"]:
        if (told.now.get(("calls", row["id"])) or 0) != row["calls"]:
            yield f"ticket {row['id']} has {row['calls']} calls, the trail {told.now.get(('calls', row['id']))}"
        holder = told.now.get(("officer", row["id"]))
        if row["state"] in ("called", "serving") and row["officer_id"] != holder:
            yield f"ticket {row['id']} is at officer {row['officer_id']}, the trail tells {holder}"
    for row in book["consultation"]:
        notes = len(book.of("progress", "consultation_id", row["id"]))
        if notes != (told.now.get(("notes", row["id"])) or 0):
            yield f"consultation {row['id']} has {notes} notes, the trail {told.now.get(('notes', row['id']))}"


def numbers_follow_from_the_trail(book: Book) -> Iterator[str]:
    given: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for event in book.of("event", "action", "take_ticket"):
        series, _, number = json.loads(event["data"])["label"].partition("-")
        day = datetime.fromtimestamp(event["at"], UTC).astimezone(ZONE).date().isoformat()
        given[event["office"], day, series].append(int(number))
    for series, numbers in given.items():
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"{series}: {numbers}"


def alerts_follow_from_the_trail(book: Book) -> Iterator[str]:
    told = sum(json.loads(event["data"])["alerts"] for event in book.of("event", "action", "sweep"))
    # An undo takes away the clocks that the undone action had started, and what was told of them.
    if told < len(book["alert"]) or (told > len(book["alert"]) and not book.of("event", "action", "undo")):
        yield f"{len(book['alert'])} alerts, the trail tells of {told}"


def every_event_is_somebodys(book: Book) -> Iterator[str]:
    for event in book["event"]:
        if event["officer_id"] is None and event["action"] not in ("sweep", "close_day", "officer"):
            yield f"event {event['id']} ({event['action']}) is nobody's"


def nobody_is_called_twice(book: Book) -> Iterator[str]:
    """Between two calls of a ticket it went back to the queue, or the first one was undone."""
    since: Counter[int] = Counter()
    undone = {json.loads(event["data"])["undone"] for event in book.of("event", "action", "undo")}
    for event in book["event"]:
        ticket = event["ticket_id"]
        if event["id"] in undone:
            continue
        if event["action"] == "call":
            since[ticket] += 1
            if since[ticket] > 1:
                yield f"ticket {ticket} was called again by event {event['id']}"
        elif event["action"] in ("requeue", "rejoin"):
            since[ticket] = 0


TRAIL: tuple[Law, ...] = (
    states_follow_from_the_trail,
    numbers_follow_from_the_trail,
    alerts_follow_from_the_trail,
    every_event_is_somebodys,
    nobody_is_called_twice,
)

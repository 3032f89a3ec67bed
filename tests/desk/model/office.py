"""The desk once more, in memory and in plain words: what `test_model` expects of the real one.

It shares nothing with the program. Where that stores, this keeps lists; where that keeps images of rows for an undo,
this has a journal of what it set.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from tests.desk.model.book import CALLS, GAP, GRACE, PLACES, SECOND, Put, Refused, Thing
from tests.desk.model.cases import Cases


class Model(Cases):
    """An office as its rules want it; verbs as those of the desk, things named by the objects themselves."""

    # The queue

    def take_ticket(self, topics: Iterable[str] = (), priority: bool = False, online: bool = False,
                    known: bool = True, age: int = 0) -> None:  # fmt: skip
        self.check(None)
        series = "B" if online else "A"
        self.numbers[self.today, series] += 1
        number, arrived = self.numbers[self.today, series], self.now - timedelta(minutes=age)
        ticket = self.add(self.tickets, Thing(
            day=self.today, series=series, number=number, state="waiting", arrived=arrived, online=online,
            key=int(arrived.timestamp()) * 1000 + number, priority=int(priority), calls=0, last_call=None,
            officer=None, items=[], identity=False, known=known,
        ))  # fmt: skip
        self.act.ticket = ticket
        for topic in topics:
            self._new_item(ticket, topic)

    def call_next(self, leave: str | None = None) -> None:
        self.check(None)
        self._leave(leave)
        if not (queue := self.queue()):
            raise Refused("NobodyWaiting")
        self._call(queue[0])

    def call(self, ticket: Thing, leave: str | None = None) -> None:
        self.act.ticket = ticket
        self.check(ticket)
        self._leave(leave)
        self._call(ticket)

    def _call(self, ticket: Thing) -> None:
        self.act.ticket = ticket
        self.set(ticket, state="called", calls=ticket.calls + 1, last_call=self.now, officer=self.act.who)

    def _leave(self, leave: str | None, but: Thing | None = None) -> None:
        for ticket in self.held(self.act.who):
            if ticket is but:
                continue
            running = [item for item in ticket.items if item.state == "serving"]
            parked = any(item.state == "on_hold" and not item.followed for item in ticket.items)
            if ticket.state == "serving" and parked and not running:
                continue
            if ticket.state == "called" or leave is None:
                raise Refused("AlreadyServing")
            self.act.touched.add(id(ticket))
            if leave == "finish":
                self._need_outcome(ticket)
                self.set(ticket, state="closed")
            elif not running:
                raise Refused("AlreadyServing")
            for item in running:
                self._hold(item)

    def _need_outcome(self, ticket: Thing) -> None:
        if any(item.state in ("open", "serving", "on_hold") and not item.followed for item in ticket.items):
            raise Refused("Missing")

    def recall(self, ticket: Thing) -> None:
        self.act.ticket = ticket
        self.check(ticket, ticket.last_call is None or self.now - ticket.last_call >= GAP)
        self.set(ticket, calls=ticket.calls + 1, last_call=self.now)

    def absent(self, ticket: Thing) -> None:
        self.act.ticket = ticket
        self.check(ticket, ticket.calls >= CALLS)
        self.set(ticket, state="absent", officer=None)

    def requeue(self, ticket: Thing) -> None:
        self.act.ticket = ticket
        self.check(ticket)
        self.set(ticket, state="waiting", officer=None, calls=0)

    def rejoin(self, ticket: Thing) -> None:
        self.act.ticket = ticket
        self.check(ticket)
        before = [other.key for other in self.queue()[:PLACES] if other.priority == ticket.priority]
        self.set(ticket, state="waiting", calls=0, last_call=None, key=max([ticket.key] + [k + 1 for k in before[-1:]]))

    def start(self, ticket: Thing, leave: str | None = None) -> None:
        self.act.ticket = ticket
        self.check(ticket, ticket.online or ticket.state == "called")
        self._leave(leave, ticket)
        self.set(ticket, state="serving", officer=self.act.who)
        waiting = [item for item in ticket.items if item.state == "open"]
        self._serve(waiting[0] if waiting else self._new_item(ticket, ""))

    def identify(self, ticket: Thing) -> None:
        self.act.ticket = ticket
        self.check(ticket)
        self.set(ticket, identity=True)

    def prioritise(self, ticket: Thing, reason: bool) -> None:
        self.act.ticket = ticket
        self.check(ticket, reason or bool(ticket.priority))
        self.set(ticket, priority=int(reason))

    def finish(self, ticket: Thing) -> None:
        self.act.ticket = ticket
        self.check(ticket)
        self._need_outcome(ticket)
        self.set(ticket, state="closed")

    def dismiss(self, ticket: Thing) -> None:
        self.act.ticket = ticket
        self.check(ticket)
        self._end_unserved(ticket, "closed")

    def cancel_ticket(self, ticket: Thing, reason: bool) -> None:
        self.act.ticket = ticket
        self.check(ticket, reason)
        self._end_unserved(ticket, "cancelled")

    def _end_unserved(self, ticket: Thing, state: str) -> None:
        for item in ticket.items:
            if item.state == "open":
                self.set(item, state="cancelled", ended=True)
        self.set(ticket, state=state)

    # Nobody's verbs, and undo

    def sweep(self) -> None:
        """Tell of what has passed; once a minute, where nothing has, end the earlier days at the door."""
        waits = [clock.next for item in self.items() for clock in item.clocks if clock.next is not None]
        if not waits or min(waits) > self.now:
            self.act.silent = True
            if self.beat is None or self.now - self.beat >= timedelta(minutes=1):
                self.beat = self.now
                self.act.silent = not self._close_earlier_days()
            return
        self.beat = self.now
        told = 0
        while late := sorted(((clock.next, at, item, clock) for at, item in enumerate(self.items())
                              for clock in item.clocks if clock.next is not None and clock.next <= self.now),
                             key=lambda one: one[:2]):  # fmt: skip
            for *_, clock in late:
                level = "breach" if self.now > clock.due else "warn"
                told += level not in clock.told
                clock.told.add(level)
                clock.next = clock.due + SECOND if level == "warn" else None
            for *_, item, clock in late:
                if self.now > clock.due and clock.kind == "progress":
                    self._roll(item)
                elif self.now > clock.due and clock.kind == "solution":
                    self._daily_note(item)
        self.act.silent = not told

    def _close_earlier_days(self) -> int:
        left = [t for t in self.tickets if not t.online and t.day < self.today
                and t.state in ("waiting", "called", "absent")]  # fmt: skip
        for ticket in left:
            self.act.touched.add(id(ticket))
            self._end_unserved(ticket, "closed")
        return len(left)

    def undo(self) -> None:
        mine = [event for event in self.events
                if event.who == self.act.who and event.verb != "undo" and not event.undone
                and self.now - event.at <= GRACE]  # fmt: skip
        if not mine:
            raise Refused("NothingToUndo")
        last = mine[-1]
        for event in self.events[self.events.index(last) + 1 :]:
            # An undo puts back what it found, and what was undone is not there any more.
            if event.verb != "undo" and not event.undone and event.touched & last.touched:
                raise Refused("NothingToUndo")
        for thing, name, old in reversed(last.journal):
            if isinstance(thing, list):
                self._take_away(thing, name)
            else:
                self.set(thing, **{name: old})
        serving = Counter(item.officer for item in self.items() if item.state == "serving")
        called = Counter(ticket.officer for ticket in self.tickets if ticket.state == "called")
        if max([*serving.values(), *called.values()], default=0) > 1:
            raise Refused("NothingToUndo")
        last.undone, self.act.ticket = True, last.ticket
        last.journal = []

    def _take_away(self, where: list[Thing], thing: Thing) -> None:
        """A number or an escalation that was given out is ended; a clock goes with what followed on it."""
        if where is self.tickets:
            self.set(thing, state="cancelled")
        elif hasattr(thing, "clocks"):
            self.set(thing, state="cancelled", ended=True)
        elif hasattr(thing, "section"):
            self.set(thing, state="withdrawn")
        elif hasattr(thing, "warn"):
            kinds = {thing.kind} | ({"progress"} if thing.kind == "solution" else set())
            for clock in where[where.index(thing) :]:
                if clock.kind in kinds and clock.sent is thing.sent:
                    self._drop(where, clock)
        else:
            self._drop(where, thing)

    def _drop(self, where: list[Thing], thing: Thing) -> None:
        at = where.index(thing)
        where.pop(at)
        self.act.journal.append((Put(where, at), thing, None))

"""The desk once more, in memory and in plain words: what `test_model` expects of the real one.

It shares the names of the states with the program and nothing else. Where the program stores, this keeps lists; where
the program takes back rows, this has a journal of what it set.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

WITA = timezone(timedelta(hours=8))
CSO, DOOR, HEAD = "cso", "satpam", "kasi"
#: Officer → what they are; a head also has a section.
OFFICERS = {"ana": CSO, "budi": CSO, "citra": CSO, "satpam": DOOR, "kasi": HEAD, "bank": HEAD}
SECTION = {"kasi": "PDMS", "bank": "BANK"}
TOPICS = {"RETUR": "BANK", "SUPPLIER": "PDMS", "LPJ": "VERAKI"}
SECTIONS = ("PDMS", "BANK", "VERAKI", "UMUM")
GRACE, GAP = timedelta(minutes=10), timedelta(seconds=20)
CALLS, PLACES = 3, 3
SECOND = timedelta(seconds=1)

LIVING_ITEM = ("open", "serving", "on_hold", "follow_up")
OPEN_ESCALATION = ("sent", "accepted", "returned")
#: Verb → who may, and from which states.
RULES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "take_ticket": ((CSO, DOOR), ()),
    "call": ((CSO,), ("waiting",)),
    "call_next": ((CSO,), ()),
    "recall": ((CSO,), ("called",)),
    "absent": ((CSO,), ("called",)),
    "requeue": ((CSO,), ("called",)),
    "rejoin": ((CSO, DOOR), ("absent",)),
    "start": ((CSO,), ("called", "waiting")),
    "identify": ((CSO,), ("serving", "closed")),
    "prioritise": ((CSO, DOOR), ("waiting",)),
    "finish": ((CSO,), ("serving",)),
    "dismiss": ((CSO, DOOR), ("absent",)),
    "cancel_ticket": ((CSO, DOOR), ("waiting", "absent")),
    "add_consultation": ((CSO, DOOR), ("waiting", "called", "serving")),
    "record": ((CSO,), LIVING_ITEM),
    "switch": ((CSO,), ("open", "on_hold")),
    "request_documents": ((CSO,), ("serving", "on_hold", "follow_up")),
    "documents_received": ((CSO,), ("serving", "on_hold", "follow_up")),
    "resolve": ((CSO,), ("serving", "on_hold", "follow_up")),
    "follow_up": ((CSO,), ("serving", "on_hold")),
    "escalate": ((CSO,), ("serving", "on_hold", "follow_up")),
    "refer": ((CSO,), LIVING_ITEM),
    "cancel": ((CSO,), LIVING_ITEM),
    "log_progress": ((CSO,), ("on_hold", "follow_up")),
    "accept": ((HEAD,), ("sent",)),
    "answer": ((HEAD,), ("sent", "accepted")),
    "return_": ((HEAD,), ("sent", "accepted")),
    "pass_on": ((HEAD,), ("sent", "accepted")),
    "clarify": ((CSO,), ("returned",)),
    "withdraw": ((CSO,), OPEN_ESCALATION),
}


class Thing:
    """A ticket, a consultation, a clock …; each is only itself."""

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


class Refused(Exception):
    """A verb is refused; its text is the name of the error."""


# The calendar: Monday to Friday, without holidays before Christmas


def works(day: date) -> bool:
    return day.weekday() < 5


def frames(day: date) -> list[tuple[datetime, datetime]]:
    if not works(day):
        return []
    hours = [(7, 30, 11, 30), (13, 0, 16, 30)] if day.weekday() == 4 else [(7, 30, 12, 0), (13, 0, 16, 0)]
    return [(_at(day, a, b), _at(day, c, d)) for a, b, c, d in hours]


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), WITA)


def opening(day: date) -> datetime:
    return frames(day)[0][0]


def closing(day: date) -> datetime:
    return frames(day)[-1][1]


def workday_after(day: date, count: int = 1) -> date:
    while count:
        day += timedelta(days=1)
        count -= works(day)
    return day


def worked(start: datetime, end: datetime) -> timedelta:
    """The open hours between two moments."""
    total, day = timedelta(0), start.date()
    while day <= end.date():
        total += sum((max(min(b, end) - max(a, start), timedelta(0)) for a, b in frames(day)), timedelta(0))
        day += timedelta(days=1)
    return total


def work_later(start: datetime, amount: timedelta) -> datetime:
    """When so much open time has passed."""
    day = start.date()
    while True:
        for a, b in frames(day):
            free = b - max(a, start)
            if free >= amount:
                return max(a, start) + amount
            amount -= max(free, timedelta(0))
        day += timedelta(days=1)


class Model:
    """An office as its rules want it; verbs as those of the desk, things named by the objects themselves."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.tickets: list[Thing] = []
        self.events: list[Thing] = []
        self.numbers: Counter[tuple[str, str]] = Counter()
        self.beat: datetime | None = None
        self.act = Thing()

    # One verb, one event, all of it or nothing

    def do(self, verb: str, who: str | None, *args: Any, **more: Any) -> None:
        """Let `who` do `verb`. Raises Refused, and then nothing has happened."""
        self.act = Thing(verb=verb, who=who, at=self.now, journal=[], touched=set(), ticket=None, silent=False,
                         undoable=True, undone=False)  # fmt: skip
        before = self.numbers.copy()
        try:
            getattr(self, verb)(*args, **more)
        except Refused:
            self._revert(self.act.journal)
            self.numbers = before
            raise
        if not self.act.silent:
            if self.act.ticket is not None:
                self.act.touched.add(id(self.act.ticket))
            self.events.append(self.act)

    def set(self, thing: Thing, **values: Any) -> None:
        for name, value in values.items():
            self.act.journal.append((thing, name, getattr(thing, name)))
            setattr(thing, name, value)

    def add(self, where: list[Thing], thing: Thing) -> Thing:
        where.append(thing)
        self.act.journal.append((where, thing, None))
        return thing

    def _revert(self, journal: list[tuple[Any, Any, Any]]) -> None:
        for thing, name, old in reversed(journal):
            if isinstance(thing, _Put):
                thing.where.insert(thing.at, name)
            elif isinstance(thing, list):
                thing.remove(name)
            else:
                setattr(thing, name, old)

    def check(self, thing: Thing | None, *needs: bool) -> None:
        roles, sources = RULES[self.act.verb]
        if OFFICERS[self.act.who] not in roles:
            raise Refused("NotAllowed")
        if sources and thing is not None and thing.state not in sources:
            raise Refused("WrongState")
        if not all(needs):
            raise Refused("Missing")

    @property
    def today(self) -> str:
        return self.now.date().isoformat()

    # Looking

    def items(self) -> list[Thing]:
        return [item for ticket in self.tickets for item in ticket.items]

    def escalations(self) -> list[Thing]:
        return [sent for item in self.items() for sent in item.escalations]

    def queue(self) -> list[Thing]:
        """Who waits at the counters today, in the order of service."""
        waiting = [t for t in self.tickets if t.state == "waiting" and not t.online and t.day == self.today]
        return sorted(waiting, key=lambda t: (-t.priority, t.key))

    def held(self, who: str) -> list[Thing]:
        return [t for t in self.tickets if t.state in ("called", "serving") and t.officer == who]

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

    def _new_item(self, ticket: Thing, topic: str, split: bool = False) -> Thing:
        return self.add(ticket.items, Thing(
            ticket=ticket, topic=topic, section=TOPICS.get(topic, ""), state="open", hold="", split=split,
            question=False, officer=None, net=None, gross=None, followed=None, reason=False, contact=False,
            refused=False, due=None, ended=False, session_ended=None, clocks=[], escalations=[], documents=[],
            notes=[],
        ))  # fmt: skip

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

    def start(self, ticket: Thing, leave: str | None = None, take_over: bool = False) -> None:
        self.act.ticket = ticket
        self.check(ticket, ticket.online or ticket.state == "called")
        if ticket.officer not in (None, self.act.who) and not take_over:
            raise Refused("LostRace")
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

    # The visit

    def add_consultation(self, ticket: Thing, topic: str, split: bool) -> None:
        self.act.ticket = ticket
        self.check(ticket)
        self._once(ticket.items, topic, split)
        self._new_item(ticket, topic, split)

    def _once(self, others: list[Thing], topic: str, split: bool) -> None:
        if not split and any(other.topic == topic and other.state != "cancelled" for other in others):
            raise Refused("BadInput")

    def record(self, item: Thing, topic: str | None = None) -> None:
        """The question, and another topic where one is named."""
        self.act.ticket = item.ticket
        self.check(item)
        if topic is not None and topic != item.topic:
            self._once([other for other in item.ticket.items if other is not item], topic, item.split)
            self.set(item, topic=topic, section=TOPICS[topic])
        elif item.question:
            self.act.silent = True
        self.set(item, question=True)

    def switch(self, item: Thing) -> None:
        ticket = self.act.ticket = item.ticket
        self.check(item)
        if ticket.state != "serving" or item.followed:
            raise Refused("BadInput")
        if ticket.officer != self.act.who and any(other.state == "serving" for other in ticket.items):
            raise Refused("LostRace")
        for held in self.held(self.act.who):
            for other in held.items:
                if other.state == "serving":
                    self.act.touched.add(id(held))
                    self._hold(other)
        self.set(ticket, officer=self.act.who)
        self._serve(item)

    def _serve(self, item: Thing) -> None:
        self.set(item, state="serving", hold="", officer=self.act.who)
        clock = newest(item, "service")
        if clock is None:
            minutes = self.now + timedelta(minutes=15), self.now + timedelta(minutes=20)
            self._start_clock(item, "service", *minutes)
        else:
            self._resume(item, clock)

    def _hold(self, item: Thing) -> None:
        self._pause(newest(item, "service"))
        self.set(item, state="on_hold", hold="switched")

    def request_documents(self, item: Thing, names: list[str]) -> None:
        self.act.ticket = item.ticket
        self.check(item, bool(names))
        for name in names:
            self.add(item.documents, Thing(name=name, received=False))
        if not item.followed:
            self._pause(newest(item, "service"))
        self.set(item, state="on_hold", hold="documents")

    def documents_received(self, item: Thing, names: list[str] | None) -> None:
        self.act.ticket = item.ticket
        awaited = [one for one in item.documents if not one.received]
        came = [one for one in awaited if names is None or one.name in names]
        self.check(item, bool(came))
        for one in came:
            self.set(one, received=True)
        if len(came) < len(awaited) or (item.state, item.hold) != ("on_hold", "documents"):
            return
        held = self.held(self.act.who)
        busy = any(t.state == "called" or any(other.state == "serving" for other in t.items) for t in held)
        if item.followed:
            self.set(item, state="follow_up", hold="")
        elif item.ticket in held and not busy:
            self._serve(item)
        else:
            self.set(item, hold="switched")

    def _known(self, item: Thing) -> bool:
        ticket = item.ticket
        return (ticket.identity or (ticket.online and ticket.known)) and item.question and bool(item.topic)

    def resolve(self, item: Thing, answered: bool) -> None:
        self.act.ticket = item.ticket
        # What is on hold in the visit has to be taken up first, whoever asks.
        if item.state == "on_hold" and not item.followed:
            raise Refused("BadInput")
        self.check(item, self._known(item), answered, not self._at_heads(item))
        self._end_session(item)
        self._stop(newest(item, "solution"))
        self._end_progress(item)
        self.set(item, state="Resolved", hold="", ended=True, officer=item.officer or self.act.who)

    def refer(self, item: Thing, reason: bool) -> None:
        self._side_exit(
            item, "referred", bool(item.ticket.identity or (item.ticket.online and item.ticket.known)), reason
        )

    def cancel(self, item: Thing, reason: bool) -> None:
        self._side_exit(item, "cancelled", reason)

    def _side_exit(self, item: Thing, state: str, *needs: bool) -> None:
        self.act.ticket = item.ticket
        self.check(item, *needs)
        self._end_session(item, rated=False)
        self._stop(newest(item, "solution"), rated=False)
        self._end_progress(item)
        for sent in self._at_heads(item):
            self.set(sent, state="withdrawn")
            self._stop(reply_of(sent), rated=False)
        self.set(item, state=state, hold="", ended=True)

    # Follow-up and escalation

    def _at_heads(self, item: Thing) -> list[Thing]:
        return [sent for sent in item.escalations if sent.state in OPEN_ESCALATION]

    def follow_up(self, item: Thing, way: str, reason: bool) -> None:
        """`way` is how the stakeholder is reached: contact, refused, or none."""
        self.act.ticket = item.ticket
        if item.followed:
            raise Refused("BadInput")
        self.check(item, self._known(item), reason or item.reason, self._reachable(item, way))
        self._enter_follow_up(item, way)

    def _reachable(self, item: Thing, way: str) -> bool:
        return way != "none" or item.contact or item.refused

    def _enter_follow_up(self, item: Thing, way: str) -> None:
        begun = item.ticket.arrived if item.ticket.online else self.now
        due = closing(workday_after(begun.date(), 3))
        self._end_session(item)
        self._reach(item, way)
        self.set(item, state="follow_up", hold="", reason=True, followed=self.now, due=due, officer=self.act.who)
        self._start_clock(item, "solution", opening(due.date()), due, begun=begun)
        if not item.refused:
            today = self.now.date()
            over = works(today) and closing(today) < self.now
            self._next_note(item, max(today if over else today - timedelta(days=1), begun.date()))

    def _reach(self, item: Thing, way: str) -> None:
        if way != "none":
            self.set(item, contact=way == "contact", refused=way == "refused")

    def escalate(self, item: Thing, way: str, section: str, reason: bool) -> None:
        self.act.ticket = item.ticket
        self.check(item, self._known(item), self._reachable(item, way))
        section = section or item.section
        if section != item.section and not reason:
            raise Refused("BadInput")
        self._not_there(item, section)
        if not item.followed:
            self._enter_follow_up(item, way)
        elif way != "none":
            before = item.refused
            self._reach(item, way)
            if item.refused:
                self._end_progress(item)
            elif before and self._daily_note(item) is None:
                self._next_note(item, self.now.date())
        self._send(item, section, None)

    def _not_there(self, item: Thing, section: str) -> None:
        if any(sent.section == section for sent in self._at_heads(item)):
            raise Refused("BadInput")

    def _send(self, item: Thing, section: str, previous: Thing | None) -> None:
        sent = self.add(item.escalations, Thing(item=item, section=section, state="sent", previous=previous))
        due = closing(workday_after(self.now.date(), 2))
        self._start_clock(item, "reply", *self._within(item, opening(due.date()), due), sent=sent)

    def _within(self, item: Thing, warn: datetime, due: datetime) -> tuple[datetime, datetime]:
        """A head's time ends with the solution that it is for, while that is still ahead."""
        for clock in item.clocks:
            if clock.kind == "solution" and clock.stopped is None and self.now < clock.due < due:
                return opening(clock.due.date()), clock.due
        return warn, due

    def _mine(self, sent: Thing) -> None:
        self.act.ticket = sent.item.ticket
        if SECTION.get(self.act.who or "") != sent.section:
            raise Refused("NotAllowed")

    def accept(self, sent: Thing) -> None:
        self._mine(sent)
        self.check(sent)
        self.set(sent, state="accepted")

    def answer(self, sent: Thing, text: bool) -> None:
        self._mine(sent)
        self.check(sent, text)
        self._stop(reply_of(sent))
        self.set(sent, state="answered")

    def return_(self, sent: Thing, text: bool) -> None:
        self._mine(sent)
        self.check(sent, text)
        self._pause(reply_of(sent))
        self.set(sent, state="returned")

    def pass_on(self, sent: Thing, section: str, reason: bool) -> None:
        self._mine(sent)
        self.check(sent, section != sent.section, reason)
        self._not_there(sent.item, section)
        self._stop(reply_of(sent))
        self.set(sent, state="passed_on")
        self._send(sent.item, section, sent)

    def clarify(self, sent: Thing, text: bool) -> None:
        self.act.ticket = sent.item.ticket
        self.check(sent, text)
        self._resume(sent.item, reply_of(sent))
        self.set(sent, state="sent")

    def withdraw(self, sent: Thing, text: bool) -> None:
        self.act.ticket = sent.item.ticket
        self.check(sent, text)
        self._stop(reply_of(sent))
        self.set(sent, state="withdrawn")

    # Clocks

    def _start_clock(self, item: Thing, kind: str, warn: datetime, due: datetime, **more: Any) -> Thing:
        given = {"begun": self.now, "opens": None, "sent": None} | more
        return self.add(item.clocks, Thing(kind=kind, warn=warn, due=due, paused=None, pauses=timedelta(0),
                                           stopped=None, met=None, next=warn, told=set(), **given))  # fmt: skip

    def _pause(self, clock: Thing | None) -> None:
        if clock is not None and clock.stopped is None and clock.paused is None:
            self.set(clock, paused=self.now, next=None)

    def _resume(self, item: Thing, clock: Thing | None) -> None:
        if clock is None or clock.paused is None or clock.stopped is not None:
            return
        pause = self.now - clock.paused
        warn, due = clock.warn, clock.due
        if clock.kind == "service":
            warn, due = warn + pause, due + pause
        elif lost := worked(clock.paused, self.now):
            due = work_later(due, lost)
            warn, due = self._within(item, opening(due.date()), due)
        self.set(clock, paused=None, pauses=clock.pauses + pause, warn=warn, due=due, next=warn)

    def _stop(self, clock: Thing | None, rated: bool = True) -> None:
        if clock is None or clock.stopped is not None:
            return
        pause = self.now - clock.paused if clock.paused else timedelta(0)
        met = self.now <= clock.due + pause if rated else None
        self.set(clock, paused=None, pauses=clock.pauses + pause, stopped=self.now, next=None, met=met)

    def _end_session(self, item: Thing, rated: bool = True) -> None:
        clock = newest(item, "service")
        self._stop(clock, rated)
        if clock is not None and item.session_ended is None:
            gross = self.now - clock.begun
            self.set(item, session_ended=self.now, gross=gross, net=gross - clock.pauses)

    # The daily note

    def log_progress(self, item: Thing, kind: str) -> None:
        self.act.ticket = item.ticket
        self.check(item, bool(item.followed))
        self.add(item.notes, Thing(kind=kind, at=self.now))
        if kind != "delivered":
            return
        clock = self._roll(item) or self._daily_note(item)
        if clock is not None and self.now >= clock.opens:
            self.set(clock, stopped=self.now, next=None, met=True)
            self._note_after(item, clock)

    def _next_note(self, item: Thing, after: date) -> Thing | None:
        """A note is owed each working day but the first, when the question came, and the one of the solution."""
        first, last = newest(item, "solution").begun.date(), item.due.date()
        settled = max(after, first)
        day = workday_after(settled)
        if day == last:
            return None
        floor = last if settled >= last else first
        while settled > floor and not works(settled):
            settled -= timedelta(days=1)
        opens = datetime.combine(settled + timedelta(days=1), time(), WITA)
        warn = max(closing(day) - timedelta(hours=2), opening(day))
        return self._start_clock(item, "progress", warn, closing(day), opens=opens)

    def _note_after(self, item: Thing, clock: Thing) -> Thing | None:
        following = self._next_note(item, clock.due.date())
        if following is None and clock.due < item.due < self.now:
            following = self._next_note(item, item.due.date())
        return following

    def _roll(self, item: Thing) -> Thing | None:
        clock = newest(item, "progress")
        while clock is not None and clock.stopped is None and self.now > clock.due:
            self.set(clock, stopped=clock.due, met=False, next=clock.next)
            clock = self._note_after(item, clock)
        return clock if clock is not None and clock.stopped is None else None

    def _daily_note(self, item: Thing) -> Thing | None:
        if item.refused or self.now <= item.due:
            return None
        if clock := self._roll(item):
            return clock
        last = newest(item, "progress")
        after = max(item.due, last.due) if last else item.due
        return self._roll(item) if self._next_note(item, after.date()) else None

    def _end_progress(self, item: Thing) -> None:
        self._roll(item)
        for clock in item.clocks:
            if clock.kind == "progress" and clock.stopped is None:
                self.set(clock, stopped=self.now, next=None, met=False if self.now > clock.due else None)
            elif clock.kind == "progress" and clock.next is not None:
                self.set(clock, next=None)

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
        mine = [event for event in self.events if event.who == self.act.who]
        last = mine[-1] if mine else None
        if last is None or last.verb == "undo" or self.now - last.at > GRACE:
            raise Refused("NothingToUndo")
        later = self.events[self.events.index(last) + 1 :]
        for event in later:
            # What an event names follows even when it was undone; what it did besides only while it holds.
            touched = event.touched if not event.undone else {id(event.ticket)}
            if touched & last.touched:
                raise Refused("NothingToUndo")
        for thing, name, old in reversed(last.journal):
            if isinstance(thing, list):
                self._take_away(thing, name)
            else:
                self.set(thing, **{name: old})
        serving = Counter(item.officer for item in self.items() if item.state == "serving")
        if max(serving.values(), default=0) > 1:
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
        self.act.journal.append((_Put(where, at), thing, None))


class _Put:
    """Where a thing was that an undo has taken away, so that a refused undo puts it back."""

    def __init__(self, where: list[Thing], at: int) -> None:
        self.where, self.at = where, at


def newest(item: Thing, kind: str) -> Any:
    """The newest clock of that kind, or None."""
    found = [clock for clock in item.clocks if clock.kind == kind]
    return found[-1] if found else None


def reply_of(sent: Thing) -> Thing | None:
    """The clock of an escalation that is not over."""
    found = [clock for clock in sent.item.clocks if clock.sent is sent and clock.stopped is None]
    return found[0] if found else None

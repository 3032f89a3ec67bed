"""What the model knows, and how a verb changes it: whole, or not at all."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

CSO, DOOR, HEAD = "cso", "satpam", "kasi"
#: Officer → what they are; a head also has a section.
OFFICERS = {"ana": CSO, "budi": CSO, "citra": CSO, "satpam": DOOR, "kasi": HEAD, "bank": HEAD}
SECTION = {"kasi": "PDMS", "bank": "BANK"}
TOPICS = {"RETUR": "BANK", "SUPPLIER": "PDMS", "REKENING": "BANK"}
SECTIONS = ("PDMS", "BANK", "UMUM")
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
#: They act on what a colleague may be serving, so that it has to be meant.
TAKES_OVER = frozenset({
    "start", "identify", "finish", "add_consultation", "record", "switch", "request_documents", "documents_received",
    "resolve", "follow_up", "escalate", "refer", "cancel",
})  # fmt: skip


class Thing:
    """A ticket, a consultation, a clock …; each is only itself."""

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


class Refused(Exception):
    """A verb is refused; its text is the name of the error."""


class Book:
    """An office as its rules want it; verbs as those of the desk, things named by the objects themselves."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.tickets: list[Thing] = []
        self.events: list[Thing] = []
        self.numbers: Counter[tuple[str, str]] = Counter()
        self.beat: datetime | None = None
        self.act = Thing()

    # One verb, one event, all of it or nothing

    def do(self, verb: str, who: str | None, *args: Any, take_over: bool = False, **more: Any) -> None:
        """Let `who` do `verb`. Raises Refused, and then nothing has happened."""
        self.act = Thing(verb=verb, who=who, at=self.now, journal=[], touched=set(), ticket=None, silent=False,
                         undoable=True, undone=False, take_over=take_over)  # fmt: skip
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
            if isinstance(thing, Put):
                thing.where.insert(thing.at, name)
            elif isinstance(thing, list):
                thing.remove(name)
            else:
                setattr(thing, name, old)

    def may(self) -> None:
        if OFFICERS[self.act.who] not in RULES[self.act.verb][0]:
            raise Refused("NotAllowed")

    def check(self, thing: Thing | None, *needs: bool) -> None:
        self.may()
        _, sources = RULES[self.act.verb]
        if sources and thing is not None and thing.state not in sources:
            raise Refused("WrongState")
        if thing is not None and self._is_colleagues(thing) and not self.act.take_over:
            raise Refused("LostRace")
        if not all(needs):
            raise Refused("Missing")

    def _is_colleagues(self, thing: Thing) -> bool:
        """Whether a colleague serves `thing` now: a visit that rests is free, and so is what needs nothing more."""
        item = None if hasattr(thing, "items") else thing
        if self.act.verb not in TAKES_OVER or (item is not None and (item.followed or item.ended)):
            return False
        ticket = thing if item is None else item.ticket
        if ticket.officer in (None, self.act.who):
            return False
        if ticket.state != "serving":
            return bool(ticket.state == "called" and self.act.verb == "start")
        rests = any(one.state == "on_hold" and not one.followed for one in ticket.items)
        return not rests or any(one.state == "serving" for one in ticket.items)

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


class Put:
    """Where a thing was that an undo has taken away, so that a refused undo puts it back."""

    def __init__(self, where: list[Thing], at: int) -> None:
        self.where, self.at = where, at


def newest(item: Thing, kind: str) -> Any:
    """The newest clock of that kind, or None."""
    found = [clock for clock in item.clocks if clock.kind == kind]
    return found[-1] if found else None


def reply_of(sent: Thing) -> Thing | None:
    """The clock of an escalation that is not over."""
    return _running(sent, "reply")


def ask_back_of(sent: Thing) -> Thing | None:
    """The clock of the CSO for what was asked back, that is not over."""
    return _running(sent, "ask_back")


def _running(sent: Thing, kind: str) -> Thing | None:
    found = [one for one in sent.item.clocks if one.sent is sent and one.stopped is None and one.kind == kind]
    return found[0] if found else None

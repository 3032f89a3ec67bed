"""The desk against a model of it in plain words (`tests/desk/model`): thousands of steps at random, each compared.

Each example is an office of its own in one database, so that what one office does is also seen to leave the others
alone. Whatever is refused has to be refused by the same error, and whatever is done has to lead to the same rows.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, note
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from kppn_tui.desk import Desk, connect
from kppn_tui.domain.contact import Refusal
from kppn_tui.domain.errors import DeskError, WrongState
from kppn_tui.domain.people import Officer
from kppn_tui.office.settings import Settings
from tests import invariants
from tests.conftest import PASSWORD, HandClock
from tests.desk.kit import WHATSAPP
from tests.desk.model.book import (
    OFFICERS,
    OPEN_ESCALATION,
    RULES,
    SECTION,
    SECTIONS,
    TAKES_OVER,
    TOPICS,
    Refused,
    Thing,
)
from tests.desk.model.office import Model
from tests.desk.model.workdays import WITA
from tests.invariants import Row
from tests.soak import in_soak

STEPS = 100
#: Hypothesis likes to take up again what it has drawn before: many small runs, each with its own luck, see more.
RUNS, DEEP = 1, 40
#: Examples of each on SQLite and on a server, where a step costs several times as much.
EXAMPLES = {True: 3, False: 1}
BEGIN, END = datetime(2026, 11, 24, 9, 10, tzinfo=WITA), datetime(2026, 12, 17, tzinfo=WITA)
#: How often the laws are asked, in steps; they are at the end in any case.
CHECKED = 20

WAYS: dict[str, dict[str, Any]] = {
    "contact": {"contact": WHATSAPP}, "refused": {"refusal": Refusal("tidak mau", "datang lagi")}, "none": {},
}  # fmt: skip
YES = (True, True, True, True, False)
WAY = ("contact", "contact", "contact", "refused", "none")
LEAVE = (None, "finish", "switch")
TOPIC = tuple(TOPICS)
NAMES: tuple[list[str], ...] = (["SK"], ["SK", "SPTJM"], [])
PAUSES = ("20s", "20s", "1m", "2m", "7m", "7m", "16m", "25m", "4h", "midnight", "morning", "morning", "evening", "3d")
#: What may be said with each verb, each as likely as it is written often.
SAID: dict[str, dict[str, tuple[Any, ...]]] = {
    "call": {"leave": LEAVE}, "recall": {}, "absent": {}, "requeue": {}, "rejoin": {},
    "start": {"leave": LEAVE}, "identify": {}, "prioritise": {"reason": YES},
    "finish": {}, "dismiss": {}, "cancel_ticket": {"reason": YES},
    "add_consultation": {"topic": TOPIC, "split": (False, True)}, "record": {"topic": (None, *TOPIC)}, "switch": {},
    "request_documents": {"names": NAMES}, "documents_received": {"names": (None, None, *NAMES)},
    "resolve": {"answered": YES}, "refer": {"reason": YES}, "cancel": {"reason": YES},
    "follow_up": {"way": WAY, "reason": YES},
    "escalate": {"way": WAY, "section": ("", "", *SECTIONS), "reason": YES},
    "log_progress": {"kind": ("delivered", "delivered", "attempted", "internal")},
    "accept": {}, "answer": {"text": YES}, "return_": {"text": YES}, "clarify": {"text": YES},
    "pass_on": {"section": SECTIONS, "reason": YES}, "withdraw": {"text": YES},
}  # fmt: skip
for _verb in TAKES_OVER:
    SAID[_verb]["take_over"] = (False, True)
#: What may be done, seldom what ends a story.
QUEUE = ("call", "recall", "recall", "recall", "absent", "absent", "requeue", "rejoin", "start", "start", "prioritise",
         "dismiss", "cancel_ticket", "identify", "finish", "finish")  # fmt: skip
VISIT = ("add_consultation", "record", "switch", "switch", "request_documents", "request_documents",
         "documents_received", "documents_received", "resolve", "follow_up", "escalate", "refer", "cancel")  # fmt: skip
LATER = ("log_progress", "log_progress", "log_progress", "escalate", "escalate", "escalate", "resolve",
         "request_documents", "documents_received")  # fmt: skip
HEADS = ("accept", "accept", "answer", "return_", "return_", "clarify", "clarify", "pass_on", "pass_on", "withdraw")
#: What is mostly looked for before a verb is tried, beside the state.
READY: dict[str, Callable[[Thing], bool]] = {
    "absent": lambda ticket: ticket.calls >= 3,
    "documents_received": lambda item: not all(document.received for document in item.documents),
    "resolve": lambda item: (
        (item.followed or item.state == "serving")
        and not any(sent.state in OPEN_ESCALATION for sent in item.escalations)
    ),
    "follow_up": lambda item: not item.followed,
    "switch": lambda item: not item.followed and item.ticket.state == "serving",
    "finish": lambda ticket: all(item.followed or item.ended for item in ticket.items),
    "log_progress": lambda item: item.followed,
    "escalate": lambda item: item.question and item.ticket.identity,
}
CSOS = ("ana", "budi", "citra")
#: All the chance of one step, so that Hypothesis leaves out no kind of step for a whole example.
LUCK = st.binary(min_size=8, max_size=8)


def _text(given: bool) -> str:
    return "x" if given else ""


#: How the desk is asked for what the model is asked for.
SPELT: dict[str, Callable[..., Any]] = {
    "call_next": lambda d, who, leave: d.call_next(who, leave),
    "prioritise": lambda d, who, key, reason: d.prioritise(who, key, _text(reason)),
    "identify": lambda d, who, key, **over: d.identify(who, key, declined=True, **over),
    "cancel_ticket": lambda d, who, key, reason: d.cancel_ticket(who, key, _text(reason)),
    "add_consultation": lambda d, who, key, topic, split, **over: d.add_consultation(
        who, key, topic, split_reason=_text(split), **over
    ),
    "record": lambda d, who, key, topic, **over: d.record(who, key, topic=topic, question="?", **over),
    "request_documents": lambda d, who, key, names, **over: d.request_documents(who, key, names, **over),
    "documents_received": lambda d, who, key, names, **over: d.documents_received(who, key, names, **over),
    "resolve": lambda d, who, key, answered, **over: d.resolve(
        who, key, answer=_text(answered), no_reference=True, **over
    ),
    "refer": lambda d, who, key, reason, **over: d.refer(who, key, _text(reason), **over),
    "cancel": lambda d, who, key, reason, **over: d.cancel(who, key, _text(reason), **over),
    "follow_up": lambda d, who, key, way, reason, **over: d.follow_up(
        who, key, reason=_text(reason), **WAYS[way], **over
    ),
    "escalate": lambda d, who, key, way, section, reason, **over: d.escalate(
        who, key, "x", section=section, section_reason=_text(reason), **WAYS[way], **over
    ),
    "log_progress": lambda d, who, key, kind: d.log_progress(who, key, "x", kind=kind, channel="x"),
    "answer": lambda d, who, key, text: d.answer(who, key, _text(text)),
    "return_": lambda d, who, key, text: d.return_(who, key, _text(text)),
    "clarify": lambda d, who, key, text: d.clarify(who, key, _text(text)),
    "withdraw": lambda d, who, key, text: d.withdraw(who, key, _text(text)),
    "pass_on": lambda d, who, key, section, reason: d.pass_on(who, key, section, _text(reason)),
}


class Office(RuleBasedStateMachine):
    """The real desk and the model of it, side by side."""

    def __init__(self, settings: Settings, run: int, number: int) -> None:
        super().__init__()
        self.code = f"kantor-{number}"
        self.clock = HandClock(BEGIN)
        settings = replace(settings, office=replace(settings.office, code=self.code))
        self.desk: Desk = connect(settings.url, settings, self.clock)
        self.officers: dict[str, Officer] = {
            name: self.desk.add_officer(None, name, name, [_role(role)], PASSWORD, sections=[SECTION.get(name, "")])
            for name, role in OFFICERS.items()
        }
        self.names = {officer.id: name for name, officer in self.officers.items()}
        self.model = Model(BEGIN)
        self.run, self.steps, self.turns = run, 0, 0
        self.ids: dict[int, int] = {}

    def teardown(self) -> None:
        self.desk.close()
        invariants.check(self.desk.settings.url, self.code)

    # One step

    def step(self, verb: str, who: str | None, target: Thing | None = None, **more: Any) -> None:
        """The model and the desk do `verb`; both agree to it or refuse it alike, and then look alike."""
        wanted = self._expected(verb, who, *([] if target is None else [target]), **more)
        note(f"{self.clock.at:%d %H:%M:%S} {who} {verb} {self.ids.get(id(target), '')} {more}: {wanted}")
        officer = [self.officers[who]] if who else []
        keys = [] if target is None else [self.ids[id(target)]]
        spelt = SPELT.get(verb) or partial(_plainly, verb)
        try:
            spelt(self.desk, *officer, *keys, **more)
        except DeskError as error:
            got = type(error).__name__
            # Whoever was first is named where it was a colleague; which of both it is, is told elsewhere.
            got = "WrongState" if isinstance(error, WrongState) and wanted == "WrongState" else got
        else:
            got = "done"
        assert got == wanted, f"{who} {verb}: the desk says {got}, the model {wanted}"
        self.compare()
        self.steps += 1
        if self.steps % CHECKED == 0:
            invariants.check(self.desk.settings.url, self.code)

    def _expected(self, verb: str, who: str | None, *args: Any, **more: Any) -> str:
        try:
            self.model.do(verb, who, *args, **more)
        except Refused as refused:
            return str(refused)
        return "done"

    # What both look like

    def compare(self) -> None:
        with invariants.reading(self.desk.settings.url) as ask:
            rows = {table: ask(f"SELECT * FROM {table} WHERE office = '{self.code}' ORDER BY id") for table in TABLES}
            asked = ask("SELECT d.* FROM document d JOIN consultation c ON c.id = d.consultation_id "
                        f"WHERE c.office = '{self.code}' ORDER BY d.id")  # fmt: skip
        tickets, items, sent = self.model.tickets, rows["consultation"], rows["escalation"]
        known = [item for ticket in tickets for item in ticket.items]
        by_ticket = sorted(items, key=lambda row: (row["ticket_id"], row["id"]))
        by_item = {row["id"]: [one for one in sent if one["consultation_id"] == row["id"]] for row in items}
        self.ids = {id(thing): row["id"] for thing, row in zip(tickets, rows["ticket"], strict=True)}
        self.ids |= {id(thing): row["id"] for thing, row in zip(known, by_ticket, strict=True)}
        for thing, row in zip(known, by_ticket, strict=True):
            pairs = zip(thing.escalations, by_item[row["id"]], strict=True)
            self.ids |= {id(one): other["id"] for one, other in pairs}
        assert [self._ticket(row) for row in rows["ticket"]] == [self._model_ticket(one) for one in tickets]
        for thing, row in zip(known, by_ticket, strict=True):
            assert self._item(row, rows, by_item[row["id"]], asked) == self._model_item(thing)
        self._compare_board()

    def _compare_board(self) -> None:
        board, now = self.desk.board(self.officers["kasi"]), self.model.now
        today = "waiting", False, self.model.today
        queue = [row.ticket.id for row in board.rows
                 if (row.ticket.state, row.ticket.online, row.ticket.day) == today]  # fmt: skip
        assert queue == [self.ids[id(ticket)] for ticket in self.model.queue()]
        items = self.model.items()
        ended = [item for item in items if item.session_ended and item.session_ended.date() == now.date()
                 and item.state not in ("referred", "cancelled")]  # fmt: skip
        living = [item for item in items if item.followed and not item.ended]
        open_ones = [one for one in self.model.escalations() if one.state in ("sent", "accepted", "returned")]
        counts = board.counts
        assert (counts.ended_today, counts.on_time_today) == (
            len(ended), sum(item.net <= timedelta(minutes=20) for item in ended)
        )  # fmt: skip
        assert (counts.follow_ups, counts.overdue) == (len(living), sum(item.due < now for item in living))
        assert counts.inbox == sum(one.section == "PDMS" and one.state != "returned" for one in open_ones)
        assert counts.asked_back == sum(one.state == "returned" for one in open_ones)
        assert counts.answered == sum(
            any(one.state == "answered" for one in item.escalations)
            and not any(one in open_ones for one in item.escalations)
            for item in living
        )

    def _ticket(self, row: Row) -> Row:
        names = ("day", "series", "number", "state", "priority", "calls", "arrived_at", "last_call_at", "queue_key")
        return {name: row[name] for name in names} | {"officer": self.names.get(row["officer_id"])}

    def _model_ticket(self, one: Thing) -> Row:
        return {"day": one.day, "series": one.series, "number": one.number, "state": one.state,
                "priority": one.priority, "calls": one.calls, "arrived_at": _seconds(one.arrived),
                "last_call_at": _seconds(one.last_call), "queue_key": one.key, "officer": one.officer}  # fmt: skip

    def _item(self, row: Row, rows: dict[str, list[Row]], sent: list[Row], asked: list[Row]) -> Row:
        key, place = row["id"], [one["id"] for one in sent]
        told: dict[int, set[str]] = {}
        for alert in rows["alert"]:
            told.setdefault(alert["deadline_id"], set()).add(alert["level"])
        clocks = [
            (one["kind"], one["started_at"], one["opens_at"], one["warn_at"], one["due_at"], one["next_at"],
             one["paused_at"], one["paused_seconds"], one["stopped_at"], _flag(one["met"]),
             place.index(one["escalation_id"]) if one["escalation_id"] else None, sorted(told.get(one["id"], ())))
            for one in rows["deadline"] if one["consultation_id"] == key
        ]  # fmt: skip
        names = ("topic", "section", "state", "hold_reason", "net_seconds", "gross_seconds")
        return {name: row[name] for name in names} | {
            "officer": self.names.get(row["officer_id"]),
            "followed": row["follow_up_at"],
            "due": row["solution_due_at"],
            "question": bool(row["question"]),
            "reached": (bool(row["contact_value"]), bool(row["contact_refused"])),
            "ended": row["ended_at"] is not None,
            "clocks": sorted(clocks, key=str),
            "escalations": [(one["section"], one["state"]) for one in sent],
            "documents": [
                (one["name"], one["received_at"] is not None) for one in asked if one["consultation_id"] == key
            ],
            "notes": [(one["kind"], one["at"]) for one in rows["progress"] if one["consultation_id"] == key],
        }

    def _model_item(self, one: Thing) -> Row:
        clocks = [
            (clock.kind, _seconds(clock.begun), _seconds(clock.opens), _seconds(clock.warn), _seconds(clock.due),
             _seconds(clock.next), _seconds(clock.paused), int(clock.pauses.total_seconds()), _seconds(clock.stopped),
             clock.met, one.escalations.index(clock.sent) if clock.sent else None, sorted(clock.told))
            for clock in one.clocks
        ]  # fmt: skip
        return {
            "topic": one.topic,
            "section": one.section,
            "state": one.state,
            "hold_reason": one.hold,
            "net_seconds": None if one.net is None else int(one.net.total_seconds()),
            "gross_seconds": None if one.gross is None else int(one.gross.total_seconds()),
            "officer": one.officer,
            "followed": _seconds(one.followed),
            "due": _seconds(one.due),
            "question": one.question,
            "reached": (one.contact, one.refused),
            "ended": one.ended,
            "clocks": sorted(clocks, key=str),
            "escalations": [(sent.section, sent.state) for sent in one.escalations],
            "documents": [(document.name, document.received) for document in one.documents],
            "notes": [(note.kind, _seconds(note.at)) for note in one.notes],
        }

    # What may happen

    @initialize()
    def first_visitors(self) -> None:
        for topic in ("RETUR", "SUPPLIER"):
            self.take("satpam", [topic], priority=False)

    def take(self, who: str, topics: list[str], priority: bool) -> None:
        wanted = self._expected("take_ticket", who, topics=topics, priority=priority)
        self._took(wanted, who, topics=topics, priority_reason=_text(priority))

    def _took(self, wanted: str, who: str, **more: Any) -> None:
        try:
            self.desk.take_ticket(self.officers[who], **more)
            got = "done"
        except DeskError as error:
            got = type(error).__name__
        assert got == wanted
        self.compare()

    @rule(luck=LUCK)
    def something_happens(self, luck: bytes) -> None:
        # Hypothesis likes to repeat a draw; at another turn it shall be something else.
        self.turns += 1
        r = Random(luck + bytes([self.turns, self.run]))
        items, queue = self.model.items(), self.model.queue()
        served = any(item.state in ("serving", "on_hold") and not item.followed for item in items)
        followed = any(item.followed and not item.ended for item in items)
        escalated = any(self._fit(verb) for verb in HEADS)
        chances: list[tuple[int, Callable[[Random], None]]] = [
            (4 if len(queue) < 3 else 1, self.somebody_comes),
            (6 if queue else 0, self.a_whole_beginning),
            (2, self.call_next),
            (2, self.nobody_comes),
            (8, lambda r: self.try_one(QUEUE, r)),
            (20 if served else 0, lambda r: self.try_one(VISIT, r)),
            (10 if followed else 0, lambda r: self.try_one(LATER, r)),
            (15 if escalated else 0, lambda r: self.try_one(HEADS, r)),
            (3, self.anything),
            (8, self.time_passes),
            (4, lambda _: self.step("sweep", None)),
            (5 if self.model.events else 0, self.undo),
        ]
        (deed,) = r.choices([deed for _, deed in chances], [weight for weight, _ in chances])
        deed(r)

    def somebody_comes(self, r: Random) -> None:
        if r.random() < 0.3:
            self._message(r)
        else:
            self.take(r.choice(["satpam", "satpam", "ana", "kasi"]), r.sample(TOPIC, r.randrange(3)), r.random() < 0.2)

    def _message(self, r: Random) -> None:
        topic, age, known = r.choice(TOPIC), r.choice([0, 5, 600]), r.random() < 0.5
        wanted = self._expected("take_ticket", "budi", topics=[topic], online=True, known=known, age=age)
        self._took(wanted, "budi", channel="hai_cso", reference_number=f"{self.code}-{len(self.model.tickets)}",
                   satker_code="980101" if known else "", topics=[topic],
                   received_at=self.clock() - timedelta(minutes=age))  # fmt: skip

    def call_next(self, r: Random) -> None:
        self.step("call_next", r.choice([*CSOS, "kasi"]), leave=r.choice(LEAVE))

    def a_whole_beginning(self, r: Random) -> None:
        """Most of what can happen needs somebody in service."""
        free = [name for name in CSOS if not self.model.held(name)]
        who, leave = r.choice(free or CSOS), r.choice(LEAVE)
        self.step("call_next", who, leave=leave)
        for ticket in self.model.held(who):
            if ticket.state == "called":
                self.step("start", who, ticket, leave=leave)
                self.step("identify", who, ticket)
            for item in ticket.items:
                if item.state == "serving":
                    self.step("record", who, item, topic=item.topic or "REKENING")

    def nobody_comes(self, r: Random) -> None:
        """Called as often as the office wants, and absent."""
        called = [ticket for ticket in self.model.tickets if ticket.state == "called"]
        for ticket in called[:1]:
            while ticket.calls < 3:
                self._wait(timedelta(seconds=20))
                self.step("recall", ticket.officer, ticket)
            self.step("absent", ticket.officer, ticket)

    def anything(self, r: Random) -> None:
        verb = r.choice(list(SAID))
        if things := self._things(verb):
            self._try(verb, r.choice(list(OFFICERS)), r.choice(things), r)

    def _things(self, verb: str) -> list[Thing]:
        """All that `verb` could be tried on."""
        if verb in HEADS:
            return self.model.escalations()
        return self.model.items() if verb in VISIT[1:] + LATER else self.model.tickets

    def _fit(self, verb: str) -> list[Thing]:
        """Those whose state allows it."""
        return [thing for thing in self._things(verb) if thing.state in RULES[verb][1]]

    def try_one(self, verbs: tuple[str, ...], r: Random) -> None:
        """Mostly somebody who may does what is possible, now and then another one."""
        ready = {verb: [one for one in self._fit(verb) if verb not in READY or READY[verb](one)] for verb in verbs}
        if r.random() < 0.15 or not any(ready.values()):
            ready = {verb: self._fit(verb) for verb in verbs}
        able = [verb for verb in verbs if ready[verb]]
        if able:
            verb = r.choice(able)
            thing = r.choice(ready[verb][-4:])
            self._try(verb, r.choice(CSOS) if r.random() < 0.1 else _likely(thing, verb, r.choice(CSOS)), thing, r)

    def _try(self, verb: str, who: str, thing: Thing, r: Random) -> None:
        self.step(verb, who, thing, **{name: r.choice(values) for name, values in SAID[verb].items()})

    def time_passes(self, r: Random) -> None:
        now, pause = self.model.now, r.choice(PAUSES)
        day = now.replace(hour=0, minute=0, second=0)
        named = {
            "midnight": day + timedelta(days=1),
            "morning": day + timedelta(days=1, hours=8),
            "evening": day + timedelta(hours=16, minutes=1),
        }
        unit = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
        then = named.get(pause) or now + timedelta(**{unit[pause[-1]]: int(pause[:-1])})
        if now < then < END:
            self._wait(then - now)

    def _wait(self, long: timedelta) -> None:
        self.model.now = self.clock.at = self.model.now + long

    def undo(self, r: Random) -> None:
        """Mostly by who has just done something."""
        last = [event.who for event in self.model.events[-2:] if event.who]
        self.step("undo", r.choice([*last, *last, r.choice(list(OFFICERS))]))


def _likely(thing: Thing, verb: str, who: str) -> str:
    """Whoever has it at the counter or on the desk, else `who`."""
    if RULES[verb][0] == ("kasi",):
        return {section: name for name, section in SECTION.items()}.get(thing.section, who)
    return getattr(getattr(thing, "ticket", thing), "officer", None) or who


TABLES = ("ticket", "consultation", "deadline", "alert", "escalation", "progress")


def _plainly(verb: str, desk: Desk, *args: Any, **more: Any) -> None:
    getattr(desk, verb)(*args, **more)


def _flag(value: object) -> bool | None:
    return None if value is None else bool(value)


def _role(role: str) -> str:
    return {"cso": "cso", "satpam": "resepsionis", "kasi": "kepala_seksi"}[role]


def _seconds(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())


@pytest.mark.parametrize("run", [*range(RUNS), *(in_soak("another random day", run) for run in range(RUNS, DEEP))])
def test_the_desk_does_what_its_model_does(settings: Settings, run: int) -> None:
    numbers: Iterator[int] = count()
    # A failure tells its steps; shrinking them (Phase.shrink) takes minutes.
    on_file = settings.places.database_path is not None

    class Here(Office):
        def __init__(self) -> None:
            super().__init__(settings, run, next(numbers))

    run_state_machine_as_test(
        Here,
        settings=examples(
            max_examples=EXAMPLES[on_file], stateful_step_count=STEPS, deadline=None, derandomize=True, database=None,
            phases=(Phase.generate,), suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip

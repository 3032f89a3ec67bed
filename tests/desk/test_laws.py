"""Laws that hold on every way through a day: officers at random, verbs at random, refusals included."""

import json
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from kppn_tui.desk import FINISH, SWITCH, Desk
from kppn_tui.domain.contact import Refusal
from kppn_tui.domain.errors import DeskError, NothingToUndo
from kppn_tui.domain.lifecycle import RULE, Action
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Channel, ProgressKind
from tests.conftest import HandClock, People
from tests.desk.kit import WHATSAPP, Rows, check_invariants, dump, rows
from tests.desk.test_undo import as_before
from tests.raw import Watcher
from tests.soak import in_soak

STEPS, SEEDS = 140, 8
TOPICS = ("RETUR", "SUPPLIER", "LPJ", "INFO")
WAYS: tuple[dict[str, Any], ...] = ({"contact": WHATSAPP}, {"contact": WHATSAPP}, {"refusal": Refusal("a", "b")}, {})

#: What ends a story early.
SELDOM = {Action.CANCEL: 4, Action.REFER: 4, Action.CANCEL_TICKET: 4, Action.REQUEUE: 2, Action.WITHDRAW: 2}


class Day:
    """A day at an office where anybody tries what has been done least so far."""

    def __init__(self, desk: Desk, people: People, clock: HandClock, seed: int) -> None:
        self.desk, self.clock, self.random = desk, clock, Random(seed)
        self.officers = [people.ana, people.budi, people.kasi, people.kasi_bank, people.kasubbag, people.satpam]
        self.done: list[str] = []
        self.watcher = Watcher(desk.settings.url)

    def attempt(self, before: Rows) -> Officer | None:
        """Somebody tries this and that until something is allowed; a refusal is without effect."""
        order = sorted(
            Action, key=lambda action: (self.done.count(action) + self.random.random() * 3) * SELDOM.get(action, 1)
        )
        version = self.watcher.version()
        for action in order:
            for who, target in self.targets(action, before):
                try:
                    self.act(action, who, target)
                except DeskError:
                    assert self.watcher.version() == version, f"the refused {action} wrote something"
                else:
                    return who
        return None

    def targets(self, action: Action, before: Rows) -> list[tuple[Officer, int]]:
        """Officers and records that the table allows `action` for, and now and then others."""
        if action not in RULE:
            return [(self.random.choice(self.officers), 0)] * (action is Action.UNDO)
        rule = RULE[action]
        who = [officer for officer in self.officers if rule.roles & officer.role_set or self.random.random() < 0.05]
        known = [row["id"] for row in before[rule.subject] if not rule.sources or row["state"] in rule.sources]
        chosen = self.random.sample(known, min(len(known), 3)) or ([] if rule.sources else [0])
        return [(self.random.choice(who), key) for key in chosen for _ in range(2)]

    def act(self, action: Action, who: Officer, key: int) -> None:
        d, pick = self.desk, self.random.choice
        leave, way, some = pick([None, FINISH, SWITCH]), pick(WAYS), pick(["", "x"])
        deeds: dict[Action, Callable[[], object]] = {
            Action.TAKE_TICKET: pick([
                lambda: d.take_ticket(who, topics=self.random.sample(TOPICS, 2), priority_reason=some),
                lambda: d.take_ticket(who, Channel.HAI_CSO, reference_number=str(self.random.random()),
                                      topics=["LPJ"], satker_code="980101", received_at=d.now()),
            ]),
            Action.CALL: pick([lambda: d.call_next(who, leave), lambda: d.call(who, key, leave)]),
            Action.START: lambda: d.start(who, key, leave, take_over=bool(some)),
            Action.IDENTIFY: lambda: d.identify(who, key, name="x", satker_code=pick(["980101", "980102"])),
            Action.PRIORITISE: lambda: d.prioritise(who, key, some),
            Action.CANCEL_TICKET: lambda: d.cancel_ticket(who, key, some),
            Action.ADD_CONSULTATION: lambda: d.add_consultation(who, key, pick(TOPICS), split_reason=some),
            Action.RECORD: lambda: d.record(who, key, topic=pick(TOPICS), question="?", answer="!", no_reference=True),
            Action.END_SERVICE: lambda: d.end_service(who, key, d.now() - timedelta(minutes=pick([-1, 0, 3])), some),
            Action.HOLD_FOR_OUTAGE: lambda: d.hold_for_outage(
                who, key, some, pick([None, d.now(), d.now() - timedelta(minutes=3)])
            ),
            Action.REQUEST_DOCUMENTS: lambda: d.request_documents(who, key, pick([["a"], ["b", "c"], []])),
            Action.DOCUMENTS_RECEIVED: lambda: d.documents_received(who, key, pick([None, ["a"], ["b"]])),
            Action.FOLLOW_UP: lambda: d.follow_up(who, key, reason="x", **way),
            Action.ESCALATE: lambda: d.escalate(who, key, "x", section=pick(["", "PDMS", "BANK"]), section_reason="x",
                                                **way),
            Action.REFER: lambda: d.refer(who, key, some),
            Action.CANCEL: lambda: d.cancel(who, key, some),
            Action.LOG_PROGRESS: lambda: d.log_progress(who, key, "x", kind=pick(list(ProgressKind)), channel=some),
            Action.EXPLAIN_OVERDUE: lambda: d.explain_overdue(who, key, some),
            Action.ANSWER: lambda: d.answer(who, key, some),
            Action.RETURN: lambda: d.return_(who, key, some),
            Action.CLARIFY: lambda: d.clarify(who, key, some),
            Action.PASS_ON: lambda: d.pass_on(who, key, pick(["PDMS", "BANK", "UMUM"]), some),
            Action.WITHDRAW: lambda: d.withdraw(who, key, some),
            Action.UNDO: lambda: d.undo(who),
        }  # fmt: skip
        if action in deeds:
            deeds[action]()
        else:
            getattr(d, action)(who, key)

    def pass_time(self) -> None:
        self.clock.forward(self.random.choice([0, 0, 0.5, 2, 7, 25]))
        if self.random.random() < 0.02:
            self.clock.forward(days=self.random.choice([1, 3, 9]))

    def take_back(self, who: Officer, before: Rows) -> None:
        """Undo what was just done, see that all is as before, and do without it."""
        try:
            self.desk.undo(who)
        except NothingToUndo:
            assert self.done[-1] == "undo" or rows(self.desk, "SELECT 1 FROM event WHERE action = 'sweep'")
            return
        as_before(before, dump(self.desk))
        self.done.append("undo")


@pytest.mark.parametrize("seed", [0, *(in_soak("another random day", seed) for seed in range(1, SEEDS))])
def test_a_day_at_random(desk: Desk, people: People, clock: HandClock, seed: int) -> None:
    day = Day(desk, people, clock, seed)
    for _ in range(STEPS):
        day.pass_time()
        if day.random.random() < 0.1:
            desk.sweep()
        before = dump(desk)
        who = day.attempt(before)
        after = dump(desk)
        new = after["event"][len(before["event"]) :]
        assert len(new) == (after != before), "one verb, one event"
        if not new or who is None:
            continue
        assert new[0]["officer_id"] == who.id
        day.done.append(new[0]["action"])
        check_invariants(desk.settings.url)
        check_moves(before, after, new[0]["action"])
        if new[0]["action"] != "undo" and day.random.random() < 0.2:
            day.take_back(who, before)
            check_invariants(desk.settings.url)
    day.watcher.close()
    clock.forward(days=20)
    desk.sweep()
    check_invariants(desk.settings.url)
    assert desk.sweep().raised == ()
    assert len(set(day.done)) > 20, sorted(set(day.done))


def check_moves(before: Rows, after: Rows, action: str) -> None:
    """Whether the record that the event names moved as the table of the life cycle allows."""
    if action not in set(RULE) or not after["event"]:
        return
    rule, event = RULE[Action(action)], after["event"][-1]
    table = str(rule.subject)
    key = event[f"{table}_id"]
    was = next((row for row in before[table] if row["id"] == key), None)
    now = next(row for row in after[table] if row["id"] == key)
    if was is None:
        assert rule.target is not None and now["state"] in (rule.target, "follow_up", "sent")
        return
    assert not rule.sources or was["state"] in rule.sources
    if was["state"] != now["state"] and rule.target is not None:
        assert now["state"] == rule.target, (action, was["state"], now["state"], json.loads(event["data"]))

"""Keys in one write: every form of every screen is filled as it is key by key, and the database says so."""

import random
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.keys import REPLACED_KEYS, _character_to_key, key_to_character

from kppn_tui.desk import Desk, connect
from kppn_tui.domain.people import Officer
from kppn_tui.store.sqlite_connection import sqlite_path
from kppn_tui.tui.app import KppnApp
from tests.conftest import HandClock, People
from tests.desk.kit import escalated, followed, serve, visit
from tests.invariants import TABLES, check
from tests.soak import in_soak
from tests.tui.desks import OfficerAtDesk

#: A key by its name, or a text.
Keys = list[str]
WORDS = ("kami", "fn", "retur SPM", "3 berkas", "98011", "tes maksud", "BAST!", "u k", "081377664083", "Ñandu", "1 2")


def single(text: str) -> Keys:
    return ["space" if char == " " else char for char in text]


class Hands:
    """Random keys of an officer who knows where they go, and now and then errs."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.opened: Counter[str] = Counter()

    def text(self) -> Keys:
        return single(" ".join(self.random.sample(WORDS, self.random.randint(1, 3))))

    def maybe(self, keys: Keys, chance: float = 0.5) -> Keys:
        return keys if self.random.random() < chance else []

    def line(self) -> Keys:
        return [*self.maybe(self.text(), 0.9), self.random.choice(["tab", "enter"])]

    def area(self) -> Keys:
        return [*self.maybe(self.text(), 0.9), *self.maybe(["enter", *self.text()], 0.3), "tab"]

    def choice(self) -> Keys:
        return [*self.random.choice([[], ["right"], ["left"], ["space", "x"], ["right", "right"]]), "tab"]

    def satker(self) -> Keys:
        return [*single(self.random.choice(["980101", "PN", "seroja", "pn ser", "", "980444 SMK 7"])),
                *self.maybe(["down"], 0.2), self.random.choice(["enter", "tab"])]  # fmt: skip

    def topics(self) -> Keys:
        keys: Keys = []
        for topic in self.random.sample(["ret", "sup", "spm", "lpj", "xyz"], self.random.randint(1, 2)):
            keys += [*single(topic), *self.random.choice([["enter"], ["down", "enter"]])]
        return [*keys, *self.maybe(["backspace"], 0.2), "tab"]

    def references(self) -> Keys:
        ways = [
            ["enter"],
            [*single("tanpa"), "enter"],
            [*single("PMK 62"), "up", "enter"],
            single("per-5"),
            ["down", "enter"],
        ]
        return [*self.random.choice(ways), "tab"]

    def form(self, name: str, key: str, *fields: Callable[[], Keys]) -> Keys:
        """The form that `key` opens, filled in; left and opened again now and then, and left if it was refused."""
        self.opened[name] += 1
        before = self.maybe([*self.text(), "escape", key], 0.2) + self.maybe([*self.text(), "f6"], 0.2)
        keys = [key, *before]
        for field in fields:
            keys += field()
        return [*keys, self.random.choice(["f9", "f9", "ctrl+s"]), *["escape"] * 2]

    def chosen(self, name: str, key: str) -> Keys:
        """A question with three answers; two of them open a form of one line."""
        self.opened[name] += 1
        return [key, *["down"] * self.random.randint(0, 2), "enter", *self.text(), "f9", "escape", "escape"]

    # Screens

    def queue(self) -> Keys:
        ways = (
            lambda: self.form("register", "a", self.satker, self.topics, self.line, self.choice, self.choice),
            lambda: self.form("online", "o", self.line, self.line, self.satker, self.topics, self.line, self.choice),
            lambda: self.form("priority", "p", self.line),
            lambda: self.form("cancel", "x", self.line),
            lambda: self.random.choice(
                [["n"], ["n", "s", "1"], ["down", "enter", "escape", "1"], ["t"], ["r"], ["k"], ["c"]]
            ),
        )
        return ["1", *self.maybe(["end"]), *self.random.choice(ways)()]

    def service(self) -> Keys:
        ways = (
            lambda: self.form("identity", "f2", self.line, self.line, self.satker, self.choice, self.choice),
            lambda: self.form("topic", "t", self.topics),
            lambda: self.form("add", "a", self.topics, self.line),
            lambda: self.form("documents", "f6", self.topics),
            lambda: self.form("follow-up", "f7", self.line, self.choice, self.line, self.line),
            lambda: self.form("escalate", "f8", self.area, self.area, self.choice, self.line),
            lambda: self.chosen("leave scope", "x"),
            lambda: ["f3", *self.area(), *self.area(), *self.references(), "f9", *self.text(), "escape", "escape"],
            lambda: [
                "f5",
                *self.references(),
                "f9",
                "escape",
                "escape",
                *self.random.choice([["b"], ["m"], ["f"], ["n"]]),
            ],
        )
        return ["2", *self.maybe(["down"]), *self.random.choice(ways)()]

    def follow_ups(self) -> Keys:
        ways = (
            lambda: self.form("progress", "p", self.area, self.choice, self.choice),
            lambda: self.form("deliver", "s", self.area, self.references, self.choice),
            lambda: self.form("escalate a case", "e", self.area, self.area),
            lambda: self.form("documents of a case", "d", self.topics),
            lambda: self.form("reply", "b", self.area),
            lambda: self.form("withdraw", "w", self.line),
            lambda: self.chosen("leave scope of a case", "x"),
        )
        return ["3", *self.maybe(["down"]), *self.random.choice(ways)()]

    def inbox(self) -> Keys:
        ways = (
            lambda: self.form("answer", "j", self.area),
            lambda: self.form("ask back", "b", self.area),
            lambda: self.form("pass on", "o", self.choice, self.line),
            lambda: self.form("substitute", "g", self.choice, self.line, self.line),
            lambda: ["t", "enter", *self.text(), "f9", "escape", "escape"],
        )
        return ["4", *self.maybe(["down"]), *self.random.choice(ways)()]

    def hour(self, forms: int, *screens: Callable[[], Keys]) -> Keys:
        keys: Keys = []
        while self.opened.total() < forms:
            keys += self.random.choice(screens)()
        return [*keys, "escape", "escape", "escape"]


def pressed(key: str) -> Key:
    """A key as a terminal gives it."""
    if len(key) == 1:
        return Key(key if key.isalnum() else _character_to_key(key), key)
    return Key(key, key_to_character(REPLACED_KEYS.get(key, key)))


@asynccontextmanager
async def twin(desk: Desk, officer: Officer, clock: HandClock, name: str) -> AsyncIterator[tuple[OfficerAtDesk, Path]]:
    """A desk on a copy of the database as it is now."""
    path = sqlite_path(desk.settings.url)
    copy = path.with_name(name)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    places = replace(desk.settings.places, url=desk.settings.url.replace(path.name, name))
    settings = replace(desk.settings, places=places)
    own = connect(settings.url, settings, clock)
    try:
        app = KppnApp(settings.places, desk=own, clock=clock, officer=officer)
        async with app.run_test(size=(100, 30)) as pilot:
            keyboard = OfficerAtDesk(pilot)
            await keyboard.until(lambda: app.base_screen is not None and app.base_screen.has_data, "the first screen")
            await keyboard.quiet()
            yield keyboard, copy
    finally:
        own.close()


async def at_once(keyboard: OfficerAtDesk, keys: Keys) -> None:
    """All in one write."""
    for key in keys:
        keyboard.app.post_message(pressed(key))
    await keyboard.pilot.pause()
    await keyboard.until(lambda: not keyboard.app.keys_wait and not keyboard.app.client.busy, "every key was heeded")
    await keyboard.quiet()


async def one_by_one(keyboard: OfficerAtDesk, keys: Keys) -> None:
    """Each when nothing is left to do for the one before."""
    for key in keys:
        keyboard.app.post_message(pressed(key))
        await keyboard.pilot.pause()
        if keyboard.app.client.busy:
            await keyboard.quiet()


Tables = dict[str, list[dict[str, Any]]]


def told(path: Path) -> Tables:
    book = check(str(path))
    return {table: book[table] for table in TABLES}


def differences(burst: Tables, alone: Tables) -> list[str]:
    """What differs, a line for each value or row."""
    found = []
    for table in TABLES:
        for one, other in zip_longest(burst[table], alone[table]):
            if one is None or other is None:
                found.append(f"{table}: only in one write: {one}; only one by one: {other}")
            else:
                found += [f"{table} {name}: {one[name]} / {other[name]}" for name in one if one[name] != other[name]]
    return found


def half_typed(path: Path) -> set[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"{path}.drafts")) as drafts:
        return set(drafts.execute("SELECT field, text FROM draft WHERE text != ''"))


SCREENS: dict[str, tuple[str, tuple[Callable[[Hands], Keys], ...]]] = {
    "queue": ("ana", (Hands.queue,)),
    "service": ("ana", (Hands.service,)),
    "follow-ups": ("ana", (Hands.follow_ups,)),
    "inbox": ("kasi", (Hands.inbox,)),
    "everywhere": ("ana", (Hands.queue, Hands.service, Hands.follow_ups)),
}
#: Of these one hour each is tried always: the forms of the officer, and those of the head.
ALWAYS = ("everywhere", "inbox")
FORMS = 3
SEEDS = 21


def cases() -> list[Any]:
    found = [
        pytest.param(screen, number, id=screen) if screen in ALWAYS else in_soak("part of the day", screen, number)
        for number, screen in enumerate(SCREENS)
    ]
    for seed in range(100, 100 * SEEDS, 100):
        for number, screen in enumerate(SCREENS):
            name = f"{screen}-{seed + number}"
            found.append(in_soak("hundreds of forms, each filled in twice", screen, seed + number, name=name))
    return found


@pytest.mark.parametrize("screen, seed", cases())
async def test_keys_in_one_write_do_what_they_do_one_by_one(
    desk: Desk, people: People, clock: HandClock, screen: str, seed: int
) -> None:
    for topic in ("RETUR", "SUPPLIER"):
        followed(desk, people, topic)
        escalated(desk, people)
        visit(desk, people, topic, "SPM")
    back = escalated(desk, people)
    desk.return_(people.kasi, back, "Nomor berapa?")
    if screen != "queue":
        serve(desk, people, "RETUR", "SPM")
    who, ways = SCREENS[screen]
    hands = Hands(seed)
    keys = hands.hour(FORMS, *(lambda way=way: way(hands) for way in ways))
    officer: Officer = getattr(people, who)
    async with twin(desk, officer, clock, "burst.db") as (keyboard, burst):
        await at_once(keyboard, keys)
    async with twin(desk, officer, clock, "single.db") as (keyboard, alone):
        await one_by_one(keyboard, keys)
    found = differences(told(burst), told(alone)) + sorted(map(str, half_typed(burst) ^ half_typed(alone)))
    assert not found, "\n".join([*found, " ".join(keys)])

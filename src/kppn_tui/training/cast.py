"""Who and what the demo is made of: the shipped file of invented officers, satker, questions and answers."""

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from typing import TypeVar

from kppn_tui.desk import Desk, officers
from kppn_tui.domain.people import Officer, Stakeholder
from kppn_tui.resources import asset

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the answer that the desk would give; scenarios name it by its `id`."""

    id: str
    topic: str
    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class Player:
    """An officer of the demo."""

    login: str
    name: str
    roles: tuple[str, ...]
    sections: tuple[str, ...] = ()
    counter: str = ""


@dataclass(frozen=True)
class Cast:
    """The content of assets/demo.json."""

    office: str
    password: str
    players: tuple[Player, ...]
    visitors: tuple[str, ...]
    visitor_roles: tuple[str, ...]
    satker: tuple[Stakeholder, ...]
    others: tuple[Stakeholder, ...]
    questions: tuple[Question, ...]


def load_cast() -> Cast:
    """The shipped cast."""
    with asset("demo.json").open(encoding="utf-8") as file:
        data = json.load(file)
    return Cast(
        office=data["office"],
        password=data["password"],
        players=tuple(
            Player(**one | {"roles": tuple(one["roles"]), "sections": tuple(one.get("sections", ()))})
            for one in data["officers"]
        ),
        visitors=tuple(data["visitors"]),
        visitor_roles=tuple(data["visitor_roles"]),
        satker=tuple(Stakeholder(one["code"], one["name"]) for one in data["satker"]),
        others=tuple(Stakeholder("", one["name"], one["kind"]) for one in data["others"]),
        questions=tuple(Question(**one) for one in data["questions"]),
    )


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who comes, and for whom."""

    name: str
    role: str
    origin: Stakeholder


class Deck:
    """The cast shuffled by a seed, dealt card by card."""

    def __init__(self, cast: Cast, sections: dict[str, str], seed: int) -> None:
        self.random = random.Random(seed)
        self._section_of = sections
        self._questions = self._shuffled(cast.questions)
        self._visitors = cycle(self._shuffled(cast.visitors))
        self._roles = cycle(self._shuffled(cast.visitor_roles))
        self._satker = cycle(self._shuffled([*cast.satker, *cast.others]))

    def _shuffled(self, cards: Sequence[T]) -> list[T]:
        return self.random.sample(cards, len(cards))

    def question(self, section: str = "", but: str = "") -> Question:
        """The next question, for `section` if one is named, on another topic than `but`; it goes below the deck."""
        fits = (
            at
            for at, card in enumerate(self._questions)
            if section in ("", self._section_of[card.topic]) and card.topic != but
        )
        card = self._questions.pop(next(fits))
        self._questions.append(card)
        return card

    def visitor(self) -> Visitor:
        """Somebody from a satker."""
        return Visitor(f"{next(self._visitors)} Seroja", next(self._roles), next(self._satker))

    def seconds(self) -> int:
        """A little unevenness, less than a minute."""
        return self.random.randrange(50)


def employ(desk: Desk, cast: Cast) -> dict[str, Officer]:
    """The officers of the demo by their sign-in name, at their counters."""
    employed = {}
    with _quick_hashes():
        for one in cast.players:
            made = desk.add_officer(None, one.login, one.name, one.roles, cast.password, sections=one.sections)
            employed[one.login] = desk.sign_in(one.login, cast.password, one.counter) if one.counter else made
    return employed


@contextmanager
def _quick_hashes() -> Iterator[None]:
    """Everybody knows the password of the demo: a second of hashing would protect nothing."""
    from argon2 import PasswordHasher, profiles

    careful = officers.hasher
    vars(officers)["hasher"] = lambda: PasswordHasher.from_parameters(profiles.CHEAPEST)
    try:
        yield
    finally:
        vars(officers)["hasher"] = careful

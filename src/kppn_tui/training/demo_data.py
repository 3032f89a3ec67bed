"""Demo data: the shipped file of invented officers, visitors, satker, questions and answers."""

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from typing import TypeVar

from kppn_tui.desk import Desk, officers
from kppn_tui.domain.people import Officer, Stakeholder, StakeholderKind
from kppn_tui.resources import asset

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the right answer; scenarios name it by its `id`."""

    id: str
    topic: str
    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class DemoOfficer:
    """An officer of the demo."""

    login: str
    name: str
    roles: tuple[str, ...]
    sections: tuple[str, ...] = ()
    counter: str = ""


@dataclass(frozen=True)
class DemoData:
    """The content of assets/demo.json."""

    office: str
    password: str
    officers: tuple[DemoOfficer, ...]
    visitors: tuple[str, ...]
    visitor_roles: tuple[str, ...]
    satker: tuple[Stakeholder, ...]
    others: tuple[Stakeholder, ...]
    questions: tuple[Question, ...]


def load_demo_data() -> DemoData:
    """Load the shipped data."""
    with asset("demo.json").open(encoding="utf-8") as file:
        data = json.load(file)
    return DemoData(
        office=data["office"],
        password=data["password"],
        officers=tuple(
            DemoOfficer(**one | {"roles": tuple(one["roles"]), "sections": tuple(one.get("sections", ()))})
            for one in data["officers"]
        ),
        visitors=tuple(data["visitors"]),
        visitor_roles=tuple(data["visitor_roles"]),
        satker=tuple(Stakeholder(one["code"], one["name"]) for one in data["satker"]),
        others=tuple(Stakeholder("", one["name"], StakeholderKind(one["kind"])) for one in data["others"]),
        questions=tuple(Question(**one) for one in data["questions"]),
    )


@dataclass(frozen=True, slots=True)
class Visitor:
    """A visitor, and for whom they come."""

    name: str
    role: str
    origin: Stakeholder


class Sampler:
    """Source of visitors and questions, drawn from the demo data in an order that the seed decides."""

    def __init__(self, demo: DemoData, sections: dict[str, str], seed: int) -> None:
        self.random = random.Random(seed)
        self._section_of = sections
        self._questions = self._shuffled(demo.questions)
        self._visitors = cycle(self._shuffled(demo.visitors))
        self._roles = cycle(self._shuffled(demo.visitor_roles))
        self._satker = cycle(self._shuffled([*demo.satker, *demo.others]))

    def _shuffled(self, values: Sequence[T]) -> list[T]:
        return self.random.sample(values, len(values))

    def question(self, section: str = "", other_than: str = "") -> Question:
        """Draw the next question, for `section` if it is named, on another topic than `other_than`."""
        fits = (
            at
            for at, question in enumerate(self._questions)
            if section in ("", self._section_of[question.topic]) and question.topic != other_than
        )
        question = self._questions.pop(next(fits))
        self._questions.append(question)
        return question

    def visitor(self) -> Visitor:
        """Draw the next visitor."""
        return Visitor(f"{next(self._visitors)} Seroja", next(self._roles), next(self._satker))

    def seconds(self) -> int:
        """Draw a number of seconds, less than a minute."""
        return self.random.randrange(50)


def add_demo_officers(desk: Desk, demo: DemoData) -> dict[str, Officer]:
    """Add the demo's officers and sign them in at their counters; return them by login."""
    officers_by_login = {}
    with _cheap_hashes():
        for one in demo.officers:
            made = desk.add_officer(None, one.login, one.name, one.roles, demo.password, sections=one.sections)
            officers_by_login[one.login] = desk.sign_in(one.login, demo.password, one.counter) if one.counter else made
    return officers_by_login


@contextmanager
def _cheap_hashes() -> Iterator[None]:
    """Hash passwords cheaply meanwhile: that of the demo is known to everybody."""
    from argon2 import PasswordHasher, profiles

    usual = officers.hasher
    vars(officers)["hasher"] = lambda: PasswordHasher.from_parameters(profiles.CHEAPEST)
    try:
        yield
    finally:
        vars(officers)["hasher"] = usual

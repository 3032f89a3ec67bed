"""Two officers at two desks do something at the same moment: it is as if one had come first, and the other is told.

Each pair is first done in one order and in the other, and then at once, round after round with fresh tickets: what the
two are told, and every row that is left, must be what one of the two orders gives.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import pytest

from kppn_tui.desk import Desk
from kppn_tui.domain.records import Ticket
from kppn_tui.domain.states import Role
from tests import invariants
from tests.conftest import PASSWORD, HandClock, People
from tests.invariants import Book, Row
from tests.races.conftest import cso
from tests.races.crew import Crew, Job, Outcome
from tests.races.pairs import RACES, Race, Scene
from tests.races.picture import picture
from tests.raw import run
from tests.soak import in_soak

#: Rounds of both at once: always, and in the soak.
FEW, MANY = 1, 15


@dataclass(frozen=True)
class Round:
    """What the two were told, and what is left."""

    told: tuple[str, str]
    sentences: tuple[str, str]
    left: Row


@dataclass
class Match:
    """One race, round after round."""

    race: Race
    desk: Desk
    people: People
    clock: HandClock
    crew: Crew

    def __post_init__(self) -> None:
        self.rounds: Iterator[int] = count()
        self.deputy = self.desk.add_officer(None, "plh", "Hana Seroja", [Role.HEAD], PASSWORD, sections=["PDMS"])

    def run(self, order: tuple[int, ...] = ()) -> Round:
        """One round with fresh officers, one after the other in `order` or both at once."""
        # It begins on the same morning again, before the sweep of the last round: no clock is in doubt for that.
        run(self.desk.settings.url, "DELETE FROM sweep")
        number = next(self.rounds)
        a, b = cso(self.desk, f"a{number}"), cso(self.desk, f"b{number}")
        scene = Scene(self.desk, self.people, self.deputy, self.clock, a, b)
        self.clock.forward(days=number * self.race.days)
        base = self.clock.at
        ticket, *jobs = self.race.prepare(scene)
        outcomes = self._in_turn(order, jobs) if order else self.crew.at_once(jobs)
        book = Book(self.desk.settings.url)
        names = {a.id: "a", b.id: "b", self.deputy.id: "deputy"}
        left = picture(book, ticket or _made(outcomes), base, names)
        first, second = outcomes
        for mine, rival in zip(outcomes, reversed(jobs), strict=True):
            assert mine.kind != "LostRace" or (rival.officer and rival.officer.name in mine.text), mine.text
        return Round((first.kind, second.kind), (_said(first), _said(second)), left)

    def _in_turn(self, order: tuple[int, ...], jobs: list[Job]) -> list[Outcome]:
        """The outcomes of `jobs`, one after the other in `order`; one verb is one event, a refused one is none."""
        outcomes: dict[int, Outcome] = {}
        before = self._count_events()
        for seat in order:
            outcomes |= self.crew.in_turn([(seat, jobs[seat])])
            after = self._count_events()
            swept = jobs[seat].verb == "sweep"
            assert after - before == outcomes[seat].ok or (swept and after == before), "a sweep may find nothing"
            before = after
        return [outcomes[seat] for seat in range(len(jobs))]

    def _count_events(self) -> int:
        with invariants.reading(self.desk.settings.url) as ask:
            return int(ask("SELECT count(*) AS n FROM event")[0]["n"])


def _made(outcomes: list[Outcome]) -> int:
    return next(outcome.value.id for outcome in outcomes if isinstance(outcome.value, Ticket))


def _said(outcome: Outcome) -> str:
    """The sentence of a refusal, whoever and whichever ticket it names."""
    return re.sub(r"\d+", "…", outcome.text)


@pytest.mark.parametrize("rounds", [pytest.param(FEW, id="few"), in_soak("more rounds of the same", MANY, name="many")])
@pytest.mark.parametrize("name", RACES)
def test_two_at_once(desk: Desk, people: People, clock: HandClock, pair: Crew, name: str, rounds: int) -> None:
    race = RACES[name]
    match = Match(race, desk, people, clock, pair)
    orders = [match.run((0, 1)), match.run((1, 0))]
    assert [order.told for order in orders] == [race.first, race.second]
    for order in orders:
        for kind, sentence in zip(order.told, order.sentences, strict=True):
            assert (kind == "ok") is (sentence == ""), "who is refused is told why"
    for _ in range(rounds):
        assert match.run() in orders
    invariants.check(desk.settings.url)

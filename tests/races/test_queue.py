"""Many desks at one queue: nobody is called twice, nobody is left, no number is given twice or left out."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from kppn_tui.desk import Desk
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Channel
from tests import invariants
from tests.conftest import HandClock, People, wita
from tests.races.conftest import DESKS, cso
from tests.races.crew import Crew, Job, Outcome

FIFTY = 50
ROUNDS = 20
VISITORS = 400


@pytest.fixture
def officers(desk: Desk) -> list[Officer]:
    return [cso(desk, f"cso{number}") for number in range(DESKS)]


@pytest.fixture
def fifty(desk: Desk) -> Iterator[Crew]:
    """As many desks as a province has, started for this test alone."""
    crew = Crew(FIFTY)
    try:
        assert Counter(outcome.kind for outcome in crew.open(desk.settings, FIFTY)) == {"ok": FIFTY}
        yield crew
    finally:
        crew.end()


def kinds(outcomes: list[Outcome]) -> Counter[str]:
    return Counter(outcome.kind for outcome in outcomes)


@pytest.mark.parametrize("visitors", [1, 3])
def test_fewer_visitors_than_desks(
    desk: Desk, people: People, clock: HandClock, crew: Crew, officers: list[Officer], visitors: int
) -> None:
    """As many desks as there are visitors get one, each another; the others hear that nobody waits."""
    for _ in range(ROUNDS):
        tickets = {desk.take_ticket(people.satpam).id for _ in range(visitors)}
        outcomes = crew.at_once([Job("call_next", officer, at=clock()) for officer in officers])
        assert kinds(outcomes) == {"ok": visitors, "NobodyWaiting": DESKS - visitors}
        assert {outcome.value.id for outcome in outcomes if outcome.ok} == tickets
        for officer, outcome in zip(officers, outcomes, strict=True):
            if outcome.ok:
                assert outcome.value.officer_id == officer.id
                desk.absent(officer, outcome.value)
    invariants.check(desk.settings.url)


def test_the_claim_holds_by_itself(
    desk: Desk, people: People, clock: HandClock, crew: Crew, officers: list[Officer]
) -> None:
    """All desks have chosen the same visitor before any lock: one gets the row, since it must still be waiting."""
    for _ in range(ROUNDS):
        chosen = desk.take_ticket(people.satpam)
        outcomes = crew.at_once([Job("claim", officer, (chosen,), at=clock()) for officer in officers])
        assert kinds(outcomes) == {"ok": 1, "LostRace": DESKS - 1}


def test_one_chosen_visitor_and_many_desks(
    desk: Desk, people: People, clock: HandClock, crew: Crew, officers: list[Officer]
) -> None:
    for _ in range(ROUNDS):
        ticket = desk.take_ticket(people.satpam)
        outcomes = crew.at_once([Job("call", officer, (ticket.id,), at=clock()) for officer in officers])
        assert kinds(outcomes) == {"ok": 1, "LostRace": DESKS - 1}
        (winner,) = [officer for officer, outcome in zip(officers, outcomes, strict=True) if outcome.ok]
        assert all(outcome.ok or winner.name in outcome.text for outcome in outcomes)
        desk.absent(winner, ticket)
    invariants.check(desk.settings.url)


@pytest.mark.soak(reason="the same as with few visitors, four hundred times")
def test_a_long_queue_and_desks_that_call(
    desk: Desk, people: People, clock: HandClock, crew: Crew, officers: list[Officer]
) -> None:
    """Each registers visitors, then each calls until nobody waits."""
    share = VISITORS // DESKS
    registered = crew.at_once([Job("register", officer, (share,), at=clock()) for officer in officers])
    numbers = [number for outcome in registered for number in outcome.value]
    assert sorted(numbers) == list(range(1, VISITORS + 1)), "each number once, none left out"
    called = crew.at_once([Job("drain", officer, (VISITORS,), at=clock()) for officer in officers])
    assert kinds(called) == {"ok": DESKS}
    everybody = Counter(ticket for outcome in called for ticket in outcome.value)
    assert len(everybody) == VISITORS and set(everybody.values()) == {1}, "each visitor once"
    for outcome in called:
        assert outcome.value == sorted(outcome.value), "each desk saw them in the order of arrival"
    book = invariants.check(desk.settings.url)
    assert len(book.of("event", "action", "call")) == VISITORS
    assert Counter((row["state"], row["calls"]) for row in book["ticket"]) == {("absent", 1): VISITORS}


@pytest.mark.soak(reason="the same as with eight desks, in fifty processes")
def test_fifty_desks_at_once(desk: Desk, people: People, clock: HandClock, fifty: Crew) -> None:
    """Each registers a visitor, then each calls one, then all want the same one."""
    officers = [cso(desk, f"cso{number}") for number in range(FIFTY)]
    taken = fifty.at_once([Job("take_ticket", officer, at=clock()) for officer in officers])
    assert kinds(taken) == {"ok": FIFTY}
    assert sorted(outcome.value.number for outcome in taken) == list(range(1, FIFTY + 1))
    called = fifty.at_once([Job("call_next", officer, at=clock()) for officer in officers])
    assert kinds(called) == {"ok": FIFTY}
    assert {outcome.value.id for outcome in called} == {outcome.value.id for outcome in taken}
    gone = [outcome.value.id for outcome in called]
    ended = fifty.at_once([Job("absent", officer, (t,), at=clock()) for officer, t in zip(officers, gone, strict=True)])
    assert kinds(ended) == {"ok": FIFTY}
    last = desk.take_ticket(people.satpam)
    assert kinds(fifty.at_once([Job("call", officer, (last.id,), at=clock()) for officer in officers])) == {
        "ok": 1,
        "LostRace": FIFTY - 1,
    }
    invariants.check(desk.settings.url)


def test_numbers_given_while_one_day_ends_and_the_next_begins(
    desk: Desk, people: People, crew: Crew, officers: list[Officer]
) -> None:
    """The clocks of the desks straddle midnight: each day and series has its own numbers, dense from 1."""
    before, after = wita("2026-11-24T23:59:59"), wita("2026-11-25T00:00:00")
    message = {"channel": Channel.OFFICIAL_CONTACT, "channel_detail": "WhatsApp"}
    given: Counter[tuple[str, str, int]] = Counter()
    for turn in range(ROUNDS):
        jobs = [
            Job("take_ticket", officer, more=message if (seat + turn) % 3 == 0 else {}, at=at)
            for seat, officer in enumerate(officers)
            for at in [before if (seat + turn) % 2 else after]
        ]
        for job, outcome in zip(jobs, crew.at_once(jobs), strict=True):
            assert outcome.ok, outcome
            ticket = outcome.value
            assert job.at is not None
            assert ticket.day == job.at.date().isoformat()
            assert ticket.entered_at == job.at
            given[ticket.day, ticket.series, ticket.number] += 1
    assert set(given.values()) == {1}
    assert {key[:2] for key in given} == {(day, series) for day in ("2026-11-24", "2026-11-25") for series in "AC"}
    book = invariants.check(desk.settings.url)
    assert len(book["ticket"]) == ROUNDS * DESKS
    assert after - before == timedelta(seconds=1)

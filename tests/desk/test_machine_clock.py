"""A machine's clock that jumps: nothing is closed, raised or missed by it, and everybody is told."""

import random
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

import pytest

from kppn_tui.desk import Desk, open_desk
from kppn_tui.desk.clock import JumpingClock
from kppn_tui.domain.errors import DeskError
from kppn_tui.domain.records import DeadlineKind
from kppn_tui.domain.states import TicketState
from kppn_tui.office.settings import Settings
from tests.conftest import HandClock, People
from tests.desk.kit import clock_of, clocks_of, events, followed, now_of, rows, serve, ticket_of, visit
from tests.machine import Machine


@dataclass
class Office:
    """Two programs on one machine."""

    machine: Machine
    desk: Desk
    worker: Desk

    def sweep(self) -> tuple[bool, bool]:
        """Whether each of them, after a sweep, has the clock in doubt."""
        return self.desk.sweep("desk").doubt is not None, self.worker.sweep("worker").doubt is not None


@pytest.fixture
def office(desk: Desk, people: People, settings: Settings, clock: HandClock) -> Iterator[Office]:
    machine = Machine(clock.at)
    with ExitStack() as stack:
        yield Office(machine, *(stack.enter_context(open_desk(settings.url, settings, machine.clock())) for _ in "ab"))


def clock_events(desk: Desk) -> list[tuple[str, float]]:
    """What the trail says of clocks, and by how many days each was off."""
    return [(data["did"], round(data["jump"] / 86400, 1)) for action, data in events(desk) if action == "clock"]


def closed(desk: Desk) -> list[str]:
    return [row["label"] for row in rows(desk, "SELECT label FROM ticket WHERE closed_at IS NOT NULL ORDER BY id")]


def test_four_days_ahead_nothing_is_closed_and_nothing_raised(office: Office, people: People) -> None:
    desk, machine = office.desk, office.machine
    consultation = followed(desk, people)
    serve(desk, people, by=people.budi)
    waiting = visit(desk, people)
    before = closed(desk)
    machine.jump(days=4)
    for _ in range(3):
        machine.forward(2)
        assert office.sweep() == (True, True)
    assert (closed(desk), rows(desk, "SELECT * FROM alert")) == (before, [])
    assert ticket_of(desk, waiting).state == "waiting"
    assert [one.met for one in clocks_of(desk, consultation, DeadlineKind.PROGRESS)] == [None]
    assert desk.now() == machine.true.astimezone(desk.now().tzinfo), "the time goes on as it was counted"
    assert set(clock_events(desk)) == {("doubt", 4.0)} and len(clock_events(desk)) <= 2, "each says so once"
    machine.right()
    machine.forward(2)
    assert office.sweep() == (False, False)
    assert ("right", 4.0) in clock_events(desk)
    machine.forward(20)
    assert [one.deadline.kind for one in desk.sweep().raised] == ["service"], "and now it goes on"


def test_what_an_officer_does_meanwhile_has_the_time_that_was_counted(office: Office, people: People) -> None:
    desk, machine = office.desk, office.machine
    ticket, (consultation,) = serve(desk, people)
    machine.jump(days=-3)
    machine.forward(12)
    office.sweep()
    done = desk.resolve(people.ana, consultation, answer="Sudah", no_reference=True)
    assert (done.net_seconds, done.unreliable) == (720, False)
    assert clock_of(desk, consultation, DeadlineKind.SERVICE).met is True
    desk.finish(people.ana, ticket)
    first, second = visit(desk, people), visit(desk, people)
    assert desk.call_next(people.ana).id == first.id and first.queue_key < second.queue_key


def test_an_officer_confirms_the_clock_for_all_programs_of_the_machine(office: Office, people: People) -> None:
    desk, machine = office.desk, office.machine
    _, (running,) = serve(desk, people)
    waiting = visit(desk, people)
    with pytest.raises(DeskError, match="not in doubt"):
        desk.confirm_clock(people.ana)
    machine.jump(days=4)
    machine.forward(1)
    assert office.sweep() == (True, True)
    desk.confirm_clock(people.ana)
    (told,) = [data for action, data in events(desk) if action == "clock" and data["did"] == "confirm"]
    assert (told["jump"], told["deadlines"]) == (4 * 86400, 1)
    assert [row["officer_id"] for row in rows(desk, "SELECT officer_id FROM event ORDER BY id DESC LIMIT 1")] == [
        people.ana.id
    ]
    assert desk.now() == machine.wall()
    machine.forward(2)
    assert office.sweep() == (False, False), "the worker has nobody to ask: it hears of it"
    machine.forward(2)
    office.sweep()
    assert ticket_of(desk, waiting).state == "closed", "four days later, as an officer said"
    ended = desk.resolve(people.ana, running, answer="Sudah", no_reference=True)
    assert ended.unreliable and clock_of(desk, running, DeadlineKind.SERVICE).met is None
    assert desk.board().counts.ended_today == 0, "a rate leaves it out"


def test_a_confirmation_is_not_taken_over_by_a_clock_that_says_something_else(
    office: Office, people: People, settings: Settings
) -> None:
    other = Machine(office.machine.true)
    with open_desk(settings.url, settings, other.clock()) as elsewhere:
        elsewhere.sweep()
        office.machine.jump(days=2)
        other.jump(hours=3)
        office.sweep()
        assert elsewhere.sweep().doubt is not None
        office.desk.confirm_clock(people.ana)
        assert office.sweep() == (False, False)
        assert elsewhere.sweep().doubt is not None


def test_small_corrections_are_no_jump_however_many(office: Office) -> None:
    for _ in range(20):
        office.machine.jump(minutes=4)
        office.machine.forward(1)
        assert office.sweep() == (False, False)


def test_a_program_that_begins_after_the_jump_holds_back_as_well(
    office: Office, people: People, settings: Settings
) -> None:
    followed(office.desk, people)
    waiting = visit(office.desk, people)
    office.machine.jump(days=9)
    office.sweep()
    with open_desk(settings.url, settings, office.machine.clock()) as later:
        assert later.sweep().doubt is not None
        assert ticket_of(later, waiting).state == "waiting"
        office.machine.forward(2)
        assert later.sweep().doubt is not None and rows(later, "SELECT * FROM alert") == []


def test_the_first_program_after_a_downtime_catches_up(office: Office, people: People, settings: Settings) -> None:
    waiting = visit(office.desk, people)
    office.sweep()
    office.machine.jump(days=9)
    with open_desk(settings.url, settings, office.machine.clock()) as later:
        assert later.sweep().doubt is None
        assert ticket_of(later, waiting).state == "closed"


def test_a_wrong_clock_of_yesterday_is_told_and_what_it_wrote_is_marked(
    desk: Desk, people: People, clock: HandClock
) -> None:
    consultation = followed(desk, people)
    left = visit(desk, people)
    _, (running,) = serve(desk, people, by=people.budi)
    right = clock.at
    clock.forward(days=4)  # nobody could know
    desk.sweep()
    clock.forward(2)
    desk.sweep()
    assert ticket_of(desk, left).state == "closed"
    clock.at = right + timedelta(minutes=30)
    doubt = desk.sweep().doubt
    assert doubt is not None and doubt.jump < -timedelta(days=3)
    before = rows(desk, "SELECT last_at FROM sweep")
    clock.forward(5)
    assert desk.sweep().doubt is not None and rows(desk, "SELECT last_at FROM sweep") == before
    desk.confirm_clock(people.ana)
    (told,) = [data for action, data in events(desk) if action == "clock" and data["did"] == "confirm"]
    assert told["closed"] == [left.label] and told["deadlines"] >= 3
    assert clock_of(desk, running, DeadlineKind.SERVICE).unreliable
    assert {one.unreliable for one in clocks_of(desk, consultation, DeadlineKind.PROGRESS) if one.met is False} == {
        True
    }
    clock.forward(2)
    assert desk.sweep().doubt is None
    assert rows(desk, "SELECT last_at FROM sweep") == [{"last_at": int(desk.now().timestamp())}]


def test_while_a_clock_is_behind_the_newest_event_nothing_is_rated_by_it(
    desk: Desk, people: People, clock: HandClock
) -> None:
    ticket, (consultation,) = serve(desk, people)
    clock.forward(days=-2)
    assert desk.sweep().doubt is not None
    done = desk.resolve(people.ana, consultation, answer="Sudah", no_reference=True)
    assert (done.net_seconds, done.unreliable) == (0, True), "no service of no time is told as a good one"
    assert clock_of(desk, consultation, DeadlineKind.SERVICE).met is None
    desk.finish(people.ana, ticket)


def test_who_comes_after_the_clock_was_set_back_waits_behind(desk: Desk, people: People, clock: HandClock) -> None:
    first = visit(desk, people)
    clock.forward(-60)
    second = visit(desk, people)
    clock.forward(1)
    third = visit(desk, people)
    assert desk.call_next(people.ana).id == first.id
    assert [row.ticket.id for row in desk.board().in_state(TicketState.WAITING)] == [second.id, third.id]


def test_a_note_by_a_clock_in_doubt_misses_no_day(office: Office, people: People, settings: Settings) -> None:
    consultation = followed(office.desk, people)
    office.machine.jump(days=6)
    office.sweep()
    with open_desk(settings.url, settings, office.machine.clock()) as later:
        later.sweep()
        later.log_progress(people.ana, consultation, "Masih dikerjakan", channel="telepon")
        assert False not in [one.met for one in clocks_of(later, consultation, DeadlineKind.PROGRESS)]
        done = later.resolve(people.ana, consultation, answer="Sudah", no_reference=True)
        solution = clock_of(later, done, DeadlineKind.SOLUTION)
        assert (solution.met, solution.unreliable) == (None, True)


def test_a_room_whose_time_jumps_on_purpose_is_exempt(desk: Desk, people: People, settings: Settings) -> None:
    class Room(JumpingClock, HandClock):
        pass

    clock = Room()
    with open_desk(settings.url, settings, clock) as room:
        serve(room, people)
        clock.forward(days=4)
        assert room.sweep().doubt is None
        clock.forward(days=-4)
        assert room.sweep().doubt is None


# Many jumps -----------------------------------------------------------------------------------------------------------


def holds_true(office: Office) -> None:
    """Everything that was ended, told or missed is so by the true time."""
    desk, now = office.desk, int(office.machine.true.timestamp())
    today = desk.calendar.local(office.machine.true).date().isoformat()
    assert rows(desk, "SELECT * FROM ticket WHERE closed_at > ?", now) == []
    assert rows(desk, "SELECT * FROM ticket WHERE close_reason = 'akhir hari' AND day >= ?", today) == []
    early = (
        "SELECT a.level, d.kind FROM alert a JOIN deadline d ON d.id = a.deadline_id "
        "WHERE a.at > ? OR (a.level = 'warn' AND d.warn_at > ?) OR (a.level = 'breach' AND d.due_at >= ?)"
    )
    assert rows(desk, early, now, now, now) == []
    assert rows(desk, "SELECT * FROM deadline WHERE stopped_at > ? OR (met = ? AND due_at >= ?)", now, False, now) == []
    assert rows(desk, "SELECT * FROM event WHERE at > ?", now) == []
    assert rows(desk, "SELECT * FROM consultation WHERE unreliable") == []


def a_day_of_jumps(office: Office, people: People, seed: int, jumps: int) -> None:
    """Work of two officers with the clock jumping at random moments, put right again each time."""
    chance, desk, machine = random.Random(seed), office.desk, office.machine
    open_cases = [followed(desk, people) for _ in range(2)]
    for n in range(jumps):
        machine.forward(chance.choice((1, 7, 16, 45, 180, 600)))
        office.sweep()
        visit(desk, people)
        served = serve(desk, people, by=people.budi) if chance.random() < 0.5 else None
        far = chance.uniform(-3, 10)
        machine.jump(days=far if abs(far) > 0.01 else 1)
        for _ in range(chance.randint(1, 4)):
            machine.forward(chance.choice((0.1, 1, 2, 11, 30)))
            assert office.sweep() == (True, True), (seed, n)
            if chance.random() < 0.3:
                desk.log_progress(people.ana, chance.choice(open_cases), f"Catatan {n}", channel="telepon")
        if served is not None:
            ticket, (consultation,) = served
            done = desk.resolve(people.budi, consultation, answer="Sudah", no_reference=True)
            service = clock_of(desk, done, DeadlineKind.SERVICE)
            assert service.met is (done.net_seconds is not None and done.net_seconds <= 1200)
            desk.finish(people.budi, ticket)
        holds_true(office)
        machine.right()
        machine.forward(1)
        assert office.sweep() == (False, False), (seed, n)
        holds_true(office)
    assert now_of(desk, open_cases[0]).state == "follow_up"


def test_a_few_random_jumps_close_and_raise_nothing_wrongly(office: Office, people: People) -> None:
    a_day_of_jumps(office, people, seed=10, jumps=6)
    office.machine.forward(days=3)
    assert office.sweep() == (False, False)
    assert rows(office.desk, "SELECT id FROM alert"), "what is due by the true time is told all the same"


@pytest.mark.soak(reason="two hundred jumps")
@pytest.mark.parametrize("seed", range(10))
def test_two_hundred_random_jumps_close_and_raise_nothing_wrongly(office: Office, people: People, seed: int) -> None:
    a_day_of_jumps(office, people, seed, jumps=25)

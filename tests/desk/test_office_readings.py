"""What the office file sets is what the desk does: each limit away from its default (A10, A18, A23, A24)."""

import pytest

from kppn_tui.desk import Desk
from kppn_tui.domain.errors import Missing, NothingToUndo
from kppn_tui.domain.records import DeadlineKind
from tests.conftest import HandClock, People
from tests.desk.kit import clock_of, desk_with, escalated, online, ticket_of, visit, wita


@pytest.mark.parametrize(
    ("reading", "due"),
    [("tanggal_terima", "2026-12-02 16:00"), ("hari_kerja_berikutnya", "2026-12-03 16:00")],
)
def test_a_message_outside_hours_counts_as_the_office_reads_it(
    desk: Desk, people: People, clock: HandClock, reading: str, due: str
) -> None:
    """Worked example 05: received on Friday at 19.40."""
    clock.to("2026-11-27T19:40")
    with desk_with(desk, clock, after_hours=reading) as other:
        assert wita(online(other, people, clock, "2026-11-30T08:00").solution_due_at) == due


@pytest.mark.parametrize(("days", "due"), [(1, "2026-11-25 16:00"), (2, "2026-11-26 16:00")])
def test_the_head_has_as_many_days_as_the_office_gives(
    desk: Desk, people: People, clock: HandClock, days: int, due: str
) -> None:
    with desk_with(desk, clock, head_days=days) as other:
        sent = escalated(other, people)
        assert (
            wita(clock_of(other, other.consultation(sent.consultation_id).consultation, DeadlineKind.REPLY).due_at)
            == due
        )


@pytest.mark.parametrize("minutes", [1, 30])
def test_undo_is_possible_as_long_as_the_office_allows(
    desk: Desk, people: People, clock: HandClock, minutes: int
) -> None:
    with desk_with(desk, clock, correction_minutes=minutes) as other:
        ticket = visit(other, people)
        other.call(people.ana, ticket)
        clock.forward(minutes)
        assert other.undo(people.ana).action == "call"
        other.call(people.ana, ticket)
        clock.forward(minutes, seconds=1)
        with pytest.raises(NothingToUndo):
            other.undo(people.ana)


@pytest.mark.parametrize("seconds", [5, 60])
def test_the_recall_gap_is_the_offices(desk: Desk, people: People, clock: HandClock, seconds: int) -> None:
    with desk_with(desk, clock, recall_gap_seconds=seconds) as other:
        ticket = other.call(people.ana, visit(other, people))
        clock.forward(seconds=seconds - 1)
        with pytest.raises(Missing):
            other.recall(people.ana, ticket)
        clock.forward(seconds=1)
        assert other.recall(people.ana, ticket).calls == 2


@pytest.mark.parametrize("places", [1, 2])
def test_who_reports_back_is_put_in_after_as_many_as_the_office_says(
    desk: Desk, people: People, clock: HandClock, places: int
) -> None:
    with desk_with(desk, clock, rejoin_after=places, calls_max=1) as other:
        gone = other.call(people.ana, visit(other, people))
        other.absent(people.ana, gone)
        for _visitor in range(3):
            clock.forward(1)
            visit(other, people)
        other.rejoin(people.ana, gone)
        order = [row.ticket.number for row in other.board().rows]
        assert order.index(gone.number) == places
        assert ticket_of(other, gone).state == "waiting"

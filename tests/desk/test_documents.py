"""Documents asked for by name: what waits for them and what does not."""

from datetime import date

import pytest

from kppn_tui.desk import Desk
from kppn_tui.domain.errors import Missing
from kppn_tui.domain.records import Consultation, DeadlineKind
from kppn_tui.domain.special_days import Opening
from tests.conftest import HandClock, People
from tests.desk.kit import (
    WHATSAPP,
    check_invariants,
    clock_of,
    clocks_of,
    desk_with,
    followed,
    now_of,
    serve,
    wita,
)


def seconds(desk: Desk, item: Consultation) -> tuple[float, float]:
    """Net and gross on the service clock now."""
    clock = clock_of(desk, item, DeadlineKind.SERVICE)
    return clock.net(desk.now()).total_seconds(), clock.gross(desk.now()).total_seconds()


def test_named_documents_pause_the_twenty_minutes(desk: Desk, people: People, clock: HandClock) -> None:
    _, (item,) = serve(desk, people)
    clock.forward(5)
    with pytest.raises(Missing, match="Name the document"):
        desk.request_documents(people.ana, item, ["", "  "])
    held = desk.request_documents(people.ana, item, ["SK bendahara", "Surat kuasa", "SK bendahara"])
    assert (held.state, held.hold_reason, len(desk.consultation(item.id).awaited)) == ("on_hold", "documents", 2)
    clock.forward(30)
    assert desk.documents_received(people.ana, item, ["Surat kuasa"]).state == "on_hold"
    assert [document.name for document in desk.consultation(item.id).awaited] == ["SK bendahara"]
    with pytest.raises(Missing, match="Name the document"):
        desk.documents_received(people.ana, item, ["Surat kuasa"])
    clock.forward(10)
    assert desk.documents_received(people.ana, item).state == "serving"
    clock.forward(3)
    assert seconds(desk, item) == (480, 2880)
    with pytest.raises(Missing):
        desk.documents_received(people.ana, item)


def test_one_more_document_while_waiting(desk: Desk, people: People, clock: HandClock) -> None:
    _, (item,) = serve(desk, people)
    desk.request_documents(people.ana, item, ["SK"])
    clock.forward(4)
    desk.request_documents(people.ana, item, ["KTP"])
    clock.forward(4)
    assert desk.documents_received(people.ana, item, ["SK"]).state == "on_hold"
    assert desk.documents_received(people.ana, item, ["KTP"]).state == "serving"
    assert seconds(desk, item) == (0, 480)


def test_documents_that_come_while_another_is_served(desk: Desk, people: People, clock: HandClock) -> None:
    _, (first, second) = serve(desk, people, "RETUR", "SUPPLIER")
    desk.request_documents(people.ana, first, ["SK"])
    desk.switch(people.ana, second)
    clock.forward(10)
    parked = desk.documents_received(people.ana, first)
    assert (parked.state, parked.hold_reason, now_of(desk, second).state) == ("on_hold", "switched", "serving")
    clock.forward(5)
    assert seconds(desk, first) == (0, 900)


def test_documents_that_come_after_the_consultation_was_taken_up_again(desk: Desk, people: People) -> None:
    _, (item,) = serve(desk, people)
    desk.request_documents(people.ana, item, ["SK"])
    desk.switch(people.ana, item)
    assert desk.documents_received(people.ana, item).state == "serving"
    assert desk.consultation(item.id).awaited == ()


def test_an_office_may_let_the_clock_run_while_waiting(desk: Desk, people: People, clock: HandClock) -> None:
    with desk_with(desk, clock, pause_for_documents=False) as strict:
        _, (first, second) = serve(strict, people, "RETUR", "SUPPLIER")
        strict.request_documents(people.ana, first, ["SK"])
        strict.switch(people.ana, second)
        clock.forward(10)
        assert seconds(strict, first) == (600, 600)
        strict.documents_received(people.ana, first)
        clock.forward(5)
        assert seconds(strict, first) == (600, 900)


def test_documents_do_not_stop_the_three_days(desk: Desk, people: People, clock: HandClock) -> None:
    item = followed(desk, people)
    desk.request_documents(people.ana, item, ["SK"])
    assert clock_of(desk, item, DeadlineKind.SOLUTION).running
    clock.forward(days=1)
    back = desk.documents_received(people.ana, item)
    assert (back.state, back.solution_due_at) == ("follow_up", item.solution_due_at)


def test_documents_still_awaited_when_the_follow_up_begins(desk: Desk, people: People, clock: HandClock) -> None:
    ticket, (item,) = serve(desk, people)
    desk.request_documents(people.ana, item, ["SK"])
    clock.forward(8)
    desk.follow_up(people.ana, item, contact=WHATSAPP, reason="menunggu SK")
    desk.finish(people.ana, ticket)
    clock.forward(days=1)
    assert desk.documents_received(people.ana, item).state == "follow_up"
    assert (desk.consultation(item.id).awaited, now_of(desk, item).net_seconds, now_of(desk, item).gross_seconds) == (
        (),
        0,
        480,
    )


def test_an_office_may_stop_the_three_days_for_documents(desk: Desk, people: People, clock: HandClock) -> None:
    with desk_with(desk, clock, pause_solution_for_documents=True) as lenient:
        item = followed(lenient, people)  # Tuesday 09:10, due on Friday 16:30
        clock.to("2026-11-25T15:00:00")
        lenient.request_documents(people.ana, item, ["SK"])
        assert lenient.board().counts.overdue == 0
        clock.to("2026-11-30T09:00:00")
        assert lenient.board().counts.overdue == 0, "while it waits it is not overdue"
        lenient.sweep()
        back = lenient.documents_received(people.ana, item)
        # Lost: Wednesday 1 h, Thursday 7 h 30, Friday 7 h 30, Monday 1 h 30, that is 17 h 30 of open time.
        due = clock_of(lenient, item, DeadlineKind.SOLUTION).due_at
        assert lenient.calendar.time_between(lenient.now(), due).total_seconds() / 3600 == 1 + 7.5 + 7.5 - 1.5 + 1.5
        assert back.solution_due_at == now_of(lenient, item).solution_due_at == due


def test_a_special_opening_puts_no_due_date_on_a_saturday(desk: Desk, people: People, clock: HandClock) -> None:
    saturday = Opening(date(2026, 11, 28), (("08:00", "12:00"),))
    with desk_with(desk, clock, openings=(saturday,), pause_solution_for_documents=True) as lenient:
        item = followed(lenient, people)  # due on Friday 16:30
        clock.to("2026-11-25T09:00:00")
        lenient.request_documents(people.ana, item, ["SK"])
        clock.to("2026-11-25T10:00:00")
        assert wita(lenient.documents_received(people.ana, item).solution_due_at) == "2026-11-30 08:30"


def test_a_due_date_that_moves_takes_the_progress_along(desk: Desk, people: People, clock: HandClock) -> None:
    """All notes were given, then the due date moves by two days: a note is owed until then (A12, A13)."""
    with desk_with(desk, clock, pause_solution_for_documents=True) as lenient:
        item = followed(lenient, people)
        for day in ("25", "26"):
            clock.to(f"2026-11-{day}T08:00:00")
            lenient.log_progress(people.ana, item, "Ditelaah", channel="whatsapp")
        clock.to("2026-11-27T07:30:00")
        lenient.request_documents(people.ana, item, ["SK"])
        clock.to("2026-11-30T15:00:00")
        assert wita(lenient.documents_received(people.ana, item).solution_due_at) == "2026-12-01 15:00"
        assert [
            wita(one.due_at) for one in clocks_of(lenient, item, DeadlineKind.PROGRESS) if one.stopped_at is None
        ] == ["2026-11-30 16:00"]
        lenient.log_progress(people.ana, item, "SK diterima", channel="whatsapp")
        progress = clocks_of(lenient, item, DeadlineKind.PROGRESS)
        assert [one.met for one in progress] == [True, True, True], "on the new due date's own day none is owed"


def test_a_clock_set_back_gives_no_negative_pause(desk: Desk, people: People, clock: HandClock) -> None:
    _, (item,) = serve(desk, people)
    clock.forward(5)
    desk.request_documents(people.ana, item, ["SK"])
    limits = clock_of(desk, item, DeadlineKind.SERVICE).due_at
    clock.forward(-30)
    desk.documents_received(people.ana, item)
    service = clock_of(desk, item, DeadlineKind.SERVICE)
    assert (service.paused_seconds, service.due_at) == (0, limits)
    desk.request_documents(people.ana, item, ["Kuasa"])
    clock.forward(-30)
    done = desk.cancel(people.ana, item, "tidak jadi")
    assert (done.net_seconds, done.gross_seconds) == (0, 0)
    assert clock_of(desk, item, DeadlineKind.SERVICE).paused_seconds == 0
    check_invariants(desk.settings.url)


def test_a_clock_set_back_after_a_pause_gives_no_negative_net_time(
    desk: Desk, people: People, clock: HandClock
) -> None:
    _, (item,) = serve(desk, people)
    desk.request_documents(people.ana, item, ["SK"])
    clock.forward(10)
    desk.documents_received(people.ana, item)
    clock.forward(-30)
    assert desk.resolve(people.ana, item, answer="Sudah", no_reference=True).net_seconds == 0

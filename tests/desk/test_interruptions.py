"""A service that nobody ended, and one that an outage interrupted (R21)."""

from datetime import timedelta

import pytest

from kppn_tui.desk import Desk
from kppn_tui.domain.errors import BadInput, Missing, NotAllowed, WrongState
from kppn_tui.domain.records import DeadlineKind
from tests.conftest import HandClock, People, wita
from tests.desk.kit import check_invariants, clock_of, events, followed, now_of, rows, serve


def last_data(desk: Desk, action: str) -> dict[str, object]:
    return [data for name, data in events(desk) if name == action][-1]


def test_the_end_of_a_service_is_given_the_next_morning(desk: Desk, people: People, clock: HandClock) -> None:
    clock.to("2026-11-24T15:20")
    ticket, (item,) = serve(desk, people)
    clock.to("2026-11-25T07:45")
    desk.sweep()
    ended = desk.end_service(people.ana, item, wita("2026-11-24T15:34"), " lupa ditutup ")
    assert (ended.net_seconds, ended.gross_seconds, ended.unreliable, ended.state) == (840, 840, True, "serving")
    assert ended.session_ended_at == wita("2026-11-24T15:34")
    service = clock_of(desk, item, DeadlineKind.SERVICE)
    assert (service.met, service.unreliable, service.next_at) == (None, True, None)
    told = last_data(desk, "end_service")
    assert (told["reason"], told["at"]) == ("lupa ditutup", "2026-11-24T07:34:00+00:00")
    officer = rows(desk, "SELECT officer_id FROM event WHERE action = 'end_service'")
    assert officer == [{"officer_id": people.ana.id}], "who gave it"
    done = desk.resolve(people.ana, item, answer="Sudah", no_reference=True)
    assert (done.net_seconds, done.session_ended_at, done.unreliable) == (840, ended.session_ended_at, True)
    desk.finish(people.ana, ticket)
    assert desk.sweep().raised == ()
    check_invariants(desk.settings.url)


@pytest.mark.parametrize(("given", "told"), [("2026-11-24T15:19", "before the service"), ("2026-11-25T08:00", "come")])
def test_the_moment_is_neither_to_come_nor_before_the_start(
    desk: Desk, people: People, clock: HandClock, given: str, told: str
) -> None:
    clock.to("2026-11-24T15:20")
    _, (item,) = serve(desk, people)
    clock.to("2026-11-25T07:45")
    for verb in (desk.end_service, lambda who, it, at, why: desk.hold_for_outage(who, it, why, at)):
        with pytest.raises(BadInput, match=told):
            verb(people.ana, item, wita(given), "lupa")
    with pytest.raises(Missing):
        desk.end_service(people.ana, item, wita("2026-11-24T15:34"), " ")
    with pytest.raises(NotAllowed):
        desk.end_service(people.satpam, item, wita("2026-11-24T15:34"), "lupa")
    assert now_of(desk, item).session_ended_at is None


def test_an_end_is_given_once_and_for_what_runs(desk: Desk, people: People, clock: HandClock) -> None:
    later = followed(desk, people, "LPJ")
    _, (item,) = serve(desk, people)
    clock.forward(30)
    desk.end_service(people.ana, item, clock.at - timedelta(minutes=5), "lupa")
    assert desk.board().counts.ended_today == 1, "the rate leaves it out; the follow-up is the one that counts"
    with pytest.raises(BadInput, match="recorded already"):
        desk.end_service(people.ana, item, clock.at, "lagi")
    with pytest.raises(BadInput, match="recorded already"):
        desk.hold_for_outage(people.ana, item, "listrik")
    with pytest.raises(WrongState):
        desk.end_service(people.ana, later, clock.at, "lupa")


def test_an_outage_is_gross_and_not_net_and_shown_apart(desk: Desk, people: People, clock: HandClock) -> None:
    _, (item,) = serve(desk, people)
    clock.forward(5)
    held = desk.hold_for_outage(people.ana, item, "listrik padam")
    assert (held.state, held.hold_reason) == ("on_hold", "outage")
    clock.forward(90)
    assert desk.sweep().raised == (), "the time stands still"
    desk.switch(people.ana, item)
    clock.forward(4)
    done = desk.resolve(people.ana, item, answer="Sudah", no_reference=True)
    assert (done.net_seconds, done.gross_seconds, done.unreliable) == (540, 99 * 60, False)
    assert clock_of(desk, item, DeadlineKind.SERVICE).met is True
    pause = rows(desk, "SELECT ended_at - started_at AS seconds FROM interval WHERE reason = 'outage'")
    assert pause == [{"seconds": 5400}], "a report knows it by its reason"
    check_invariants(desk.settings.url)


def test_an_outage_may_be_told_when_the_power_is_back(desk: Desk, people: People, clock: HandClock) -> None:
    clock.to("2026-11-24T10:00")
    _, (item,) = serve(desk, people)
    clock.to("2026-11-24T11:00")
    desk.hold_for_outage(people.ana, item, "listrik padam", wita("2026-11-24T10:06"))
    desk.switch(people.ana, item)
    clock.forward(3)
    done = desk.resolve(people.ana, item, answer="Sudah", no_reference=True)
    assert (done.net_seconds, done.gross_seconds) == (540, 63 * 60)
    spans = rows(
        desk, "SELECT state, started_at, ended_at FROM interval WHERE consultation_id = ? ORDER BY id", item.id
    )
    assert [row["state"] for row in spans] == ["open", "serving", "on_hold", "serving"]
    assert [one["ended_at"] for one in spans[:-1]] == [one["started_at"] for one in spans[1:]]
    check_invariants(desk.settings.url)


def test_what_ran_again_after_a_pause_can_t_have_ended_before(desk: Desk, people: People, clock: HandClock) -> None:
    _, (item,) = serve(desk, people)
    begun = clock.at
    clock.forward(5)
    desk.request_documents(people.ana, item, ["SK"])
    clock.forward(30)
    desk.documents_received(people.ana, item)
    clock.forward(10)
    with pytest.raises(BadInput, match="before the service"):
        desk.end_service(people.ana, item, begun + timedelta(minutes=3), "lupa")
    ended = desk.end_service(people.ana, item, begun + timedelta(minutes=37), "lupa")
    assert (ended.net_seconds, ended.gross_seconds) == (7 * 60, 37 * 60)

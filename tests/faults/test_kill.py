"""`kill -9` at any moment: clocks tell the right time afterwards, and no verb is ever half there."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from kppn_tui.desk import Desk, connect, system_clock
from kppn_tui.domain.records import DeadlineKind
from kppn_tui.office.settings import Settings
from tests.desk.kit import check_invariants
from tests.faults.conftest import Start
from tests.raw import rows_of, wait_for_the_killed
from tests.soak import in_soak

LATER = timedelta(minutes=7)


def reopened(office: Settings, at: datetime | None = None) -> Desk:
    """The desk started anew, now or `at` another time."""
    return connect(office.url, office, (lambda: at) if at else system_clock)


def test_a_service_goes_on_where_the_killed_program_left_it(office: Settings, start: Start) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    program = start("serve")
    assert program.hear() == {"ready": True}
    told = program.hear()
    program.kill()
    wait_for_the_killed(office.url)
    after = datetime.now(UTC)
    check_invariants(office.url)
    at = after + LATER
    desk = reopened(office, at)
    try:
        (row,) = desk.board().rows
        assert (row.ticket.id, row.ticket.state) == (told["ticket"], "serving")
        assert row.current is not None and row.current.id == told["second"]
        first, second = (desk.consultation(told[name]).deadline(DeadlineKind.SERVICE) for name in ("first", "second"))
        assert first is not None and second is not None
        now = desk.now()
        for clock, started in zip((first, second), told["started"], strict=True):
            assert clock.started_at.timestamp() == started
            assert before <= clock.started_at <= after
        assert second.net(now) == second.gross(now) == now - second.started_at >= LATER
        assert first.net(now).total_seconds() == told["paused"] - told["started"][0], "what rests does not run"
        assert first.gross(now) == now - first.started_at
        assert second.remaining(now) == timedelta(minutes=20) - (now - second.started_at)
        assert desk.sweep().raised == ()
        ana = desk.officers()[0]
        desk.cancel(ana, told["second"], "tidak jadi")
        assert desk.consultation(told["second"]).consultation.net_seconds == (now - second.started_at).total_seconds()
    finally:
        desk.close()


def test_the_machines_own_clock_goes_on_as_well(office: Settings, start: Start) -> None:
    program = start("serve")
    program.hear()
    told = program.hear()
    program.kill()
    wait_for_the_killed(office.url)
    desk = reopened(office)
    try:
        clock = desk.consultation(told["second"]).deadline(DeadlineKind.SERVICE)
        assert clock is not None
        assert (
            timedelta(0) <= clock.net(desk.now()) <= datetime.now(UTC) - datetime.fromtimestamp(told["started"][1], UTC)
        )
    finally:
        desk.close()


#: What each verb says about the ticket's own state.
TELLS = ("take_ticket", "call", "start", "finish", "absent", "cancel_ticket")


def told_by_the_trail(url: str) -> None:
    """Every ticket is in the state that its newest event tells, and none has an event that did not happen."""
    states = {row["id"]: row["state"] for row in rows_of(url, "SELECT id, state FROM ticket")}
    last: dict[int, str] = {}
    for event in rows_of(url, "SELECT ticket_id, action, data FROM event ORDER BY id"):
        if event["action"] in TELLS:
            last[event["ticket_id"]] = json.loads(event["data"])["to"]
    assert last == states


@pytest.mark.parametrize(
    "turns", [pytest.param((0, 5, 11), id="few"), in_soak("more moments of the same", tuple(range(24)), name="many")]
)
def test_no_verb_is_ever_half_there(office: Settings, start: Start, turns: tuple[int, ...]) -> None:
    """Killed again and again in the midst of working: what was said to be done is there, the rest is not at all."""
    for turn in turns:
        program = start("work", count=100_000)
        assert program.hear() == {"ready": True}
        program.go()
        said = [program.hear() for _ in range(5 + 6 * turn + turn % 5)]
        said += program.kill()
        wait_for_the_killed(office.url)
        check_invariants(office.url)
        told_by_the_trail(office.url)
        since = "SELECT action, ticket_id FROM event WHERE ticket_id >= ? ORDER BY id"
        done = [(row["action"], row["ticket_id"]) for row in rows_of(office.url, since, said[0]["ticket"])]
        acknowledged = [(fact["did"], fact["ticket"]) for fact in said]
        assert done[: len(acknowledged)] == acknowledged
        assert len(done) <= len(acknowledged) + 1, "at most the one verb that had committed but not yet been said"
        desk = reopened(office)
        try:
            for row in desk.board().rows:  # the counter is cleared as an officer would do after a power cut
                ana = desk.officers()[0]
                for item in row.consultations:
                    if item.ended_at is None:
                        desk.cancel(ana, item, "listrik padam")
                if row.ticket.state == "called":
                    desk.absent(ana, row.ticket)
                elif row.ticket.state == "waiting":
                    desk.cancel_ticket(ana, row.ticket, "listrik padam")
                elif row.ticket.state == "serving":
                    desk.finish(ana, row.ticket)
            check_invariants(office.url)
        finally:
            desk.close()

"""The sweep: each level told once whoever sweeps, a downtime in one go, nothing written while nothing is due."""

from contextlib import closing
from datetime import timedelta

import pytest

from kppn_tui.desk import SWITCH, Desk, connect
from kppn_tui.desk.sweep import SWEEP_SIGN
from kppn_tui.domain.deadlines import Level
from kppn_tui.domain.records import DeadlineKind
from kppn_tui.domain.sweep import Sweep
from kppn_tui.presentation.alerts import sweep_sentence
from tests.conftest import HandClock, People
from tests.desk.kit import clocks_of, dump, escalated, events, followed, items_of, last_beat, rows, serve, visit, wita
from tests.raw import Watcher, broken_trail, run


def told(sweep: Sweep) -> list[tuple[str, str]]:
    return [(raised.deadline.kind, str(raised.level)) for raised in sweep.raised]


def test_a_service_warns_at_fifteen_and_breaches_after_twenty(desk: Desk, people: People, clock: HandClock) -> None:
    serve(desk, people)
    clock.forward(15)
    clock.forward(seconds=-1)
    first = desk.sweep()
    assert (told(first), first.next_at) == ([], desk.now() + timedelta(seconds=1))
    clock.forward(seconds=1)
    assert told(desk.sweep()) == [("service", "warn")]
    clock.forward(5)
    assert told(desk.sweep()) == [], "exactly twenty minutes is in time"
    clock.forward(seconds=1)
    last = desk.sweep()
    assert (told(last), last.breaches, last.next_at) == ([("service", "breach")], 1, None)
    clock.forward(60)
    assert told(desk.sweep()) == []
    assert [row["level"] for row in rows(desk, "SELECT level FROM alert ORDER BY id")] == ["warn", "breach"]
    assert [data for action, data in events(desk) if action == "sweep"] == [
        {"alerts": 1, "breaches": 0}, {"alerts": 1, "breaches": 1},
    ]  # fmt: skip


def test_a_late_sweeper_tells_the_breach_only(desk: Desk, people: People, clock: HandClock) -> None:
    serve(desk, people)
    clock.forward(45)
    assert told(desk.sweep()) == [("service", "breach")]


def test_two_sweepers_tell_each_level_once(desk: Desk, people: People, clock: HandClock) -> None:
    for officer in (people.ana, people.budi):
        serve(desk, people, by=officer)
    other = connect(desk.settings.url, desk.settings, clock)
    try:
        for minutes in (15, 5, 1):
            clock.forward(minutes)
            both = told(desk.sweep("desk")) + told(other.sweep("worker"))
            assert both in ([("service", "warn")] * 2, [("service", "breach")] * 2, [])
    finally:
        other.close()
    assert rows(desk, "SELECT count(*) AS n FROM alert") == [{"n": 4}]


def test_a_paused_clock_is_not_told_and_a_resumed_one_not_twice(desk: Desk, people: People, clock: HandClock) -> None:
    _, (item,) = serve(desk, people)
    clock.forward(16)
    assert told(desk.sweep()) == [("service", "warn")]
    desk.request_documents(people.ana, item, ["SK"])
    clock.forward(90)
    assert (told(desk.sweep()), desk.sweep().next_at) == ([], None)
    desk.documents_received(people.ana, item)
    assert told(desk.sweep()) == []
    clock.forward(4, seconds=1)
    assert told(desk.sweep()) == [("service", "breach")]


def test_a_switched_service_waits_too(desk: Desk, people: People, clock: HandClock) -> None:
    serve(desk, people)
    second = visit(desk, people)
    desk.call_next(people.ana, SWITCH)
    desk.start(people.ana, second)
    clock.forward(21)
    assert [raised.deadline.consultation_id for raised in desk.sweep().raised] == [items_of(desk, second)[0].id]


def test_what_ended_in_time_is_never_told(desk: Desk, people: People, clock: HandClock) -> None:
    _, (item,) = serve(desk, people)
    clock.forward(10)
    desk.resolve(people.ana, item, answer="Sudah", no_reference=True)
    clock.forward(60)
    assert (told(desk.sweep()), desk.next_wake()) == ([], None)


def test_the_days_of_a_follow_up(desk: Desk, people: People, clock: HandClock) -> None:
    item = followed(desk, people)
    seen = []
    while (wake := desk.next_wake()) is not None and wita(wake) < "2026-12-02":
        clock.at = wake.astimezone(clock.at.tzinfo)
        seen += [(wita(desk.now()), *line) for line in told(desk.sweep())]
    assert seen == [
        ("2026-11-25 14:00", "progress", "warn"),
        ("2026-11-25 16:00", "progress", "breach"),
        ("2026-11-26 14:00", "progress", "warn"),
        ("2026-11-26 16:00", "progress", "breach"),
        ("2026-11-27 07:30", "solution", "warn"),
        ("2026-11-27 16:30", "solution", "breach"),
        ("2026-11-30 14:00", "progress", "warn"),
        ("2026-11-30 16:00", "progress", "breach"),
        ("2026-12-01 14:00", "progress", "warn"),
        ("2026-12-01 16:00", "progress", "breach"),
    ]
    assert [clock.met for clock in clocks_of(desk, item, DeadlineKind.PROGRESS)] == [False] * 4 + [None]


def test_a_downtime_over_a_holiday_and_a_weekend_is_one_digest(desk: Desk, people: People, clock: HandClock) -> None:
    clock.to("2026-12-22T11:00:00")  # due on 29 December; 24 and 25 are off
    item = followed(desk, people)
    clock.to("2027-01-04T08:00:00")  # 1 January is off too
    before = len([1 for action, _ in events(desk) if action == "sweep"])
    digest = desk.sweep()
    assert [(raised.deadline.kind, wita(raised.deadline.due_at)) for raised in digest.raised] == [
        ("progress", "2026-12-23 16:00"),
        ("solution", "2026-12-29 16:00"),
        ("progress", "2026-12-28 16:00"),
        ("progress", "2026-12-30 16:00"),
        ("progress", "2026-12-31 16:00"),
    ]
    assert {raised.level for raised in digest.raised} == {Level.BREACH}
    assert len([1 for action, _ in events(desk) if action == "sweep"]) == before + 1
    assert [wita(clock.due_at) for clock in clocks_of(desk, item, DeadlineKind.PROGRESS)][-1] == "2027-01-04 16:00"
    assert told(desk.sweep()) == []


def test_the_reply_of_a_head_is_a_clock_as_well(desk: Desk, people: People, clock: HandClock) -> None:
    escalation = escalated(desk, people)
    clock.to("2026-11-26T16:00:01")
    assert ("reply", "breach") in told(desk.sweep())
    desk.answer(people.kasi, escalation, "Ya")
    clock.forward(days=1)
    assert "reply" not in [kind for kind, _ in told(desk.sweep())]


def test_a_year_without_data_stops_the_duty_not_the_sweep(desk: Desk, people: People, clock: HandClock) -> None:
    clock.to("2027-12-27T09:00:00")
    followed(desk, people)
    clock.to("2028-01-04T09:00:00")
    assert ("solution", "breach") in told(desk.sweep())
    assert told(desk.sweep()) == []


# Idle


def test_an_idle_sweep_writes_nothing_but_the_beat(desk: Desk, people: People, clock: HandClock) -> None:
    serve(desk, people)
    desk.sweep()
    clock.forward(11)
    desk.sweep()  # what undo kept is dropped with this beat
    before = dump(desk)
    clock.forward(1)
    assert desk.sweep("worker").raised == ()
    after = dump(desk)
    (sign,) = after.pop("sweep")
    assert (sign["office"], sign["last_at"], sign["who"]) == ("kppn", int(desk.now().timestamp()), "worker")
    del before["sweep"]
    assert after == before
    assert last_beat(desk) == (desk.now(), "worker")


def test_between_two_beats_an_idle_sweep_writes_nothing(desk: Desk, people: People, clock: HandClock) -> None:
    serve(desk, people)
    desk.sweep()
    with closing(Watcher(desk.settings.url)) as watcher:
        version = watcher.version()
        for _ in range(5):
            clock.forward(seconds=11)
            desk.sweep()
        assert watcher.version() == version
        clock.forward(seconds=SWEEP_SIGN.total_seconds() - 55)
        desk.sweep()
        assert watcher.version() != version


def test_before_the_first_sweep_there_is_no_beat(desk: Desk) -> None:
    assert last_beat(desk) is None and desk.board().swept_at is None
    assert desk.sweep() == Sweep((), None)
    assert desk.board().swept_at == desk.now()


def test_a_refused_sweep_raises_nothing(desk: Desk, people: People, clock: HandClock) -> None:
    """A failure in the middle takes every alert of that sweep back; the next one tells them."""
    serve(desk, people)
    clock.forward(21)
    with broken_trail(desk.settings.url):
        with pytest.raises(Exception, match="full"):
            desk.sweep()
        assert rows(desk, "SELECT * FROM alert") == []
    assert told(desk.sweep()) == [("service", "breach")]


def test_an_alert_names_its_ticket_and_topic(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = desk.take_ticket(people.satpam, topics=["RETUR"])
    desk.call_next(people.ana)
    desk.start(people.ana, ticket)
    clock.forward(16)
    assert [raised.whose for raised in desk.sweep().raised] == ["A-001 RETUR"]


def test_a_kind_of_a_newer_version_does_not_stop_the_sweep(desk: Desk, people: People, clock: HandClock) -> None:
    item = followed(desk, people)
    run(
        desk.settings.url,
        f"UPDATE deadline SET kind = 'of_2030' WHERE consultation_id = {item.id} AND kind = 'progress'",
    )
    clock.to("2026-12-01T09:00")
    sweep = desk.sweep()
    assert {("of_2030", "breach"), ("solution", "breach")} <= set(told(sweep))
    assert desk.sweep().raised == ()
    (one,) = (one for one in sweep.raised if one.deadline.kind == "of_2030")
    assert "versi yang lebih baru" in sweep_sentence(Sweep((one,), None))

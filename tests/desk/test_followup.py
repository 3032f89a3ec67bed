"""Follow-ups: contact, due dates, progress, being overdue."""

from dataclasses import replace
from typing import Any

import pytest

from kppn_tui.desk import Desk
from kppn_tui.domain.contact import Contact, Refusal
from kppn_tui.domain.errors import BadInput, CalendarMissing, Missing, NotAllowed
from kppn_tui.domain.records import Consultation, DeadlineKind, ProgressKind
from tests.conftest import HandClock, People
from tests.desk.kit import (
    PHONE,
    WHATSAPP,
    clock_of,
    clocks_of,
    desk_with,
    dump,
    events,
    followed,
    now_of,
    online,
    rows,
    serve,
    utc,
    wita,
)


def duty(desk: Desk, item: Consultation) -> list[tuple[str, bool | None]]:
    """The progress checkpoints so far and whether each was met."""
    return [(wita(clock.due_at), clock.met) for clock in clocks_of(desk, item, DeadlineKind.PROGRESS)]


# Contact


def test_a_follow_up_needs_a_contact_or_a_refusal(desk: Desk, people: People) -> None:
    _, (item,) = serve(desk, people)
    before = dump(desk)
    with pytest.raises(Missing, match="Contact is required"):
        desk.follow_up(people.ana, item, reason="telaah")
    with pytest.raises(Missing, match="Contact is required"):
        desk.escalate(people.ana, item.id, "Mohon arahan")
    with pytest.raises(Missing, match="reason"):
        desk.follow_up(people.ana, item, contact=WHATSAPP, reason=" ")
    with pytest.raises(BadInput, match="telephone"):
        desk.follow_up(people.ana, item, contact=Contact("telepon", "12345"), reason="telaah")
    with pytest.raises(BadInput, match="agreed"):
        desk.follow_up(people.ana, item, refusal=Refusal("tidak mau", " "), reason="telaah")
    assert dump(desk) == before


def test_the_contact_is_stored_normalised_and_masked_in_every_repr(desk: Desk, people: People) -> None:
    item = followed(desk, people)
    assert (item.contact_channel, item.contact_value, item.net_seconds) == ("whatsapp", PHONE, 0)
    assert PHONE not in repr(item) and PHONE not in repr(WHATSAPP)
    with pytest.raises(BadInput, match="follow-up already"):
        desk.follow_up(people.ana, item, contact=WHATSAPP, reason="lagi")


def test_a_refusal_with_an_agreed_way_owes_no_progress(desk: Desk, people: People, clock: HandClock) -> None:
    item = followed(desk, people, contact=None, refusal=Refusal("tidak berkenan", "datang lagi Jumat"))
    assert (item.contact_refused, item.agreed_way) == (True, "datang lagi Jumat — tidak berkenan")
    assert clocks_of(desk, item, DeadlineKind.PROGRESS) == []
    clock.to("2026-12-03T10:00:00")
    desk.sweep()
    desk.log_progress(people.ana, item, "Ditelaah", channel="telepon")
    assert clocks_of(desk, item, DeadlineKind.PROGRESS) == []
    assert clock_of(desk, item, DeadlineKind.SOLUTION).due_at < desk.now()


def test_a_contact_given_later_begins_the_duty_and_a_refusal_ends_it(
    desk: Desk, people: People, clock: HandClock
) -> None:
    item = followed(desk, people, contact=None, refusal=Refusal("tidak berkenan", "datang lagi"))
    clock.to("2026-11-25T10:00:00")
    desk.escalate(people.ana, item.id, "Mohon arahan", contact=WHATSAPP)
    assert duty(desk, item) == [("2026-11-26 16:00", None)]
    desk.escalate(people.ana, item.id, "Mohon arahan", section="PDMS", section_reason="menyangkut supplier",
                  refusal=Refusal("sibuk", "datang lagi"))  # fmt: skip
    assert [clock.stopped_at for clock in clocks_of(desk, item, DeadlineKind.PROGRESS)] == [desk.now()]


def test_reveal_is_for_those_who_need_it_and_leaves_a_trace(desk: Desk, people: People) -> None:
    item = followed(desk, people)
    assert desk.reveal_contact(people.kasi, item) == PHONE
    assert events(desk)[-1] == ("reveal_contact", {})
    for who in (people.satpam, people.admin):
        with pytest.raises(NotAllowed):
            desk.reveal_contact(who, item)


def test_no_event_holds_a_contact(desk: Desk, people: People, clock: HandClock) -> None:
    item = followed(desk, people)
    desk.escalate(people.ana, item.id, "Mohon arahan", contact=Contact("surel", "bendahara@seroja.example"))
    clock.to("2026-11-25T10:00:00")
    desk.log_progress(people.ana, item, "Ditelaah", channel="whatsapp")
    desk.reveal_contact(people.ana, item)
    desk.undo(people.ana)
    told = " ".join(row["data"] for row in rows(desk, "SELECT data FROM event"))
    assert "81377664083" not in told and "seroja.example" not in told
    clock.forward(11)
    desk.sweep()
    assert rows(desk, "SELECT * FROM undo") == [], "what an undo may hold is gone after the grace period"


# Due dates


def test_three_working_days_from_the_end_of_the_consultation(desk: Desk, people: People, clock: HandClock) -> None:
    clock.to("2026-12-22T11:00:00")
    _, (item,) = serve(desk, people)
    promise = desk.promise(item)
    assert ([skipped.name for skipped in promise.skipped][-1], wita(promise.due)) == (
        "Hari Raya Natal", "2026-12-29 16:00",
    )  # fmt: skip
    stored = desk.follow_up(people.ana, item, contact=WHATSAPP, reason="telaah")
    assert (stored.solution_due_at, stored.calendar_version) == (promise.due, promise.version)
    assert events(desk)[-1][1]["due"] == "2026-12-29T16:00:00+08:00"
    assert duty(desk, item) == [("2026-12-23 16:00", None)]


def test_a_year_without_data_is_refused_and_nothing_saved(desk: Desk, people: People, clock: HandClock) -> None:
    clock.to("2027-12-29T09:00:00")
    _, (item,) = serve(desk, people)
    before = dump(desk)
    for attempt in (
        lambda: desk.follow_up(people.ana, item, contact=WHATSAPP, reason="telaah"),
        lambda: desk.escalate(people.ana, item.id, "Mohon arahan", contact=WHATSAPP),
        lambda: desk.promise(item),
    ):
        with pytest.raises(CalendarMissing, match="2028"):
            attempt()
    assert dump(desk) == before
    desk.resolve(people.ana, item, answer="Sudah", no_reference=True)


def test_an_online_case_counts_from_receipt(desk: Desk, people: People, clock: HandClock) -> None:
    item = online(desk, people, clock)
    assert wita(item.solution_due_at) == "2026-11-27 16:30"
    assert clock_of(desk, item, DeadlineKind.SOLUTION).started_at == utc("2026-11-24 09:10")


@pytest.mark.parametrize(
    ("begun", "first"),
    [
        ("2026-11-26T10:00", ["2026-11-26 16:00"]),  # a day before the solution is due
        ("2026-11-26T16:00:01", []),  # that day is over; the next one is the solution's own
        ("2026-11-28T10:00", ["2026-11-30 16:00"]),  # a Saturday, late already
        ("2026-12-09T10:00", ["2026-12-09 16:00"]),  # late by days: they are over
    ],
)
def test_no_note_is_owed_for_days_before_the_follow_up_began(
    desk: Desk, people: People, clock: HandClock, begun: str, first: list[str]
) -> None:
    item = online(desk, people, clock, begun)
    assert wita(item.solution_due_at) == "2026-11-27 16:30", "the solution counts from receipt all the same"
    assert [due for due, _ in duty(desk, item)] == first
    assert {raised.deadline.kind for raised in desk.sweep().raised} <= {"solution"}
    assert [due for due, _ in duty(desk, item)] == first


def test_an_office_may_count_online_cases_from_their_service(desk: Desk, people: People, clock: HandClock) -> None:
    with desk_with(desk, clock, online_start="mulai_layani") as other:
        assert wita(online(other, people, clock).solution_due_at) == "2026-11-30 16:00"


@pytest.mark.parametrize(
    ("reading", "due"),
    [
        ({"first_day": "hari_konsultasi"}, "2026-11-26 16:00"),
        ({"due_time": "jam_sama"}, "2026-11-27 09:10"),
        ({"due_time": "jam_sama", "at": "2026-11-24T20:00"}, "2026-11-27 16:30"),  # never after the closing of day 3
        ({"solution_days": 5}, "2026-12-01 16:00"),
    ],
)
def test_the_readings_of_an_office(
    desk: Desk, people: People, clock: HandClock, reading: dict[str, Any], due: str
) -> None:
    limits = dict(reading)
    clock.to(limits.pop("at", "2026-11-24T09:10"))
    with desk_with(desk, clock, **limits) as other:
        assert wita(followed(other, people).solution_due_at) == due


# Progress


def test_only_a_delivered_note_of_the_day_meets_the_duty(desk: Desk, people: People, clock: HandClock) -> None:
    item = followed(desk, people)
    with pytest.raises(Missing, match="text"):
        desk.log_progress(people.ana, item, "  ", channel="whatsapp")
    with pytest.raises(BadInput, match="conveyed"):
        desk.log_progress(people.ana, item, "Ditelaah")
    desk.log_progress(people.ana, item, "Ditelaah", channel="whatsapp")
    assert events(desk)[-1][1] == {"kind": "delivered", "met": False}, "a note of day 0 is too early"
    clock.to("2026-11-25T10:00:00")
    desk.log_progress(people.ana, item, "Cek rekening", kind=ProgressKind.INTERNAL)
    desk.log_progress(people.ana, item, "Tidak diangkat", kind=ProgressKind.ATTEMPTED, channel="telepon")
    assert duty(desk, item) == [("2026-11-25 16:00", None)]
    desk.log_progress(people.ana, item, "Masih ditelaah", channel="whatsapp")
    desk.log_progress(people.ana, item, "Sekali lagi", channel="whatsapp")
    assert duty(desk, item) == [("2026-11-25 16:00", True), ("2026-11-26 16:00", None)]
    clock.to("2026-11-26T16:00:00")
    desk.log_progress(people.ana, item, "Hampir", channel="whatsapp")
    assert duty(desk, item)[1:] == [("2026-11-26 16:00", True)], "on the solution's own day no note is owed"


def test_an_unknown_kind_of_note_is_refused(desk: Desk, people: People) -> None:
    with pytest.raises(BadInput):
        desk.log_progress(people.ana, followed(desk, people), "Ditelaah", kind="merpati", channel="x")


def test_a_late_note_meets_the_next_checkpoint_not_the_missed_one(desk: Desk, people: People, clock: HandClock) -> None:
    item = followed(desk, people)
    clock.to("2026-11-25T16:00:01")
    desk.log_progress(people.ana, item, "Terlambat", channel="whatsapp")
    assert duty(desk, item) == [("2026-11-25 16:00", False), ("2026-11-26 16:00", None)]
    clock.to("2026-11-26T08:00:00")
    desk.log_progress(people.ana, item, "Tepat", channel="whatsapp")
    assert duty(desk, item)[-1] == ("2026-11-26 16:00", True)


def test_missed_ones_are_counted_even_if_nobody_swept(desk: Desk, people: People, clock: HandClock) -> None:
    item = followed(desk, people)
    clock.to("2026-11-27T09:00:00")
    desk.resolve(people.ana, item, answer="Sudah", no_reference=True)
    assert duty(desk, item) == [("2026-11-25 16:00", False), ("2026-11-26 16:00", False)]
    assert desk.sweep().raised == ()


def test_what_is_still_open_at_the_end_is_neither_met_nor_missed(desk: Desk, people: People, clock: HandClock) -> None:
    item = followed(desk, people)
    clock.to("2026-11-25T11:00:00")
    desk.resolve(people.ana, item, answer="Sudah", no_reference=True)
    assert duty(desk, item) == [("2026-11-25 16:00", None)]
    assert clock_of(desk, item, DeadlineKind.SOLUTION).met is True


def test_past_the_third_day_a_note_is_owed_daily(desk: Desk, people: People, clock: HandClock) -> None:
    item = followed(desk, people)
    for day in ("25", "26"):
        clock.to(f"2026-11-{day}T10:00:00")
        desk.log_progress(people.ana, item, "Ditelaah", channel="whatsapp")
    clock.to("2026-11-30T10:00:00")  # Monday; nobody has swept since Thursday
    desk.log_progress(people.ana, item, "Masih", channel="whatsapp")
    assert duty(desk, item)[2:] == [("2026-11-30 16:00", True), ("2026-12-01 16:00", None)]
    desk.sweep()
    assert len(duty(desk, item)) == 4, "the sweep begins no second duty for the same day"


def test_a_note_is_kept_though_the_next_duty_cannot_be_dated(desk: Desk, people: People, clock: HandClock) -> None:
    clock.to("2027-12-27T09:00:00")
    item = followed(desk, people)
    assert wita(item.solution_due_at) == "2027-12-30 16:00"
    clock.to("2027-12-31T10:00:00")
    desk.sweep()
    desk.log_progress(people.ana, item, "Masih", channel="whatsapp")
    assert duty(desk, item)[-1] == ("2027-12-31 16:30", True)
    assert len(desk.consultation(item.id).progress) == 1


def test_an_office_may_ask_for_two_notes_or_none(desk: Desk, people: People, clock: HandClock) -> None:
    with desk_with(desk, clock, progress_per_day=2) as busy:
        item = followed(busy, people)
        clock.to("2026-11-25T10:00:00")
        busy.log_progress(people.ana, item, "Satu", channel="whatsapp")
        assert duty(busy, item) == [("2026-11-25 16:00", None)]
        busy.log_progress(people.ana, item, "Dua", channel="whatsapp")
        assert duty(busy, item)[0] == ("2026-11-25 16:00", True)
    with desk_with(desk, clock, progress_per_day=0) as quiet:
        other = followed(quiet, people, "LPJ")
        quiet.log_progress(people.ana, other, "Satu", channel="whatsapp")
        assert duty(quiet, other) == []


def test_progress_is_for_follow_ups(desk: Desk, people: People) -> None:
    _, (item,) = serve(desk, people)
    desk.request_documents(people.ana, item, ["SK"])
    with pytest.raises(Missing, match="follow-ups only"):
        desk.log_progress(people.ana, item, "Ditelaah", channel="whatsapp")


# Overdue


def test_being_overdue_asks_for_a_reason_and_stays_open(desk: Desk, people: People, clock: HandClock) -> None:
    item = followed(desk, people)
    clock.to("2026-11-27T16:30:00")
    with pytest.raises(BadInput, match="not overdue"):
        desk.explain_overdue(people.ana, item, "menunggu Kanwil")
    clock.forward(seconds=1)
    with pytest.raises(Missing, match="reason"):
        desk.explain_overdue(people.ana, item, "")
    told = desk.explain_overdue(people.ana, item, "menunggu Kanwil")
    assert (told.state, told.overdue_reason, desk.board().counts.overdue) == ("follow_up", "menunggu Kanwil", 1)
    done = desk.resolve(people.ana, item, answer="Sudah", no_reference=True, delivery="whatsapp")
    assert events(desk)[-1][1]["in_time"] is False
    assert (done.delivery, now_of(desk, item)) == ("whatsapp", replace(done))

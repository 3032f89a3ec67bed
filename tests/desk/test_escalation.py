"""Escalations: to whom, answered, asked back, passed on, withdrawn, by a substitute."""

from collections.abc import Callable
from datetime import date

import pytest

from kppn_tui.desk import Desk
from kppn_tui.domain.errors import BadInput, Missing, NotAllowed, WrongState
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Consultation, Deadline, DeadlineKind, Escalation
from kppn_tui.domain.special_days import Opening
from tests.conftest import PASSWORD, HandClock, People
from tests.desk.kit import WHATSAPP, clock_of, desk_with, escalated, events, followed, now_of, rows, serve, wita


def reply(desk: Desk, escalation: Escalation) -> Deadline:
    with desk.store.reading():
        (clock,) = desk.store.find(Deadline, escalation_id=escalation.id, kind=DeadlineKind.REPLY)
    return clock


def protocol(desk: Desk, escalation: Escalation) -> list[tuple[str, str, str]]:
    """Kind, text and author of every note, oldest first."""
    (view,) = [
        view
        for view in desk.consultation(escalation.consultation_id).escalations
        if view.escalation.id == escalation.id
    ]
    return [(note.note.kind, note.note.text, note.officer_name) for note in reversed(view.notes)]


def open_for(desk: Desk, officer: Officer) -> list[int]:
    return [view.consultation.id for view in desk.inbox(officer)]


def test_the_question_goes_to_the_section_of_the_topic(desk: Desk, people: People, clock: HandClock) -> None:
    _, (item,) = serve(desk, people, "SUPPLIER")
    clock.forward(12)
    escalation = desk.escalate(people.ana, item.id, "Mohon arahan", tried="Sudah dicek", contact=WHATSAPP)
    stored = now_of(desk, item)
    assert (escalation.section, stored.state, stored.follow_up_reason) == ("PDMS", "follow_up", "eskalasi")
    assert (stored.net_seconds, wita(stored.solution_due_at)) == (720, "2026-11-27 16:30")
    assert wita(reply(desk, escalation).due_at) == "2026-11-26 16:00"
    assert protocol(desk, escalation) == [
        ("question", "Mohon arahan", "Ana Seroja"), ("tried", "Sudah dicek", "Ana Seroja"),
    ]  # fmt: skip
    assert open_for(desk, people.kasi) == [item.id]
    assert open_for(desk, people.kasi_bank) == open_for(desk, people.ana) == []


def test_another_section_needs_a_reason_and_must_exist(desk: Desk, people: People) -> None:
    item = followed(desk, people, "SUPPLIER")
    with pytest.raises(BadInput, match="give the reason"):
        desk.escalate(people.ana, item.id, "Mohon arahan", section="BANK")
    with pytest.raises(BadInput, match="no section"):
        desk.escalate(people.ana, item.id, "Mohon arahan", section="KANWIL", section_reason="x")
    with pytest.raises(Missing, match="text"):
        desk.escalate(people.ana, item.id, " ")
    assert desk.escalate(people.ana, item.id, "A", section="BANK", section_reason="rekening").section == "BANK"
    assert desk.escalate(people.ana, item.id, "B").section == "PDMS"
    with pytest.raises(BadInput, match="already"):
        desk.escalate(people.ana, item.id, "C")


def test_resolving_waits_for_the_answer_of_every_section(desk: Desk, people: People) -> None:
    first = escalated(desk, people)
    second = desk.escalate(people.ana, first.consultation_id, "Mohon arahan", section="BANK", section_reason="rekening")
    given = {"answer": "Sudah", "no_reference": True}
    ends: list[Callable[[], Escalation]] = [
        lambda: desk.answer(people.kasi, first, "Ubah saja"),
        lambda: desk.withdraw(people.ana, second, "tidak perlu lagi"),
    ]
    for end in ends:
        with pytest.raises(Missing, match="has not answered yet"):
            desk.resolve(people.ana, first.consultation_id, **given)  # type: ignore[arg-type]
        end()
    assert desk.consultation(first.consultation_id).head_answer == "Ubah saja"
    assert desk.resolve(people.ana, first.consultation_id, **given).state == "Resolved"  # type: ignore[arg-type]


@pytest.mark.parametrize("verb", ["accept", "answer", "return_", "pass_on"])
@pytest.mark.parametrize("who", ["kasi_bank", "kasubbag", "ana", "satpam", "admin"])
def test_only_the_head_of_the_section_acts_on_it(desk: Desk, people: People, verb: str, who: str) -> None:
    escalation = escalated(desk, people)
    more = {"accept": (), "answer": ("Ya",), "return_": ("Yang mana?",), "pass_on": ("UMUM", "bukan kami")}[verb]
    with pytest.raises(NotAllowed):
        getattr(desk, verb)(getattr(people, who), escalation, *more)
    assert rows(desk, "SELECT state FROM escalation") == [{"state": "sent"}]


def test_subbagian_umum_answers_its_topics_as_a_head(desk: Desk, people: People) -> None:
    escalation = escalated(desk, people, "INFO")
    assert escalation.section == "UMUM"
    assert desk.answer(people.kasubbag, escalation, "Bulan depan").state == "answered"


def test_asking_back_stops_the_reply_clock_until_the_cso_replies(desk: Desk, people: People, clock: HandClock) -> None:
    escalation = escalated(desk, people)
    desk.accept(people.kasi, escalation)
    clock.to("2026-11-24T15:00:00")
    with pytest.raises(Missing, match="text"):
        desk.return_(people.kasi, escalation, " ")
    asked = desk.return_(people.kasi, escalation, "Kode satker?")
    assert (asked.state, reply(desk, escalation).running) == ("returned", False)
    counts = desk.board(people.kasi).counts
    assert (counts.inbox, counts.asked_back) == (0, 1)
    with pytest.raises(WrongState):
        desk.answer(people.kasi, escalation, "Ya")
    clock.to("2026-11-25T09:30:00")  # one hour of Tuesday and two of Wednesday
    back = desk.clarify(people.ana, escalation, "980101")
    resumed = reply(desk, escalation)
    assert (back.state, resumed.running, wita(resumed.due_at), wita(resumed.warn_at)) == (
        "sent", True, "2026-11-27 10:30", "2026-11-27 07:30",
    )  # fmt: skip
    assert desk.board(people.kasi).counts.inbox == 1
    assert clock_of(desk, now_of_id(desk, escalation), DeadlineKind.SOLUTION).running
    desk.answer(people.kasi, escalation, "Ya")
    assert reply(desk, escalation).met is True
    assert [kind for kind, _, _ in protocol(desk, escalation)] == [
        "question", "tried", "ask_back", "clarification", "answer",
    ]  # fmt: skip


def test_a_reply_never_ends_after_the_solution_it_is_for(desk: Desk, people: People, clock: HandClock) -> None:
    item = followed(desk, people, "SUPPLIER")  # due on Friday 16:30
    clock.to("2026-11-26T10:00:00")
    escalation = desk.escalate(people.ana, item.id, "Mohon arahan")
    limits = ("2026-11-27 07:30", "2026-11-27 16:30")
    assert (wita(reply(desk, escalation).warn_at), wita(reply(desk, escalation).due_at)) == limits
    sent = desk.pass_on(people.kasi, escalation, "BANK", "soal rekening")
    assert (wita(reply(desk, sent).warn_at), wita(reply(desk, sent).due_at)) == limits
    desk.return_(people.kasi_bank, sent, "Rekening mana?")
    clock.forward(60)
    desk.clarify(people.ana, sent, "Yang kedua")
    assert wita(reply(desk, sent).due_at) == limits[1], "a question back does not put it off beyond that either"
    clock.to("2026-11-27T16:30:01")
    desk.answer(people.kasi_bank, sent, "Ya")
    assert reply(desk, sent).met is False
    late = desk.escalate(people.ana, item.id, "Mohon arahan")
    assert wita(reply(desk, late).due_at) == "2026-12-01 16:00", "a solution that is late already caps nothing"


def test_a_special_opening_is_no_time_of_the_head(desk: Desk, people: People, clock: HandClock) -> None:
    """Saturday's counter does not count (A29): a pause over it costs the head Friday's hour and a half only."""
    saturday = Opening(date(2026, 11, 28), (("08:00", "12:00"),))
    with desk_with(desk, clock, openings=(saturday,), solution_days=5) as busy:
        clock.to("2026-11-26T09:00:00")
        escalation = escalated(busy, people)
        assert wita(reply(busy, escalation).due_at) == "2026-11-30 16:00"
        clock.to("2026-11-27T15:00:00")
        busy.return_(people.kasi, escalation, "Kode satker?")
        clock.to("2026-11-28T09:00:00")
        busy.clarify(people.ana, escalation, "980101")
        moved = reply(busy, escalation)
        assert (wita(moved.warn_at), wita(moved.due_at)) == ("2026-12-01 07:30", "2026-12-01 09:00")


def now_of_id(desk: Desk, escalation: Escalation) -> Consultation:
    return desk.consultation(escalation.consultation_id).consultation


def test_a_late_answer_is_told_as_late(desk: Desk, people: People, clock: HandClock) -> None:
    escalation = escalated(desk, people)
    clock.to("2026-11-26T16:00:01")
    desk.answer(people.kasi, escalation, "Ya")
    assert reply(desk, escalation).met is False


def test_passing_on_takes_every_word_along(desk: Desk, people: People, clock: HandClock) -> None:
    escalation = escalated(desk, people)
    desk.return_(people.kasi, escalation, "Kode satker?")
    clock.forward(10)
    desk.clarify(people.ana, escalation, "980101")
    for section, reason in (("BANK", ""), ("PDMS", "bukan kami"), ("", "bukan kami")):
        with pytest.raises(Missing):
            desk.pass_on(people.kasi, escalation, section, reason)
    with pytest.raises(BadInput, match="no section"):
        desk.pass_on(people.kasi, escalation, "KANWIL", "bukan kami")
    clock.forward(10)
    sent = desk.pass_on(people.kasi, escalation, "BANK", "soal rekening")
    assert (sent.section, sent.state, sent.previous_id, sent.sent_by) == ("BANK", "sent", escalation.id, people.kasi.id)
    assert protocol(desk, sent) == [
        ("question", "Mohon arahan", "Ana Seroja"),
        ("tried", "Sudah dicek", "Ana Seroja"),
        ("ask_back", "Kode satker?", "Citra Seroja"),
        ("clarification", "980101", "Ana Seroja"),
        ("pass_on", "soal rekening", "Citra Seroja"),
    ]
    assert open_for(desk, people.kasi) == [] and open_for(desk, people.kasi_bank) == [sent.consultation_id]
    assert reply(desk, escalation).stopped_at == desk.now() and reply(desk, sent).running
    assert events(desk)[-1] == ("pass_on", {"section": "BANK"})
    with pytest.raises(WrongState):
        desk.withdraw(people.ana, escalation, "tidak perlu")


def test_passing_on_to_a_section_that_has_the_question(desk: Desk, people: People) -> None:
    escalation = escalated(desk, people)
    desk.escalate(people.ana, escalation.consultation_id, "Mohon arahan", section="BANK", section_reason="rekening")
    with pytest.raises(BadInput, match="already"):
        desk.pass_on(people.kasi, escalation, "BANK", "soal rekening")


def test_withdrawing_is_for_the_cso_with_a_reason(desk: Desk, people: People) -> None:
    escalation = escalated(desk, people)
    with pytest.raises(Missing, match="reason"):
        desk.withdraw(people.ana, escalation, "")
    with pytest.raises(NotAllowed):
        desk.withdraw(people.kasi, escalation, "tidak perlu")
    ended = desk.withdraw(people.budi, escalation, "sudah terjawab")
    assert (ended.state, ended.ended_by) == ("withdrawn", people.budi.id)
    assert protocol(desk, escalation)[-1] == ("withdrawal", "sudah terjawab", "Budi Seroja")


def test_a_substitute_acts_within_the_dates_and_is_told_apart(desk: Desk, people: People, clock: HandClock) -> None:
    escalation = escalated(desk, people)
    desk.name_substitute(people.kasi, "PDMS", "Budi", "2026-11-25", "2026-11-26")
    with pytest.raises(NotAllowed):
        desk.accept(people.budi, escalation)
    clock.to("2026-11-25T00:00:00")
    assert desk.sections_of(people.budi) == {"PDMS": True}
    assert open_for(desk, people.budi) == [escalation.consultation_id]
    desk.accept(people.budi, escalation)
    assert events(desk)[-1][1]["substitute"] is True
    clock.to("2026-11-26T23:59:59")
    desk.answer(people.budi, escalation, "Ya")
    assert rows(desk, "SELECT substitute FROM escalation_note WHERE kind = 'answer'") == [{"substitute": 1}]
    other = escalated(desk, people)
    clock.to("2026-11-27T00:00:00")
    assert desk.sections_of(people.budi) == {}
    with pytest.raises(NotAllowed):
        desk.answer(people.budi, other, "Ya")


def test_who_may_name_a_substitute(desk: Desk, people: People) -> None:
    for who in (people.ana, people.kasi_bank, people.satpam):
        with pytest.raises(NotAllowed):
            desk.name_substitute(who, "PDMS", "budi", "2026-11-25", "2026-11-26")
    for first, last in (("kemarin", "2026-11-26"), ("2026-11-26", "2026-11-25"), ("", "")):
        with pytest.raises(BadInput):
            desk.name_substitute(people.admin, "PDMS", "budi", first, last)
    with pytest.raises(BadInput, match="active officer"):
        desk.name_substitute(people.admin, "PDMS", "siapa", "2026-11-25", "2026-11-26")
    with pytest.raises(BadInput, match="no section"):
        desk.name_substitute(people.admin, "KANWIL", "budi", "2026-11-25", "2026-11-26")
    desk.disable_officer(people.admin, "budi")
    with pytest.raises(BadInput, match="active officer"):
        desk.name_substitute(people.admin, "PDMS", "budi", "2026-11-25", "2026-11-26")


def test_a_head_of_two_sections_sees_both(desk: Desk, people: People) -> None:
    first, second = escalated(desk, people), escalated(desk, people, "RETUR")
    both = desk.add_officer(None, "indra", "Indra Seroja", ["kepala_seksi"], PASSWORD, sections=["PDMS", "BANK"])
    assert open_for(desk, both) == [first.consultation_id, second.consultation_id]
    assert desk.board(both).counts.inbox == 2

"""What a head asks back: the CSO's reply has its own deadline, until the end of the next working day."""

from kppn_tui.desk import Desk
from kppn_tui.domain.records import Deadline, Escalation
from tests.conftest import HandClock, People
from tests.desk.kit import check_invariants, escalated, wita


def open_reply(desk: Desk, escalation: Escalation) -> Deadline | None:
    views = desk.consultation(escalation.consultation_id).escalations
    (one,) = (one for one in views if one.escalation.id == escalation.id)
    assert one.deadline is None or one.deadline.kind == "reply", "the head's own deadline is told apart"
    return one.ask_back


def test_a_question_back_is_due_at_the_end_of_the_next_working_day(
    desk: Desk, people: People, clock: HandClock
) -> None:
    clock.to("2026-11-27T10:00")
    escalation = escalated(desk, people)
    desk.return_(people.kasi, escalation, "Sejak kapan?")
    due = open_reply(desk, escalation)
    assert due is not None and wita(due.due_at) == "2026-11-30 16:00", "over the weekend"
    assert wita(due.warn_at) == "2026-11-30 07:30"
    clock.to("2026-11-30T16:00:01")
    assert "ask_back breach" in {f"{one.deadline.kind} {one.level}" for one in desk.sweep().raised}
    told = {f"{one.alert.deadline.kind} {one.alert.level}" for one in desk.tell(people.ana) if one.alert is not None}
    assert "ask_back breach" in told
    assert not [
        one for one in desk.tell(people.kasi) if one.alert is not None and one.alert.deadline.kind == "ask_back"
    ]
    desk.clarify(people.ana, escalation, "Sejak September")
    late = open_reply(desk, escalation)
    assert late is not None and (late.met, late.running) == (False, False)


def test_it_ends_with_the_reply_the_withdrawal_or_the_case(desk: Desk, people: People, clock: HandClock) -> None:
    for end in ("clarify", "withdraw", "cancel", "undo"):
        escalation = escalated(desk, people)
        desk.return_(people.kasi, escalation, "Sejak kapan?")
        match end:
            case "clarify":
                desk.clarify(people.ana, escalation, "Kemarin")
            case "withdraw":
                desk.withdraw(people.ana, escalation, "sudah jelas")
            case "cancel":
                desk.cancel(people.ana, escalation.consultation_id, "batal")
            case _:
                desk.undo(people.kasi)
        found = open_reply(desk, escalation)
        assert found is None or not found.running, end
        assert found is None or found.met is (True if end == "clarify" else None)
        check_invariants(desk.settings.url)


def test_a_second_question_back_has_a_deadline_of_its_own(desk: Desk, people: People, clock: HandClock) -> None:
    escalation = escalated(desk, people)
    desk.return_(people.kasi, escalation, "Sejak kapan?")
    desk.clarify(people.ana, escalation, "Kemarin")
    clock.to("2026-11-25T09:00")
    desk.return_(people.kasi, escalation, "Untuk siapa?")
    second = open_reply(desk, escalation)
    assert second is not None and wita(second.due_at) == "2026-11-26 16:00"

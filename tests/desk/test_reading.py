"""What the screens ask: the board and its figures, a session, the inbox, references."""

import pytest

from kppn_tui.desk import Desk
from kppn_tui.domain.errors import NotFound
from kppn_tui.domain.records import Channel
from kppn_tui.domain.states import TicketState
from tests.conftest import HandClock, People
from tests.desk.kit import dump, escalated, followed, rows, serve, visit


def test_the_board_shows_everybody_who_is_not_done(desk: Desk, people: People, clock: HandClock) -> None:
    ticket, (first, second) = serve(desk, people, "RETUR", "SUPPLIER")
    visit(desk, people)
    visit(desk, people, priority_reason="lansia")
    desk.call(people.budi, visit(desk, people))
    clock.forward(1)
    online = desk.take_ticket(people.ana, Channel.HAI_CSO, reference_number="HAI-1", topics=["LPJ"])
    desk.cancel_ticket(people.ana, visit(desk, people), "pulang")
    board = desk.board(people.ana)
    assert [row.ticket.label for row in board.rows] == ["A-003", "A-001", "A-002", "A-004", "B-001"]
    served = board.rows[1]
    assert (served.ticket, served.officer_name, served.current) == (ticket, "Ana Seroja", first)
    assert served.deadline is not None and served.deadline.consultation_id == first.id
    assert [item.id for item in served.consultations] == [first.id, second.id]
    assert [row.ticket.label for row in board.in_state(TicketState.CALLED, TicketState.SERVING)] == ["A-001", "A-004"]
    assert board.rows[-1].ticket.id == online.id and board.rows[-1].deadline is None
    desk.request_documents(people.ana, first, ["SK"])
    held = desk.board().rows[1]
    assert held.current is not None and held.current.holds_for_documents and held.deadline is not None


def test_yesterdays_waiting_are_on_the_board_until_the_day_is_ended(
    desk: Desk, people: People, clock: HandClock
) -> None:
    visit(desk, people)
    clock.forward(days=1)
    assert len(desk.board().rows) == 1
    desk.sweep()
    assert desk.board().rows == ()


def test_the_on_time_rate_is_of_services_ended_today(desk: Desk, people: People, clock: HandClock) -> None:
    def one(minutes: float, end: str = "resolve") -> None:
        ticket, (item,) = serve(desk, people)
        clock.forward(minutes)
        if end == "resolve":
            desk.resolve(people.ana, item, answer="Sudah", no_reference=True)
        else:
            desk.refer(people.ana, item, "KPP")
        desk.finish(people.ana, ticket)

    one(5)
    clock.to("2026-11-25T09:00:00")
    assert desk.board().counts.ended_today == 0
    one(20)
    one(21)
    one(5, "refer")
    counts = desk.board().counts
    assert (counts.ended_today, counts.on_time_today) == (2, 1)


def test_net_time_counts_for_the_rate(desk: Desk, people: People, clock: HandClock) -> None:
    _, (item,) = serve(desk, people)
    clock.forward(15)
    desk.request_documents(people.ana, item, ["SK"])
    clock.forward(60)
    desk.documents_received(people.ana, item)
    clock.forward(5)
    done = desk.resolve(people.ana, item, answer="Sudah", no_reference=True)
    assert (done.net_seconds, done.gross_seconds, desk.board().counts.on_time_today) == (1200, 4800, 1)


def test_the_figures_of_follow_ups_and_escalations(desk: Desk, people: People, clock: HandClock) -> None:
    first, second = escalated(desk, people), escalated(desk, people)
    escalated(desk, people, "RETUR")
    followed(desk, people, "LPJ")
    desk.answer(people.kasi, first, "Ya")
    desk.return_(people.kasi, second, "Yang mana?")
    both = desk.escalate(people.ana, first.consultation_id, "Mohon arahan", section="BANK", section_reason="rekening")
    assert desk.board().counts.answered == 0, "another section has not answered yet"
    desk.withdraw(people.ana, both, "tidak perlu")
    counts = desk.board(people.kasi).counts
    assert (counts.follow_ups, counts.overdue, counts.answered, counts.asked_back, counts.inbox) == (4, 0, 1, 1, 0)
    assert desk.board(people.kasi_bank).counts.inbox == 1
    assert desk.board().counts.inbox == desk.board(people.ana).counts.inbox == 0
    clock.to("2026-11-27T16:30:01")
    assert desk.board().counts.overdue == 4


def test_follow_ups_by_due_date_and_never_the_ended_ones(desk: Desk, people: People, clock: HandClock) -> None:
    later = followed(desk, people, "LPJ")
    clock.to("2026-11-20T09:00:00")
    sooner, done = followed(desk, people), followed(desk, people, "SUPPLIER")
    desk.resolve(people.ana, done, answer="Sudah", no_reference=True)
    assert [view.consultation.id for view in desk.follow_ups()] == [sooner.id, later.id]
    assert desk.follow_ups()[0].ticket.label == "A-001"


def test_the_inbox_holds_what_is_for_the_own_sections_by_due_date(desk: Desk, people: People, clock: HandClock) -> None:
    first = escalated(desk, people)
    clock.to("2026-11-20T09:00:00")
    second = escalated(desk, people)
    escalated(desk, people, "RETUR")
    asked = desk.return_(people.kasi, first, "Yang mana?")
    assert [view.consultation.id for view in desk.inbox(people.kasi)] == [second.consultation_id, asked.consultation_id]
    desk.answer(people.kasi, second, "Ya")
    assert [view.consultation.id for view in desk.inbox(people.kasi)] == [first.consultation_id]
    (view,) = desk.inbox(people.kasi)
    assert view.open_escalation is not None
    assert [note.note.kind for note in view.open_escalation.notes] == ["ask_back", "tried", "question"]
    assert (view.open_escalation.sent_by_name, view.ticket.id) == ("Ana Seroja", first.ticket_id)


def test_a_session_has_all_of_a_visit(desk: Desk, people: People, clock: HandClock) -> None:
    ticket, (first, second) = serve(desk, people, "RETUR", "SUPPLIER")
    desk.request_documents(people.ana, first, ["SK"])
    session = desk.session(ticket.id)
    assert (session.ticket.id, session.officer_name) == (ticket.id, "Ana Seroja")
    assert [view.consultation.id for view in session.consultations] == [first.id, second.id]
    assert [document.name for document in session.consultations[0].awaited] == ["SK"]
    for missing in (lambda: desk.session(99), lambda: desk.consultation(99)):
        with pytest.raises(NotFound):
            missing()


def test_references_of_the_topic_come_first(desk: Desk, people: People) -> None:
    def cite(topic: str, *lines: str) -> None:
        ticket, (item,) = serve(desk, people, topic)
        desk.resolve(people.ana, item, answer="Sudah", references=lines)
        desk.finish(people.ana, ticket)

    cite("RETUR", "PER-1", "PMK 2")
    cite("LPJ", "PER-3")
    known = desk.references("RETUR")
    usual = next(topic.basis for topic in desk.settings.topics if topic.code == "RETUR")
    assert known == [*usual, "PER-1", "PMK 2", "PER-3"]
    assert set(known) >= {"PER-1", "PMK 2", "PER-3"} and len(known) == len(set(known))
    assert known.index("PER-1") < known.index("PER-3")


def test_the_directory_grows_with_each_registration(desk: Desk, people: People) -> None:
    desk.take_ticket(people.satpam, satker_code="000101", satker_name="SATKER NOL")
    desk.take_ticket(people.satpam, satker_code="000101", satker_name="SATKER NOL")
    desk.take_ticket(people.satpam)
    known = [stakeholder for stakeholder in desk.known_stakeholders() if stakeholder.code == "000101"]
    assert [(stakeholder.name, stakeholder.kind) for stakeholder in known] == [("SATKER NOL", "satker")]


def test_reading_writes_nothing(desk: Desk, people: People) -> None:
    escalation = escalated(desk, people)
    before = dump(desk)
    desk.board(people.kasi), desk.inbox(people.kasi), desk.follow_ups(), desk.session(escalation.ticket_id)
    (
        desk.consultation(escalation.consultation_id),
        desk.trail(escalation.ticket_id),
        desk.references("LPJ"),
        desk.officers(),
    )
    desk.promise(escalation.consultation_id), desk.sections_of(people.kasi), desk.known_stakeholders()
    assert dump(desk) == before


def test_the_trail_is_one_event_a_verb(desk: Desk, people: People) -> None:
    escalation = escalated(desk, people)
    assert [event.action for event in desk.trail(escalation.ticket_id)] == [
        "take_ticket", "call", "start", "identify", "record", "follow_up", "finish", "escalate",
    ]  # fmt: skip
    assert rows(desk, "SELECT count(*) AS n FROM event WHERE at IS NULL OR action = ''") == [{"n": 0}]

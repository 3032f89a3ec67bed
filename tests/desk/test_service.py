"""The service at the counter: identity, clocks, documents, switching, resolving, the side exits."""

import pytest

from kppn_tui.desk import SWITCH, Desk
from kppn_tui.domain.errors import BadInput, LostRace, Missing, NotAllowed, WrongState
from kppn_tui.domain.records import Channel, Consultation, DeadlineKind
from tests.conftest import HandClock, People
from tests.desk.kit import (
    WHATSAPP,
    clock_of,
    clocks_of,
    desk_with,
    events,
    followed,
    items_of,
    now_of,
    rows,
    serve,
    ticket_of,
    visit,
)


def seconds(desk: Desk, item: Consultation) -> tuple[float, float]:
    """Net and gross on the service clock now."""
    clock = clock_of(desk, item, DeadlineKind.SERVICE)
    return clock.net(desk.now()).total_seconds(), clock.gross(desk.now()).total_seconds()


# Identity


def test_identity_comes_before_an_answer(desk: Desk, people: People) -> None:
    ticket, (item,) = serve(desk, people, identified=False)
    given = {"answer": "Sudah", "no_reference": True}
    with pytest.raises(Missing, match="who the stakeholder is"):
        desk.resolve(people.ana, item, **given)  # type: ignore[arg-type]
    with pytest.raises(Missing, match="who the stakeholder is"):
        desk.follow_up(people.ana, item, contact=WHATSAPP, reason="telaah")
    with pytest.raises(Missing, match="who the stakeholder is"):
        desk.escalate(people.ana, item.id, "Mohon arahan", contact=WHATSAPP)
    with pytest.raises(Missing, match="who the stakeholder is"):
        desk.refer(people.ana, item, "KPP")
    desk.identify(people.ana, ticket, declined=True)
    assert ticket_of(desk, ticket).identity_declined
    assert desk.resolve(people.ana, item, **given).state == "Resolved"  # type: ignore[arg-type]


def test_identity_is_a_name_and_an_institution_or_a_refusal(desk: Desk, people: People) -> None:
    ticket, _ = serve(desk, people, identified=False)
    for given in ({"name": "Bendahara"}, {"satker_code": "980101"}, {"name": " ", "satker_name": "PN"}):
        with pytest.raises(BadInput, match="declines"):
            desk.identify(people.ana, ticket, **given)  # type: ignore[arg-type]
    assert ticket_of(desk, ticket).identity_at is None
    stored = desk.identify(
        people.ana, ticket, name="Direktur", satker_name="CV SEROJA JAYA", stakeholder_kind="penyedia"
    )
    assert (stored.identity_by, stored.stakeholder_kind, stored.satker_code) == (people.ana.id, "penyedia", "")


def test_the_satker_is_copied_to_the_consultations_that_had_the_visits(desk: Desk, people: People) -> None:
    ticket, (_, second) = serve(desk, people, "RETUR", "SUPPLIER")
    desk.record(people.ana, second, satker_code="980102", satker_name="BADILUM")
    desk.identify(people.ana, ticket, name="Bendahara", satker_code="980103", satker_name="PA")
    assert [item.satker_code for item in items_of(desk, ticket)] == ["980103", "980102"]


# The 20 minutes


def test_the_clock_starts_with_the_service_not_with_the_call(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people, "RETUR", "SUPPLIER")
    clock.forward(30)
    desk.call_next(people.ana)
    clock.forward(2)
    desk.start(people.ana, ticket)
    first, second = items_of(desk, ticket)
    service = clock_of(desk, first, DeadlineKind.SERVICE)
    assert (service.started_at, (service.due_at - service.started_at).seconds) == (desk.now(), 1200)
    assert clocks_of(desk, second, DeadlineKind.SERVICE) == []
    clock.forward(5)
    desk.switch(people.ana, second)
    assert clock_of(desk, second, DeadlineKind.SERVICE).started_at == desk.now()


def test_the_office_may_set_other_minutes(desk: Desk, people: People, clock: HandClock) -> None:
    with desk_with(desk, clock, service_minutes=30, warn_minutes=25) as other:
        _, (item,) = serve(other, people)
        service = clock_of(other, item, DeadlineKind.SERVICE)
        assert ((service.warn_at - service.started_at).seconds, (service.due_at - service.started_at).seconds) == (
            1500, 1800,
        )  # fmt: skip


@pytest.mark.parametrize(("minutes", "met"), [(20, True), (20 + 1 / 60, False)])
def test_exactly_twenty_minutes_is_in_time(
    desk: Desk, people: People, clock: HandClock, minutes: float, met: bool
) -> None:
    _, (item,) = serve(desk, people)
    clock.forward(minutes)
    desk.resolve(people.ana, item, answer="Sudah", no_reference=True)
    assert clock_of(desk, item, DeadlineKind.SERVICE).met is met


def test_only_one_consultation_of_an_officer_runs(desk: Desk, people: People, clock: HandClock) -> None:
    _, (first, second) = serve(desk, people, "RETUR", "SUPPLIER")
    clock.forward(7)
    desk.switch(people.ana, second)
    clock.forward(3)
    assert (now_of(desk, first).state, now_of(desk, first).hold_reason) == ("on_hold", "switched")
    assert (seconds(desk, first), seconds(desk, second)) == ((420, 600), (180, 180))
    desk.switch(people.ana, first)
    clock.forward(4)
    done = desk.resolve(people.ana, first, answer="Sudah", no_reference=True)
    assert (done.net_seconds, done.gross_seconds) == (660, 840)
    assert rows(desk, "SELECT 1 FROM consultation WHERE state = 'serving'") == []


def test_switching_to_another_visitor_pauses_the_first(desk: Desk, people: People, clock: HandClock) -> None:
    _, (first,) = serve(desk, people)
    other = visit(desk, people)
    desk.call_next(people.ana, SWITCH)
    desk.start(people.ana, other)
    (second,) = items_of(desk, other)
    clock.forward(5)
    desk.switch(people.ana, first)
    assert [now_of(desk, item).state for item in (first, second)] == ["serving", "on_hold"]
    clock.forward(1)
    assert (seconds(desk, first), seconds(desk, second)) == ((60, 360), (300, 360))


def test_a_colleague_takes_over_only_what_rests(desk: Desk, people: People, clock: HandClock) -> None:
    ticket, (first, second) = serve(desk, people, "RETUR", "SUPPLIER")
    with pytest.raises(LostRace, match="Ana Seroja"):
        desk.switch(people.budi, second)
    desk.request_documents(people.ana, first, ["SK"])
    taken = desk.switch(people.budi, second)
    assert (taken.officer_id, ticket_of(desk, ticket).counter) == (people.budi.id, "2")


def test_switching_needs_a_running_visit(desk: Desk, people: People) -> None:
    (item,) = items_of(desk, visit(desk, people))
    with pytest.raises(BadInput, match="Start the visit of A-001"):
        desk.switch(people.ana, item)
    with pytest.raises(BadInput, match="follow-up"):
        _, (second,) = serve(desk, people, "LPJ")
        desk.follow_up(people.ana, second, contact=WHATSAPP, reason="telaah")
        desk.request_documents(people.ana, second, ["SK"])
        desk.switch(people.ana, second)


# What is written down


def test_one_consultation_a_topic_unless_there_is_a_reason(desk: Desk, people: People, clock: HandClock) -> None:
    ticket, _ = serve(desk, people, "RETUR")
    with pytest.raises(BadInput, match="RETUR is in this visit already"):
        desk.add_consultation(people.ana, ticket, "RETUR")
    split = desk.add_consultation(people.ana, ticket, "RETUR", split_reason="dua satker")
    assert (split.seq, split.split_reason, split.state) == (2, "dua satker", "open")
    other = desk.add_consultation(people.ana, ticket)
    with pytest.raises(BadInput, match="RETUR is in this visit already"):
        desk.record(people.ana, other, topic="RETUR")
    desk.record(people.ana, other, topic="SUPPLIER")
    assert now_of(desk, other).section == "PDMS"
    with desk_with(desk, clock, one_consultation_per_topic=False) as lenient:
        assert lenient.add_consultation(people.ana, ticket, "RETUR").seq == 4


def test_a_problem_that_comes_back_is_a_new_one_linked_to_the_old(desk: Desk, people: People) -> None:
    old = followed(desk, people)
    desk.resolve(people.ana, old, answer="Sudah", no_reference=True)
    with pytest.raises(WrongState):
        desk.record(people.ana, old, answer="Belum")
    ticket, _ = serve(desk, people, "LPJ")
    assert desk.add_consultation(people.ana, ticket, "RETUR", previous=old).previous_id == old.id


def test_recording_nothing_new_leaves_no_trace(desk: Desk, people: People) -> None:
    _, (item,) = serve(desk, people)
    before = len(events(desk))
    assert desk.record(people.ana, item, question="Bagaimana?  ") == now_of(desk, item)
    assert len(events(desk)) == before
    desk.record(people.ana, item, question="Kapan?", references=["PMK 1", " PMK 1 ", ""])
    assert events(desk)[-1] == ("record", {"changed": ["cited", "question"]})
    assert now_of(desk, item).references == ("PMK 1",)
    with pytest.raises(BadInput, match="TIDAK-ADA"):
        desk.record(people.ana, item, topic="TIDAK-ADA")


# Outcomes


def test_resolved_needs_all_of_it(desk: Desk, people: People) -> None:
    ticket, (item,) = serve(desk, people, identified=False)
    desk.record(people.ana, item, topic="", question="")
    steps = (
        ("who the stakeholder is", lambda: desk.identify(people.ana, ticket, declined=True)),
        ("Write down the question", lambda: desk.record(people.ana, item, question="Kapan?")),
        ("Choose the topic", lambda: desk.record(people.ana, item, topic="RETUR")),
        ("Write the answer", lambda: desk.record(people.ana, item, answer="Besok")),
        ("Cite a regulation", lambda: desk.record(people.ana, item, no_reference=True)),
    )
    for sentence, remedy in steps:
        with pytest.raises(Missing, match=sentence):
            desk.resolve(people.ana, item)
        remedy()
    done = desk.resolve(people.ana, item)
    assert (done.state, done.delivery, done.ended_at) == ("Resolved", "tatap_muka", desk.now())
    with pytest.raises(WrongState):
        desk.resolve(people.ana, item)


def test_what_is_on_hold_is_taken_up_before_it_is_resolved(desk: Desk, people: People) -> None:
    _, (item,) = serve(desk, people)
    desk.request_documents(people.ana, item, ["SK"])
    with pytest.raises(BadInput, match="on hold"):
        desk.resolve(people.ana, item, answer="Sudah", no_reference=True)


def test_an_online_answer_goes_the_way_the_question_came(desk: Desk, people: People) -> None:
    ticket = desk.take_ticket(
        people.ana, Channel.HAI_CSO, reference_number="HAI-1", topics=["LPJ"], satker_code="980101"
    )
    desk.start(people.ana, ticket)
    (item,) = items_of(desk, ticket)
    desk.identify(people.ana, ticket, declined=True)
    desk.record(people.ana, item, question="LPJ?")
    assert desk.resolve(people.ana, item, answer="Sudah", references=["PER-1"]).delivery == "hai_cso"


def test_a_head_does_not_resolve(desk: Desk, people: People) -> None:
    _, (item,) = serve(desk, people)
    with pytest.raises(NotAllowed):
        desk.resolve(people.kasi, item, answer="Sudah", no_reference=True)


@pytest.mark.parametrize("exit_", ["refer", "cancel"])
def test_side_exits_need_a_reason_and_stop_every_clock(
    desk: Desk, people: People, clock: HandClock, exit_: str
) -> None:
    leave = getattr(desk, exit_)
    item = followed(desk, people)
    desk.escalate(people.ana, item.id, "Mohon arahan")
    clock.forward(days=1)
    with pytest.raises(Missing, match="reason"):
        leave(people.ana, item, "  ")
    ended = leave(people.ana, item, "Kanwil")
    assert (ended.state, ended.end_reason) == ("referred" if exit_ == "refer" else "cancelled", "Kanwil")
    assert rows(desk, "SELECT 1 FROM deadline WHERE stopped_at IS NULL OR next_at IS NOT NULL") == []
    assert rows(desk, "SELECT state FROM escalation") == [{"state": "withdrawn"}]
    assert desk.board().counts.ended_today == 0
    kinds = "SELECT kind FROM deadline WHERE consultation_id = ? AND kind <> 'service' AND met IS NOT NULL"
    assert rows(desk, kinds, item.id) == [], "neither met nor missed: left out of every rate (A24)"


@pytest.mark.parametrize("exit_", ["refer", "cancel"])
def test_a_service_that_ends_by_a_side_exit_is_in_no_rate(desk: Desk, people: People, exit_: str) -> None:
    _, (item,) = serve(desk, people)
    getattr(desk, exit_)(people.ana, item, "Kanwil")
    assert clock_of(desk, item, DeadlineKind.SERVICE).met is None


def test_an_unstarted_consultation_can_be_cancelled(desk: Desk, people: People) -> None:
    (item,) = items_of(desk, visit(desk, people))
    assert desk.cancel(people.ana, item, "salah pilih").net_seconds is None

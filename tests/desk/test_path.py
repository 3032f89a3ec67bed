"""The main path, verb by verb: queue number → Resolved."""

from kppn_tui.desk import Desk
from kppn_tui.domain.contact import Contact
from kppn_tui.domain.records import Channel, Deadline
from tests.conftest import HandClock, People


def test_a_walk_in_with_two_topics_reaches_resolved(desk: Desk, people: People, clock: HandClock) -> None:
    ana, kasi = people.ana, people.kasi
    ticket = desk.take_ticket(people.satpam, satker_code="980118", satker_name="MADRASAH ALIYAH NEGERI 1 TANAH SEROJA",
                              purpose="retur dan supplier", topics=["RETUR", "SUPPLIER"])  # fmt: skip
    assert ticket.label == "A-001"
    clock.forward(3)
    called = desk.call_next(ana)
    assert (called.id, called.state, called.counter, called.calls) == (ticket.id, "called", "1", 1)
    clock.forward(1)
    desk.start(ana, ticket)
    desk.identify(ana, ticket, name="Bendahara", role="bendahara", satker_code="980118", satker_name="MAN 1")
    first, second = (view.consultation for view in desk.session(ticket).consultations)
    assert (first.state, second.state, first.section, second.section) == ("serving", "open", "BANK", "PDMS")
    desk.record(ana, first, question="Honor diretur")
    clock.forward(10)
    done = desk.resolve(ana, first, answer="Kirim ralat rekening", references=["PER-9/PB/2018"])
    assert (done.state, done.net_seconds, done.gross_seconds, done.delivery) == ("Resolved", 600, 600, "tatap_muka")
    desk.switch(ana, second)
    clock.forward(2)
    desk.record(ana, second, question="NRS lama?")
    desk.request_documents(ana, second, ["surat perubahan supplier"])
    clock.forward(6)
    desk.documents_received(ana, second)
    clock.forward(3)
    escalation = desk.escalate(ana, second.id, "Mohon arahan", tried="Sudah dicek di SPAN",
                               contact=Contact("whatsapp", "0813-7766-4083"))  # fmt: skip
    desk.finish(ana, ticket)
    item = desk.consultation(second.id).consultation
    assert (item.state, item.net_seconds, item.gross_seconds) == ("follow_up", 300, 660)
    assert item.solution_due_at is not None
    assert item.solution_due_at.astimezone(clock.at.tzinfo).isoformat() == "2026-11-27T16:30:00+08:00"
    assert [view.consultation.id for view in desk.inbox(kasi)] == [second.id]
    desk.accept(kasi, escalation)
    clock.forward(60)
    desk.answer(kasi, escalation, "Langsung diubah saja")
    assert desk.consultation(second.id).head_answer == "Langsung diubah saja"
    done = desk.resolve(ana, second, answer="Langsung diubah saja", no_reference=True, delivery="whatsapp")
    assert done.state == "Resolved"
    solution = next(row for row in desk.consultation(second.id).deadlines if row.kind == "solution")
    assert solution.met is True


def test_a_hai_cso_case_counts_from_receipt(desk: Desk, people: People, clock: HandClock) -> None:
    ana = people.ana
    received = clock.at
    clock.forward(30)
    ticket = desk.take_ticket(ana, Channel.HAI_CSO, satker_code="980101", satker_name="PN", topics=["LPJ"],
                              reference_number="HAI-20261124-00017", received_at=received)  # fmt: skip
    assert ticket.label == "B-001"
    desk.start(ana, ticket)
    desk.identify(ana, ticket, declined=True)
    item = desk.session(ticket).consultations[0].consultation
    desk.record(ana, item, question="LPJ ditolak")
    desk.follow_up(ana, item, contact=Contact("hai_cso", "HAI-20261124-00017"), reason="perlu telaah")
    clock.to("2026-11-25T10:00:00")
    desk.log_progress(ana, item, "Sedang ditelaah", channel="hai_cso")
    clock.to("2026-11-26T10:00:00")
    desk.log_progress(ana, item, "Hampir selesai", channel="hai_cso")
    clocks = [(row.kind, row.met) for row in desk.consultation(item).deadlines if row.kind == "progress"]
    assert clocks == [("progress", True), ("progress", True)]
    assert desk.sweep().raised == ()
    clock.to("2026-11-27T09:00:00")
    raised = [(r.deadline.kind, str(r.level)) for r in desk.sweep().raised]
    assert raised == [("solution", "warn")]
    desk.resolve(ana, item, answer="Perbaiki BKU", references=["PMK 162/PMK.05/2013"])
    desk.finish(ana, ticket)
    assert desk.sweep().next_at is None
    assert [event.action for event in desk.trail(ticket)][-2:] == ["resolve", "finish"]
    with desk.store.reading():
        assert all(row.stopped_at for row in desk.store.find(Deadline))

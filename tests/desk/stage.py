"""Situations, each with one deed that changes something: every verb is among them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from kppn_tui.desk import FINISH, SWITCH, Desk
from kppn_tui.domain.contact import Refusal
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Channel
from tests.conftest import HandClock, People
from tests.desk.kit import WHATSAPP, escalated, followed, serve, visit

Deed = tuple[Officer, Callable[[], Any]]


class Stage:
    """Situations, each with one deed to undo."""

    def __init__(self, desk: Desk, people: People, clock: HandClock) -> None:
        self.desk, self.people, self.clock = desk, people, clock

    def called(self) -> Any:
        ticket = visit(self.desk, self.people, "RETUR", "SUPPLIER")
        self.desk.call_next(self.people.ana)
        self.clock.forward(1)
        return ticket

    def absent(self) -> Any:
        ticket = self.called()
        for _ in range(2):
            self.desk.recall(self.people.ana, ticket)
            self.clock.forward(1)
        return self.desk.absent(self.people.ana, ticket)

    def deed(self, name: str) -> Deed:
        """The officer and the deed called `name`."""
        found: Deed = getattr(self, f"to_{name}")()
        self.clock.forward(3)
        return found

    # Queue

    def to_take_ticket(self) -> Deed:
        p = self.people
        return p.satpam, lambda: visit(self.desk, p, "RETUR", "SUPPLIER", priority_reason="lansia")

    def to_take_ticket_hai_cso(self) -> Deed:
        p = self.people
        return p.ana, lambda: self.desk.take_ticket(p.ana, Channel.HAI_CSO, reference_number="HAI-1", topics=["LPJ"])

    def to_call(self) -> Deed:
        visit(self.desk, self.people)
        return self.people.ana, lambda: self.desk.call_next(self.people.ana)

    def to_call_chosen(self) -> Deed:
        ticket = visit(self.desk, self.people)
        return self.people.ana, lambda: self.desk.call(self.people.ana, ticket)

    def to_call_finish(self) -> Deed:
        _, (item,) = serve(self.desk, self.people)
        self.desk.resolve(self.people.ana, item, answer="Sudah", no_reference=True)
        visit(self.desk, self.people)
        return self.people.ana, lambda: self.desk.call_next(self.people.ana, FINISH)

    def to_call_switch(self) -> Deed:
        serve(self.desk, self.people)
        visit(self.desk, self.people)
        return self.people.ana, lambda: self.desk.call_next(self.people.ana, SWITCH)

    def to_recall(self) -> Deed:
        ticket = self.called()
        return self.people.ana, lambda: self.desk.recall(self.people.ana, ticket)

    def to_absent(self) -> Deed:
        ticket = self.called()
        for _ in range(2):
            self.desk.recall(self.people.ana, ticket)
            self.clock.forward(1)
        return self.people.ana, lambda: self.desk.absent(self.people.ana, ticket)

    def to_requeue(self) -> Deed:
        ticket = self.called()
        return self.people.ana, lambda: self.desk.requeue(self.people.ana, ticket)

    def to_rejoin(self) -> Deed:
        ticket = self.absent()
        for _ in range(4):
            visit(self.desk, self.people)
        return self.people.satpam, lambda: self.desk.rejoin(self.people.satpam, ticket)

    def to_dismiss(self) -> Deed:
        ticket = self.absent()
        return self.people.satpam, lambda: self.desk.dismiss(self.people.satpam, ticket)

    def to_cancel_ticket(self) -> Deed:
        ticket = visit(self.desk, self.people, "RETUR", "LPJ")
        return self.people.satpam, lambda: self.desk.cancel_ticket(self.people.satpam, ticket, "pulang")

    def to_prioritise(self) -> Deed:
        ticket = visit(self.desk, self.people)
        return self.people.satpam, lambda: self.desk.prioritise(self.people.satpam, ticket, "lansia")

    def to_start(self) -> Deed:
        ticket = self.called()
        return self.people.ana, lambda: self.desk.start(self.people.ana, ticket)

    def to_start_without_topic(self) -> Deed:
        ticket = self.desk.take_ticket(self.people.satpam)
        self.desk.call_next(self.people.ana)
        return self.people.ana, lambda: self.desk.start(self.people.ana, ticket)

    def to_finish(self) -> Deed:
        ticket, (item,) = serve(self.desk, self.people)
        self.desk.resolve(self.people.ana, item, answer="Sudah", no_reference=True)
        return self.people.ana, lambda: self.desk.finish(self.people.ana, ticket)

    # Service

    def to_identify(self) -> Deed:
        ticket, _ = serve(self.desk, self.people, identified=False)
        ana = self.people.ana
        return ana, lambda: self.desk.identify(ana, ticket, name="Bendahara", satker_code="980102", satker_name="PA")

    def to_add_consultation(self) -> Deed:
        ticket, _ = serve(self.desk, self.people)
        return self.people.ana, lambda: self.desk.add_consultation(self.people.ana, ticket, "LPJ")

    def to_record(self) -> Deed:
        _, (item,) = serve(self.desk, self.people)
        ana = self.people.ana
        return ana, lambda: self.desk.record(
            ana, item, topic="LPJ", question="?", references=["PMK"], no_reference=True
        )

    def to_switch(self) -> Deed:
        _, (_, second) = serve(self.desk, self.people, "RETUR", "SUPPLIER")
        return self.people.ana, lambda: self.desk.switch(self.people.ana, second)

    def to_switch_and_take_over(self) -> Deed:
        _, (item,) = serve(self.desk, self.people)
        self.desk.request_documents(self.people.ana, item, ["SK"])
        serve(self.desk, self.people, by=self.people.budi)
        return self.people.budi, lambda: self.desk.switch(self.people.budi, item)

    def to_end_service(self) -> Deed:
        _, (item,) = serve(self.desk, self.people)
        self.clock.forward(30)
        ended = self.clock.at - timedelta(minutes=12)
        return self.people.ana, lambda: self.desk.end_service(self.people.ana, item, ended, "lupa")

    def to_hold_for_outage(self) -> Deed:
        _, (item,) = serve(self.desk, self.people)
        self.clock.forward(10)
        since = self.clock.at - timedelta(minutes=4)
        return self.people.ana, lambda: self.desk.hold_for_outage(self.people.ana, item, "listrik padam", since)

    def to_request_documents(self) -> Deed:
        _, (item,) = serve(self.desk, self.people)
        return self.people.ana, lambda: self.desk.request_documents(self.people.ana, item, ["SK", "Kuasa"])

    def to_documents_received(self) -> Deed:
        _, (item,) = serve(self.desk, self.people)
        self.desk.request_documents(self.people.ana, item, ["SK", "Kuasa"])
        self.clock.forward(4)
        return self.people.ana, lambda: self.desk.documents_received(self.people.ana, item)

    def to_resolve(self) -> Deed:
        _, (item,) = serve(self.desk, self.people)
        ana = self.people.ana
        return ana, lambda: self.desk.resolve(ana, item, answer="Sudah", references=["PMK"], delivery="lisan")

    def to_resolve_a_late_follow_up(self) -> Deed:
        item = followed(self.desk, self.people)
        self.clock.to("2026-12-02T09:00:00")
        ana = self.people.ana
        return ana, lambda: self.desk.resolve(ana, item, answer="Sudah", no_reference=True)

    def to_refer(self) -> Deed:
        item = followed(self.desk, self.people)
        self.desk.escalate(self.people.ana, item.id, "Mohon arahan")
        return self.people.ana, lambda: self.desk.refer(self.people.ana, item, "Kanwil")

    def to_cancel(self) -> Deed:
        _, (item,) = serve(self.desk, self.people)
        return self.people.ana, lambda: self.desk.cancel(self.people.ana, item, "tidak jadi")

    # Follow-up

    def to_follow_up(self) -> Deed:
        _, (item,) = serve(self.desk, self.people)
        self.desk.request_documents(self.people.ana, item, ["SK"])
        ana = self.people.ana
        return ana, lambda: self.desk.follow_up(ana, item, contact=WHATSAPP, reason="telaah")

    def to_follow_up_refused(self) -> Deed:
        _, (item,) = serve(self.desk, self.people)
        ana, refusal = self.people.ana, Refusal("tidak mau", "datang lagi")
        return ana, lambda: self.desk.follow_up(ana, item, refusal=refusal, reason="telaah")

    def to_log_progress(self) -> Deed:
        item = followed(self.desk, self.people)
        self.clock.to("2026-11-26T17:00:00")
        ana = self.people.ana
        return ana, lambda: self.desk.log_progress(ana, item, "Ditelaah", channel="whatsapp")

    def to_explain_overdue(self) -> Deed:
        item = followed(self.desk, self.people)
        self.clock.to("2026-12-02T09:00:00")
        return self.people.ana, lambda: self.desk.explain_overdue(self.people.ana, item, "menunggu Kanwil")

    # Escalation

    def to_escalate(self) -> Deed:
        _, (item,) = serve(self.desk, self.people)
        ana = self.people.ana
        return ana, lambda: self.desk.escalate(ana, item.id, "Mohon arahan", tried="Dicek", contact=WHATSAPP)

    def to_accept(self) -> Deed:
        escalation = escalated(self.desk, self.people)
        return self.people.kasi, lambda: self.desk.accept(self.people.kasi, escalation)

    def to_answer(self) -> Deed:
        escalation = escalated(self.desk, self.people)
        return self.people.kasi, lambda: self.desk.answer(self.people.kasi, escalation, "Ya")

    def to_return(self) -> Deed:
        escalation = escalated(self.desk, self.people)
        return self.people.kasi, lambda: self.desk.return_(self.people.kasi, escalation, "Yang mana?")

    def to_clarify(self) -> Deed:
        escalation = escalated(self.desk, self.people)
        self.desk.return_(self.people.kasi, escalation, "Yang mana?")
        self.clock.forward(30)
        return self.people.ana, lambda: self.desk.clarify(self.people.ana, escalation, "Yang ini")

    def to_pass_on(self) -> Deed:
        escalation = escalated(self.desk, self.people)
        return self.people.kasi, lambda: self.desk.pass_on(self.people.kasi, escalation, "BANK", "soal rekening")

    def to_withdraw(self) -> Deed:
        escalation = escalated(self.desk, self.people)
        return self.people.ana, lambda: self.desk.withdraw(self.people.ana, escalation, "terjawab")


DEEDS = sorted(name[3:] for name in dir(Stage) if name.startswith("to_"))

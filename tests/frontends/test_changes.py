"""Two readings of a list beside a desk: each thing that is done there is one sentence here."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kppn_tui import i18n
from kppn_tui.client.lists import LISTS, Listing, ListName, NoSection
from kppn_tui.desk import Desk
from kppn_tui.domain.errors import RuleRefused
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import ProgressKind
from kppn_tui.domain.states import ConsultationState, EscalationState, TicketState
from kppn_tui.presentation import change_words
from kppn_tui.presentation.case_row import Lens
from tests.conftest import HandClock, People
from tests.desk.kit import WHATSAPP, absent, escalated, followed, now_of, serve, visit

Told = list[tuple[str, str]]


class Ears:
    """Somebody who listens to one list."""

    def __init__(self, desk: Desk, name: ListName, officer: Officer) -> None:
        self._desk, self._officer, self._kind = desk, officer, LISTS[name]
        self.last: Listing[Any] = self._read(Listing())

    def _read(self, before: Listing[Any]) -> Listing[Any]:
        return self._kind.reading(self._officer, before).run(self._desk)

    def news(self) -> Told:
        """Return what has changed since the last call, as (kind, sentence)."""
        before, self.last = self.last, self._read(self.last)
        lens = Lens(self._desk.now(), self._desk.calendar, self._desk.settings)
        found = list(self._kind.changes(before.rows, self.last.rows, self.last.ended, lens))
        assert all(one.sentence.isprintable() and one.sentence[-1] in ".?!" for one in found)
        return [(one.kind.value, one.sentence) for one in found]

    def alerts(self) -> list[str]:
        """Return whose deadlines have passed a level since, as the officer is told."""
        told = [one.alert for one in self._desk.tell(self._officer) if one.alert is not None]
        return [f"{one.whose} {one.deadline.kind} {one.level}" for one in told]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    i18n.use("en")
    yield
    i18n.use("id")


def test_every_state_is_told() -> None:
    assert set(change_words.TICKET_TOLD) <= set(TicketState)
    assert set(change_words.CONSULTATION_TOLD) == set(ConsultationState)
    assert set(change_words.ESCALATION_TOLD) == set(EscalationState)
    assert set(change_words.PROGRESS_TOLD) == set(ProgressKind)
    assert set(change_words._ORDER) == {*ConsultationState, *EscalationState}


def test_a_visit_is_told_step_by_step(desk: Desk, people: People, clock: HandClock) -> None:
    ears = Ears(desk, ListName.QUEUE, people.satpam)
    assert ears.news() == []
    ticket = visit(desk, people, "RETUR", "SPM")
    assert ears.news() == [("came", "A-001: new, PN 980101, RETUR, SPM.")]
    desk.prioritise(people.satpam, ticket, "lansia")
    assert ears.news() == [("priority", "A-001: priority: lansia.")]
    desk.call_next(people.ana)
    assert ears.news() == [("called", "A-001: called to counter 1.")]
    clock.forward(seconds=30)
    desk.recall(people.ana, ticket)
    assert ears.news() == [("called_again", "A-001: called to counter 1 again, call 2.")]
    desk.requeue(people.ana, ticket)
    assert ears.news() == [("back_in_queue", "A-001: back in the queue.")]
    desk.call(people.ana, ticket)
    desk.start(people.budi, ticket, take_over=True)
    assert ears.news() == [("started", "A-001: service begins at counter 2, Budi Seroja.")]
    first, second = desk.session(ticket).consultations
    desk.add_consultation(people.budi, ticket, "LPJ")
    assert ears.news() == [("topic_added", "A-001 LPJ: added to the visit.")]
    desk.identify(people.budi, ticket, name="Dewi", role="PPK", satker_code="980101", satker_name="PN")
    desk.record(people.budi, first.consultation, question="Mengapa?")
    assert ears.news() == [], "what is written down is nobody's news"
    desk.request_documents(people.budi, first.consultation, ["Surat kuasa"])
    assert ears.news() == [("on_hold", "A-001 RETUR: awaiting documents.")]
    desk.documents_received(people.budi, first.consultation)
    assert ears.news() == [("resumed", "A-001 RETUR: in service again.")]
    desk.resolve(people.budi, first.consultation, answer="Begini.", no_reference=True)
    assert ears.news() == [("resolved", "A-001 RETUR: Resolved.")]
    desk.switch(people.budi, second.consultation)
    assert ears.news() == [("resumed", "A-001 SPM: in service now.")]
    desk.record(people.budi, second.consultation, question="Kapan?")
    desk.follow_up(people.budi, second.consultation, contact=WHATSAPP, reason="telaah")
    assert ears.news() == [("follow_up", "A-001 SPM: becomes a follow-up.")]
    third = desk.session(ticket).consultations[2].consultation
    desk.refer(people.budi, third, "KPP")
    desk.finish(people.budi, ticket)
    assert ears.news() == [("referred", "A-001 LPJ: referred elsewhere."), ("finished", "A-001: visit finished.")]


def test_who_does_not_come_and_who_goes_again_is_told(desk: Desk, people: People, clock: HandClock) -> None:
    ears = Ears(desk, ListName.QUEUE, people.ana)
    gone = absent(desk, people, clock)
    assert ears.news() == [("came", "A-001: new, absent after 3 calls, PN 980101, RETUR.")]
    desk.rejoin(people.satpam, gone)
    assert ears.news() == [("back_in_queue", "A-001: back in the queue.")]
    desk.cancel_ticket(people.satpam, gone, "pulang")
    assert ears.news() == [("cancelled", "A-001: ticket cancelled, pulang.")]
    again = absent(desk, people, clock)
    ears.news()
    desk.dismiss(people.satpam, again)
    assert ears.news() == [("no_show", "A-002: closed without a service.")]
    visit(desk, people)
    ears.news()
    clock.forward(days=1)
    desk.sweep()
    assert ears.news() == [("no_show", "A-003 of yesterday: closed without a service.")]


def test_what_was_undone_is_not_told_as_if_it_were_done(desk: Desk, people: People) -> None:
    ears = Ears(desk, ListName.QUEUE, people.ana)
    ticket = visit(desk, people)
    desk.call(people.ana, ticket)
    desk.start(people.ana, ticket)
    ears.news()
    desk.undo(people.ana)
    assert ears.news() == [("corrected", "A-001 RETUR: corrected, not started."),
                           ("corrected", "A-001: corrected, is called.")]  # fmt: skip
    visit(desk, people)
    ears.news()
    desk.undo(people.satpam)
    assert [kind for kind, _said in ears.news()] == ["cancelled"]


def test_a_follow_up_is_told_until_it_is_resolved(desk: Desk, people: People, clock: HandClock) -> None:
    ears = Ears(desk, ListName.FOLLOW_UPS, people.budi)
    item = followed(desk, people, "SUPPLIER")
    assert ears.news() == [("came", "A-001 SUPPLIER: new follow-up, PN 980101, solution due Friday 27 November "
                                    "at 16:30, 3 working days left, to be reached by WhatsApp, "
                                    "officer Ana Seroja.")]  # fmt: skip
    escalation = desk.escalate(people.ana, item.id, "Mohon arahan", tried="Sudah dicek")
    assert ears.news() == [("escalated", "A-001 SUPPLIER: escalated to PDMS, question: “Mohon arahan”.")]
    desk.accept(people.kasi, escalation)
    assert ears.news() == [("accepted", "A-001 SUPPLIER: accepted by PDMS.")]
    desk.return_(people.kasi, escalation, "Tahun berapa?")
    assert ears.news() == [("asked_back", "A-001 SUPPLIER: PDMS asks back, “Tahun berapa?”.")]
    desk.clarify(people.ana, escalation, "2026")
    assert ears.news() == [("replied", "A-001 SUPPLIER: replied to PDMS, “2026”.")]
    passed = desk.pass_on(people.kasi, escalation, "BANK", "urusan rekening")
    assert [kind for kind, _said in ears.news()] == ["passed_on", "escalated"]
    desk.answer(people.kasi_bank, passed, "Pakai yang baru.")
    assert ears.news() == [("answered", "A-001 SUPPLIER: answered by Bank, “Pakai yang baru.”.")]
    desk.undo(people.kasi_bank)
    assert ears.news() == [("corrected", "A-001 SUPPLIER: corrected, with Bank again.")]
    desk.withdraw(people.ana, passed, "sudah jelas")
    assert ears.news() == [("withdrawn", "A-001 SUPPLIER: escalation to Bank withdrawn.")]
    desk.request_documents(people.ana, item.id, ["Surat ralat"])
    assert ears.news() == [("documents_asked", "A-001 SUPPLIER: document asked for: Surat ralat.")]
    desk.documents_received(people.ana, item.id)
    assert ears.news() == [("documents_in", "A-001 SUPPLIER: document received: Surat ralat.")]
    desk.log_progress(people.ana, item.id, "Sedang ditelaah", channel="whatsapp")
    assert ears.news() == [("progress", "A-001 SUPPLIER: progress delivered, “Sedang ditelaah”.")]
    clock.forward(days=7)
    desk.explain_overdue(people.ana, item.id, "menunggu pusat")
    assert ears.news() == [("delay_explained",
                            "A-001 of Tuesday 24 November SUPPLIER: reason of the delay: menunggu pusat.")]  # fmt: skip
    desk.resolve(people.ana, item.id, answer="Begini.", no_reference=True)
    assert ears.news() == [("resolved", "A-001 of Tuesday 24 November SUPPLIER: Resolved, "
                                        "3 days without progress: 25-11, 26-11, 30-11.")]  # fmt: skip


def test_a_head_hears_the_questions_of_the_own_section_alone(desk: Desk, people: People) -> None:
    ears, other = (Ears(desk, ListName.ESCALATIONS, one) for one in (people.kasi, people.kasi_bank))
    escalation = escalated(desk, people)
    assert ears.news() == [("came", "A-001 SUPPLIER: new question for PDMS, answer due Thursday 26 November at 16:00, "
                                    "PN 980101, question: “Mohon arahan”, from Ana Seroja, "
                                    "solution due Friday 27 November at 16:30, 3 working days left.")]  # fmt: skip
    assert other.news() == []
    desk.return_(people.kasi, escalation, "Tahun berapa?")
    assert ears.news() == [("asked_back", "A-001 SUPPLIER: PDMS asks back, “Tahun berapa?”.")]
    desk.clarify(people.ana, escalation, "2026")
    assert ears.news() == [("replied", "A-001 SUPPLIER: replied to PDMS, “2026”.")]
    desk.answer(people.kasi, escalation, "Begini")
    assert ears.news() == [("answered", "A-001 SUPPLIER: answered by PDMS, “Begini”.")]
    desk.undo(people.kasi)
    assert [kind for kind, _said in ears.news()] == ["came"], "it is in the inbox again"
    passed = desk.pass_on(people.kasi, escalation, "BANK", "urusan rekening")
    assert ears.news() == [("passed_on", "A-001 SUPPLIER: passed on by PDMS.")]
    assert [kind for kind, _said in other.news()] == ["came"]
    desk.withdraw(people.ana, passed, "sudah jelas")
    assert other.news() == [("withdrawn", "A-001 SUPPLIER: escalation to Bank withdrawn.")]


def test_an_escalation_that_was_undone_leaves_the_inbox(desk: Desk, people: People) -> None:
    _ticket, (item,) = serve(desk, people, "SUPPLIER")
    ears = Ears(desk, ListName.ESCALATIONS, people.kasi)
    desk.escalate(people.ana, item, "Mohon arahan", tried="-", contact=WHATSAPP)
    ears.news()
    desk.undo(people.ana)
    assert ears.news() == [("withdrawn", "A-001 SUPPLIER: escalation to PDMS withdrawn.")]
    assert now_of(desk, item).state == "serving"


def test_who_answers_for_no_section_has_no_inbox_to_list(desk: Desk, people: People) -> None:
    kind = LISTS[ListName.ESCALATIONS]
    with pytest.raises(NoSection) as refused:
        kind.check(kind.reading(people.ana, Listing()).run(desk))
    assert isinstance(refused.value, RuleRefused)
    today = desk.calendar.local(desk.now()).date().isoformat()
    desk.name_substitute(people.kasi, "PDMS", "ana", today, today)
    found = kind.reading(people.ana, Listing()).run(desk)
    kind.check(found)
    assert found.sections == {"PDMS": True}


@pytest.mark.parametrize(
    ("who", "told"),
    [
        (lambda people: people.ana, ["A-001 SUPPLIER reply warn", "A-001 SUPPLIER progress warn"]),
        (lambda people: people.kasi, ["A-001 SUPPLIER reply warn"]),
        (lambda people: people.kasi_bank, []),
        (lambda people: people.satpam, []),
    ],
)
def test_an_alert_is_told_to_whom_it_concerns_whoever_raised_it(
    desk: Desk, people: People, clock: HandClock, who: Callable[[People], Officer], told: list[str]
) -> None:
    escalated(desk, people)
    ears = Ears(desk, ListName.QUEUE, who(people))
    assert ears.alerts() == [], "what was raised before is not told again"
    clock.to("2026-11-26T15:00")
    desk.sweep("another desk")
    found = ears.alerts()
    assert [one for one in found if "warn" in one and "solution" not in one] == [
        one for one in sorted(found, key=found.index) if one in told
    ]
    assert set(told) <= set(found)
    assert ears.alerts() == []

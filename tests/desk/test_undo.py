"""Undo: the file is as before, for every verb; and when there is nothing to undo."""

from collections.abc import Callable
from typing import Any

import pytest

from kppn_tui.desk import FINISH, SWITCH, Desk
from kppn_tui.domain.contact import Refusal
from kppn_tui.domain.errors import NothingToUndo
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.records import Channel, Officer
from tests.conftest import HandClock, People
from tests.desk.kit import (
    APART,
    WHATSAPP,
    Rows,
    check_invariants,
    dump,
    escalated,
    events,
    followed,
    items_of,
    serve,
    ticket_of,
    visit,
)

Deed = tuple[Officer, Callable[[], Any]]
#: What has no undo: an undo itself, looks, sign-ins, officers, and the sweep, which nobody does.
NEVER = {Action.UNDO, Action.SWEEP, Action.OFFICER, Action.SIGN_IN, Action.SIGN_OUT, Action.REVEAL_CONTACT}
#: Rows that an undo ends instead of deleting: a number was given out, a head was told.
ENDED = {"ticket": "cancelled", "consultation": "cancelled", "escalation": "withdrawn"}


def as_before(before: Rows, after: Rows, but: str = "") -> None:
    """Whether an undo has put everything back, but for rows that it documents as ended."""
    for table in sorted(before.keys() - APART - {but}):
        old = {row["id"]: row for row in before[table]}
        new = {row["id"]: row for row in after[table]}
        assert {key: new[key] for key in old} == old, table
        for key in new.keys() - old.keys():
            assert new[key]["state"] == ENDED[table], f"{table} {key} is left over"


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
        return ana, lambda: self.desk.record(ana, item, topic="LPJ", question="?", references=["PMK"], no_reference=True)

    def to_switch(self) -> Deed:
        _, (_, second) = serve(self.desk, self.people, "RETUR", "SUPPLIER")
        return self.people.ana, lambda: self.desk.switch(self.people.ana, second)

    def to_switch_and_take_over(self) -> Deed:
        _, (item,) = serve(self.desk, self.people)
        self.desk.request_documents(self.people.ana, item, ["SK"])
        serve(self.desk, self.people, by=self.people.budi)
        return self.people.budi, lambda: self.desk.switch(self.people.budi, item)

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

    def to_substitute(self) -> Deed:
        kasi = self.people.kasi
        return kasi, lambda: self.desk.name_substitute(kasi, "PDMS", "budi", "2026-11-25", "2026-11-26")


DEEDS = sorted(name[3:] for name in dir(Stage) if name.startswith("to_"))


@pytest.fixture
def stage(desk: Desk, people: People, clock: HandClock) -> Stage:
    return Stage(desk, people, clock)


def test_every_verb_that_changes_something_is_tried() -> None:
    assert {str(action) for action in set(Action) - NEVER} <= set(DEEDS)


@pytest.mark.parametrize("swept", [False, True], ids=["", "swept"])
@pytest.mark.parametrize("name", DEEDS)
def test_undo_puts_everything_back(desk: Desk, clock: HandClock, stage: Stage, name: str, swept: bool) -> None:
    officer, act = stage.deed(name)
    if swept:
        desk.sweep()
    before = dump(desk)
    act()
    check_invariants(desk.store.path)
    done = events(desk)[-1]
    if swept:
        desk.sweep()
    clock.forward(10)
    undone = desk.undo(officer)
    as_before(before, dump(desk), but="alert" if swept else "")
    check_invariants(desk.store.path)
    assert (undone.action, events(desk)[-1][0]) == (done[0], "undo")
    assert name.startswith(undone.action)
    assert events(desk)[-2] == done, "the trail keeps what was undone"
    with pytest.raises(NothingToUndo):
        desk.undo(officer)


def test_a_sweep_in_between_leaves_no_clock_behind(desk: Desk, people: People, clock: HandClock) -> None:
    """A message of long ago is late the moment it becomes a follow-up; a sweep lets its duty go on daily."""
    received = clock.at
    clock.to("2026-12-01T10:00:00")
    ticket = desk.take_ticket(people.ana, Channel.HAI_CSO, reference_number="HAI-1", topics=["LPJ"],
                              received_at=received)  # fmt: skip
    desk.start(people.ana, ticket)
    desk.identify(people.ana, ticket, declined=True)
    (item,) = items_of(desk, ticket)
    desk.record(people.ana, item, question="LPJ?")
    before = dump(desk)
    desk.follow_up(people.ana, item, contact=WHATSAPP, reason="telaah")
    clock.forward(1)
    assert len(desk.sweep().raised) == 4, "two notes, the solution, and the note of the day after it"
    desk.undo(people.ana)
    as_before(before, dump(desk))


def test_undo_within_the_grace_period_only(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people)
    clock.forward(10)
    desk.call_next(people.ana)
    clock.forward(10, seconds=1)
    with pytest.raises(NothingToUndo, match="10 minutes"):
        desk.undo(people.ana)
    assert ticket_of(desk, ticket).state == "called"
    with pytest.raises(NothingToUndo):
        desk.undo(people.satpam)


def test_undo_not_after_somebody_followed(desk: Desk, people: People) -> None:
    ticket = visit(desk, people)
    desk.call_next(people.ana)
    with pytest.raises(NothingToUndo, match="followed"):
        desk.undo(people.satpam)
    desk.undo(people.ana)
    with pytest.raises(NothingToUndo, match="followed"):
        desk.undo(people.satpam)
    assert ticket_of(desk, ticket).state == "waiting"


def test_undo_sees_a_follower_whose_event_names_another_ticket(desk: Desk, people: People) -> None:
    """Ana leaves her visitor for the next one; what Budi did for that visitor before is not undone under her."""
    ticket, (item,) = serve(desk, people)
    desk.resolve(people.ana, item, answer="Sudah", no_reference=True)
    other = desk.add_consultation(people.budi, ticket, "LPJ")
    desk.cancel(people.budi, other, "tidak jadi")
    visit(desk, people)
    desk.call_next(people.ana, FINISH)
    with pytest.raises(NothingToUndo, match="followed"):
        desk.undo(people.budi)


def test_undo_never_makes_an_officer_serve_two(desk: Desk, people: People) -> None:
    _, (item,) = serve(desk, people)
    desk.request_documents(people.budi, item, ["SK"])
    serve(desk, people)
    before = dump(desk)
    with pytest.raises(NothingToUndo, match="followed"):
        desk.undo(people.budi)
    assert dump(desk) == before


def test_a_look_at_a_contact_is_no_action_and_no_follower(desk: Desk, people: People) -> None:
    item = followed(desk, people)
    desk.cancel(people.ana, item, "tidak jadi")
    desk.reveal_contact(people.ana, item)
    desk.sign_out(people.ana)
    desk.reveal_contact(people.kasi, item)
    assert desk.undo(people.ana).action == "cancel"


def test_nothing_done_nothing_to_undo(desk: Desk, people: People) -> None:
    with pytest.raises(NothingToUndo):
        desk.undo(people.budi)


def test_the_number_of_an_undone_registration_is_not_given_again(desk: Desk, people: People) -> None:
    ticket = visit(desk, people)
    desk.undo(people.satpam)
    assert ticket_of(desk, ticket).state == "cancelled"
    assert visit(desk, people).label == "A-002"

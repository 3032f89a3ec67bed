"""Undo goes back step by step, and says what stands in the way (A23)."""

import json

import pytest

from kppn_tui import i18n
from kppn_tui.desk import FINISH, Desk
from kppn_tui.domain.errors import NothingToUndo
from kppn_tui.domain.people import Officer
from tests.conftest import HandClock, People
from tests.desk.kit import check_invariants, dump, escalated, events, followed, now_of, rows, serve, ticket_of, visit
from tests.desk.test_undo import as_before


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


def refusal(desk: Desk, officer: Officer) -> str:
    """What an undo is refused with."""
    with pytest.raises(NothingToUndo) as refused:
        desk.undo(officer)
    return i18n.explain(refused.value)


def test_one_after_the_other_back_to_the_beginning(desk: Desk, people: People, clock: HandClock) -> None:
    before = dump(desk)
    ticket = visit(desk, people)
    states = [dump(desk)]
    clock.forward(1)
    desk.call(people.ana, ticket)
    states.append(dump(desk))
    desk.start(people.ana, ticket)
    states.append(dump(desk))
    desk.identify(people.ana, ticket, name="Dewi", satker_code="980103", satker_name="KEMENAG SEROJA")
    states.append(dump(desk))
    (item,) = [view.consultation for view in desk.session(ticket).consultations]
    desk.record(people.ana, item, question="Bagaimana retur?")
    states.append(dump(desk))
    desk.resolve(people.ana, item, answer="Ajukan surat ralat", no_reference=True)
    for action in ("resolve", "record", "identify", "start", "call"):
        clock.forward(1)
        undone = desk.undo(people.ana)
        assert (undone.action, undone.label) == (action, ticket.label)
        as_before(states.pop(), dump(desk))
        check_invariants(desk.settings.url)
    assert refusal(desk, people.ana) == "Nothing of yours from the last 10 minutes can be undone."
    assert desk.undo(people.satpam).action == "take_ticket"
    as_before(before, dump(desk))
    taken = [(action, data) for action, data in events(desk) if action == "undo"]
    assert [data["action"] for _undo, data in taken] == ["resolve", "record", "identify", "start", "call",
                                                        "take_ticket"]  # fmt: skip
    assert len({data["undone"] for _undo, data in taken}) == 6, "nothing is taken back twice"


def test_between_two_undos_something_new_may_be_done_and_goes_first(desk: Desk, people: People) -> None:
    item = followed(desk, people)
    desk.log_progress(people.ana, item, "satu", channel="whatsapp")
    desk.log_progress(people.ana, item, "dua", channel="whatsapp")
    desk.undo(people.ana)
    desk.log_progress(people.ana, item, "tiga", channel="whatsapp")
    assert [desk.undo(people.ana).action, desk.undo(people.ana).action] == ["log_progress", "log_progress"]
    assert rows(desk, "SELECT text FROM progress") == []
    assert desk.undo(people.ana).action == "finish"


def test_each_step_has_its_own_grace(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people)
    desk.call(people.ana, ticket)
    clock.forward(6)
    desk.start(people.ana, ticket)
    clock.forward(6)
    assert desk.undo(people.ana).action == "start"
    assert refusal(desk, people.ana) == "“Call” A-001 was at 09:10: after 10 minutes it can't be undone any more."
    assert ticket_of(desk, ticket).state == "called"


def test_what_a_colleague_did_meanwhile_is_named_until_they_take_it_back(
    desk: Desk, people: People, clock: HandClock
) -> None:
    sent = escalated(desk, people)
    clock.forward(3)
    desk.accept(people.kasi, sent)
    desk.return_(people.kasi, sent, "Tahun berapa?")
    told = refusal(desk, people.ana)
    assert told == ("Something has followed on “Escalate” A-001, so it can't be undone: “Accept”, Citra Seroja, 09:13.")
    desk.undo(people.kasi)
    assert "“Accept”" in refusal(desk, people.ana)
    desk.undo(people.kasi)
    assert desk.undo(people.ana).action == "escalate"


def test_what_the_same_officer_did_elsewhere_goes_first(desk: Desk, people: People) -> None:
    item = followed(desk, people)
    desk.log_progress(people.ana, item, "ditelaah", channel="whatsapp")
    other = visit(desk, people)
    desk.call(people.ana, other)
    assert [desk.undo(people.ana).action for _ in range(2)] == ["call", "log_progress"]


def test_a_visitor_who_was_left_for_another_is_named_by_that_call(desk: Desk, people: People) -> None:
    ticket, (item,) = serve(desk, people)
    desk.resolve(people.ana, item, answer="Sudah", no_reference=True)
    other = desk.add_consultation(people.budi, ticket, "LPJ", take_over=True)
    desk.cancel(people.budi, other, "tidak jadi", take_over=True)
    visit(desk, people)
    desk.call_next(people.ana, FINISH)
    assert "“Call”, Ana Seroja" in refusal(desk, people.budi)
    desk.undo(people.ana)
    assert [desk.undo(people.budi).action for _ in range(2)] == ["cancel", "add_consultation"]


def test_a_counter_that_is_taken_by_now_is_named(desk: Desk, people: People) -> None:
    _, (item,) = serve(desk, people)
    desk.request_documents(people.budi, item, ["SK"], take_over=True)
    serve(desk, people)
    before = dump(desk)
    assert refusal(desk, people.budi) == (
        "Something has followed on “Ask for documents” A-001: Ana Seroja has another visitor at the counter by now."
    )
    assert dump(desk) == before


def test_the_end_of_the_day_is_named(desk: Desk, people: People, clock: HandClock) -> None:
    clock.to("2026-11-24T23:59:00")
    visit(desk, people)
    clock.to("2026-11-25T00:02:00")
    desk.sweep()
    assert "The end of the day has followed on “Register” A-001" in refusal(desk, people.satpam)


def test_an_act_without_undo_is_named_and_hides_nothing_behind_it(desk: Desk, people: People, clock: HandClock) -> None:
    sent = escalated(desk, people)
    desk.answer(people.kasi, sent, "Cukup surat")
    desk.name_substitute(people.kasi, "PDMS", "budi", "2026-11-24", "2026-11-26")
    assert refusal(desk, people.kasi) == "“Name a substitute (Plh.)” of 09:10 can't be undone."
    (row,) = rows(desk, "SELECT state FROM escalation")
    assert row["state"] == "answered", "what lies before it is not taken back in its place"


def test_a_colleagues_act_is_never_taken_back_by_ones_own_key(desk: Desk, people: People) -> None:
    item = followed(desk, people)
    desk.log_progress(people.ana, item, "ditelaah", channel="whatsapp")
    assert refusal(desk, people.budi) == "Nothing of yours from the last 10 minutes can be undone."
    assert now_of(desk, item).state == "follow_up"
    assert all(json.loads(row["data"]) for row in rows(desk, "SELECT data FROM event WHERE action = 'undo'"))

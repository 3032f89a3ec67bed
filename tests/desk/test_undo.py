"""Undo: the file is as before, for every verb; and when there is nothing to undo."""

from dataclasses import fields

import pytest

from kppn_tui.desk import FINISH, Desk
from kppn_tui.desk.undo import ADDED, Ended
from kppn_tui.domain.errors import NothingToUndo
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.people import Officer, Substitute
from kppn_tui.domain.records import Alert, DeadlineKind, Event
from kppn_tui.store.tables import MODEL_OF
from tests.conftest import HandClock, People
from tests.desk.kit import (
    APART,
    WHATSAPP,
    Rows,
    check_invariants,
    clocks_of,
    dump,
    events,
    followed,
    message,
    serve,
    ticket_of,
    visit,
    wita,
)
from tests.desk.stage import DEEDS, Stage

#: What has no undo: an undo itself, looks, sign-ins, officers and their substitutes, and what nobody does.
NEVER = {
    Action.UNDO, Action.SWEEP, Action.CLOSE_DAY, Action.OFFICER, Action.SUBSTITUTE, Action.SIGN_IN, Action.SIGN_OUT,
    Action.SIGN_IN_FAILED, Action.REVEAL_CONTACT, Action.DIRECTORY, Action.CLOCK,
}  # fmt: skip
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


@pytest.fixture
def stage(desk: Desk, people: People, clock: HandClock) -> Stage:
    return Stage(desk, people, clock)


def test_every_verb_that_changes_something_is_tried() -> None:
    assert {str(action) for action in set(Action) - NEVER} <= set(DEEDS)


def test_of_every_row_that_a_verb_adds_it_is_said_what_an_undo_does() -> None:
    never_undone = {Officer, Substitute, Alert, Event}
    assert set(ADDED) == set(MODEL_OF) - never_undone
    for record_type, how in ADDED.items():
        columns = {field.name for field in fields(record_type)}
        assert not isinstance(how, Ended) or {"state", how.column} <= columns


@pytest.mark.parametrize("swept", [False, True], ids=["", "swept"])
@pytest.mark.parametrize("name", DEEDS)
def test_undo_puts_everything_back(desk: Desk, clock: HandClock, stage: Stage, name: str, swept: bool) -> None:
    officer, act = stage.deed(name)
    if swept:
        desk.sweep()
    before = dump(desk)
    act()
    check_invariants(desk.settings.url)
    done = events(desk)[-1]
    if swept:
        desk.sweep()
    clock.forward(10)
    undone = desk.undo(officer)
    as_before(before, dump(desk), but="alert" if swept else "")
    check_invariants(desk.settings.url)
    assert (undone.action, events(desk)[-1][0]) == (done[0], "undo")
    assert name.startswith(undone.action)
    assert events(desk)[-2] == done, "the trail keeps what was undone"
    with pytest.raises(NothingToUndo):
        desk.undo(officer)


def test_a_sweep_in_between_leaves_no_clock_behind(desk: Desk, people: People, clock: HandClock) -> None:
    """A message of Tuesday becomes a follow-up on its last day; a sweep after closing lets its duty go on daily."""
    item = message(desk, people, clock, "2026-11-27T16:25")
    before = dump(desk)
    desk.follow_up(people.ana, item, contact=WHATSAPP, reason="telaah")
    clock.forward(6)
    assert [raised.deadline.kind for raised in desk.sweep().raised] == ["solution"]
    assert len(clocks_of(desk, item, DeadlineKind.PROGRESS)) == 1, "the note of the working day after it"
    desk.undo(people.ana)
    as_before(before, dump(desk))


def test_an_undone_note_leaves_the_duty_that_a_sweep_told_of_meanwhile(
    desk: Desk, people: People, clock: HandClock
) -> None:
    """A note just after closing ends the missed checkpoint before the sweep tells of it; the undo opens it again."""
    item = followed(desk, people)
    clock.to("2026-11-25T16:00:01")
    desk.log_progress(people.ana, item, "Ditelaah", channel="whatsapp")
    assert [raised.deadline.kind for raised in desk.sweep().raised] == ["progress"]
    desk.undo(people.ana)
    assert desk.sweep().raised == (), "it is not told twice"
    assert [clock.met for clock in clocks_of(desk, item, DeadlineKind.PROGRESS)] == [False, None]
    clock.to("2026-11-26T16:00:01")
    assert [wita(raised.deadline.due_at) for raised in desk.sweep().raised] == ["2026-11-26 16:00"]


def test_a_substitute_once_named_is_not_undone(desk: Desk, people: People) -> None:
    """A Plh. may have answered meanwhile."""
    desk.name_substitute(people.kasi, "PDMS", "budi", "2026-11-24", "2026-11-26")
    with pytest.raises(NothingToUndo):
        desk.undo(people.kasi)
    assert desk.sections_of(people.budi) == {"PDMS": True}


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
    assert ticket_of(desk, ticket).state == "waiting"
    desk.undo(people.satpam)
    assert ticket_of(desk, ticket).state == "cancelled", "what was undone stands in nobody's way, nor does the undo"


def test_undo_sees_a_follower_whose_event_names_another_ticket(desk: Desk, people: People) -> None:
    """Ana leaves her visitor for the next one; what Budi did for that visitor before is not undone under her."""
    ticket, (item,) = serve(desk, people)
    desk.resolve(people.ana, item, answer="Sudah", no_reference=True)
    other = desk.add_consultation(people.budi, ticket, "LPJ", take_over=True)
    desk.cancel(people.budi, other, "tidak jadi", take_over=True)
    visit(desk, people)
    desk.call_next(people.ana, FINISH)
    with pytest.raises(NothingToUndo, match="followed"):
        desk.undo(people.budi)


def test_undo_never_makes_an_officer_serve_two(desk: Desk, people: People) -> None:
    _, (item,) = serve(desk, people)
    desk.request_documents(people.budi, item, ["SK"], take_over=True)
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

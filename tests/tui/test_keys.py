"""Other keys on the screens: they work, the old ones don't, and footer, help and sentences name them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

from kppn_tui.desk import Desk, connect
from kppn_tui.domain import availability
from kppn_tui.domain.availability import of_queue
from kppn_tui.tui.action_lists import rows_of
from kppn_tui.tui.app import KppnApp
from kppn_tui.tui.cases.followups import FollowUpScreen
from kppn_tui.tui.cases.forms import DeliverForm
from kppn_tui.tui.cases.inbox import InboxScreen
from kppn_tui.tui.entry.signin import SignInScreen
from kppn_tui.tui.entry.wizard import WizardScreen
from kppn_tui.tui.help.standard import StandardScreen
from kppn_tui.tui.keys import wrong_keys
from kppn_tui.tui.queue import screen as queue_screen
from kppn_tui.tui.queue.screen import QueueScreen
from kppn_tui.tui.training.app import TrainingApp
from kppn_tui.tui.training.roles import RoomSignIn
from kppn_tui.tui.visit.screen import SessionScreen
from tests.conftest import HandClock, People
from tests.desk.kit import serve, ticket_of, visit
from tests.tui.desks import OfficerAtDesk, at_desk

KINDS: tuple[type[Any], ...] = (
    KppnApp, TrainingApp, QueueScreen, SessionScreen, FollowUpScreen, InboxScreen, StandardScreen, DeliverForm,
    SignInScreen, RoomSignIn, WizardScreen,
)  # fmt: skip
OTHER_KEYS = {
    "queue.call_next": "g", "queue.recall": "n", "queue.register": "F3", "visit.resolve": "w, F10", "app.undo": "z",
    "form.save": "F5", "visit.question": "q, F9", "app.quit": "F11",
}  # fmt: skip


@pytest.fixture
def other(desk: Desk, clock: HandClock) -> Iterator[Desk]:
    """A desk on the same file whose office has other keys."""
    found = connect(desk.settings.url, replace(desk.settings, keys=OTHER_KEYS), clock)
    yield found
    found.close()


def test_these_keys_can_be_given() -> None:
    assert list(wrong_keys(OTHER_KEYS)) == []


def declared(kind: type[DOMNode]) -> set[str]:
    """The ids of all bindings that a class and its bases declare."""
    found = [one for cls in kind.__mro__ for one in cls.__dict__.get("BINDINGS", ()) if isinstance(one, Binding)]
    return {one.id for one in found if one.id is not None}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_screen_lists_the_keys_that_it_binds(kind: type[Any]) -> None:
    listed = {row.id for row in rows_of(*kind.PLACES)}
    # A later place takes over a key of an earlier one.
    assert listed <= declared(kind)
    assert {name.partition(".")[0] for name in declared(kind)} == {str(place) for place in kind.PLACES}


async def test_the_other_key_works_and_the_old_one_does_something_else(
    desk: Desk, other: Desk, people: People, clock: HandClock
) -> None:
    ticket = visit(desk, people)
    async with at_desk(other, people.ana, clock, size=(120, 36)) as officer:
        assert "g Call next" in _footer(officer) and "F3 Register" in _footer(officer)
        await officer.press("g")
        await officer.hear(f"Please call: {ticket.label}")
        clock.forward(seconds=30)
        await officer.tick()
        await officer.press("n")
        await officer.until(lambda: ticket_of(desk, ticket).calls == 2, "called again")
        await officer.press("r")
        await officer.press("f3")
        await officer.form()
        assert ticket_of(desk, ticket).calls == 2
        assert "F5 Save" in _footer(officer)


async def test_help_and_sentences_name_the_other_key(other: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(other, people.ana, clock) as officer:
        await officer.see("“F3” registers a visitor, “o” an online case.")
        await officer.press("2")
        await officer.hear("call the next visitor with “g” on the queue")
        await officer.press("question_mark")
        await officer.see("g", "Call next", "not now: Nobody is waiting.")
        assert "r Call again" not in officer.text


async def test_letters_are_typed_in_a_field_whatever_they_do_outside(
    desk: Desk, other: Desk, people: People, clock: HandClock
) -> None:
    _ticket, (item,) = serve(desk, people)
    async with at_desk(other, people.ana, clock) as officer:
        await officer.press("2")
        await officer.session()
        await officer.see("Question (F9)", "Answer (F4)")
        await officer.press("f9")
        await officer.until(lambda: officer.area("question").has_focus)
        await officer.press("w", "q", "g", "z")
        assert officer.area("question").text.endswith("wqgz")
        assert "F10 Resolve" in _footer(officer) and "F9" not in _footer(officer)
        await officer.press("escape", "w")
        await officer.until(lambda: officer.area("answer").has_focus, "to the first thing that is missing")
        assert desk.consultation(item).consultation.state == "serving"


async def test_what_is_possible_is_worked_out_once_for_board_and_cursor(
    desk: Desk, people: People, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tickets = [visit(desk, people) for _ in range(3)]
    asked: list[int] = []

    def counted(board: Any, row: Any, at: Any) -> availability.Availability:
        asked.append(row.ticket.id if row else 0)
        return of_queue(board, row, at)

    monkeypatch.setattr(queue_screen, "of_queue", counted)
    # Each second it is worked out anew.
    monkeypatch.setattr(QueueScreen, "second", lambda _screen: None)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.go_to(tickets[1])
        await officer.quiet()
        asked.clear()
        await officer.press("down")
        await officer.until(lambda: asked, "worked out anew")
        await officer.quiet()
        await officer.press("question_mark")
        await officer.see("Call next")
        assert asked == [tickets[2].id]


def _footer(officer: OfficerAtDesk) -> str:
    return " ".join(officer.footer.split())

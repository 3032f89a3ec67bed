"""Which call is shown: one after the other, each long enough to be read; what was taken back is gone."""

from datetime import timedelta

import pytest

from kppn_tui.board.calls import FLASHES, PHASE, READ, Calls
from kppn_tui.domain.states import TicketState
from kppn_tui.domain.views import HallCall, HallView
from tests.conftest import TUESDAY


def call(label: str, minute: int = 0, state: TicketState = TicketState.CALLED, counter: str = "1") -> HallCall:
    return HallCall(label, counter, TUESDAY + timedelta(minutes=minute), state)


def view(*calls: HallCall) -> HallView:
    """Return what is read, given the calls from the first to the last."""
    return HallView(tuple(reversed(calls)), 0)


def now(calls: Calls) -> str:
    return calls.shown.label if calls.shown is not None else ""


@pytest.fixture
def calls() -> Calls:
    """The display of a hall where A-001 was called a while ago."""
    made = Calls()
    made.see(view(call("A-001")), 0)
    return made


def test_before_the_first_call_nothing_is_shown() -> None:
    calls = Calls()
    assert calls.shown is None
    calls.see(HallView(), 0)
    assert (calls.shown, calls.before, calls.flashes(0)) == (None, (), False)


def test_who_is_there_at_the_start_is_shown_at_once_and_without_flashing() -> None:
    calls = Calls()
    calls.see(view(call("A-001"), call("A-002", 1)), 0)
    assert (now(calls), [one.label for one in calls.before]) == ("A-002", ["A-001"])
    assert not calls.flashes(0)


def test_two_calls_in_quick_succession_are_shown_one_after_the_other(calls: Calls) -> None:
    calls.see(view(call("A-001"), call("A-002", 5), call("A-003", 5)), 100)
    assert (now(calls), [one.label for one in calls.before]) == ("A-002", ["A-001"]), "the second has still to come"
    calls.step(100 + READ - 0.01)
    assert now(calls) == "A-002"
    calls.step(100 + READ)
    assert (now(calls), [one.label for one in calls.before]) == ("A-003", ["A-002", "A-001"])


def test_a_call_that_comes_while_another_is_read_waits_its_turn(calls: Calls) -> None:
    calls.see(view(call("A-001"), call("A-002", 5)), 100)
    calls.see(view(call("A-001"), call("A-002", 5), call("A-003", 5)), 101)
    assert now(calls) == "A-002"
    calls.step(100 + READ)
    assert now(calls) == "A-003"


def test_who_is_served_at_once_is_shown_all_the_same(calls: Calls) -> None:
    served = call("A-002", 5, TicketState.SERVING)
    calls.see(view(call("A-001"), served, call("A-003", 5, TicketState.SERVING)), 100)
    assert now(calls) == "A-002"
    calls.step(100 + READ)
    assert now(calls) == "A-003"


def test_a_number_that_is_called_again_is_shown_again(calls: Calls) -> None:
    calls.see(view(call("A-001"), call("A-002", 5)), 100)
    calls.step(200)
    calls.see(view(call("A-002", 5), call("A-001", 6)), 200)
    assert now(calls) == "A-001" and calls.flashes(200)
    assert [one.label for one in calls.before] == ["A-002"]


def test_a_call_that_was_taken_back_is_gone_at_once(calls: Calls) -> None:
    calls.see(view(call("A-001"), call("A-002", 5), call("A-003", 5)), 100)
    calls.see(view(call("A-001"), call("A-003", 5)), 101)
    assert now(calls) == "A-003", "and who waited for it has its turn"
    calls.see(view(call("A-001")), 102)
    assert now(calls) == "A-001" and not calls.flashes(102)
    calls.see(HallView(), 103)
    assert calls.shown is None


def test_the_counter_and_the_state_of_what_is_shown_are_those_that_were_read_last(calls: Calls) -> None:
    calls.see(view(call("A-001", state=TicketState.SERVING, counter="2")), 100)
    assert calls.shown == call("A-001", state=TicketState.SERVING, counter="2")
    assert not calls.flashes(100), "that is no new call"


def test_after_an_outage_only_who_is_still_called_has_a_turn(calls: Calls) -> None:
    over = [call(f"A-01{n}", n, TicketState.CLOSED) for n in range(5)]
    calls.see(view(call("A-001"), *over, call("A-020", 9)), 100, gap=True)
    assert (now(calls), calls.before[0].label) == ("A-020", "A-014")
    calls.step(500)
    assert now(calls) == "A-020"


def test_a_new_day_begins_with_an_empty_display(calls: Calls) -> None:
    calls.see(HallView(), 100)
    calls.see(view(call("A-001", 24 * 60)), 200)
    assert now(calls) == "A-001" and calls.flashes(200)


def test_an_older_call_that_comes_into_sight_again_is_no_new_one(calls: Calls) -> None:
    calls.see(view(call("A-002", 5)), 100)
    calls.step(200)
    calls.see(view(call("A-001"), call("A-002", 5)), 200)
    assert now(calls) == "A-002" and not calls.flashes(200)


def test_a_new_call_is_reversed_three_times(calls: Calls) -> None:
    calls.see(view(call("A-001"), call("A-002", 5)), 100)
    phases = [calls.flashes(100 + PHASE * (at + 0.5)) for at in range(2 * FLASHES + 4)]
    assert phases == [True, False] * FLASHES + [False] * 4

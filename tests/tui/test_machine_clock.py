"""A desk whose machine's clock jumps: the header says so, one key confirms it."""

from typing import cast

from kppn_tui.desk import Desk
from kppn_tui.domain.trouble import Trouble
from tests.conftest import HandClock, People
from tests.desk.kit import events, serve, ticket_of, visit
from tests.machine import Machine
from tests.tui.desks import OfficerAtDesk, at_desk


def hand(machine: Machine) -> HandClock:
    """The clock of a desk on `machine`."""
    return cast("HandClock", machine.clock())


async def pulse(officer: OfficerAtDesk) -> None:
    """A second passes."""
    officer.app.client.pulse()
    officer.app.listener.second()
    await officer.quiet()


def clock_events(desk: Desk) -> list[tuple[str, object]]:
    return [(data["did"], data.get("services")) for action, data in events(desk) if action == "clock"]


async def test_a_jump_is_told_in_the_header_and_confirmed_by_a_key(
    desk: Desk, people: People, clock: HandClock
) -> None:
    waiting = visit(desk, people)
    machine = Machine(clock.at)
    async with at_desk(desk, people.ana, hand(machine)) as officer:
        await officer.press("y")
        await officer.hear("The machine's clock is not in doubt.")
        machine.jump(days=4)
        await pulse(officer)
        await officer.see("! The machine's clock is 4 days ahead; “y”: it is right")
        assert ticket_of(desk, waiting).state == "waiting"
        await officer.press("y")
        await officer.see("says Saturday, 28 November 2026", "Tuesday, 24 November 2026, 09:10 WITA. Is the clock")
        await officer.press("escape")
        await officer.quiet()
        assert Trouble.CLOCK in officer.app.client.connection.troubles
        await officer.press("y", "down", "enter")
        await officer.hear("The clock is confirmed")
        await officer.until(lambda: not officer.app.client.connection.troubles, "nothing in doubt any more")
        assert "ahead" not in officer.line("Queue") and officer.app.client.now() == machine.wall()
        machine.forward(2)
        await pulse(officer)
        await officer.until(lambda: ticket_of(desk, waiting).state == "closed", "the day is closed")
    assert [did for did, _ in clock_events(desk)] == ["doubt", "confirm"]


async def test_a_clock_that_is_right_again_needs_no_key(desk: Desk, people: People, clock: HandClock) -> None:
    machine = Machine(clock.at)
    serve(desk, people)
    async with at_desk(desk, people.ana, hand(machine)) as officer:
        machine.jump(hours=-30)
        machine.forward(16)
        await pulse(officer)
        await officer.see("! The machine's clock is 1 day behind")
        assert not officer.toasts, "nothing is raised meanwhile"
        assert "16:00" in officer.text, "the running service counts on"
        machine.right()
        await pulse(officer)
        await officer.until(lambda: "behind" not in officer.text, "the banner is gone")
        await officer.hear("A service nears the standard time.")
    assert [did for did, _ in clock_events(desk)] == ["doubt", "right"]


async def test_a_clock_confirmed_days_back_is_swept_by_again(desk: Desk, people: People, clock: HandClock) -> None:
    machine = Machine(clock.at)
    async with at_desk(desk, people.ana, hand(machine)) as officer:
        machine.jump(days=-3)
        await pulse(officer)
        await officer.see("3 days behind")
        await officer.press("y", "down", "enter")
        await officer.hear("The clock is confirmed")
        machine.forward(2)
        await pulse(officer)
        await officer.until(
            lambda: officer.app.client.board.swept_at == machine.wall(), "a sign of life by the new time"
        )

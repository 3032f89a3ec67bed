"""A desk asks when a service ended that nobody ended: at the closing, and at the next sign-in."""

from kppn_tui.desk import Desk
from tests.conftest import HandClock, People
from tests.desk.kit import now_of, serve
from tests.tui.desks import Seat, at_desk


async def second(seat: Seat) -> None:
    seat.app.second()
    await seat.settle()


async def test_at_the_next_sign_in_the_end_is_asked_and_given(desk: Desk, people: People, clock: HandClock) -> None:
    clock.to("2026-11-24T15:20")
    _, (item,) = serve(desk, people)
    clock.to("2026-11-25T07:45")
    async with at_desk(desk, people.ana, clock) as seat:
        await second(seat)
        await seat.see("A-001 still runs since 24-11 15:20: when did it end?")
        await seat.press("down", "enter")
        await seat.form()
        await seat.write("16.40")
        await seat.press("enter")
        await seat.write("lupa menutup")
        await seat.press("f9")
        await seat.until(lambda: now_of(desk, item).session_ended_at is not None, "it is given")
        assert now_of(desk, item).net_seconds == 80 * 60
        await second(seat)
        assert "when did it end" not in seat.text


async def test_a_moment_that_can_t_be_is_refused_and_nothing_typed_is_lost(
    desk: Desk, people: People, clock: HandClock
) -> None:
    clock.to("2026-11-24T15:20")
    _, (item,) = serve(desk, people)
    clock.to("2026-11-25T07:45")
    async with at_desk(desk, people.ana, clock) as seat:
        await second(seat)
        await seat.see("when did it end?")
        await seat.press("down", "enter")
        await seat.form()
        await seat.press("f9")
        await seat.until(lambda: "Write when it ended" in seat.complaint, "what is missing")
        await seat.write("15.10")
        await seat.press("enter")
        await seat.write("lupa")
        await seat.press("f9")
        await seat.until(lambda: "before the service began" in seat.complaint, "a refusal")
        assert "15.10" in seat.text and "lupa" in seat.text
    assert now_of(desk, item).session_ended_at is None


async def test_at_the_closing_it_is_asked_once_and_may_still_be_running(
    desk: Desk, people: People, clock: HandClock
) -> None:
    clock.to("2026-11-24T15:50")
    serve(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await second(seat)
        assert "when did it end" not in seat.text
        clock.to("2026-11-24T16:00:01")
        await seat.press("a")
        await seat.form()
        await second(seat)
        assert "when did it end" not in seat.text, "never over a form"
        await seat.press("escape")
        await seat.settle()
        await second(seat)
        await seat.see("A-001 still runs since 15:50: when did it end?")
        await seat.press("enter")
        await seat.settle()
        clock.forward(5)
        await second(seat)
        assert "when did it end" not in seat.text


async def test_an_outage_is_a_key_of_the_service(desk: Desk, people: People, clock: HandClock) -> None:
    _, (item,) = serve(desk, people)
    clock.forward(5)
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("2")
        await seat.see("RETUR")
        await seat.press("g")
        await seat.form()
        await seat.write("listrik padam")
        await seat.press("f9")
        await seat.until(lambda: now_of(desk, item).hold_reason == "outage", "it is on hold")
        await seat.see("held by an outage")
        await seat.press("m")
        await seat.until(lambda: now_of(desk, item).state == "serving", "it goes on")
        clock.forward(40)
        await seat.press("p")
        await seat.form()
        await seat.see("When did the service end?")

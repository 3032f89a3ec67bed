"""A desk asks when a service ended that nobody ended: at the closing, and at the next sign-in."""

from kppn_tui.desk import Desk
from tests.conftest import HandClock, People
from tests.desk.kit import now_of, serve
from tests.tui.desks import OfficerAtDesk, at_desk


async def second(officer: OfficerAtDesk) -> None:
    officer.app.listener.second()
    await officer.quiet()


async def test_at_the_next_sign_in_the_end_is_asked_and_given(desk: Desk, people: People, clock: HandClock) -> None:
    clock.to("2026-11-24T15:20")
    _, (item,) = serve(desk, people)
    clock.to("2026-11-25T07:45")
    async with at_desk(desk, people.ana, clock) as officer:
        await second(officer)
        await officer.see("A-001 still runs since 24-11 15:20: when did it end?")
        await officer.press("down", "enter")
        await officer.form()
        await officer.write("16.40")
        await officer.press("enter")
        await officer.write("lupa menutup")
        await officer.press("f9")
        await officer.until(lambda: now_of(desk, item).session_ended_at is not None, "it is given")
        assert now_of(desk, item).net_seconds == 80 * 60
        await second(officer)
        assert "when did it end" not in officer.text


async def test_a_moment_that_can_t_be_is_refused_and_nothing_typed_is_lost(
    desk: Desk, people: People, clock: HandClock
) -> None:
    clock.to("2026-11-24T15:20")
    _, (item,) = serve(desk, people)
    clock.to("2026-11-25T07:45")
    async with at_desk(desk, people.ana, clock) as officer:
        await second(officer)
        await officer.see("when did it end?")
        await officer.press("down", "enter")
        await officer.form()
        await officer.press("f9")
        await officer.until(lambda: "Write when it ended" in officer.complaint, "what is missing")
        await officer.write("15.10")
        await officer.press("enter")
        await officer.write("lupa")
        await officer.press("f9")
        await officer.until(lambda: "before the service began" in officer.complaint, "a refusal")
        assert "15.10" in officer.text and "lupa" in officer.text
    assert now_of(desk, item).session_ended_at is None


async def test_at_the_closing_it_is_asked_once_and_may_still_be_running(
    desk: Desk, people: People, clock: HandClock
) -> None:
    clock.to("2026-11-24T15:50")
    serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await second(officer)
        assert "when did it end" not in officer.text
        clock.to("2026-11-24T16:00:01")
        await officer.press("a")
        await officer.form()
        await second(officer)
        assert "when did it end" not in officer.text, "never over a form"
        await officer.press("escape")
        await officer.quiet()
        await second(officer)
        await officer.see("A-001 still runs since 15:50: when did it end?")
        await officer.press("enter")
        await officer.quiet()
        clock.forward(5)
        await second(officer)
        assert "when did it end" not in officer.text


async def test_an_outage_is_a_key_of_the_service(desk: Desk, people: People, clock: HandClock) -> None:
    _, (item,) = serve(desk, people)
    clock.forward(5)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("2")
        await officer.see("RETUR")
        await officer.press("g")
        await officer.form()
        await officer.write("listrik padam")
        await officer.press("f9")
        await officer.until(lambda: now_of(desk, item).hold_reason == "outage", "it is on hold")
        await officer.see("held by an outage")
        await officer.press("m")
        await officer.until(lambda: now_of(desk, item).state == "serving", "it goes on")
        clock.forward(40)
        await officer.press("p")
        await officer.form()
        await officer.see("When did the service end?")

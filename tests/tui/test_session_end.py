"""A session that ends elsewhere, a sign-in that tells what happened, and a colleague's service that is asked for."""

from collections.abc import Callable

import pytest
from textual.widgets import Input

from kppn_tui import i18n
from kppn_tui.desk import Desk
from kppn_tui.domain.errors import SignInRefused
from kppn_tui.tui.app import KppnApp
from kppn_tui.tui.entry.signin import SignInScreen
from tests.conftest import PASSWORD, HandClock, People
from tests.desk.kit import followed, now_of, serve, visit
from tests.tui.cases import seated
from tests.tui.desks import Seat, at_desk

#: What ends a session, and what the sign-in then says.
ENDS: dict[str, tuple[Callable[[Desk], object], str]] = {
    "disabled": (lambda desk: desk.disable_officer(None, "ana"), "Ana Seroja may not sign in any more"),
    "password": (lambda desk: desk.set_password(None, "ana", "kata-baru-1"), "Your password was changed"),
    "elsewhere": (lambda desk: desk.sign_in("ana", PASSWORD, "7"), "You have signed in at counter 7"),
}


async def at_sign_in(seat: Seat) -> None:
    await seat.until(lambda: isinstance(seat.app.screen, SignInScreen) and seat.app.screen.is_mounted, "the sign-in")


async def sign_in(seat: Seat, login: str, password: str = PASSWORD) -> None:
    await seat.until(lambda: isinstance(seat.app.focused, Input), "a field")
    await seat.write(login)
    await seat.press("enter")
    await seat.write(password)
    await seat.press("f9")


@pytest.mark.parametrize("end", ENDS)
async def test_it_goes_to_the_sign_in_and_what_was_typed_is_kept(
    desk: Desk, people: People, clock: HandClock, end: str
) -> None:
    _ticket, (item,) = serve(desk, people)
    ends, sentence = ENDS[end]
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("2")
        await seat.session()
        await seat.press("f4")
        await seat.type("belum selesai")
        ends(desk)
        await at_sign_in(seat)
        await seat.see(sentence)
        visit(desk, people, "LPJ", visitor_name="Siti Rahasia")
        await seat.settle()
        assert "RETUR" not in seat.text and seat.app.client.officer is None
        assert now_of(desk, item).answer == "", "nothing was saved in a session that had ended"
        if end != "elsewhere":
            return
        await sign_in(seat, "ana")
        await seat.until(lambda: seat.app.base_screen is not None and seat.app.client.officer is not None)
        await seat.settle()
        await seat.press("2")
        await seat.session()
        assert seat.area("answer").text == "belum selesai"


async def test_a_verb_of_an_ended_session_is_not_done(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        # Before the change feed is heard.
        seat.app.client._reader.refresh = lambda: None  # type: ignore[method-assign]
        desk.sign_in("ana", PASSWORD, "7")
        await seat.press("n")
        await at_sign_in(seat)
        await seat.see("You have signed in at counter 7")
        assert desk.session(ticket).ticket.state == "waiting"


async def test_a_colleague_who_signs_in_elsewhere_ends_nothing(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(desk, people.ana, clock) as seat:
        desk.sign_in("budi", PASSWORD, "9")
        desk.set_password(None, "kasi", "kata-baru-1")
        visit(desk, people)
        await seat.see("A-001")
        assert seat.app.client.officer is not None


async def test_the_sign_in_tells_of_failed_tries_and_of_visitors_elsewhere(
    desk: Desk, people: People, clock: HandClock
) -> None:
    visit(desk, people)
    desk.call_next(desk.sign_in("ana", PASSWORD, "1"))
    for _ in range(3):
        with pytest.raises(SignInRefused):
            desk.sign_in("ana", "salah-sekali")
    clock.forward(20)
    i18n.use("en")
    app = KppnApp(desk.settings.places, desk=desk, clock=clock)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        seat = Seat(app, pilot)
        await sign_in(seat, "ana", "salah-juga")
        await seat.see("Name or password is wrong")
        await seat.write(PASSWORD)
        await seat.press("f9")
        await seat.see("Too many wrong passwords: wait 0:10 minutes")
        clock.forward(1)
        await seat.until(lambda: isinstance(app.focused, Input) and app.focused.id == "password")
        await seat.write(PASSWORD)
        await seat.press("tab")
        await seat.write("5")
        await seat.press("f9")
        await seat.hear("4 failed tries to sign in with your name since 09:10")
        await seat.hear("A-001 is still with you at counter 1.")


async def test_a_colleagues_service_is_asked_for_once_and_what_is_typed_is_kept(
    desk: Desk, people: People, clock: HandClock
) -> None:
    ticket, (item,) = serve(desk, people, by=people.budi)
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.go_to(ticket)
        await seat.press("enter")
        await seat.session()
        await seat.press("f4")
        await seat.type("jawaban ana")
        await seat.press("escape")
        await seat.see("is being served by Budi Seroja", "Leave it to Budi Seroja")
        await seat.press("escape")
        await seat.hear("A-001 is with Budi Seroja now. What you typed is kept.")
        assert (seat.area("answer").text, now_of(desk, item).answer) == ("jawaban ana", "")
        await seat.press("i")
        await seat.see("Go on here")
        await seat.press("down", "enter")
        await seat.form()
        await seat.press("escape")
        await seat.closed()
        await seat.press("f4", "escape")
        await seat.until(lambda: now_of(desk, item).answer == "jawaban ana", "asked once a visit")


async def test_a_contact_in_clear_goes_out_of_sight_by_itself(desk: Desk, people: People, clock: HandClock) -> None:
    followed(desk, people)
    async with seated(desk, people.ana, clock, "3") as seat:
        for leave in ("a while", "another screen"):
            await seat.see("+62 813-••••-4083")
            await seat.press("c")
            await seat.see("+6281377664083")
            clock.forward(seconds=59)
            seat.app.base_screen.second()  # type: ignore[union-attr]
            await seat.pilot.pause()
            assert "+6281377664083" in seat.text
            if leave == "a while":
                clock.forward(seconds=1)
                seat.app.base_screen.second()  # type: ignore[union-attr]
            else:
                await seat.press("1", "3")
            await seat.until(lambda: "+6281377664083" not in seat.text, leave)

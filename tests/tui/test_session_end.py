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
from tests.tui.desks import OfficerAtDesk, at_cases, at_desk

#: What ends a session, and what the sign-in then says.
ENDS: dict[str, tuple[Callable[[Desk], object], str]] = {
    "disabled": (lambda desk: desk.disable_officer(None, "ana"), "Ana Seroja may not sign in any more"),
    "password": (lambda desk: desk.set_password(None, "ana", "kata-baru-1"), "Your password was changed"),
    "elsewhere": (lambda desk: desk.sign_in("ana", PASSWORD, "7"), "You have signed in at counter 7"),
}


async def at_sign_in(officer: OfficerAtDesk) -> None:
    await officer.until(
        lambda: isinstance(officer.app.screen, SignInScreen) and officer.app.screen.is_mounted, "the sign-in"
    )


async def sign_in(officer: OfficerAtDesk, login: str, password: str = PASSWORD) -> None:
    await officer.until(lambda: isinstance(officer.app.focused, Input), "a field")
    await officer.write(login)
    await officer.press("enter")
    await officer.write(password)
    await officer.press("f9")


@pytest.mark.parametrize("end", ENDS)
async def test_it_goes_to_the_sign_in_and_what_was_typed_is_kept(
    desk: Desk, people: People, clock: HandClock, end: str
) -> None:
    _ticket, (item,) = serve(desk, people)
    ends, sentence = ENDS[end]
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("2")
        await officer.session()
        await officer.press("f4")
        await officer.type("belum selesai")
        ends(desk)
        await at_sign_in(officer)
        await officer.see(sentence)
        visit(desk, people, "LPJ", visitor_name="Siti Rahasia")
        await officer.quiet()
        assert "RETUR" not in officer.text and officer.app.client.officer is None
        assert now_of(desk, item).answer == "", "nothing was saved in a session that had ended"
        if end != "elsewhere":
            return
        await sign_in(officer, "ana")
        await officer.until(lambda: officer.app.base_screen is not None and officer.app.client.officer is not None)
        await officer.quiet()
        await officer.press("2")
        await officer.session()
        assert officer.area("answer").text == "belum selesai"


async def test_a_verb_of_an_ended_session_is_not_done(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        # Before the change feed is heard.
        officer.app.client._reader.refresh = lambda: None  # type: ignore[method-assign]
        desk.sign_in("ana", PASSWORD, "7")
        await officer.press("n")
        await at_sign_in(officer)
        await officer.see("You have signed in at counter 7")
        assert desk.session(ticket).ticket.state == "waiting"


async def test_a_colleague_who_signs_in_elsewhere_ends_nothing(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(desk, people.ana, clock) as officer:
        desk.sign_in("budi", PASSWORD, "9")
        desk.set_password(None, "kasi", "kata-baru-1")
        visit(desk, people)
        await officer.see("A-001")
        assert officer.app.client.officer is not None


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
        officer = OfficerAtDesk(pilot)
        await sign_in(officer, "ana", "salah-juga")
        await officer.see("Name or password is wrong")
        await officer.write(PASSWORD)
        await officer.press("f9")
        await officer.see("Too many wrong passwords: wait 0:10 minutes")
        clock.forward(1)
        await officer.until(lambda: isinstance(app.focused, Input) and app.focused.id == "password")
        await officer.write(PASSWORD)
        await officer.press("tab")
        await officer.write("5")
        await officer.press("f9")
        await officer.hear("4 failed tries to sign in with your name since 09:10")
        await officer.hear("A-001 is still with you at counter 1.")


async def test_a_colleagues_service_is_asked_for_once_and_what_is_typed_is_kept(
    desk: Desk, people: People, clock: HandClock
) -> None:
    ticket, (item,) = serve(desk, people, by=people.budi)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.go_to(ticket)
        await officer.press("enter")
        await officer.session()
        await officer.press("f4")
        await officer.type("jawaban ana")
        await officer.press("escape")
        await officer.see("is being served by Budi Seroja", "Leave it to Budi Seroja")
        await officer.press("escape")
        await officer.hear("A-001 is with Budi Seroja now. What you typed is kept.")
        assert (officer.area("answer").text, now_of(desk, item).answer) == ("jawaban ana", "")
        await officer.press("i")
        await officer.see("Go on here")
        await officer.press("down", "enter")
        await officer.form()
        await officer.press("escape")
        await officer.closed()
        await officer.press("f4", "escape")
        await officer.until(lambda: now_of(desk, item).answer == "jawaban ana", "asked once a visit")


async def test_a_contact_in_clear_goes_out_of_sight_by_itself(desk: Desk, people: People, clock: HandClock) -> None:
    followed(desk, people)
    async with at_cases(desk, people.ana, clock, "3") as officer:
        for leave in ("a while", "another screen"):
            await officer.see("+62 813-••••-4083")
            await officer.press("c")
            await officer.see("+6281377664083")
            clock.forward(seconds=59)
            officer.app.base_screen.second()  # type: ignore[union-attr]
            await officer.pilot.pause()
            assert "+6281377664083" in officer.text
            if leave == "a while":
                clock.forward(seconds=1)
                officer.app.base_screen.second()  # type: ignore[union-attr]
            else:
                await officer.press("1", "3")
            await officer.until(lambda: "+6281377664083" not in officer.text, leave)

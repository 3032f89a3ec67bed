"""What is told on the screen: the toast, the key that opens the case, the page of today, the bell."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from kppn_tui import i18n
from kppn_tui.desk import Desk, connect
from kppn_tui.domain.people import Officer
from kppn_tui.tui.app import KppnApp
from kppn_tui.tui.cases.followups import FollowUpScreen
from kppn_tui.tui.cases.inbox import InboxScreen
from kppn_tui.tui.notices.screen import NoticeScreen
from tests.conftest import HandClock, People
from tests.desk.kit import escalated, followed, serve
from tests.tui.desks import OfficerAtDesk, at_desk


@asynccontextmanager
async def at_inbox(desk: Desk, officer: Officer, clock: HandClock) -> AsyncIterator[OfficerAtDesk]:
    """A head at an app of their own, which begins with the escalations."""
    i18n.use("en")
    own = connect(desk.settings.url, desk.settings, clock)
    app = KppnApp(desk.settings.places, desk=own, clock=clock, officer=officer)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        keyboard = OfficerAtDesk(pilot)
        await keyboard.until(
            lambda: isinstance(app.base_screen, InboxScreen) and app.base_screen.is_mounted, "the inbox"
        )
        await keyboard.quiet()
        yield keyboard


async def at_row(officer: OfficerAtDesk, screen: type, key: int) -> None:
    """Wait until the cursor of `screen` is on the row of `key`."""
    await officer.until(lambda: isinstance(officer.app.base_screen, screen), screen.__name__)
    await officer.until(lambda: officer.rows.key == key, f"row {key}")
    await officer.quiet()


async def test_one_key_opens_the_case_of_each_notice_on_its_screen(
    desk: Desk, people: People, clock: HandClock
) -> None:
    followed(desk, people, "SPM")
    answered = escalated(desk, people)
    desk.answer(people.kasi, answered, "Cukup surat")
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.hear("A-002 SUPPLIER: PDMS has answered (Citra Seroja): deliver it.\n“.” opens the next one.")
        await officer.press("3", "v", "v")
        await officer.quiet()
        await officer.press("full_stop")
        await at_row(officer, FollowUpScreen, answered.consultation_id)
        again = desk.escalate(people.ana, answered.consultation_id, "Surat apa?")
        desk.return_(people.kasi, again, "Untuk siapa?")
        await officer.hear("A-002 SUPPLIER: PDMS asks back (Citra Seroja): reply to it.")
        await officer.press("1", "full_stop")
        await at_row(officer, FollowUpScreen, answered.consultation_id)


async def test_a_head_comes_to_the_question_and_hears_what_became_of_one_that_is_gone(
    desk: Desk, people: People, clock: HandClock
) -> None:
    first, second = escalated(desk, people), escalated(desk, people)
    async with at_inbox(desk, people.kasi, clock) as officer:
        await officer.hear("A-002 SUPPLIER: Ana Seroja has a question for PDMS.")
        desk.withdraw(people.ana, first, "sudah jelas")
        await officer.quiet()
        await officer.press("full_stop")
        await officer.hear("A-001 SUPPLIER: withdrawn (sudah jelas)")
        await officer.press("full_stop")
        await at_row(officer, InboxScreen, second.id)


async def test_the_own_service_is_opened_where_it_is(desk: Desk, people: People, clock: HandClock) -> None:
    serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        clock.forward(15)
        await officer.tick()
        await officer.hear("A-001 RETUR: A service nears the standard time.")
        await officer.press("full_stop")
        await officer.session()


async def test_the_page_of_today_lists_what_was_told_and_opens_it(desk: Desk, people: People, clock: HandClock) -> None:
    escalation = escalated(desk, people)
    async with at_inbox(desk, people.kasi, clock) as officer:
        await officer.hear("has a question for PDMS.")
        await officer.press("comma")
        await officer.until(lambda: isinstance(officer.app.base_screen, NoticeScreen), "the page")
        await officer.see("Told today", "A-001 SUPPLIER: Ana Seroja has a question for PDMS.")
        await officer.press("enter")
        await at_row(officer, InboxScreen, escalation.id)
        await officer.press("full_stop")
        await officer.until(lambda: isinstance(officer.app.base_screen, NoticeScreen), "the page, as nothing is left")
    async with at_desk(desk, people.budi, clock) as officer:
        await officer.press("comma")
        await officer.see("You were told nothing today.")
    clock.to("2026-11-25T09:00")
    async with at_inbox(desk, people.kasi, clock) as officer:
        await officer.press("comma")
        await officer.see("You were told nothing today.")


async def test_many_at_once_are_one_digest(desk: Desk, people: People, clock: HandClock) -> None:
    for _ in range(3):
        desk.answer(people.kasi, escalated(desk, people), "Ya")
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.hear("3 notices for you: answers 3.\n“.” opens the next one.")
        assert len(officer.toasts) == 1


@pytest.mark.parametrize("rings", [True, False])
async def test_the_terminal_rings_where_the_office_says_so(
    desk: Desk, people: People, clock: HandClock, monkeypatch: pytest.MonkeyPatch, rings: bool
) -> None:
    bells: list[KppnApp] = []
    monkeypatch.setattr(KppnApp, "bell", lambda app: bells.append(app))
    desk.settings = replace(desk.settings, limits=replace(desk.settings.limits, bell=rings))
    escalated(desk, people)
    async with at_inbox(desk, people.kasi, clock) as officer:
        await officer.hear("has a question for PDMS.")
        assert bool(bells) is rings

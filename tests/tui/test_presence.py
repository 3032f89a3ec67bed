"""Who else has the same ticket open, where one works on it; and that the others are told, and told of the end."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest

from kppn_tui.desk import Desk, connect
from kppn_tui.desk.presence import FADES, SIGN_OF_LIFE
from kppn_tui.presentation.presence import MARK
from kppn_tui.tui.help.screen import HelpScreen
from tests.conftest import HandClock, People
from tests.desk.kit import escalated, followed, rows, serve, visit
from tests.tui.desks import OfficerAtDesk, at_cases, at_desk

BUDI = "also open at the desk of Budi Seroja"


@pytest.fixture
def other(desk: Desk, clock: HandClock) -> Iterator[Desk]:
    """The desk of a colleague, without a screen."""
    other = connect(desk.settings.url, desk.settings, clock)
    yield other
    other.close()


async def known(officer: OfficerAtDesk, other: Desk, people: People, expected: Mapping[int, tuple[str, ...]]) -> None:
    """Wait until a colleague sees just that."""
    await officer.until(lambda: other.also_open(people.budi) == expected, f"{expected}")


async def test_a_service_says_who_has_it_open_too(desk: Desk, other: Desk, people: People, clock: HandClock) -> None:
    ticket, _ = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("2")
        await officer.session()
        assert BUDI not in officer.text
        other.open_ticket(people.budi, ticket.id)
        await officer.see(f"{MARK} {BUDI} · {ticket.label}")
        other.open_ticket(people.budi, None)
        await officer.until(lambda: BUDI not in officer.text, "the colleague has left")


async def test_whoever_serves_it_is_named_once(desk: Desk, other: Desk, people: People, clock: HandClock) -> None:
    ticket, _ = serve(desk, people, by=people.budi)
    other.open_ticket(people.budi, ticket.id)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.go_to(ticket)
        await officer.press("enter")
        await officer.session()
        await officer.see(f"{MARK} served by Budi Seroja, counter 2 · {ticket.label}")
        assert officer.text.count("Budi Seroja") == 1


async def test_the_others_are_told_and_told_of_the_end(
    desk: Desk, other: Desk, people: People, clock: HandClock
) -> None:
    """On leaving the screen, signing out and quitting: at once, not when it fades."""
    ticket, _ = serve(desk, people)
    here = {ticket.id: ("Ana Seroja",)}
    async with at_desk(desk, people.ana, clock) as officer:
        assert other.also_open(people.budi) == {}
        await officer.press("2")
        await known(officer, other, people, here)
        await officer.press("1")
        await known(officer, other, people, {})
        await officer.press("2")
        await known(officer, other, people, here)
        await officer.press("l", "down", "enter")
        await known(officer, other, people, {})
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("2")
        await known(officer, other, people, here)
    assert other.also_open(people.budi) == {}


async def test_signs_of_life_are_rare_and_go_on(desk: Desk, other: Desk, people: People, clock: HandClock) -> None:
    ticket, _ = serve(desk, people)

    def seen() -> int:
        ((at,),) = (row.values() for row in rows(desk, "SELECT seen_at FROM presence"))
        return int(at)

    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("2")
        await known(officer, other, people, {ticket.id: ("Ana Seroja",)})
        first = seen()
        clock.at += SIGN_OF_LIFE - timedelta(seconds=1)
        await officer.tick()
        assert seen() == first
        for _ in range(4):
            clock.at += SIGN_OF_LIFE
            await officer.tick()
            assert seen() == clock().timestamp()
        assert other.also_open(people.budi) == {ticket.id: ("Ana Seroja",)}


async def test_a_desk_that_is_gone_fades(desk: Desk, other: Desk, people: People, clock: HandClock) -> None:
    """Nobody commits anything any more, and yet it is not shown for ever."""
    ticket, _ = serve(desk, people)
    other.open_ticket(people.budi, ticket.id)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("2")
        await officer.see(BUDI)
        clock.at += FADES + timedelta(seconds=1)
        await officer.tick()
        await officer.until(lambda: BUDI not in officer.text, "faded")


async def test_in_the_follow_ups_a_form_is_work_and_the_cursor_is_not(
    desk: Desk, other: Desk, people: People, clock: HandClock
) -> None:
    first, second = followed(desk, people, "RETUR"), followed(desk, people, "LPJ")
    async with at_cases(desk, people.ana, clock, "3", lang="id") as officer:
        await officer.until(lambda: len(officer.keys) == 2, "both")
        await officer.go_to(first.id)
        assert other.also_open(people.budi) == {}
        await officer.press("p")
        await officer.form()
        await officer.until(lambda: other.also_open(people.budi) == {first.ticket_id: ("Ana Seroja",)}, "told")
        other.open_ticket(people.budi, first.ticket_id)
        await officer.see(f"{MARK} juga sedang dibuka oleh Budi Seroja")
        await officer.press("escape")
        await officer.closed()
        await officer.until(lambda: other.also_open(people.budi) == {}, "told of the end")
        await officer.until(lambda: officer.text.count(MARK) == 2, "in its row, and above the detail")
        await officer.go_to(second.id)
        await officer.until(lambda: officer.text.count(MARK) == 1, "in the row of the other only")
        await officer.press("question_mark")
        await officer.until(lambda: isinstance(officer.app.screen, HelpScreen), "the help")
        assert other.also_open(people.budi) == {}, "help is no work on a case"


async def test_in_the_inbox_as_well(desk: Desk, other: Desk, people: People, clock: HandClock) -> None:
    escalation = escalated(desk, people)
    async with at_cases(desk, people.kasi, clock, "4", lang="id") as officer:
        await officer.until(lambda: officer.keys, "the question")
        await officer.press("g")
        await officer.form()
        await officer.press("escape")
        await officer.closed()
        assert other.also_open(people.budi) == {}, "a substitute is not a case"
        await officer.press("f9")
        await officer.form()
        ticket = desk.consultation(escalation.consultation_id).ticket.id
        await officer.until(lambda: other.also_open(people.budi) == {ticket: ("Citra Seroja",)}, "told")
        other.open_ticket(people.ana, ticket)
        await officer.see("juga sedang dibuka oleh Ana Seroja")
        await officer.press("escape")
        await officer.closed()
        await officer.see(f"{MARK} juga sedang dibuka oleh Ana Seroja")


async def test_a_name_is_never_read_as_markup(desk: Desk, other: Desk, people: People, clock: HandClock) -> None:
    visit(desk, people)
    item = followed(desk, people)
    odd = desk.add_officer(people.admin, "odd", "[/b] [red]Oki", ["cso"], "rahasia-123")
    other.open_ticket(odd, item.ticket_id)
    async with at_cases(desk, people.ana, clock, "3", lang="id") as officer:
        await officer.see("oleh [/b] [red]Oki")
        await officer.press("p")
        await officer.form()
        await officer.see("oleh [/b] [red]Oki ▁")

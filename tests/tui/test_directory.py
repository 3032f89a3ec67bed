"""Satker at the keyboard: Enter, shorthands, a list with a bad line, and the screen that puts the directory right."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from kppn_tui.desk import Desk, connect
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Ticket
from kppn_tui.tui.dialogs.choose import Choose
from kppn_tui.tui.dialogs.form import Form
from kppn_tui.tui.directory.screen import DirectoryScreen
from tests.conftest import HandClock, People
from tests.desk.kit import rows
from tests.tui.desks import Seat, at_desk

LIST = """kode,nama
980101,PENGADILAN NEGERI SEROJABARU (BUA)
980102,PENGADILAN NEGERI SEROJABARU (BADILUM)
980108,KANTOR PELAYANAN PAJAK PRATAMA SEROJABARU
980113,POLITEKNIK NEGERI TANAH SEROJA
980125,KEPOLISIAN RESOR TANAH SEROJA
"""


@pytest.fixture
def office(desk: Desk, clock: HandClock, tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "satker.csv"
    path.write_text(LIST)
    other = connect(desk.settings.url, replace(desk.settings, stakeholder_path=path), clock)
    yield other
    other.close()


def last(desk: Desk) -> Ticket:
    return desk.session(rows(desk, "SELECT max(id) AS id FROM ticket")[0]["id"]).ticket


async def registering(seat: Seat) -> Form:
    await seat.press("a")
    form = await seat.form()
    await seat.settle()
    return form


async def saved(seat: Seat) -> None:
    await seat.press("f9")
    await seat.closed()


async def test_enter_takes_the_satker_of_an_abbreviation(office: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(office, people.ana, clock) as seat:
        for typed, code in (("polrse", "980125"), ("poltek seroja", "980113")):
            await registering(seat)
            await seat.type(typed)
            await seat.press("enter")
            await saved(seat)
            assert last(office).satker_code == code
        assert office.directory().entries == ()


async def test_enter_takes_none_of_two_that_are_as_near_and_says_so(
    office: Desk, people: People, clock: HandClock
) -> None:
    async with at_desk(office, people.ana, clock) as seat:
        await registering(seat)
        await seat.type("pn")
        await seat.press("enter")
        assert seat.app.focused is seat.field("topics").input
        await seat.until(lambda: "2 satker fit “pn” equally" in seat.complaint, seat.complaint)
        # ↑ goes back to the list, ↓ marks, Enter takes.
        await seat.press("up")
        await seat.press("down", "down", "enter")
        await saved(seat)
        assert last(office).satker_code == "980102"


async def test_a_text_that_fits_nobody_stays_as_it_is_and_is_shown_without_a_code(
    office: Desk, people: People, clock: HandClock
) -> None:
    async with at_desk(office, people.ana, clock) as seat:
        await registering(seat)
        await seat.type("balai desa")
        await seat.press("enter")
        await saved(seat)
        await seat.see("balai desa · without a code")
        await registering(seat)
        await seat.type("balai")
        assert seat.field("satker")._matches[0][1] == "balai desa · without a code"
        await seat.press("enter")
        await saved(seat)
        assert (last(office).satker_code, last(office).satker_name) == ("", "balai desa")


async def test_a_shorthand_that_was_followed_by_a_choice_is_learned(
    office: Desk, people: People, clock: HandClock
) -> None:
    async with at_desk(office, people.ana, clock) as seat:
        await registering(seat)
        await seat.type("kampus")
        await seat.press(*["backspace"] * 6)
        await seat.type("poltek")
        await seat.press("enter")
        await saved(seat)
        assert [(one.short, one.code) for one in office.directory().aliases] == [("kampus", "980113")]
        await registering(seat)
        await seat.type("kampus")
        await seat.press("enter")
        await saved(seat)
        assert last(office).satker_code == "980113" and office.directory().entries == ()


async def test_the_name_of_a_satker_in_full_brings_its_code(office: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(office, people.ana, clock) as seat:
        await registering(seat)
        await seat.write("Kepolisian Resor Tanah Seroja")
        await saved(seat)
        assert last(office).satker_code == "980125"


async def test_a_bad_line_of_the_list_is_told_and_the_queue_opens(
    desk: Desk, people: People, clock: HandClock, tmp_path: Path
) -> None:
    path = tmp_path / "satker.csv"
    path.write_text(f"{LIST}980126,{'A' * 300}\n98012,[b]LIMA[/b]\n")
    other = connect(desk.settings.url, replace(desk.settings, stakeholder_path=path), clock)
    try:
        async with at_desk(other, people.ana, clock) as seat:
            await seat.hear("2 lines of the satker list are left out, the first is number 7: ")
            await seat.hear("the name of satker 980126 has 300 letters; at most 200 fit.")
            await seat.press("i")
            await seat.see("5 satker in the list", "2 lines of the satker list are left out")
    finally:
        other.close()


# The screen


@asynccontextmanager
async def at_directory(office: Desk, officer: Officer, clock: HandClock) -> AsyncIterator[Seat]:
    async with at_desk(office, officer, clock) as seat:
        await seat.press("i")
        await seat.until(lambda: isinstance(seat.app.screen, DirectoryScreen) and seat.keys, "the directory")
        await seat.settle()
        yield seat


async def test_the_directory_is_searched_as_a_form_is(office: Desk, people: People, clock: HandClock) -> None:
    office.take_ticket(people.ana, satker_name="[b]BALAI[/b]")
    async with at_directory(office, people.ana, clock) as seat:
        await seat.see("Beside the list: learned at the counter", "[b]BALAI[/b]", "The office's own list", "980125")
        await seat.press("slash")
        await seat.type("polres")
        await seat.press("enter")
        await seat.settle()
        assert len(seat.keys) == 1 and seat.line("980125")
        await seat.press("escape")
        await seat.until(lambda: not isinstance(seat.app.screen, DirectoryScreen), "back on the queue")


async def test_an_entry_is_renamed_and_removed(office: Desk, people: People, clock: HandClock) -> None:
    office.take_ticket(people.ana, satker_name="BALAI LAMA")
    async with at_directory(office, people.ana, clock) as seat:
        await seat.press("slash")
        await seat.type("lama")
        await seat.press("enter", "g")
        await seat.form()
        await seat.type(" SEROJA")
        await saved(seat)
        await seat.see("BALAI LAMA SEROJA")
        await seat.press("x")
        await seat.until(lambda: isinstance(seat.app.screen, Choose), "a question")
        await seat.see("Remove “BALAI LAMA SEROJA”")
        await seat.press("down", "enter")
        await seat.closed()
        await seat.until(lambda: office.directory().entries == (), "removed")
        assert not seat.line("BALAI LAMA")


async def test_shorthands_are_added_and_taken_away(office: Desk, people: People, clock: HandClock) -> None:
    async with at_directory(office, people.ana, clock) as seat:
        await seat.press("s")
        await seat.form()
        await seat.type("Gedung Lama")
        await saved(seat)
        await seat.see("gedung lama")
        assert [(one.short, one.code) for one in office.directory().aliases] == [("gedung lama", "980101")]
        await seat.press("h")
        await seat.until(lambda: isinstance(seat.app.screen, Choose), "a question")
        await seat.press("down", "enter")
        await seat.closed()
        await seat.until(lambda: office.directory().aliases == (), "removed")
        await seat.press("h")
        await seat.hear("This satker has no shorthand of its own.")


async def test_the_list_and_other_roles_are_refused_with_the_reason(
    office: Desk, people: People, clock: HandClock
) -> None:
    async with at_directory(office, people.ana, clock) as seat:
        await seat.press("g")
        await seat.hear("This satker comes from the office's own list: put it right there.")
    async with at_directory(office, people.satpam, clock) as seat:
        await seat.press("s")
        await seat.hear("Your role does not allow this.")

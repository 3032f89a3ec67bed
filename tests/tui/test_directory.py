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
from tests.tui.desks import OfficerAtDesk, at_desk

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


async def registering(officer: OfficerAtDesk) -> Form:
    await officer.press("a")
    form = await officer.form()
    await officer.quiet()
    return form


async def saved(officer: OfficerAtDesk) -> None:
    await officer.press("f9")
    await officer.closed()


async def test_enter_takes_the_satker_of_an_abbreviation(office: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(office, people.ana, clock) as officer:
        for typed, code in (("polrse", "980125"), ("poltek seroja", "980113")):
            await registering(officer)
            await officer.type(typed)
            await officer.press("enter")
            await saved(officer)
            assert last(office).satker_code == code
        assert office.directory().entries == ()


async def test_enter_takes_none_of_two_that_are_as_near_and_says_so(
    office: Desk, people: People, clock: HandClock
) -> None:
    async with at_desk(office, people.ana, clock) as officer:
        await registering(officer)
        await officer.type("pn")
        await officer.press("enter")
        assert officer.app.focused is officer.typeahead("topics").input
        await officer.until(lambda: "2 satker fit “pn” equally" in officer.complaint, officer.complaint)
        # ↑ goes back to the list, ↓ marks, Enter takes.
        await officer.press("up")
        await officer.press("down", "down", "enter")
        await saved(officer)
        assert last(office).satker_code == "980102"


async def test_a_text_that_fits_nobody_stays_as_it_is_and_is_shown_without_a_code(
    office: Desk, people: People, clock: HandClock
) -> None:
    async with at_desk(office, people.ana, clock) as officer:
        await registering(officer)
        await officer.type("balai desa")
        await officer.press("enter")
        await saved(officer)
        await officer.see("balai desa · without a code")
        await registering(officer)
        await officer.type("balai")
        assert officer.typeahead("satker")._matches[0][1] == "balai desa · without a code"
        await officer.press("enter")
        await saved(officer)
        assert (last(office).satker_code, last(office).satker_name) == ("", "balai desa")


async def test_a_shorthand_that_was_followed_by_a_choice_is_learned(
    office: Desk, people: People, clock: HandClock
) -> None:
    async with at_desk(office, people.ana, clock) as officer:
        await registering(officer)
        await officer.type("kampus")
        await officer.press(*["backspace"] * 6)
        await officer.type("poltek")
        await officer.press("enter")
        await saved(officer)
        assert [(one.short, one.code) for one in office.directory().aliases] == [("kampus", "980113")]
        await registering(officer)
        await officer.type("kampus")
        await officer.press("enter")
        await saved(officer)
        assert last(office).satker_code == "980113" and office.directory().entries == ()


async def test_the_name_of_a_satker_in_full_brings_its_code(office: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(office, people.ana, clock) as officer:
        await registering(officer)
        await officer.write("Kepolisian Resor Tanah Seroja")
        await saved(officer)
        assert last(office).satker_code == "980125"


async def test_a_bad_line_of_the_list_is_told_and_the_queue_opens(
    desk: Desk, people: People, clock: HandClock, tmp_path: Path
) -> None:
    path = tmp_path / "satker.csv"
    path.write_text(f"{LIST}980126,{'A' * 300}\n98012,[b]LIMA[/b]\n")
    other = connect(desk.settings.url, replace(desk.settings, stakeholder_path=path), clock)
    try:
        async with at_desk(other, people.ana, clock) as officer:
            await officer.hear("2 lines of the satker list are left out, the first is number 7: ")
            await officer.hear("the name of satker 980126 has 300 letters; at most 200 fit.")
            await officer.press("i")
            await officer.see("5 satker in the list", "2 lines of the satker list are left out")
    finally:
        other.close()


# The screen


@asynccontextmanager
async def at_directory(office: Desk, who: Officer, clock: HandClock) -> AsyncIterator[OfficerAtDesk]:
    async with at_desk(office, who, clock) as officer:
        await officer.press("i")
        await officer.until(lambda: isinstance(officer.app.screen, DirectoryScreen) and officer.keys, "the directory")
        await officer.quiet()
        yield officer


async def test_the_directory_is_searched_as_a_form_is(office: Desk, people: People, clock: HandClock) -> None:
    office.take_ticket(people.ana, satker_name="[b]BALAI[/b]")
    async with at_directory(office, people.ana, clock) as officer:
        await officer.see("Beside the list: learned at the counter", "[b]BALAI[/b]", "The office's own list", "980125")
        await officer.press("slash")
        await officer.type("polres")
        await officer.press("enter")
        await officer.quiet()
        assert len(officer.keys) == 1 and officer.line("980125")
        await officer.press("escape")
        await officer.until(lambda: not isinstance(officer.app.screen, DirectoryScreen), "back on the queue")


async def test_an_entry_is_renamed_and_removed(office: Desk, people: People, clock: HandClock) -> None:
    office.take_ticket(people.ana, satker_name="BALAI LAMA")
    async with at_directory(office, people.ana, clock) as officer:
        await officer.press("slash")
        await officer.type("lama")
        await officer.press("enter", "g")
        await officer.form()
        await officer.type(" SEROJA")
        await saved(officer)
        await officer.see("BALAI LAMA SEROJA")
        await officer.press("x")
        await officer.until(lambda: isinstance(officer.app.screen, Choose), "a question")
        await officer.see("Remove “BALAI LAMA SEROJA”")
        await officer.press("down", "enter")
        await officer.closed()
        await officer.until(lambda: office.directory().entries == (), "removed")
        assert not officer.line("BALAI LAMA")


async def test_shorthands_are_added_and_taken_away(office: Desk, people: People, clock: HandClock) -> None:
    async with at_directory(office, people.ana, clock) as officer:
        await officer.press("s")
        await officer.form()
        await officer.type("Gedung Lama")
        await saved(officer)
        await officer.see("gedung lama")
        assert [(one.short, one.code) for one in office.directory().aliases] == [("gedung lama", "980101")]
        await officer.press("h")
        await officer.until(lambda: isinstance(officer.app.screen, Choose), "a question")
        await officer.press("down", "enter")
        await officer.closed()
        await officer.until(lambda: office.directory().aliases == (), "removed")
        await officer.press("h")
        await officer.hear("This satker has no shorthand of its own.")


async def test_the_list_and_other_roles_are_refused_with_the_reason(
    office: Desk, people: People, clock: HandClock
) -> None:
    async with at_directory(office, people.ana, clock) as officer:
        await officer.press("g")
        await officer.hear("This satker comes from the office's own list: put it right there.")
    async with at_directory(office, people.satpam, clock) as officer:
        await officer.press("s")
        await officer.hear("Your role does not allow this.")

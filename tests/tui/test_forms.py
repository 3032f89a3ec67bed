"""The forms of a service: what is typed is kept, what is wrong is said where it is seen (R03, R11)."""

import pytest

from kppn_tui.desk import Desk
from kppn_tui.domain.records import Ticket
from kppn_tui.tui.help.screen import HelpScreen
from tests.conftest import HandClock, People
from tests.desk.kit import now_of, serve, ticket_of, visit
from tests.tui.desks import OfficerAtDesk, at_desk

#: The key that opens a form, the keys from there to its field, and the id of the field.
FORMS = [
    pytest.param("k", (), "reason", id="follow-up"),
    pytest.param("s", (), "question", id="escalate"),
    pytest.param("s", ("tab",), "tried", id="escalate-tried"),
    pytest.param("d", (), "names.text", id="documents"),
    pytest.param("i", ("tab",), "role", id="identity"),
    pytest.param("t", (), "topic.text", id="topic"),
    pytest.param("a", (), "topic.text", id="add"),
]


async def opened(officer: OfficerAtDesk) -> None:
    await officer.press("2")
    await officer.session()


@pytest.mark.parametrize(("key", "way", "field"), FORMS)
async def test_what_is_typed_in_a_form_survives_esc_resize_and_a_refresh(
    desk: Desk, people: People, clock: HandClock, key: str, way: tuple[str, ...], field: str
) -> None:
    serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press(key)
        form = await officer.form()
        await officer.press(*way)
        if field in ("role", "question"):
            form.put({field: ""})
        await officer.type("setengah")
        visit(desk, people)
        await officer.pilot.resize_terminal(120, 36)
        await officer.tick()
        await officer.type(" jalan")
        assert form.kept()[field] == "setengah jalan"
        await officer.press("escape")
        await officer.closed()
        await officer.press(key)
        assert (await officer.form()).kept()[field] == "setengah jalan"


async def test_a_draft_that_is_back_says_so_and_how_to_forget_it(desk: Desk, people: People, clock: HandClock) -> None:
    told = "Typed before and not saved yet. F6 forgets it."
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("a")
        assert told not in officer.text
        await officer.type("980101")
        await officer.press("escape")
        await officer.closed()
        await officer.press("o")
        assert told not in officer.text, "a message is another thing"
        await officer.press("escape", "a")
        assert officer.complaint == told
        await officer.press("f6")
        await officer.type("98")
        assert officer.complaint == ""
        assert (await officer.form()).kept()["satker.text"] == "98"


@pytest.mark.parametrize("key", ["k", "s", "d", "i", "a", "t"])
async def test_at_80x24_a_form_hides_neither_its_error_line_nor_the_clock(
    desk: Desk, people: People, clock: HandClock, key: str
) -> None:
    ticket, _items = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press(key)
        form = await officer.form()
        if key == "i":
            form.put({"name": ""})
        elif key == "s":
            # At its longest: another section, and no contact.
            form.put({"section": "UMUM", "way": "menolak", "question": "?"})
        await officer.press("f9")
        await officer.until(lambda: officer.complaint not in ("", "Saving …"), "a complaint")
        await officer.pilot.pause()
        start = officer.complaint[:30]
        assert officer.line(start), "\n".join(officer.lines)
        assert f"{ticket.label} 00:00/20:00" in officer.lines[1]
        assert "F9" in officer.lines[23] and "Esc" in officer.lines[23]
        assert form.focused is not None and form.focused.region.height > 0


async def test_identity_is_filled_from_the_ticket_or_declined(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = desk.take_ticket(people.ana, satker_code="980118", satker_name="MAN 1", topics=["RETUR"])
    desk.call(people.ana, ticket)
    desk.start(people.ana, ticket)
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("i")
        form = await officer.form()
        assert form.kept()["satker.text"] == "980118 MAN 1"
        await officer.press("f9")
        await officer.until(lambda: officer.complaint.startswith("Give the name and the institution"))
        form.put({"declined": "declines"})
        await officer.press("f9")
        await officer.closed()
        assert ticket_of(desk, ticket).identity_declined
        await officer.see("identity declined")
        await officer.press("escape", "u")
        await officer.hear("Undone: Identity A-001.")
        await officer.see("identity not recorded yet (F2)")


async def test_a_corrected_institution_reaches_the_consultations(desk: Desk, people: People, clock: HandClock) -> None:
    ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("f2")
        form = await officer.form()
        form.put({"satker": "", "satker.text": "980130 BALAI SEROJA"})
        await officer.press("f9")
        await officer.closed()
        assert ticket_of(desk, ticket).satker_name == "BALAI SEROJA"
        assert now_of(desk, item).satker_code == "980130"


async def test_help_over_a_form_gives_it_back_as_it_was(desk: Desk, people: People, clock: HandClock) -> None:
    serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("k")
        form = await officer.form()
        await officer.type("alasan")
        await officer.press("f1")
        await officer.until(lambda: isinstance(officer.app.screen, HelpScreen))
        await officer.press("escape")
        await officer.until(lambda: officer.app.screen is form)
        await officer.type(" kuat")
        assert form.kept()["reason"] == "alasan kuat"


async def test_a_form_saves_once_however_often_the_key_is_pressed(desk: Desk, people: People, clock: HandClock) -> None:
    _ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("d")
        await officer.form()
        await officer.write("Surat kuasa")
        with desk.store.writing():
            await officer.press("f9", "f9", "f9", "escape")
            await officer.see("Saving …")
        await officer.closed()
        assert [document.name for document in desk.consultation(item.id).documents] == ["Surat kuasa"]


async def test_a_colleague_was_first_and_what_is_typed_is_kept(desk: Desk, people: People, clock: HandClock) -> None:
    ticket: Ticket = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("x")
        await officer.form()
        await officer.write("pulang")
        desk.call(people.budi, ticket)
        await officer.press("f9")
        await officer.until(lambda: "Budi Seroja was first: “Call”" in officer.complaint)
        assert "pulang" in officer.text


async def test_the_skipped_days_are_told_with_the_due_date(desk: Desk, people: People, clock: HandClock) -> None:
    clock.to("2026-12-23T09:10")
    _ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("k")
        await officer.form()
        await officer.see("Skipped: 24-12 ", "25-12 ")
        due = desk.promise(item).due
        await officer.see(f"{due.day} December 2026")


async def test_a_calendar_that_is_missing_is_said_and_nothing_is_guessed(
    desk: Desk, people: People, clock: HandClock
) -> None:
    clock.to("2027-12-30T09:10")
    _ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await opened(officer)
        await officer.press("k")
        await officer.form()
        await officer.see("The calendar of 2028 is not loaded.")
        await officer.write("perlu telaah")
        await officer.press("tab", "tab")
        await officer.write("081377664083")
        await officer.press("f9")
        await officer.until(lambda: "The calendar of 2028 is not loaded" in officer.complaint)
        assert now_of(desk, item).state == "serving"

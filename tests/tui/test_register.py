"""Registering in seconds: type-ahead, several topics, online cases, moments as people write them (R01, R02, R04)."""

import pytest

from kppn_tui.desk import Desk
from kppn_tui.domain.records import Ticket
from kppn_tui.tui.widgets.choice import Choice
from tests.conftest import HandClock, People
from tests.desk.kit import items_of, rows, ticket_of, wita
from tests.tui.desks import OfficerAtDesk, at_desk

NAMES = (
    ("980101", "PENGADILAN NEGERI SEROJABARU (BUA)"),
    ("980105", "KEJAKSAAN NEGERI TANAH SEROJA"),
    ("980118", "MADRASAH ALIYAH NEGERI 1 TANAH SEROJA"),
    ("090130", "BALAI PERIKANAN TANAH SEROJA"),
)


@pytest.fixture
def known(desk: Desk, people: People) -> None:
    """Stakeholders that were here before."""
    for code, name in NAMES:
        ticket = desk.take_ticket(people.ana, satker_code=code, satker_name=name, topics=["LPJ"])
        desk.start(people.ana, desk.call(people.ana, ticket))
        desk.cancel(people.ana, desk.session(ticket).consultations[0].consultation, "uji")
        desk.finish(people.ana, ticket)


def last(desk: Desk) -> Ticket:
    return ticket_of(desk, desk.session(rows(desk, "SELECT max(id) AS id FROM ticket")[0]["id"]).ticket)


async def matches(officer: OfficerAtDesk) -> str:
    """What the open list offers."""
    await officer.pilot.pause()
    return " | ".join(label for _value, label in officer.typeahead("satker")._matches)


@pytest.mark.usefixtures("known")
async def test_a_visitor_with_two_topics_in_a_few_keys(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("a")
        await officer.form()
        await officer.type("aliyah")
        await officer.press("enter")
        await officer.type("ret")
        await officer.press("enter")
        await officer.type("sup")
        await officer.press("enter", "enter")
        await officer.type("honor")
        await officer.press("f9")
        await officer.hear("Queue number A-005")
        await officer.closed()
        ticket = last(desk)
        assert (ticket.satker_code, ticket.satker_name, ticket.purpose) == (*NAMES[2], "honor")
        assert [item.topic for item in items_of(desk, ticket)] == ["RETUR", "SUPPLIER"]
        assert officer.rows.key == ticket.id
        # The next one begins empty.
        await officer.press("a")
        await officer.form()
        assert officer.typeahead("satker").text == "" and officer.typeahead("topics").values == []


@pytest.mark.usefixtures("known")
async def test_enter_alone_goes_through_all_fields_and_saves(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("a")
        await officer.form()
        await officer.type("980105")
        await officer.press("enter", "enter", "enter")
        await officer.press("right", "enter", "enter")
        await officer.closed()
        ticket = last(desk)
        assert (ticket.satker_name, ticket.priority_reason, ticket.stakeholder_kind) == (
            NAMES[1][1],
            "lansia",
            "satker",
        )


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("seroja aliyah", "980118"),
        ("negeri keja", "980105"),
        ("90130", "090130"),
        ("090130", "090130"),
        ("balai", "090130"),
        ("bua", "980101"),
    ],
)
async def test_words_in_any_order_and_leading_zeros(
    desk: Desk, people: People, clock: HandClock, typed: str, found: str
) -> None:
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("a")
        await officer.form()
        await officer.write(typed)
        assert (await matches(officer)).startswith(found)
        await officer.press("enter", "f9")
        await officer.closed()
        assert last(desk).satker_code == found


@pytest.mark.usefixtures("known")
async def test_a_name_that_resembles_a_known_one_can_stay_as_typed(
    desk: Desk, people: People, clock: HandClock
) -> None:
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("a")
        await officer.form()
        await officer.write("tanah seroja")
        assert (await matches(officer)).endswith("as typed: tanah seroja")
        await officer.press("up", "enter")
        assert officer.app.focused is officer.typeahead("topics").input
        await officer.press("f9")
        await officer.closed()
        assert (last(desk).satker_code, last(desk).satker_name) == ("", "tanah seroja")


@pytest.mark.usefixtures("known")
async def test_a_code_alone_brings_the_name_along(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("a")
        await officer.form()
        await officer.write("980118")
        await officer.press("f9")
        await officer.closed()
        assert last(desk).satker_name == NAMES[2][1]


async def test_a_taken_stakeholder_brings_its_kind_along(desk: Desk, people: People, clock: HandClock) -> None:
    desk.take_ticket(people.ana, satker_name="BANK SEROJA", stakeholder_kind="bank")
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("a")
        form = await officer.form()
        await officer.write("seroja")
        await officer.press("enter")
        assert form.query_one("#kind", Choice).value == "bank"
        await officer.press("f9")
        await officer.closed()
        assert last(desk).stakeholder_kind == "bank"


async def test_a_topic_that_is_only_typed_is_not_lost_silently(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("a")
        await officer.form()
        await officer.press("tab")
        await officer.write("xyz")
        await officer.press("f9")
        await officer.until(lambda: officer.complaint.startswith("“xyz” is not a topic yet"))
        assert rows(desk, "SELECT * FROM ticket") == []
        # Backspace in the empty field takes the last one back.
        await officer.press(*["backspace"] * 3)
        await officer.type("lpj")
        await officer.press("enter")
        await officer.type("retur")
        await officer.press("enter", "backspace")
        await officer.press("f9")
        await officer.closed()
        assert [item.topic for item in items_of(desk, last(desk))] == ["LPJ"]


async def test_an_online_case_keeps_when_it_was_received_and_when_entered(
    desk: Desk, people: People, clock: HandClock
) -> None:
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("o")
        await officer.form()
        await officer.press("f9")
        await officer.until(lambda: officer.complaint == "A HAI CSO case needs its reference number.")
        await officer.write("HAI-20261124-00017")
        await officer.press("enter")
        await officer.write("besok")
        await officer.press("f9")
        await officer.until(
            lambda: officer.complaint.startswith("Write the received time as day-month-year hour.minute")
        )
        await officer.press("end", *["backspace"] * 5)
        await officer.write("23-11 15.40")
        await officer.see("Received Monday, 23 November 2026, 15:40 WITA")
        await officer.press("enter")
        await officer.write("CV SEROJA")
        await officer.press("f9")
        await officer.closed()
        ticket = last(desk)
        assert (ticket.channel, ticket.reference_number, ticket.label) == ("hai_cso", "HAI-20261124-00017", "B-001")
        assert (wita(ticket.arrived_at), wita(ticket.entered_at)) == ("2026-11-23 15:40", "2026-11-24 09:10")
        assert officer.line("B-001", "HAI CSO")
        # The same number once more.
        await officer.press("o")
        await officer.form()
        await officer.write("HAI-20261124-00017")
        await officer.press("f9")
        await officer.until(lambda: officer.complaint.startswith("HAI-20261124-00017 is already registered as B-001"))


async def test_a_received_time_in_the_future_is_refused(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("o")
        await officer.form()
        await officer.write("HAI-2")
        await officer.press("enter")
        await officer.write("23.59")
        await officer.press("f9")
        await officer.until(lambda: officer.complaint == "The received time lies in the future.")


async def test_a_moment_of_long_ago_is_asked_about(desk: Desk, people: People, clock: HandClock) -> None:
    clock.to("2026-12-01 08:00")
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("o")
        await officer.form()
        await officer.write("HAI-3")
        await officer.press("enter")
        await officer.write("02-12 09.00")
        await officer.press("f9")
        asked = "Received Tuesday, 2 December 2025, 09:00 WITA is 363 days ago. If that is right, press F9 once more."
        await officer.until(lambda: officer.complaint == asked, officer.complaint)
        await officer.press("end", *["backspace"] * 11)
        await officer.write("02-12-2024 09.00")
        await officer.press("f9")
        await officer.until(lambda: "2024" in officer.complaint, "another moment is asked about anew")
        await officer.press("f9")
        await officer.closed()
        assert wita(last(desk).arrived_at) == "2024-12-02 09:00"


MESSAGE = """No. Ref: hai-20261123-00099
Tanggal: 2026-11-23 14:05:33
Bayu Seroja, bayu@contoh.invalid
KEJAKSAAN (PUSAT) NEGERI TANAH SEROJA (980105)
Subjek: SPM [/x] kami =ditolak"""


@pytest.mark.usefixtures("known")
async def test_a_pasted_message_goes_to_its_fields(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("o")
        form = await officer.form()
        await officer.until(lambda: officer.app.client.stakeholders.known, "who is known")
        await officer.paste(MESSAGE)
        kept = dict(form.kept())
        assert (kept["reference"], kept["received"]) == ("HAI-20261123-00099", "2026-11-23 14:05:33")
        assert (kept["satker.text"], kept["purpose"]) == (
            "980105 KEJAKSAAN NEGERI TANAH SEROJA",
            "SPM [/x] kami =ditolak",
        )
        await officer.see("Received Monday, 23 November 2026, 14:05 WITA")
        await officer.press("f9")
        await officer.closed()
        ticket = last(desk)
        assert (ticket.reference_number, ticket.satker_code) == ("HAI-20261123-00099", "980105")
        assert ticket.purpose == "SPM [/x] kami =ditolak" and "contoh.invalid" not in str(ticket)


async def test_a_pasted_message_takes_nothing_away(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("o")
        form = await officer.form()
        await officer.write("HAI-7")
        await officer.paste(MESSAGE)
        kept = form.kept()
        assert (kept["reference"], kept["purpose"]) == ("HAI-7", "SPM [/x] kami =ditolak")
        await officer.press("escape", "o")
        assert (await officer.form()).kept()["purpose"] == "SPM [/x] kami =ditolak", "kept as what is typed is"


async def test_an_official_contact_is_named(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("o")
        form = await officer.form()
        await officer.press("up", "right")
        assert form.query_one("#way", Choice).value == "kontak:WhatsApp"
        await officer.press("f9")
        await officer.closed()
        assert (last(desk).channel, last(desk).channel_detail) == ("kontak_resmi", "WhatsApp")


async def test_every_field_survives_esc_and_f6_empties_and_brings_back(
    desk: Desk, people: People, clock: HandClock
) -> None:
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("a")
        await officer.form()
        await officer.write("CV SEROJA [/x]")
        await officer.press("tab")
        await officer.type("retur")
        await officer.press("enter")
        await officer.type("lp")
        await officer.press("tab")
        await officer.write("keperluan")
        await officer.press("tab", "right")
        await officer.press("escape")
        await officer.closed()
        assert rows(desk, "SELECT * FROM ticket") == []
        await officer.press("a")
        form = await officer.form()
        kept = form.kept()
        assert kept == {
            "satker": "", "satker.text": "CV SEROJA [/x]", "topics": "RETUR", "topics.text": "lp",
            "purpose": "keperluan", "priority": "lansia", "kind": "satker",
        }  # fmt: skip
        assert "RETUR" in officer.text and "‹elderly›" in officer.text
        await officer.press("f6")
        await officer.pilot.pause()
        assert form.kept() == {
            "satker": "", "satker.text": "", "topics": "", "topics.text": "", "purpose": "", "priority": "",
            "kind": "satker",
        }  # fmt: skip
        await officer.press("f6")
        await officer.pilot.pause()
        assert form.kept() == kept
        await officer.press("f6", "escape")
        await officer.closed()
        await officer.press("a")
        assert (await officer.form()).kept()["purpose"] == ""

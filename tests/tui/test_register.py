"""Registering in seconds: type-ahead, several topics, online cases, moments as people write them (R01, R02, R04)."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kppn_tui.desk import Desk
from kppn_tui.domain.errors import BadInput
from kppn_tui.domain.records import Ticket
from kppn_tui.tui.queue.register import parse_moment
from kppn_tui.tui.widgets.choice import Choice
from tests.conftest import TUESDAY, WITA, HandClock, People
from tests.desk.kit import items_of, rows, ticket_of, wita
from tests.tui.desks import Seat, at_desk

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


async def matches(seat: Seat) -> str:
    """What the open list offers."""
    await seat.pilot.pause()
    return " | ".join(label for _value, label in seat.field("satker")._matches)


@pytest.mark.usefixtures("known")
async def test_a_visitor_with_two_topics_in_a_few_keys(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("a")
        await seat.form()
        await seat.type("aliyah")
        await seat.press("enter")
        await seat.type("ret")
        await seat.press("enter")
        await seat.type("sup")
        await seat.press("enter", "enter")
        await seat.type("honor")
        await seat.press("f9")
        await seat.hear("Queue number A-005")
        await seat.closed()
        ticket = last(desk)
        assert (ticket.satker_code, ticket.satker_name, ticket.purpose) == (*NAMES[2], "honor")
        assert [item.topic for item in items_of(desk, ticket)] == ["RETUR", "SUPPLIER"]
        assert seat.rows.key == ticket.id
        # The next one begins empty.
        await seat.press("a")
        await seat.form()
        assert seat.field("satker").text == "" and seat.field("topics").values == []


@pytest.mark.usefixtures("known")
async def test_enter_alone_goes_through_all_fields_and_saves(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("a")
        await seat.form()
        await seat.type("980105")
        await seat.press("enter", "enter", "enter")
        await seat.press("right", "enter", "enter")
        await seat.closed()
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
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("a")
        await seat.form()
        await seat.write(typed)
        assert (await matches(seat)).startswith(found)
        await seat.press("enter", "f9")
        await seat.closed()
        assert last(desk).satker_code == found


@pytest.mark.usefixtures("known")
async def test_a_name_that_resembles_a_known_one_can_stay_as_typed(
    desk: Desk, people: People, clock: HandClock
) -> None:
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("a")
        await seat.form()
        await seat.write("tanah seroja")
        assert (await matches(seat)).endswith("as typed: tanah seroja")
        await seat.press("up", "enter")
        assert seat.app.focused is seat.field("topics").input
        await seat.press("f9")
        await seat.closed()
        assert (last(desk).satker_code, last(desk).satker_name) == ("", "tanah seroja")


@pytest.mark.usefixtures("known")
async def test_a_code_alone_brings_the_name_along(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("a")
        await seat.form()
        await seat.write("980118")
        await seat.press("f9")
        await seat.closed()
        assert last(desk).satker_name == NAMES[2][1]


async def test_a_taken_stakeholder_brings_its_kind_along(desk: Desk, people: People, clock: HandClock) -> None:
    desk.take_ticket(people.ana, satker_name="BANK SEROJA", stakeholder_kind="bank")
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("a")
        form = await seat.form()
        await seat.write("seroja")
        await seat.press("enter")
        assert form.query_one("#kind", Choice).value == "bank"
        await seat.press("f9")
        await seat.closed()
        assert last(desk).stakeholder_kind == "bank"


async def test_a_topic_that_is_only_typed_is_not_lost_silently(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("a")
        await seat.form()
        await seat.press("tab")
        await seat.write("xyz")
        await seat.press("f9")
        await seat.until(lambda: seat.complaint.startswith("“xyz” is not a topic yet"))
        assert rows(desk, "SELECT * FROM ticket") == []
        # Backspace in the empty field takes the last one back.
        await seat.press(*["backspace"] * 3)
        await seat.type("lpj")
        await seat.press("enter")
        await seat.type("retur")
        await seat.press("enter", "backspace")
        await seat.press("f9")
        await seat.closed()
        assert [item.topic for item in items_of(desk, last(desk))] == ["LPJ"]


async def test_an_online_case_keeps_when_it_was_received_and_when_entered(
    desk: Desk, people: People, clock: HandClock
) -> None:
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("o")
        await seat.form()
        await seat.press("f9")
        await seat.until(lambda: seat.complaint == "A HAI CSO case needs its reference number.")
        await seat.write("HAI-20261124-00017")
        await seat.press("enter")
        await seat.write("besok")
        await seat.press("f9")
        await seat.until(lambda: seat.complaint.startswith("Write the received time as day-month-year hour.minute"))
        await seat.press("end", *["backspace"] * 5)
        await seat.write("23-11 15.40")
        await seat.press("enter")
        await seat.write("CV SEROJA")
        await seat.press("f9")
        await seat.closed()
        ticket = last(desk)
        assert (ticket.channel, ticket.reference_number, ticket.label) == ("hai_cso", "HAI-20261124-00017", "B-001")
        assert (wita(ticket.arrived_at), wita(ticket.entered_at)) == ("2026-11-23 15:40", "2026-11-24 09:10")
        assert seat.line("B-001", "HAI CSO")
        # The same number once more.
        await seat.press("o")
        await seat.form()
        await seat.write("HAI-20261124-00017")
        await seat.press("f9")
        await seat.until(lambda: seat.complaint.startswith("HAI-20261124-00017 is already registered as B-001"))


async def test_a_received_time_in_the_future_is_refused(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("o")
        await seat.form()
        await seat.write("HAI-2")
        await seat.press("enter")
        await seat.write("23.59")
        await seat.press("f9")
        await seat.until(lambda: seat.complaint == "The received time lies in the future.")


async def test_an_official_contact_is_named(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("o")
        form = await seat.form()
        await seat.press("up", "right")
        assert form.query_one("#way", Choice).value == "kontak:WhatsApp"
        await seat.press("f9")
        await seat.closed()
        assert (last(desk).channel, last(desk).channel_detail) == ("kontak_resmi", "WhatsApp")


async def test_every_field_survives_esc_and_f6_empties_and_brings_back(
    desk: Desk, people: People, clock: HandClock
) -> None:
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("a")
        await seat.form()
        await seat.write("CV SEROJA [/x]")
        await seat.press("tab")
        await seat.type("retur")
        await seat.press("enter")
        await seat.type("lp")
        await seat.press("tab")
        await seat.write("keperluan")
        await seat.press("tab", "right")
        await seat.press("escape")
        await seat.closed()
        assert rows(desk, "SELECT * FROM ticket") == []
        await seat.press("a")
        form = await seat.form()
        kept = form.kept()
        assert kept == {
            "satker": "", "satker.text": "CV SEROJA [/x]", "topics": "RETUR", "topics.text": "lp",
            "purpose": "keperluan", "priority": "lansia", "kind": "satker",
        }  # fmt: skip
        assert "RETUR" in seat.text and "‹elderly›" in seat.text
        await seat.press("f6")
        await seat.pilot.pause()
        assert form.kept() == {
            "satker": "", "satker.text": "", "topics": "", "topics.text": "", "purpose": "", "priority": "",
            "kind": "satker",
        }  # fmt: skip
        await seat.press("f6")
        await seat.pilot.pause()
        assert form.kept() == kept
        await seat.press("f6", "escape")
        await seat.closed()
        await seat.press("a")
        assert (await seat.form()).kept()["purpose"] == ""


# Moments -------------------------------------------------------------------------------------------------------------

NOW = TUESDAY.astimezone(WITA)
minutes = st.datetimes(datetime(2020, 1, 1), datetime(2026, 11, 24, 9, 10)).map(
    lambda at: at.replace(second=0, microsecond=0, tzinfo=WITA)
)


@given(minutes, st.sampled_from("-/."), st.sampled_from(".:"), st.sampled_from([" ", ", ", "  "]))
def test_a_written_moment_is_read_back(at: datetime, day_mark: str, time_mark: str, gap: str) -> None:
    text = f"{at.day}{day_mark}{at.month}{day_mark}{at.year}{gap}{at.hour}{time_mark}{at.minute:02d}"
    assert parse_moment(text, NOW) == at
    assert parse_moment(f"  {at:%d-%m-%Y %H.%M} ", NOW) == at


@given(minutes)
def test_a_day_without_a_year_is_never_in_the_future(at: datetime) -> None:
    found = parse_moment(f"{at:%d-%m %H.%M}", NOW) if (at.day, at.month) != (29, 2) else NOW
    assert found is not None and found <= NOW
    assert (found.day, found.month) == (at.day, at.month) or (at.day, at.month) == (29, 2)
    assert (NOW - found).days <= 366


@given(minutes)
def test_a_time_alone_is_today(at: datetime) -> None:
    assert parse_moment(f"{at:%H.%M}", NOW) == NOW.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)


@given(st.text())
def test_anything_else_is_refused_and_nothing_crashes(text: str) -> None:
    try:
        found = parse_moment(text, NOW)
    except BadInput as error:
        assert "day-month-year" in error.msgid
    else:
        assert found is None or found.tzinfo is WITA


@pytest.mark.parametrize("text", ["24:00", "31-11-2026 08.00", "08.60", "8", "24-11-26 08.00", "0-1-2026 08.00"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        parse_moment(text, NOW)


def test_no_moment_is_none() -> None:
    assert parse_moment("  ", NOW) is None

"""Moments as people and exports write them, and pasted messages taken apart (R02)."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kppn_tui.domain.errors import BadInput
from kppn_tui.domain.messages import Message, read_message
from kppn_tui.domain.moments import NOT_A_MOMENT, read_moment
from kppn_tui.presentation.words import long_day
from tests.conftest import TUESDAY, WITA, wita

NOW = TUESDAY.astimezone(WITA)
minutes = st.datetimes(datetime(2020, 1, 1), datetime(2026, 11, 24, 9, 10)).map(
    lambda at: at.replace(second=0, microsecond=0, tzinfo=WITA)
)


def read(text: str, now: datetime = NOW) -> datetime | None:
    moment = read_moment(text, now)
    return moment.at if moment else None


@given(minutes, st.sampled_from("-/."), st.sampled_from(".:"), st.sampled_from([" ", ", ", "  ", " pukul ", " jam "]))
def test_a_written_moment_is_read_back(at: datetime, day_mark: str, time_mark: str, gap: str) -> None:
    day = f"{at.day}{day_mark}{at.month}{day_mark}"
    for year in (f"{at.year}", f"{at:%y}"):
        assert read(f"{day}{year}{gap}{at.hour}{time_mark}{at.minute:02d}") == at
    assert read(f"  {at:%d-%m-%Y %H.%M.%S} ") == read(f"{at:%Y-%m-%d %H:%M}") == read(f"{at:%Y-%m-%dT%H:%M:%S}") == at
    assert read(f"{long_day(at.date())}, {at:%H.%M} WITA") == read(at.isoformat()) == at


@given(minutes)
def test_a_day_without_a_year_is_never_in_the_future(at: datetime) -> None:
    if (at.day, at.month) == (29, 2):
        return
    found = read(f"{at:%d-%m %H.%M}")
    assert found is not None and NOW - timedelta(days=366) <= found <= NOW
    assert (found.day, found.month) == (at.day, at.month)


@given(minutes)
def test_a_time_alone_is_today(at: datetime) -> None:
    assert read(f"{at:%H.%M}") == NOW.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)


@given(minutes, st.sampled_from(["senin", "Sel.", "rab", "KAMIS", "jum", "sabtu", "minggu", "friday"]))
def test_a_day_of_the_week_is_the_latest_one(at: datetime, weekday: str) -> None:
    found = read(f"{weekday} {at:%H.%M}")
    assert found is not None and NOW - timedelta(days=7) < found <= NOW


@given(st.text() | st.from_regex(r"[0-9a-z .:,/+-]{0,40}", fullmatch=True))
def test_anything_else_is_refused_and_nothing_crashes(text: str) -> None:
    try:
        found = read_moment(text, NOW)
    except BadInput as error:
        assert "received time" in error.msgid
    else:
        assert found is None or found.at.tzinfo is WITA


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("19 Nop 7.05", "2026-11-19T07:05"),
        ("3 agt 16.20", "2026-08-03T16:20"),
        ("kemarin dulu 13.40", "2026-11-22T13:40"),
        ("Tadi 07:31:02", "2026-11-24T07:31:02"),
        ("selasa 09.10", "2026-11-24T09:10"),
        ("selasa 09.11", "2026-11-17T09:11"),
        ("Senin, 23-11-2026 10.00", "2026-11-23T10:00"),
        ("2026-11-23 23:40:10 WIB", "2026-11-24T00:40:10"),
        ("23 november 2026 pukul 14.00 WIT", "2026-11-23T13:00"),
        ("2026-11-23T16:10:00Z", "2026-11-24T00:10"),
        ("2026-11-23T10:15:30.123+0700", "2026-11-23T11:15:30"),
        ("2026-11-24T08:00:00-03:30", "2026-11-24T19:30"),
        ("pkl. 8.15", "2026-11-24T08:15"),
    ],
)
def test_the_ways_of_offices_and_exports(text: str, moment: str) -> None:
    assert read(text) == wita(moment)


@pytest.mark.parametrize("text", ["20-11", "20 nov", "jumat", "2026-11-20", "Jum'at, 20 November 2026"])
def test_a_day_alone_has_no_time(text: str) -> None:
    moment = read_moment(text, NOW)
    assert moment is not None and (moment.at, moment.time_known) == (wita("2026-11-20T00:00"), False)


@pytest.mark.parametrize(
    "text",
    ["24:00", "31-11-2026 08.00", "08.60", "8", "0-1-2026 08.00", "11/28/2026 10:00", "besok 9.00", "32 nov", "12 foo",
     "12-13", "99999-01-01", "senin selasa", "20-11 08.00 pagi", "08.15.61"],
)  # fmt: skip
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_moment(text, NOW)
    assert refused.value.msgid == NOT_A_MOMENT


def test_a_wrong_day_of_the_week_is_refused() -> None:
    with pytest.raises(BadInput, match="is not a"):
        read_moment("Senin, 24-11-2026 08.15", NOW)


def test_the_29_february_is_one_that_there_was() -> None:
    leap_day = wita("2028-02-29T08:00")
    assert read("29-02 08.00", wita("2028-03-01T09:00")) == leap_day
    assert read("29-2 8.00", wita("2029-01-10T09:00")) == leap_day
    with pytest.raises(BadInput):
        read("29-02 08.00", NOW)


def test_no_moment_is_none() -> None:
    assert read_moment(" , ", NOW) is None


# Messages -------------------------------------------------------------------------------------------------------------

TABLE_ROW = (
    "7\nDewi Seroja\ndewi@contoh.invalid\n2026-11-20 08:14:09\nhai-20261120-5512b\nPotongan KPPN salah\n"
    "SMK (PUSAT) NEGERI SEROJA (980124)\nMenunggu konfirmasi/respon KPPN\nBelum ada feedback"
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (TABLE_ROW, Message("HAI-20261120-5512B", "2026-11-20 08:14:09", "980124", "Potongan KPPN salah")),
        ("[20/11/26 08.01.55] Bu Dewi: Retur lagi?\n", Message("", "20/11/26 08.01.55", "", "Retur lagi?")),
        ("20/11/2026, 08.01 - Dewi: Retur 0812 0000 0000", Message("", "20/11/2026, 08.01", "", "Retur")),
        ("Mohon dibantu HAI-3 segera", Message("HAI-3", "", "", "segera")),
        ("Perihal: user SAKTI\nHAI-20261120-1", Message("HAI-20261120-1", "", "", "user SAKTI")),
    ],
)
def test_a_message_is_taken_apart(text: str, parts: Message) -> None:
    assert read_message(text, NOW) == parts


def test_a_moment_still_to_come_is_not_that_of_the_receipt() -> None:
    found = read_message("HAI-9 jatuh tempo 30-11-2026 10.00", NOW)
    assert found is not None and (found.reference, found.moment) == ("HAI-9", "")


@pytest.mark.parametrize("text", ["", " HAI-20261120-1 ", "2026-11-20 08:14:09", "Selamat pagi", "980124", "8.15"])
def test_a_value_for_one_field_is_no_message(text: str) -> None:
    assert read_message(text, NOW) is None


PIECES = st.sampled_from(["HAI-1", "\n", "20-11-2026 08.00", "Nama:", "a", " ", "(980124)"])


@given(st.text() | st.lists(PIECES).map("".join))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = read_message(text, NOW)
    assert found is None or "\n" not in found.subject

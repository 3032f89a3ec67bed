"""What the display of the hall says, as text."""

from dataclasses import replace
from datetime import datetime

import pytest

from kppn_tui import i18n
from kppn_tui.domain.office import OwnDays
from kppn_tui.domain.special_days import Holiday, Opening
from kppn_tui.domain.states import TicketState
from kppn_tui.domain.views import HallCall
from kppn_tui.office.settings import Settings
from kppn_tui.office.standard import load_standard
from kppn_tui.presentation import hall
from tests.conftest import TUESDAY, wita

CALLED = HallCall("A-019", "1", TUESDAY, TicketState.CALLED)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (CALLED, "Nomor A-019, silakan ke loket 1"),
        (replace(CALLED, counter=""), "Nomor A-019, silakan ke loket"),
        (replace(CALLED, state=TicketState.SERVING), "Panggilan terakhir: A-019, loket 1"),
        (replace(CALLED, state=TicketState.CLOSED, counter=""), "Panggilan terakhir: A-019"),
        (replace(CALLED, counter="\x1b[31m2\n"), "Nomor A-019, silakan ke loket [31m2"),
    ],
)
def test_a_call_is_told_in_words(call: HallCall, told: str) -> None:
    assert hall.call_text(call) == told


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-11-24T10:17", "Jam layanan hari ini 07.30–12.00 dan 13.00–16.00"),
        ("2026-11-27T17:00", "Jam layanan hari ini 07.30–11.30 dan 13.00–16.30"),
        ("2026-11-28T10:00", "Hari ini tutup: akhir pekan"),
        ("2026-12-25T10:00", "Hari ini tutup: libur nasional (Hari Raya Natal)"),
        ("2026-12-09T10:00", "Hari ini tutup: kantor tutup (Pilkada)"),
        ("2026-12-12T10:00", "Jam layanan hari ini 08.00–10.00"),
        ("2031-01-02T10:00", ""),
    ],
)
def test_the_hours_of_today_come_from_the_calendar(settings: Settings, day: str, told: str) -> None:
    days = OwnDays(
        closures=(Holiday(datetime(2026, 12, 9).date(), "penutupan", "Pilkada"),),
        openings=(Opening(datetime(2026, 12, 12).date(), (("08:00", "10:00"),)),),
    )
    calendar = replace(settings, days=days).calendar()
    assert hall.hours_text(calendar, calendar.local(wita(day))) == told


def test_terms_and_complaints_are_those_of_the_standard_and_the_office(settings: Settings) -> None:
    limits = replace(settings.limits, service_minutes=15)
    assert hall.terms_text(replace(settings, limits=limits)) == "15 menit per jenis layanan · tidak dipungut biaya"
    named = replace(settings, office=replace(settings.office, contact="081377664083"))
    intro, channels = hall.complaint_texts(named)
    (part,) = (one for one in load_standard("id") if one.key == "complaints")
    assert (intro, channels[:-1]) == (part.intro.rstrip(":"), tuple(line.text for line in part.lines[:-1]))
    assert channels[-1] == "Kontak resmi atau tatap muka secara langsung melalui masing-masing KPPN: 081377664083"
    i18n.use("en")
    assert hall.terms_text(settings) == "20 minutes for each type of service · free of charge"


@pytest.mark.parametrize(
    ("waiting", "told"), [(0, "Tidak ada yang menunggu"), (1, "Menunggu 1 orang"), (6, "Menunggu 6 orang")]
)
def test_how_many_wait_is_told(waiting: int, told: str) -> None:
    assert hall.waiting_text(waiting) == told


def test_the_office_is_named_short(settings: Settings) -> None:
    office = replace(settings.office, name="Kantor Pelayanan Perbendaharaan Negara tipe A2 Pelaihari")
    assert hall.office_text(replace(settings, office=office)) == "KPPN tipe A2 Pelaihari"


def test_that_the_display_may_be_old_is_told_with_its_time() -> None:
    assert hall.lost_text(None) == "! Tidak tersambung; dicoba lagi"
    assert hall.lost_text(wita("2026-11-24T10:17")) == "! Tidak tersambung; ini keadaan pukul 10.17"

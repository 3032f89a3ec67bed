"""The screens as they look, kept as plain text; `pytest tests/tui --snapshot-update` writes them anew."""

from datetime import timedelta
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.widgets import TextArea

from kppn_tui.desk import Desk
from kppn_tui.domain.records import Consultation
from tests.conftest import TUESDAY, HandClock, People
from tests.desk.kit import items_of
from tests.tui.desks import OfficerAtDesk, at_desk, picture

SIZES = [(80, 24), (120, 36)]


def morning(desk: Desk, people: People, clock: HandClock) -> Consultation:
    """A filled room at 09.10: two at the counters, five waiting, one absent; the consultation that Ana serves."""

    def come(minutes: float, code: str, name: str, *topics: str, **more: Any) -> int:
        clock.at = TUESDAY - timedelta(minutes=minutes)
        return desk.take_ticket(people.satpam, satker_code=code, satker_name=name, topics=topics, **more).id

    gone = come(55, "980111", "RUMAH TAHANAN NEGARA SEROJABARU", "GAJI")
    mine = come(50, "980118", "MADRASAH ALIYAH NEGERI 1 TANAH SEROJA", "RETUR", "SUPPLIER", purpose="retur honor")
    other = come(48, "980101", "PENGADILAN NEGERI SEROJABARU (BUA)", "LPJ")
    come(31, "980105", "KEJAKSAAN NEGERI TANAH SEROJA", "REKON", purpose="rekonsiliasi Oktober")
    come(24, "", "CV SEROJA JAYA", purpose="tanya [/red] pembayaran", stakeholder_kind="penyedia")
    come(12, "980125", "KEPOLISIAN RESOR TANAH SEROJA", "SPM", priority_reason="lansia")
    clock.at = TUESDAY - timedelta(minutes=9)
    desk.take_ticket(people.ana, "hai_cso", reference_number="HAI-20261124-00017", satker_name="DINAS PERIKANAN SEROJA",
                     topics=["DAKF"], received_at=clock() - timedelta(minutes=60))  # fmt: skip
    clock.at = TUESDAY - timedelta(minutes=44)
    desk.call(people.budi, gone)
    for _call in range(2):
        clock.forward(1)
        desk.recall(people.budi, gone)
    desk.absent(people.budi, gone)
    clock.at = TUESDAY - timedelta(minutes=16, seconds=20)
    desk.call(people.budi, other)
    desk.start(people.budi, other)
    clock.at = TUESDAY - timedelta(minutes=7, seconds=41)
    desk.call(people.ana, mine)
    ticket = desk.start(people.ana, mine)
    desk.identify(people.ana, ticket, name="Bendahara Satu", role="bendahara", satker_code="980118",
                  satker_name="MADRASAH ALIYAH NEGERI 1 TANAH SEROJA")  # fmt: skip
    first = items_of(desk, ticket)[0]
    desk.record(people.ana, first, question="Honor guru diretur bank: apa yang harus diperbaiki?", answer="Rekening",
                references=["PER-9/PB/2018"])  # fmt: skip
    clock.at = TUESDAY
    desk.sweep("desk")
    return first


async def shown(officer: OfficerAtDesk) -> str:
    """The screen when nothing moves any more: no toasts, no blinking cursor."""
    officer.app.clear_notifications()
    for area in officer.app.screen.query(TextArea):
        area.cursor_blink = False
    await officer.tick()
    officer.app.clear_notifications()
    await officer.until(lambda: not officer.app.screen.query("Toast"), "no toasts")
    await officer.pilot.pause()
    return picture(officer.app)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
async def test_queue(
    desk: Desk, people: People, clock: HandClock, screens: SnapshotAssertion, size: tuple[int, int]
) -> None:
    morning(desk, people, clock)
    async with at_desk(desk, people.ana, clock, size) as officer:
        assert await shown(officer) == screens


async def test_queue_empty(desk: Desk, people: People, clock: HandClock, screens: SnapshotAssertion) -> None:
    async with at_desk(desk, people.ana, clock) as officer:
        assert await shown(officer) == screens


async def test_queue_light(desk: Desk, people: People, clock: HandClock, screens: SnapshotAssertion) -> None:
    morning(desk, people, clock)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("f12")
        assert await shown(officer) == screens


async def test_queue_without_colour(
    desk: Desk, people: People, clock: HandClock, screens: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    morning(desk, people, clock)
    async with at_desk(desk, people.ana, clock) as officer:
        assert await shown(officer) == screens


async def test_queue_of_200(desk: Desk, people: People, clock: HandClock, screens: SnapshotAssertion) -> None:
    for n in range(200):
        name = "BALAI PENGEMBANGAN DAN PENGUJIAN MUTU PERIKANAN TANAH SEROJA"
        desk.take_ticket(people.satpam, satker_code=f"9801{n % 30 + 1:02d}", satker_name=name, topics=["UP"])
    async with at_desk(desk, people.ana, clock) as officer:
        assert len(officer.keys) == 200
        await officer.press("end")
        await officer.see("A-200 980120 BALAI")
        assert await shown(officer) == screens


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
async def test_session(
    desk: Desk, people: People, clock: HandClock, screens: SnapshotAssertion, size: tuple[int, int]
) -> None:
    morning(desk, people, clock)
    async with at_desk(desk, people.ana, clock, size) as officer:
        await officer.press("2")
        await officer.session()
        assert await shown(officer) == screens


@pytest.mark.parametrize("minutes", [9, 15], ids=["warn", "over"])
async def test_session_near_and_over_the_standard(
    desk: Desk, people: People, clock: HandClock, screens: SnapshotAssertion, minutes: int
) -> None:
    morning(desk, people, clock)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("2")
        await officer.session()
        clock.forward(minutes)
        assert await shown(officer) == screens


async def test_session_paused_for_documents(
    desk: Desk, people: People, clock: HandClock, screens: SnapshotAssertion
) -> None:
    item = morning(desk, people, clock)
    desk.request_documents(people.ana, item, ["Surat kuasa", "Rekening koran"])
    clock.forward(4)
    desk.documents_received(people.ana, item, ["Surat kuasa"])
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("2")
        await officer.session()
        assert await shown(officer) == screens


async def test_register_form(desk: Desk, people: People, clock: HandClock, screens: SnapshotAssertion) -> None:
    morning(desk, people, clock)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("a")
        await officer.form()
        await officer.type("seroja")
        assert await shown(officer) == screens


async def test_follow_up_form(desk: Desk, people: People, clock: HandClock, screens: SnapshotAssertion) -> None:
    morning(desk, people, clock)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("2")
        await officer.session()
        await officer.press("k")
        form = await officer.form()
        form.put({"way": "menolak"})
        await officer.press("f9")
        await officer.until(lambda: officer.complaint not in ("", "Saving …"))
        assert await shown(officer) == screens


async def test_choose(desk: Desk, people: People, clock: HandClock, screens: SnapshotAssertion) -> None:
    morning(desk, people, clock)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("n")
        await officer.see("is still at your counter.")
        assert await shown(officer) == screens


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
async def test_queue_in_indonesian(
    desk: Desk, people: People, clock: HandClock, screens: SnapshotAssertion, size: tuple[int, int]
) -> None:
    morning(desk, people, clock)
    async with at_desk(desk, people.ana, clock, size, lang="id") as officer:
        assert await shown(officer) == screens


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
async def test_session_in_indonesian(
    desk: Desk, people: People, clock: HandClock, screens: SnapshotAssertion, size: tuple[int, int]
) -> None:
    morning(desk, people, clock)
    async with at_desk(desk, people.ana, clock, size, lang="id") as officer:
        await officer.press("2")
        await officer.session()
        assert await shown(officer) == screens

"""An office that has been open for a while, made by desk verbs on the file that the program will open."""

from datetime import datetime
from pathlib import Path

from kppn_tui.desk import Desk, open_desk
from kppn_tui.domain.contact import Contact
from kppn_tui.domain.people import Officer
from kppn_tui.domain.states import Role
from kppn_tui.office.settings import load_settings, locate, write_office
from tests.conftest import PASSWORD, TUESDAY, HandClock
from tests.e2e.hands import ANA, CITRA, OFFICE


def make_office(database: Path) -> None:
    """The office file and its officers: Ana serves and leads the Seksi Bank, Citra leads PDMS."""
    database.parent.mkdir(parents=True, exist_ok=True)
    places = locate(db=str(database))
    write_office(places.office_path, "A2", name=OFFICE)
    settings = load_settings(places)
    with open_desk(settings.url, settings, HandClock()) as desk:
        desk.add_officer(None, ANA.login, ANA.name, [Role.CSO, Role.HEAD, Role.ADMIN], PASSWORD, sections=["BANK"])
        desk.add_officer(None, CITRA.login, CITRA.name, [Role.HEAD], PASSWORD, sections=["PDMS"])


def fill_the_day(database: Path, until: datetime = TUESDAY) -> None:
    """Until `until`: one visitor in service, two waiting, a message, and two follow-ups, one of them escalated."""
    clock = HandClock(until)
    clock.forward(-60)
    settings = load_settings(locate(db=str(database)))
    with open_desk(settings.url, settings, clock) as desk:
        ana = desk.sign_in(ANA.login, PASSWORD, ANA.counter)
        _follow_up(desk, clock, ana, "RETUR")
        item = _follow_up(desk, clock, ana, "SETORAN")
        desk.escalate(ana, item, "NTPN 0042?", tried="OM SPAN, SAKTI")
        clock.at = until
        clock.forward(-10)
        desk.take_ticket(ana, satker_code="980104", satker_name="MTs Seroja", topics=["GAJI", "SKPP"])
        desk.take_ticket(ana, satker_code="980112", satker_name="Dinas Serojabaru", topics=["LPJ"], purpose="LPJ")
        desk.take_ticket(ana, satker_code="980130", satker_name="RSUD Seroja", priority_reason="lansia")
        desk.take_ticket(ana, "hai_cso", topics=["IKPA"], reference_number="HAI-2026-0042", satker_code="980109")
        desk.call_next(ana)
        ticket = desk.board().rows[0].ticket
        desk.start(ana, ticket)
        clock.at = until


def _follow_up(desk: Desk, clock: HandClock, ana: Officer, topic: str) -> int:
    ticket = desk.take_ticket(ana, satker_code="980101", satker_name="PN Serojabaru", topics=[topic])
    desk.call(ana, ticket)
    desk.start(ana, ticket)
    desk.identify(ana, ticket, name="Dewi Lestari", role="bendahara", satker_code="980101", satker_name="PN Serojabaru")
    (view,) = desk.session(ticket).consultations
    desk.record(ana, view.consultation, question="NTPN, SP2D?")
    clock.forward(8)
    desk.follow_up(ana, view.consultation, contact=Contact("whatsapp", "0812-3456-7890"), reason="SPAN")
    desk.finish(ana, ticket)
    return view.consultation.id

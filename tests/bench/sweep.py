"""The SLA sweep: idle against the one indexed select, whatever the number of open clocks; and many breaches at once."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from kppn_tui.domain.contact import Contact
from tests.bench.durable import server
from tests.bench.loader import Office, bare, load_open_clocks
from tests.bench.table import Row, timed
from tests.postgres import Server

SIZES = (1_000, 100_000, 1_000_000)
TURNS = 2_000
BREACHES, REPEATS = 200, 20
_FLOOR = "SELECT min(next_at) FROM deadline WHERE office = 'kppn' AND next_at IS NOT NULL"


def rows(
    folder: Path, sizes: Sequence[int] = SIZES, turns: int = TURNS, breaches: int = BREACHES, repeats: int = REPEATS
) -> list[Row]:
    """On both databases: idle sweeps at each size, how flat they are, and many breaches at once."""
    found = []
    with server() as durable:
        for where in (None, durable):
            idle = [_idle(_office(folder / f"idle{size}", where), _which(where), size, turns) for size in sizes]
            what = f"idle sweep, {_which(where)}, {sizes[-1]:,} clocks against {sizes[0]:,}"
            found += [
                *idle,
                Row(what, idle[-1].measured, idle[0].measured, ratio=1.5),
                _breaches(_office(folder / "service", where), _which(where), breaches, sizes[1], repeats),
                _missed_days(_office(folder / "follow-up", where), _which(where), breaches),
            ]
    return found


def _office(folder: Path, where: Server | None) -> Office:
    """An office on a file, or in a database of the server `where`."""
    return Office(folder) if where is None else Office(folder / "server", where.url(where.create()))


def _which(where: Server | None) -> str:
    return "SQLite" if where is None else "PostgreSQL"


def _idle(office: Office, which: str, size: int, turns: int) -> Row:
    ticket = office.desk.take_ticket(office.officer(), topics=["RETUR"])
    load_open_clocks(office.url, office.desk.session(ticket).consultations[0].consultation.id, size)
    office.desk.sweep()  # the beat is written, and not again within a minute
    with bare(office.url) as connection:
        cursor = connection.cursor

        def select() -> None:
            cursor.execute(_FLOOR)
            cursor.fetchone()

        measured, floor = [], []
        for _ in range(turns):
            measured.append(timed(office.desk.sweep))
            floor.append(timed(select))
    office.close()
    return Row(f"idle sweep (the whole desk.sweep()), {which}, {size:,} open clocks", measured, floor, ratio=5)


def _breaches(office: Office, which: str, breaches: int, others: int, repeats: int) -> Row:
    """Services that all pass twenty minutes at once, `others` beside them."""
    ticket = office.desk.take_ticket(office.officer(), topics=["RETUR"])
    item = office.desk.session(ticket).consultations[0].consultation.id
    load_open_clocks(office.url, item, others, start=office.at + timedelta(days=30))
    taken = []
    for _ in range(repeats):
        load_open_clocks(office.url, item, breaches, start=office.at, every=0)
        office.at += timedelta(minutes=21)
        taken.append(_told(office, breaches))
    office.close()
    return Row(f"{breaches} breaches in one sweep, {which}, each alert once", taken, seconds=0.1)


def _told(office: Office, breaches: int) -> float:
    """How long the sweep takes that tells of all of them; another one finds nothing left."""
    start = perf_counter()
    sweep = office.desk.sweep()
    taken = perf_counter() - start
    assert sweep.breaches == len(sweep.raised) == breaches, sweep.breaches
    assert office.desk.sweep().raised == ()
    return taken


def _missed_days(office: Office, which: str, breaches: int) -> Row:
    """Follow-ups whose note of the day is missed: each breach begins the next day's duty as well."""
    officer = office.officer()
    for number in range(breaches):
        ticket = office.desk.take_ticket(officer, "hai_cso", reference_number=str(number), topics=["LPJ"])
        office.desk.start(officer, ticket)
        office.desk.identify(officer, ticket, declined=True)
        item = office.desk.session(ticket).consultations[0].consultation
        office.desk.record(officer, item, question="LPJ?")
        office.desk.follow_up(officer, item, contact=Contact("hai_cso", "HAI"), reason="telaah")
        office.desk.finish(officer, ticket)
    taken = []
    office.at = office.at.replace(hour=8, minute=30)  # 16:30 in the office's zone
    for _ in range(2):
        office.at += timedelta(days=1)
        taken.append(_told(office, breaches))
    office.close()
    return Row(f"{breaches} missed progress notes in one sweep, {which}, the next ones begun", taken, seconds=0.1)

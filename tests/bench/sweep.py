"""The SLA sweep: idle against the one indexed select, whatever the number of open clocks; and many breaches at once."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from kppn_tui.domain.contact import Contact
from tests.bench.loader import Office, load_open_clocks
from tests.bench.table import Row, timed

SIZES = (1_000, 100_000, 1_000_000)
TURNS = 2_000
BREACHES = 200
_FLOOR = "SELECT min(next_at) FROM deadline WHERE office = ? AND next_at IS NOT NULL"


def rows(folder: Path) -> list[Row]:
    """Idle sweeps at three sizes, how flat they are, and 200 breaches."""
    idle = [_idle(folder / str(size), size) for size in SIZES]
    flat = Row("idle sweep, 10⁶ clocks against 10³", idle[-1].measured, idle[0].measured, ratio=1.5)
    return [*idle, flat, _breaches(folder / "service"), _missed_days(folder / "follow-up")]


def _idle(folder: Path, size: int) -> Row:
    office = Office(folder)
    officer = office.officer()
    ticket = office.desk.take_ticket(officer, topics=["RETUR"])
    load_open_clocks(office.path, office.desk.session(ticket).items[0].item.id, size)
    office.desk.sweep()  # the beat is written, and not again within a minute
    with closing(sqlite3.connect(office.path, isolation_level=None)) as bare:
        measured, floor = [], []
        for _ in range(TURNS):
            measured.append(timed(office.desk.sweep))
            floor.append(timed(lambda: bare.execute(_FLOOR, ("kppn",)).fetchone()))
    office.close()
    return Row(f"idle sweep (the whole desk.sweep()), {size:,} open clocks", measured, floor, ratio=5)


def _breaches(folder: Path) -> Row:
    """Services that all pass twenty minutes at once, a hundred thousand other clocks beside them."""
    office = Office(folder)
    ticket = office.desk.take_ticket(office.officer(), topics=["RETUR"])
    item = office.desk.session(ticket).items[0].item.id
    load_open_clocks(office.path, item, 100_000, start=office.at + timedelta(days=30))
    taken = []
    for _ in range(20):
        load_open_clocks(office.path, item, BREACHES, start=office.at, every=0)
        office.at += timedelta(minutes=21)
        taken.append(_told(office))
    office.close()
    return Row(f"{BREACHES} breaches in one sweep", taken, seconds=0.1)


def _told(office: Office) -> float:
    """How long the sweep takes that tells of all of them."""
    start = perf_counter()
    sweep = office.desk.sweep()
    taken = perf_counter() - start
    assert sweep.breaches == len(sweep.raised) == BREACHES, sweep.breaches
    return taken


def _missed_days(folder: Path) -> Row:
    """Follow-ups whose note of the day is missed: each breach begins the next day's duty as well."""
    office = Office(folder)
    officer = office.officer()
    for number in range(BREACHES):
        ticket = office.desk.take_ticket(officer, "hai_cso", reference_number=str(number), topics=["LPJ"])
        office.desk.start(officer, ticket)
        office.desk.identify(officer, ticket, declined=True)
        item = office.desk.session(ticket).items[0].item
        office.desk.record(officer, item, question="LPJ?")
        office.desk.follow_up(officer, item, contact=Contact("hai_cso", "HAI"), reason="telaah")
        office.desk.finish(officer, ticket)
    taken = []
    office.at = office.at.replace(hour=8, minute=30)  # 16:30 in the office's zone
    for _ in range(2):
        office.at += timedelta(days=1)
        taken.append(_told(office))
    office.close()
    return Row(f"{BREACHES} missed progress notes in one sweep, the next ones begun", taken, seconds=0.1)

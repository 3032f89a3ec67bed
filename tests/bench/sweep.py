"""The SLA sweep: idle against the one indexed select, whatever the number of open clocks; and many breaches at once."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from kppn_tui.domain.contact import Contact
from tests.bench.loader import Office, load_open_clocks
from tests.bench.table import Row, timed

SIZES = (1_000, 100_000, 1_000_000)
TURNS = 2_000
BREACHES, REPEATS = 200, 20
_FLOOR = "SELECT min(next_at) FROM deadline WHERE office = ? AND next_at IS NOT NULL"


def rows(
    folder: Path, sizes: Sequence[int] = SIZES, turns: int = TURNS, breaches: int = BREACHES, repeats: int = REPEATS
) -> list[Row]:
    """Idle sweeps at each size, how flat they are, and many breaches at once."""
    idle = [_idle(folder / str(size), size, turns) for size in sizes]
    flat = Row(f"idle sweep, {sizes[-1]:,} clocks against {sizes[0]:,}", idle[-1].measured, idle[0].measured, ratio=1.5)
    return [
        *idle,
        flat,
        _breaches(folder / "service", breaches, sizes[1], repeats),
        _missed_days(folder / "follow-up", breaches),
    ]


def _idle(folder: Path, size: int, turns: int) -> Row:
    office = Office(folder)
    officer = office.officer()
    ticket = office.desk.take_ticket(officer, topics=["RETUR"])
    load_open_clocks(office.path, office.desk.session(ticket).items[0].item.id, size)
    office.desk.sweep()  # the beat is written, and not again within a minute
    with closing(sqlite3.connect(office.path, isolation_level=None)) as bare:
        measured, floor = [], []
        for _ in range(turns):
            measured.append(timed(office.desk.sweep))
            floor.append(timed(lambda: bare.execute(_FLOOR, ("kppn",)).fetchone()))
    office.close()
    return Row(f"idle sweep (the whole desk.sweep()), {size:,} open clocks", measured, floor, ratio=5)


def _breaches(folder: Path, breaches: int, others: int, repeats: int) -> Row:
    """Services that all pass twenty minutes at once, `others` beside them."""
    office = Office(folder)
    ticket = office.desk.take_ticket(office.officer(), topics=["RETUR"])
    item = office.desk.session(ticket).items[0].item.id
    load_open_clocks(office.path, item, others, start=office.at + timedelta(days=30))
    taken = []
    for _ in range(repeats):
        load_open_clocks(office.path, item, breaches, start=office.at, every=0)
        office.at += timedelta(minutes=21)
        taken.append(_told(office, breaches))
    office.close()
    return Row(f"{breaches} breaches in one sweep", taken, seconds=0.1)


def _told(office: Office, breaches: int) -> float:
    """How long the sweep takes that tells of all of them."""
    start = perf_counter()
    sweep = office.desk.sweep()
    taken = perf_counter() - start
    assert sweep.breaches == len(sweep.raised) == breaches, sweep.breaches
    return taken


def _missed_days(folder: Path, breaches: int) -> Row:
    """Follow-ups whose note of the day is missed: each breach begins the next day's duty as well."""
    office = Office(folder)
    officer = office.officer()
    for number in range(breaches):
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
        taken.append(_told(office, breaches))
    office.close()
    return Row(f"{breaches} missed progress notes in one sweep, the next ones begun", taken, seconds=0.1)

"""Fifty desks at one SQLite file without a pause between two verbs: how long the unluckiest waits."""

from collections import Counter
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from statistics import median
from time import perf_counter

from kppn_tui.desk import connect
from kppn_tui.domain.errors import DeskError
from kppn_tui.office.settings import load_settings, locate
from tests.bench.loader import NOW, Office
from tests.bench.table import Row

DESKS, EACH = 50, 40
#: The worst wait of all, in medians.
LIMIT = 20.0


@dataclass
class Account:
    """The seconds of each verb of one desk, and the refusals by name."""

    seconds: list[float] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)


def rows(folder: Path, desks: int = DESKS, each: int = EACH) -> list[Row]:
    """The longest verb against the median of all; nobody may be refused."""
    office = Office(folder)
    office.officer()
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    barrier = context.Barrier(desks)
    pipes, processes = [], []
    for _ in range(desks):
        ours, theirs = context.Pipe()
        arguments = (theirs, barrier, office.url, str(office.settings.places.office_path), each)
        process = context.Process(target=work, args=arguments, daemon=True)
        process.start()
        theirs.close()
        pipes.append(ours)
        processes.append(process)
    accounts: list[Account] = [pipe.recv() for pipe in pipes]
    for process in processes:
        process.join(30)
    office.close()
    seconds = [one for account in accounts for one in account.seconds]
    refused = sum((account.refused for account in accounts), Counter[str]())
    return [
        Row(
            f"{desks} desks at one SQLite file, the worst wait of {len(seconds)} against the median",
            [max(seconds)],
            [median(seconds)],
            ratio=LIMIT,
            fault=", ".join(f"{count} {name}" for name, count in refused.items()),
        )
    ]


def work(pipe: Connection, barrier: Barrier, url: str, office_file: str, each: int) -> None:
    """The life of one desk: register `each` visitors as fast as it can, once every desk is ready."""
    desk = connect(url, load_settings(locate(db=url, office=office_file)), lambda: NOW)
    officer = desk.officers()[0]
    account = Account()
    barrier.wait(120)
    for _ in range(each):
        start = perf_counter()
        try:
            desk.take_ticket(officer)
        except DeskError as error:
            account.refused[type(error).__name__] += 1
        account.seconds.append(perf_counter() - start)
    pipe.send(account)
    desk.close()

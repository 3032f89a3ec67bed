"""A busy day of many desks on one database, each in a process of its own; judged by the laws of rows and trail."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from kppn_tui.desk import open_desk
from kppn_tui.domain.states import Role
from kppn_tui.office.settings import Settings, load_settings, locate, write_office
from tests.conftest import PASSWORD, WITA
from tests.invariants import Book, check
from tests.load.clock import FastClock
from tests.load.shift import Account, Task, work

#: A Tuesday; the doors open at eight.
OPENING = datetime(2026, 11, 24, 8, 0, tzinfo=WITA)
#: Until every process is at its counter, in seconds: each password costs a tenth of one.
GETTING_READY = 2.0
A_PERSON = 0.15
CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.load.shift", "kppn_tui.store.backends.postgres"])


@dataclass(frozen=True)
class Result:
    """What a day came to."""

    book: Book
    account: Account
    wall: float

    def lines(self) -> Iterator[str]:
        """The day in figures."""
        tables = ("ticket", "consultation", "escalation", "progress", "deadline", "alert", "event")
        yield ", ".join(f"{len(self.book[table])} {table}" for table in tables)
        ended = Counter(row["state"] for row in self.book["consultation"])
        yield "consultations: " + ", ".join(f"{n} {state}" for state, n in ended.most_common())
        cuts, verbs = quantiles(self.account.seconds, n=1000), self.account.done.total()
        yield (
            f"{verbs} verbs in {self.wall:.0f} s ({verbs / self.wall:.0f} a second); "
            f"a verb took {cuts[499] * 1000:.1f} ms (median), {cuts[949] * 1000:.1f} ms (95 %), "
            f"{max(self.account.seconds) * 1000:.0f} ms (longest)"
        )
        yield f"refused by a rule or a colleague: {dict(self.account.refused.most_common())}"
        yield f"faults: {len(self.account.faults)}"


def simulate(url: str, folder: Path, desks: int, tickets: int, speed: float, seed: int = 1) -> Result:
    """`tickets` visits of two consultations each, through `desks` counters and a head a section.

    Raises:
        AssertionError: somebody was told of a fault, or a law of the rows or of the trail is broken.
    """
    places = locate(db=url, office=str(folder / "kantor.toml"))
    write_office(places.office_path, "A2", name="KPPN Serojabaru")
    settings = load_settings(places)
    logins = _engage(settings, desks)
    clock = FastClock(OPENING, monotonic() + GETTING_READY + A_PERSON * len(logins), speed)
    share = [tickets // desks + (seat < tickets % desks) for seat in range(desks)]
    tasks = [
        Task(settings, login, counter, share[int(counter) - 1] if counter else 0, seed * 1000 + at, clock)
        for at, (login, counter) in enumerate(logins)
    ]
    began = monotonic()
    with CONTEXT.Pool(len(tasks)) as pool:
        accounts: list[Account] = pool.map(work, tasks, chunksize=1)
    whole = _add_up(accounts)
    assert whole.faults == [], "\n".join(whole.faults)
    return Result(check(url, settings.office.code), whole, monotonic() - began)


def _engage(settings: Settings, desks: int) -> list[tuple[str, str]]:
    """The officers of the counters and the heads, by login and counter."""
    people: list[tuple[str, str]] = []
    with open_desk(settings.url, settings) as desk:
        for seat in range(1, desks + 1):
            people.append((f"cso{seat}", str(seat)))
            desk.add_officer(None, f"cso{seat}", f"Petugas {seat}", [Role.CSO], PASSWORD)
        for section in settings.sections:
            login = f"kasi.{section.code.lower()}"
            people.append((login, ""))
            desk.add_officer(None, login, f"Kepala {section.code}", [Role.HEAD], PASSWORD, sections=[section.code])
    return people


def _add_up(accounts: list[Account]) -> Account:
    whole = Account()
    for account in accounts:
        whole.done += account.done
        whole.refused += account.refused
        whole.faults += account.faults
        whole.seconds += account.seconds
    return whole


@contextmanager
def database(kind: str) -> Iterator[tuple[str, Path]]:
    """A new database of that kind with durable commits, and a folder for the office file."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        if kind == "sqlite":
            yield f"sqlite:///{folder / 'kppn.db'}", folder
            return
        from tests.postgres import Server

        options: dict[str, Any] = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
        with Server(**options) as server:
            yield server.url(server.create()), folder

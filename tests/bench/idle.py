"""The queue left open: what twenty ticking clocks cost each second, and what eight hours of them leave in memory."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import long_day
from tests.bench.durable import server
from tests.bench.loader import Office
from tests.bench.seats import SIZE, at_desk, blank
from tests.bench.table import Row
from tests.terminal import Terminal, here

CLOCKS, WINDOWS, SECONDS, HOURS = 20, 12, 5.0, 8.0
ROOT = Path(__file__).parents[2]


def rows(
    folder: Path, clocks: int = CLOCKS, windows: int = WINDOWS, seconds: float = SECONDS, hours: float = HOURS
) -> list[Row]:
    """Both databases: the desk and an empty app side by side, then the desk alone on a day that passes quickly."""
    found = []
    with _offices(folder) as offices:
        for which, office in offices.items():
            serving(office, clocks)
            office.close()
            found += [
                _share(office, which, clocks, windows, seconds),
                _memory(office, which, hours, folder / f"{which}.told"),
            ]
    return found


class Watched(Terminal):
    """A terminal of which only the newest is kept: a day of the queue is tens of megabytes."""

    def _read(self, seconds: float) -> bool:
        came = super()._read(seconds)
        self._raw = self._raw[-4096:]
        return came


@contextmanager
def _offices(folder: Path) -> Iterator[dict[str, Office]]:
    with server() as durable, durable.database() as url:
        yield {"SQLite": Office(folder / "file"), "PostgreSQL": Office(folder / "server", url)}


def _share(office: Office, which: str, clocks: int, windows: int, seconds: float) -> Row:
    """How much of a core each takes while nobody does anything."""
    ours, floor = [], []
    with at_desk(office, f"A-{clocks:03d}") as desk, blank() as empty:
        for _ in range(windows):
            used, passed = [cpu(one) for one in (desk, empty)], time.perf_counter()
            while time.perf_counter() - passed < seconds:
                desk.settle(0.1, 0.2)
                empty.settle(0.01, 0.02)
            passed = time.perf_counter() - passed
            ours.append((cpu(desk) - used[0]) / passed * 100)
            floor.append((cpu(empty) - used[1]) / passed * 100)
    what = f"queue left open, {clocks} clocks ticking, {which}: share of a core"
    return Row(what, ours, floor, over=1.5, unit="%")


def _memory(office: Office, which: str, hours: float, told: Path) -> Row:
    """What the process holds in the last quarter of the day, against what it holds once it has warmed up."""
    script = [sys.executable, long_day.__file__, office.url, str(office.settings.places.office_path)]
    with Watched([*script, str(hours), str(told)], here(PYTHONPATH=str(ROOT)), SIZE) as desk:
        assert desk.end(600 + hours * 600) == 0, desk.shown[-400:]
    held = [int(line) / 1e6 for line in told.read_text().split()]
    what = f"memory after {hours:g} hours of it against the first, {which} ({held[0]:.1f} MB when opened)"
    return Row(what, held[-2:], held[1:3], ratio=1.05, unit="MB")


def serving(office: Office, clocks: int) -> None:
    """`clocks` officers in service, and one more to look on."""
    office.at = datetime.now(UTC)
    office.officer()
    for number in range(clocks):
        officer = office.officer(f"cso{number}", str(number + 2))
        ticket = office.desk.take_ticket(officer, topics=["RETUR"], satker_code=f"{980101 + number}", satker_name="PN")
        office.desk.call(officer, ticket)
        office.desk.start(officer, ticket)


def cpu(terminal: Terminal) -> float:
    """The processor time that all threads of the program have used, in seconds."""
    # The clock of another process, as clock_getcpuclockid(3) of Linux makes it.
    return time.clock_gettime_ns((~terminal.process.pid << 3) | 2) / 1e9

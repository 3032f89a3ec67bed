"""A desk left open for a day that passes quickly: `long_day.py URL OFFICE_FILE HOURS FILE`.

Its clock goes on by a second whenever the app has drawn the one before, so that no second of the day is left out;
the app's own pulse asks five times in each. How much memory the process holds at the start and after each eighth of the
day, in bytes, a line each, goes to FILE.
"""

import asyncio
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path

from kppn_tui.desk import connect, system_clock
from kppn_tui.office.settings import load_settings, locate
from kppn_tui.tui.app import KppnApp

PULSES, PARTS = 5, 8


class LongDay(KppnApp):
    """The real app, its two timers driven by the day."""

    def __init__(self, url: str, office_file: str, seconds: int, told: Path) -> None:
        settings = load_settings(locate(db=url, office=office_file))
        self.moment, self._seconds, self._told = system_clock(), seconds, told
        desk = connect(settings.url, settings, self.time)
        ana = next(officer for officer in desk.officers() if officer.login == "ana")
        super().__init__(settings.places, desk=desk, clock=self.time, officer=ana)

    def time(self) -> datetime:
        """The moment of the day."""
        return self.moment

    def on_ready(self) -> None:
        self.run_worker(self._live(), group="day")

    async def _live(self) -> None:
        await asyncio.sleep(0.5)
        for second in range(self._seconds + 1):
            if second * PARTS % self._seconds < PARTS:
                with self._told.open("a") as told:
                    told.write(f"{memory()}\n")
            self.moment += timedelta(seconds=1)
            for _ in range(PULSES):
                self.client.pulse()
            self.listener.second()
            await asyncio.sleep(0)
        self.exit()


def memory() -> int:
    """The resident memory of this process, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    url, office_file, hours, told = sys.argv[1:]
    LongDay(url, office_file, int(float(hours) * 3600), Path(told)).run()

"""A filled day in a throw-away file: an invented office, made by the desk's own verbs only."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from kppn_tui.config import Settings, load_settings, write_office
from kppn_tui.training.cast import Cast, load_cast
from kppn_tui.training.day import fill
from kppn_tui.desk import Desk, connect
from kppn_tui.domain.people import Officer
from kppn_tui.domain.workdays import WorkCalendar
from kppn_tui.places import Places

#: Who is signed in when the demo opens.
PLAYER = "cso1"


class DemoClock:
    """Moved by hand while the day is filled; after `run` it goes on at real speed."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._since: float | None = None

    def __call__(self) -> datetime:
        passed = 0.0 if self._since is None else time.monotonic() - self._since
        return (self.at + timedelta(seconds=passed)).astimezone(UTC)

    def run(self) -> None:
        """Let time pass from here on."""
        self._since = time.monotonic()


@dataclass(frozen=True)
class Demo:
    """A desk in the middle of its morning, and the officer who sits at it."""

    places: Places
    settings: Settings
    desk: Desk
    clock: DemoClock
    officer: Officer


@contextmanager
def open_demo(seed: int, now: datetime, language: str) -> Iterator[Demo]:
    """The demo of the first working day from `now` (aware) on; its folder is removed on leaving.

    The same seed and day give the same demo. Raises CalendarMissing for a day whose year is not loaded.
    """
    with TemporaryDirectory(prefix="kppn-tui-demo-", ignore_cleanup_errors=True) as folder:
        demo = make_demo(Path(folder), seed, now, language)
        demo.clock.run()
        try:
            yield demo
        finally:
            demo.desk.close()


def make_demo(folder: Path, seed: int, now: datetime, language: str = "id") -> Demo:
    """The demo in `folder`, its clock still standing; raises as `open_demo`."""
    cast = load_cast()
    settings = _settings(folder, cast, language)
    calendar = settings.calendar()
    clock = DemoClock(now)
    desk = connect(settings.url, settings, clock)
    try:
        players = fill(desk, clock, cast, seed, demo_day(calendar, now))
    except BaseException:
        desk.close()
        raise
    return Demo(settings.places, settings, desk, clock, players[PLAYER])


def demo_day(calendar: WorkCalendar, now: datetime) -> date:
    """The office's today, or the next working day after a closed one; raises CalendarMissing."""
    return next(calendar.working_days(calendar.local(now).date()))


def _settings(folder: Path, cast: Cast, language: str) -> Settings:
    """The settings of the invented office, its satker directory included."""
    places = Places(f"sqlite:///{folder / 'demo.db'}", folder / "kantor.toml", language)
    write_office(places.office_path, "A2", name=cast.office)
    directory = folder / "satker.csv"
    lines = ["kode,nama", *(f'{satker.code},"{satker.name}"' for satker in cast.satker)]
    directory.write_text("\n".join(lines) + "\n", "utf-8")
    return replace(load_settings(places), stakeholder_path=directory)

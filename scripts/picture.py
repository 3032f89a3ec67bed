"""Make the pictures of the documents as the real app paints them. The same program gives the same bytes."""

import asyncio
import os
import re
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from textual.pilot import Pilot

from kppn_tui import i18n
from kppn_tui.desk import Desk, connect
from kppn_tui.training.clock import ManualClock
from kppn_tui.training.headless import headless_scheduler
from kppn_tui.training.room import Room
from kppn_tui.training.room_creation import create_room
from kppn_tui.training.scenario import scenario_path
from kppn_tui.training.scripted_officer import Manner
from kppn_tui.tui.app import KppnApp
from kppn_tui.tui.key_driver import KeyDriver
from kppn_tui.tui.training.app import TrainingApp

FOLDER = Path(__file__).resolve().parent.parent / "docs"
SIZE = (100, 30)
DAY = datetime(2026, 11, 24, 10, 15, tzinfo=ZoneInfo("Asia/Makassar"))
#: How long nothing may change before the picture, in turns of a hundredth of a second.
STILL = 30
FONTS = "'Fira Code', 'DejaVu Sans Mono', Menlo, Consolas, monospace"
#: What is pressed, and what is then seen.
Keys = tuple[tuple[str, str], ...]
CARD: Keys = (("", "Antrean"), ("f10", "Kartu"), ("n", "Rujukan"))


@dataclass(frozen=True)
class Picture:
    """A moment of a scenario, `after` its beginning, as the trainee of that manner sees it after the `keys`.

    Without a manner nobody has acted since the beginning, and the desk is the officer's `desk`, of no room.
    """

    name: str
    scenario: str
    after: timedelta
    keys: Keys
    manner: Manner | None = None
    desk: str = ""


PICTURES = (
    # Two minutes after the demo opens the service of cso2 is past its warning.
    Picture("antrean", "hari-biasa", timedelta(minutes=2), (("", "A-016"),), desk="cso2"),
    Picture(
        "pelatih-layanan",
        "pelajaran-pertama",
        timedelta(minutes=2, seconds=35),
        (("", "Bunga"), ("2", "a.1")),
        Manner.GOOD,
    ),
    Picture("pelatih-panel", "hari-biasa", timedelta(minutes=2), (("", "A-016"), ("f10", "Sisipkan"))),
    Picture(
        "pelatih-nilai",
        "minggu-gaji",
        timedelta(hours=2),
        CARD,
        Manner.CARELESS,
    ),
    Picture(
        "pelatih-putar-ulang",
        "minggu-gaji",
        timedelta(hours=2),
        (*CARD, ("down", ""), ("down", ""), ("enter", "✗")),
        Manner.CARELESS,
    ),
)


def paint(picture: Picture) -> str:
    """The picture as SVG, which asks no other host for anything."""
    os.environ.pop("NO_COLOR", None)
    i18n.use("id")
    with TemporaryDirectory() as folder:
        room = create_room(Path(folder) / "latihan.db", scenario_path(picture.scenario), 1, DAY, "id")
        clock = ManualClock(room.plan.start)
        with closing(connect(room.settings.url, room.settings, clock)) as desk:
            live(room, desk, clock, picture)
        return plain(asyncio.run(screenshot(room, picture)), picture.name)


def live(room: Room, desk: Desk, clock: ManualClock, picture: Picture) -> None:
    """Let everybody act up to the moment of the picture, where the room's time then stands."""
    until = room.plan.start + picture.after
    if picture.manner is None:
        clock.jump_to(until)
        desk.sweep("demo")
    else:
        scheduler = headless_scheduler(room, desk, picture.manner)
        scheduler.run_due()
        while (moment := scheduler.next_at(until)) < until:
            clock.jump_to(moment)
            scheduler.run_due()
    room.clock.jump_to(until)


async def screenshot(room: Room, picture: Picture) -> str:
    """What Textual exports after the keys."""
    desk = connect(room.settings.url, room.settings, room.clock)
    if picture.desk:
        officer = next(one for one in desk.officers() if one.login == picture.desk)
        app = KppnApp(room.places, desk=desk, clock=room.clock, badge="DEMO", officer=officer)
    else:
        app = TrainingApp(room, desk, room.trainee(desk))
    async with app.run_test(size=SIZE) as pilot:
        keyboard = KeyDriver(pilot)
        # What is known of the room comes after the first screen.
        await keyboard.until(lambda: not isinstance(app, TrainingApp) or app.view is not None, "a look at the room")
        for key, seen in picture.keys:
            if key:
                await keyboard.press(key)
            await keyboard.until(lambda wanted=seen: wanted in words(app.export_screenshot()), seen)  # type: ignore[misc]
        return await still(pilot)


async def still(pilot: Pilot[None]) -> str:
    """The screen once nothing has changed for a while."""
    shown, same = "", 0
    while same < STILL:
        await pilot.pause(0.01)
        svg = pilot.app.export_screenshot(title=KppnApp.TITLE, simplify=True)
        now = plain(svg, "")
        shown, same = now, same + 1 if now == shown else 0
    return svg


def words(svg: str) -> str:
    """What can be read in `svg`."""
    return re.sub(r"<[^>]*>", "", svg).replace("&#160;", " ")


def plain(svg: str, name: str) -> str:
    """`svg` without fonts and a comment from elsewhere, its ids fixed."""
    svg = re.sub(r"\s*@font-face \{.*?\n    \}", "", svg, flags=re.DOTALL)
    svg = re.sub(r"\s*<!--.*?-->", "", svg)
    svg = re.sub(r"terminal-\d+-", f"{name}-", svg)
    svg = svg.replace("font-family: Fira Code, monospace", f"font-family: {FONTS}")
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def main() -> int:
    """Write the pictures."""
    FOLDER.mkdir(exist_ok=True)
    for picture in PICTURES:
        (FOLDER / f"{picture.name}.svg").write_text(paint(picture), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

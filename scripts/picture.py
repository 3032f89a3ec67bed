"""Make docs/antrean.svg: the queue of the demo as the real app paints it. The same program gives the same bytes."""

import asyncio
import os
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from kppn_tui import i18n
from kppn_tui.desk import Desk, open_desk
from kppn_tui.training.room import Room, StandingClock, create_room
from kppn_tui.training.scenario import scenario_path
from kppn_tui.tui.app import KppnApp

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "antrean.svg"
SIZE = (100, 30)
DAY = datetime(2026, 11, 24, 10, 15, tzinfo=ZoneInfo("Asia/Makassar"))
#: The officer whose service is past its warning two minutes after the demo opens.
WHO, LATER = "cso2", timedelta(minutes=2)
#: Longest wait for the board, in turns of a hundredth of a second.
TURNS = 1000
FONTS = "'Fira Code', 'DejaVu Sans Mono', Menlo, Consolas, monospace"


def paint() -> str:
    """The picture as SVG, which asks no other host for anything."""
    os.environ.pop("NO_COLOR", None)
    i18n.use("id")
    with TemporaryDirectory() as folder:
        room = create_room(Path(folder) / "latihan.db", scenario_path("hari-biasa"), 1, DAY, "id")
        clock = StandingClock(room.plan.start + LATER)
        with open_desk(room.settings.url, room.settings, clock) as desk:
            desk.sweep("demo")
            return plain(asyncio.run(screenshot(room, desk, clock)))


async def screenshot(room: Room, desk: Desk, clock: StandingClock) -> str:
    """What Textual exports once the board is on the screen."""
    officer = next(one for one in desk.officers() if one.login == WHO)
    app = KppnApp(room.places, room.settings, desk, clock, badge="DEMO", officer=officer)
    async with app.run_test(size=SIZE) as pilot:
        for _ in range(TURNS):
            await pilot.pause(0.01)
            if app.own_row is not None and "A-016" in app.export_screenshot():
                await pilot.pause(0.5)
                return app.export_screenshot(title=app.TITLE, simplify=True)
    raise SystemExit("the board did not come in time")


def plain(svg: str) -> str:
    """`svg` without fonts and a comment from elsewhere, its ids fixed."""
    svg = re.sub(r"\s*@font-face \{.*?\n    \}", "", svg, flags=re.DOTALL)
    svg = re.sub(r"\s*<!--.*?-->", "", svg)
    svg = re.sub(r"terminal-\d+-", "antrean-", svg)
    svg = svg.replace("font-family: Fira Code, monospace", f"font-family: {FONTS}")
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def main() -> int:
    """Write the picture."""
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(paint(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

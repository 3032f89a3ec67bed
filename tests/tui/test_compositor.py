"""Painting a few lines anew puts into the terminal what painting all of them does."""

import random
from typing import Any

import pyte
from rich.text import Text
from textual.app import App, ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.geometry import Region
from textual.screen import Screen
from textual.widgets import Label, Static

from kppn_tui.presentation.rows import Column, Row
from kppn_tui.terminal.textual_private import NearCompositor
from kppn_tui.tui.widgets.rowlist import RowList
from tests.tui.helpers import wait_until

WIDTH, HEIGHT = 80, 24
UNPAINTED = "?"


class Busy(Screen[None]):
    """Widgets beside, in and over each other, some of them partly out of sight."""

    CSS = """
    Busy { layers: base over; }
    #head, #foot { dock: top; height: 2; background: $panel; }
    #foot { dock: bottom; }
    #side { width: 30; border: solid red; }
    #side Label { height: 3; }
    #over { layer: over; offset: 20 4; width: 40; height: 6; background: $primary 50%; border: round green; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._compositor = NearCompositor()

    def compose(self) -> ComposeResult:
        yield Static("head\nand neck", id="head")
        with Horizontal():
            with VerticalScroll(id="side"):
                yield from (Label(f"line {n}\nand {n}\nagain") for n in range(12))
            yield RowList([Column("No.", 4), Column("Name")])
        yield Static("something\nelse\nlies\nover it", id="over")
        yield Static("foot\nand sole", id="foot")

    def on_mount(self) -> None:
        self.query_one(RowList).show_rows([Row(n, (Text(f"{n}"), Text(f"name {n}"))) for n in range(60)])

    def paint(self, *regions: Region) -> str:
        """What goes to the terminal for `regions`, or for everything."""
        self._compositor._dirty_regions = set(regions)
        update: Any = self._compositor.render_update(full=not regions)
        return str(update.render_segments(self.app.console))


async def test_what_is_painted_in_parts_is_as_in_the_whole() -> None:
    chance = random.Random(7)
    async with App[None]().run_test(size=(WIDTH, HEIGHT)) as pilot:
        screen = Busy()
        await pilot.app.push_screen(screen)
        await wait_until(pilot, lambda: screen.query_one(RowList).max_scroll_y > 0, "the rows")
        screen.query_one("#side").scroll_to(y=4, animate=False, immediate=True)
        await pilot.pause()
        whole = terminal(screen.paint())
        assert all(word in "\n".join(whole.display) for word in ("and neck", "lies", "name 9", "and 3"))
        for _ in range(60):
            regions = [a_region(chance) for _ in range(chance.randint(1, 3))]
            parts = terminal(screen.paint(*regions))
            for y in range(HEIGHT):
                for x in range(WIDTH):
                    if any(region.contains(x, y) for region in regions):
                        assert parts.buffer[y][x] == whole.buffer[y][x], (regions, x, y)
            near = {y for region in regions for y in region.line_range}
            assert all(parts.display[y] == UNPAINTED * WIDTH for y in set(range(HEIGHT)) - near)


def a_region(chance: random.Random) -> Region:
    """Somewhere on the screen; mostly a line, as most changes are."""
    x, y = chance.randrange(WIDTH), chance.randrange(HEIGHT)
    return Region(x, y, chance.randint(1, WIDTH - x), min(chance.choice((1, 1, 4)), HEIGHT - y))


def terminal(output: str) -> pyte.Screen:
    """A terminal full of rubbish, after `output`."""
    screen = pyte.Screen(WIDTH, HEIGHT)
    stream = pyte.Stream(screen)
    for y in range(HEIGHT):
        stream.feed(f"\x1b[{y + 1};1H" + UNPAINTED * WIDTH)
    stream.feed(output)
    return screen

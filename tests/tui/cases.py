"""Short ways to the follow-ups and the inbox on a running app, with a colleague at a desk of their own."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot

from kppn_tui.desk import Desk, connect
from kppn_tui.domain.people import Officer
from kppn_tui.tui.app import KppnApp
from kppn_tui.tui.cases.base import CaseScreen
from kppn_tui.tui.widgets.rowlist import RowList
from tests.conftest import HandClock
from tests.tui.helpers import screen_text, wait_until

SIZES = ((80, 24), (120, 36))


class Seat:
    """An officer at the keyboard."""

    def __init__(self, app: KppnApp, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> CaseScreen[Any]:
        """The follow-ups or the inbox, below any form."""
        screen = self.app.base_screen
        assert isinstance(screen, CaseScreen)
        return screen

    @property
    def rows(self) -> RowList:
        return self.screen.query_one("#cases", RowList)

    @property
    def text(self) -> str:
        """What is shown, each run of white space as one blank, so that a wrapped sentence is found."""
        return " ".join(screen_text(self.app).split())

    @property
    def shown(self) -> list[int]:
        """The keys of the rows in the order of the list."""
        return [row.key for row in self.rows._rows if row.key is not None]

    @property
    def toasts(self) -> list[str]:
        return [toast.message for toast in self.app._notifications]

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def write(self, text: str) -> None:
        """Type `text` into the field that has the focus."""
        await self.pilot.press(*("space" if char == " " else char for char in text))

    async def until(self, predicate: Callable[[], object], what: str = "") -> None:
        await wait_until(self.pilot, predicate, what)

    async def see(self, *sentences: str) -> None:
        for sentence in sentences:
            await self.until(lambda wanted=sentence: wanted in self.text, sentence)  # type: ignore[misc]

    async def form(self) -> None:
        """Wait until a form is open."""
        await self.until(lambda: self.app.screen is not self.screen, "a form")

    async def no_form(self) -> None:
        """Wait until the form is closed."""
        await self.until(lambda: self.app.screen is self.app.base_screen, "the form closed")

    async def go_to(self, key: int) -> None:
        """The cursor on the row of `key`."""
        self.rows.move_to(key)
        await self.until(lambda: self.rows.key == key and self.screen.case is not None and self.screen.case.key == key)
        await self.pilot.pause()


@asynccontextmanager
async def seated(
    desk: Desk, officer: Officer, clock: HandClock, key: str, size: tuple[int, int] = SIZES[0]
) -> AsyncIterator[Seat]:
    """`officer` at an app of their own on the file of `desk`, on the screen behind `key`."""
    own = connect(desk.settings.url, desk.settings, clock)
    app = KppnApp(desk.settings.places, desk=own, clock=clock, officer=officer)
    async with app.run_test(size=size) as pilot:
        seat = Seat(app, pilot)
        await seat.until(lambda: app.base_screen is not None, "the first screen")
        await pilot.pause()
        await pilot.press(key)
        await seat.until(lambda: isinstance(app.base_screen, CaseScreen) and app.base_screen.is_mounted)
        await pilot.pause()
        yield seat

"""An officer at the keyboard of the desk, and what the screen then shows."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

from rich.color_triplet import ColorTriplet
from textual.app import App
from textual.events import Paste
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Static, TextArea

from kppn_tui import i18n
from kppn_tui.desk import Desk, connect
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Ticket
from kppn_tui.tui.app import KppnApp
from kppn_tui.tui.cases.base import CaseScreen
from kppn_tui.tui.queue.screen import QueueScreen
from kppn_tui.tui.visit.screen import SessionScreen
from kppn_tui.tui.widgets.keybar import KeyBar
from kppn_tui.tui.widgets.rowlist import RowList
from kppn_tui.tui.widgets.typeahead import Typeahead
from tests.conftest import HandClock
from tests.tui.helpers import PatientDriver, screen_text, shown_words


class OfficerAtDesk(PatientDriver):
    """An officer at the keyboard of an app: what they do and see."""

    app: KppnApp

    # Seeing

    @property
    def text(self) -> str:
        """The screen, each run of white space as one blank."""
        return shown_words(self.app)

    @property
    def lines(self) -> list[str]:
        return screen_text(self.app).splitlines()

    def line(self, *parts: str) -> str:
        """The first line that holds all `parts`, "" if there is none."""
        return next((line for line in self.lines if all(part in line for part in parts)), "")

    @property
    def toasts(self) -> list[str]:
        return [toast.message for toast in self.app._notifications]

    @property
    def footer(self) -> str:
        return str(self.app.screen.query_one(KeyBar).render())

    def greyed(self, name: str) -> bool:
        """Whether the footer shows `name` as not possible now."""
        bar = self.app.screen.query_one(KeyBar).render()
        at = bar.plain.index(name)
        return any(span.start <= at < span.end and "dim" in str(span.style).split() for span in bar.spans)

    @property
    def complaint(self) -> str:
        """What a form says at its foot."""
        return str(self.app.screen.query_one(".form-error", Static).render())

    async def see(self, *sentences: str) -> None:
        for sentence in sentences:
            await self.until(lambda wanted=sentence: wanted in self.text, sentence)  # type: ignore[misc]

    async def hear(self, sentence: str) -> None:
        """Wait for a toast."""
        await self.until(lambda: any(sentence in toast for toast in self.toasts), f"{sentence} in {self.toasts}")

    # Doing

    async def type(self, text: str) -> None:
        """Type `text` whatever has the focus, and look at the screen after each key."""
        await self.press(*text)

    async def paste(self, text: str) -> None:
        """Paste `text` into what has the focus, in one go, as a terminal does."""
        self.app.post_message(Paste(text))
        await self.painted()

    async def tick(self) -> None:
        """A second has passed on every screen."""
        self.app.client.pulse()
        self.app.client.refresh()
        await self.quiet()
        assert self.app.base_screen is not None
        self.app.base_screen.second()
        await self.pilot.pause()

    # A list

    @property
    def rows(self) -> RowList:
        assert self.app.base_screen is not None
        return self.app.base_screen.query(RowList).first()

    @property
    def keys(self) -> list[int]:
        """The keys of the rows, from above."""
        return [row.key for row in self.rows._rows if row.key is not None]

    async def go_to(self, row: Ticket | int) -> None:
        """The cursor on the row of a ticket or a key."""
        key = row if isinstance(row, int) else row.id
        self.rows.move_to(key)
        await self.until(lambda: self.rows.key == key, f"row {key} of {self.keys}")
        await self.painted()

    @property
    def cases(self) -> CaseScreen[Any]:
        """The follow-ups or the inbox, below any form."""
        screen = self.app.base_screen
        assert isinstance(screen, CaseScreen)
        return screen

    # A service

    def area(self, name: str) -> TextArea:
        return self.app.base_screen.query_one(f"#{name}", TextArea)  # type: ignore[union-attr]

    def typeahead(self, name: str) -> Typeahead:
        return self.app.screen.query_one(f"#{name}", Typeahead)

    async def session(self) -> SessionScreen:
        """Wait until a service is open and filled."""
        await self.until(lambda: isinstance(self.app.base_screen, SessionScreen), "the service")
        screen = self.app.base_screen
        assert isinstance(screen, SessionScreen)
        await self.until(lambda: screen.is_mounted and screen.view is not None and screen.pane.view is not None)
        await self.quiet()
        return screen


@asynccontextmanager
async def at_desk(
    desk: Desk, officer: Officer, clock: HandClock, size: tuple[int, int] = (80, 24), lang: str = "en"
) -> AsyncIterator[OfficerAtDesk]:
    """`officer` at an app of their own on the file of `desk`, at the queue."""
    async with _at_first_screen(desk, officer, clock, size, lang, toasts=True) as keyboard:
        await keyboard.until(lambda: isinstance(keyboard.app.base_screen, QueueScreen), "the queue")
        yield keyboard


@asynccontextmanager
async def at_cases(
    desk: Desk, officer: Officer, clock: HandClock, key: str, size: tuple[int, int] = (80, 24), lang: str = "en"
) -> AsyncIterator[OfficerAtDesk]:
    """`officer` at an app of their own on the file of `desk`, at the follow-ups or the inbox behind `key`."""
    # A toast would lie over what is told of the case.
    async with _at_first_screen(desk, officer, clock, size, lang, toasts=False) as keyboard:
        await keyboard.press(key)
        await keyboard.until(
            lambda: isinstance(keyboard.app.base_screen, CaseScreen) and keyboard.cases.is_up, "the cases"
        )
        await keyboard.quiet()
        yield keyboard


@asynccontextmanager
async def _at_first_screen(
    desk: Desk, officer: Officer, clock: HandClock, size: tuple[int, int], lang: str, toasts: bool
) -> AsyncIterator[OfficerAtDesk]:
    i18n.use(lang)
    own = connect(desk.settings.url, desk.settings, clock)
    app = KppnApp(desk.settings.places, desk=own, clock=clock, officer=officer)
    async with app.run_test(size=size, notifications=toasts) as pilot:
        keyboard = OfficerAtDesk(pilot)
        await keyboard.until(lambda: app.base_screen is not None and app.base_screen.is_mounted, "the first screen")
        client = app.client
        await keyboard.until(
            lambda: client.board.swept_at is not None or client._state.next_wake is not None, "the first look"
        )
        await keyboard.quiet()
        # What is asked at the first second is there now, however soon that one comes by itself.
        app.listener.second()
        await keyboard.quiet()
        yield keyboard


def picture(app: App[Any]) -> str:
    """The screen as text, each line after its marks: `r` has reversed cells, `b` bold ones.

    Of what lies below a form nothing is told: whether it is painted anew depends on the moment.
    """
    forms = app.screen.query(".form")
    within = forms.first().region if forms else app.screen.region
    marked = []
    for y, strip in enumerate(app.screen._compositor.render_strips()):
        indent = 0
        if within.y <= y < within.bottom:
            strip, indent = strip.crop(within.x, within.right), within.x
        elif y < app.screen.size.height - 1:
            strip = Strip.blank(0)
        styles = [part.style for part in strip if part.style and part.text.strip()]
        marks = "r" if any(style.reverse for style in styles) else " "
        marks += "b" if any(style.bold for style in styles) else " "
        marked.append(f"{marks}│{' ' * indent}{strip.text.rstrip()}".rstrip())
    return "\n".join(marked) + "\n"


def colours(app: App[Any], within: Region | None = None) -> Iterator[tuple[str, ColorTriplet, ColorTriplet]]:
    """Text, ink and paper of what is shown (in the region `within`), as it reaches the terminal."""
    for y, strip in enumerate(app.screen._compositor.render_strips()):
        if within is not None:
            if not within.y <= y < within.bottom:
                continue
            strip = strip.crop(within.x, within.right)
        for segment in strip:
            style = segment.style
            if style is None or not segment.text.strip() or style.color is None or style.bgcolor is None:
                continue
            ink, paper = style.color.get_truecolor(), style.bgcolor.get_truecolor()
            if style.reverse:
                ink, paper = paper, ink
            yield segment.text, ink, paper

"""What the tests of the screens share: waiting for what shall happen, and reading what is shown."""

from collections.abc import Callable
from typing import Any, ClassVar

from textual.app import App
from textual.events import Paste
from textual.pilot import Pilot

from kppn_tui.desk import Desk
from kppn_tui.i18n import explain
from kppn_tui.terminal.textual_private import screen_strips
from kppn_tui.tui.action_lists import rows_of
from kppn_tui.tui.app import KppnApp
from kppn_tui.tui.base import DeskScreen
from kppn_tui.tui.key_driver import KeyDriver
from tests.waiting import PATIENCE


class PatientDriver(KeyDriver):
    """Key driver that waits for the desk as well after each key, and long for what shall happen."""

    PATIENCE: ClassVar = PATIENCE

    async def painted(self) -> None:
        """Wait until nothing is at work any more, be it in another thread, and all is painted where it stays."""
        await self.pilot.pause()
        await self.pilot.wait_for_animation()


def desk_of(app: KppnApp) -> Desk:
    """The desk behind the app's session, for what a test asks beside it."""
    return app.client._access.opened


def killed(app: KppnApp) -> None:
    """Let nothing more be written by this one: as after a kill -9."""
    app.client._state.officer = None
    app.client.drafts._file = None


def why_not(screen: DeskScreen[Any], action: str) -> str:
    """What is said against an action of the screen, "" when it is possible; `action` is its id within the place."""
    row = next(row for row in rows_of(*screen.PLACES) if row.id.partition(".")[2] == action)
    error = screen.refusal(row)
    return explain(error) if error else ""


async def wait_until(pilot: Pilot[Any], predicate: Callable[[], object], what: str = "") -> None:
    """Let the app work until `predicate` holds; `what` names it in the failure, which shows the screen."""
    await PatientDriver(pilot).until(predicate, what)


def screen_text(app: App[Any]) -> str:
    """The screen in front as plain text, a line a row, without what lies below it."""
    return "\n".join(strip.text.rstrip() for strip in screen_strips(app.screen))


def shown_words(app: App[Any]) -> str:
    """The screen with each run of white space as one blank, so that a wrapped sentence is found."""
    return " ".join(screen_text(app).split())


async def write(pilot: Pilot[Any], text: str) -> None:
    """Put `text` into the field that has the focus as a terminal does when it is pasted: keys one by one are slow."""
    if text:
        pilot.app.post_message(Paste(text))
        await pilot.pause()

"""What the tests of the screens share: waiting for what shall happen, and reading what is shown."""

import time
from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.events import Paste
from textual.pilot import Pilot

from kppn_tui.desk import Desk
from kppn_tui.i18n import explain
from kppn_tui.tui.actions import rows_of
from kppn_tui.tui.app import KppnApp
from kppn_tui.tui.base import DeskScreen
from tests.waiting import PATIENCE


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
    """Let the app work until `predicate` holds; `what` names it in the failure.

    Raises:
        AssertionError: it doesn't hold after PATIENCE; the message shows the screen.
    """
    end = time.monotonic() + PATIENCE
    while not predicate():
        if time.monotonic() > end:
            raise AssertionError(f"waited {PATIENCE} s in vain: {what}\n{screen_text(pilot.app)}")
        await pilot.pause(0.01)


def screen_text(app: App[Any]) -> str:
    """The screen in front as plain text, a line a row, without what lies below it."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)


def shown_words(app: App[Any]) -> str:
    """The screen with each run of white space as one blank, so that a wrapped sentence is found."""
    return " ".join(screen_text(app).split())


async def write(pilot: Pilot[Any], text: str) -> None:
    """Put `text` into the field that has the focus as a terminal does when it is pasted: keys one by one are slow."""
    if text:
        pilot.app.post_message(Paste(text))
        await pilot.pause()

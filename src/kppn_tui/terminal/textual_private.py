"""The private parts of Textual that this program touches; `tests/tui/test_textual_private.py` fails when one changes.

Written against Textual 8.2.8, which pyproject.toml pins. Each says why no public way serves; where an upstream issue is
known it is named.
"""

import sys
from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from rich.console import RenderableType
from textual._compositor import Compositor
from textual.app import App
from textual.css.query import NoMatches
from textual.drivers import linux_driver
from textual.filter import LineFilter, Monochrome, NoColor
from textual.geometry import Region
from textual.keys import _character_to_key
from textual.screen import Screen
from textual.strip import Strip


class NearCompositor(Compositor):
    """Compositor that paints only the widgets that a change touches.

    Textual 8.2.8 asks every widget of the screen for all its lines, however few of them are painted (no issue known).
    """

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        band = self.size.region if crop is None else Region(0, crop.y, self.size.width, crop.height)
        for widget, (region, clip) in self.visible_widgets.items():
            if near := region.intersection(clip).intersection(band):
                yield near, near, widget.render_lines(near.translate(-region.offset))


def use_compositor(screen: Screen[Any], compositor: Compositor) -> None:
    """Paint `screen` with `compositor`: a screen makes its own and takes none (no issue known)."""
    screen._compositor = compositor


class QuietExitApp(App[None]):
    """App that is left without a traceback; what nobody foresaw is kept in `fault` for whoever ran it.

    Textual 8.2.8 prints the traceback of a fault with the values of all variables, passwords among them, and has no
    setting for that (no issue known).

    A screen that is being opened while the program is left gets no widgets any more, and Textual reports that as a
    crash (no issue known). The widgets are not needed any more.
    """

    #: What ended the program, None for nothing.
    fault: BaseException | None = None

    def _handle_exception(self, error: Exception) -> None:
        if self._exit and isinstance(error, NoMatches):
            return
        if self.fault is None:
            self.fault = error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        if self.fault is None:
            self.fault = sys.exception()
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:
        """End the program without showing anything: the thread that reads keys gives a traceback here."""
        if self.fault is None:
            self.fault = sys.exception() or RuntimeError("the terminal can't be read any more")
        self._close_messages_no_wait()


def set_line_filters(app: App[Any], first: LineFilter, colourless: LineFilter) -> None:
    """Let each painted line of `app` go through `first`, and for NO_COLOR through `colourless`.

    Textual 8.2.8 still sends greys for NO_COLOR, and takes no filters of an app (no issue known).
    """
    app._filters = [first, *(colourless if isinstance(one, Monochrome | NoColor) else one for one in app._filters)]


def read_foreign_bytes() -> None:
    """Let bytes that are no UTF-8 come as "�": the driver of Textual 8.2.8 ends the program (no issue known)."""
    linux_driver.getincrementaldecoder = _patient_decoder  # type: ignore[attr-defined, assignment]


def _patient_decoder(encoding: str) -> Callable[[], IncrementalDecoder]:
    return partial(getincrementaldecoder(encoding), errors="replace")


def shown_toasts(app: App[Any]) -> list[str]:
    """Return the messages that are shown now: notifications can be sent and cleared, but not read (no issue known)."""
    return [toast.message for toast in app._notifications]


def screen_strips(screen: Screen[Any]) -> list[Strip]:
    """Return the lines of `screen` as they are painted: an app can only be exported as a picture (no issue known)."""
    return screen._compositor.render_strips()


def key_of(character: str) -> str:
    """Return the name of the key that types `character`, as a terminal's keys are named (no issue known)."""
    return _character_to_key(character)

"""The private parts of Textual that this program touches; `tests/tui/test_textual_private.py` fails when one changes.

Written against Textual 8.2.8, which pyproject.toml pins. Each says why no public way serves; where an upstream issue is
known it is named.
"""

import sys
from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any

from rich.console import RenderableType
from textual import events
from textual._compositor import Compositor
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.css.query import NoMatches
from textual.drivers import linux_driver
from textual.drivers._writer_thread import WriterThread
from textual.filter import LineFilter, Monochrome, NoColor
from textual.geometry import Region
from textual.keys import _character_to_key
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.strip import Strip


class NearCompositor(Compositor):
    """Compositor that paints only the widgets that a change touches.

    Textual 8.2.8 asks every widget of the screen for all its lines, however few of them are painted (no issue known).
    """

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        band = self.size.region if crop is None else Region(0, crop.y, self.size.width, crop.height)
        return [
            (near, near, widget.render_lines(near.translate(-region.offset)))
            for widget, (region, clip) in self.visible_widgets.items()
            if (near := region.intersection(clip).intersection(band))
        ]


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


class LastingWriter(WriterThread):
    """Writer that goes on where nothing can be written any more, and forgets what is left.

    That of Textual 8.2.8 ends with the first error and then takes thirty writes. The next one waits for ever, and with
    it the program, which hears neither signals nor that its terminal is gone (no issue known).
    """

    def run(self) -> None:
        """Write what comes, until the writer is stopped."""
        while (text := self._queue.get()) is not None:
            with suppress(OSError, ValueError):
                self._file.write(text)
                if self._queue.empty():
                    self._file.flush()
        with suppress(OSError, ValueError):
            self._file.flush()


def write_while_possible() -> None:
    """Have terminals written by a `LastingWriter`: the driver makes its writer itself, and takes none."""
    linux_driver.WriterThread = LastingWriter  # type: ignore[attr-defined]


def shown_toasts(app: App[Any]) -> list[str]:
    """Return the messages that are shown now: notifications can be sent and cleared, but not read (no issue known)."""
    return [toast.message for toast in app._notifications]


def screen_strips(screen: Screen[Any]) -> list[Strip]:
    """Return the lines of `screen` as they are painted: an app can only be exported as a picture (no issue known)."""
    return screen._compositor.render_strips()


def key_of(character: str) -> str:
    """Return the name of the key that types `character`, as a terminal's keys are named (no issue known)."""
    return _character_to_key(character)


def lay_out(screen: Screen[Any]) -> None:
    """Lay `screen` out and paint it now: it would do so itself within a sixtieth of a second (no issue known)."""
    screen._on_timer_update()


def at_rest(app: App[Any], *, within: bool = False) -> bool:
    """Return whether every widget has done all that it was told, and the app too; `within` a message of the app.

    A widget that has nothing to do waits for its next message. Whether it does can't be asked (no issue known); what is
    being taken down counts until it is gone.
    """
    own = app._message_queue.empty() if within else _waits(app)
    return own and all(map(_waits, app._registry))


def _waits(pump: MessagePump) -> bool:
    """Return whether `pump` waits for its next message, or is closed: somebody waits at its queue, which is empty."""
    ready: Any = pump._message_queue.ready_event
    return pump._closed or (bool(ready._waiters) and not ready.is_set())


_KEYS_OF = XTermParser._sequence_to_key_events


def escape_first(parser: XTermParser, sequence: str, alt: bool = False) -> Iterable[events.Key]:
    """Return the keys of `sequence`, where Esc and a character in one reading are Esc, then the character.

    Textual 8.2.8 takes them for Alt and the character, waits for more that may belong to it, and after 32 characters
    gives Esc up for “^” (no issue known). No key of this program is pressed with Alt. What begins with Esc and “[” or
    “O” is left alone, since arrows and F-keys do.
    """
    typed = sequence if alt else sequence[1:] if sequence[:1] == "\x1b" else ""
    if len(typed) == 1 and (alt or typed not in "[O"):
        return [events.Key("escape", "\x1b"), *_KEYS_OF(parser, typed)]
    return _KEYS_OF(parser, sequence, alt)


def take_escape_first() -> None:
    """Have terminals read by `escape_first`: each driver makes its parser itself, and takes none (no issue known)."""
    XTermParser._sequence_to_key_events = escape_first  # type: ignore[assignment, method-assign]

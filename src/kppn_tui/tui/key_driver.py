"""Key driver: it presses real keys one after the other, and looks at the screen before the next one."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, ClassVar, Protocol, TypeVar, cast

from textual import events
from textual.app import App
from textual.keys import REPLACED_KEYS, key_to_character
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, OptionList, TextArea

from kppn_tui.i18n import _
from kppn_tui.terminal.textual_private import key_of, screen_strips, shown_toasts
from kppn_tui.tui.base import DeskScreen
from kppn_tui.tui.dialogs.choose import Choose
from kppn_tui.tui.dialogs.form import Form
from kppn_tui.tui.host import Host
from kppn_tui.tui.widgets.choice import Choice
from kppn_tui.tui.widgets.references import References
from kppn_tui.tui.widgets.rowlist import RowList
from kppn_tui.tui.widgets.typeahead import Typeahead

#: Pauses between two looks at the screen, in seconds.
LOOK = 0.005
#: More presses than any list or form needs.
_MANY = 400
#: More than ever lies over a screen.
_LAYERS = 20

S = TypeVar("S")


class Key(events.Key):
    """Key that the driver presses; it is heeded like that of a person."""


class Driven(Host, Protocol):
    """App that the driver works with."""

    @property
    def screen(self) -> Screen[Any]:
        """Return the screen in front."""

    @property
    def base_screen(self) -> DeskScreen[Any] | None:
        """Return the full screen in front, below any dialog."""

    @property
    def focused(self) -> Widget | None:
        """Return the widget that has the focus."""

    @property
    def is_running(self) -> bool:
        """Return whether messages are worked off."""

    def post_message(self, message: Any) -> bool:
        """Hand on an event of the terminal."""


class KeyDriver:
    """Driver of an app by an officer's keys. Every wait raises RuntimeError, with the screen, when it was in vain."""

    #: How long the screen may take to follow a key, in seconds.
    PATIENCE: ClassVar = 10.0

    def __init__(self, pilot: "Pilot[Any] | App[Any]") -> None:
        self.pilot = Pilot(pilot) if isinstance(pilot, App) else pilot
        self.app = cast(Driven, self.pilot.app)

    # Looking

    async def until(self, seen: Callable[[], object], what: str = "") -> None:
        """Wait until `seen` is true; `what` names it in the failure."""
        end = time.monotonic() + self.PATIENCE
        while not seen():
            if time.monotonic() > end:
                raise RuntimeError(f"the screen did not follow: {what}\n{screen_text(self.app)}")
            await self.pilot.pause(LOOK)

    async def quiet(self) -> None:
        """Wait until the desk's thread is done with what keys have begun, and the change is shown."""
        await self.until(lambda: not self._at_work(), "nothing at work")
        await self.painted()

    async def painted(self) -> None:
        """Wait until what has changed is painted."""
        await self.pilot.pause(0)

    def _at_work(self) -> bool:
        return self.app.client.busy

    async def fresh(self) -> None:
        """Read what the database has now, and wait until it is shown."""
        await self.quiet()
        self.app.client.refresh()
        await self.quiet()

    # Pressing

    async def press(self, *keys: str) -> None:
        """Press one key after the other; each has been acted on before the next.

        What it has begun in the desk's thread goes on: `quiet` waits for that.
        """
        for key in keys:
            focused: Widget = self.app.focused or self.app.screen
            self._send(key)
            # The app hands it to the widget with the focus, and from there it goes up until something acts on it.
            for pump in (self.app, *focused.ancestors_with_self):
                await self._worked_off(cast(MessagePump, pump))
            await self.painted()

    def _send(self, key: str) -> None:
        """Send the key that is named `key` or types the character `key`, as a terminal does."""
        name, character = (key_of(key), key) if len(key) == 1 else (key, key_to_character(REPLACED_KEYS.get(key, key)))
        self.app.post_message(Key(name, character))

    async def _worked_off(self, pump: MessagePump) -> None:
        """Wait until `pump` has worked off all messages that it has now, unless it is closed."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if pump.call_later(done.set_result, None):
            while self.app.is_running and not done.done():
                await asyncio.wait({done}, timeout=LOOK)

    async def write(self, text: str) -> None:
        """Type `text` at the end of the field that has the focus."""
        field = self.app.focused
        before = written(field)
        for character in text:
            self._send("enter" if character == "\n" else character)
        await self.until(lambda: written(field) == before + text, f"typed: {text!r}")

    async def replace(self, text: str) -> None:
        """Put `text` in place of the text of the field that has the focus."""
        field = self.app.focused
        for _each in range(_MANY):
            if written(field) in (text, ""):
                break
            await self.press(*(("ctrl+shift+k",) if isinstance(field, TextArea) else ("end", "ctrl+u")))
        if written(field) != text:
            await self.write(text)

    # Places

    async def out_of_anything(self) -> None:
        """Go back from forms and fields to the screen."""
        for _each in range(_LAYERS):
            if self.app.screen is self.app.base_screen and not isinstance(self.app.focused, Input | TextArea):
                break
            await self.press("escape")
        await self.quiet()

    async def opened(self, kind: type[S]) -> S:
        """Wait for a form, or a question with a few answers, over the screen, and return it."""
        app = self.app
        await self.until(lambda: isinstance(app.screen, kind) and app.screen.is_mounted and app.focused, kind.__name__)
        await self.painted()
        return cast(S, app.screen)

    async def form(self) -> Form:
        """Wait for the form that opens now, and return it."""
        return await self.opened(Form)  # type: ignore[type-abstract]

    async def closed(self) -> None:
        """Wait until the full screen is in front again."""
        await self.until(lambda: self.app.screen is self.app.base_screen, "closed")
        await self.quiet()

    async def save(self) -> None:
        """Press F9, and wait until the form is gone."""
        await self.press("f9")
        await self.closed()

    # Rows and fields

    async def row(self, rows: RowList, key: int) -> None:
        """Move the cursor to the row of `key`."""
        if rows.key == key:
            return
        if self.app.focused is not rows:
            await self._focus(rows)
        await self.press("home")
        for _each in range(_MANY):
            if rows.key == key:
                break
            await self.press("down")
        await self.until(lambda: rows.key == key, f"row {key}")
        await self.quiet()

    async def field(self, name: str) -> Widget:
        """Move the cursor into the field with the id `name` of the form, and return the field."""
        found = self.app.screen.query_one(f"#{name}")
        await self._focus(found.input if isinstance(found, Typeahead) else found)
        return found

    async def _focus(self, wanted: Widget) -> None:
        for _each in range(_MANY):
            if self.app.focused is wanted:
                return
            await self.press("tab")
        raise RuntimeError(f"no way to {wanted!r}\n{screen_text(self.app)}")

    async def fill(self, name: str, text: str) -> None:
        """Put `text` in place of the text of the field with the id `name`."""
        found = self.app.screen.query_one(f"#{name}")
        if written(found.input if isinstance(found, Typeahead) else found) != text:
            await self.field(name)
            await self.replace(text)

    async def choose(self, name: str, value: str) -> None:
        """Choose `value` in the choice field with the id `name`, by the arrow keys."""
        choice = self.app.screen.query_one(f"#{name}", Choice)
        if choice.value == value:
            return
        await self.field(name)
        for _each in choice.options:
            if choice.value == value:
                break
            await self.press("right")
        await self.until(lambda: choice.value == value, f"{name} {value}")

    async def answer(self, value: str) -> None:
        """Give the answer `value` to a question."""
        asked = await self.opened(Choose)
        answers, at = asked.query_one(OptionList), [option.value for option in asked.options].index(value)
        for _each in asked.options:
            if answers.highlighted == at:
                break
            await self.press("down")
        await self.press("enter")
        await self.until(lambda: self.app.screen is not asked, "answered")

    async def take(self, field: Typeahead, text: str) -> None:
        """Take `text` exactly as it is, whatever else the field finds for it; the last line keeps what is typed."""
        await self.write(text)
        await self.painted()
        if field.query_one(OptionList).has_class("-open"):
            await self.press("up")
        await self.press("enter")
        await self.until(lambda: text in field.values, f"taken: {text}")

    async def cite(self, field: References, references: tuple[str, ...]) -> None:
        """Cite the references, or “without reference” for none, in the field that has the focus."""
        if list(references) == field.references and (references or field.none):
            return
        while field.values or field.text:
            await self.press("end", "backspace")
        for one in references:
            await self.take(field, one)
        if not references:
            await self.write(_("without reference"))
            # The line above “as typed”.
            await self.press("up", "up", "enter")
            await self.until(lambda: field.none, "without reference")


def written(field: object) -> str:
    """Return the text that stands in a field. Raises RuntimeError: nothing can be typed in it."""
    if isinstance(field, TextArea):
        return field.text
    if isinstance(field, Input):
        return field.value
    raise RuntimeError(f"nothing can be typed in {field!r}")


def screen_text(app: Driven) -> str:
    """Return the screen in front as plain text, and the messages told last."""
    strips = screen_strips(app.screen)
    told = shown_toasts(cast(App[Any], app))
    return "\n".join([*(strip.text.rstrip() for strip in strips), *told[-3:]])

"""The key driver: a key has been acted on when the next one is pressed, and reaches the app as a terminal names it."""

import asyncio
from typing import Any, ClassVar

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.widgets import Button, Input

from kppn_tui.tui.key_driver import KeyDriver

#: Layers between the widget with the focus and the app; each hands a key on by a message of its own.
DEEP = 60


class DeepApp(App[None]):
    """Two buttons and a field deep inside, and keys that only the app acts on."""

    BINDINGS: ClassVar[list[BindingType]] = [("x", "count"), ("w", "work"), ("z", "quit")]

    def __init__(self) -> None:
        super().__init__()
        self.counted = 0
        self.keys: list[tuple[str, str | None]] = []

    def compose(self) -> ComposeResult:
        inside: Container | None = None
        for _each in range(DEEP):
            inside = Container(inside) if inside else Container(Button("1"), Button("2"), Input())
        assert inside is not None
        yield inside

    def action_count(self) -> None:
        self.counted += 1

    async def action_work(self) -> None:
        await asyncio.sleep(0.05)
        self.counted += 1

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded:
            self.keys.append((event.key, event.character))
        await super().on_event(event)


@pytest.mark.parametrize("key", ["x", "w"])
async def test_a_key_of_the_app_has_been_acted_on_however_deep_the_focus_is(key: str) -> None:
    app = DeepApp()
    async with app.run_test() as pilot:
        await KeyDriver(pilot).press(key)
        assert app.counted == 1


async def test_each_key_finds_what_the_one_before_has_changed() -> None:
    app = DeepApp()
    async with app.run_test() as pilot:
        await KeyDriver(pilot).press("tab", "tab", "x", "minus")
        assert isinstance(app.focused, Input)
        assert app.focused.value == "x-", "typed into the field, not counted"
        assert app.counted == 0


async def test_a_key_that_leaves_the_app_is_no_wait() -> None:
    app = DeepApp()
    async with app.run_test() as pilot:
        await asyncio.wait_for(KeyDriver(pilot).press("z"), KeyDriver.PATIENCE)
    assert app.return_code == 0


@pytest.mark.parametrize(
    ("pressed", "seen"),
    [
        ("a", ("a", "a")),
        (" ", ("space", " ")),
        ("space", ("space", " ")),
        ("?", ("question_mark", "?")),
        ("question_mark", ("question_mark", "?")),
        ("é", ("é", "é")),
        ("minus", ("minus", "-")),
        ("-", ("minus", "-")),
        ("f9", ("f9", None)),
        ("ctrl+u", ("ctrl+u", None)),
        ("enter", ("enter", None)),
    ],
)
async def test_a_key_has_the_name_and_the_character_that_a_terminal_gives(pressed: str, seen: tuple[Any, ...]) -> None:
    app = DeepApp()
    async with app.run_test() as pilot:
        await KeyDriver(pilot).press(pressed)
    assert app.keys == [seen]

"""What is private in Textual and used all the same: each use fails here when an upgrade changes what it stands on."""

import ast
import asyncio
import importlib
import inspect
import os
import pkgutil
import pty
import re
import textwrap
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from textual._xterm_parser import XTermParser
from textual.app import App, ComposeResult
from textual.css.query import NoMatches
from textual.drivers import linux_driver
from textual.drivers._writer_thread import MAX_QUEUED_WRITES, WriterThread
from textual.events import Key
from textual.screen import Screen
from textual.widgets import Label, Static

import kppn_tui
from kppn_tui.terminal import textual_private
from kppn_tui.terminal.textual_private import (
    LastingWriter,
    NearCompositor,
    QuietExitApp,
    at_rest,
    key_of,
    screen_strips,
    shown_toasts,
    take_escape_first,
    use_compositor,
    write_while_possible,
)
from tests.tui.idle import messages_done

FILE = Path(textual_private.__file__)
PACKAGE = Path(kppn_tui.__file__).parent
FRONT_ENDS = ("kppn_tui.tui", "kppn_tui.board")


class Counted(Label):
    """A line that counts how often it is asked for what it shows."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.asked = 0

    def render_lines(self, crop):  # type: ignore[no-untyped-def]
        self.asked += 1
        return super().render_lines(crop)


class TwoLines(Screen[None]):
    """Two lines, painted by the compositor of the file."""

    def __init__(self) -> None:
        super().__init__()
        use_compositor(self, NearCompositor())

    def compose(self) -> ComposeResult:
        yield Counted("first")
        yield Counted("second")


def test_the_version_that_is_named_is_the_one_that_is_used() -> None:
    assert set(re.findall(r"Textual (\d+\.\d+\.\d+)", FILE.read_text("utf-8"))) == {version("textual")}


async def test_a_screen_is_painted_by_the_compositor_it_was_given_and_asks_only_what_changed() -> None:
    async with App[None]().run_test(size=(40, 10)) as pilot:
        await pilot.app.push_screen(TwoLines())
        await pilot.pause()
        first, second = pilot.app.screen.query(Counted)
        assert first.asked and second.asked, "both were painted"
        before = first.asked
        second.update("change", layout=False)
        await pilot.pause()
        assert first.asked == before, "the line above did not change"
        assert "change" in screen_strips(pilot.app.screen)[1].text


async def test_the_lines_of_a_screen_are_as_they_are_painted() -> None:
    async with App[None]().run_test(size=(20, 4)) as pilot:
        await pilot.app.mount(Static("Antrean"))
        await pilot.pause()
        assert [strip.text.strip() for strip in screen_strips(pilot.app.screen)] == ["Antrean", "", "", ""]


async def test_what_was_told_can_be_read() -> None:
    async with App[None]().run_test() as pilot:
        assert shown_toasts(pilot.app) == []
        pilot.app.notify("Nomor A-001 dipanggil.")
        await pilot.pause()
        assert shown_toasts(pilot.app) == ["Nomor A-001 dipanggil."]
        pilot.app.clear_notifications()
        await pilot.pause()
        assert shown_toasts(pilot.app) == []


@pytest.mark.parametrize(
    ("character", "key"), [("a", "a"), ("A", "A"), (" ", "space"), ("?", "question_mark"), ("-", "minus"), ("é", "é")]
)
def test_a_key_is_named_as_the_keys_of_a_terminal_are(character: str, key: str) -> None:
    assert key_of(character) == key
    assert [event.key for event in XTermParser().feed(character) if isinstance(event, Key)] == [key]


async def test_an_app_that_is_left_does_not_crash_on_a_widget_that_never_came() -> None:
    async with QuietExitApp().run_test() as pilot:
        pilot.app.exit()
        pilot.app._handle_exception(NoMatches("no widget"))
    assert pilot.app.return_code == 0


@pytest.mark.parametrize("left, error", [(False, NoMatches("no widget")), (True, ZeroDivisionError("a fault"))])
async def test_any_other_fault_is_still_a_crash(left: bool, error: Exception) -> None:
    with pytest.raises(type(error)):
        async with QuietExitApp().run_test() as pilot:
            if left:
                pilot.app.exit()
            pilot.app._handle_exception(error)


class Slow(Static):
    """A widget that works at a message until it is let go on."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = asyncio.Event()

    async def work(self) -> None:
        await self.go_on.wait()


async def test_an_app_is_at_rest_when_every_widget_waits_for_its_next_message() -> None:
    async with App[None]().run_test() as pilot:
        slow = Slow()
        await pilot.app.mount(slow)
        await pilot.pause()
        assert at_rest(pilot.app)
        slow.call_later(slow.work)
        assert not at_rest(pilot.app), "a message lies there"
        await messages_done()
        assert not at_rest(pilot.app), "it is worked at"
        slow.go_on.set()
        await messages_done()
        assert at_rest(pilot.app)
        removing = slow.remove()
        assert not at_rest(pilot.app), "a widget that is being taken down counts"
        await removing
        await messages_done()
        assert at_rest(pilot.app)


@pytest.mark.parametrize(
    "written, keys",
    [
        ("\x1bk", "escape k"),
        ("\x1bkami 3", "escape k a m i space 3"),
        ("\x1b" + "a" * 40, "escape" + " a" * 40),
        ("\x1bfilm", "escape f i l m"),
        ("\x1b3", "escape 3"),
        ("\x1b\r\x1b\tx", "escape enter escape tab x"),
        ("\x1b\x1b[20~k", "escape f9 k"),
        ("k\x1b[20~\x1bOP\x1b[A", "k f9 f1 up"),
        ("\x1bk\x1b[20~", "escape k f9"),
        ("\x1bN", "escape N"),
    ],
)
def test_esc_and_what_follows_it_in_one_reading(written: str, keys: str) -> None:
    take_escape_first()
    told = [event.key for event in XTermParser().feed(written) if isinstance(event, Key)]
    assert " ".join(told) == keys


def test_a_terminal_that_is_gone_keeps_no_writer() -> None:
    """All that a program would still paint is taken from it, so that it can hear that it has to end."""
    ours, theirs = pty.openpty()
    os.close(ours)
    with suppress(OSError), os.fdopen(theirs, "w", buffering=1) as screen:
        writer = LastingWriter(screen)
        writer.start()
        for _each in range(3 * MAX_QUEUED_WRITES):
            writer.write("what nobody sees\n")
        writer.stop()
    assert not writer.is_alive()


def test_terminals_are_written_by_the_lasting_writer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linux_driver, "WriterThread", WriterThread)
    write_while_possible()
    assert vars(linux_driver)["WriterThread"] is LastingWriter
    assert "= WriterThread(self._file)" in inspect.getsource(linux_driver.LinuxDriver.start_application_mode)


def test_no_other_module_imports_what_is_private_in_textual() -> None:
    private = re.compile(r"^\s*(from|import) textual\.(\w+\.)*_\w|^\s*from textual[\w.]* import .*\b_\w", re.MULTILINE)
    assert [one for one in PACKAGE.rglob("*.py") if one != FILE and private.search(one.read_text("utf-8"))] == []


def test_no_screen_shadows_a_private_name_of_textual() -> None:
    """A method named like a private one of its base replaces it unseen."""
    found = set()
    for package in FRONT_ENDS:
        root = importlib.import_module(package)
        for module in pkgutil.walk_packages(root.__path__, f"{package}."):
            if module.name == textual_private.__name__:
                continue
            for name, kind in _classes(module.name):
                bases: list[Any] = [base for base in kind.__mro__[1:] if base.__module__.startswith("textual.")]
                if kind.__module__ == module.name and bases:
                    theirs = set().union(*map(_private, bases))
                    found |= {f"{module.name}.{name}.{one}" for one in _private(kind) & theirs}
    assert found == set()


def _classes(module: str) -> list[tuple[str, Any]]:
    """Return the classes that a module knows, by name."""
    return inspect.getmembers(importlib.import_module(module), inspect.isclass)


@cache
def _private(kind: type) -> frozenset[str]:
    """Return the private names that the source of a class gives: its methods, and what they put on self."""
    names = set()
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(kind)))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and ast.unparse(node.value) == "self":
            names.add(node.attr)
    return frozenset(name for name in names if name.startswith("_") and not name.startswith("__"))

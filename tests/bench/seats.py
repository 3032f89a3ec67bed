"""Programs in terminals for the measurements: the desk of an office with somebody signed in, and an empty app."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench.loader import Office
from tests.conftest import PASSWORD
from tests.program import command
from tests.terminal import Terminal, here

#: The size of a desk's screen.
SIZE = (160, 45)
BLANK = """
from textual.app import App
from textual.widgets import Static
class Blank(App):
    def compose(self):
        yield Static("painted")
Blank().run()
"""


@contextmanager
def at_desk(office: Office, shown: str, login: str = "ana") -> Iterator[Terminal]:
    """The real desk of `office` in a process of its own, `login` at its queue, where `shown` is on the screen."""
    line = command("--db", office.url, "--office", office.settings.places.office_path)
    with Terminal(line, here(KPPN_TUI_LANG="id"), SIZE) as terminal:
        terminal.until("kppn-tui 0.")
        terminal.settle()
        for keys in (login.encode() + b"\r", PASSWORD.encode() + b"\r"):
            terminal.type(keys)
            terminal.settle()
        terminal.type(b"\r")
        terminal.until(shown)
        terminal.settle()
        yield terminal


@contextmanager
def blank() -> Iterator[Terminal]:
    """A Textual app with one word in it."""
    with Terminal([sys.executable, "-c", BLANK], here(), SIZE) as terminal:
        terminal.until("painted")
        terminal.settle()
        yield terminal

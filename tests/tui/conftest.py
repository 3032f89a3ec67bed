"""Pilots that don't dawdle, screens kept as plain text, and a trap for database calls in the event loop."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from traceback import walk_stack
from typing import Any

import peewee
import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from kppn_tui.store.backends.sqlite import SqliteBackend
from kppn_tui.store.backends.sqlite_feed import SqliteFeed
from kppn_tui.store.drafts import Drafts
from tests.tui.idle import Idle


@pytest.fixture(autouse=True)
def idle(monkeypatch: pytest.MonkeyPatch) -> Idle:
    """A pilot that waits neither too long nor too short."""
    return Idle(monkeypatch)


#: Whatever asks a file or a server: statements, the quick look of a timer, the change feed, the file of the drafts.
ASKS: tuple[tuple[type[Any], str], ...] = (
    (peewee.Database, "execute_sql"),
    (peewee.Database, "connect"),
    (SqliteBackend, "select_once"),
    (SqliteFeed, "changed"),
    (Drafts, "load"),
    (Drafts, "save"),
    (Drafts, "forget"),
)
#: A frame of these below a call says that the program asked, not the test beside it.
PROGRAM = ("/kppn_tui/tui/", "/kppn_tui/client/session.py", "/kppn_tui/board/")
#: Whatever waits there for what a test asks beside the program.
DRIVER = "/kppn_tui/tui/key_driver.py"


@pytest.fixture(autouse=True)
def asked_in_the_loop(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Fails a test whose screens ask the database in the event loop; gives what was caught so far."""
    caught: list[str] = []
    for kind, name in ASKS:
        monkeypatch.setattr(kind, name, _trapped(getattr(kind, name), f"{kind.__name__}.{name}", caught))
    yield caught
    assert not caught, "asked in the event loop:\n" + "\n".join(caught)


def _trapped(ask: Callable[..., Any], name: str, caught: list[str]) -> Callable[..., Any]:
    @wraps(ask)
    def asked(*args: Any, **more: Any) -> Any:
        if _in_event_loop() and (by := _program_below()):
            caught.append(f"{name} by {by}")
        return ask(*args, **more)

    return asked


def _in_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _program_below() -> str:
    for frame, number in walk_stack(sys._getframe(2)):
        file = frame.f_code.co_filename
        if any(folder in file for folder in PROGRAM) and not file.endswith(DRIVER):
            return f"{file}:{number} {frame.f_code.co_name}"
    return ""


_PARSED: dict[object, list[RuleSet]] = {}


@pytest.fixture(autouse=True)
def parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each style sheet is parsed once in a run, not once in each app: a tenth of the time of these tests.

    Private in Textual 8.2.8 (css/stylesheet.py), which keeps the rules of an app in the same way.
    """
    parse = Stylesheet._parse_rules

    def parse_rules(sheet: Stylesheet, *given: Any, **more: Any) -> list[RuleSet]:
        key = (*given, *sorted(more.items()), tuple(sorted(sheet._variables.items())))
        if key not in _PARSED:
            _PARSED[key] = parse(sheet, *given, **more)
        return _PARSED[key]

    monkeypatch.setattr(Stylesheet, "_parse_rules", parse_rules)


class Screens(SingleFileSnapshotExtension):
    """snapshots/MODULE/TEST.txt; `pytest tests/tui --snapshot-update` writes them anew."""

    file_extension = "txt"
    _write_mode = WriteMode.TEXT
    snapshot_dirname = "snapshots"

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(Path(test_location.filepath).parent / "snapshots" / test_location.basename)


@pytest.fixture
def screens(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Compares with the kept screen: `assert picture(app) == screens`."""
    return snapshot.use_extension(Screens)

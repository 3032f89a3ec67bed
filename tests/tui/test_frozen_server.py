"""A server that swallows everything: each screen and each form goes on answering keys, for nobody on it waits."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg2.extensions
import pytest
from textual.widgets import Input, TextArea

from kppn_tui.desk import Desk, connect
from tests.conftest import HandClock, People, Templates
from tests.desk.kit import followed, serve, visit
from tests.faults.proxy import Proxy, proxy
from tests.postgres import Server
from tests.tui.desks import OfficerAtDesk, at_desk
from tests.tui.idle import messages_done

#: By the key of a full screen: what is pressed on it, and whether a field stands there then.
PLACES: dict[str, dict[str, tuple[tuple[str, ...], bool]]] = {
    "1": {
        "registering": (("a",), True),
        "registering a message": (("o",), True),
        "the priority": (("end", "p"), True),
        "cancelling": (("end", "x"), True),
        "the help": (("question_mark", "slash"), True),
        "the next screen": (("3",), False),
        "the standard": (("5",), False),
    },
    "2": {
        "the question": (("f3",), True),
        "the identity": (("f2",), True),
        "another topic": (("a",), True),
        "the follow-up": (("k",), True),
        "the escalation": (("s",), True),
        "the documents": (("d",), True),
        "the queue": (("1",), False),
    },
    "3": {
        "progress": (("p",), True),
        "delivering": (("f9",), True),
        "escalating": (("e",), True),
        "documents": (("d",), True),
        "the filter": (("v",), False),
        "the inbox": (("4",), False),
    },
}


@pytest.fixture
def database_url(server: Server, templates: Templates) -> Iterator[str]:
    server.start()
    with server.database(templates.database(server, peopled=True)) as url:
        yield url


@pytest.fixture
def line(server: Server, desk: Desk) -> Iterator[Proxy]:
    with proxy(server.folder) as made:
        yield made


def far(desk: Desk, line: Proxy, clock: HandClock) -> Desk:
    """A desk behind the line, whose settings are for another one behind it."""
    name = psycopg2.extensions.parse_dsn(desk.settings.url)["dbname"]
    places = replace(desk.settings.places, url=f"postgresql://kppn@127.0.0.1:{line.port}/{name}")
    settings = replace(desk.settings, places=places)
    return connect(settings.url, settings, clock)


@pytest.mark.parametrize("screen", PLACES)
async def test_every_form_of_a_screen_answers_while_the_server_is_silent(
    desk: Desk, people: People, clock: HandClock, line: Proxy, screen: str
) -> None:
    followed(desk, people)
    visit(desk, people)
    serve(desk, people)
    behind = far(desk, line, clock)
    try:
        async with at_desk(behind, people.ana, clock, (120, 36)) as officer:
            await officer.press(screen)
            await officer.quiet()
            line.silent.set()
            officer.app.client.refresh()
            await officer.until(lambda: officer.app.client._access.thread.busy > 0, "somebody waits for the server")
            slowest = 0.0
            for place, (keys, form) in PLACES[screen].items():
                await out(officer)
                for key in keys:
                    begun = time.monotonic()
                    officer.app.simulate_key(key)
                    # Not as the tests press keys: they wait for the desk as well, for a while.
                    await messages_done()
                    slowest = max(slowest, time.monotonic() - begun)
                if form:
                    await typed(officer, place)
                assert officer.app.client._access.thread.busy > 0, f"{place}: the server is still silent"
            if told := os.environ.get("KPPN_TUI_TELL"):
                with Path(told).open("a") as file:
                    file.write(f"{screen}: {slowest * 1000:.0f} ms a key at the most\n")
            line.silent.clear()
            line.cut()
    finally:
        line.silent.clear()
        behind.close()


async def out(officer: OfficerAtDesk) -> None:
    """Out of whatever is open."""
    while officer.app.screen is not officer.app.base_screen or isinstance(officer.app.focused, Input | TextArea):
        await officer.press("escape")


async def typed(officer: OfficerAtDesk, place: str) -> None:
    """What is typed stands in a field at once, whatever the server does."""
    await officer.until(lambda: isinstance(officer.app.focused, Input | TextArea), f"{place}: a field")
    field = officer.app.focused
    assert isinstance(field, Input | TextArea)
    await officer.press("end")
    before = field.text if isinstance(field, TextArea) else field.value
    await officer.press("z")
    now = field.text if isinstance(field, TextArea) else field.value
    assert now == before + "z", place
    await officer.press("backspace")

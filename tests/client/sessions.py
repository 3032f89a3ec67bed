"""Desk sessions without a screen: a listener that only hears, and ways to wait for it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from kppn_tui.client.call import Call
from kppn_tui.client.session import Client
from kppn_tui.desk import Desk, connect
from kppn_tui.domain.errors import DeskError
from kppn_tui.domain.notices import Notice
from kppn_tui.domain.people import Officer
from tests.conftest import HandClock
from tests.waiting import PATIENCE


class Hearing:
    """A front end that keeps each telling: what was told at once is one."""

    ticket_in_work: int | None = None

    def __init__(self) -> None:
        self.tellings: list[Sequence[Notice]] = []
        self.readings = 0
        self.errors: list[BaseException] = []

    def wanted(self) -> Call[Any] | None:
        return None

    def refreshed(self, data: Any) -> None:
        self.readings += 1

    def troubled(self) -> None:
        pass

    def alerted(self, notices: Sequence[Notice]) -> None:
        self.tellings.append(notices)

    def refused(self, error: DeskError) -> None:
        self.errors.append(error)

    def second(self) -> None:
        pass

    def crashed(self, error: BaseException) -> None:
        self.errors.append(error)


class DeskSession:
    """A desk that nobody sees; it does each second by hand, so that a test decides when time passes."""

    def __init__(self, desk: Desk, clock: HandClock) -> None:
        self.hearing = Hearing()
        self.client = Client(self.hearing)
        self.client.attach(connect(desk.settings.url, desk.settings, clock))

    async def enter(self, officer: Officer) -> None:
        """Let `officer` sign in, and wait until they have been told what there is."""
        await self.client.enter(officer)
        await self.second()

    async def second(self) -> None:
        """Let a second pass, and wait until there is nothing more to do."""
        self.client.refresh()
        self.client.pulse()
        await self.until(lambda: not self.client.busy)

    async def until(self, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():
                await asyncio.sleep(0.001)


@asynccontextmanager
async def sessions(desk: Desk, clock: HandClock, count: int) -> AsyncIterator[list[DeskSession]]:
    """So many desks at the database of `desk`, which nobody has signed in to."""
    found = [DeskSession(desk, clock) for _ in range(count)]
    try:
        yield found
    finally:
        for one in found:
            one.client.shut()
    assert [error for one in found for error in one.hearing.errors] == []

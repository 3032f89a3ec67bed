"""Desks in several processes on one database, and situations in which two officers want to do something at once."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kppn_tui.desk import Desk
from kppn_tui.domain.people import Officer
from kppn_tui.domain.states import Role
from kppn_tui.office.settings import Settings
from tests.conftest import PASSWORD
from tests.races.crew import Crew

DESKS = 8


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The races on one database one after the other, in one process: its desks are started once."""
    for item in items:
        if "races" in item.path.parts and hasattr(item, "callspec"):
            database = item.callspec.params.get("database_url")
            item.add_marker(pytest.mark.xdist_group(f"races {database}"))


@pytest.fixture(scope="session")
def processes() -> Iterator[Crew]:
    """Started once; each test opens its own database in them."""
    crew = Crew(DESKS)
    yield crew
    crew.end()


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An office that calls once only."""
    return replace(settings, limits=replace(settings.limits, calls_max=1))


@pytest.fixture
def pair(processes: Crew, desk: Desk) -> Iterator[Crew]:
    """Two desks on the test's own database, which `desk` has migrated."""
    yield from _seated(processes, desk, 2)


@pytest.fixture
def crew(processes: Crew, desk: Desk) -> Iterator[Crew]:
    """So many desks."""
    yield from _seated(processes, desk, DESKS)


def _seated(processes: Crew, desk: Desk, count: int) -> Iterator[Crew]:
    assert [outcome.kind for outcome in processes.open(desk.settings, count)] == ["ok"] * count
    yield processes
    processes.leave()


def cso(desk: Desk, name: str) -> Officer:
    """A new officer of the counters."""
    return desk.add_officer(None, name, f"{name.title()} Seroja", [Role.CSO], PASSWORD)

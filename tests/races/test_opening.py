"""Programs that are started at the same moment on a database in which nothing is yet."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from kppn_tui.desk import connect
from kppn_tui.domain.states import Role
from kppn_tui.office.settings import Settings
from tests import invariants
from tests.conftest import PASSWORD, TUESDAY, HandClock
from tests.races.conftest import DESKS
from tests.races.crew import Crew, Job
from tests.soak import in_soak

TURNS, MORE = 2, 8


@pytest.fixture
def empty(settings: Settings, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """The office, with a database that no program has opened."""
    if settings.places.database_path is None:
        place = request.getfixturevalue("server").database()
    else:
        place = nullcontext(f"sqlite:///{tmp_path / 'empty.db'}")
    with place as url:
        yield replace(settings, places=replace(settings.places, url=url))


@pytest.mark.parametrize("count", [2, DESKS])
@pytest.mark.parametrize("turn", [*range(TURNS), *(in_soak("the same again", turn) for turn in range(TURNS, MORE))])
def test_programs_that_open_an_empty_database_at_once(processes: Crew, empty: Settings, count: int, turn: int) -> None:
    """One brings it to the schema, the others wait; then all of them work with it."""
    opened = processes.open(empty, count)
    assert [(outcome.kind, outcome.text) for outcome in opened] == [("ok", "")] * count
    desk = connect(empty.url, empty, HandClock())
    ana = desk.add_officer(None, "ana", "Ana Seroja", [Role.CSO], PASSWORD)
    desk.close()
    outcomes = processes.at_once([Job("take_ticket", ana, at=TUESDAY)] * count)
    processes.leave()
    assert sorted(outcome.value.number for outcome in outcomes) == list(range(1, count + 1))
    book = invariants.check(empty.url)
    with invariants.reading(empty.url) as ask:
        applied = [row["name"] for row in ask("SELECT name FROM schema_migration ORDER BY name")]
    assert len(applied) == len(set(applied)) and applied[0].startswith("0001")
    assert len(book["ticket"]) == count

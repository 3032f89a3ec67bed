"""The database that a test begins with is what the program makes."""

from typing import Any

import pytest

from kppn_tui.desk import Desk, open_desk
from kppn_tui.office.places import is_server
from tests.conftest import HandClock, People, an_office, sign_everybody_in
from tests.desk.kit import dump
from tests.postgres import Server
from tests.raw import dump_of

#: Chance, and the machine's own time.
APART = ("password", "applied", "mark")


def plain(book: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Every row without what no two databases have alike."""
    return {
        table: [{name: value for name, value in row.items() if not name.startswith(APART)} for row in rows]
        for table, rows in book.items()
    }


def test_a_copy_is_what_the_verbs_make(
    desk: Desk, people: People, request: pytest.FixtureRequest, tmp_path: Any
) -> None:
    (tmp_path / "made").mkdir()
    if is_server(desk.settings.url):
        server: Server = request.getfixturevalue("server")
        url = server.url(server.create())
    else:
        url = str(tmp_path / "made" / "kppn.db")
    settings = an_office(url, tmp_path / "made")
    with open_desk(settings.url, settings, HandClock()) as made:
        sign_everybody_in(made)
        assert plain(dump(desk)) == plain(dump_of(settings.url))
    assert sorted(vars(people).values(), key=lambda one: one.id) == desk.officers()

"""A row with a damaged byte or a value of nobody: it is shown as what it is, and stops neither a verb nor a sweep."""

import pytest

from kppn_tui.desk import Desk
from tests.conftest import HandClock, People
from tests.desk.kit import followed, serve, visit
from tests.raw import connected

pytestmark = pytest.mark.sqlite_only(reason="a server refuses bytes that are no text")


def damage(desk: Desk, table: str, column: str) -> None:
    """Put bytes that are no UTF-8 into every row of `table`."""
    with connected(desk.settings.url) as connection:
        connection.execute(f"UPDATE {table} SET {column} = CAST(X'41FF42' AS TEXT)")


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("ticket", "satker_name"),
        ("ticket", "purpose"),
        ("ticket", "stakeholder_kind"),
        ("consultation", "question"),
        ("consultation", "contact_value"),
        ("officer", "name"),
        ("deadline", "calendar_version"),
        ("event", "action"),
        ("progress", "text"),
        ("stakeholder", "name"),
    ],
)
def test_a_damaged_text_stops_nothing(desk: Desk, people: People, clock: HandClock, table: str, column: str) -> None:
    followed(desk, people)
    serve(desk, people)
    visit(desk, people, "LPJ")
    # What a registration taught counts as long as its ticket says the same; what an officer wrote always does.
    desk.rename_stakeholder(people.ana, desk.directory().entries[0], "PN Kenanga")
    damage(desk, table, column)
    board = desk.board(people.ana)
    assert len(board.rows) == 2
    assert desk.follow_ups()
    assert [one.name for one in desk.known_stakeholders()] == ["A\ufffdB" if table == "stakeholder" else "PN Kenanga"]
    assert desk.trail(board.rows[0].ticket)
    clock.forward(minutes=30)
    assert desk.sweep().raised, "the breach of the service is raised all the same"
    assert desk.call_next(people.budi).state == "called"

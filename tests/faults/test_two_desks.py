"""Several desks in several processes on one file: nobody is called twice, no number is given twice or left out."""

from collections import Counter

from kppn_tui.config import Settings
from kppn_tui.desk import connect
from kppn_tui.store.database import sqlite_path
from tests.desk.kit import check_invariants, rows
from tests.faults.conftest import Start

VISITORS = 1000


def test_a_thousand_visitors_and_two_desks_that_call(office: Settings, start: Start) -> None:
    """No program says an error: `end` asserts that each ended well."""
    doors = [start("register", login, VISITORS // 4) for login in ("ana", "budi", "citra", "dewi")]
    for program in doors:
        program.hear()
    for program in doors:
        program.go()
    numbers = [number for program in doors for number in program.hear()["numbers"]]
    for program in doors:
        program.end()
    assert sorted(numbers) == list(range(1, VISITORS + 1)), "each number once, none left out"

    desks = [start("call", login, VISITORS // 2) for login in ("ana", "budi")]
    for program in desks:
        program.hear()
    for program in desks:
        program.go()
    called = [program.hear()["called"] for program in desks]
    for program in desks:
        program.end()
    everybody = Counter(called[0] + called[1])
    assert len(everybody) == VISITORS and set(everybody.values()) == {1}, "each visitor once"
    for order in called:
        assert order == sorted(order), "each desk saw them in the order of arrival"

    desk = connect(office.url, office)
    try:
        assert rows(desk, "SELECT count(*) AS n FROM event WHERE action = 'call'") == [{"n": VISITORS}]
        assert rows(desk, "SELECT DISTINCT state, calls FROM ticket") == [{"state": "absent", "calls": 1}]
    finally:
        desk.close()
    check_invariants(sqlite_path(office.url))

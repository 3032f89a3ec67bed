"""The demo: a believable morning made by verbs, the same for the same seed, gone without a trace."""

import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kppn_tui.domain.errors import CalendarMissing
from kppn_tui.domain.records import DeadlineKind
from kppn_tui.domain.states import Role, TicketState
from kppn_tui.i18n import explain
from kppn_tui.office.satker import read_satker_list
from kppn_tui.store.sqlite_connection import sqlite_path
from kppn_tui.training.demo_data import load_demo_data
from kppn_tui.training.filled_morning.timetable import LENGTH
from tests.conftest import WITA
from tests.desk.kit import check_invariants
from tests.program import Program
from tests.soak import in_soak
from tests.terminal import Terminal
from tests.training.rooms import Demo, make_demo

TUESDAY = datetime(2026, 11, 24, 17, 0, tzinfo=WITA)
AT = Path(__file__).with_name("demo_at.py")
ANOTHER = "another drawing of the same days"


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    demo = make_demo(tmp_path, 1, TUESDAY)
    yield demo
    demo.desk.close()


def dump(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row; the hashes of the passwords are salted, so they are left out."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE officer SET password_hash = ''")
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: connection.execute(f'SELECT * FROM "{name}"').fetchall()
            for name in tables
            if name != "schema_migration"
        }


def made(folder: Path, seed: int, now: datetime = TUESDAY) -> dict[str, list[tuple[Any, ...]]]:
    folder.mkdir()
    demo = make_demo(folder, seed, now)
    demo.desk.close()
    return dump(sqlite_path(demo.desk.settings.url))


def test_the_same_seed_gives_the_same_day(tmp_path: Path) -> None:
    first = made(tmp_path / "a", 7)
    assert made(tmp_path / "b", 7) == first
    assert made(tmp_path / "c", 8) != first


@pytest.mark.parametrize("seed", [1, in_soak(ANOTHER, 2), in_soak(ANOTHER, 2026)])
@pytest.mark.parametrize(
    ("now", "day"),
    [
        (TUESDAY, "2026-11-24"),
        (datetime(2026, 11, 28, 9, 0, tzinfo=WITA), "2026-11-30"),  # Saturday
        (datetime(2026, 11, 29, 17, 0, tzinfo=UTC), "2026-11-30"),  # the office's Monday has begun
        (datetime(2026, 2, 24, 9, 0, tzinfo=WITA), "2026-02-24"),  # Ramadan, with shorter days
        (datetime(2026, 3, 18, 9, 0, tzinfo=WITA), "2026-03-25"),  # after the long holiday, so are the days before
        (datetime(2027, 1, 1, 9, 0, tzinfo=WITA), "2027-01-04"),
    ],
    ids=["tuesday", "saturday", "monday", "ramadan", "lebaran", "new-year"],
)
def test_every_day_and_seed_holds_together(tmp_path: Path, seed: int, now: datetime, day: str) -> None:
    demo = make_demo(tmp_path, seed, now)
    desk, calendar = demo.desk, demo.desk.calendar
    moment = calendar.local(desk.now())
    assert (moment.date().isoformat(), moment.hour) == (day, 10)
    assert moment - calendar.opening(date.fromisoformat(day)) == LENGTH
    check_invariants(sqlite_path(desk.settings.url))
    board = desk.board(demo.officer)
    states = Counter(row.ticket.state for row in board.rows)
    assert states == {"waiting": 8, "called": 1, "serving": 3, "absent": 1}
    assert (board.counts.follow_ups, board.counts.overdue, board.counts.answered, board.counts.asked_back) == (
        5,
        0,
        1,
        1,
    )
    assert board.counts.on_time_today == board.counts.ended_today - 1
    assert not desk.sweep().raised
    desk.close()


def test_there_is_something_to_do_for_everybody(demo: Demo) -> None:
    desk, now = demo.desk, demo.desk.now()
    rows = {(row.ticket.state, row.ticket.counter): row for row in desk.board().rows}
    assert rows[TicketState.CALLED, "1"].ticket.officer_id == demo.officer.id
    waits = rows[TicketState.SERVING, "1"].current
    assert waits is not None and waits.holds_for_documents
    near, calm = rows[TicketState.SERVING, "2"].deadline, rows[TicketState.SERVING, "3"].deadline
    assert near is not None and timedelta(0) < near.warn_at - now <= timedelta(minutes=1)
    assert calm is not None and calm.running and calm.warn_at - now > timedelta(minutes=5)
    waiting = desk.board().in_state(TicketState.WAITING)
    assert {row.ticket.channel for row in waiting} == {"tatap_muka", "hai_cso", "kontak_resmi"}
    assert [row.ticket.priority_reason for row in waiting if row.ticket.priority] == ["ibu hamil"]
    assert any(len(row.consultations) == 2 for row in waiting)
    follow_ups = desk.follow_ups()
    assert (
        sum(view.consultation.solution_due_at == desk.calendar.closing(date(2026, 11, 24)) for view in follow_ups) == 1
    )
    today = [view.deadline(DeadlineKind.PROGRESS) for view in follow_ups]
    assert sum(one is not None and one.stopped_at is None and one.due_at.date() == now.date() for one in today) == 3
    by_login = {officer.login: officer for officer in desk.officers()}
    assert [view.open_escalation is not None for view in desk.inbox(by_login["kasi.pdms"])] == [True]
    assert desk.sign_in("kasi.pdms", load_demo_data().password).name == by_login["kasi.pdms"].name


def test_the_demo_is_made_by_verbs_on_the_way(demo: Demo) -> None:
    with closing(sqlite3.connect(sqlite_path(demo.desk.settings.url))) as connection:
        actions = {name for (name,) in connection.execute("SELECT DISTINCT action FROM event")}
        order = [at for (at,) in connection.execute("SELECT at FROM event ORDER BY id")]
        alerts = connection.execute("SELECT level, at FROM alert ORDER BY id").fetchall()
    assert order == sorted(order)
    assert {"recall", "absent", "refer", "request_documents", "escalate", "accept", "answer", "return", "log_progress",
            "switch", "sweep"} <= actions  # fmt: skip
    assert {level for level, _ in alerts} == {"warn", "breach"}
    # Told in the course of the morning, so that the first look at the demo finds nothing to catch up with.
    assert len({at for _, at in alerts}) > len(alerts) / 2


def test_everything_in_it_is_invented() -> None:
    demo = load_demo_data()
    assert {"cso1", "pelatih"} <= {officer.login for officer in demo.officers}
    assert all(officer.name.endswith(" Seroja") for officer in demo.officers)
    assert all(980101 <= int(satker.code) <= 980130 and "SEROJA" in satker.name for satker in demo.satker)
    assert all("SEROJA" in other.name for other in demo.others)
    assert {Role.CSO, Role.HEAD, Role.RECEPTION} <= {role for officer in demo.officers for role in officer.roles}


def test_the_directory_of_the_demo_is_its_own(demo: Demo) -> None:
    assert demo.settings.stakeholder_path is not None
    assert read_satker_list(demo.settings.stakeholder_path).satker == load_demo_data().satker


def test_the_topics_of_the_cast_are_those_of_the_office(demo: Demo) -> None:
    known = {topic.code for topic in demo.settings.topics}
    assert {question.topic for question in load_demo_data().questions} <= known


def test_a_day_without_calendar_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CalendarMissing):
        make_demo(tmp_path, 1, datetime(2031, 1, 6, 9, 0, tzinfo=WITA))


@pytest.mark.parametrize("leave", [signal.SIGHUP, in_soak("like a closed window", signal.SIGTERM), "q"])
def test_it_opens_signed_in_and_leaves_nothing_behind(tmp_path: Path, leave: signal.Signals | str) -> None:
    home, scratch = folders(tmp_path)
    with demo_at(TUESDAY, home, scratch) as terminal:
        terminal.until("DEMO", "A-025", *(["Lewati tur"] if leave == "q" else []))
        assert len(list(scratch.iterdir())) == 1
        if isinstance(leave, signal.Signals):
            terminal.send(leave)
        else:  # out of the tour; somebody is still in service, so it asks
            terminal.type(b"\x1b")
            terminal.until("Panggil/layani")
            terminal.type(b"q")
            terminal.until("Tetap di sini")
            terminal.type(b"\x1b[B\r")
        assert terminal.end() == 0
    assert "Ratna Seroja" in terminal.shown
    assert sorted(tmp_path.rglob("*")) == [home, scratch]


def test_in_a_year_without_calendar_it_says_so(tmp_path: Path) -> None:
    home, scratch = folders(tmp_path)
    with demo_at(datetime(2028, 1, 6, 9, 0, tzinfo=WITA), home, scratch) as terminal:
        assert terminal.end() == 1
    assert terminal.shown == f"kppn-tui: {explain(CalendarMissing(year=2028))}\r\n"
    assert sorted(tmp_path.rglob("*")) == [home, scratch]


def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A home, and where temporary files go."""
    home, scratch = tmp_path / "home", tmp_path / "scratch"
    home.mkdir()
    scratch.mkdir()
    return home, scratch


def demo_at(now: datetime, home: Path, scratch: Path) -> Terminal:
    """`kppn-tui demo` in a terminal, at `now`."""
    program = Program(home, {"TMPDIR": str(scratch), "KPPN_TUI_DB": str(home / "live.db")})
    return Terminal([sys.executable, str(AT), now.isoformat()], program.env)

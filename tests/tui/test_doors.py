"""The doors when something behind them does not open: a database that does not answer, text that can't be kept."""

import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest

from kppn_tui.client import connection, desk_access
from kppn_tui.client.worker_thread import WorkerThread
from kppn_tui.desk import Desk
from kppn_tui.domain.trouble import Trouble
from kppn_tui.store.backends import sqlite
from kppn_tui.store.sqlite_connection import sqlite_path
from tests.conftest import HandClock, People
from tests.desk.kit import serve, ticket_of, visit
from tests.invariants import check
from tests.tui.desks import OfficerAtDesk, at_desk

NO_ANSWER = "! The database does not answer"
NOT_SAVED = "Nothing was saved, try again"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for a lock, and it is tried again soon."""
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.2)
    monkeypatch.setitem(sqlite.PRAGMAS, "busy_timeout", 200)
    monkeypatch.setattr(connection, "RETRY", 0.1)


@contextmanager
def full_disk(desk: Desk) -> Iterator[None]:
    """No file of this process grows beyond what the log of the database has."""
    log = sqlite_path(desk.settings.url).with_name(sqlite_path(desk.settings.url).name + "-wal")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def gone(seat: OfficerAtDesk) -> None:
    """Wait until nothing is wrong any more; no key is needed for that."""
    connection = seat.app.client.connection
    await seat.until(lambda: not connection.troubles and NO_ANSWER not in seat.text, "the banner is gone")


async def test_a_locked_file_is_told_by_a_banner_that_goes_by_itself(
    desk: Desk, people: People, clock: HandClock, impatient: None
) -> None:
    """A backup holds it: what is read goes on, what is typed stays, the same key works afterwards."""
    ticket = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("a")
        await seat.form()
        await seat.write("980130 RSUD Seroja")
        with desk.store.writing():
            await seat.press("f9")
            await seat.until(lambda: NOT_SAVED in seat.complaint, "the form says so")
            await seat.see(NO_ANSWER, "what you type is safe", "980130 RSUD Seroja")
            await seat.press("escape")
            for _ in range(3):
                await seat.press("n")
                await seat.until(lambda: seat.toasts, "a sentence")
                await seat.quiet()
            assert len(seat.toasts) == 1, "the same sentence is not piled up"
            assert Trouble.WRITE in seat.app.client.connection.troubles
        await gone(seat)
        assert ticket_of(desk, ticket).state == "waiting"
        await seat.press("n")
        await seat.until(lambda: ticket_of(desk, ticket).state == "called", "called")
        await seat.press("a")
        await seat.form()
        await seat.see("980130 RSUD Seroja")


async def test_who_waits_for_an_answer_is_told_before_it_is_given_up(
    desk: Desk, people: People, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_access, "SLOW", 0.05)
    ticket = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        with desk.store.writing():
            await seat.press("n")
            await seat.see(NO_ANSWER)
            assert seat.app.client.connection.troubles == {Trouble.SLOW} and not seat.toasts
        await gone(seat)
        await seat.until(lambda: ticket_of(desk, ticket).state == "called", "the key has worked after all")


async def test_a_full_disk_is_told_and_when_there_is_room_again_it_goes_on(
    desk: Desk, people: People, clock: HandClock, impatient: None
) -> None:
    ticket = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        with full_disk(desk):
            await seat.press("n")
            await seat.hear(NOT_SAVED)
            await seat.see(NO_ANSWER, "A-001")
            # Tried again meanwhile: reading works, writing does not.
            await seat.until(lambda: not seat.app.client.connection.waits_to_retry, "tried again")
            await seat.quiet()
            assert seat.app.client.connection.troubles == {Trouble.WRITE}
        await gone(seat)
        assert check(str(sqlite_path(desk.settings.url)))["ticket"][0]["state"] == "waiting"
        await seat.press("n")
        await seat.until(lambda: ticket_of(desk, ticket).state == "called", "called")


async def test_the_clock_goes_on_and_a_head_line_has_room_for_it(
    desk: Desk, people: People, clock: HandClock, impatient: None
) -> None:
    serve(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        seat.app.client.connection.note(Trouble.WRITE, True)
        for minutes, face in ((4, "▶ A-001 04:00/20:00"), (12, "! A-001 16:00/20:00"), (100, "!! A-001 1:56:00/20:00")):
            clock.forward(minutes)
            seat.app.base_screen.second()  # type: ignore[union-attr]
            await seat.until(lambda face=face: seat.lines[1].rstrip().endswith(face), face)  # type: ignore[misc]
            assert seat.lines[1].startswith(f" {NO_ANSWER}; what you type is safe "), seat.lines[1]


async def test_whoever_leaves_does_not_wait_for_a_locked_file(
    desk: Desk, people: People, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even for the key that waits; what is half typed is kept."""
    waited: list[float] = []
    leave = WorkerThread.leave

    def leaving(thread: WorkerThread, last: Callable[[], object], seconds: float) -> bool:
        if thread is seat.app.client._access.thread:
            waited.append(seconds)
        return leave(thread, last, seconds)

    monkeypatch.setattr(WorkerThread, "leave", leaving)
    serve(desk, people)
    with desk.store.writing():
        async with at_desk(desk, people.ana, clock) as seat:
            await seat.press("2")
            await seat.session()
            await seat.press("f4")
            await seat.type("setengah")
            await seat.press("f9")
            await seat.until(lambda: seat.app.client._access.thread.busy > desk_access.SLOW, "the key waits")
            seat.app.exit()
        assert waited and sum(waited) <= desk_access.GOODBYE
    assert seat.app.client._access.thread.leave(lambda: None, 10), "the lock is free: nothing is left behind"
    drafts = desk.drafts.load(people.ana.id, "item:")
    assert "setengah" in drafts.values()


async def test_text_that_cannot_be_kept_is_said_once_and_the_desk_goes_on(
    desk: Desk, people: People, clock: HandClock
) -> None:
    serve(desk, people)
    sentence = "Half-typed text can't be kept"
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("2")
        await seat.session()
        drafts = sqlite_path(desk.settings.url).with_name(sqlite_path(desk.settings.url).name + ".drafts")
        with closing(sqlite3.connect(drafts)) as other:
            other.execute("ALTER TABLE draft RENAME TO mislaid")
        await seat.press("f3")
        await seat.type("a")
        await seat.hear(sentence)
        assert seat.app.client.connection.troubles
        await seat.type("bc")
        assert "Bagaimana?abc" in seat.app.client.drafts.of("item:").values(), "it is still known here"
        seat.app.client.drafts.forget("nothing:")
        await seat.quiet()
        assert sum(sentence in toast for toast in seat.toasts) == 1
        with closing(sqlite3.connect(drafts)) as other:
            other.execute("ALTER TABLE mislaid RENAME TO draft")
        await seat.type("d")
        await seat.until(lambda: not seat.app.client.connection.troubles, "text is kept again")


async def test_taking_over_outlasts_the_question_about_the_own_visitor(
    desk: Desk, people: People, clock: HandClock
) -> None:
    own, _ = serve(desk, people)
    ticket = visit(desk, people)
    desk.call(people.budi, ticket)
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.go_to(ticket)
        await seat.press("s")
        await seat.see("Serve it here")
        await seat.press("down", "enter")
        await seat.see("Put on hold and go on")
        await seat.press("end", "enter")
        await seat.until(lambda: ticket_of(desk, ticket).state == "serving", "the visitor is served here")
        assert ticket_of(desk, ticket).officer_id == people.ana.id
        assert ticket_of(desk, own).state == "serving"

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


async def gone(officer: OfficerAtDesk) -> None:
    """Wait until nothing is wrong any more; no key is needed for that."""
    connection = officer.app.client.connection
    await officer.until(lambda: not connection.troubles and NO_ANSWER not in officer.text, "the banner is gone")


async def test_a_locked_file_is_told_by_a_banner_that_goes_by_itself(
    desk: Desk, people: People, clock: HandClock, impatient: None
) -> None:
    """A backup holds it: what is read goes on, what is typed stays, the same key works afterwards."""
    ticket = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("a")
        await officer.form()
        await officer.write("980130 RSUD Seroja")
        with desk.store.writing():
            await officer.press("f9")
            await officer.until(lambda: NOT_SAVED in officer.complaint, "the form says so")
            await officer.see(NO_ANSWER, "what you type is safe", "980130 RSUD Seroja")
            await officer.press("escape")
            for _ in range(3):
                await officer.press("n")
                await officer.until(lambda: officer.toasts, "a sentence")
                await officer.quiet()
            assert len(officer.toasts) == 1, "the same sentence is not piled up"
            assert Trouble.WRITE in officer.app.client.connection.troubles
        await gone(officer)
        assert ticket_of(desk, ticket).state == "waiting"
        await officer.press("n")
        await officer.until(lambda: ticket_of(desk, ticket).state == "called", "called")
        await officer.press("a")
        await officer.form()
        await officer.see("980130 RSUD Seroja")


async def test_who_waits_for_an_answer_is_told_before_it_is_given_up(
    desk: Desk, people: People, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_access, "SLOW", 0.05)
    ticket = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        with desk.store.writing():
            await officer.press("n")
            await officer.see(NO_ANSWER)
            assert officer.app.client.connection.troubles == {Trouble.SLOW} and not officer.toasts
        await gone(officer)
        await officer.until(lambda: ticket_of(desk, ticket).state == "called", "the key has worked after all")


async def test_a_full_disk_is_told_and_when_there_is_room_again_it_goes_on(
    desk: Desk, people: People, clock: HandClock, impatient: None
) -> None:
    ticket = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        with full_disk(desk):
            await officer.press("n")
            await officer.hear(NOT_SAVED)
            await officer.see(NO_ANSWER, "A-001")
            # Tried again meanwhile: reading works, writing does not.
            await officer.until(lambda: not officer.app.client.connection.waits_to_retry, "tried again")
            await officer.quiet()
            assert officer.app.client.connection.troubles == {Trouble.WRITE}
        await gone(officer)
        assert check(str(sqlite_path(desk.settings.url)))["ticket"][0]["state"] == "waiting"
        await officer.press("n")
        await officer.until(lambda: ticket_of(desk, ticket).state == "called", "called")


async def test_the_clock_goes_on_and_a_head_line_has_room_for_it(
    desk: Desk, people: People, clock: HandClock, impatient: None
) -> None:
    serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        officer.app.client.connection.note(Trouble.WRITE, True)
        for minutes, face in ((4, "▶ A-001 04:00/20:00"), (12, "! A-001 16:00/20:00"), (100, "!! A-001 1:56:00/20:00")):
            clock.forward(minutes)
            officer.app.base_screen.second()  # type: ignore[union-attr]
            await officer.until(lambda face=face: officer.lines[1].rstrip().endswith(face), face)  # type: ignore[misc]
            assert officer.lines[1].startswith(f" {NO_ANSWER}; what you type is safe "), officer.lines[1]


async def test_whoever_leaves_does_not_wait_for_a_locked_file(
    desk: Desk, people: People, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even for the key that waits; what is half typed is kept."""
    waited: list[float] = []
    leave = WorkerThread.leave

    def leaving(thread: WorkerThread, last: Callable[[], object], seconds: float) -> bool:
        if thread is officer.app.client._access.thread:
            waited.append(seconds)
        return leave(thread, last, seconds)

    monkeypatch.setattr(WorkerThread, "leave", leaving)
    serve(desk, people)
    with desk.store.writing():
        async with at_desk(desk, people.ana, clock) as officer:
            await officer.press("2")
            await officer.session()
            await officer.press("f4")
            await officer.type("setengah")
            await officer.press("f9")
            await officer.until(lambda: officer.app.client._access.thread.busy > desk_access.SLOW, "the key waits")
            officer.app.exit()
        assert waited and sum(waited) <= desk_access.GOODBYE
    assert officer.app.client._access.thread.leave(lambda: None, 10), "the lock is free: nothing is left behind"
    drafts = desk.drafts.load(people.ana.id, "item:")
    assert "setengah" in drafts.values()


async def test_text_that_cannot_be_kept_is_said_once_and_the_desk_goes_on(
    desk: Desk, people: People, clock: HandClock
) -> None:
    serve(desk, people)
    sentence = "Half-typed text can't be kept"
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("2")
        await officer.session()
        drafts = sqlite_path(desk.settings.url).with_name(sqlite_path(desk.settings.url).name + ".drafts")
        with closing(sqlite3.connect(drafts)) as other:
            other.execute("ALTER TABLE draft RENAME TO mislaid")
        await officer.press("f3")
        await officer.type("a")
        await officer.hear(sentence)
        assert officer.app.client.connection.troubles
        await officer.type("bc")
        assert "Bagaimana?abc" in officer.app.client.drafts.of("item:").values(), "it is still known here"
        officer.app.client.drafts.forget("nothing:")
        await officer.quiet()
        assert sum(sentence in toast for toast in officer.toasts) == 1
        with closing(sqlite3.connect(drafts)) as other:
            other.execute("ALTER TABLE mislaid RENAME TO draft")
        await officer.type("d")
        await officer.until(lambda: not officer.app.client.connection.troubles, "text is kept again")


async def test_taking_over_outlasts_the_question_about_the_own_visitor(
    desk: Desk, people: People, clock: HandClock
) -> None:
    own, _ = serve(desk, people)
    ticket = visit(desk, people)
    desk.call(people.budi, ticket)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.go_to(ticket)
        await officer.press("s")
        await officer.see("Serve it here")
        await officer.press("down", "enter")
        await officer.see("Put on hold and go on")
        await officer.press("end", "enter")
        await officer.until(lambda: ticket_of(desk, ticket).state == "serving", "the visitor is served here")
        assert ticket_of(desk, ticket).officer_id == people.ana.id
        assert ticket_of(desk, own).state == "serving"

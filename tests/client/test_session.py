"""A desk session without a screen, beside other desks on the same database: asyncio and a listener are all it needs."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from threading import Event
from typing import Any

import pytest

from kppn_tui.client.call import Call
from kppn_tui.client.queries import visit as ask_visit
from kppn_tui.client.session import Client
from kppn_tui.client.verbs import sign_in
from kppn_tui.desk import Desk, connect
from kppn_tui.domain.errors import DeskError, LostRace, NotAllowed, SignInRefused
from kppn_tui.domain.notices import Notice
from kppn_tui.domain.people import Officer
from kppn_tui.domain.states import TicketState
from tests.conftest import PASSWORD, HandClock, People
from tests.desk.kit import serve, ticket_of, visit
from tests.waiting import PATIENCE


class Ear:
    """A front end that only listens."""

    def __init__(self) -> None:
        self.want: Call[Any] | None = None
        self.heard: list[Any] = []
        self.alerts: list[Sequence[Notice]] = []
        self.refusals: list[DeskError] = []
        self.errors: list[BaseException] = []
        self.ticket_in_work: int | None = None

    def wanted(self) -> Call[Any] | None:
        return self.want

    def refreshed(self, data: Any) -> None:
        self.heard.append(data)

    def troubled(self) -> None:
        pass

    def alerted(self, notices: Sequence[Notice]) -> None:
        self.alerts.append(notices)

    def refused(self, error: DeskError) -> None:
        self.refusals.append(error)

    def second(self) -> None:
        pass

    def crashed(self, error: BaseException) -> None:
        self.errors.append(error)


class Session:
    """A client, its listener, and the ways of a test to wait for them."""

    def __init__(self) -> None:
        self.ear = Ear()
        self.client = Client(self.ear)

    async def until(self, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():
                await asyncio.sleep(0.005)

    def states(self) -> dict[str, str]:
        return {row.ticket.label: row.ticket.state for row in self.client.board.rows}


@asynccontextmanager
async def at_work(desk: Desk, clock: HandClock, officer: Officer) -> AsyncIterator[Session]:
    """A session of `officer` on the database of `desk`, which has read its first board."""
    session = Session()
    client = session.client
    own = connect(desk.settings.url, desk.settings, clock)
    assert await client.open(lambda: own) is False
    await client.enter(officer)
    client.start()
    client.refresh()
    await session.until(lambda: session.ear.heard and not client.busy)
    try:
        yield session
    finally:
        client.shut()
    assert session.ear.errors == []


async def test_what_another_desk_does_arrives_by_itself(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_work(desk, clock, people.ana) as session:
        assert session.states() == {}
        visit(desk, people)
        await session.until(lambda: session.states() == {"A-001": "waiting"})
        desk.call_next(people.budi)
        await session.until(lambda: session.states() == {"A-001": "called"})


async def test_verbs_are_done_in_the_order_in_which_they_were_asked_for(
    desk: Desk, people: People, clock: HandClock
) -> None:
    ticket = visit(desk, people)
    async with at_work(desk, clock, people.ana) as session:
        client, done = session.client, list[str]()
        client.act(client.verbs.call(ticket.id), lambda _: done.append("called"))
        client.act(client.verbs.start(ticket.id), lambda _: done.append("started"))
        client.act(client.verbs.cancel_ticket(ticket.id, "pulang"), lambda _: done.append("cancelled"))
        await session.until(lambda: not client.busy)
        assert done == ["called", "started"]
        assert [type(error).__name__ for error in session.ear.refusals] == ["WrongState"]
        assert client.counter.visit is not None and client.counter.visit.ticket.id == ticket.id
        assert client.counter.tickets(TicketState.SERVING) == [client.counter.visit]
    assert ticket_of(desk, ticket).state == "serving"


async def test_a_refusal_is_told_unless_somebody_handles_it(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people)
    desk.call(people.budi, ticket)
    async with at_work(desk, clock, people.ana) as session:
        client, handled, failed = session.client, list[DeskError](), list[DeskError]()
        client.act(client.verbs.call(ticket.id), otherwise={LostRace: handled.append}, failed=failed.append)
        await session.until(lambda: not client.busy)
        assert [type(error) for error in handled] == [LostRace]
        assert (session.ear.refusals, failed) == ([], [])
        client.act(client.verbs.call(ticket.id), failed=failed.append)
        await session.until(lambda: not client.busy)
        assert session.ear.refusals == failed != []


async def test_what_one_officer_did_is_not_told_to_the_next(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people)
    async with at_work(desk, clock, people.ana) as session:
        client, told, gate = session.client, list[Any](), Event()
        client.act(Call(lambda _: gate.wait(PATIENCE)))
        client.act(client.verbs.call(ticket.id), told.append)
        client.act(client.verbs.call(ticket.id), failed=told.append)
        client.leave()
        # Who enters is asked for in the desk's thread, after what was begun before.
        entering = asyncio.create_task(client.enter(people.budi))
        await asyncio.sleep(0)
        gate.set()
        await entering
        await session.until(lambda: not client.busy)
        assert (told, session.ear.refusals) == ([], [])
        assert ticket_of(desk, ticket).officer_id == people.ana.id, "it was done all the same"
        assert client.counter.called is None and client.signed_in == people.budi


async def test_readings_asked_for_meanwhile_are_one(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_work(desk, clock, people.ana) as session:
        client, ear, gate = session.client, session.ear, Event()
        ear.want, before = Call(lambda _: gate.wait(PATIENCE)), len(session.ear.heard)
        for _ in range(5):
            client.refresh()
        await asyncio.sleep(0)
        gate.set()
        await session.until(lambda: not client.busy)
        assert len(ear.heard) == before + 2, "the one under way, and one more for all who asked since"


async def test_what_is_wanted_is_read_with_the_board_in_one_moment(
    desk: Desk, people: People, clock: HandClock
) -> None:
    ticket, _ = serve(desk, people)
    async with at_work(desk, clock, people.ana) as session:
        session.ear.want = ask_visit(ticket.id)
        session.client.refresh()
        await session.until(lambda: not session.client.busy)
        shown = session.ear.heard[-1].session
        assert session.client.counter.visit is not None
        assert [view.consultation for view in shown.consultations] == list(session.client.counter.visit.consultations)


async def test_the_thread_lives_on_when_the_change_feed_breaks(
    desk: Desk, people: People, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_work(desk, clock, people.ana) as session:
        client = session.client

        def broken(_: Desk) -> bool:
            monkeypatch.undo()
            raise OSError("nobody expected this")

        with monkeypatch.context() as patch:
            patch.setattr(Desk, "changed", broken)
            await session.until(lambda: session.ear.errors)
        assert [str(error) for error in session.ear.errors] == ["nobody expected this"]
        session.ear.errors.clear()
        assert await client.in_thread(lambda: "still there") == "still there"


async def test_nobody_acts_before_they_have_signed_in(desk: Desk, people: People, clock: HandClock) -> None:
    session = Session()
    client = session.client
    await client.open(lambda: connect(desk.settings.url, desk.settings, clock))
    try:
        with pytest.raises(NotAllowed):
            client.verbs.call_next()
        with pytest.raises(SignInRefused):
            await client.run(sign_in("ana", "salah"))
        await client.enter(await client.run(sign_in("ana", PASSWORD, "3")))
        assert client.signed_in.name == people.ana.name
    finally:
        client.shut()


async def test_half_typed_text_waits_for_its_officer(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_work(desk, clock, people.ana) as session:
        drafts = session.client.drafts
        drafts.keep("register.purpose", "Mengapa \x1b[31mditolak?")
        session.client.leave()
        await session.client.enter(people.budi)
        assert drafts.of("register.") == {}
        session.client.leave()
        await session.client.enter(people.ana)
        assert drafts.of("register.") == {"register.purpose": "Mengapa \x1b[31mditolak?"}
        drafts.forget("register.")
    async with at_work(desk, clock, people.ana) as session:
        assert session.client.drafts.of("") == {}


async def test_leaving_does_not_wait_for_a_call_that_never_ends(
    desk: Desk, people: People, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Event()
    try:
        async with at_work(desk, clock, people.ana) as session:
            monkeypatch.setattr("kppn_tui.client.desk_access.SLOW", 0.01)
            session.client.ask(Call(lambda _: gate.wait()), lambda _: None)
            await session.until(lambda: session.client._access.slow)
    finally:
        gate.set()

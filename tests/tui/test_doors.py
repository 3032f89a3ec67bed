"""The doors when something behind them does not open: half-typed text that can't be kept, a visitor of a colleague."""

import sqlite3
from contextlib import closing

from kppn_tui.desk import Desk
from tests.conftest import HandClock, People
from tests.desk.kit import serve, ticket_of, visit
from tests.tui.desks import at_desk


async def test_text_that_cannot_be_kept_is_said_once_and_the_desk_goes_on(
    desk: Desk, people: People, clock: HandClock
) -> None:
    serve(desk, people)
    sentence = "Half-typed text can't be kept"
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("2")
        await seat.session()
        drafts = desk.store.path.with_name(desk.store.path.name + ".drafts")
        with closing(sqlite3.connect(drafts)) as other:
            other.execute("ALTER TABLE draft RENAME TO mislaid")
        await seat.press("f3")
        await seat.type("a")
        await seat.hear(sentence)
        assert seat.app.trouble
        await seat.type("bc")
        assert seat.app.drafts("item:") == {}, "nobody's key ends in a traceback"
        seat.app.forget_draft("nothing:")
        await seat.settle()
        assert sum(sentence in toast for toast in seat.toasts) == 1
        with closing(sqlite3.connect(drafts)) as other:
            other.execute("ALTER TABLE mislaid RENAME TO draft")
        await seat.type("d")
        await seat.until(lambda: not seat.app.trouble, "text is kept again")


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

"""A desk in a process of its own, doing one thing until done or killed: `program.py WHAT DATABASE OFFICE LOGIN N`."""

import json
import sys
from collections.abc import Callable

from kppn_tui.desk import Desk, connect
from kppn_tui.domain.people import Officer
from kppn_tui.office.settings import load_settings, locate


def say(**facts: object) -> None:
    """One line to whoever started this, at once."""
    print(json.dumps(facts), flush=True)


def serve(desk: Desk, officer: Officer, count: int) -> None:
    """A service begins, and nothing more is heard."""
    ticket = desk.take_ticket(officer, topics=["RETUR", "SUPPLIER"])
    desk.call_next(officer)
    desk.start(officer, ticket)
    first, second = (view.consultation for view in desk.session(ticket).consultations)
    desk.switch(officer, second)
    clocks = [desk.consultation(item.id).deadlines[0] for item in (first, second)]
    say(
        ticket=ticket.id,
        first=first.id,
        second=second.id,
        started=[clock.started_at.timestamp() for clock in clocks],
        paused=clocks[0].paused_at.timestamp() if clocks[0].paused_at else None,
    )
    sys.stdin.read()


def work(desk: Desk, officer: Officer, count: int) -> None:
    """Visit after visit; what has been committed is said."""
    for _ in range(count):
        ticket = desk.take_ticket(officer, topics=["RETUR"])
        say(did="take_ticket", ticket=ticket.id)
        desk.call(officer, ticket)
        say(did="call", ticket=ticket.id)
        desk.start(officer, ticket)
        say(did="start", ticket=ticket.id)
        (view,) = desk.session(ticket).consultations
        desk.request_documents(officer, view.consultation, ["SK"])
        say(did="request_documents", ticket=ticket.id)
        desk.cancel(officer, view.consultation, "tidak jadi")
        say(did="cancel", ticket=ticket.id)
        desk.finish(officer, ticket)
        say(did="finish", ticket=ticket.id)


WHAT: dict[str, Callable[[Desk, Officer, int], None]] = {
    "serve": serve,
    "work": work,
}


def main() -> None:
    what, database, office, login, count = sys.argv[1:]
    settings = load_settings(locate(db=database, office=office))
    desk = connect(settings.url, settings)
    officer = next(known for known in desk.officers() if known.login == login)
    say(ready=True)
    if what != "serve":
        sys.stdin.readline()
    WHAT[what](desk, officer, int(count))
    desk.close()


if __name__ == "__main__":
    main()

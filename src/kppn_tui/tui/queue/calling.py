"""Calling and starting at a counter, and what is asked on the way: who is still there, and whose visitor it is."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from kppn_tui.domain.errors import AlreadyServing, DeskError
from kppn_tui.domain.records import Ticket
from kppn_tui.domain.states import TicketState
from kppn_tui.domain.views import QueueRow
from kppn_tui.i18n import _, explain
from kppn_tui.presentation.deadlines import all_done
from kppn_tui.presentation.sentences import called_sentence
from kppn_tui.tui.dialogs.choose import Choose, Option

if TYPE_CHECKING:
    from kppn_tui.desk import Desk
    from kppn_tui.domain.people import Officer
    from kppn_tui.tui.app import KppnApp
    from kppn_tui.tui.queue.screen import QueueScreen


def call(screen: "QueueScreen", verb: Callable[..., Ticket], *chosen: int) -> None:
    """Call by `verb`, `call_next` or `call` of a chosen ticket; the cursor goes to who was called."""
    app = screen.desk_app

    def called(ticket: Ticket) -> None:
        app.say(called_sentence(ticket))
        screen.go_to(ticket.id)

    def run(leave: str | None = None) -> None:
        call_it = partial(verb, app.officer, *chosen, leave=leave)
        screen.act(call_it, called, {AlreadyServing: lambda error: _settle(screen, error, run)})

    run()


def start(screen: "QueueScreen", desk: "Desk", officer: "Officer", row: QueueRow) -> None:
    """Begin the service of `row` and open it; a colleague's visitor only when that is meant."""
    app, ticket = screen.desk_app, row.ticket

    def run(leave: str | None = None, *, take_over: bool = False) -> None:
        screen.act(
            partial(desk.start, officer, ticket.id, leave=leave, take_over=take_over),
            lambda started: app.open_session(started.id),
            {AlreadyServing: lambda error: _settle(screen, error, partial(run, take_over=take_over))},
        )

    if ticket.state == TicketState.CALLED and ticket.officer_id != officer.id:
        told = _("{label} was called to counter {counter} by {who}.")
        question = told.format(label=ticket.label, counter=ticket.counter, who=row.officer_name)
        ask_colleague(app, question, row.officer_name, _("Serve it here"), partial(run, take_over=True))
    else:
        run()


def _settle(screen: "QueueScreen", error: DeskError, again: Callable[[str | None], None]) -> None:
    """Somebody is at the counter: ask or tell what becomes of them."""
    wanted = error.parameters.get("ticket_id")
    row = next((row for row in screen.desk_app.board.rows if row.ticket.id == wanted), None)
    if row is not None:
        # The keys that are named act on the row under the cursor.
        screen.go_to(row.ticket.id)
    if row is None or not _ask_leave(screen.desk_app, row, again):
        screen.desk_app.say(explain(error), "warning")


def _ask_leave(app: "KppnApp", row: QueueRow, again: Callable[[str | None], None]) -> bool:
    """Stay, finish and call, or put on hold and call; whether there was anything to ask or to say."""
    label = row.ticket.label
    if row.ticket.state == TicketState.CALLED:
        told = _("{label} is called to your counter: “s” starts, “t” absent, “k” back to the queue.")
        app.say(told.format(label=label), "warning")
        return True
    if row.ticket.state != TicketState.SERVING:
        return False
    running = any(consultation.state == "serving" for consultation in row.consultations)
    options = [
        Option("stay", _("Stay with {label}").format(label=label)),
        Option("finish", _("Finish and go on"), "" if all_done(row) else _("a consultation has no outcome yet")),
        Option("switch", _("Put on hold and go on"), "" if running else _("nothing is in service")),
    ]
    question = _("{label} is still at your counter.").format(label=label)
    app.push_screen(Choose(question, options), lambda how: again(how) if how in ("finish", "switch") else None)
    return True


def ask_colleague(app: "KppnApp", question: str, who: str, here: str, run: Callable[[], None]) -> None:
    """It is the visitor of `who`: a key pressed by habit must not take them away; `here` is the answer that runs."""
    options = [Option("leave", _("Leave it to {who}").format(who=who)), Option("here", here)]
    app.push_screen(Choose(question, options), lambda how: run() if how == "here" else None)

"""Calling and starting at a counter, with the questions on the way about a visitor there and a colleague's visitor."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from textual.app import App

from kppn_tui.domain.conditions import Leave, counter_refusal, is_colleagues
from kppn_tui.domain.errors import AlreadyServing, DeskError
from kppn_tui.domain.records import Ticket
from kppn_tui.domain.states import TicketState
from kppn_tui.domain.views import QueueRow
from kppn_tui.i18n import _, explain
from kppn_tui.presentation.deadlines import all_done
from kppn_tui.presentation.sentences import called_sentence
from kppn_tui.tui.dialogs.choose import Choose, Option

if TYPE_CHECKING:
    from kppn_tui.client.call import Call
    from kppn_tui.client.session import Client
    from kppn_tui.tui.host import Host


class Calling(Protocol):
    """Verb that calls a visitor; `leave` says what becomes of the one who is still at the counter."""

    def __call__(self, *, leave: str | None = None) -> "Call[Ticket]":
        """Return the call of the verb."""


class Caller(Protocol):
    """Screen that calls: the queue."""

    @property
    def app(self) -> App[Any]:
        """Return the app, which shows what is asked."""

    @property
    def host(self) -> "Host":
        """Return the program around the screen."""

    @property
    def client(self) -> "Client":
        """Return the session at the desk."""

    def act(self, call: "Call[Any]", *args: Any) -> None:
        """Act as `Client.act` does."""

    def go_to(self, ticket_id: int) -> None:
        """Put the cursor on `ticket_id`."""


def call(screen: Caller, verb: Calling) -> None:
    """Call by `verb`, and move the cursor to the called visitor."""

    def called(ticket: Ticket) -> None:
        screen.host.say(called_sentence(ticket))
        screen.go_to(ticket.id)

    def run(leave: str | None = None) -> None:
        screen.act(verb(leave=leave), called, {AlreadyServing: lambda error: _settle(screen, error, run)})

    run()


def start(screen: Caller, row: QueueRow) -> None:
    """Begin the service of `row` and open it; ask first where the visitor is a colleague's."""
    host, ticket = screen.host, row.ticket

    def run(leave: str | None = None, *, take_over: bool = False) -> None:
        screen.act(
            screen.client.verbs.start(ticket.id, leave=leave, take_over=take_over),
            lambda started: host.screens.open_session(started.id),
            {AlreadyServing: lambda error: _settle(screen, error, partial(run, take_over=take_over))},
        )

    if is_colleagues(ticket, screen.client.signed_in):
        told = _("{label} was called to counter {counter} by {who}.")
        question = told.format(label=ticket.label, counter=ticket.counter, who=row.officer_name)
        ask_colleague(screen.app, question, row.officer_name, _("Serve it here"), partial(run, take_over=True))
    else:
        run()


def _settle(screen: Caller, error: DeskError, again: Callable[[str | None], None]) -> None:
    """Ask or tell what becomes of the visitor who is still at the counter."""
    wanted = error.parameters.get("ticket_id")
    row = next((row for row in screen.client.board.rows if row.ticket.id == wanted), None)
    if row is not None:
        # The keys that are named act on the row under the cursor.
        screen.go_to(row.ticket.id)
    if row is None or not _ask_leave(screen, row, again):
        screen.host.say(explain(error), "warning")


def _ask_leave(screen: Caller, row: QueueRow, again: Callable[[str | None], None]) -> bool:
    """Ask: stay, finish and call, or put on hold and call; return whether there was anything to ask or to say."""
    label = row.ticket.label
    if row.ticket.state == TicketState.CALLED:
        keys = screen.host.keys
        told = _("{label} is called to your counter: “{start}” starts, “{absent}” absent, “{back}” back to the queue.")
        start, absent, back = (keys.shown(key) for key in ("queue.start", "queue.absent", "queue.requeue"))
        screen.host.say(told.format(label=label, start=start, absent=absent, back=back), "warning")
        return True
    if row.ticket.state != TicketState.SERVING:
        return False
    refused = {leave: counter_refusal(row.ticket, row.consultations, leave) for leave in Leave}
    if all_done(row):
        # Each consultation has its outcome: nothing is left to decide.
        again(Leave.FINISH)
        return True
    unsettled = _("a consultation has no outcome yet") if refused[Leave.FINISH] else ""
    idle = _("nothing is in service") if refused[Leave.SWITCH] else ""
    options = [
        Option("stay", _("Stay with {label}").format(label=label)),
        Option(Leave.FINISH, _("Finish and go on"), unsettled),
        Option(Leave.SWITCH, _("Put on hold and go on"), idle),
    ]
    question = _("{label} is still at your counter.").format(label=label)
    choose = Choose(question, options)
    screen.app.push_screen(choose, lambda how: again(how) if how in set(Leave) else None)
    return True


def ask_colleague(
    app: App[Any], question: str, who: str, here: str, run: Callable[[], None], leave: Callable[[], None] | None = None
) -> None:
    """Ask before `run` takes the visitor of `who`: a key may be pressed by habit. `here` is the answer that runs.

    Any other answer runs `leave`.
    """
    options = [Option("leave", _("Leave it to {who}").format(who=who)), Option("here", here)]

    def answered(how: str | None) -> None:
        if how == "here":
            run()
        elif leave is not None:
            leave()

    app.push_screen(Choose(question, options), answered)


def ask_take_over(app: App[Any], error: DeskError, go_on: Callable[[], None], leave: Callable[[], None]) -> None:
    """Ask whether what `error` refused shall be done all the same: `go_on`; otherwise `leave`."""
    who = str(error.parameters["who"])
    question = _("{label} is being served by {who}.").format(label=error.parameters["label"], who=who)
    ask_colleague(app, question, who, _("Go on here"), go_on, leave)

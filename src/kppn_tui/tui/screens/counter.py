"""Questions about a visitor at a counter: what becomes of the one who is still there, and whose visitor it is."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from kppn_tui.domain.states import TicketState
from kppn_tui.domain.views import QueueRow
from kppn_tui.i18n import _
from kppn_tui.tui.face import all_done
from kppn_tui.tui.screens.choose import Choose, Option

if TYPE_CHECKING:
    from kppn_tui.tui.app import KppnApp


def ask_leave(app: "KppnApp", row: QueueRow, again: Callable[[str | None], None]) -> bool:
    """Stay, finish and call, or put on hold and call; whether there was anything to ask or to say."""
    label = row.ticket.label
    if row.ticket.state == TicketState.CALLED:
        told = _("{label} is called to your counter: “s” starts, “t” absent, “k” back to the queue.")
        app.say(told.format(label=label), "warning")
        return True
    if row.ticket.state != TicketState.SERVING:
        return False
    running = any(item.state == "serving" for item in row.items)
    options = [
        Option("stay", _("Stay with {label}").format(label=label)),
        Option("finish", _("Finish and go on"), "" if all_done(row) else _("a consultation has no outcome yet")),
        Option("switch", _("Put on hold and go on"), "" if running else _("nothing is in service")),
    ]
    question = _("{label} is still at your counter.").format(label=label)
    app.push_screen(Choose(question, options), lambda how: again(how) if how in ("finish", "switch") else None)
    return True


def ask_colleague(app: "KppnApp", row: QueueRow, start: Callable[[], None]) -> None:
    """Somebody else has called this visitor: an Enter by habit must not take them away."""
    who, ticket = row.officer_name, row.ticket
    question = _("{label} was called to counter {counter} by {who}.")
    options = [Option("leave", _("Leave it to {who}").format(who=who)), Option("start", _("Serve it here"))]
    app.push_screen(
        Choose(question.format(label=ticket.label, counter=ticket.counter, who=who), options),
        lambda how: start() if how == "start" else None,
    )

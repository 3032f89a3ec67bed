"""The things an officer leaves behind at the counter, named by every way to leave: signing out and quitting."""

from kppn_tui.domain.states import TicketState
from kppn_tui.domain.views import Board, QueueRow
from kppn_tui.i18n import _, ngettext


def left_behind(own: QueueRow | None, called: QueueRow | None, board: Board) -> str:
    """Return in sentences what is left at the counter of an officer, and who waits; "" where nobody is at it."""
    if own is None and called is None:
        return ""
    told = []
    if own is not None:
        told.append(_("{label} is still in service; its clock keeps running.").format(label=own.ticket.label))
    if called is not None:
        told.append(_("{label} is called to your counter.").format(label=called.ticket.label))
    if waiting := len(board.in_state(TicketState.WAITING)):
        told.append(ngettext("{n} person waits.", "{n} people wait.", waiting).format(n=waiting))
    if owed := board.counts.progress_owed:
        told.append(ngettext("{n} follow-up of yours owes progress today.",
                             "{n} follow-ups of yours owe progress today.", owed).format(n=owed))  # fmt: skip
    return " ".join(told)

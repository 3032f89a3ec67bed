"""Drawing of a moment of a run: the queue as it stood, and what happened."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from kppn_tui.domain.states import OPEN_TICKET, TicketState
from kppn_tui.i18n import _, clock_time
from kppn_tui.presentation import words
from kppn_tui.training.score.marks import LostPoint
from kppn_tui.training.score.projected_ticket import ProjectedTicket
from kppn_tui.training.score.replay import Frame
from kppn_tui.training.score.run import Run


def event_text(frame: Frame, losses: Sequence[LostPoint]) -> RenderableType:
    """Return what happened: when, by whom, to which ticket, with which details, and which points were lost by it."""
    head = Text(f"{words.long_day(frame.at.date())}\n")
    clock = clock_time(frame.at)
    head.append(f"{clock}{clock[2]}{frame.at:%S}", style="bold")
    head.append(f"  {frame.who}")
    what = Text(f"\n{_(frame.does)}", style="bold")
    if frame.label:
        what.append(f"  {frame.label}")
    details = [Text(f"· {line}") for line in frame.details]
    lost = [Text(f"✗ {loss.requirement} {loss.sentence}", style="bold") for loss in losses]
    return Group(head, what, *details, *([Text("")] if lost else []), *lost)


def queue_text(frame: Frame, run: Run, height: int) -> RenderableType:
    """Return the open tickets after the event, those at a counter first, in at most `height` lines around its own."""
    tickets = sorted(frame.tickets, key=_standing)
    here = next((at for at, one in enumerate(tickets) if one.id == frame.event.ticket_id), 0)
    first = min(max(here - height // 2, 0), max(len(tickets) - height + 1, 0))
    shown = tickets[first : first + height - 1]
    lines = Table.grid(padding=(0, 1), expand=True)
    lines.add_column(width=1)
    lines.add_column(width=6, no_wrap=True)
    lines.add_column(no_wrap=True)
    lines.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    for one in shown:
        mark = one.id == frame.event.ticket_id
        cells = ("▸" if mark else "!" if one.priority else "", one.label, words.state_word(_state(one)), _who(one, run))
        lines.add_row(*(Text(cell, style="bold" if mark else "") for cell in cells))
    heading = Text(_("The queue then: {n}").format(n=len(tickets)), style="dim")
    if len(shown) < len(tickets):
        heading.append(f" ({first + 1}–{first + len(shown)})")
    return Group(heading, lines)


def _standing(ticket: ProjectedTicket) -> tuple[int, bool, int, int]:
    """Return the place of a ticket in the list: those at a counter first, follow-ups last."""
    rank = next((at for at, state in enumerate(OPEN_TICKET) if ticket.state == state), len(OPEN_TICKET))
    return rank, *ticket.place


def _state(ticket: ProjectedTicket) -> str:
    """Return the ticket's own state while it is in the queue, later that of its open follow-up."""
    later = next((one.state for one in ticket.consultations if one.followed_up), ticket.state)
    return ticket.state if ticket.state in OPEN_TICKET else later


def _who(ticket: ProjectedTicket, run: Run) -> str:
    """Return the officer at whose counter the ticket is, and its topics."""
    topics = ", ".join(dict.fromkeys(one.topic for one in ticket.consultations if one.topic))
    served = ticket.state in (TicketState.SERVING, TicketState.CALLED)
    officer = run.officers.get(ticket.officer_id or 0, "").partition(" ")[0] if served else ""
    return " · ".join(part for part in (officer, topics) if part)

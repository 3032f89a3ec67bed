"""End a day at the door, so that nobody who was left waiting is called first the next morning."""

from kppn_tui.desk.consultations import end_unserved
from kppn_tui.desk.unit_of_work import UnitOfWork
from kppn_tui.domain.states import TicketState
from kppn_tui.store import claims

#: Kept as the reason of the ticket and of its consultations.
DAY_END = "akhir hari"


def close_earlier_days(work: UnitOfWork) -> int:
    """End the walk-ins of earlier local days who still wait, are called or absent, as no-shows; how many (A24).

    One in service stays, since it needs an outcome, and so do online cases, which nobody waits for at the door.
    """
    left = claims.read_left_over(work.store, work.office, work.today)
    for ticket in left:
        work.tickets.add(ticket.id)
        end_unserved(work, ticket, TicketState.CLOSED, DAY_END)
    work.data = {"tickets": len(left)}
    return len(left)

"""Record who else has a ticket open: shown to colleagues, never a lock; a desk that is gone fades by itself."""

from datetime import timedelta

from kppn_tui.desk.base import DeskBase
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Ticket
from kppn_tui.store import presence
from kppn_tui.store.backend import WriteMode

#: How often a desk says that a ticket is still open there.
SIGN_OF_LIFE = timedelta(seconds=30)
#: After this long without a sign, nobody is there.
FADES = 3 * SIGN_OF_LIFE


class PresenceVerbs(DeskBase):
    """Verbs that leave no event: nothing of the service changes by them."""

    def open_ticket(self, officer: Officer, ticket_id: int | None) -> None:
        """Show `ticket_id`, and only that, at this desk; None: it shows none. The other desks are told.

        Raises:
            NotFound: there is no such ticket in this office.
            StoreUnavailable: the database does not answer; a sign of life is tried again later.
        """
        self.require_of_office(officer)
        now = self.now()
        with self.store.writing():
            if ticket_id is not None:
                self.store.get(Ticket, ticket_id)
            presence.clear(self.store, self.office, self.desk_id, now - FADES)
            if ticket_id is not None:
                presence.record(self.store, self.office, self.desk_id, ticket_id, officer.id, now)

    def still_open(self, officer: Officer, ticket_id: int) -> None:
        """Give the sign of life of `open_ticket`, each SIGN_OF_LIFE; a server wakes nobody for it. Raises NotFound."""
        self.require_of_office(officer)
        with self.store.writing(WriteMode.QUIET):
            self.store.get(Ticket, ticket_id)
            presence.record(self.store, self.office, self.desk_id, ticket_id, officer.id, self.now())

    def also_open(self, officer: Officer) -> dict[int, tuple[str, ...]]:
        """Return the colleagues who have a ticket open at another desk, by ticket."""
        with self.store.reading():
            return presence.read_colleagues(self.store, self.office, self.desk_id, officer.id, self.now() - FADES)

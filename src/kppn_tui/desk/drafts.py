"""Verbs of half-typed text: it ends with what it belongs to. None of them writes anything in the database."""

from collections.abc import Collection

from kppn_tui.desk.base import DeskBase
from kppn_tui.desk.endings import ended_owners, read_ending
from kppn_tui.domain.draft_forms import DraftOwner
from kppn_tui.domain.ending import Ending


class DraftVerbs(DeskBase):
    """Verbs of drafts."""

    def endings(self, owners: Collection[DraftOwner]) -> dict[DraftOwner, Ending]:
        """Return those of `owners` that have ended, with how; what is not there any more has ended as well."""
        if not owners:
            return {}
        with self.store.reading():
            ended = ended_owners(self.store, owners)
            return {owner: read_ending(self.store, self.calendar, record) for owner, record in ended.items()}

    def sweep_drafts(self) -> None:
        """Forget, for each officer of the office, what is half typed for what has ended, or for no record before today.

        Raises:
            StoreUnavailable: the database or the drafts can't be read or written.
        """
        self._sweep_drafts()

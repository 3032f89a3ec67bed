"""The desk: all verbs and queries of an office on one database."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from kppn_tui.desk.clock import Clock, MachineClock, system_clock
from kppn_tui.desk.directory import DirectoryVerbs
from kppn_tui.desk.documents import DocumentVerbs
from kppn_tui.desk.drafts import DraftVerbs
from kppn_tui.desk.escalation import ON_ESCALATION
from kppn_tui.desk.followup import FollowUpVerbs
from kppn_tui.desk.intake import IntakeVerbs
from kppn_tui.desk.interruptions import InterruptionVerbs
from kppn_tui.desk.notices import NoticeVerbs
from kppn_tui.desk.officers import OfficerVerbs
from kppn_tui.desk.presence import PresenceVerbs
from kppn_tui.desk.queries import QueryMethods
from kppn_tui.desk.queue import ON_TICKET, QueueVerbs
from kppn_tui.desk.service import ON_CONSULTATION, ServiceVerbs
from kppn_tui.desk.sign_in import SignInVerbs
from kppn_tui.desk.sweep import SweepVerbs
from kppn_tui.desk.undo import UndoVerbs
from kppn_tui.domain.errors import StoreUnavailable
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Consultation, Escalation, Ticket
from kppn_tui.office.places import drafts_file
from kppn_tui.store.backends import open_database
from kppn_tui.store.drafts import Drafts
from kppn_tui.store.store import Store

if TYPE_CHECKING:
    from kppn_tui.office.settings import Settings


class Desk(
    IntakeVerbs,
    QueueVerbs,
    ServiceVerbs,
    DocumentVerbs,
    InterruptionVerbs,
    FollowUpVerbs,
    QueryMethods,
    DirectoryVerbs,
    OfficerVerbs,
    NoticeVerbs,
    SignInVerbs,
    PresenceVerbs,
    SweepVerbs,
    UndoVerbs,
    DraftVerbs,
):
    """All verbs and queries; every verb takes the acting officer and returns a frozen record.

    Each is refused with a `DeskError` leaf and is then without effect.
    """

    def perform(
        self, officer: Officer, action: Action, record_id: int, *, take_over: bool = False
    ) -> Ticket | Consultation | Escalation:
        """Do `action`, which takes nothing but its record, by its verb; raises what that raises.

        Raises:
            KeyError: it takes more than its record.
        """
        if take_over and action in TAKING_OVER:
            return TAKING_OVER[action](self, officer, record_id)
        return PLAIN[action](self, officer, record_id)

    def close(self) -> None:
        """Let go of the database."""
        self.feed.close()
        self.drafts.close()
        self.store.close()


#: The actions that `Desk.perform` does.
PLAIN: Mapping[Action, Callable[[Desk, Officer, int], Ticket | Consultation | Escalation]] = {
    **ON_TICKET,
    **ON_CONSULTATION,
    **ON_ESCALATION,
}


#: Those of them that take over what a colleague serves, as they do it where that is meant.
TAKING_OVER: Mapping[Action, Callable[[Desk, Officer, int], Ticket | Consultation]] = {
    Action.FINISH: partial(Desk.finish, take_over=True),
    Action.SWITCH: partial(Desk.switch, take_over=True),
}


def connect(url: str, settings: "Settings", clock: Clock = system_clock) -> Desk:
    """Open a desk on the database at `url`, migrated if need be; the caller closes it.

    The machine's own clock is watched for as long as the desk is open; any other is taken as it is.

    Raises:
        StoreUnavailable: it can't be opened.
        SchemaTooNew: a newer program wrote it.
    """
    store = Store(open_database(url, settings.office.code), settings.office.code)
    try:
        drafts = Drafts(drafts_file(url, settings.office.code), clock)
    except StoreUnavailable:
        store.close()
        raise
    return Desk(store, settings, MachineClock() if clock is system_clock else clock, drafts)


@contextmanager
def open_desk(url: str, settings: "Settings", clock: Clock = system_clock) -> Iterator[Desk]:
    """Open a desk as `connect` does, and close it on leaving."""
    desk = connect(url, settings, clock)
    try:
        yield desk
    finally:
        desk.close()

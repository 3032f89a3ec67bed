"""The base of all verbs: the store, the settings, the clock and one transaction a verb."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING
from uuid import uuid4

from kppn_tui.desk.clock import Clock
from kppn_tui.desk.endings import ended_owners, read_ending, read_reason
from kppn_tui.desk.session import Session
from kppn_tui.desk.unit_of_work import UnitOfWork
from kppn_tui.domain.draft_forms import owner_of
from kppn_tui.domain.ending import kept_name
from kppn_tui.domain.errors import (
    N_,
    LostRace,
    NotAllowed,
    StoreUnavailable,
    WrongState,
    is_served_by_colleague,
)
from kppn_tui.domain.lifecycle import RULE, Action
from kppn_tui.domain.people import Officer
from kppn_tui.domain.workdays import WorkCalendar
from kppn_tui.store import history
from kppn_tui.store.backend import WriteMode
from kppn_tui.store.drafts import Drafts
from kppn_tui.store.store import Store

if TYPE_CHECKING:
    from kppn_tui.office.settings import Settings

#: Begins a unit of work for an action of an officer, within a transaction.
BeginUnit = Callable[[Action, Officer | None], AbstractContextManager[UnitOfWork]]


class DeskBase:
    """The parts that all verbs of `Desk` share."""

    def __init__(self, store: Store, settings: "Settings", clock: Clock, drafts: Drafts) -> None:
        self.store = store
        self.settings = settings
        self.clock = clock
        self.drafts = drafts
        self.feed = store.database.change_feed()
        self.office = settings.office.code
        #: The session that a front end holds here; a script holds none.
        self.session_here: Session | None = None
        #: This desk among those of the office, for as long as it is open.
        self.desk_id = uuid4().hex

    @cached_property
    def calendar(self) -> WorkCalendar:
        """Return the office's working calendar, read when it is first needed."""
        return self.settings.calendar()

    def now(self) -> datetime:
        """Return the injected clock's moment in whole seconds, UTC."""
        return self.clock().astimezone(UTC).replace(microsecond=0)

    def require_of_office(self, officer: Officer) -> None:
        """Raise NotAllowed for an officer of another office: nothing of this one is shown to them."""
        if officer.office != self.office:
            raise NotAllowed

    @contextmanager
    def transaction(self, mode: WriteMode = WriteMode.WRITE) -> Iterator[BeginUnit]:
        """Save several units of work together or not at all; `begin(action, officer)` begins one, with its own event.

        Raises:
            StoreUnavailable: the database can't be written now.
        """
        calendar = self.calendar  # read before anybody has to wait
        with self.store.writing(mode):
            yield partial(self._unit, calendar, mode)

    @contextmanager
    def _unit_of_work(
        self, action: Action, officer: Officer | None, mode: WriteMode = WriteMode.WRITE, *, take_over: bool = False
    ) -> Iterator[UnitOfWork]:
        """Open one transaction for one verb, with its one event; nothing is written if the verb is refused.

        With `take_over` it may act on what a colleague serves now.
        """
        calendar = self.calendar
        with self.store.writing(mode), self._unit(calendar, mode, action, officer) as work:
            work.take_over = take_over
            yield work
        if work.ends:
            # It is done already: what can't be forgotten now is forgotten at the next sign-in.
            with suppress(StoreUnavailable):
                self._sweep_drafts()

    def _sweep_drafts(self) -> None:
        """Forget, for each officer of the office, what is half typed for what has ended, or for no record before today.

        Raises:
            StoreUnavailable: the database or the drafts can't be read or written.
        """
        dated = self.drafts.dated()
        if not dated:
            return
        owners = {field: owner for _officer, field, _at in dated if (owner := owner_of(field)) and owner.subject}
        with self.store.reading():
            officers = {officer.id for officer in self.store.find(Officer, office=self.office)}
            ended = ended_owners(self.store, set(owners.values()))
            endings = {owner: read_ending(self.store, self.calendar, record) for owner, record in ended.items()}
        midnight = self.calendar.midnight(self.calendar.local(self.now()).date())
        renamed: dict[tuple[int, str], str | None] = {}
        for officer, field, at in dated:
            owner = owners.get(field)
            if officer not in officers:
                continue
            if owner in endings:
                renamed[officer, field] = kept_name(field, officer, endings[owner])
            elif owner is None and at < midnight:
                renamed[officer, field] = None
        if renamed:
            self.drafts.rename(renamed)

    @contextmanager
    def _unit(
        self, calendar: WorkCalendar, mode: WriteMode, action: Action, officer: Officer | None
    ) -> Iterator[UnitOfWork]:
        if officer is not None and self.session_here is not None and self.session_here.officer.id == officer.id:
            self.session_here.require_open(self.store)
        work = UnitOfWork(self.store, self.settings, calendar, officer, action, self.now(), mode)
        try:
            yield work
        except WrongState as refused:
            if is_served_by_colleague(refused):
                raise
            raise self._lost_race(work) or refused from refused
        work.finish()

    def _lost_race(self, work: UnitOfWork) -> LostRace | None:
        """Return which colleague brought the subject of a refused verb into its state, and by what; None: nobody."""
        event = history.read_cause(self.store, work.subject) if work.subject else None
        if event is None or work.officer is None or event.officer_id in (None, work.officer.id):
            return None
        rule, reason = RULE.get(event.action), read_reason(self.store, event)
        return LostRace(
            N_("{who} was first: “{what}”, {at}, “{reason}”. What you typed is kept.")
            if reason
            else N_("{who} was first: “{what}”, {at}. What you typed is kept."),
            who=self.store.get(Officer, event.officer_id or 0).name,
            what=rule.label if rule else N_("Undo"),
            at=self.calendar.local(event.at),
            **({"reason": reason} if reason else {}),
        )
